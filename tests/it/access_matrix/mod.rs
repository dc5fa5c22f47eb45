//! Every route of every project, asked for by those who have no part in it. The routes are read from the service's own
//! description and source, so a new one is covered on the day it is written.
//!
//! A route that may be reached without a part in the project is an exception with a name (`OPEN_PAGES`); the list only
//! shrinks.

mod api;
mod keys;
pub mod page_routes;
mod pages;

use fataplus::ids::ProjectId;

use crate::support::fixture::Furniture;

/// An ID that was never issued.
fn never_issued() -> ProjectId {
    "FP-2025-NEVER1SSD".parse().unwrap()
}

/// What cannot be an ID.
const MALFORMED: [&str; 3] = ["FP-2025-NOPE", "xyz", "fp-2025-nope12345-and-more"];

/// The path with IDs of rows that exist: a route that looked before it asked would be caught.
pub fn filled(path: &str, made: &Furniture) -> String {
    let mut before = "";
    let segment = |segment: &str, before: &str| -> String {
        let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            return segment.to_owned();
        };
        let subject = name.trim_end_matches("_id");
        let subject = if subject == "id" { before.trim_end_matches('s') } else { subject };
        let id = match subject.replace('-', "_").as_str() {
            "document" => made.document,
            "version" => return "1".to_owned(),
            "upload" => made.upload,
            "file_request" | "request" | "file" => made.file_request,
            "milestone" => made.milestone,
            "task" => made.task,
            "thread" | "message" => made.thread,
            // A log-in stands in no project: this one is nobody's.
            "user" | "member" | "people" | "session" => made.user,
            "agency" | "partner" => made.agency,
            "invitation" => made.invitation,
            "domain" => made.domain,
            "key" | "api_key" | "token" => made.key,
            "approval" | "decision" => made.approval,
            other => panic!("no row to put for {{{other}}} in {path}: extend fixture::furnish and this"),
        };
        id.to_string()
    };
    let mut parts = Vec::new();
    for part in path.split('/') {
        parts.push(segment(part, before));
        before = part;
    }
    parts.join("/")
}
