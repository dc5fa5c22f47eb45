//! A project's own domains: claimed by its admin, proven by a TXT record, then served beside its label host.
//!
//! Claims are rows of the project (`store`); served names are rows of the platform (`served`), one project a name.
//! `check` moves a name from the one to the other, and back.

mod api;
mod check;
mod jobs;
mod name;
mod pages;
mod store;

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::http::{AppError, AppState};

pub use api::tenant_api;
pub use jobs::{CheckDomain, DomainLost, enqueue_due};
pub use pages::tenant_pages;
pub use store::SAMPLES;

/// Maximum number of claims of a project.
const LIMIT: usize = 5;
/// Consecutive answers without the proof after which a name is not served any more.
const FAILURES: i32 = 3;
/// Prefix of the challenge's value.
const VALUE: &str = "fataplus-verification=";
/// Minimum interval of looks for due checks.
const DUE: Duration = Duration::from_secs(20);

/// Result of the last DNS check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, sqlx::Type, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = Outcome)]
pub enum CheckOutcome {
    /// The expected value is present.
    Verified,
    /// There is no TXT record.
    Missing,
    /// There are other values only.
    Different,
    /// The DNS did not answer, which proves nothing about the domain.
    Unreachable,
    /// The proof is present, but so is that of the project the name leads to now.
    Elsewhere,
}

words!(CheckOutcome);

/// Name of the TXT record that proves `name`.
fn challenge_name(name: &str) -> String {
    format!("_fataplus.{name}")
}

/// The value that proves a claim.
fn challenge_value(token: &str) -> String {
    format!("{VALUE}{token}")
}

/// Keeps the table of served names up to date, and enqueues due checks, until told to stop.
pub async fn run(state: AppState, stop: CancellationToken) {
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

/// Maximum number of shown values, and of characters of each.
const SHOWN: (usize, usize) = (3, 200);

/// Result and shown values of an answer without the proof.
fn without_proof(texts: &[String]) -> (CheckOutcome, Vec<String>) {
    if texts.is_empty() {
        return (CheckOutcome::Missing, Vec::new());
    }
    let readable = |text: &String| text.chars().filter(|c| !c.is_control()).take(SHOWN.1).collect();
    (CheckOutcome::Different, texts.iter().take(SHOWN.0).map(readable).collect())
}

/// Reads the table again here; other replicas get a notice. A failure is repaired by the next round.
async fn reload(state: &AppState) {
    if let Err(error) = state.domains.reload(&state.db).await {
        tracing::warn!(%error, "the served domains could not be read again");
    }
}
