//! Errors of the embedded PostgreSQL.

use std::{
    io,
    path::{Path, PathBuf},
    process::ExitStatus,
};

/// Reason why the embedded PostgreSQL cannot serve, with a remedy.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No PostgreSQL on this machine, or not in the configured folder.
    #[error(
        "no PostgreSQL server in {looked}: `make run` installs it, or set PG_BIN to the folder of `postgres` and `initdb`"
    )]
    NotInstalled {
        /// Places searched.
        looked: String,
    },
    /// Another application holds the lock.
    #[error("another Fataplus is running on {}: stop it first, or choose another data directory", .dir.display())]
    InUse {
        /// The contested data directory.
        dir: PathBuf,
    },
    /// Root may not run PostgreSQL, and no other identity reaches the data.
    #[error(
        "PostgreSQL does not run as root, and neither `postgres` nor `nobody` nor a user namespace reaches both {} and {}: \
         choose a data directory under /var/lib, or run as an ordinary user", .dir.display(), .bin.display()
    )]
    OutOfReach {
        /// The data directory.
        dir: PathBuf,
        /// The folder of PostgreSQL's programs.
        bin: PathBuf,
    },
    /// A server of an earlier run does not end.
    #[error("PostgreSQL from an earlier run (process {pid}) still works in {} and does not end: end it, then start again", .data.display())]
    Leftover {
        /// The server's process.
        pid: i32,
        /// The cluster's directory.
        data: PathBuf,
    },
    /// The cluster could not be made.
    #[error("initdb failed ({status}):\n{output}")]
    Initdb {
        /// Exit status of initdb.
        status: ExitStatus,
        /// Output of initdb.
        output: String,
    },
    /// The server ended early, or badly.
    #[error("PostgreSQL ended ({status}); the end of {}:\n{tail}", .log.display())]
    Ended {
        /// Exit status of the server.
        status: String,
        /// Its log.
        log: PathBuf,
        /// The log's last lines.
        tail: String,
    },
    /// The server did not become ready in time.
    #[error("PostgreSQL was not ready after {seconds} s; the end of {}:\n{tail}", .log.display())]
    Slow {
        /// Seconds waited.
        seconds: u64,
        /// Its log.
        log: PathBuf,
        /// The log's last lines.
        tail: String,
    },
    /// A file or directory is unusable.
    #[error("{}: {source}; it and what is in it must belong to the user who runs Fataplus", .path.display())]
    File {
        /// Path of the file or directory.
        path: PathBuf,
        /// Error of the system.
        source: io::Error,
    },
    /// A program could not be run.
    #[error("cannot run {program}: {source}; `setpriv` and `unshare` come with util-linux")]
    Program {
        /// Name of the program.
        program: String,
        /// Error of the system.
        source: io::Error,
    },
    /// The server runs, but its roles or database could not be prepared.
    #[error("the embedded database could not be prepared: {0}")]
    Database(#[from] sqlx::Error),
}

impl EmbeddedError {
    /// For `map_err`: an error about this file or directory.
    pub(super) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { path: path.to_owned(), source }
    }

    /// For `map_err`: a failure to run this program.
    pub(super) fn program(program: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Program { program: program.into(), source }
    }
}
