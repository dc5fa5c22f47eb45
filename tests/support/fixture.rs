//! Rows that a test takes as given, written by the service's own roles.

use std::time::{Duration, Instant};

use fataplus::{
    access::{PartnerLevel, PlatformRole, Role},
    db::{Limits, PlatformScope, PlatformTx, Scope},
    http::{Access, AppState, Caller},
    identity::{Audience, Password, sessions},
    ids::{ProjectId, SessionId, UserId},
    text::Language,
};
use sqlx::AssertSqlSafe;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::run;

/// Everybody's password.
pub const PASSWORD: &str = "vary-mafana-amin'ny-8-maraina";

/// An active project without people.
#[derive(Clone, Debug)]
pub struct Project {
    pub id: ProjectId,
    pub title: String,
}

impl Project {
    /// A path of this project's on the API host.
    pub fn v1(&self, path: &str) -> String {
        format!("/v1/projects/{}{path}", self.id)
    }
}

/// An account just made.
pub struct Account {
    pub user: UserId,
    pub email: String,
    pub name: String,
}

/// The proof for tenant transactions, as an admin of the project would have it.
pub fn scope(project: ProjectId) -> Scope {
    scope_within(project, &Limits::default())
}

/// The same with the limits of a plan.
pub fn scope_within(project: ProjectId, limits: &Limits) -> Scope {
    let caller = Caller {
        user: UserId::new(),
        session: SessionId::new(),
        root: SessionId::new(),
        name: String::new(),
        email: String::new(),
        language: Language::default(),
        platform_role: PlatformRole::None,
        auth_times: sessions::AuthTimes::default(),
    };
    Access::assumed(caller, project, String::new(), Role::Admin, *limits).scope()
}

/// An account with a password, and with `platform_role` `none`, `staff` or `admin`.
pub async fn account(state: &AppState, platform_role: &str) -> Account {
    static HASH: OnceCell<String> = OnceCell::const_new();
    let hash = HASH.get_or_init(async || {
        let Ok(password) = Password::new(PASSWORD.into(), &[]) else { panic!("PASSWORD is too weak") };
        run().passwords.hash(password).await.unwrap()
    });
    let user = UserId::new();
    let tail = &user.0.simple().to_string()[20..];
    let (email, name) = (format!("{tail}@people.test"), format!("Rasoa {tail}"));
    let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
    sqlx::query(
        "INSERT INTO users (id, email, name, password_hash, language, platform_role, created_at)
         VALUES ($1, $2, $3, $4, 'en', $5, $6)",
    )
    .bind(user.0)
    .bind(&email)
    .bind(&name)
    .bind(hash.await)
    .bind(platform_role)
    .bind(state.clock.now())
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    Account { user, email, name }
}

/// A platform transaction; waits if the pool is busy.
pub async fn platform(state: &AppState) -> PlatformTx {
    let begun = Instant::now();
    loop {
        match state.db.platform(PlatformScope::Platform).await {
            Ok(tx) => return tx,
            Err(error) => assert!(begun.elapsed() < Duration::from_mins(1), "{error}"),
        }
    }
}

/// A session of `user`'s on the hosts of `audience`.
pub async fn session(state: &AppState, user: UserId, audience: Audience) -> sessions::Opened {
    // A change of the person's password or address meanwhile refuses the session being opened.
    for _ in 0..100 {
        let mut tx = platform(state).await;
        let origin = sessions::Origin::log_in(sessions::Entrant::now(&mut tx, user).await.unwrap(), false);
        let opened = sessions::open(&mut tx, user, audience, origin, "tests", state.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        if let Some(opened) = opened {
            return opened;
        }
    }
    panic!("{user:?} opens no session");
}

/// An active project: its organisation, its row, its settings.
pub async fn project(state: &AppState, title: &str) -> Project {
    let id = ProjectId::generate(2025, &mut rand::rng());
    let (organisation, now) = (Uuid::now_v7(), state.clock.now());
    let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
    sqlx::query("INSERT INTO organisations (id, name) VALUES ($1, 'Mada Solar')")
        .bind(organisation)
        .execute(tx.conn())
        .await
        .unwrap();
    sqlx::query("INSERT INTO project_ids (project_id) VALUES ($1)").bind(id.as_str()).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = state.db.write(&scope(id)).await.unwrap();
    sqlx::query(
        "INSERT INTO projects (project_id, organisation_id, title, status, status_changed_at, workspace, language,
                               created_at, updated_at)
         VALUES ($1, $2, $3, 'planning', $4, 'active', 'en', $4, $4)",
    )
    .bind(id.as_str())
    .bind(organisation)
    .bind(title)
    .bind(now)
    .execute(tx.conn())
    .await
    .unwrap();
    sqlx::query("INSERT INTO project_settings (project_id) VALUES ($1)")
        .bind(id.as_str())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    Project { id, title: title.to_owned() }
}

/// Gives the project figures of its own, as in `storage_bytes = 1500`.
pub async fn allow(state: &AppState, project: &Project, figures: &str) {
    let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
    let row = "INSERT INTO allowances (project_id) VALUES ($1) ON CONFLICT DO NOTHING";
    sqlx::query(row).bind(project.id.as_str()).execute(tx.conn()).await.unwrap();
    let change = format!("UPDATE allowances SET {figures} WHERE project_id = $1");
    sqlx::query(AssertSqlSafe(change)).bind(project.id.as_str()).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Makes `user` a member.
pub async fn member(state: &AppState, project: &Project, user: UserId, role: &str, lead: bool) {
    let mut tx = state.db.write(&scope(project.id)).await.unwrap();
    sqlx::query("INSERT INTO members (project_id, user_id, role, lead, joined_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(project.id.as_str())
        .bind(user.0)
        .bind(role)
        .bind(lead)
        .bind(state.clock.now())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Puts `user` into a new partner agency that has the project at `level`.
pub async fn partner(state: &AppState, project: &Project, user: UserId, level: PartnerLevel) {
    let agency = Uuid::now_v7();
    let level = match level {
        PartnerLevel::View => "view",
        PartnerLevel::Edit => "edit",
        PartnerLevel::Manage => "manage",
    };
    let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
    sqlx::query("INSERT INTO partner_agencies (id, name) VALUES ($1, 'Studio Ravinala')")
        .bind(agency)
        .execute(tx.conn())
        .await
        .unwrap();
    sqlx::query("INSERT INTO partner_agents (agency_id, user_id) VALUES ($1, $2)")
        .bind(agency)
        .bind(user.0)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let mut tx = state.db.write(&scope(project.id)).await.unwrap();
    sqlx::query("INSERT INTO partner_shares (project_id, agency_id, level, created_at) VALUES ($1, $2, $3, $4)")
        .bind(project.id.as_str())
        .bind(agency)
        .bind(level)
        .bind(state.clock.now())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Makes `user` an admin of a partner agency; of a new one when none is named.
pub async fn agency_admin(state: &AppState, user: UserId, agency: Option<Uuid>) -> Uuid {
    let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
    let id = agency.unwrap_or_else(Uuid::now_v7);
    sqlx::query("INSERT INTO partner_agencies (id, name) VALUES ($1, 'Studio Baobab') ON CONFLICT DO NOTHING")
        .bind(id)
        .execute(tx.conn())
        .await
        .unwrap();
    sqlx::query("INSERT INTO partner_agents (agency_id, user_id, admin) VALUES ($1, $2, true)")
        .bind(id)
        .bind(user.0)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

/// The rows `furnish` made, by the name a route's path gives their ID.
#[derive(Clone, Copy, Debug)]
pub struct Furniture {
    pub milestone: Uuid,
    pub task: Uuid,
    pub file_request: Uuid,
    pub document: Uuid,
    pub upload: Uuid,
    pub approval: Uuid,
    pub thread: Uuid,
    pub message: Uuid,
    pub invitation: Uuid,
    pub domain: Uuid,
    pub key: Uuid,
    pub user: Uuid,
    pub agency: Uuid,
}

/// At least one row in every tenant table, each visible to everybody in the project.
#[expect(clippy::too_many_lines, reason = "a row for each table")]
pub async fn furnish(state: &AppState, project: &Project) -> Furniture {
    let person = account(state, "none").await;
    member(state, project, person.user, "client", false).await;
    partner(state, project, account(state, "none").await.user, PartnerLevel::View).await;

    let new = Uuid::now_v7;
    let mut tx = state.db.write(&scope(project.id)).await.unwrap();
    let agency = sqlx::query_scalar("SELECT agency_id FROM partner_shares").fetch_one(tx.conn()).await.unwrap();
    let made = Furniture {
        milestone: new(),
        task: new(),
        file_request: new(),
        document: new(),
        upload: new(),
        approval: new(),
        thread: new(),
        message: new(),
        invitation: new(),
        domain: new(),
        key: new(),
        user: person.user.0,
        agency,
    };
    for (id, table, values) in [
        (made.milestone, "milestones (project_id, id, title, position, created_at)", "project, id, 'Start', 1, now"),
        (
            made.task,
            "tasks (project_id, id, milestone_id, title, visibility, created_by, created_at)",
            "project, id, milestone, 'Choose a site', 'shared', person, now",
        ),
        (
            made.file_request,
            "file_requests (project_id, id, title, created_by, created_at, updated_at)",
            "project, id, 'Site plan', person, now, now",
        ),
        (
            made.document,
            "documents (project_id, id, kind, name, visibility, current_version, created_by, created_at, updated_at)",
            "project, id, 'deliverable', 'plan.pdf', 'shared', 1, person, now, now",
        ),
        (
            made.document,
            "document_versions (project_id, document_id, version, name, size, content_type, uploaded_by, created_at)",
            "project, id, 1, 'plan.pdf', 9, 'application/pdf', person, now",
        ),
        (
            made.upload,
            "uploads (project_id, id, name, size, content_type, kind, visibility, created_by, created_at, expires_at)",
            "project, id, 'new.pdf', 9, 'application/pdf', 'other', 'shared', person, now, now",
        ),
        (
            made.approval,
            "approvals (project_id, id, document_id, version, decision, decided_by, decided_at)",
            "project, id, document, 1, 'approved', person, now",
        ),
        (made.thread, "threads (project_id, id, kind, title, created_at)", "project, id, 'shared', 'Discussion', now"),
        (made.thread, "project_rules (project_id, updated_at)", "project, now"),
        (made.thread, "thread_reads (project_id, thread_id, user_id, read_at)", "project, id, person, now"),
        (
            made.message,
            "messages (project_id, id, thread_id, author_id, body, created_at)",
            "project, id, thread, person, 'Salama!', now",
        ),
        (
            made.invitation,
            "invitations (project_id, id, email, name, role, language, token_hash, created_at, expires_at)",
            "project, id, 'invited@people.test', 'Solo', 'client', 'en', 'no hash', now, now",
        ),
        (
            made.domain,
            "domains (project_id, id, name, token, added_by, created_at)",
            "project, id, 'portal.client.mg', 'no secret', person, now",
        ),
        (
            made.key,
            "api_keys (project_id, id, secret_hash, name, scopes, made_by, created_at, expires_at)",
            "project, id, 'no hash', 'Backup', array['project:read'], person, now, now + interval '1 day'",
        ),
        (
            new(),
            "activity (project_id, id, actor_id, kind, subject_id, detail, visibility, created_at)",
            "project, id, person, 'task-added', milestone, '{\"name\": \"Choose a site\"}', 'shared', now",
        ),
    ] {
        let statement = format!(
            "INSERT INTO {table} SELECT {values} FROM (VALUES ($1, $2::uuid, $3::uuid, $4::timestamptz, $5::uuid,
                 $6::uuid, $7::uuid)) given (project, id, person, now, milestone, document, thread)"
        );
        sqlx::query(AssertSqlSafe(statement))
            .bind(project.id.as_str())
            .bind(id)
            .bind(person.user.0)
            .bind(state.clock.now())
            .bind(made.milestone)
            .bind(made.document)
            .bind(made.thread)
            .execute(tx.conn())
            .await
            .unwrap_or_else(|error| panic!("{error}: {table}"));
    }
    tx.commit().await.unwrap();
    made
}
