//! Rebuilds when what is embedded changes.
fn main() {
    for embedded in ["migrations", "locales", "templates", "deploy/roles.sql"] {
        println!("cargo:rerun-if-changed={embedded}");
    }
}
