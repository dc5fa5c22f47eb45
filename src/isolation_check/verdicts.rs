//! Interpretation of an answer: held, crossed, or inconclusive.

use axum::http::{HeaderValue, Method, StatusCode, header};

use super::{
    asking::Answer,
    route::{Route, Surface},
};
use crate::db::SyntheticTenant;

/// Outcome of one try.
pub(super) enum Outcome {
    Held,
    Crossed(String),
    Untried(String),
}

/// B's address: A's person must get 404, an anonymous visitor the log-in.
pub(super) fn judge_at_foreign(
    route: &Route,
    known: bool,
    b: &SyntheticTenant,
    answer: &Result<Answer, String>,
) -> Outcome {
    let name = route.name();
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return Outcome::Untried(format!("{name}: {error}")),
    };
    let expected = match (known, route.surface) {
        (true, _) => StatusCode::NOT_FOUND,
        (false, Surface::Page | Surface::AppPage) => StatusCode::SEE_OTHER,
        (false, _) => StatusCode::UNAUTHORIZED,
    };
    let who = if known { "somebody of another project" } else { "somebody not logged in" };
    if answer.holds(&b.canary) {
        Outcome::Crossed(format!("{name}: shows {who} what is in it"))
    } else if answer.status == expected {
        Outcome::Held
    } else if answer.is_no_answer() || known && lost_session(answer) {
        Outcome::Untried(format!("{name}: answered {}", answer.status.as_u16()))
    } else {
        Outcome::Crossed(format!(
            "{name}: answers {} to {who} instead of {}",
            answer.status.as_u16(),
            expected.as_u16()
        ))
    }
}

/// A's own address with the ID of B's row: the row must not exist.
pub(super) fn judge_foreign_row(route: &Route, b: &SyntheticTenant, answer: &Result<Answer, String>) -> Outcome {
    let name = route.name();
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return Outcome::Untried(format!("{name}: {error}")),
    };
    let reads = route.method == Method::GET;
    // An empty body may be refused before the row is looked up; a conflict means that the row was found.
    let refused = answer.status.is_client_error() && answer.status != StatusCode::CONFLICT;
    if answer.holds(&b.canary) {
        Outcome::Crossed(format!("{name}: shows another project's row under its own"))
    } else if answer.is_no_answer() || lost_session(answer) {
        Outcome::Untried(format!("{name}: answered {}", answer.status.as_u16()))
    } else if answer.status == StatusCode::NOT_FOUND || !reads && refused {
        Outcome::Held
    } else {
        Outcome::Crossed(format!("{name}: answers {} for another project's row", answer.status.as_u16()))
    }
}

/// A person's own address: it must answer, or refusals elsewhere prove nothing, and hold nothing of the other tenant.
pub(super) fn judge_own(name: &str, other: &SyntheticTenant, answer: &Result<Answer, String>) -> Outcome {
    match answer {
        Err(error) => Outcome::Untried(format!("{name}: {error}")),
        Ok(answer) if answer.holds(&other.canary) || answer.holds(other.project.as_str()) => {
            Outcome::Crossed(format!("{name}: shows what is another project's"))
        }
        Ok(answer) if answer.status.is_success() || answer.status.is_redirection() && !lost_session(answer) => {
            Outcome::Held
        }
        Ok(answer) => Outcome::Untried(format!("{name}: answered {} to its own person", answer.status.as_u16())),
    }
}

/// Whether the session was not recognised: refused by the API, or redirected to log-in by a page.
fn lost_session(answer: &Answer) -> bool {
    let to_login = |value: &HeaderValue| {
        value.to_str().is_ok_and(|target| target.contains("/handoff?") || target.contains("/login"))
    };
    answer.status == StatusCode::UNAUTHORIZED || answer.headers.get(header::LOCATION).is_some_and(to_login)
}
