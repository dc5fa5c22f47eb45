//! The columns of the matrix: who asks, of a project in which state, and how such a person or program asks.

use fataplus::{
    access::{PartnerLevel, Role, Scope},
    db::PlatformScope,
    http::cookies::Cookie,
    identity::{Audience, Secret, sessions},
    ids::{ProjectId, SessionId, UserId},
};
use reqwest::RequestBuilder;
use secrecy::ExposeSecret;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use time::Duration;
use uuid::Uuid;

use super::{
    bodies::{self, FORM},
    filled, id_of,
    routes::{Place, Route},
};
use crate::{
    support::{
        Answer, Project, TestApp,
        fixture::{self, Furniture},
    },
    tokens,
};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody in particular.
    Anonymous,
    /// Somebody with an account and no part in anything.
    Stranger,
    /// Of the agency's staff, in no project.
    Staff,
    /// An admin of another project.
    AdminElsewhere,
    /// Invited, and has not accepted.
    Invited,
    /// Was a member in this role, and was taken out.
    Removed(Role),
    /// Of a partner agency whose share has run out.
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
    Key(Scope),
    /// A token with this scope, of somebody in this role.
    Token(Role, Scope),
}

/// The state of the project's workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workspace {
    Active,
    Provisioning,
    Suspended,
    Archived,
    Erased,
    /// Open, but only for addresses where nobody here is.
    Elsewhere,
    /// Open, but for newer log-ins than those here.
    Overdue,
}

impl Who {
    /// What she is served as in the project; nothing for who has no part in it.
    pub fn role(self) -> Option<Role> {
        match self {
            Self::Has(role) | Self::Unproven(role) | Self::Token(role, _) => Some(role),
            Self::AgencyAdmin => Some(Role::Partner(PartnerLevel::View)),
            Self::PlatformAdmin => Some(Role::Admin),
            Self::Viewing(_) => Some(Role::Client { lead: false }),
            Self::Key(_) => Some(Role::ProjectManager),
            _ => None,
        }
    }

    /// The one scope of a program.
    pub fn scope(self) -> Option<Scope> {
        match self {
            Self::Key(scope) | Self::Token(_, scope) => Some(scope),
            _ => None,
        }
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
    /// What the project demands beyond a log-in.
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

/// Somebody who asks of a project of her own, for what she is asked of changes it.
pub struct Asker {
    pub project: Project,
    pub made: Furniture,
    session: Option<(UserId, SessionId)>,
    /// A token or key.
    text: Option<String>,
    visitor: String,
}

impl Asker {
    pub async fn new(app: &TestApp, who: Who, workspace: Workspace) -> Self {
        let state = app.state();
        let project = app.another_project().await;
        let made = fixture::furnish(state, &project).await;
        let visitor = Secret::new().text().to_owned();
        let mut asker = Self { project, made, session: None, text: None, visitor };
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
                    self.made.agency
                );
                on_platform(app, &agent).await;
            }
            Who::Invited => {
                let invited = format!(
                    "UPDATE invitations SET email = '{email}', expires_at = created_at + interval '7 days'
                     WHERE id = '{}'",
                    self.made.invitation
                );
                in_project(app, project, &invited).await;
            }
            _ => {}
        }
    }

    async fn logs_in(&mut self, app: &TestApp, who: Who, user: UserId) {
        let state = app.state();
        match who {
            Who::Key(scope) => self.text = Some(tokens::key(app, &self.project, user, &[scope], &[]).await),
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

    /// The answer to `route`, asked of `project` as if all her rows were there.
    pub async fn ask(&self, app: &TestApp, route: &Route, project: ProjectId) -> Answer {
        let request = || self.request(app, route, project);
        if route.reads() {
            return Answer::of(request()).await;
        }
        if !route.place.is_page() {
            return Answer::of(request().json(&with_rows(&route.body, &self.made))).await;
        }
        let csrf = self.csrf(app);
        let agency = self.made.agency.to_string();
        let fields = [("csrf", csrf.as_str()), ("agency", agency.as_str())];
        let form: Vec<_> = fields.into_iter().chain(FORM.iter().copied()).collect();
        let form = serde_html_form::to_string(form).unwrap();
        let mut bodies = vec![
            ("application/x-www-form-urlencoded", form),
            bodies::with_file(&csrf),
            ("application/json", "{}".to_owned()),
        ]
        .into_iter();
        // Most forms are of the first kind; one takes files, and some of these come from scripts.
        loop {
            let (kind, body) = bodies.next().unwrap();
            let answer = Answer::of(request().header("content-type", kind).body(body)).await;
            if answer.status != 415 || bodies.len() == 0 {
                return answer;
            }
        }
    }

    /// As a program, or a page of the very host asked, would send it: with all that is asked for besides permission.
    fn request(&self, app: &TestApp, route: &Route, project: ProjectId) -> RequestBuilder {
        let (state, hosts) = (app.state(), &app.state().hosts);
        let mut path = filled(&route.path.replace("{project_id}", project.as_str()), &self.made);
        if path == "/handoff" {
            let binding = "A".repeat(43);
            path = format!("{path}?to={}&binding={binding}&next=/", project.label());
        }
        let (base, path) = match route.place {
            Place::Api => (hosts.api.to_string(), format!("/v1/projects/{project}{path}")),
            Place::TenantApi => (hosts.tenant(project).to_string(), format!("/api/v1{path}")),
            Place::TenantPage => (hosts.tenant(project).to_string(), path),
            Place::PlatformApi => (hosts.api.to_string(), path),
            Place::AppPage => (hosts.app.to_string(), path),
            Place::PublicPage => (hosts.public.to_string(), path),
        };
        let request = app.http().request(route.method.clone(), format!("{base}{path}"));
        let token = |audience| {
            let (user, session) = self.session?;
            Some(state.keys.sign(audience, user, session, state.clock.now()).unwrap())
        };
        let bearer = self.text.clone().or_else(|| match route.place {
            Place::Api | Place::PlatformApi => token(Audience::Api),
            _ => None,
        });
        let request = match bearer {
            Some(bearer) if !route.place.is_page() => return request.bearer_auth(bearer),
            // On a page it must not count.
            Some(bearer) => request.bearer_auth(bearer),
            None => request,
        };
        let token = match route.place {
            Place::AppPage => token(Audience::App),
            Place::TenantApi | Place::TenantPage => token(Audience::Tenant(project)),
            _ => None,
        };
        let mut cookies = format!("{}={}", Cookie::Visitor.name(state), self.visitor);
        if let Some(token) = token {
            cookies = format!("{cookies}; {}={token}", Cookie::Session.name(state));
        }
        request
            .header("cookie", cookies)
            .header("origin", base)
            .header("sec-fetch-site", "same-origin")
            .header("x-csrf-token", self.csrf(app))
    }

    fn csrf(&self, app: &TestApp) -> String {
        app.state().keys.form_token(&match self.session {
            Some((_, session)) => format!("{}.{session}", self.visitor),
            None => self.visitor.clone(),
        })
    }
}

/// The described body with the IDs of rows in it.
pub fn with_rows(described: &Value, made: &Furniture) -> Value {
    let mut body = described.clone();
    for (_, value) in body.as_object_mut().into_iter().flatten() {
        if let Some(name) = value.as_str().and_then(|text| text.strip_prefix('{')?.strip_suffix('}')) {
            *value = id_of(name.trim_end_matches("_id"), made).unwrap_or_default().into();
        }
    }
    body
}

/// Changes rows of the project.
pub async fn in_project(app: &TestApp, project: &Project, statement: &str) {
    let mut tx = app.state().db.write(&fixture::scope(project.id)).await.unwrap();
    let changed = sqlx::query(AssertSqlSafe(statement)).execute(tx.conn()).await.unwrap();
    assert!(changed.rows_affected() > 0, "{statement}");
    tx.commit().await.unwrap();
}

async fn on_platform(app: &TestApp, statement: &str) {
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    let changed = sqlx::query(AssertSqlSafe(statement)).execute(tx.conn()).await.unwrap();
    assert!(changed.rows_affected() > 0, "{statement}");
    tx.commit().await.unwrap();
}

/// A token of hers, as the service would have stored it.
async fn token(app: &TestApp, user: UserId, scope: Scope) -> String {
    let (made, now) = (app.state().keys.make_personal_token(), app.clock().now());
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
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
