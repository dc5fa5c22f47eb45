//! Calls on the API host outside of projects: requests for projects, accounts, lists, partner agencies.

use serde_json::json;

use super::{
    calls::Call,
    canary::{classes, find},
    cast::{CAST, FORGETFUL, NOBODY},
    operations::{OPS, Op},
    program::Step,
    world::{Agency, Thing, World},
};
use crate::support::PASSWORD;

/// Where rows are remembered that belong to no project.
pub const NOWHERE: usize = usize::MAX;

impl World {
    pub async fn on_platform(&self, step: &Step) {
        let Op { method, path, .. } = OPS[step.op];
        let call = Call::new(step, method, path);
        match (method, path) {
            ("POST", "/v1/intake") => self.ask(call).await,
            ("POST", "/v1/intake/{submission_id}/confirm") => self.confirm(call, step).await,
            ("POST", "/v1/intake/{submission_id}/resend") => {
                let thing = self.pick(step, NOWHERE, "asked");
                self.call_as(NOBODY, call.at(path.replace("{submission_id}", &thing.id))).await;
            }
            ("GET", "/v1/submissions") => {
                let call = self.with_cursor(call.at("/v1/submissions?limit=2".to_owned()), step, "submissions");
                let answer = self.call(call).await;
                if let Some(answer) = answer.filter(|answer| answer.status == 200) {
                    self.note_cursor("submissions".to_owned(), "/v1/submissions".to_owned(), &answer);
                }
            }
            ("GET", "/v1/submissions/{id}") => {
                let thing = self.pick(step, NOWHERE, "confirmed");
                self.call(call.at(path.replace("{id}", &thing.id))).await;
            }
            ("POST", "/v1/submissions/{id}/accept" | "/v1/submissions/{id}/decline") => {
                self.decide(call, step, path.ends_with("accept")).await;
            }
            ("PATCH", "/v1/me") => {
                let wishes = json!({ "phone": "+261 34 00 000 00", "notifications": { "messages": true } });
                self.call(call.body(wishes)).await;
            }
            ("GET", "/v1/me" | "/v1/me/sessions") => {
                self.call(call).await;
            }
            ("DELETE", "/v1/me/sessions/{session_id}") if step.who != NOBODY && step.once_in(2, 7) => {
                self.log_out(call, step.who, true).await;
            }
            ("DELETE", "/v1/me/sessions/{session_id}") => {
                let nobodys = uuid::Uuid::now_v7().to_string();
                self.call(call.at(path.replace("{session_id}", &nobodys)).foreign(true)).await;
            }
            ("GET" | "POST" | "DELETE", path) if path.starts_with("/v1/me/tokens") => self.own_token(call, step).await,
            ("GET", "/v1/projects") => {
                let mut query = format!("/v1/projects?limit={}", step.choose(4, &[1, 2, 50]));
                if step.once_in(5, 6) {
                    query.push_str("&q=zq7");
                }
                let owner = format!("person {}", step.who);
                let call = self.with_cursor(call.at(query), step, &owner);
                let answer = self.call(call).await;
                if let Some(answer) = answer.filter(|answer| answer.status == 200) {
                    self.note_cursor(owner, "/v1/projects".to_owned(), &answer);
                }
            }
            ("POST", "/v1/projects") => self.found_project(call, step).await,
            ("POST", "/v1/invitations/accept") => self.accept(step).await,
            ("GET", "/v1/partner-agencies") => {
                let call = self.with_cursor(call.at("/v1/partner-agencies?limit=1".to_owned()), step, "agencies");
                let answer = self.call(call).await;
                if let Some(answer) = answer.filter(|answer| answer.status == 200) {
                    self.note_cursor("agencies".to_owned(), "/v1/partner-agencies".to_owned(), &answer);
                }
            }
            ("POST", "/v1/partner-agencies") => self.add_agency(call).await,
            (_, path) if path.starts_with("/v1/agency") => self.in_agency(call, step).await,
            _ => self.account(call, step).await,
        }
    }

    /// The person's own tokens, which no other person revokes.
    async fn own_token(&self, call: Call<'_>, step: &Step) {
        match OPS[step.op].method {
            "POST" => {
                let end = self.app.clock().now() + time::Duration::days(30);
                let end = end.format(&time::format_description::well_known::Rfc3339).unwrap();
                let name = self.word(&format!("p{}", step.who), classes::MAIL);
                let body = json!({ "name": name, "scopes": ["project:read"], "expires_at": end });
                let answer = self.call(call.body(body)).await;
                if let Some(answer) = answer.filter(|answer| answer.status == 201) {
                    let id = answer.json()["id"].as_str().unwrap_or_default().to_owned();
                    self.add(NOWHERE, "token", Thing::new(&id, "", &step.who.to_string()));
                }
            }
            "DELETE" => {
                let thing = self.pick_where(step, NOWHERE, "token", |_| true);
                // Mostly the owner revokes it.
                let owner = thing.extra.parse().ok().filter(|_| !step.once_in(4, 10));
                let who = owner.unwrap_or(step.who);
                let path = call.path.replace("{id}", &thing.id);
                let foreign = thing.extra != who.to_string();
                let answer = self.call_as(who, call.at(path).foreign(foreign)).await;
                if answer.is_some_and(|answer| answer.status == 204) {
                    self.forget(NOWHERE, "token", &thing.id);
                }
            }
            _ => {
                self.call(call).await;
            }
        }
    }

    /// Sometimes adds a cursor: its own, or another person's, which must be refused.
    fn with_cursor<'a>(&self, mut call: Call<'a>, step: &Step, owner: &str) -> Call<'a> {
        let known = self.cursors.lock().unwrap().clone();
        if step.once_in(3, 9) && !known.is_empty() {
            let (of, _, cursor) = &known[usize::from(step.pick) % known.len()];
            call.wrong_cursor = of != owner;
            call.path = format!("{}&cursor={cursor}", call.path);
        }
        call
    }

    async fn ask(&self, call: Call<'_>) {
        let tag = format!("n{}", self.number());
        let word = || self.word(&tag, classes::ANY);
        let email = format!("{}@canary.test", word());
        let body = json!({ "contact_name": word(), "email": email, "company": word(), "sector": word(), "title": word(),
                           "problem": word(), "solution": word(), "goals": word(), "audience": word(),
                           "project_types": ["shop"], "must_have": [word()], "consent": true, "language": "en" });
        if let Some(answer) = self.call_as(NOBODY, call.body(body)).await.filter(|answer| answer.status == 202) {
            let id = answer.json()["submission_id"].as_str().unwrap_or_default().to_owned();
            self.add(NOWHERE, "asked", Thing::new(&id, &tag, &email.to_lowercase()));
        }
    }

    async fn confirm(&self, call: Call<'_>, step: &Step) {
        let path = call.path.clone();
        let thing = self.pick(step, NOWHERE, "asked");
        let code = self.mails.codes.lock().unwrap().get(&thing.extra).cloned();
        let body = json!({ "code": code.unwrap_or_else(|| "000000".to_owned()) });
        let call = call.at(path.replace("{submission_id}", &thing.id)).body(body);
        let Some(answer) = self.call_as(NOBODY, call).await else { return };
        if answer.status == 201 {
            let made = answer.json();
            self.add_place(made["project_id"].as_str().unwrap_or_default(), &thing.class, None);
        }
        if answer.status == 202 {
            self.add(NOWHERE, "in review", thing.clone());
        }
        if matches!(answer.status, 201 | 202) {
            self.add(NOWHERE, "confirmed", thing);
        }
    }

    async fn decide(&self, call: Call<'_>, step: &Step, accept: bool) {
        let kind = if step.once_in(4, 7) { "confirmed" } else { "in review" };
        let thing = self.pick(step, NOWHERE, kind);
        let path = call.path.replace("{id}", &thing.id);
        let call = call.at(path);
        let call = if accept { call } else { call.body(json!({ "reason": self.word(&thing.class, classes::ANY) })) };
        let answer = self.call(call).await;
        if answer.as_ref().is_some_and(|answer| matches!(answer.status, 201 | 204 | 409)) {
            self.forget(NOWHERE, "in review", &thing.id);
        }
        if let Some(answer) = answer.filter(|answer| accept && answer.status == 201) {
            let made = answer.json();
            self.add_place(made["project_id"].as_str().unwrap_or_default(), &thing.class, None);
        }
    }

    async fn found_project(&self, call: Call<'_>, step: &Step) {
        let tag = format!("m{}x{}", step.who, self.number());
        let word = || self.word(&tag, classes::ANY);
        let mut body = json!({ "title": word(), "organisation": word(), "summary": word() });
        if step.once_in(2, 4) {
            body["client_name"] = json!(word());
            body["client_email"] = json!(format!("{}@canary.test", word()));
        }
        if let Some(answer) = self.call(call.body(body)).await.filter(|answer| answer.status == 201) {
            let maker = (CAST[step.who].platform == "staff").then_some(step.who);
            // A replayed answer is of an earlier project, made by the same person.
            if answer.header("idempotent-replayed").is_none() {
                self.add_place(answer.json()["project_id"].as_str().unwrap_or_default(), &tag, maker);
            }
        }
    }

    async fn add_agency(&self, call: Call<'_>) {
        let number = self.agencies.read().unwrap().len();
        if number > 20 {
            return;
        }
        // Its number is taken before its existence is known; no person acts for it.
        let tag = "g99".to_owned();
        let agents = [0; 2].map(|_| format!("{}@canary.test", self.word(&tag, classes::NAME)));
        let body = json!({ "name": self.word(&tag, classes::NAME), "agents": agents });
        if let Some(answer) = self.call(call.body(body)).await.filter(|answer| answer.status == 201) {
            let id = answer.json()["id"].as_str().and_then(|id| id.parse().ok());
            let agency = id.map(|id| Agency { id, shared: std::collections::HashSet::new() });
            self.agencies.write().unwrap().extend(agency);
        }
    }

    /// Tokens, passwords and log-out, each on a session of its own.
    async fn account(&self, call: Call<'_>, step: &Step) {
        let someone = step.who % NOBODY;
        let email = self.address_of(someone).await;
        match OPS[step.op].path {
            "/v1/auth/token" => {
                let password = if step.once_in(4, 4) { "not her password at all" } else { PASSWORD };
                let call = call.body(json!({ "email": email, "password": password }));
                let answer = self.call_as(NOBODY, call.foreign(password != PASSWORD)).await;
                if let Some(answer) = answer.filter(|answer| answer.status == 200) {
                    let token = answer.json()["refresh_token"].as_str().unwrap_or_default().to_owned();
                    self.add(NOWHERE, "refresh", Thing::new(&token, "", ""));
                }
            }
            "/v1/auth/refresh" => {
                let token = self.pick(step, NOWHERE, "refresh");
                self.forget(NOWHERE, "refresh", &token.id);
                let call = call.body(json!({ "refresh_token": token.id }));
                let answer = self.call_as(NOBODY, call).await;
                if let Some(answer) = answer.filter(|answer| answer.status == 200) {
                    let token = answer.json()["refresh_token"].as_str().unwrap_or_default().to_owned();
                    self.add(NOWHERE, "refresh", Thing::new(&token, "", ""));
                }
            }
            "/v1/auth/logout" => self.log_out(call, someone, false).await,
            "/v1/auth/password" => {
                let token = self.mails.passwords.lock().unwrap().pop();
                let known = token.is_some();
                let body = json!({ "token": token.unwrap_or_else(|| "A".repeat(43)), "password": PASSWORD });
                let answer = self.call_as(NOBODY, call.body(body).foreign(!known)).await;
                if known && answer.is_none_or(|answer| answer.status == 204) {
                    self.log_in_again(FORGETFUL).await;
                }
            }
            "/v1/auth/password/forgot" => {
                let email = self.address_of(FORGETFUL).await;
                self.call_as(NOBODY, call.body(json!({ "email": email }))).await;
            }
            other => panic!("nothing is known to do for {other}"),
        }
    }

    /// An ended session opens nothing any more, whether by log-out or from the list of sessions.
    async fn log_out(&self, call: Call<'_>, who: usize, by_list: bool) {
        let api = self.persons[who].as_ref().unwrap().api().await;
        let wire = |method: reqwest::Method, path: &str| super::sending::Wire {
            method,
            url: format!("{}{path}", self.app.state().hosts.api),
            headers: vec![("authorization".to_owned(), format!("Bearer {}", api.token().unwrap()))],
            body: Vec::new(),
        };
        let line = format!("log-out of {}", CAST[who].called);
        let out = if by_list {
            let asked = wire(reqwest::Method::GET, "/v1/me/sessions");
            let listed = super::operations::op("GET", "/v1/me/sessions");
            let Some(list) = self.send(listed, &line, &asked, None).await.filter(|list| list.status == 200) else {
                return;
            };
            let list = list.json();
            let Some(this) = list["items"].as_array().unwrap().iter().find(|one| one["current"] == true) else {
                // Another call may end this person's session between reading the current one and the list.
                if who != FORGETFUL {
                    self.found(format!("{line}: the session at hand is not listed: {list}"));
                }
                return;
            };
            wire(reqwest::Method::DELETE, &format!("/v1/me/sessions/{}", this["id"].as_str().unwrap()))
        } else {
            wire(reqwest::Method::POST, "/v1/auth/logout")
        };
        let Some(answer) = self.send(call.op, &line, &out, None).await else { return };
        let me = wire(reqwest::Method::GET, "/v1/me");
        let Some(after) = self.send(super::operations::op("GET", "/v1/me"), &line, &me, None).await else { return };
        let forgotten = who == FORGETFUL && matches!(answer.status, 401 | 404);
        if answer.status == 204 && !matches!(after.status, 401 | 503)
            || !matches!(answer.status, 204 | 503) && !forgotten
        {
            self.found(format!("{line}: {answer}\nthen {after}"));
        }
        if !find(&answer.body).is_empty() {
            self.found(format!("{line}: {answer}"));
        }
    }
}
