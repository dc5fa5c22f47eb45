//! Shows a form again that was refused for the moment, filled in except for passwords: its fields are kept beside the
//! request until the answer, whether or not a handler read them.

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
    http::{Extensions, Method, StatusCode},
};
use hyper::body::{Frame, SizeHint};

use super::Field;
use crate::{
    addresses,
    http::{AppState, Page, body, error::Failure},
};

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
        Request::from_parts(parts, Body::new(Kept(typed)))
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

fn is_secret(name: &str) -> bool {
    name.contains("password") || name == "current"
}

fn without_secrets(mut pairs: Pairs) -> Pairs {
    for (_, value) in pairs.iter_mut().filter(|(name, _)| is_secret(name)) {
        value.clear();
    }
    pairs
}

/// Body of a request whose form is kept.
struct Kept(Typed);

impl HttpBody for Kept {
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

/// Form on the page of a refusal.
pub struct Again {
    /// Target of the form.
    pub action: String,
    /// Time from which it can be sent.
    pub wait: String,
    /// Editable fields.
    pub fields: Vec<Field>,
    /// Fields without a label, or chosen from a list.
    pub hidden: Pairs,
}

impl Again {
    /// The form that led to `failure`, if time resolves it.
    pub async fn of(
        state: &AppState,
        page: &Page,
        parts: &Extensions,
        failure: &Failure,
        status: StatusCode,
    ) -> Option<Self> {
        let seconds = failure.retry_after?;
        if !matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            return None;
        }
        let pairs = parts.get::<Typed>()?.pairs(state, parts).await;
        // A form from elsewhere must not be repeated beside a valid token.
        if pairs.iter().find(|(name, _)| name == "csrf").is_none_or(|(_, token)| token != page.csrf()) {
            return None;
        }
        let form = Self {
            action: page.here().to_owned(),
            wait: page.ta("again-wait", "seconds", seconds),
            fields: Vec::new(),
            hidden: Vec::new(),
        };
        let form = pairs.into_iter().filter(|(name, _)| name != "csrf").fold(form, |form, pair| form.with(page, pair));
        (!form.fields.is_empty() || !form.hidden.is_empty()).then_some(form)
    }

    fn with(mut self, page: &Page, (name, value): (String, String)) -> Self {
        let label = label(page, &name).filter(|_| self.fields.iter().all(|field| field.name != name));
        match label {
            Some(label) => {
                let (kind, autocomplete) = match name.as_str() {
                    secret if is_secret(secret) => {
                        let known =
                            secret == "current" || [addresses::LOGIN, addresses::CONFIRM].contains(&page.path());
                        ("password", if known { "current-password" } else { "new-password" })
                    }
                    "email" => ("email", "email"),
                    "phone" => ("tel", "tel"),
                    "code" => ("text", "one-time-code"),
                    _ if value.len() > 80 || value.contains('\n') => ("textarea", "off"),
                    _ => ("text", "off"),
                };
                let required = matches!(kind, "password" | "email") || name == "code";
                self.fields.push(Field { kind, name, label, value, required, autocomplete, ..Field::default() });
            }
            None => self.hidden.push((name, value)),
        }
        self
    }
}

/// Label of a field, if people type into it.
fn label(page: &Page, name: &str) -> Option<String> {
    let key = match name {
        "password" => "login-password",
        "current" => "account-password-current",
        "code" => "again-code",
        "body" => "messages-write",
        "comment" => "document-comment",
        "details" => "plan-details",
        "instructions" => "requests-description",
        "reason" => "project-reason",
        "name" => "account-name",
        "title" if !page.path().starts_with(addresses::START) => "again-title",
        "email" if !page.path().starts_with(addresses::START) => "login-email",
        // Text questions of the intake form; its choices stay as they are.
        "contact_name" | "company" | "email" | "phone" | "title" | "problem" | "solution" | "goals" | "audience"
        | "expected_impact" | "notes" => return Some(page.t(&format!("ask-{}", name.replace('_', "-")))),
        _ => return None,
    };
    Some(page.t(key))
}
