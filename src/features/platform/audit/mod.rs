//! Audit trails, as people read them and take them away: of a project for its managers, of the platform for its admins.

mod api;
mod checkpoints;
mod pages;
pub mod store;

use axum::{
    body::{Body, Bytes},
    http::header,
    response::Response,
};
use futures_util::stream;

pub use api::tenant_api;
pub use checkpoints::write_due as write_checkpoints;
pub use pages::{app_pages, tenant_pages};
pub use store::SAMPLES;

use crate::{
    audit::{Chain, Entry, Fault, Trail},
    db::{PlatformScope, Scope},
    http::{AppError, AppState, auth::grounds},
    ids::ProjectId,
};

/// Lines that are read at a time.
const BATCH: i64 = 500;

/// Kinds of lines to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = AuditShown)]
pub enum Shown {
    /// All lines.
    #[default]
    All,
    /// Those of changes.
    Changes,
    /// Those of reads and log-ins.
    Reads,
}

words!(Shown);

impl Shown {
    /// Whether reads are wanted; `None` if both.
    fn wants_reads(self) -> Option<bool> {
        match self {
            Self::All => None,
            Self::Changes => Some(false),
            Self::Reads => Some(true),
        }
    }
}

/// Rows of a trail.
#[derive(Clone, Copy, Debug)]
enum Source {
    Platform,
    Project(Scope),
}

impl Source {
    fn trail(&self) -> Trail {
        match self {
            Self::Platform => Trail::Platform,
            Self::Project(scope) => Trail::Project(scope.project()),
        }
    }

    /// The next lines after a number.
    async fn after(&self, state: &AppState, after: i64) -> Result<Vec<Entry>, AppError> {
        Ok(match self {
            Self::Platform => {
                let mut tx = state.db.platform(PlatformScope::Platform).await?;
                store::platform::after(&mut tx, after, BATCH).await?
            }
            Self::Project(scope) => {
                let mut tx = state.db.read(scope).await?;
                store::after(&mut tx, after, BATCH).await?
            }
        })
    }

    /// The next lines as lines of JSON, and the number of the last; `None` at the end.
    async fn batch(&self, state: &AppState, after: i64) -> Result<Option<(Bytes, i64)>, AppError> {
        let entries = self.after(state, after).await?;
        let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(None) };
        let mut lines = String::new();
        for entry in &entries {
            let line = serde_json::to_string(entry).map_err(|error| AppError::Internal(format!("audit: {error}")))?;
            lines.push_str(&line);
            lines.push('\n');
        }
        Ok(Some((lines.into(), last)))
    }

    /// The whole trail as lines of JSON (<https://jsonlines.org>), the first line first. Its permission is checked again
    /// meanwhile, and `kept` lasts as long.
    fn export<K: Send + 'static>(self, state: &AppState, kept: K) -> Result<Response, AppError> {
        let to = state.clone();
        let lines = stream::try_unfold(0, move |after| {
            let state = to.clone();
            async move {
                let lines = self.batch(&state, after).await;
                lines.map_err(|error| std::io::Error::other(format!("audit: {error:?}")))
            }
        });
        let name = format!("attachment; filename=\"{}-audit.jsonl\"", self.trail());
        Response::builder()
            .header(header::CONTENT_TYPE, "application/jsonl; charset=utf-8")
            .header(header::CONTENT_DISPOSITION, name)
            .body(Body::from_stream(grounds::while_granted(state, kept, lines)))
            .map_err(|error| AppError::Internal(error.to_string()))
    }

    /// Checks all lines; the fault with the number of its line, if there is one.
    async fn verify(&self, state: &AppState, mut chain: Chain) -> Result<Result<Chain, (i64, Fault)>, AppError> {
        loop {
            let entries = self.after(state, chain.last()).await?;
            if entries.is_empty() {
                return Ok(chain.finish().map_err(|fault| (chain.last(), fault)).map(|()| chain));
            }
            for entry in &entries {
                if let Err(fault) = chain.check(entry) {
                    return Ok(Err((entry.seq, fault)));
                }
            }
        }
    }
}

/// Checks the whole trail of a project, and that it holds its checkpoint; the fault with the number of its line, if there
/// is one. Nothing else of the project leaves this function.
pub async fn verify(state: &AppState, project: ProjectId) -> Result<Result<Chain, (i64, Fault)>, AppError> {
    let chain = Chain::new(Trail::Project(project));
    let chain = match checkpoints::of(state, project).await? {
        Some(Ok(checkpoint)) => chain.holding(checkpoint.seq, checkpoint.hash),
        Some(Err(fault)) => return Ok(Err((0, fault))),
        None => chain,
    };
    Source::Project(Scope::authorised(project)).verify(state, chain).await
}

/// The same of the platform, whose lines of the last second may not be tied in yet.
pub async fn verify_platform(state: &AppState) -> Result<Result<Chain, (i64, Fault)>, AppError> {
    let checked = Source::Platform.verify(state, Chain::new(Trail::Platform)).await?;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let lost = store::platform::lost(&mut tx).await?;
    Ok(checked.and_then(|chain| if lost { Err((chain.last(), Fault::Order)) } else { Ok(chain) }))
}

/// Ties the platform's lines into its chain, if this process has written any since.
pub async fn tie_platform(state: &AppState) -> Result<(), AppError> {
    let changes = state.db.changes();
    if !changes.take_loose() {
        return Ok(());
    }
    let tied = async {
        let mut tx = state.db.platform(PlatformScope::Platform).await?;
        let none_left = store::platform::tie(&mut tx).await?;
        tx.commit().await?;
        Ok::<_, AppError>(none_left)
    };
    let tied = tied.await;
    if !matches!(tied, Ok(true)) {
        changes.note_loose();
    }
    tied.map(drop)
}
