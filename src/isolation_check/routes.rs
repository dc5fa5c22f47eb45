//! Every route, asked by one synthetic tenant's person for what is the other's: in the process, through the service's own
//! router, with real tokens.
//!
//! Each is asked twice, before and after the other's own person asked the same, so that an answer kept for her is found if
//! it is ever given to somebody else. Methods that change something are asked with an empty body; whatever they answer, the
//! other's rows must be the same afterwards.

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use futures_util::{FutureExt as _, StreamExt as _, future::BoxFuture, stream};
use http_body_util::{BodyExt as _, Limited};
use std::time::Duration;
use tower::ServiceExt as _;

use super::{
    pages::{APP_PAGES, OPEN, PAGES},
    paths::filled,
    tenants::{Tenants, fingerprint},
};
use crate::{
    app,
    db::{DbError, PlatformScope, SyntheticTenant},
    http::{AppState, cookies::Cookie},
    identity::{Audience, Secret, sessions},
    ids::SessionId,
    isolation::{Finding, Part, Probe, Report},
};

/// Requests under way at a time: few, so that the check is no burden to those it is for.
const AT_ONCE: usize = 4;
const PATIENCE: Duration = Duration::from_secs(10);
const LARGEST_ANSWER: usize = 4 << 20;
/// How many lines of a kind are kept: a service that is away answers nothing, hundreds of times.
const LINES: usize = 20;
/// What reading changes as well: her own visit notes what she has read.
const CHANGED_BY_READING: &[&str] = &["thread_reads"];
const PROJECT: &str = "/v1/projects/{project_id}";

/// Where a route is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The API host, with a bearer token.
    Api,
    /// `/api/v1` of the tenant's host, with its cookies.
    TenantApi,
    /// A page of the tenant's host, with its cookies.
    Page,
    /// A page of the app host that names the project, with that host's cookies.
    AppPage,
}

#[derive(Clone, Debug)]
struct Route {
    method: Method,
    path: String,
    place: Place,
}

impl Route {
    /// As it stands in a finding.
    fn name(&self) -> String {
        let prefix = match self.place {
            Place::Api => PROJECT,
            Place::TenantApi => "/api/v1",
            Place::Page | Place::AppPage => "",
        };
        format!("{} {prefix}{}", self.method, self.path)
    }
}

/// A synthetic tenant's person with a live session.
struct Person<'a> {
    tenant: &'a SyntheticTenant,
    session: SessionId,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// Whether `text` stands in it anywhere.
    fn holds(&self, text: &str) -> bool {
        let in_headers = || self.headers.values().any(|value| contains(value.as_bytes(), text.as_bytes()));
        contains(&self.body, text.as_bytes()) || in_headers()
    }

    /// Whether it says nothing either way: the service is busy or ill.
    fn is_no_answer(&self) -> bool {
        self.status.is_server_error() || self.status == StatusCode::TOO_MANY_REQUESTS
    }
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    !text.is_empty() && bytes.windows(text.len()).any(|window| window == text)
}

/// What one try came to.
enum Outcome {
    Held,
    Crossed(String),
    Untried(String),
}

/// Asks every route.
pub async fn check(state: &AppState, router: &Router, tenants: &Tenants, report: &mut Report) -> Result<(), DbError> {
    let asking = Asking {
        state,
        router,
        a: person(state, &tenants.a).await?,
        b: person(state, &tenants.b).await?,
        visitor: Secret::new().text().to_owned(),
    };
    let asked = every_route();
    report.tried.routes = asked.iter().filter(|route| route.place != Place::TenantApi).count();
    let mut seen = Seen::default();
    for route in &asked {
        if filled(&route.path, &tenants.b).is_none() {
            seen.crossed.push(format!("{}: no synthetic row stands for a part of its path", route.name()));
        }
    }
    let before = fingerprint(&state.db, &tenants.b).await?;
    asking.cross(&asked, &mut seen).await;
    asking.visit(&asking.b, &tenants.a, &asked, &mut seen).await;
    asking.cross(&asked, &mut seen).await;
    asking.visit(&asking.a, &tenants.b, &asked, &mut seen).await;
    asking.lists(&mut seen).await;
    for ((table, was), (_, is)) in before.iter().zip(fingerprint(&state.db, &tenants.b).await?) {
        if *was != is && !CHANGED_BY_READING.contains(&table.as_str()) {
            seen.crossed.push(format!("{table}: another project's rows were changed through some route"));
        }
    }
    report.tried.requests = seen.requests;
    report.findings.extend(few(seen.crossed).into_iter().map(|what| Finding::new(Part::Routes, what)));
    report.untried.extend(few(seen.untried).into_iter().map(|what| format!("routes: {what}")));
    Ok(())
}

#[derive(Default)]
struct Seen {
    requests: usize,
    crossed: Vec<String>,
    untried: Vec<String>,
}

impl Seen {
    /// Makes the tries, a few at a time, and notes what they come to.
    async fn note(&mut self, tries: Vec<BoxFuture<'_, Vec<Outcome>>>) {
        let outcomes: Vec<_> = stream::iter(tries).buffer_unordered(AT_ONCE).collect().await;
        outcomes.into_iter().flatten().for_each(|outcome| self.add(outcome));
    }

    fn add(&mut self, outcome: Outcome) {
        self.requests += 1;
        match outcome {
            Outcome::Held => {}
            Outcome::Crossed(what) => self.crossed.push(what),
            Outcome::Untried(what) => self.untried.push(what),
        }
    }
}

/// Each line once, and not too many.
fn few(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines.dedup();
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines
}

/// Every route of a project: the API's from its description, the pages' from their list.
fn every_route() -> Vec<Route> {
    let mut routes = Vec::new();
    for (path, item) in app::openapi().paths.paths {
        let Some(path) = path.strip_prefix(PROJECT) else { continue };
        let methods = [
            (Method::GET, item.get.is_some()),
            (Method::PUT, item.put.is_some()),
            (Method::POST, item.post.is_some()),
            (Method::PATCH, item.patch.is_some()),
            (Method::DELETE, item.delete.is_some()),
        ];
        for (method, _) in methods.into_iter().filter(|(_, there)| *there) {
            for place in [Place::Api, Place::TenantApi] {
                routes.push(Route { method: method.clone(), path: path.to_owned(), place });
            }
        }
    }
    let pages = PAGES.iter().filter(|(path, _)| !OPEN.contains(path)).map(|page| (page, Place::Page));
    for ((path, methods), place) in pages.chain(APP_PAGES.iter().map(|page| (page, Place::AppPage))) {
        for method in *methods {
            if let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) {
                routes.push(Route { method, path: (*path).to_owned(), place });
            }
        }
    }
    routes
}

/// Her session of an earlier check while it lives, else a new one. Nobody holds a secret that could renew it.
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

struct Asking<'a> {
    state: &'a AppState,
    router: &'a Router,
    a: Person<'a>,
    b: Person<'a>,
    visitor: String,
}

impl Asking<'_> {
    /// A's person and nobody at B's addresses, and A's person at her own with the IDs of B's rows.
    async fn cross(&self, routes: &[Route], seen: &mut Seen) {
        let mut tries: Vec<BoxFuture<'_, Vec<Outcome>>> = Vec::new();
        for route in routes {
            if let Some(path) = filled(&route.path, self.b.tenant) {
                tries.push(self.cross_one(route, path).boxed());
            }
        }
        seen.note(tries).await;
    }

    async fn cross_one(&self, route: &Route, path: String) -> Vec<Outcome> {
        let (a, b) = (self.a.tenant, self.b.tenant);
        let mut outcomes = Vec::new();
        for who in [Some(&self.a), None] {
            let answer = self.ask(who, route, b, &path).await;
            outcomes.push(judge_at_foreign(route, who.is_some(), b, &answer));
        }
        if route.path.contains('{') {
            let answer = self.ask(Some(&self.a), route, a, &path).await;
            outcomes.push(judge_foreign_row(route, b, &answer));
        }
        outcomes
    }

    /// A person at her own addresses: they answer, and show nothing of the other's.
    async fn visit(&self, person: &Person<'_>, other: &SyntheticTenant, routes: &[Route], seen: &mut Seen) {
        let mut visits: Vec<BoxFuture<'_, Vec<Outcome>>> = Vec::new();
        for route in routes {
            // On the app host projects are governed, which is not for everybody in them.
            if route.method != Method::GET || route.place == Place::AppPage {
                continue;
            }
            if let Some(path) = filled(&route.path, person.tenant) {
                visits.push(self.visit_one(person, other, route, path).boxed());
            }
        }
        seen.note(visits).await;
    }

    async fn visit_one(
        &self,
        person: &Person<'_>,
        other: &SyntheticTenant,
        route: &Route,
        path: String,
    ) -> Vec<Outcome> {
        let answer = self.ask(Some(person), route, person.tenant, &path).await;
        vec![judge_own(&route.name(), other, &answer)]
    }

    /// What lists and searches across projects show A's person.
    async fn lists(&self, seen: &mut Seen) {
        let b = self.b.tenant;
        let hosts = &self.state.hosts;
        let api = |path: String| (hosts.api.to_string(), path, Audience::Api);
        let asked = [
            api("/v1/projects".to_owned()),
            api(format!("/v1/projects?q={}", b.canary)),
            api(format!("/v1/projects?q={}", b.project)),
            api("/v1/me".to_owned()),
            (hosts.app.to_string(), "/projects".to_owned(), Audience::App),
        ];
        for (base, path, audience) in asked {
            let name = format!("GET {}", path.split('?').next().unwrap_or_default());
            let answer = match self.token(&self.a, audience) {
                Some(token) => {
                    let request = Request::get(&path);
                    let request = match audience {
                        Audience::Api => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
                        _ => request.header(header::COOKIE, self.cookies(Some(&token))),
                    };
                    self.send(request, &base, Body::empty()).await
                }
                None => Err("no token could be signed".to_owned()),
            };
            seen.add(judge_own(&name, b, &answer));
        }
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

    /// One request, as `who` would send it from a page of the host asked, or a program with her token.
    async fn ask(
        &self,
        who: Option<&Person<'_>>,
        route: &Route,
        at: &SyntheticTenant,
        path: &str,
    ) -> Result<Answer, String> {
        let hosts = &self.state.hosts;
        let unsafe_method = route.method != Method::GET;
        let (base, path) = match route.place {
            Place::Api => (hosts.api.to_string(), format!("/v1/projects/{}{path}", at.project)),
            Place::TenantApi => (hosts.tenant(at.project).to_string(), format!("/api/v1{path}")),
            Place::Page => (hosts.tenant(at.project).to_string(), path.to_owned()),
            Place::AppPage => (hosts.app.to_string(), path.to_owned()),
        };
        let mut request = Request::builder().method(route.method.clone()).uri(&path);
        let mut form_token = String::new();
        if route.place == Place::Api {
            if let Some(person) = who {
                let token = self.token(person, Audience::Api).ok_or("no token could be signed")?;
                request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
            }
        } else {
            let audience = match route.place {
                Place::AppPage => Audience::App,
                _ => Audience::Tenant(at.project),
            };
            let token = match who {
                Some(person) => Some(self.token(person, audience).ok_or("no token could be signed")?),
                None => None,
            };
            form_token = self.state.keys.form_token(&match who {
                Some(person) => format!("{}.{}", self.visitor, person.session),
                None => self.visitor.clone(),
            });
            request = request
                .header(header::COOKIE, self.cookies(token.as_deref()))
                .header(header::ORIGIN, base.as_str())
                .header("sec-fetch-site", "same-origin")
                .header("x-csrf-token", form_token.as_str());
        }
        let body = match (unsafe_method, route.place) {
            (false, _) => Body::empty(),
            (true, Place::Page | Place::AppPage) => {
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

/// B's address: to A's person nothing is there, and nobody in particular is sent to log in.
fn judge_at_foreign(route: &Route, known: bool, b: &SyntheticTenant, answer: &Result<Answer, String>) -> Outcome {
    let name = route.name();
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return Outcome::Untried(format!("{name}: {error}")),
    };
    let expected = match (known, route.place) {
        (true, _) => StatusCode::NOT_FOUND,
        (false, Place::Page | Place::AppPage) => StatusCode::SEE_OTHER,
        (false, _) => StatusCode::UNAUTHORIZED,
    };
    let who = if known { "somebody of another project" } else { "somebody not logged in" };
    if answer.holds(&b.canary) {
        Outcome::Crossed(format!("{name}: shows {who} what is in it"))
    } else if answer.status == expected {
        Outcome::Held
    } else if answer.is_no_answer() || known && lost_session(answer) {
        Outcome::Untried(format!("{name}: answered {}", answer.status.as_u16()))
    } else {
        Outcome::Crossed(format!(
            "{name}: answers {} to {who} instead of {}",
            answer.status.as_u16(),
            expected.as_u16()
        ))
    }
}

/// A's own address with the ID of a row of B's: there is no such row.
fn judge_foreign_row(route: &Route, b: &SyntheticTenant, answer: &Result<Answer, String>) -> Outcome {
    let name = route.name();
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return Outcome::Untried(format!("{name}: {error}")),
    };
    let reads = route.method == Method::GET;
    if answer.holds(&b.canary) {
        Outcome::Crossed(format!("{name}: shows another project's row under its own"))
    } else if answer.is_no_answer() || lost_session(answer) {
        Outcome::Untried(format!("{name}: answered {}", answer.status.as_u16()))
    } else if answer.status == StatusCode::NOT_FOUND || !reads && answer.status.is_client_error() {
        Outcome::Held
    } else {
        Outcome::Crossed(format!("{name}: answers {} for another project's row", answer.status.as_u16()))
    }
}

/// Her own address: it answers, or the refusals elsewhere would mean nothing; and holds nothing of the other's.
fn judge_own(name: &str, other: &SyntheticTenant, answer: &Result<Answer, String>) -> Outcome {
    match answer {
        Err(error) => Outcome::Untried(format!("{name}: {error}")),
        Ok(answer) if answer.holds(&other.canary) || answer.holds(other.project.as_str()) => {
            Outcome::Crossed(format!("{name}: shows what is another project's"))
        }
        Ok(answer) if answer.status.is_success() || answer.status.is_redirection() && !lost_session(answer) => {
            Outcome::Held
        }
        Ok(answer) => Outcome::Untried(format!("{name}: answered {} to its own person", answer.status.as_u16())),
    }
}

/// Whether she was taken for nobody: refused by the API, sent to log in by a page.
fn lost_session(answer: &Answer) -> bool {
    let to_login = |value: &axum::http::HeaderValue| {
        value.to_str().is_ok_and(|target| target.contains("/handoff?") || target.contains("/login"))
    };
    answer.status == StatusCode::UNAUTHORIZED || answer.headers.get(header::LOCATION).is_some_and(to_login)
}
