//! Rows that a test takes as given, written by the service's own roles.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use fataplus::{
    access::{PartnerLevel, PlatformRole, Role},
    db::{Change, Limits, PlatformScope, PlatformTx, Scope, SyntheticTenant},
    http::{Access, AppState, Caller},
    identity::{Audience, Password, sessions},
    ids::{ProjectId, SessionId, UserId},
    isolation_check,
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
    tx.announce_part();
    sqlx::query(
        "INSERT INTO projects (project_id, organisation_id, organisation, title, status, status_changed_at, workspace,
                               language, created_at, updated_at)
         VALUES ($1, $2, 'Mada Solar', $3, 'planning', $4, 'active', 'en', $4, $4)",
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
    tx.announce(Change::Part(project.id));
    let row = "INSERT INTO allowances (project_id) VALUES ($1) ON CONFLICT DO NOTHING";
    sqlx::query(row).bind(project.id.as_str()).execute(tx.conn()).await.unwrap();
    let change = format!("UPDATE allowances SET {figures} WHERE project_id = $1");
    sqlx::query(AssertSqlSafe(change)).bind(project.id.as_str()).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Makes `user` a member.
pub async fn member(state: &AppState, project: &Project, user: UserId, role: &str, lead: bool) {
    let mut tx = state.db.write(&scope(project.id)).await.unwrap();
    tx.announce_part();
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
    tx.announce(Change::Account(user));
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
    tx.announce_part();
    let insert = sqlx::query(
        "INSERT INTO partner_shares (project_id, agency_id, agency, level, created_at)
         VALUES ($1, $2, 'Studio Ravinala', $3, $4)",
    )
    .bind(project.id.as_str())
    .bind(agency)
    .bind(level)
    .bind(state.clock.now());
    tx.insert("partner_shares", insert).await.unwrap();
    tx.commit().await.unwrap();
}

/// Makes `user` an admin of a partner agency; of a new one when none is named.
pub async fn agency_admin(state: &AppState, user: UserId, agency: Option<Uuid>) -> Uuid {
    let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Account(user));
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

/// The rows `furnish` made, by the names of the features' samples.
#[derive(Clone, Debug)]
pub struct Furniture {
    /// The project with its person and its partner agency.
    pub tenant: SyntheticTenant,
    other: BTreeMap<&'static str, Uuid>,
}

impl Furniture {
    /// ID of the row.
    pub fn id(&self, row: &str) -> Uuid {
        self.other.get(row).copied().unwrap_or_else(|| isolation_check::row_id(&self.tenant, row))
    }

    /// The same with another row of that name.
    pub fn with(mut self, row: &'static str, id: Uuid) -> Self {
        self.other.insert(row, id);
        self
    }
}

/// At least one row in every tenant table, each visible to everybody in the project.
pub async fn furnish(state: &AppState, project: &Project) -> Furniture {
    let person = account(state, "none").await;
    member(state, project, person.user, "client", false).await;
    partner(state, project, account(state, "none").await.user, PartnerLevel::View).await;
    let mut tx = state.db.read(&scope(project.id)).await.unwrap();
    let agency = sqlx::query_scalar("SELECT agency_id FROM partner_shares").fetch_one(tx.conn()).await.unwrap();
    let organisation = sqlx::query_scalar("SELECT organisation_id FROM projects").fetch_one(tx.conn()).await.unwrap();
    drop(tx);
    let canary = "sample".to_owned();
    let tenant = SyntheticTenant { project: project.id, user: person.user, organisation, agency, canary };
    isolation_check::furnish(&state.db, &tenant, state.clock.now()).await.unwrap();
    Furniture { tenant, other: BTreeMap::new() }
}
