//! `fataplus audit …`: audit trails, of this installation or of a file that was taken from one.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use super::{CliError, on_rows};
use crate::{
    audit::{Chain, Entry, Fault, Trail},
    config::Config,
    features::{platform::audit, work::projects::store::directory},
    http::AppState,
    isolation_check::synthetic_projects,
};

/// Commands for audit trails.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum AuditCommand {
    /// Check that no line was changed, moved or taken out, from the first to the last: of the platform and of every
    /// project, with its checkpoint; or of a file. Exits 0 only if all is whole.
    Verify {
        /// A file that a project's audit page gave. It is checked without a database.
        file: Option<PathBuf>,
    },
}

/// Runs the command.
pub async fn run(config: &Config, command: AuditCommand) -> Result<(), CliError> {
    let AuditCommand::Verify { file } = command;
    let Some(file) = file else { return on_rows(config, "audit", verify_all).await };
    let line = verify_file(&file)?;
    println!("{line}");
    Ok(())
}

/// Checks the trails of the platform and of all projects; an error names each that is not whole.
pub async fn verify_all(state: &AppState) -> Result<Vec<String>, CliError> {
    let (mut whole, mut broken) = (Vec::new(), Vec::new());
    let mut note = |said: Result<String, CliError>| match said {
        Ok(line) => whole.push(line),
        Err(fault) => broken.push(fault.to_string()),
    };
    note(said(Trail::Platform, audit::verify_platform(state).await?));
    // Rows of the isolation check's projects are samples, and no trail.
    let synthetic = synthetic_projects(&state.db).await?;
    let mut projects = directory::projects(state).await?;
    projects.retain(|project| !synthetic.contains(project));
    projects.sort_unstable();
    for project in projects {
        note(said(Trail::Project(project), audit::verify(state, project).await?));
    }
    if broken.is_empty() { Ok(whole) } else { Err(CliError::Other(broken.join("\n"))) }
}

fn said(trail: Trail, checked: Result<Chain, (i64, Fault)>) -> Result<String, CliError> {
    let chain = checked.map_err(|(seq, fault)| CliError::Other(format!("{trail}: line {seq}: {fault}")))?;
    Ok(match chain.last() {
        0 => format!("{trail}: no line"),
        last => format!("{trail}: {last} lines are whole ({} erased), hash {}", chain.erased(), chain.hash()),
    })
}

/// Checks the lines of a file, and says how many there are.
pub fn verify_file(file: &Path) -> Result<String, CliError> {
    let refused = |reason: String| CliError::Other(format!("{}: {reason}", file.display()));
    let opened = File::open(file).map_err(|error| refused(error.to_string()))?;
    let mut chain = None;
    for (number, line) in (1..).zip(BufReader::new(opened).lines()) {
        let line = line.map_err(|error| refused(error.to_string()))?;
        let entry: Entry = serde_json::from_str(&line)
            .map_err(|error| refused(format!("line {number} is not one of an audit trail: {error}")))?;
        let (trail, chain) = chain.get_or_insert_with(|| (entry.trail, Chain::new(entry.trail)));
        if let Err(fault) = chain.check(&entry) {
            return said(*trail, Err((number, fault)));
        }
    }
    let (trail, chain) = chain.ok_or_else(|| refused("holds no line".to_owned()))?;
    said(trail, Ok(chain))
}
