//! A project's own domains: claimed by its admin, proven by a TXT record, then served beside its label host.
//!
//! A claim is a row of the project's (`store`); what is served is the platform's (`served`), one project a name. `check`
//! takes a name from the one to the other, and off again.

mod api;
mod check;
mod name;
mod pages;
mod served;
mod store;

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::http::{AppError, AppState};

pub use api::tenant_api;
pub use check::{enqueue_due, lost, recheck};
pub use pages::tenant_pages;

/// Names a project may claim.
const LIMIT: usize = 5;
/// Answers in a row without the proof after which a name is no longer served.
const FAILURES: i32 = 3;
/// What the challenge's value begins with.
const VALUE: &str = "fataplus-verification=";
/// How long nobody looks for checks that are due, at the least.
const DUE: Duration = Duration::from_secs(20);

/// What the last look at the DNS showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Outcome {
    /// The expected value stands there.
    Verified,
    /// No TXT record stands there.
    Missing,
    /// Other values stand there.
    Different,
    /// The DNS did not answer, which says nothing of the domain.
    Unreachable,
    /// The proof is there, but so is that of the space the name leads to now.
    Elsewhere,
}

impl Outcome {
    /// As stored, and after `domain-outcome-` in the locale files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Missing => "missing",
            Self::Different => "different",
            Self::Unreachable => "unreachable",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// The name at which the proof of `name` stands.
fn challenge_name(name: &str) -> String {
    format!("_fataplus.{name}")
}

/// The value that proves a claim.
fn challenge_value(token: &str) -> String {
    format!("{VALUE}{token}")
}

/// Keeps the table of served names as the database has it, and enqueues the checks that are due. Until told to stop.
pub async fn keep(state: AppState, stop: CancellationToken) {
    let (mut told, mut read) = (state.db.changes().domains(), Instant::now());
    let mut looked = read;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = state.db.changes().reading_due(&mut told, read) => {}
        }
        let round: Result<(), AppError> = async {
            state.domains.reload(&state.db).await?;
            read = Instant::now();
            if looked.elapsed() > DUE {
                enqueue_due(&state).await?;
                looked = read;
            }
            Ok(())
        }
        .await;
        if let Err(error) = round {
            tracing::debug!(?error, "the served domains could not be looked after");
        }
    }
}
