//! Requests to every route by one synthetic tenant's person for the other tenant's data: inside the process, through
//! the service's own router, with real tokens.
//!
//! Each is sent twice, before and after the other tenant's own person sends the same, to find an answer cached for them
//! that is given to somebody else. Changing methods are sent with an empty body; whatever the answer, the other
//! tenant's rows must be unchanged afterwards.

use axum::{Router, http::Method};
use futures_util::{FutureExt as _, StreamExt as _, future::BoxFuture, stream};

use super::{
    asking::{Asking, Person},
    paths::filled,
    platform,
    route::{Route, Surface},
    tenants::{Tenants, fingerprint},
    verdicts::{Outcome, judge_at_foreign, judge_foreign_row, judge_own},
};
use crate::{
    app,
    db::{Db, DbError, SyntheticTenant},
    http::{AppState, routes::Need},
    identity::Audience,
    isolation_status::{Finding, Part, Report},
};

/// Concurrent requests: few, so that the check does not slow down real users.
const AT_ONCE: usize = 4;
/// Maximum number of lines of a kind: a failing service gives the same line hundreds of times.
const LINES: usize = 20;
/// Tables that reading changes: a visit records what the person has read.
const CHANGED_BY_READING: &[&str] = &["thread_reads"];

/// Calls every route.
pub async fn check(state: &AppState, router: &Router, tenants: &Tenants, report: &mut Report) -> Result<(), DbError> {
    let asking = Asking::begin(state, router, tenants).await?;
    let asked = every_route();
    report.tried.routes = asked.iter().filter(|route| route.surface != Surface::TenantApi).count();
    let mut seen = Seen::default();
    for route in &asked {
        if filled(&route.path, &tenants.b).is_none() {
            seen.crossed.push(format!("{}: no synthetic row stands for a part of its path", route.name()));
        }
    }
    for tenant in [&tenants.a, &tenants.b] {
        platform::furnish(&state.db, tenant, state.clock.now()).await?;
    }
    let before = everything(&state.db, &tenants.b).await?;
    asking.cross(&asked, &mut seen).await;
    asking.visit(&asking.b, &tenants.a, &asked, &mut seen).await;
    asking.cross(&asked, &mut seen).await;
    asking.visit(&asking.a, &tenants.b, &asked, &mut seen).await;
    asking.lists(&mut seen).await;
    for ((table, was), (_, is)) in before.iter().zip(everything(&state.db, &tenants.b).await?) {
        if *was != is && !CHANGED_BY_READING.contains(&table.as_str()) {
            seen.crossed.push(format!("{table}: another project's rows were changed through some route"));
        }
    }
    report.tried.requests = seen.requests;
    report.findings.extend(few(seen.crossed).into_iter().map(|what| Finding::new(Part::Routes, what)));
    report.untried.extend(few(seen.untried).into_iter().map(|what| format!("routes: {what}")));
    Ok(())
}

/// The tenant's rows, and its rows among the platform's.
async fn everything(db: &Db, tenant: &SyntheticTenant) -> Result<Vec<(String, String)>, DbError> {
    let mut tables = fingerprint(db, tenant).await?;
    tables.extend(platform::fingerprint(db, tenant).await?);
    Ok(tables)
}

#[derive(Default)]
struct Seen {
    requests: usize,
    crossed: Vec<String>,
    untried: Vec<String>,
}

impl Seen {
    /// Runs the tries, a few at a time, and collects their outcomes.
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

/// Deduplicates the lines and limits their number.
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

/// Every route of a project, or with the ID of a row, that asks for somebody; from the register.
fn every_route() -> Vec<Route> {
    let mut routes = Vec::new();
    for (mounted, route) in app::routes().into_iter().filter(|(_, route)| route.need != Need::Nothing) {
        let of_row = route.path.contains('{');
        let (surfaces, path): (&[Surface], _) = match mounted {
            app::Mount::TenantApi => (&[Surface::Api, Surface::TenantApi], route.path.trim_end_matches('/').to_owned()),
            app::Mount::TenantPage => (&[Surface::Page], route.path),
            app::Mount::PlatformApi if of_row => (&[Surface::Platform], format!("/v1{}", route.path)),
            app::Mount::AppPage if of_row => (&[Surface::AppPage], route.path),
            app::Mount::PlatformApi | app::Mount::AppPage | app::Mount::PublicPage => continue,
        };
        let of_staff = matches!(route.need, Need::Staff | Need::PlatformAdmin);
        for surface in surfaces {
            routes.push(Route { method: route.method.clone(), path: path.clone(), surface: *surface, of_staff });
        }
    }
    routes
}

impl Asking<'_> {
    /// A's person and an anonymous visitor at B's addresses, and A's person at their own, or the platform's, with IDs
    /// of B's rows.
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
        if route.is_of_project() {
            let answer = self.ask(Some(&self.a), route, b, &path).await;
            outcomes.push(judge_at_foreign(route, true, b, &answer));
        }
        let answer = self.ask(None, route, b, &path).await;
        outcomes.push(judge_at_foreign(route, false, b, &answer));
        // A path that is the same for both names no row.
        if filled(&route.path, a).is_some_and(|own| own != path) {
            let answer = self.ask(Some(&self.a), route, a, &path).await;
            outcomes.push(judge_foreign_row(route, b, &answer));
        }
        outcomes
    }

    /// A person at their own addresses: they answer, and show nothing of the other tenant.
    async fn visit(&self, person: &Person<'_>, other: &SyntheticTenant, routes: &[Route], seen: &mut Seen) {
        let mut visits: Vec<BoxFuture<'_, Vec<Outcome>>> = Vec::new();
        for route in routes {
            // On the app host projects are governed, which is not for everybody in them.
            let hers = route.surface != Surface::AppPage && !route.of_staff;
            if route.method != Method::GET || !hers {
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

    /// Results of lists and searches across projects for A's person.
    async fn lists(&self, seen: &mut Seen) {
        let b = self.b.tenant;
        let hosts = &self.state.hosts;
        let api = |path: String| (hosts.api.to_string(), path, Audience::Api);
        let page = |path: String| (hosts.app.to_string(), path, Audience::App);
        // A page shows the search text itself, so only the last letter proves that the search found something.
        let searched = b.canary.get(..b.canary.len() - 1).unwrap_or_default();
        let asked = [
            api("/v1/projects".to_owned()),
            api(format!("/v1/projects?q={}", b.canary)),
            api(format!("/v1/projects?q={}", b.project)),
            api("/v1/me".to_owned()),
            api("/v1/me/sessions".to_owned()),
            api("/v1/me/tokens".to_owned()),
            api("/v1/agency".to_owned()),
            page("/projects".to_owned()),
            page(format!("/projects?q={searched}")),
            page("/agency".to_owned()),
            page("/account/tokens".to_owned()),
        ];
        for (base, path, audience) in asked {
            let name = format!("GET {}", path.split('?').next().unwrap_or_default());
            let answer = self.ask_at(&self.a, &base, &path, audience).await;
            seen.add(judge_own(&name, b, &answer));
        }
    }
}
