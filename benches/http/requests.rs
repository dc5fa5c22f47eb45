//! The bytes of the requests, made before they are needed.

use std::sync::Arc;

use fataplus::{
    clock::Clock,
    identity::{Audience, Keys},
};

use crate::{Failure, cluster::MASTER_KEY, seed::Asker};

/// What is asked of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    Project,
    Documents,
}

impl Read {
    pub const ALL: [Self; 2] = [Self::Project, Self::Documents];

    pub fn name(self) -> &'static str {
        match self {
            Self::Project => "project read",
            Self::Documents => "list of 20 documents",
        }
    }

    pub fn path(self) -> &'static str {
        match self {
            Self::Project => "",
            Self::Documents => "/documents?limit=20",
        }
    }
}

/// One request for each project, each by somebody who has a part in it. Made anew for each round: a token is good for
/// ten minutes.
pub fn all(port: u16, read: Read, projects: u32) -> Result<Arc<Vec<Vec<u8>>>, Failure> {
    (1..=projects).map(|number| one(port, read, number)).collect::<Result<Vec<_>, _>>().map(Arc::new)
}

/// The request for one project.
pub fn one(port: u16, read: Read, number: u32) -> Result<Vec<u8>, Failure> {
    let asker = Asker::of(number)?;
    let token = keys()?.sign(Audience::Api, asker.user, asker.session, Clock::default().now())?;
    Ok(bytes("GET", port, &format!("/v1/projects/{}{}", asker.project, read.path()), &token, ""))
}

/// A request to make a project.
pub fn create(port: u16, number: u32) -> Result<Vec<u8>, Failure> {
    let (user, session) = Asker::staff()?;
    let token = keys()?.sign(Audience::Api, user, session, Clock::default().now())?;
    let body = format!(
        r#"{{"title": "Made {number}", "organisation": "Organisation", "client_name": "Rina Rabe", "client_email": "rina{number}@bench.test"}}"#
    );
    Ok(bytes("POST", port, "/v1/projects", &token, &body))
}

fn keys() -> Result<&'static Keys, Failure> {
    static KEYS: std::sync::OnceLock<Keys> = std::sync::OnceLock::new();
    if let Some(keys) = KEYS.get() {
        return Ok(keys);
    }
    let keys = Keys::derive(&MASTER_KEY.into())?;
    Ok(KEYS.get_or_init(|| keys))
}

fn bytes(method: &str, port: u16, target: &str, token: &str, body: &str) -> Vec<u8> {
    let content = if body.is_empty() {
        String::new()
    } else {
        format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len())
    };
    format!(
        "{method} {target} HTTP/1.1\r\nhost: api.localhost:{port}\r\nauthorization: Bearer {token}\r\n\
         accept: application/json\r\n{content}\r\n{body}"
    )
    .into_bytes()
}
