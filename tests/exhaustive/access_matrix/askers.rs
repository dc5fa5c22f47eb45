//! Columns of the matrix: kinds of callers, and states of the project.

use fataplus::{
    access::{PartnerLevel, Role, TokenScope},
    db::{Change, PlatformScope},
    identity::{Audience, Secret, sessions},
    ids::{SessionId, UserId},
};
use secrecy::ExposeSecret;
use sqlx::AssertSqlSafe;
use time::Duration;
use uuid::Uuid;

use crate::support::{
    Project, TestApp,
    fixture::{self, Furniture},
    key,
};

/// Kinds of callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A visitor without a log-in.
    Anonymous,
    /// A person with an account and no part in any project.
    Stranger,
    /// Of the agency's staff, in no project.
    Staff,
    /// An admin of another project.
    AdminElsewhere,
    /// Invited, and has not accepted.
    Invited,
    /// Was a member in this role, and was taken out.
    Removed(Role),
    /// Of a partner agency whose share has expired.
    ShareOver,
    /// Was with a partner agency that has the project, and left it.
    LeftAgency,
    /// Has this part in the project.
    Has(Role),
    /// The admin of a partner agency that sees the project.
    AgencyAdmin,
    /// An admin of the whole platform.
    PlatformAdmin,
    /// In this role, but looks at the project as its client does.
    Viewing(Role),
    /// Has this part in the project and showed no second factor, where one is asked of some.
    Unproven(Role),
    /// A project's key with this scope.
    Key(TokenScope),
    /// A personal token with this scope, of a person in this role.
    Token(Role, TokenScope),
}

/// The state of the project's workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workspace {
    Active,
    Provisioning,
    Suspended,
    Archived,
    Erased,
    /// Open, but only for networks that the test does not call from.
    Elsewhere,
    /// Open, but for newer log-ins than those here.
    Overdue,
}

impl Who {
    /// Role the caller is served with in the project; `None` without a part in it.
    pub fn role(self) -> Option<Role> {
        match self {
            Self::Has(role) | Self::Unproven(role) | Self::Token(role, _) => Some(role),
            Self::AgencyAdmin => Some(Role::Partner(PartnerLevel::View)),
            Self::PlatformAdmin => Some(Role::Admin),
            Self::Viewing(_) => Some(Role::Client { lead: false }),
            Self::Key(_) => Some(Role::MANAGER),
            _ => None,
        }
    }

    /// The one scope of a program.
    pub fn scope(self) -> Option<TokenScope> {
        match self {
            Self::Key(scope) | Self::Token(_, scope) => Some(scope),
            _ => None,
        }
    }

    /// Whether the session shows the client's view.
    pub fn is_viewing(self) -> bool {
        matches!(self, Self::Viewing(_))
    }

    /// Of the agency, as far as the whole platform is concerned.
    pub fn is_staff(self) -> bool {
        self.platform_role() != "none"
    }

    fn platform_role(self) -> &'static str {
        match self {
            Self::PlatformAdmin => "admin",
            Self::Staff | Self::AdminElsewhere | Self::Key(_) => "staff",
            Self::Has(role)
            | Self::Unproven(role)
            | Self::Removed(role)
            | Self::Viewing(role)
            | Self::Token(role, _)
                if role.is_agency() =>
            {
                "staff"
            }
            _ => "none",
        }
    }
}

impl Workspace {
    /// Access rule of the project, beyond a log-in.
    fn rule(self) -> Option<&'static str> {
        match self {
            Self::Elsewhere => Some("ip_allow = '{203.0.113.0/24}'"),
            Self::Overdue => Some("session_minutes = 15"),
            _ => None,
        }
    }

    fn stored(self) -> &'static str {
        match self {
            Self::Active | Self::Elsewhere | Self::Overdue => "active",
            Self::Provisioning => "provisioning",
            Self::Suspended => "suspended",
            Self::Archived => "archived",
            Self::Erased => "erased",
        }
    }
}

/// A caller with a project of their own, because requests change it.
pub struct Asker {
    pub project: Project,
    pub made: Furniture,
    pub session: Option<(UserId, SessionId)>,
    /// A token or key.
    pub text: Option<String>,
    pub visitor: String,
    pub is_of_agency: bool,
}

impl Asker {
    pub async fn new(app: &TestApp, who: Who, workspace: Workspace) -> Self {
        let state = app.state();
        let project = app.another_project().await;
        let made = fixture::furnish(state, &project).await;
        let visitor = Secret::new().text().to_owned();
        let mut asker = Self { project, made, session: None, text: None, visitor, is_of_agency: who.is_staff() };
        if who != Who::Anonymous {
            let account = fixture::account(state, who.platform_role()).await;
            asker.takes_part(app, who, account.user, &account.email).await;
            asker.logs_in(app, who, account.user).await;
        }
        in_project(app, &asker.project, &format!("UPDATE projects SET workspace = '{}'", workspace.stored())).await;
        if let Some(rule) = workspace.rule() {
            in_project(app, &asker.project, &format!("UPDATE project_rules SET {rule}")).await;
        }
        if let (Workspace::Overdue, Some((user, _))) = (workspace, asker.session) {
            let earlier = "UPDATE sessions SET created_at = created_at - interval '20 minutes' WHERE user_id =";
            on_platform(app, &format!("{earlier} '{user}'")).await;
        }
        asker
    }

    async fn takes_part(&self, app: &TestApp, who: Who, user: UserId, email: &str) {
        let (state, project) = (app.state(), &self.project);
        match who {
            Who::Has(role) | Who::Unproven(role) | Who::Removed(role) | Who::Viewing(role) | Who::Token(role, _) => {
                match role {
                    Role::Partner(level) => fixture::partner(state, project, user, level).await,
                    role => {
                        let lead = role == Role::Client { lead: true };
                        fixture::member(state, project, user, role.name(), lead).await;
                        if role == (Role::ProjectManager { invites: true }) {
                            in_project(app, project, "UPDATE project_rules SET managers_invite = true").await;
                        }
                    }
                }
            }
            Who::Key(_) => fixture::member(state, project, user, "project_manager", false).await,
            Who::AdminElsewhere => {
                fixture::member(state, &app.another_project().await, user, "admin", false).await;
            }
            Who::ShareOver | Who::LeftAgency => {
                fixture::partner(state, project, user, PartnerLevel::Manage).await;
            }
            _ => {}
        }
        match who {
            Who::Removed(_) => {
                let left = format!("UPDATE members SET removed_at = joined_at WHERE user_id = '{user}'");
                in_project(app, project, &left).await;
            }
            Who::ShareOver => {
                let over = "UPDATE partner_shares SET expires_at = created_at WHERE level = 'manage'";
                in_project(app, project, over).await;
            }
            Who::LeftAgency => {
                on_platform(app, &format!("DELETE FROM partner_agents WHERE user_id = '{user}'")).await;
            }
            Who::AgencyAdmin => {
                let agent = format!(
                    "INSERT INTO partner_agents (agency_id, user_id, admin) VALUES ('{}', '{user}', true)",
                    self.made.tenant.agency
                );
                on_platform(app, &agent).await;
            }
            Who::Invited => {
                let invited = format!(
                    "UPDATE invitations SET email = '{email}', expires_at = created_at + interval '7 days'
                     WHERE id = '{}'",
                    self.made.id("invitation")
                );
                in_project(app, project, &invited).await;
            }
            _ => {}
        }
    }

    async fn logs_in(&mut self, app: &TestApp, who: Who, user: UserId) {
        let state = app.state();
        match who {
            Who::Key(scope) => self.text = Some(key(app, &self.project, user, &[scope], &[]).await),
            Who::Token(_, scope) => self.text = Some(token(app, user, scope).await),
            _ => {
                let opened = fixture::session(state, user, Audience::Tenant(self.project.id)).await;
                self.session = Some((user, opened.id));
                if matches!(who, Who::Viewing(_)) {
                    let until = state.clock.now() + Duration::minutes(30);
                    let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
                    let begun = sessions::view_as_client(&mut tx, opened.id, self.project.id, Some(until)).await;
                    assert!(begun.unwrap());
                    tx.commit().await.unwrap();
                }
            }
        }
    }
}

/// Changes rows of the project.
pub async fn in_project(app: &TestApp, project: &Project, statement: &str) {
    let mut tx = app.state().db.write(&fixture::scope(project.id)).await.unwrap();
    tx.announce_part();
    let changed = sqlx::query(AssertSqlSafe(statement)).execute(tx.conn()).await.unwrap();
    assert!(changed.rows_affected() > 0, "{statement}");
    if statement.starts_with("INSERT INTO threads") {
        tx.count("threads", 1);
    }
    tx.commit().await.unwrap();
}

async fn on_platform(app: &TestApp, statement: &str) {
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    let changed = sqlx::query(AssertSqlSafe(statement)).execute(tx.conn()).await.unwrap();
    assert!(changed.rows_affected() > 0, "{statement}");
    tx.commit().await.unwrap();
}

/// A personal token of the caller, as the service stores it.
async fn token(app: &TestApp, user: UserId, scope: TokenScope) -> String {
    let (made, now) = (app.state().keys.make_personal_token(), app.clock().now());
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    sqlx::query(
        "INSERT INTO personal_tokens (id, user_id, token_hash, name, scopes, created_at, expires_at)
         VALUES ($1, $2, $3, 'Weekly report', $4, $5, $6)",
    )
    .bind(Uuid::now_v7())
    .bind(user.0)
    .bind(made.hash.as_slice())
    .bind(vec![scope.as_str()])
    .bind(now)
    .bind(now + Duration::days(30))
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    made.text.expose_secret().to_owned()
}
