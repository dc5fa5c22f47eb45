//! One project's own row, read and changed inside its scope.

pub mod directory;
pub mod lists;
pub mod turn;

use serde::{Deserialize, Serialize};
use serde_json::json;
use strum::VariantArray;
use time::{Date, OffsetDateTime};

use super::{Status, Step, Turn};
use crate::{
    access::{MemberRole, PartnerLevel, Visibility},
    db::{PlatformTx, SampleRow, TenantTx, constraint},
    features::{
        shared::{activity, notify},
        work::plan,
    },
    http::{AppError, AppState, Checks, FieldErrors, body::dates, error::Conflict},
    ids::{OrganisationId, ProjectId, UserId},
    mail::Word,
    text::{Language, normalize},
};

/// A row in each table, for tests and the isolation check.
pub const SAMPLES: &[SampleRow] = &[
    (
        "projects (project_id, organisation_id, organisation, title, summary, status, status_changed_at, workspace, \
         language, brief, synthetic, created_at, updated_at)",
        "project, organisation, canary, 'Isolation check ' || canary, canary, 'planning', at, 'active', 'en', \
         jsonb_build_object('goals', canary), true, at, at",
    ),
    ("project_settings (project_id)", "project"),
    (
        "listings (project_id, holder_id, title, organisation, status, archived, words, created_at)",
        "project, person, 'Isolation check ' || canary, canary, 'planning', false, canary, at",
    ),
    ("row_counts (project_id, kind, piece, rows)", "project, canary, id(row_count), 0"),
];

/// A project, as the API returns it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Project {
    /// `FP-YYYY-…`.
    #[schema(value_type = String)]
    pub id: ProjectId,
    /// 3–100 characters.
    pub title: String,
    /// Summary in a few lines.
    pub summary: String,
    /// Lifecycle status.
    pub status: Status,
    /// Time of the last change of status.
    #[serde(with = "time::serde::rfc3339")]
    pub status_changed_at: OffsetDateTime,
    /// The client company.
    pub organisation: String,
    /// Language of the project's mails.
    pub language: Language,
    /// First day.
    pub starts_on: Option<Date>,
    /// Last day.
    pub due_on: Option<Date>,
    /// Weighted milestones done, in percent.
    pub progress: u8,
    /// First milestone that is not done.
    pub next_milestone: Option<NextMilestone>,
    /// Number of overdue milestones.
    pub overdue: usize,
    /// Side whose turn it is.
    pub turn: Turn,
    /// Whether anybody takes part for the client.
    #[serde(skip)]
    pub has_client: bool,
    /// Creation time.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Time of the last change.
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: OffsetDateTime,
}

/// The next milestone.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct NextMilestone {
    /// Its title.
    pub title: String,
    /// Its due day.
    pub due_on: Option<Date>,
}

/// Fields to change; missing ones stay. `null` clears a date.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProjectChanges)]
pub struct ProjectChanges {
    /// 3–100 characters.
    pub title: Option<String>,
    /// At most 5000 characters.
    pub summary: Option<String>,
    /// First day.
    #[serde(default, deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<Date>)]
    pub starts_on: Option<Option<Date>>,
    /// Last day.
    #[serde(default, deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<Date>)]
    pub due_on: Option<Option<Date>>,
    /// The next status, or the previous one.
    pub status: Option<Status>,
    /// Reason for a step back.
    pub reason: Option<String>,
}

impl ProjectChanges {
    /// Whether details other than the status change.
    #[must_use]
    pub fn edits_details(&self) -> bool {
        self.title.is_some() || self.summary.is_some() || self.starts_on.is_some() || self.due_on.is_some()
    }
}

/// The project; with `lock` its row stays locked until the transaction ends.
pub async fn get(tx: &mut TenantTx, today: Date, lock: bool) -> Result<Project, AppError> {
    Ok(with_milestones(tx, today, lock).await?.0)
}

/// The project, with the milestones behind its figures.
pub async fn with_milestones(
    tx: &mut TenantTx,
    today: Date,
    lock: bool,
) -> Result<(Project, Vec<plan::Milestone>), AppError> {
    let project = tx.project();
    if lock {
        sqlx::query!("SELECT project_id FROM projects WHERE project_id = $1 FOR UPDATE", project.as_str())
            .fetch_optional(tx.conn())
            .await?;
    }
    let row = sqlx::query!(
        r#"SELECT p.title, p.summary, p.status AS "status: Status", p.status_changed_at, p.organisation,
                  p.language AS "language: Language", p.starts_on, p.due_on, p.created_at, p.updated_at,
                  w.client AS "client!", w.agency AS "agency!",
                  EXISTS (SELECT FROM members WHERE project_id = $1 AND role = 'client' AND removed_at IS NULL)
                      AS "has_client!"
           FROM projects p
           CROSS JOIN (
               SELECT count(*) FILTER (WHERE side = 'client') AS client, count(*) FILTER (WHERE side = 'agency') AS agency
               FROM waiting($1, $2)) w
           WHERE p.project_id = $1"#,
        project.as_str(),
        today,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(AppError::NotFound)?;
    let milestones = plan::store::milestones(tx).await?;
    let project = Project {
        id: project,
        title: row.title,
        summary: row.summary,
        status: row.status,
        status_changed_at: row.status_changed_at,
        organisation: row.organisation,
        language: row.language,
        starts_on: row.starts_on,
        due_on: row.due_on,
        progress: plan::progress(&milestones),
        next_milestone: plan::next_milestone(&milestones)
            .map(|milestone| NextMilestone { title: milestone.title.clone(), due_on: milestone.due_on }),
        overdue: plan::overdue(&milestones, today).count(),
        turn: Turn::of(row.status, row.has_client, row.client, row.agency),
        has_client: row.has_client,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok((project, milestones))
}

/// Changes details and status together, records events and mails about a new status. `current` was read under the lock.
pub async fn change(
    tx: &mut TenantTx,
    state: &AppState,
    current: &Project,
    changes: &ProjectChanges,
    actor: UserId,
) -> Result<(), AppError> {
    let now = state.clock.now();
    let title = normalize::line(changes.title.as_deref().unwrap_or(&current.title));
    let summary = normalize::lines(changes.summary.as_deref().unwrap_or(&current.summary));
    let starts_on = changes.starts_on.unwrap_or(current.starts_on);
    let due_on = changes.due_on.unwrap_or(current.due_on);
    let status = changes.status.unwrap_or(current.status);
    let reason = normalize::lines(changes.reason.as_deref().unwrap_or_default());
    let mut checks = Checks::new();
    checks.length("title", &title, 3, 100).length("summary", &summary, 0, 5000).length("reason", &reason, 0, 1000);
    checks.that("starts_on", dates::is_plausible(starts_on), "date").that(
        "due_on",
        dates::is_plausible(due_on),
        "date",
    );
    checks.that("due_on", !matches!((starts_on, due_on), (Some(start), Some(due)) if due < start), "date-order");
    if status != current.status {
        let step = current.status.step(status).ok_or(AppError::Conflict(Conflict::Lifecycle))?;
        checks.that("reason", step == Step::Forward || !reason.is_empty(), "required");
    }
    checks.finish()?;
    tx.announce_part();
    let project = tx.project();
    sqlx::query!(
        "UPDATE projects SET title = $2, summary = $3, starts_on = $4, due_on = $5, status = $6,
                status_changed_at = CASE WHEN status = $6 THEN status_changed_at ELSE $7 END,
                updated_at = $7
         WHERE project_id = $1",
        project.as_str(),
        title,
        summary,
        starts_on,
        due_on,
        status.as_str(),
        now,
    )
    .execute(tx.conn())
    .await
    .map_err(|error| match constraint(&error) {
        Some("projects_dates") => FieldErrors::one("due_on", "date-order").into(),
        _ => AppError::from(error),
    })?;
    let event = |kind, detail| activity::Event {
        actor: Some(actor),
        kind,
        subject: None,
        detail,
        visibility: Visibility::Shared,
    };
    if changes.edits_details() {
        activity::record(tx, now, &event(activity::ActivityKind::ProjectEdited, json!({ "name": title }))).await?;
    }
    if status != current.status {
        let detail = json!({ "name": status.as_str(), "from": current.status.as_str(), "reason": reason });
        activity::record(tx, now, &event(activity::ActivityKind::StatusChanged, detail)).await?;
        let link = state.hosts.tenant(project).to_string();
        let mut people = notify::members_with_roles(tx, &[MemberRole::Client, MemberRole::ProjectManager]).await?;
        people.extend(notify::partners_at(tx, PartnerLevel::VARIANTS, now).await?);
        people.sort_by_key(|person| person.user_id.0);
        people.dedup_by_key(|person| person.user_id);
        for person in people {
            if person.user_id == actor || !person.wishes(notify::Topic::Status) {
                continue;
            }
            let words = person.language.text(&status.key());
            let args = [
                ("title", Word::theirs(&title)),
                ("status", Word::ours(words)),
                ("reason", Word::passage(&reason)),
                ("link", Word::link(&link)),
            ];
            let key = if status < current.status { "status-back" } else { "status-changed" };
            notify::mail_to(tx, &person, key, &args).await?;
        }
    }
    Ok(())
}

/// Adds a client company.
pub async fn insert_organisation(
    tx: &mut PlatformTx,
    id: OrganisationId,
    name: &str,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!("INSERT INTO organisations (id, name, created_at) VALUES ($1, $2, $3)", id.0, name, now)
        .execute(tx.conn())
        .await?;
    Ok(())
}
