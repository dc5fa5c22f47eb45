//! The one error type. A handler returns it; the router it stands in decides whether it becomes a page or
//! `application/problem+json` (RFC 9457). What went wrong inside is logged, never sent.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::FieldErrors;
use crate::{access::Scope, db::DbError, storage::StorageError};

/// Everything a handler can answer instead of its result.
#[derive(Debug)]
pub enum AppError {
    /// Missing, foreign or not to be known of: one answer for all.
    NotFound,
    /// Seen, but not to be done by this role.
    Forbidden,
    /// The role may, but the token's or key's scopes don't; the one that would, if any does.
    InsufficientScope(Option<Scope>),
    /// The key is not to be used from this address.
    KeyNetwork,
    /// The workspace is suspended; only its members learn so.
    ProjectSuspended {
        /// Whether she may open it again.
        governs: bool,
    },
    /// The workspace is put away; only its members learn so.
    ProjectArchived {
        /// Whether she may open it again.
        governs: bool,
    },
    /// The workspace is still being made.
    ProjectPreparing,
    /// The project lets its people in from other addresses only; only they learn so.
    AddressRefused,
    /// No credential, or one that is not accepted (`expired` when its time is over).
    Unauthenticated {
        /// A credential came and was refused.
        refused: bool,
    },
    /// E-mail and password do not belong together.
    WrongCredentials,
    /// The password is right, and a second factor is to be shown as well.
    FactorMissing,
    /// What was shown as a second factor is not right.
    WrongFactor,
    /// Her part asks for a second factor, and this session was shown none.
    FactorRequired,
    /// She is to show once more who she is before this.
    ProofTooOld,
    /// Too many failures on one account: the next try must wait for `retry_after` seconds.
    TooManyAttempts {
        /// When the next try is looked at.
        retry_after: u32,
    },
    /// The form's token is not this visitor's, or the request came from another site.
    FormExpired,
    /// The same, with what the form holds: it is shown once more, to be sent by who is logged in now.
    FormOutdated(Vec<(String, String)>),
    /// What was sent does not fit; the fields are named.
    Invalid(FieldErrors),
    /// The body is not JSON.
    MalformedJson,
    /// The body is not of the type this route takes.
    UnsupportedMediaType,
    /// The body is larger than this route takes.
    PayloadTooLarge,
    /// The URL or a header makes no sense here.
    BadRequest,
    /// The method is not for this address.
    MethodNotAllowed,
    /// The Host is not one of ours.
    MisdirectedRequest,
    /// What was sent came over plain HTTP.
    HttpsRequired,
    /// The state of the thing does not allow this now (a lifecycle jump, a closed request, a second decision).
    Conflict(Conflict),
    /// `If-Match` names another version.
    PreconditionFailed,
    /// `If-Match` is needed and missing.
    PreconditionRequired,
    /// The idempotency key was used with another body.
    IdempotencyMismatch,
    /// The first request with this idempotency key has not finished.
    IdempotencyInFlight,
    /// The process that carried out the first request ended meanwhile: nobody knows how far it came.
    IdempotencyLost,
    /// A typed code is wrong.
    WrongCode,
    /// Too many wrong codes.
    CodeExhausted,
    /// The code's time is over.
    CodeExpired,
    /// The browser did not keep the cookie that a hand-off is bound to.
    CookieMissing,
    /// A link's token is used, expired or unknown.
    LinkExpired,
    /// Nobody may ask for projects at the moment.
    IntakeClosed,
    /// The project's storage is full.
    StorageQuota(Exceeded),
    /// The project has as many rows of a kind, or uploads under way, as it may.
    RowQuota(Exceeded),
    /// The project asked for more than its plan allows; `retry_after` in seconds.
    RateLimited {
        /// Which limit.
        exceeded: Exceeded,
        /// When there is room again.
        retry_after: u32,
    },
    /// The project's share of the database is in use, or one of its statements took too long, as the limit says; without
    /// one, two transactions stood in each other's way.
    ProjectBusy(Option<Exceeded>),
    /// Too much of what clients are sending is held already.
    ServiceBusy,
    /// The object store does not answer.
    StorageUnavailable,
    /// The database does not answer.
    DatabaseUnavailable,
    /// The last check found a way from one project to another: nothing of any project is served.
    IsolationBroken,
    /// She looks at the project as its client does: nothing can be changed meanwhile.
    ViewOnly,
    /// The address was sent as many invitations as it may be within a day; `retry_after` in seconds.
    TooManyMails {
        /// When one more may be sent.
        retry_after: u32,
    },
    /// A fault of ours; the text is for the log.
    Internal(String),
}

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// The lifecycle does not allow this step.
    Lifecycle,
    /// Somebody changed it meanwhile, or it is closed.
    State,
    /// It exists already.
    Exists,
    /// The object does not match what was announced.
    UploadMismatch,
    /// Nothing was uploaded yet.
    UploadMissing,
    /// The domain's proof is there, and so is that of the space it leads to.
    Elsewhere,
    /// A domain of this project is being checked at this moment.
    Checking,
    /// Who changes the list of addresses would not get in herself any more, and has not said that she means it.
    LockOut,
}

/// A limit of the project's plan that was reached, as the problem tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Exceeded {
    /// The figure of the plan.
    pub name: &'static str,
    /// How much it allows, where that is known where it was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota: Option<u64>,
    /// How much is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<u64>,
    /// Seconds the quota is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_seconds: Option<u32>,
}

impl Exceeded {
    /// The project's storage, in bytes.
    #[must_use]
    pub fn storage(quota: i64, used: i64) -> Self {
        let bytes = |figure: i64| u64::try_from(figure).unwrap_or_default();
        Self { name: "storage_bytes", quota: Some(bytes(quota)), used: Some(bytes(used)), window_seconds: None }
    }

    /// A figure that is not for a span of time.
    #[must_use]
    pub fn at_once(name: &'static str, quota: Option<u32>) -> Self {
        Self { name, quota: quota.map(u64::from), used: None, window_seconds: None }
    }

    /// So many in so many seconds.
    #[must_use]
    pub fn over_time(name: &'static str, quota: u32, window: u32) -> Self {
        Self { name, quota: Some(quota.into()), used: None, window_seconds: Some(window) }
    }
}

/// What the rendering middleware finds in the response.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Stable, the end of the problem's type and of its locale keys `problem-…`.
    pub slug: &'static str,
    /// Fields, when they are the reason.
    pub fields: FieldErrors,
    /// Seconds after which another try makes sense.
    pub retry_after: Option<u32>,
    /// The limit, when one is the reason.
    pub exceeded: Option<Exceeded>,
    /// The scope that is missing, when one would do.
    pub scope: Option<Scope>,
    /// Whether she governs the project that is closed.
    pub governs: bool,
    /// What a form held that is older than the log-in.
    pub typed: Vec<(String, String)>,
}

impl AppError {
    /// The stable name and status of each error.
    #[must_use]
    pub fn kind(&self) -> (&'static str, StatusCode) {
        use StatusCode as S;
        match self {
            Self::NotFound => ("not-found", S::NOT_FOUND),
            Self::Forbidden => ("forbidden", S::FORBIDDEN),
            Self::InsufficientScope(_) => ("insufficient-scope", S::FORBIDDEN),
            Self::KeyNetwork => ("key-network", S::FORBIDDEN),
            Self::ProjectSuspended { .. } => ("project-suspended", S::FORBIDDEN),
            Self::ProjectArchived { .. } => ("project-archived", S::FORBIDDEN),
            Self::ProjectPreparing => ("project-preparing", S::SERVICE_UNAVAILABLE),
            Self::AddressRefused => ("address-refused", S::FORBIDDEN),
            Self::Unauthenticated { refused: true } => ("invalid-token", S::UNAUTHORIZED),
            Self::Unauthenticated { refused: false } => ("authentication-required", S::UNAUTHORIZED),
            Self::WrongCredentials => ("wrong-credentials", S::UNAUTHORIZED),
            Self::FactorMissing => ("mfa-required", S::UNAUTHORIZED),
            Self::WrongFactor => ("wrong-factor", S::UNAUTHORIZED),
            Self::FactorRequired => ("mfa-required", S::FORBIDDEN),
            Self::ProofTooOld => ("proof-too-old", S::FORBIDDEN),
            Self::TooManyAttempts { .. } => ("too-many-attempts", S::TOO_MANY_REQUESTS),
            Self::FormExpired | Self::FormOutdated(_) => ("form-expired", S::FORBIDDEN),
            Self::Invalid(_) => ("validation", S::UNPROCESSABLE_ENTITY),
            Self::MalformedJson => ("malformed-json", S::BAD_REQUEST),
            Self::UnsupportedMediaType => ("unsupported-media-type", S::UNSUPPORTED_MEDIA_TYPE),
            Self::PayloadTooLarge => ("payload-too-large", S::PAYLOAD_TOO_LARGE),
            Self::BadRequest => ("bad-request", S::BAD_REQUEST),
            Self::MethodNotAllowed => ("method-not-allowed", S::METHOD_NOT_ALLOWED),
            Self::MisdirectedRequest => ("misdirected-request", S::MISDIRECTED_REQUEST),
            Self::HttpsRequired => ("https-required", S::BAD_REQUEST),
            Self::Conflict(Conflict::Lifecycle) => ("lifecycle-step", S::CONFLICT),
            Self::Conflict(Conflict::State) => ("state-conflict", S::CONFLICT),
            Self::Conflict(Conflict::Exists) => ("already-exists", S::CONFLICT),
            Self::Conflict(Conflict::UploadMismatch) => ("upload-mismatch", S::CONFLICT),
            Self::Conflict(Conflict::UploadMissing) => ("upload-missing", S::CONFLICT),
            Self::Conflict(Conflict::Elsewhere) => ("domain-elsewhere", S::CONFLICT),
            Self::Conflict(Conflict::Checking) => ("domain-checking", S::CONFLICT),
            Self::Conflict(Conflict::LockOut) => ("would-lock-out", S::CONFLICT),
            Self::PreconditionFailed => ("precondition-failed", S::PRECONDITION_FAILED),
            Self::PreconditionRequired => ("precondition-required", S::PRECONDITION_REQUIRED),
            Self::IdempotencyMismatch => ("idempotency-mismatch", S::UNPROCESSABLE_ENTITY),
            Self::IdempotencyInFlight => ("idempotency-in-flight", S::CONFLICT),
            Self::IdempotencyLost => ("idempotency-lost", S::CONFLICT),
            Self::WrongCode => ("wrong-code", S::UNPROCESSABLE_ENTITY),
            Self::CodeExhausted => ("code-exhausted", S::TOO_MANY_REQUESTS),
            Self::CodeExpired => ("code-expired", S::UNPROCESSABLE_ENTITY),
            Self::CookieMissing => ("cookie-missing", S::UNPROCESSABLE_ENTITY),
            Self::LinkExpired => ("link-expired", S::UNPROCESSABLE_ENTITY),
            Self::IntakeClosed => ("intake-closed", S::FORBIDDEN),
            Self::StorageQuota(_) => ("storage-quota", S::PAYLOAD_TOO_LARGE),
            Self::RowQuota(_) => ("row-quota", S::PAYLOAD_TOO_LARGE),
            Self::RateLimited { .. } => ("rate-limited", S::TOO_MANY_REQUESTS),
            Self::ProjectBusy(_) => ("project-busy", S::SERVICE_UNAVAILABLE),
            Self::ServiceBusy => ("service-busy", S::SERVICE_UNAVAILABLE),
            Self::StorageUnavailable => ("storage-unavailable", S::SERVICE_UNAVAILABLE),
            Self::DatabaseUnavailable => ("database-unavailable", S::SERVICE_UNAVAILABLE),
            Self::IsolationBroken => ("isolation-broken", S::SERVICE_UNAVAILABLE),
            Self::ViewOnly => ("view-only", S::FORBIDDEN),
            Self::TooManyMails { .. } => ("too-many-mails", S::TOO_MANY_REQUESTS),
            Self::Internal(_) => ("internal", S::INTERNAL_SERVER_ERROR),
        }
    }

    /// Seconds after which another try makes sense.
    #[must_use]
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::DatabaseUnavailable | Self::StorageUnavailable | Self::ServiceBusy => Some(5),
            Self::ProjectPreparing | Self::IdempotencyInFlight | Self::Conflict(Conflict::Checking) => Some(2),
            Self::CodeExhausted | Self::IsolationBroken => Some(60),
            Self::RateLimited { retry_after, .. }
            | Self::TooManyAttempts { retry_after }
            | Self::TooManyMails { retry_after } => Some(*retry_after),
            Self::ProjectBusy(_) => Some(1),
            _ => None,
        }
    }

    fn exceeded(&self) -> Option<Exceeded> {
        match self {
            Self::StorageQuota(exceeded) | Self::RowQuota(exceeded) | Self::RateLimited { exceeded, .. } => {
                Some(*exceeded)
            }
            Self::ProjectBusy(exceeded) => *exceeded,
            _ => None,
        }
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let (slug, status) = self.kind();
        let (retry_after, exceeded) = (self.retry_after(), self.exceeded());
        match &self {
            Self::Internal(reason) => tracing::error!(%reason, "request failed"),
            Self::DatabaseUnavailable | Self::StorageUnavailable => tracing::warn!(slug, "request failed"),
            _ => {}
        }
        let scope = if let Self::InsufficientScope(scope) = &self { *scope } else { None };
        let governs =
            matches!(self, Self::ProjectSuspended { governs: true } | Self::ProjectArchived { governs: true });
        let (mut fields, mut typed) = (FieldErrors::default(), Vec::new());
        match self {
            Self::Invalid(faults) => fields = faults,
            Self::FormOutdated(held) => typed = held,
            _ => {}
        }
        let mut response = status.into_response();
        response.extensions_mut().insert(Failure { slug, fields, retry_after, exceeded, scope, governs, typed });
        response
    }
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(_) => Self::DatabaseUnavailable,
            DbError::ShareInUse(_) | DbError::TooSlow | DbError::GaveWay => {
                tracing::warn!(%error, "asked to come back");
                Self::ProjectBusy(match error {
                    DbError::ShareInUse(connections) => Some(Exceeded::at_once("connections", Some(connections))),
                    DbError::TooSlow => Some(Exceeded::at_once("statement_ms", None)),
                    _ => None,
                })
            }
            DbError::Refused(refusal) => refusal.downcast().map_or(Self::Forbidden, |refusal| *refusal),
            DbError::RowsFull(rows) => Self::RowQuota(Exceeded::at_once("rows", Some(rows))),
            DbError::Failed(error) => Self::Internal(format!("database: {error}")),
        }
    }
}

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        DbError::from(error).into()
    }
}

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Unavailable => Self::StorageUnavailable,
            other => Self::Internal(format!("storage: {other}")),
        }
    }
}

impl From<askama::Error> for AppError {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("template: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use crate::text::Language;

    /// The slugs as they stand in `kind`, read from this very file so that none can be forgotten.
    fn slugs() -> Vec<&'static str> {
        let kinds =
            include_str!("error.rs").split("pub fn kind").nth(1).unwrap().split("pub fn retry_after").next().unwrap();
        kinds.split("=> (\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    #[test]
    fn every_problem_says_what_happened_and_what_to_do() {
        let slugs = slugs();
        assert!(slugs.len() > 30 && slugs.contains(&"internal"), "{slugs:?}");
        for language in Language::ALL {
            for slug in &slugs {
                for key in [format!("problem-{slug}"), format!("problem-{slug}-detail")] {
                    assert!(language.has(&key), "{key} in {}", language.tag());
                }
            }
        }
    }
}
