//! A program that talks to the API host with a bearer token.

use std::sync::Arc;

use fataplus::{
    identity::{Audience, sessions},
    ids::{SessionId, UserId},
};
use reqwest::Method;
use serde_json::Value;

use super::{Answer, app::Shared, fixture};

/// A caller of the API, with or without credentials. Paths begin with `/v1`.
pub struct Api {
    shared: Arc<Shared>,
    session: Option<(UserId, SessionId)>,
}

impl Api {
    pub(super) fn anonymous(shared: Arc<Shared>) -> Self {
        Self { shared, session: None }
    }

    pub(super) async fn of(shared: Arc<Shared>, user: UserId) -> Self {
        let opened: sessions::Opened = fixture::session(&shared.state, user, Audience::Api).await;
        Self { shared, session: Some((user, opened.id)) }
    }

    /// A token that is fresh by the application's clock: tests that move the clock test the session, not the token.
    pub fn token(&self) -> Option<String> {
        let state = &self.shared.state;
        self.session.map(|(user, session)| state.keys.sign(Audience::Api, user, session, state.clock.now()).unwrap())
    }

    /// A request to be completed by hand: other headers, other bodies.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.shared.state.hosts.api);
        let request = self.shared.client.request(method, url);
        match self.token() {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request that `request` began.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        Answer::of(request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// `PATCH` of the version that was read: fetches the entity tag first and sends it as `If-Match`.
    pub async fn patch_current(&self, path: &str, body: Value) -> Answer {
        let current = self.get(path).await;
        let tag = current.header("etag").unwrap_or_else(|| panic!("no ETag: {current}")).to_owned();
        self.send(self.request(Method::PATCH, path).header("if-match", tag).json(&body)).await
    }
}
