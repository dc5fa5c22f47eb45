//! `run.json` in the data directory: addresses of the running development service, for people, scripts and tests.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde_json::json;

use super::private_file;
use crate::{
    config::{Config, Hosts},
    demo::DemoAccount,
    ids::ProjectId,
};

/// The file; removed when the service stops.
pub struct RunFile(PathBuf);

/// Contents of the file.
pub struct Facts<'a> {
    /// Public base URLs.
    pub hosts: &'a Hosts,
    /// Socket address of the service.
    pub listen: SocketAddr,
    /// Socket address of the metrics.
    pub metrics: SocketAddr,
    /// Database URL for `psql`, as the service's role.
    pub database: Option<&'a str>,
    /// Projects of the demo.
    pub tenants: &'a [ProjectId],
    /// Log-ins of the demo.
    pub logins: &'a [DemoAccount],
}

fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("run.json")
}

impl RunFile {
    /// Writes the file, readable by this user alone.
    pub fn write(data_dir: &Path, facts: &Facts<'_>) -> io::Result<Self> {
        let tenants: Vec<_> = facts.tenants.iter().map(|project| facts.hosts.tenant(*project).to_string()).collect();
        let logins: Vec<_> = facts
            .logins
            .iter()
            .map(|login| json!({ "email": login.email, "password": login.password, "role": login.role }))
            .collect();
        let content = json!({
            "urls": {
                "public": facts.hosts.public.to_string(),
                "app": facts.hosts.app.to_string(),
                "api": facts.hosts.api.to_string(),
                "tenants": tenants,
            },
            "listen": facts.listen.to_string(),
            "metrics": facts.metrics.to_string(),
            "pid": std::process::id(),
            "database": facts.database,
            "logins": logins,
        });
        let path = path(data_dir);
        private_file::replace(&path, format!("{content:#}\n").as_bytes())?;
        Ok(Self(path))
    }
}

impl Drop for RunFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn fact(data_dir: &Path, name: &str) -> Option<String> {
    let content: serde_json::Value = serde_json::from_slice(&fs::read(path(data_dir)).ok()?).ok()?;
    content.get(name)?.as_str().map(str::to_owned)
}

/// Database URL of the service that runs on this data directory.
pub fn database_url(data_dir: &Path) -> Option<String> {
    fact(data_dir, "database")
}

/// Base URLs for links: the configured ones, else those of the service that runs here, else the defaults.
pub fn hosts(config: &Config) -> Hosts {
    let listen = || fact(&config.data_dir, "listen")?.parse::<SocketAddr>().ok();
    config.hosts.clone().unwrap_or_else(|| Hosts::development(listen().map_or(8080, |address| address.port())))
}
