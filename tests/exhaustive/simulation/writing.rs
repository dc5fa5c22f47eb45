//! Calls that write in a project: plan, names of documents, requests, threads.

use std::sync::LazyLock;

use fataplus::{access::Role, app::openapi};
use serde_json::{Value, json};

use super::{
    calls::Call,
    canary::classes::{self, ANY, CLIENT, INTERNAL, PARTNER, SHARED},
    cast::{CAST, NOBODY},
    operations::OPS,
    program::Step,
    tenant::{PREFIX, fill, id, in_place, visible_class},
    world::{FIXED, Thing, World},
};
use crate::support::{Answer, bodies};

static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(openapi()).unwrap());

impl World {
    pub async fn change_project(&self, step: &Step, place: usize) {
        let tag = self.place(place).tag;
        let read = Step { op: super::operations::op("GET", PREFIX), twist: step.twist | 1, ..*step };
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
    pub async fn write(&self, step: &Step, place: usize, tail: &str) {
        let (method, tag) = (OPS[step.op].method, self.place(place).tag);
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
            ("DELETE", "/uploads/{upload_id}") => self.delete(call, step, place, "upload").await,
            ("POST", "/uploads/{upload_id}/complete") => {
                let upload = self.pick(step, place, "upload");
                self.complete(step, place, upload, true).await;
            }
            ("POST", "/approvals") => {
                let decision = step.choose(4, &["approved", "changes_requested"]);
                self.decide_on(call, step, place, decision).await;
            }
            ("DELETE", "/approvals/{approval_id}") => self.approve_and_undo(call, step, place).await,
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
            ("PATCH", "/brief") => {
                let body =
                    json!({ "notes": self.word(&tag, CLIENT), "modules": [self.word(&tag, CLIENT)], "phone": null });
                self.call(call.body(body)).await;
            }
            ("PATCH", "/settings") => {
                self.call(call.body(json!({ "concurrent_requests": null }))).await;
            }
            ("PUT", "/workspace") => {
                // The three fixed projects stay open: the ledger expects an open workspace.
                let state = if place < FIXED { "active" } else { step.choose(4, &["suspended", "active"]) };
                self.call(call.body(json!({ "state": state, "reason": self.word(&tag, INTERNAL) }))).await;
            }
            ("POST", "/domains") => {
                let body = json!({ "name": format!("{}.example", self.word(&tag, INTERNAL)) });
                self.make(call.body(body), "domain", INTERNAL).await;
            }
            ("POST", "/domains/{id}/verify") => {
                let thing = self.pick(step, place, "domain");
                self.call(call.at(fill(tail, &thing.id)).foreign(thing.foreign)).await;
            }
            ("DELETE", "/domains/{id}") => self.delete(call, step, place, "domain").await,
            ("POST", "/api-keys") => {
                let end = self.app.clock().now() + time::Duration::days(30);
                let end = end.format(&time::format_description::well_known::Rfc3339).unwrap();
                let body = json!({ "name": self.word(&tag, INTERNAL), "scopes": ["project:read"], "expires_at": end });
                self.make(call.body(body), "key", INTERNAL).await;
            }
            ("DELETE", "/api-keys/{key_id}") => self.delete(call, step, place, "key").await,
            ("POST", "/threads") => {
                let kind = step.choose(4, &["client", "shared", "partner", "internal"]);
                let class = classes::of_thread(kind);
                let body = json!({ "kind": kind, "title": self.word(&tag, class) });
                self.make(call.body(body), "thread", class).await;
            }
            ("POST", "/threads/{id}/messages") => {
                let thread = self.pick(step, place, "thread");
                let body = json!({ "body": format!("{} & more", self.word(&tag, &thread.class)) });
                self.call(call.at(fill(tail, &thread.id)).body(body).foreign(thread.foreign)).await;
            }
            ("PATCH", "/threads/{id}/messages/last") => self.edit_last(call, step, place).await,
            ("PUT", "/threads/{id}/answered") => self.settle(call, step, place).await,
            ("PUT", "/threads/{id}/read") => {
                let thread = self.pick(step, place, "thread");
                self.call(call.at(fill(tail, &thread.id)).foreign(thread.foreign)).await;
            }
            // A feature that is new: words that everybody in the project may read. Rows for some only need an arm.
            ("POST", tail) if !tail.contains('{') => {
                self.call(call.body(self.example(method, tail, &tag))).await;
            }
            other => panic!("nothing is known to do for {other:?}"),
        }
    }

    /// Takes an approval back: one's own, of a moment ago, so it is given first.
    async fn approve_and_undo(&self, call: Call<'_>, step: &Step, place: usize) {
        let approve = Step { op: super::operations::op("POST", &format!("{PREFIX}/approvals")), ..*step };
        let given = self.decide_on(in_place(&approve, place, "/approvals"), step, place, "approved").await;
        if let Some(given) = given.filter(|given| given.status == 201) {
            self.call(call.at(fill("/approvals/{approval_id}", &id(&given)))).await;
        }
    }

    /// The last message of a thread.
    async fn last(&self, step: &Step, place: usize, thread: &Thing) -> Option<String> {
        let all = "/threads/{id}/messages";
        let read = Step { op: super::operations::op("GET", &format!("{PREFIX}{all}")), ..*step };
        let read = in_place(&read, place, all).at(fill(all, &thread.id)).foreign(thread.foreign);
        let listed = self.call(read.whole()).await.filter(|listed| listed.status == 200);
        listed.and_then(|listed| Some(listed.json()["items"][0]["id"].as_str()?.to_owned()))
    }

    /// Says that the last message of a thread needs no answer.
    async fn settle(&self, call: Call<'_>, step: &Step, place: usize) {
        let thread = self.pick(step, place, "thread");
        let body = json!({ "last": self.last(step, place, &thread).await.as_ref().unwrap_or(&thread.id) });
        self.call(call.at(fill("/threads/{id}/answered", &thread.id)).body(body).foreign(thread.foreign)).await;
    }

    /// Changes the last message of a thread, one's own or not.
    async fn edit_last(&self, call: Call<'_>, step: &Step, place: usize) {
        let thread = self.pick(step, place, "thread");
        let last = self.last(step, place, &thread).await;
        let word = self.word(&self.place(place).tag, &thread.class);
        let body = json!({ "id": last.as_ref().unwrap_or(&thread.id), "body": format!("{word} & other") });
        self.call(call.at(fill("/threads/{id}/messages/last", &thread.id)).body(body).foreign(thread.foreign)).await;
    }

    /// Decides on a document, mostly on a deliverable.
    async fn decide_on(&self, call: Call<'_>, step: &Step, place: usize, decision: &str) -> Option<Answer> {
        let deliverable =
            |thing: &Thing| thing.extra == "deliverable" && matches!(thing.class.as_str(), CLIENT | SHARED);
        let any = step.once_in(3, 20);
        let document = self.pick_where(step, place, "document", |thing| any || deliverable(thing));
        let class = visible_class(&document.class);
        let comment = self.word(&self.place(place).tag, class);
        let body = json!({ "document_id": document.id, "comment": comment, "decision": decision });
        self.call(call.body(body).foreign(document.foreign)).await
    }

    /// A body by the API's description, each text of it a word of the simulation.
    fn example(&self, method: &str, tail: &str, tag: &str) -> Value {
        let (path, method) = (format!("{PREFIX}{tail}"), method.to_lowercase());
        let mut body = bodies::example(&DESCRIPTION, &method, &DESCRIPTION["paths"][path][&method]);
        for value in body.as_object_mut().into_iter().flat_map(|fields| fields.values_mut()) {
            if value == bodies::TEXT {
                *value = self.word(tag, ANY).into();
            }
        }
        body
    }

    async fn make(&self, call: Call<'_>, kind: &'static str, class: &str) {
        let place = call.place.unwrap();
        if let Some(answer) = self.call(call).await.filter(|answer| answer.status == 201) {
            self.made(place, kind, Thing::new(&id(&answer), class, ""));
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

    /// A task whose words are all of `class`, and whether it names a milestone or a person of another project.
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
        // All words are written anew, so that they may be for others from now on; except by a caller who only completes
        // the task.
        let completes = step.once_in(3, 13);
        let moved = step.once_in(3, 15) && !completes;
        let class = if moved { self.class_for(step, place) } else { visible_class(&task.class) };
        let (mut body, foreign) = if completes { (json!({}), false) } else { self.task(step, place, &tag, class) };
        body["done"] = json!(step.once_in(2, 14));
        let answer = self.call(call.at(path).body(body).foreign(foreign || task.foreign)).await;
        if task.foreign {
            return;
        }
        match answer {
            Some(answer) if answer.status == 200 => self.add(place, "task", Thing::new(&task.id, class, "")),
            Some(answer) if answer.status != 503 => self.add(place, "task", task),
            // The audience of its words is unknown now.
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
