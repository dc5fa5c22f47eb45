//! Requests of a synthetic tenant's person, as from a browser or a program.

use std::time::Duration;

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::{BodyExt as _, Limited};
use tower::ServiceExt as _;

use super::{
    route::{Route, Surface},
    tenants::Tenants,
};
use crate::{
    db::{DbError, PlatformScope, SyntheticTenant},
    http::{
        AppState,
        auth::{cookies::Cookie, csrf::form_binding},
    },
    identity::{Audience, Secret, sessions},
    ids::SessionId,
    isolation_status::Probe,
};

const PATIENCE: Duration = Duration::from_secs(10);
const LARGEST_ANSWER: usize = 4 << 20;

/// A synthetic tenant's person with a live session.
pub(super) struct Person<'a> {
    pub tenant: &'a SyntheticTenant,
    session: SessionId,
}

/// Answer to a request.
pub(super) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// Whether `text` occurs anywhere in headers or body.
    pub fn holds(&self, text: &str) -> bool {
        let in_headers = || self.headers.values().any(|value| contains(value.as_bytes(), text.as_bytes()));
        contains(&self.body, text.as_bytes()) || in_headers()
    }

    /// Whether it is inconclusive, because the service is busy or failing.
    pub fn is_no_answer(&self) -> bool {
        self.status.is_server_error() || self.status == StatusCode::TOO_MANY_REQUESTS
    }
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    !text.is_empty() && bytes.windows(text.len()).any(|window| window == text)
}

/// Live session of an earlier check, else a new one. Its renewal secret is discarded.
async fn person<'a>(state: &AppState, tenant: &'a SyntheticTenant) -> Result<Person<'a>, DbError> {
    let (now, spare) = (state.clock.now(), time::Duration::minutes(10));
    let mut tx = state.db.platform(PlatformScope::Person(tenant.user)).await?;
    let live = sqlx::query_scalar!(
        "SELECT id FROM sessions WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 AND last_seen_at > $3
         ORDER BY created_at DESC LIMIT 1",
        tenant.user.0,
        now + spare,
        now - sessions::IDLE + spare,
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(session) = live {
        return Ok(Person { tenant, session: SessionId(session) });
    }
    let session = SessionId::new();
    sqlx::query!(
        "INSERT INTO sessions (id, root_id, user_id, audience, user_agent, created_at, last_seen_at, expires_at, strong_at,
                               proven_at)
         VALUES ($1, $1, $2, 'isolation', 'isolation check', $3, $3, $4, $3, $3)",
        session.0,
        tenant.user.0,
        now,
        now + sessions::ABSOLUTE,
    )
    .execute(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(Person { tenant, session })
}

/// Both people, and the service they call.
pub(super) struct Asking<'a> {
    pub state: &'a AppState,
    router: &'a Router,
    pub a: Person<'a>,
    pub b: Person<'a>,
    visitor: String,
}

impl<'a> Asking<'a> {
    /// Opens a session for each person; requests go through `router`.
    pub async fn begin(state: &'a AppState, router: &'a Router, tenants: &'a Tenants) -> Result<Self, DbError> {
        let (a, b) = (person(state, &tenants.a).await?, person(state, &tenants.b).await?);
        Ok(Self { state, router, a, b, visitor: Secret::new().text().to_owned() })
    }

    fn token(&self, person: &Person<'_>, audience: Audience) -> Option<String> {
        self.state.keys.sign(audience, person.tenant.user, person.session, self.state.clock.now()).ok()
    }

    fn cookies(&self, token: Option<&str>) -> String {
        let visitor = format!("{}={}", Cookie::Visitor.name(self.state), self.visitor);
        match token {
            Some(token) => format!("{visitor}; {}={token}", Cookie::Session.name(self.state)),
            None => visitor,
        }
    }

    /// Sends one request as `who`, from a page of the requested host or from a program with their token.
    pub async fn ask(
        &self,
        who: Option<&Person<'_>>,
        route: &Route,
        at: &SyntheticTenant,
        path: &str,
    ) -> Result<Answer, String> {
        let hosts = &self.state.hosts;
        let unsafe_method = route.method != Method::GET;
        let (base, path) = match route.surface {
            Surface::Api => (hosts.api.to_string(), format!("/v1/projects/{}{path}", at.project)),
            Surface::TenantApi => (hosts.tenant(at.project).to_string(), format!("/api/v1{path}")),
            Surface::Page => (hosts.tenant(at.project).to_string(), path.to_owned()),
            Surface::Platform => (hosts.api.to_string(), path.to_owned()),
            Surface::AppPage => (hosts.app.to_string(), path.to_owned()),
        };
        let mut request = Request::builder().method(route.method.clone()).uri(&path);
        let mut form_token = String::new();
        if matches!(route.surface, Surface::Api | Surface::Platform) {
            if let Some(person) = who {
                let token = self.token(person, Audience::Api).ok_or("no token could be signed")?;
                request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
            }
        } else {
            let audience = match route.surface {
                Surface::AppPage => Audience::App,
                _ => Audience::Tenant(at.project),
            };
            let token = match who {
                Some(person) => Some(self.token(person, audience).ok_or("no token could be signed")?),
                None => None,
            };
            form_token = self.state.keys.form_token(&form_binding(&self.visitor, who.map(|person| person.tenant.user)));
            request = request
                .header(header::COOKIE, self.cookies(token.as_deref()))
                .header(header::ORIGIN, base.as_str())
                .header("sec-fetch-site", "same-origin")
                .header("x-csrf-token", form_token.as_str());
        }
        let body = match (unsafe_method, route.surface) {
            (false, _) => Body::empty(),
            (true, Surface::Page | Surface::AppPage) => {
                request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                Body::from(format!("csrf={form_token}"))
            }
            (true, _) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from("{}")
            }
        };
        self.send(request, &base, body).await
    }

    /// Requests a page or resource outside of projects as `person`.
    pub async fn ask_at(
        &self,
        person: &Person<'_>,
        base: &str,
        path: &str,
        audience: Audience,
    ) -> Result<Answer, String> {
        let token = self.token(person, audience).ok_or("no token could be signed")?;
        let request = Request::get(path);
        let request = match audience {
            Audience::Api => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            _ => request.header(header::COOKIE, self.cookies(Some(&token))),
        };
        self.send(request, base, Body::empty()).await
    }

    async fn send(&self, request: axum::http::request::Builder, base: &str, body: Body) -> Result<Answer, String> {
        let host = base.split_once("://").map_or(base, |(_, host)| host);
        let request =
            request.header(header::HOST, host).extension(Probe).body(body).map_err(|error| error.to_string())?;
        let answered = async {
            let Ok(response) = self.router.clone().oneshot(request).await;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(|error| error.to_string())?;
            Ok(Answer { status: parts.status, headers: parts.headers, body: body.to_bytes() })
        };
        tokio::time::timeout(PATIENCE, answered).await.unwrap_or_else(|_| Err("no answer in time".to_owned()))
    }
}
