//! How an asker asks: with all that is asked for besides permission.

use fataplus::{
    http::auth::{cookies::Cookie, csrf::form_binding},
    identity::Audience,
    ids::ProjectId,
};
use reqwest::RequestBuilder;
use serde_json::Value;

use super::{
    askers::Asker,
    routes::{Needs, Place, Route},
};
use crate::support::{
    Answer, TestApp,
    bodies::{self, FORM},
    fixture::Furniture,
    routes::{filled, id_of},
};

impl Asker {
    /// Answer to `route` in `project`, with the asker's own rows in its place.
    pub async fn ask(&self, app: &TestApp, route: &Route, project: ProjectId) -> Answer {
        let request = || self.request(app, route, project);
        if route.reads() {
            return Answer::of(request()).await;
        }
        if !route.place.is_page() {
            return Answer::of(request().json(&with_rows(&route.body, &self.made))).await;
        }
        let csrf = self.csrf(app, route.place);
        let agency = self.made.tenant.agency.to_string();
        let fields = [("csrf", csrf.as_str()), ("agency", agency.as_str())];
        // A caller without access to the project must be refused whatever the body holds.
        let known = !matches!(route.needs, Needs::Staff | Needs::PlatformAdmin) || self.is_of_agency;
        let typed = FORM.iter().copied().filter(|_| known);
        let form: Vec<_> = fields.into_iter().chain(typed).collect();
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
            .header("x-csrf-token", self.csrf(app, route.place))
    }

    /// Form token: the public host has no sessions.
    fn csrf(&self, app: &TestApp, place: Place) -> String {
        let user = self.session.filter(|_| place != Place::PublicPage).map(|(user, _)| user);
        app.state().keys.form_token(&form_binding(&self.visitor, user))
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
