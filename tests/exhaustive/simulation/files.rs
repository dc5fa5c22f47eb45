//! Files: announced, sent, completed, and fetched again.

use fataplus::access::Role;
use reqwest::Method;
use serde_json::json;

use super::{
    canary::classes::{self, CLIENT},
    program::Step,
    sending::Wire,
    tenant::{PREFIX, fill, id, in_place, visible_class},
    world::{FIXED, Thing, World},
};
use crate::support::Answer;

impl World {
    /// The bytes, and whether the address leads to any others.
    pub async fn download(&self, step: &Step, place: usize, tail: &str) {
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

    pub async fn upload(&self, step: &Step, place: usize) {
        let tag = self.place(place).tag;
        let role = self.likely(step.who, place);
        let mut class = self.class_for(step, place);
        let (mut more, mut foreign) = (json!({}), false);
        let client = matches!(role, Some(Role::Client { .. }));
        if client && step.once_in(3, 5) {
            // Sent unasked.
            class = CLIENT;
        } else if client || step.once_in(5, 5) {
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
            let upload = Thing::new(ticket["id"].as_str().unwrap_or_default(), class, kind);
            if step.once_in(11, 2) {
                return self.give_up(step, place, &upload).await;
            }
            // Announced and never sent, or completed by another.
            return self.add(place, "upload", upload);
        }
        if self.fetch(&put).await.is_none_or(|answer| answer.status != 200) {
            return self.found("the object store took no upload".to_owned());
        }
        let upload = Thing::new(ticket["id"].as_str().unwrap_or_default(), class, kind);
        self.complete(step, place, upload, false).await;
    }

    /// The upload is given up by its maker: for all others it does not exist.
    async fn give_up(&self, step: &Step, place: usize, upload: &Thing) {
        let tail = "/uploads/{upload_id}";
        let op = super::operations::op("DELETE", &format!("{PREFIX}{tail}"));
        let step = &Step { op, twist: step.twist.rotate_left(5), ..*step };
        self.call(in_place(step, place, tail).at(fill(tail, &upload.id))).await;
    }

    pub async fn complete(&self, step: &Step, place: usize, upload: Thing, anew: bool) {
        let tail = "/uploads/{upload_id}/complete";
        let step = &Step { op: super::operations::op("POST", &format!("{PREFIX}{tail}")), ..*step };
        // A key is of one request; this is another.
        let step = &Step { twist: step.twist.rotate_left(5), ..*step };
        let call = in_place(step, place, tail).at(fill(tail, &upload.id)).body(json!({})).foreign(upload.foreign);
        let answer = self.call(call).await;
        if let Some(answer) = answer.filter(|answer| answer.status == 201) {
            let document = answer.json();
            let kind = document["kind"].as_str().unwrap_or_default();
            self.made(place, "document", Thing::new(&id(&answer), &upload.class, kind));
        } else if !anew {
            self.add(place, "upload", upload);
        }
    }
}
