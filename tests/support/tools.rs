//! Tools that `scripts/setup test` installs.

use std::path::{Path, PathBuf};

/// Place of a tool below `tools_root` of scripts/lib.sh.
pub fn tool(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    #[expect(clippy::disallowed_methods, reason = "a test's own settings")]
    let variable = |name| std::env::var_os(name).map(PathBuf::from);
    let cache = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
    let places = [cache.map(|cache| cache.join("fataplus/tools")), Some(root.join(".tools"))];
    let found = places.into_iter().flatten().map(|place| place.join(name)).find(|place| place.exists());
    found.unwrap_or_else(|| panic!("{name} is not installed: scripts/setup test"))
}
