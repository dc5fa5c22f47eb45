//! Every route, requested by every kind of caller. `matrix` covers all of it: each column (`askers`) at each route
//! (`routes`) of each host; the expected answer is derived (`rules`) from the role × action table and the scopes. `api`
//! and `pages` add that a caller without a part cannot tell a project from one that never was, byte for byte; `unseen`
//! the same for rows.
//!
//! The routes are those of the register, so a new one is covered on the day it is written; one of which `expected` does
//! not say what it asks for fails.

mod api;
mod askers;
mod asking;
pub mod bodies;
mod expected;
mod keys;
mod matrix;
pub mod page_routes;
mod pages;
mod routes;
mod rules;
mod unseen;

use fataplus::ids::ProjectId;

use crate::support::{Answer, fixture::Furniture};

/// An ID that was never issued.
fn never_issued() -> ProjectId {
    "FP-2025-NEVER1SSD".parse().unwrap()
}

/// Malformed project IDs.
const MALFORMED: [&str; 3] = ["FP-2025-NOPE", "xyz", "fp-2025-nope12345-and-more"];

/// The path with IDs of rows that exist: a route that looked before it asked would be caught.
pub fn filled(path: &str, made: &Furniture) -> String {
    let mut before = "";
    let mut parts = Vec::new();
    for part in path.split('/') {
        parts.push(match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            None => part.to_owned(),
            Some(name) => {
                let subject = name.trim_end_matches("_id");
                let subject = if subject == "id" { before.trim_end_matches('s') } else { subject };
                id_of(subject, made)
                    .unwrap_or_else(|| panic!("no row to put for {{{subject}}} in {path}: extend fixture::furnish"))
            }
        });
        before = part;
    }
    parts.join("/")
}

/// The ID of the row that stands for `subject`.
fn id_of(subject: &str, made: &Furniture) -> Option<String> {
    let id = match subject.replace('-', "_").as_str() {
        "document" => made.document,
        "version" | "step" => return Some("1".to_owned()),
        "upload" => made.upload,
        "file_request" | "request" | "file" => made.file_request,
        "milestone" => made.milestone,
        "task" => made.task,
        // A submission belongs to no project; this ID names none.
        "thread" | "message" | "submission" => made.thread,
        // So does a log-in.
        "user" | "member" | "people" | "session" | "assignee" => made.user,
        "agency" | "partner" => made.agency,
        "invitation" => made.invitation,
        "domain" => made.domain,
        "key" | "api_key" | "token" => made.key,
        "approval" | "decision" => made.approval,
        _ => return None,
    };
    Some(id.to_string())
}

/// Status, headers and body without the parts that differ for each visitor or request: date, request id, cookies, form
/// token.
fn comparable(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let own = ["date", "x-request-id", "set-cookie"];
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| !own.contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    headers.sort();
    let text = answer.text();
    let mut parts = text.split("name=\"csrf\" value=\"");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    (answer.status, headers, kept)
}
