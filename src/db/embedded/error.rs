use std::{
    io,
    path::{Path, PathBuf},
    process::ExitStatus,
};

/// Why the embedded PostgreSQL could not serve, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No PostgreSQL on this machine, or not in the folder named.
    #[error(
        "no PostgreSQL server in {looked}: `make run` installs it, or set PG_BIN to the folder of `postgres` and `initdb`"
    )]
    NotInstalled {
        /// Where it was looked for.
        looked: String,
    },
    /// Another application holds the lock.
    #[error("another Fataplus is running on {}: stop it first, or choose another data directory", .dir.display())]
    InUse {
        /// The data directory both want.
        dir: PathBuf,
    },
    /// Root may not run PostgreSQL, and no one else can come near the data.
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
        /// How initdb ended.
        status: ExitStatus,
        /// What it said.
        output: String,
    },
    /// The server ended before it was told to, or badly.
    #[error("PostgreSQL ended ({status}); the end of {}:\n{tail}", .log.display())]
    Ended {
        /// How the server ended.
        status: String,
        /// Its log.
        log: PathBuf,
        /// The log's last lines.
        tail: String,
    },
    /// The server did not become ready in time.
    #[error("PostgreSQL was not ready after {seconds} s; the end of {}:\n{tail}", .log.display())]
    Slow {
        /// How long it was waited for.
        seconds: u64,
        /// Its log.
        log: PathBuf,
        /// The log's last lines.
        tail: String,
    },
    /// A file or directory is not as needed.
    #[error("{}: {source}; it and what is in it must belong to the user who runs Fataplus", .path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// A program could not be run.
    #[error("cannot run {program}: {source}; `setpriv` and `unshare` come with util-linux")]
    Program {
        /// Which one.
        program: String,
        /// What went wrong.
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

    /// For `map_err`: this program could not be run.
    pub(super) fn program(program: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Program { program: program.into(), source }
    }
}
