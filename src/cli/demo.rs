//! `fataplus demo`, and the demo that `serve` makes at its first start. Both are remembered in `demo.json`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    CliError,
    compose::{self, Needs},
    private_file, run_file,
};
use crate::{config::Config, demo, http::AppState, identity::Secret, ids::ProjectId};

/// Content of `demo.json`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DemoFile {
    /// Log-ins of its people.
    pub logins: Vec<demo::DemoAccount>,
    /// Its projects, in three states.
    pub projects: Vec<ProjectId>,
}

fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("demo.json")
}

fn read(path: &Path) -> Result<Option<DemoFile>, CliError> {
    match fs::read(path) {
        Ok(text) => serde_json::from_slice(&text)
            .map(Some)
            .map_err(|_| CliError::Other(format!("{} is damaged", path.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn write(path: &Path, demo: &DemoFile) -> Result<(), CliError> {
    let text = serde_json::to_vec_pretty(demo).map_err(|error| CliError::Other(error.to_string()))?;
    Ok(private_file::replace(path, &text)?)
}

/// Demo of this data directory: made in an empty database, read from its file afterwards.
pub async fn load_or_create(state: &AppState, data_dir: &Path) -> Result<DemoFile, CliError> {
    let path = path(data_dir);
    if let Some(demo) = read(&path)? {
        return Ok(demo);
    }
    let fresh = path.with_extension("new");
    if demo::has_account_with_password(state).await? {
        // A start that was killed once it had made the people left their passwords.
        return Ok(read(&fresh)?.unwrap_or_default());
    }
    let logins: Vec<demo::DemoAccount> = demo::PEOPLE
        .iter()
        .map(|person| demo::DemoAccount {
            email: person.email.to_owned(),
            password: Secret::new().text().chars().take(20).collect(),
            role: person.role,
        })
        .collect();
    let passwords: Vec<&str> = logins.iter().map(|login| login.password.as_str()).collect();
    let mut demo = DemoFile { logins: logins.clone(), projects: Vec::new() };
    write(&fresh, &demo)?;
    demo.projects = demo::create(state, &passwords).await?;
    write(&fresh, &demo)?;
    fs::rename(&fresh, &path)?;
    Ok(demo)
}

/// `fataplus demo`.
pub async fn run(config: &Config) -> Result<(), CliError> {
    if config.is_production() {
        return Err(CliError::Other("the demo has well-known people in it: it is for development only".to_owned()));
    }
    let running = compose::start(config, run_file::hosts(config), Needs::Service).await?;
    let demo = load_or_create(&running.state, &config.data_dir).await;
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
