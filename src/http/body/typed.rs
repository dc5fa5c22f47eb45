//! A form as typed: its fields are kept beside the request until the answer, whether or not a handler read them, so that
//! a page can show the form again.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::{Extensions, Method},
};
use hyper::body::{Frame, SizeHint};

use crate::http::{AppState, body};

/// Fields of a form as sent.
pub type Pairs = Vec<(String, String)>;

/// Form of a request.
#[derive(Clone, Debug, Default)]
pub struct Typed(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    pairs: OnceLock<Pairs>,
    body: Mutex<Option<Body>>,
    begun: AtomicBool,
}

impl Typed {
    /// Keeps the form of a request, if there is one and no outer layer has done so.
    #[must_use]
    pub fn keep(request: Request) -> Request {
        let form = body::is_type(request.headers(), "application/x-www-form-urlencoded");
        if *request.method() != Method::POST || !form || request.extensions().get::<Self>().is_some() {
            return request;
        }
        let typed = Self::default();
        let (mut parts, content) = request.into_parts();
        *typed.body() = Some(content);
        parts.extensions.insert(typed.clone());
        Request::from_parts(parts, Body::new(RetainedBody(typed)))
    }

    /// Records the fields given to a handler, without passwords.
    pub fn note(extensions: &Extensions, pairs: &Pairs) {
        if let Some(Self(inner)) = extensions.get() {
            let _ = inner.pairs.set(without_secrets(pairs.clone()));
        }
    }

    /// The fields, read now unless a handler has begun to.
    pub async fn pairs(&self, state: &AppState, extensions: &Extensions) -> Pairs {
        if let Some(pairs) = self.0.pairs.get() {
            return pairs.clone();
        }
        if self.0.begun.load(Ordering::Acquire) {
            return Pairs::new();
        }
        let Some(content) = self.body().take() else { return Pairs::new() };
        let bytes = body::read(state, extensions, content, body::SMALL).await.unwrap_or_default();
        without_secrets(serde_html_form::from_bytes(&bytes).unwrap_or_default())
    }

    fn body(&self) -> MutexGuard<'_, Option<Body>> {
        self.0.body.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a field holds a password.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    name.contains("password") || name == "current"
}

fn without_secrets(mut pairs: Pairs) -> Pairs {
    for (_, value) in pairs.iter_mut().filter(|(name, _)| is_secret(name)) {
        value.clear();
    }
    pairs
}

/// Body of a request whose form is kept.
struct RetainedBody(Typed);

impl HttpBody for RetainedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.0.0.begun.store(true, Ordering::Release);
        match &mut *self.0.body() {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0.body().as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.body().as_ref().map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}
