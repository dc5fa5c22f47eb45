//! Rows of plans and allowances (platform tables), bytes in use and state of the workspace (tenant tables).

pub mod rules;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    access::Workspace,
    db::{Change, PlatformTx, SampleRow, TenantTx},
    features::files::documents,
    http::{AppError, Checks, FieldErrors},
    ids::ProjectId,
};

/// A row in each table, for tests and the isolation check.
pub const SAMPLES: &[SampleRow] = &[("project_rules (project_id, updated_at)", "project, at")];

/// Figures of a plan, or a project's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Figures<T> {
    /// Bytes of all versions, and of uploads under way.
    pub storage_bytes: T,
    /// Bytes of one file.
    pub upload_bytes: T,
    /// Requests of its people and programs; a minute's worth may come at once.
    pub requests_per_minute: T,
    /// Requests at a time.
    pub concurrent_requests: T,
    /// Database connections at a time, of each process's pool; never more than half of it.
    pub connections: T,
    /// Statement timeout in milliseconds.
    pub statement_ms: T,
    /// Jobs at a time.
    pub concurrent_jobs: T,
    /// Rows of each kind: messages, tasks, uploads and so on.
    pub rows: T,
}

/// Names of the figures with their permitted ranges.
pub const FIGURES: [(&str, i64, i64); 8] = [
    ("storage_bytes", 0, 1 << 50),
    // The least that is told in whole megabytes.
    ("upload_bytes", 1_000_000, 1 << 50),
    ("requests_per_minute", 1, 1_000_000),
    ("concurrent_requests", 1, 10_000),
    ("connections", 1, 100),
    ("statement_ms", 100, 60_000),
    ("concurrent_jobs", 1, 100),
    // Fewer would delete most of the project's history.
    ("rows", 1000, 10_000_000),
];

impl<T: Copy> Figures<T> {
    /// All figures, in the order of `FIGURES`.
    #[must_use]
    pub fn all(&self) -> [T; 8] {
        let Self { storage_bytes, upload_bytes, requests_per_minute, concurrent_requests, .. } = *self;
        let Self { connections, statement_ms, concurrent_jobs, rows, .. } = *self;
        [
            storage_bytes,
            upload_bytes,
            requests_per_minute,
            concurrent_requests,
            connections,
            statement_ms,
            concurrent_jobs,
            rows,
        ]
    }
}

/// A plan.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Plan {
    /// Name of the plan.
    pub name: String,
    /// Figures of the plan.
    #[serde(flatten)]
    pub figures: Figures<i64>,
}

/// Plan of a project, and its own figures.
#[derive(Clone, Debug)]
pub struct Allowance {
    pub plan: String,
    pub own: Figures<Option<i64>>,
}

/// Fields to change; missing ones stay, `null` restores the plan's figure.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = SettingsChanges)]
pub struct LimitChanges {
    /// Another plan.
    pub plan: Option<String>,
    /// Bytes of all versions, and of uploads under way.
    #[serde(deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<i64>)]
    pub storage_bytes: Option<Option<i64>>,
    /// Bytes of one file.
    #[serde(deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<i64>)]
    pub upload_bytes: Option<Option<i64>>,
    /// Requests of its people and programs.
    #[serde(deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<i64>)]
    pub requests_per_minute: Option<Option<i64>>,
    /// Requests at a time.
    #[serde(deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<i64>)]
    pub concurrent_requests: Option<Option<i64>>,
    /// Database connections at a time.
    #[serde(deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<i64>)]
    pub connections: Option<Option<i64>>,
    /// Statement timeout in milliseconds.
    #[serde(deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<i64>)]
    pub statement_ms: Option<Option<i64>>,
    /// Jobs at a time.
    #[serde(deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<i64>)]
    pub concurrent_jobs: Option<Option<i64>>,
    /// Rows of each kind: messages, tasks, uploads and so on.
    #[serde(deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<i64>)]
    pub rows: Option<Option<i64>>,
    /// Networks its members must come from, such as `198.51.100.0/24`; an empty list admits all.
    pub ip_allow: Option<Vec<String>>,
    /// Minutes a log-in lasts here, 15–720; `null` for as long as everywhere.
    #[serde(deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<i32>)]
    pub session_minutes: Option<Option<i32>>,
    /// Whether clients need a second factor.
    pub client_mfa: Option<bool>,
    /// Whether managers invite colleagues, and share the project with partners up to `edit`.
    pub managers_invite: Option<bool>,
    /// Confirms a list that locks its author out.
    pub confirm: bool,
}

impl LimitChanges {
    /// Whether plan or figures change.
    #[must_use]
    pub fn of_limits(&self) -> bool {
        let Self { storage_bytes, upload_bytes, requests_per_minute, concurrent_requests, .. } = self;
        let Self { connections, statement_ms, concurrent_jobs, rows, .. } = self;
        let figures = [storage_bytes, upload_bytes, requests_per_minute, concurrent_requests];
        let mut figures = figures.into_iter().chain([connections, statement_ms, concurrent_jobs, rows]);
        self.plan.is_some() || figures.any(Option::is_some)
    }

    /// Whether access rules change.
    #[must_use]
    pub fn of_rules(&self) -> bool {
        self.ip_allow.is_some()
            || self.session_minutes.is_some()
            || self.client_mfa.is_some()
            || self.managers_invite.is_some()
    }

    /// The project's own figures after the change.
    fn onto(&self, own: &Figures<Option<i64>>) -> Figures<Option<i64>> {
        Figures {
            storage_bytes: self.storage_bytes.unwrap_or(own.storage_bytes),
            upload_bytes: self.upload_bytes.unwrap_or(own.upload_bytes),
            requests_per_minute: self.requests_per_minute.unwrap_or(own.requests_per_minute),
            concurrent_requests: self.concurrent_requests.unwrap_or(own.concurrent_requests),
            connections: self.connections.unwrap_or(own.connections),
            statement_ms: self.statement_ms.unwrap_or(own.statement_ms),
            concurrent_jobs: self.concurrent_jobs.unwrap_or(own.concurrent_jobs),
            rows: self.rows.unwrap_or(own.rows),
        }
    }
}

/// All plans, the smallest first.
pub async fn plans(tx: &mut PlatformTx) -> Result<Vec<Plan>, sqlx::Error> {
    let rows = sqlx::query!("SELECT * FROM plans ORDER BY position, name").fetch_all(tx.conn()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Plan {
            name: row.name,
            figures: Figures {
                storage_bytes: row.storage_bytes,
                upload_bytes: row.upload_bytes,
                requests_per_minute: row.requests_per_minute.into(),
                concurrent_requests: row.concurrent_requests.into(),
                connections: row.connections.into(),
                statement_ms: row.statement_ms.into(),
                concurrent_jobs: row.concurrent_jobs.into(),
                rows: row.rows.into(),
            },
        })
        .collect())
}

/// Plan and figures of the project; the default plan without a row.
pub async fn allowance(tx: &mut PlatformTx, project: ProjectId) -> Result<Allowance, sqlx::Error> {
    let row = sqlx::query!(
        r#"SELECT limits.plan AS "plan!", a.storage_bytes, a.upload_bytes, a.requests_per_minute, a.concurrent_requests,
                  a.connections, a.statement_ms, a.concurrent_jobs, a.rows
           FROM project_limits limits LEFT JOIN allowances a ON a.project_id = limits.project_id
           WHERE limits.project_id = $1"#,
        project.as_str(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Allowance {
        plan: row.plan,
        own: Figures {
            storage_bytes: row.storage_bytes,
            upload_bytes: row.upload_bytes,
            requests_per_minute: row.requests_per_minute.map(Into::into),
            concurrent_requests: row.concurrent_requests.map(Into::into),
            connections: row.connections.map(Into::into),
            statement_ms: row.statement_ms.map(Into::into),
            concurrent_jobs: row.concurrent_jobs.map(Into::into),
            rows: row.rows.map(Into::into),
        },
    })
}

/// Gives the project another plan or figures of its own.
pub async fn change(tx: &mut PlatformTx, project: ProjectId, changes: &LimitChanges) -> Result<(), AppError> {
    tx.announce(Change::Part(project));
    // Makes the row if it is missing, and locks it until the transaction ends.
    sqlx::query!("INSERT INTO allowances (project_id) VALUES ($1) ON CONFLICT DO NOTHING", project.as_str())
        .execute(tx.conn())
        .await?;
    sqlx::query!("SELECT plan FROM allowances WHERE project_id = $1 FOR UPDATE", project.as_str())
        .fetch_one(tx.conn())
        .await?;
    let before = allowance(tx, project).await?;
    let (plan, own) = (changes.plan.as_ref().unwrap_or(&before.plan), changes.onto(&before.own));
    let known = plans(tx).await?.iter().any(|known| known.name == *plan);
    let mut checks = Checks::new();
    checks.that("plan", known, "choice");
    for ((name, least, most), figure) in FIGURES.into_iter().zip(own.all()) {
        checks.that(name, figure.is_none_or(|figure| (least..=most).contains(&figure)), "range");
    }
    checks.finish()?;
    let count = |figure: Option<i64>| figure.and_then(|figure| i32::try_from(figure).ok());
    sqlx::query!(
        "UPDATE allowances SET plan = $2, storage_bytes = $3, upload_bytes = $4, requests_per_minute = $5,
                concurrent_requests = $6, connections = $7, statement_ms = $8, concurrent_jobs = $9, rows = $10
         WHERE project_id = $1",
        project.as_str(),
        plan,
        own.storage_bytes,
        own.upload_bytes,
        count(own.requests_per_minute),
        count(own.concurrent_requests),
        count(own.connections),
        count(own.statement_ms),
        count(own.concurrent_jobs),
        count(own.rows),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives an issued project another plan, for the operator.
pub async fn set_plan(tx: &mut PlatformTx, project: ProjectId, plan: &str) -> Result<(), AppError> {
    let issued = sqlx::query!("SELECT project_id FROM project_ids WHERE project_id = $1", project.as_str());
    issued.fetch_optional(tx.conn()).await?.ok_or_else(|| FieldErrors::one("project", "choice"))?;
    change(tx, project, &LimitChanges { plan: Some(plan.to_owned()), ..LimitChanges::default() }).await
}

/// State of a workspace, and the project's title.
#[derive(Clone, Debug)]
pub struct Standing {
    /// State of the workspace.
    pub workspace: Workspace,
    /// Title of the project.
    pub title: String,
}

/// State of the workspace, locked until the transaction ends.
pub async fn lock_workspace(tx: &mut TenantTx) -> Result<Option<Standing>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Standing,
        r#"SELECT workspace AS "workspace: Workspace", title FROM projects WHERE project_id = $1 FOR UPDATE"#,
        project.as_str(),
    )
    .fetch_optional(tx.conn())
    .await
}

/// Sets the state of the workspace.
pub async fn set_workspace(tx: &mut TenantTx, to: Workspace, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    tx.announce_part();
    let project = tx.project();
    sqlx::query!(
        "UPDATE projects SET workspace = $2, updated_at = $3 WHERE project_id = $1",
        project.as_str(),
        to.as_str(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// State of the workspace, and bytes in use.
pub async fn standing(tx: &mut TenantTx, now: OffsetDateTime) -> Result<(Workspace, i64), AppError> {
    let project = tx.project();
    let workspace = sqlx::query_scalar!(
        r#"SELECT workspace AS "workspace: Workspace" FROM projects WHERE project_id = $1"#,
        project.as_str(),
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    Ok((workspace, documents::uploads::store::bytes_used(tx, now).await?))
}
