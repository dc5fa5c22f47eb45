//! Location of the PostgreSQL programs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::EmbeddedError;

const VERSIONS: &str = "/usr/lib/postgresql";

/// Folder of `postgres` and `initdb`: the configured one, else the newest of Debian's (or that of the `major` version
/// that made the cluster, so that installing a newer PostgreSQL breaks nothing), else the one in PATH.
pub(super) fn find(named: Option<&Path>, major: Option<&str>) -> Result<PathBuf, EmbeddedError> {
    let found = match named {
        Some(bin) => usable(bin).then(|| bin.to_owned()),
        None => packaged(Path::new(VERSIONS), major).or_else(in_path),
    };
    let looked = named.map_or_else(|| format!("{VERSIONS}/*/bin or the PATH"), |bin| bin.display().to_string());
    let found = found.ok_or(EmbeddedError::NotInstalled { looked })?;
    found.canonicalize().map_err(EmbeddedError::file(&found))
}

fn usable(bin: &Path) -> bool {
    ["postgres", "initdb"].iter().all(|program| bin.join(program).is_file())
}

fn packaged(versions: &Path, major: Option<&str>) -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir(versions)
        .ok()?
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            let bin = entry.path().join("bin");
            usable(&bin).then_some((version, bin))
        })
        .collect();
    let major = major.and_then(|text| text.trim().parse::<u32>().ok());
    found.sort_by_key(|(version, _)| (Some(*version) == major, *version));
    found.pop().map(|(_, bin)| bin)
}

/// Asks the shell for the program in PATH; a link (Homebrew, Nix) is followed to the folder with all programs.
fn in_path() -> Option<PathBuf> {
    let output = Command::new("/bin/sh").args(["-c", "command -v postgres"]).output().ok()?;
    let program = Path::new(str::from_utf8(&output.stdout).ok()?.trim()).canonicalize().ok()?;
    program.parent().filter(|bin| usable(bin)).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{EmbeddedError, find, packaged};
    use crate::db::embedded::tests::Scratch;

    #[test]
    fn the_newest_version_wins_unless_the_cluster_has_another() {
        let scratch = Scratch::new();
        for version in ["9", "15", "17", "not-a-version"] {
            let bin = scratch.path().join(version).join("bin");
            fs::create_dir_all(&bin).unwrap();
            for program in ["postgres", "initdb"] {
                fs::write(bin.join(program), "").unwrap();
            }
        }
        fs::create_dir_all(scratch.path().join("18/bin")).unwrap();
        let newest = packaged(scratch.path(), None).unwrap();
        assert!(newest.ends_with("17/bin"), "{newest:?}");
        let same = packaged(scratch.path(), Some("15\n")).unwrap();
        assert!(same.ends_with("15/bin"), "{same:?}");
        let removed = packaged(scratch.path(), Some("14")).unwrap();
        assert!(removed.ends_with("17/bin"), "{removed:?}");
    }

    #[test]
    fn a_folder_without_the_programs_is_refused_with_the_way_out() {
        let scratch = Scratch::new();
        let error = find(Some(scratch.path()), None).unwrap_err();
        assert!(matches!(error, EmbeddedError::NotInstalled { .. }));
        assert!(error.to_string().contains("`make run` installs it"), "{error}");
    }
}
