//! User that PostgreSQL runs as, because it refuses root.

use std::{
    ffi::OsStr,
    fs, io,
    os::unix::fs::{DirBuilderExt, MetadataExt, chown, lchown},
    path::Path,
    process::{Command, Stdio},
};

use nix::unistd::{User, geteuid};

use super::EmbeddedError;

/// PATH of every program here; the service's own environment, secrets included, is not passed on.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin";

/// User that PostgreSQL runs as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RunAs {
    /// The application's own user.
    Own,
    /// Root drops to this user and group.
    Dropped { uid: u32, gid: u32 },
    /// Root without its powers, under another name inside a user namespace: it reaches root's files and nothing more.
    Namespace,
}

impl RunAs {
    /// The first identity that reaches both the data directory and the programs. The owner of an existing cluster comes
    /// first, so that one start as root does not take it away from an ordinary user.
    pub(super) fn choose(dir: &Path, data: &Path, bin: &Path) -> Result<Self, EmbeddedError> {
        if !geteuid().is_root() {
            return Ok(Self::Own);
        }
        let owner = fs::symlink_metadata(data).ok().filter(|found| found.uid() != 0);
        let owner = owner.map(|found| Self::Dropped { uid: found.uid(), gid: found.gid() });
        let others = ["postgres", "nobody"].into_iter().filter_map(|name| User::from_name(name).ok().flatten());
        let others = others.map(|user| Self::Dropped { uid: user.uid.as_raw(), gid: user.gid.as_raw() });
        for identity in owner.into_iter().chain(others).chain([Self::Namespace]) {
            if identity.reaches(dir, bin)? {
                return Ok(identity);
            }
        }
        Err(EmbeddedError::OutOfReach { dir: dir.to_owned(), bin: bin.to_owned() })
    }

    fn reaches(self, dir: &Path, bin: &Path) -> Result<bool, EmbeddedError> {
        let mut test = self.command(OsStr::new("test"));
        test.arg("-x").arg(dir).arg("-a").arg("-x").arg(bin.join("postgres"));
        let status = test.stdout(Stdio::null()).stderr(Stdio::null()).status();
        Ok(status.map_err(EmbeddedError::program("setpriv or unshare"))?.success())
    }

    /// Command for `program` as this user. The program gets SIGINT when the thread that spawns it ends, and so when the
    /// application is killed. `setpriv` sets that last, because a change of user clears it, and then execs, so that the
    /// process spawned is the program itself.
    pub(super) fn command(self, program: &OsStr) -> Command {
        let mut command = match self {
            Self::Namespace => {
                let mut command = Command::new("unshare");
                command.args(["--user", "--map-user=1", "--map-group=1", "--", "setpriv"]);
                command
            }
            Self::Own | Self::Dropped { .. } => Command::new("setpriv"),
        };
        if let Self::Dropped { uid, gid } = self {
            command.args([format!("--reuid={uid}"), format!("--regid={gid}")]).arg("--clear-groups");
        }
        command.args(["--pdeathsig=INT", "--"]).arg(program);
        // Without TZ, initdb compares every time zone file with the system's.
        command.env_clear().env("PATH", PATH).env("TZ", "UTC").current_dir("/").stdin(Stdio::null());
        command
    }

    fn uid(self) -> u32 {
        match self {
            Self::Own | Self::Namespace => geteuid().as_raw(),
            Self::Dropped { uid, .. } => uid,
        }
    }

    /// Makes a directory that only this user (and root) can enter. It fails if the path exists, because another user
    /// may have made it.
    pub(super) fn private_dir(self, path: &Path) -> Result<(), EmbeddedError> {
        let make = || {
            fs::DirBuilder::new().mode(0o700).create(path)?;
            if let Self::Dropped { uid, gid } = self { chown(path, Some(uid), Some(gid)) } else { Ok(()) }
        };
        make().map_err(EmbeddedError::file(path))
    }

    /// Hands over a cluster that was made under another identity (root only; others fail later with an error).
    pub(super) fn take_over(self, path: &Path) -> Result<(), EmbeddedError> {
        let found = fs::symlink_metadata(path).map_err(EmbeddedError::file(path))?;
        if found.uid() == self.uid() || !geteuid().is_root() {
            return Ok(());
        }
        give(path, self.uid()).map_err(EmbeddedError::file(path))
    }
}

fn give(path: &Path, uid: u32) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        for entry in fs::read_dir(path)? {
            give(&entry?.path(), uid)?;
        }
    }
    lchown(path, Some(uid), None)
}
