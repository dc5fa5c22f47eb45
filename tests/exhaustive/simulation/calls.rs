//! One request: sent whole or broken off, and its answer checked against the simulation's knowledge.

use std::sync::atomic::Ordering;

use fataplus::access::Role;
use reqwest::Method;
use serde_json::Value;

use super::{
    canary::{Canary, around, find},
    cast::{CAST, FORGETFUL, NOBODY},
    operations::{OPS, Op, op},
    program::Step,
    sending::Wire,
    world::{FIXED, Tag, Window, World},
};
use crate::support::Answer;

/// A request to be made.
pub struct Call<'a> {
    pub step: &'a Step,
    pub op: usize,
    pub place: Option<usize>,
    /// After the project's address, or after the host.
    pub path: String,
    pub body: Option<Value>,
    pub headers: Vec<(&'static str, String)>,
    /// Whether it names rows of another project, or the caller lacks what it asks for: it must not succeed.
    pub foreign: bool,
    /// The connection is left alone.
    pub whole: bool,
    /// It brings a cursor that is not its own.
    pub wrong_cursor: bool,
}

impl<'a> Call<'a> {
    pub fn new(step: &'a Step, method: &str, path: &str) -> Self {
        let op = op(method, path);
        Self {
            step,
            op,
            place: None,
            path: path.to_owned(),
            body: None,
            headers: Vec::new(),
            foreign: false,
            whole: false,
            wrong_cursor: false,
        }
    }

    pub fn at(mut self, path: String) -> Self {
        self.path = path;
        self
    }

    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    pub fn foreign(mut self, foreign: bool) -> Self {
        self.foreign |= foreign;
        self
    }

    pub fn whole(mut self) -> Self {
        self.whole = true;
        self
    }
}

impl World {
    /// Makes the call as the step's person; no answer when the connection was to break.
    pub async fn call(&self, call: Call<'_>) -> Option<Answer> {
        let who = call.step.who;
        self.call_as(who, call).await
    }

    /// The call as another person.
    pub async fn call_as(&self, who: usize, mut call: Call<'_>) -> Option<Answer> {
        let window = self.window(who);
        let Op { method, .. } = OPS[call.op];
        if call.place.is_none() {
            call.foreign |= !self.meets(who, call.op);
        }
        let hosts = &self.app.state().hosts;
        let url = match call.place.map(|place| self.place(place).project.id) {
            Some(id) if call.step.once_in(3, 11) => format!("{}/api/v1{}", hosts.tenant(id), call.path),
            Some(id) => format!("{}/v1/projects/{id}{}", hosts.api, call.path),
            None => format!("{}{}", hosts.api, call.path),
        };
        if method == "POST" && call.step.once_in(6, 13) && !OPS[call.op].is_secret() {
            let key = format!("key-{}", call.step.pick % 12);
            self.keys.lock().unwrap().insert((key.clone(), who, call.place));
            call.headers.push(("idempotency-key", key));
        }
        let sent_tag = (method == "GET" && call.step.once_in(4, 17)).then(|| self.some_tag(&call)).flatten();
        if let Some(tag) = &sent_tag {
            call.headers.push(("if-none-match", tag.text.clone()));
        }
        let mut headers: Vec<(String, String)> =
            call.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        if let Some(token) = self.api(who).and_then(|api| api.token()) {
            headers.push(("authorization".to_owned(), format!("Bearer {token}")));
        }
        let mut body = Vec::new();
        if let Some(value) = &call.body {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
            body = serde_json::to_vec(value).unwrap();
        }
        let wire = Wire { method: Method::from_bytes(method.as_bytes()).unwrap(), url, headers, body };
        let line = format!("[{}] {}: {method} {}", call.step.actor, CAST[who].called, wire.url);
        let cut = if call.whole { None } else { call.step.cut };
        let answer = self.send(call.op, &line, &wire, cut).await?;
        self.check(who, &window, &call, &line, &answer, sent_tag.as_ref());
        if wire.headers.iter().any(|(name, _)| name == "idempotency-key") && matches!(answer.status, 200..300) {
            self.repeat(who, &window, &call, &wire, &answer).await;
        }
        if answer.status == 401 && who == FORGETFUL {
            self.log_in_again(who).await;
        }
        Some(answer)
    }

    /// Repeats the request under the same key: the same caller gets the same answer, another caller a result of their
    /// own.
    async fn repeat(&self, who: usize, window: &Window, call: &Call<'_>, wire: &Wire, first: &Answer) {
        let line = format!("repeated: {}", first.request);
        let Some(again) = self.send(call.op, &line, wire, None).await else { return };
        self.scan(window, &line, &again);
        let replayed = again.header("idempotent-replayed").is_some();
        let role = call.place.map(|place| self.parts(window, place));
        if replayed {
            self.report.replays.fetch_add(1, Ordering::Relaxed);
        }
        // A caller whose part changed meanwhile asks anew, under the key of their present part.
        if role.is_none_or(|parts| parts.len() == 1)
            && who != FORGETFUL
            && again.status != 503
            // Nor is it the same for a caller to whom the project is suspended by then.
            && !(again.status == 403 && again.text().contains("project-suspended"))
            && (again.status, &again.body, replayed) != (first.status, &first.body, true)
        {
            self.found(format!("{line}: not as it was first\n{first}\n{again}"));
        }
        let other = (who + 1 + usize::from(call.step.pick) % (NOBODY - 1)) % CAST.len();
        let Some(token) = self.api(other).and_then(|api| api.token()).filter(|_| other != who) else { return };
        let mut headers: Vec<_> = wire.headers.iter().filter(|(name, _)| name != "authorization").cloned().collect();
        headers.push(("authorization".to_owned(), format!("Bearer {token}")));
        let theirs = Wire { method: wire.method.clone(), url: wire.url.clone(), headers, body: wire.body.clone() };
        let (window, line) = (self.window(other), format!("{line} by {}", CAST[other].called));
        let key = wire.headers.iter().find(|(name, _)| name == "idempotency-key").map(|(_, key)| key.clone());
        let known = self.keys.lock().unwrap().contains(&(key.clone().unwrap_or_default(), other, call.place));
        // A repeated invitation belongs to the second caller, with its address.
        if call.place.is_some() && !OPS[call.op].path.ends_with("/invitations") {
            // Rows the second caller makes are their own; outside projects they would be projects or agencies that the
            // ledger does not count.
            let Some(answer) = self.send(call.op, &line, &theirs, None).await else { return };
            self.keys.lock().unwrap().insert((key.unwrap_or_default(), other, call.place));
            // The repeated words belong to the second caller by now.
            let said = find(&theirs.body);
            self.scan_but(&said, &window, &line, &answer);
            if answer.header("idempotent-replayed").is_some() && !known {
                self.found(format!("{line}: given another's answer\n{answer}"));
            }
        }
    }

    fn some_tag(&self, call: &Call<'_>) -> Option<Tag> {
        let tags = self.tags.lock().unwrap();
        let own: Vec<_> = tags.iter().filter(|tag| tag.place == call.place && tag.path == call.path).collect();
        let at = usize::from(call.step.pick);
        if call.step.once_in(2, 19) && !own.is_empty() {
            return Some(own[at % own.len()].clone());
        }
        tags.get(at % tags.len().max(1)).cloned()
    }

    fn check(&self, who: usize, window: &Window, call: &Call<'_>, line: &str, answer: &Answer, sent_tag: Option<&Tag>) {
        let Op { method, path: template, .. } = OPS[call.op];
        let fault = |what: String| self.found(format!("{line}: {what}\n{answer}"));
        self.scan(window, line, answer);
        let status = answer.status;
        let documented = self.documented.get(&(method.to_owned(), template.to_owned()));
        if !matches!(status, 429 | 503 | 304) && documented.is_some_and(|statuses| !statuses.contains(&status)) {
            fault(format!("{status} is not in the API's description of {method} {template}"));
        }
        if status == 503 {
            return;
        }
        let success = matches!(status, 200..400);
        if call.foreign && success {
            fault("what is not of this project was taken".to_owned());
        } else if call.foreign {
            self.report.foreign.fetch_add(1, Ordering::Relaxed);
        }
        if call.wrong_cursor && success {
            fault("a cursor of elsewhere was taken".to_owned());
        }
        if answer.header("idempotent-replayed").is_some() {
            self.report.replays.fetch_add(1, Ordering::Relaxed);
            let key = call.headers.iter().find(|(name, _)| *name == "idempotency-key").map(|(_, key)| key.clone());
            if !self.keys.lock().unwrap().contains(&(key.unwrap_or_default(), who, call.place)) {
                fault("an answer was replayed that was never hers".to_owned());
            }
        }
        if status == 304 {
            self.report.not_modified.fetch_add(1, Ordering::Relaxed);
            if sent_tag.is_some_and(|tag| tag.telling && tag.place != call.place) {
                fault("304 for the tag of another project's answer".to_owned());
            }
        }
        self.check_access(who, window, call, line, answer);
        if status == 200
            && let Some(tag) = answer.header("etag")
        {
            let telling = !find(&answer.body).is_empty();
            let mut tags = self.tags.lock().unwrap();
            if tags.len() >= 200 {
                tags.drain(..50);
            }
            tags.push(Tag { text: tag.to_owned(), place: call.place, path: call.path.clone(), telling });
        }
    }

    /// Checks that the caller got in exactly if they have a part, and acted exactly if their part allows it.
    fn check_access(&self, who: usize, window: &Window, call: &Call<'_>, line: &str, answer: &Answer) {
        let (Some(place), Some(due)) = (call.place, self.rule(call.op)) else { return };
        let (reading, status) = (OPS[call.op].method == "GET", answer.status);
        let parts = self.parts(window, place);
        let allowed = if who == NOBODY {
            // On a tenant's host a change without a token is taken for another site's.
            status == 401 || !reading && status == 403
        } else {
            let fits = |role: Option<Role>| match role {
                None => status == 404,
                // It may be suspended.
                Some(_) if place >= FIXED && status == 403 => true,
                Some(role) if !due.may(role) => {
                    // A refused caller does not learn whether the row exists.
                    status == due.denied(role) || !reading && matches!(status, 403 | 404 | 409 | 422)
                }
                Some(_) if reading && !call.wrong_cursor => {
                    matches!(status, 200 | 303 | 304) || due.of_row && status == 404
                }
                Some(_) => true,
            };
            parts.iter().any(|part| fits(part.0)) || who == FORGETFUL && status == 401
        };
        if !allowed {
            self.found(format!("{line}: not what is due to {parts:?}\n{answer}"));
        }
    }

    /// Checks that every canary of the answer, headers included, is meant for the caller.
    pub fn scan(&self, window: &Window, line: &str, answer: &Answer) {
        self.scan_but(&[], window, line, answer);
    }

    /// The same, except for words that the caller `said` themselves.
    pub fn scan_but(&self, said: &[Canary], window: &Window, line: &str, answer: &Answer) {
        self.report.scanned_bytes.fetch_add(answer.body.len() as u64, Ordering::Relaxed);
        if answer.status >= 500 && (answer.status != 503 || answer.header("retry-after").is_none()) {
            self.found(format!("{line}: {answer}"));
        }
        let mut canaries = find(&answer.body);
        for value in answer.headers.values() {
            canaries.extend(find(value.as_bytes()));
        }
        canaries.retain(|canary| !said.contains(canary));
        for canary in canaries {
            if self.may_see(window, &canary) {
                self.report.saw(&canary.of, &canary.class);
            } else {
                let parts: Vec<_> = (0..FIXED).map(|place| self.parts(window, place)).collect();
                self.found(format!(
                    "{line}: shows {canary:?} to {}, who is {parts:?}\n…{}…\n{answer}",
                    CAST[window.who].called,
                    around(&answer.text(), &canary)
                ));
                return;
            }
        }
    }
}
