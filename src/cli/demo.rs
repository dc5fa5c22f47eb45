//! Demo agency of development: its log-ins, and its creation at the first start.

use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    CliError,
    compose::{self, Needs},
    run_file,
};
use crate::{config::Config, demo, http::AppState, identity::Secret, ids::ProjectId};

/// State of the demo.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Demo {
    /// Log-ins of its people.
    pub logins: Vec<demo::Login>,
    /// Its projects, in three states.
    pub projects: Vec<ProjectId>,
}

fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("demo.json")
}

/// Demo of this data directory: created if the database is empty, remembered afterwards.
pub async fn on_first_start(state: &AppState, data_dir: &Path) -> Result<Demo, CliError> {
    let path = path(data_dir);
    if let Ok(text) = fs::read(&path) {
        return serde_json::from_slice(&text).map_err(|_| CliError::Other(format!("{} is damaged", path.display())));
    }
    if demo::anybody(state).await? {
        return Ok(Demo::default());
    }
    // Passwords are stored before the people exist: a start killed in between begins the demo again.
    let logins: Vec<demo::Login> = demo::PEOPLE
        .iter()
        .map(|person| demo::Login {
            email: person.email.to_owned(),
            password: Secret::new().text().chars().take(20).collect(),
            role: person.role,
        })
        .collect();
    let passwords: Vec<&str> = logins.iter().map(|login| login.password.as_str()).collect();
    let projects = demo::create(state, &passwords).await?;
    let demo = Demo { logins, projects };
    let text = serde_json::to_vec_pretty(&demo).map_err(|error| CliError::Other(error.to_string()))?;
    let fresh = path.with_extension("new");
    let _ = fs::remove_file(&fresh);
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?.write_all(&text)?;
    fs::rename(&fresh, &path)?;
    Ok(demo)
}

/// `fataplus demo`.
pub async fn run(config: &Config) -> Result<(), CliError> {
    if config.is_production() {
        return Err(CliError::Other("the demo has well-known people in it: it is for development only".to_owned()));
    }
    let running = compose::start(config, run_file::hosts(config), Needs::Service).await?;
    let demo = on_first_start(&running.state, &config.data_dir).await;
    running.stop().await;
    let demo = demo?;
    if demo.logins.is_empty() {
        println!("There are people in this database already; the demo is made in an empty one only.");
    }
    for login in &demo.logins {
        println!("{:24} {:24} {}", login.email, login.password, login.role);
    }
    Ok(())
}
