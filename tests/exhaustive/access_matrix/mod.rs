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
pub mod expected;
mod keys;
mod matrix;
mod pages;
pub mod routes;
mod rules;
mod unseen;

use fataplus::ids::ProjectId;

use crate::support::Answer;

/// An ID that was never issued.
fn never_issued() -> ProjectId {
    "FP-2025-NEVER1SSD".parse().unwrap()
}

/// Malformed project IDs.
const MALFORMED: [&str; 3] = ["FP-2025-NOPE", "xyz", "fp-2025-nope12345-and-more"];

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
