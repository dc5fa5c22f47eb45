//! The bytes of the requests, made before they are needed.

use std::{net::Ipv4Addr, sync::Arc};

use fataplus::{
    clock::Clock,
    identity::{Audience, Keys},
    ids::{SessionId, UserId},
};

use crate::{
    Failure,
    cluster::MASTER_KEY,
    seed::{self, Asker},
};

/// The number of the session that opens pages.
pub const PAGES: u32 = 3_000_000;

/// Kinds of reads of a project.
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

/// One request for each project, each by a person with a part in it. Made anew for each round: a token is good for ten
/// minutes.
pub fn all(port: u16, read: Read, projects: u32) -> Result<Arc<Vec<Vec<u8>>>, Failure> {
    (1..=projects).map(|number| one(port, read, number)).collect::<Result<Vec<_>, _>>().map(Arc::new)
}

/// The request for one project.
pub fn one(port: u16, read: Read, number: u32) -> Result<Vec<u8>, Failure> {
    of(port, read, number, number, "")
}

/// The same for `project`, by the asker of project `number`, as a proxy passes it on: each from an address of their
/// own, of the network reserved for measuring (RFC 2544).
pub fn forwarded(port: u16, read: Read, project: u32, number: u32) -> Result<Vec<u8>, Failure> {
    let address = Ipv4Addr::from_bits(Ipv4Addr::new(198, 18, 0, 0).to_bits() + number);
    of(port, read, project, number, &format!("x-forwarded-for: {address}\r\n"))
}

fn of(port: u16, read: Read, project: u32, number: u32, headers: &str) -> Result<Vec<u8>, Failure> {
    let (project, asker) = (Asker::of(project)?.project, Asker::of(number)?);
    let token = keys()?.sign(Audience::Api, asker.user, asker.session, Clock::default().now())?;
    Ok(bearer("GET", port, &format!("/v1/projects/{project}{}", read.path()), &token, headers, ""))
}

/// A request for 20 projects of a person, whose session has the person's number.
pub fn projects(port: u16, person: u32) -> Result<Vec<u8>, Failure> {
    let id = seed::uuid(person)?;
    let token = keys()?.sign(Audience::Api, UserId(id), SessionId(id), Clock::default().now())?;
    Ok(bearer("GET", port, "/v1/projects?limit=20", &token, "", ""))
}

/// A request to make a project.
pub fn create(port: u16, number: u32) -> Result<Vec<u8>, Failure> {
    let (user, session) = Asker::staff()?;
    let token = keys()?.sign(Audience::Api, user, session, Clock::default().now())?;
    let body = format!(
        r#"{{"title": "Made {number}", "organisation": "Organisation", "client_name": "Rina Rabe", "client_email": "rina{number}@bench.test"}}"#
    );
    Ok(bearer("POST", port, "/v1/projects", &token, "", &body))
}

/// A log-in attempt with a password that no account has.
pub fn log_in(port: u16, email: &str) -> Vec<u8> {
    let body = format!(r#"{{"email": "{email}", "password": "not the one she has"}}"#);
    bytes("POST", &format!("api.localhost:{port}"), "/v1/auth/token", "", &body)
}

/// The first page of a project, by its client.
pub fn page(port: u16, number: u32) -> Result<Vec<u8>, Failure> {
    let Asker { project, user, .. } = Asker::of(number)?;
    let token = keys()?.sign(Audience::Tenant(project), user, SessionId(seed::uuid(PAGES)?), Clock::default().now())?;
    let cookie = format!("cookie: __Host-fp-session-{port}={token}\r\n");
    Ok(bytes("GET", &format!("{project}.localhost:{port}").to_lowercase(), "/", &cookie, ""))
}

fn keys() -> Result<&'static Keys, Failure> {
    static KEYS: std::sync::OnceLock<Keys> = std::sync::OnceLock::new();
    if let Some(keys) = KEYS.get() {
        return Ok(keys);
    }
    let keys = Keys::derive(&MASTER_KEY.into())?;
    Ok(KEYS.get_or_init(|| keys))
}

pub fn bearer(method: &str, port: u16, target: &str, token: &str, more: &str, body: &str) -> Vec<u8> {
    let headers = format!("authorization: Bearer {token}\r\naccept: application/json\r\n{more}");
    bytes(method, &format!("api.localhost:{port}"), target, &headers, body)
}

fn bytes(method: &str, host: &str, target: &str, headers: &str, body: &str) -> Vec<u8> {
    let content = if body.is_empty() {
        String::new()
    } else {
        format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len())
    };
    format!("{method} {target} HTTP/1.1\r\nhost: {host}\r\n{headers}{content}\r\n{body}").into_bytes()
}
