//! What is done in a project, with the API.

use fataplus::access::{
    Action::{self, AnswerFileRequest, UploadDocument},
    Role, allows,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    calls::{Call, Rule, Wire},
    canary::classes::{self, ANY, CLIENT, INTERNAL, PARTNER, SHARED, THREAD},
    cast::{CAST, NOBODY},
    ops::OPS,
    program::Step,
    world::{FIXED, Thing, World},
};
use crate::support::Answer;

pub const PREFIX: &str = "/v1/projects/{project_id}";

/// Who is let do it: the role × action table, route by route.
pub fn rule(method: &str, tail: &str) -> Rule {
    macro_rules! with {
        ($action:ident) => {
            |role: Role| allows(role, Action::$action)
        };
    }
    let anybody: fn(Role) -> bool = |_| true;
    let of_row = tail.contains('{');
    let (may, denied): (fn(Role) -> bool, u16) = match (method, tail.split('/').nth(1).unwrap_or_default()) {
        ("GET", "file-requests") => (with!(AnswerFileRequest), 404),
        ("GET" | "PUT", "threads") => (with!(UseClientThread), 403),
        ("POST", "threads") if of_row => (with!(UseClientThread), 403),
        ("POST", "threads") => (with!(UseInternalThreads), 403),
        (_, "invitations") | ("DELETE", "members") => (with!(ManageClients), 403),
        ("GET", _) => (anybody, 404),
        ("PATCH", "") => (with!(ChangeStatus), 403),
        (_, "milestones") => (with!(EditPlan), 403),
        (_, "tasks") => (with!(EditOwnTasks), 403),
        (_, "documents") => (with!(EditOwnDocument), 403),
        (_, "uploads") => (|role| allows(role, UploadDocument) || allows(role, AnswerFileRequest), 403),
        (_, "approvals") => (with!(DecideOnDeliverable), 403),
        (_, "file-requests") => (with!(RequestFiles), 403),
        (_, "partners") => (with!(ManageMembers), 403),
        other => panic!("no rule for {other:?}"),
    };
    Rule { may, denied, of_row }
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap_or_default().to_owned()
}

/// The step's operation in a project.
pub fn in_place<'a>(step: &'a Step, place: usize, tail: &str) -> Call<'a> {
    let (method, ..) = OPS[step.op];
    let mut call = Call::new(step, method, &format!("{PREFIX}{tail}"));
    (call.place, call.path, call.rule) = (Some(place), tail.to_owned(), Some(rule(method, tail)));
    call
}

impl World {
    /// Which project the step means: mostly one of the three, at times one made during the run.
    pub fn where_to(&self, step: &Step) -> usize {
        let places = self.places.read().unwrap().len();
        if step.once_in(12, 23) && places > FIXED {
            FIXED + usize::from(step.place) % (places - FIXED)
        } else {
            usize::from(step.place) % FIXED
        }
    }

    /// Her likely role, to choose what she is likely to be let do.
    pub fn likely(&self, who: usize, place: usize) -> Option<Role> {
        self.parts(&self.window(who), place).into_iter().find_map(|part| part.0)
    }

    /// For whom she may write.
    fn class_for(&self, step: &Step, place: usize) -> &'static str {
        match self.likely(step.who, place) {
            Some(Role::Client { .. }) => CLIENT,
            Some(Role::Partner(_)) => step.choose(2, &[PARTNER, PARTNER, SHARED]),
            _ => step.choose(2, &[INTERNAL, CLIENT, PARTNER, SHARED]),
        }
    }

    pub async fn in_project(&self, step: &Step) {
        let (method, path, _) = OPS[step.op];
        let tail = path.strip_prefix(PREFIX).unwrap();
        let place = self.where_to(step);
        match (method, tail) {
            ("GET", tail) if tail.contains("{version}") || tail.ends_with("/download") => {
                self.download(step, place, tail).await
            }
            ("GET", tail) => self.read(step, place, tail).await,
            ("POST", "/uploads") => self.upload(step, place).await,
            ("PATCH", "") => self.change_project(step, place).await,
            (_, tail)
                if tail.starts_with("/members")
                    || tail.starts_with("/invitations")
                    || tail.starts_with("/partners") =>
            {
                self.people(step, place, tail).await;
            }
            (_, tail) => self.write(step, place, tail).await,
        }
    }

    /// Lists, with pages and filters, and single rows.
    async fn read(&self, step: &Step, place: usize, tail: &str) {
        let mut call = in_place(step, place, tail);
        if tail.contains('{') {
            let kind = match tail.split('/').nth(1).unwrap() {
                "documents" => "document",
                "file-requests" => "request",
                "threads" => "thread",
                _ => return self.read_partner(step, place).await,
            };
            let thing = self.pick(step, place, kind);
            call.path = fill(tail, &thing.id);
            call = call.foreign(thing.foreign);
        }
        let list = !tail.is_empty() && (!tail.contains('{') || tail.ends_with("/messages"));
        if list {
            let mut query = vec![format!("limit={}", step.choose(4, &[1, 2, 50, 100]))];
            if tail == "/documents" && step.once_in(3, 6) {
                query.push(format!("visibility={}", step.choose(8, &[INTERNAL, CLIENT, PARTNER, SHARED])));
            }
            if tail == "/tasks" && step.once_in(3, 6) {
                query.push(format!("milestone_id={}", self.pick(step, place, "milestone").id));
            }
            let known = self.cursors.lock().unwrap().clone();
            let owner = place.to_string();
            if step.once_in(3, 9) && !known.is_empty() {
                let (of, path, cursor) = &known[usize::from(step.pick) % known.len()];
                let own = *of == owner && *path == call.path;
                // Between lists of one project a cursor is merely useless.
                if own || *of != owner {
                    call.wrong_cursor = !own;
                    query.push(format!("cursor={cursor}"));
                }
            }
            call.path = format!("{}?{}", call.path, query.join("&"));
        }
        let path = call.path.split('?').next().unwrap_or_default().to_owned();
        let Some(answer) = self.call(call).await else { return };
        if answer.status == 200 && list {
            self.note_cursor(place.to_string(), path, &answer);
        }
    }

    pub fn note_cursor(&self, of: String, path: String, answer: &Answer) {
        if let Some(cursor) = answer.json()["next_cursor"].as_str() {
            let mut cursors = self.cursors.lock().unwrap();
            if cursors.len() >= 60 {
                cursors.drain(..20);
            }
            cursors.push((of, path, cursor.to_owned()));
        }
    }

    async fn read_partner(&self, step: &Step, place: usize) {
        let agency = self.some_agency(step);
        let tail = "/partners/{agency_id}";
        self.call(in_place(step, place, tail).at(fill(tail, &agency.1))).await;
    }

    /// The bytes, and whether the address leads to any others.
    async fn download(&self, step: &Step, place: usize, tail: &str) {
        let thing = self.pick(step, place, "document");
        let path = fill(tail, &thing.id).replace("{version}", step.choose(4, &["1", "1", "2", "3"]));
        let window = self.window(step.who);
        let call = in_place(step, place, tail).at(path).foreign(thing.foreign);
        let Some(answer) = self.call(call).await else { return };
        let Some(url) = answer.header("location").filter(|_| answer.status == 303) else { return };
        let get = |url: String| Wire { method: Method::GET, url, headers: Vec::new(), body: Vec::new() };
        let Some(object) = self.fetch(&get(url.to_owned())).await else { return };
        self.report.objects.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.scan(&window, &format!("object of {}", answer.request), &object);
        if object.status != 200 {
            self.found(format!("a download led nowhere: {object}"));
        }
        let (own, other) = (self.place(place).project.id, self.place((place + 1) % FIXED).project.id);
        let elsewhere = url.replace(own.as_str(), other.as_str());
        if elsewhere != url
            && step.once_in(4, 6)
            && let Some(object) = self.fetch(&get(elsewhere)).await
            && object.status < 400
        {
            self.found(format!("a download's address was good for another project: {object}"));
        }
    }

    /// A request to the object store.
    async fn fetch(&self, wire: &Wire) -> Option<Answer> {
        let mut request = self.app.http().request(wire.method.clone(), &wire.url).body(wire.body.clone());
        for (name, value) in &wire.headers {
            request = request.header(name, value);
        }
        let response = request.send().await.ok()?;
        Some(Answer {
            request: format!("{} {}", wire.method, wire.url),
            url: response.url().clone(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.ok()?.to_vec(),
        })
    }

    async fn upload(&self, step: &Step, place: usize) {
        let tag = self.place(place).tag;
        let role = self.likely(step.who, place);
        let mut class = self.class_for(step, place);
        let (mut more, mut foreign) = (json!({}), false);
        let client = matches!(role, Some(Role::Client { .. }));
        if client || step.once_in(5, 5) {
            let request = self.pick(step, place, "request");
            (class, foreign) = (CLIENT, request.foreign);
            more = json!({ "file_request_id": request.id });
        } else if step.once_in(4, 5) {
            let document = self.pick(step, place, "document");
            class = visible_class(&document.class);
            foreign = document.foreign;
            more = json!({ "document_id": document.id });
        }
        let kind = if client { "asset" } else { step.choose(6, &["deliverable", "contract", "other", "deliverable"]) };
        let agency = role.is_some_and(Role::is_agency);
        let visibility = step.choose(8, classes::visibilities(class));
        if agency && more.get("document_id").is_none() {
            more["visibility"] = json!(visibility);
        }
        let text = format!("{} bytes of {}\n", self.word(&tag, class), self.number());
        let mut body = json!({ "name": format!("{}.txt", self.word(&tag, class)), "size": text.len(),
                               "content_type": "text/plain", "kind": kind });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let call = in_place(step, place, "/uploads").body(body).foreign(foreign);
        let Some(ticket) = self.call(call).await.filter(|answer| answer.status == 201) else { return };
        let ticket = ticket.json();
        let headers = ticket["headers"].as_object().unwrap().iter();
        let headers = headers.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()));
        let url = ticket["url"].as_str().unwrap_or_default().to_owned();
        let put = Wire { method: Method::PUT, url, headers: headers.collect(), body: text.into_bytes() };
        if step.once_in(10, 10) {
            // Announced and never sent, or completed by another.
            self.add(place, "upload", Thing::new(ticket["id"].as_str().unwrap_or_default(), class, kind));
            return;
        }
        if self.fetch(&put).await.is_none_or(|answer| answer.status != 200) {
            return self.found("the object store took no upload".to_owned());
        }
        let upload = Thing::new(ticket["id"].as_str().unwrap_or_default(), class, kind);
        self.complete(step, place, upload, false).await;
    }

    async fn complete(&self, step: &Step, place: usize, upload: Thing, anew: bool) {
        let tail = "/uploads/{upload_id}/complete";
        let step = &Step { op: super::ops::op("POST", &format!("{PREFIX}{tail}")), ..*step };
        // A key is of one request; this is another.
        let step = &Step { twist: step.twist.rotate_left(5), ..*step };
        let call = in_place(step, place, tail).at(fill(tail, &upload.id)).body(json!({})).foreign(upload.foreign);
        let answer = self.call(call).await;
        if let Some(answer) = answer.filter(|answer| answer.status == 201) {
            let document = answer.json();
            let kind = document["kind"].as_str().unwrap_or_default();
            self.add(place, "document", Thing::new(&id(&answer), &upload.class, kind));
        } else if !anew {
            self.add(place, "upload", upload);
        }
    }

    async fn change_project(&self, step: &Step, place: usize) {
        let tag = self.place(place).tag;
        let read = Step { op: super::ops::op("GET", PREFIX), twist: step.twist | 1, ..*step };
        let Some(current) = self.call(in_place(&read, place, "").whole()).await else { return };
        let etag = current.header("etag").unwrap_or("\"none\"").to_owned();
        let status = step.choose(5, &["intake", "planning", "in_progress", "review", "completed", "maintenance"]);
        let body = match step.choose(2, &[0, 1, 2]) {
            0 => json!({ "title": self.word(&tag, ANY), "due_on": null }),
            1 => json!({ "summary": format!("{} <b>&\"'", self.word(&tag, ANY)) }),
            _ => json!({ "status": status, "reason": self.word(&tag, ANY) }),
        };
        let mut call = in_place(step, place, "").body(body);
        if !step.once_in(10, 9) {
            call.headers.push(("if-match", etag));
        }
        self.call(call).await;
    }

    /// Adds, changes and deletes rows of the plan, documents, requests, threads.
    async fn write(&self, step: &Step, place: usize, tail: &str) {
        let (method, tag) = (OPS[step.op].0, self.place(place).tag);
        let call = in_place(step, place, tail);
        match (method, tail) {
            ("POST", "/milestones") => {
                let body = json!({ "title": self.word(&tag, ANY), "weight": step.choose(4, &[1, 5, 100]) });
                self.make(call.body(body), "milestone", ANY).await;
            }
            ("PATCH", "/milestones/{id}") => {
                let thing = self.pick(step, place, "milestone");
                let body = json!({ "title": self.word(&tag, ANY), "done": step.once_in(2, 4), "position": 1 });
                self.call(call.at(fill(tail, &thing.id)).body(body).foreign(thing.foreign)).await;
            }
            ("DELETE", "/milestones/{id}") => self.delete(call, step, place, "milestone").await,
            ("POST", "/tasks") => {
                let class = self.class_for(step, place);
                let body = self.task(step, place, &tag, class);
                let foreign = body.1;
                self.make(call.body(body.0).foreign(foreign), "task", class).await;
            }
            ("PATCH", "/tasks/{id}") => self.change_task(call, step, place).await,
            ("DELETE", "/tasks/{id}") => self.delete(call, step, place, "task").await,
            ("PATCH", "/documents/{document_id}") => self.change_document(call, step, place).await,
            ("DELETE", "/documents/{document_id}") => self.delete(call, step, place, "document").await,
            ("POST", "/uploads/{upload_id}/complete") => {
                let upload = self.pick(step, place, "upload");
                self.complete(step, place, upload, true).await;
            }
            ("POST", "/approvals") => {
                let deliverable =
                    |thing: &Thing| thing.extra == "deliverable" && matches!(thing.class.as_str(), CLIENT | SHARED);
                let any = step.once_in(3, 20);
                let document = self.pick_where(step, place, "document", |thing| any || deliverable(thing));
                let class = visible_class(&document.class);
                let body = json!({ "document_id": document.id, "comment": self.word(&tag, class),
                                   "decision": step.choose(4, &["approved", "changes_requested"]) });
                self.call(call.body(body).foreign(document.foreign)).await;
            }
            ("POST", "/file-requests") => {
                let body = json!({ "title": self.word(&tag, CLIENT), "instructions": self.word(&tag, CLIENT) });
                self.make(call.body(body), "request", CLIENT).await;
            }
            ("PATCH", "/file-requests/{file_request_id}") => {
                let request = self.pick(step, place, "request");
                let back = step.once_in(2, 4);
                let mut body = json!({ "state": if back { "open" } else { "accepted" } });
                if back {
                    body["return_note"] = json!(self.word(&tag, CLIENT));
                }
                self.call(call.at(fill(tail, &request.id)).body(body).foreign(request.foreign)).await;
            }
            ("POST", "/threads") => {
                let (kind, class) = step.choose(4, &[("client", THREAD), ("internal", INTERNAL), ("client", THREAD)]);
                let body = json!({ "kind": kind, "title": self.word(&tag, class) });
                self.make(call.body(body), "thread", class).await;
            }
            ("POST", "/threads/{id}/messages") => {
                let thread = self.pick(step, place, "thread");
                let body = json!({ "body": format!("{} & more", self.word(&tag, &thread.class)) });
                self.call(call.at(fill(tail, &thread.id)).body(body).foreign(thread.foreign)).await;
            }
            ("PUT", "/threads/{id}/read") => {
                let thread = self.pick(step, place, "thread");
                self.call(call.at(fill(tail, &thread.id)).foreign(thread.foreign)).await;
            }
            other => panic!("nothing is known to do for {other:?}"),
        }
    }

    async fn make(&self, call: Call<'_>, kind: &'static str, class: &str) {
        let place = call.place.unwrap();
        if let Some(answer) = self.call(call).await.filter(|answer| answer.status == 201) {
            self.add(place, kind, Thing::new(&id(&answer), class, ""));
        }
    }

    async fn delete(&self, call: Call<'_>, step: &Step, place: usize, kind: &'static str) {
        let thing = self.pick(step, place, kind);
        let path = fill(&call.path, &thing.id);
        let answer = self.call(call.at(path).foreign(thing.foreign)).await;
        if answer.is_none_or(|answer| answer.status == 204) && !thing.foreign {
            self.forget(place, kind, &thing.id);
        }
    }

    /// A task whose words are all of `class`, and whether it names a milestone or a person of elsewhere.
    fn task(&self, step: &Step, place: usize, tag: &str, class: &str) -> (Value, bool) {
        let mut body = json!({ "title": self.word(tag, class), "details": self.word(tag, class),
                               "side": step.choose(4, &["agency", "client"]) });
        let mut foreign = false;
        let partner = matches!(self.likely(step.who, place), Some(Role::Partner(_)));
        let visibilities = classes::visibilities(class);
        let visibility = step.choose(8, visibilities);
        body["visibility"] = json!(if partner { PARTNER } else { visibility });
        if step.once_in(3, 9) {
            let milestone = self.pick(step, place, "milestone");
            // One that was deleted meanwhile is no better than a foreign one; only of those is it known for sure.
            foreign = milestone.foreign;
            body["milestone_id"] = json!(milestone.id);
        } else if step.once_in(3, 12) {
            let who = usize::from(step.pick) % NOBODY;
            body["assignee_id"] = json!(self.persons[who].as_ref().unwrap().user.to_string());
            let known = CAST[who].platform != "none" || place >= FIXED;
            foreign = !known && self.ledger.ever(who, place).iter().all(|part| part.0.is_none());
        }
        (body, foreign)
    }

    async fn change_task(&self, call: Call<'_>, step: &Step, place: usize) {
        let (task, tag) = (self.take(step, place, "task"), self.place(place).tag);
        let path = fill(&call.path, &task.id);
        // All words are written anew, so that they may be for others from now on.
        let class = if step.once_in(3, 15) { self.class_for(step, place) } else { visible_class(&task.class) };
        let (mut body, foreign) = self.task(step, place, &tag, class);
        body["done"] = json!(step.once_in(2, 14));
        let answer = self.call(call.at(path).body(body).foreign(foreign || task.foreign)).await;
        if task.foreign {
            return;
        }
        match answer {
            Some(answer) if answer.status == 200 => self.add(place, "task", Thing::new(&task.id, class, "")),
            Some(answer) if answer.status != 503 => self.add(place, "task", task),
            // Nobody knows for whom its words are now.
            _ if task.class == class => self.add(place, "task", task),
            _ => {}
        }
    }

    /// Old versions keep their names, so a document's words can only come to be for fewer.
    async fn change_document(&self, call: Call<'_>, step: &Step, place: usize) {
        let (document, tag) = (self.take(step, place, "document"), self.place(place).tag);
        let path = fill(&call.path, &document.id);
        let was = visible_class(&document.class);
        let class = if step.once_in(3, 15) { step.choose(4, classes::visibilities(was)) } else { was };
        let visibility = step.choose(8, classes::visibilities(class));
        let name = format!("{}.txt", self.word(&tag, class));
        let body = match step.choose(6, &[0, 1, 2]) {
            0 if class == was => json!({ "name": name }),
            1 if class == was => json!({ "visibility": visibility }),
            _ => json!({ "name": name, "visibility": visibility }),
        };
        let answer = self.call(call.at(path).body(body).foreign(document.foreign)).await;
        if document.foreign {
            return;
        }
        match answer {
            Some(answer) if answer.status == 200 => {
                self.add(place, "document", Thing::new(&document.id, class, &document.extra));
            }
            Some(answer) if answer.status != 503 => self.add(place, "document", document),
            _ if was == class => self.add(place, "document", document),
            _ => {}
        }
    }
}

/// A row's class as one of the visibilities.
fn visible_class(class: &str) -> &'static str {
    [SHARED, CLIENT, PARTNER].into_iter().find(|one| *one == class).unwrap_or(INTERNAL)
}

/// The path with the row's ID in its first gap.
pub fn fill(path: &str, id: &str) -> String {
    match (path.find('{'), path.find('}')) {
        (Some(from), Some(to)) => format!("{}{id}{}", &path[..from], &path[to + 1..]),
        _ => path.to_owned(),
    }
}
