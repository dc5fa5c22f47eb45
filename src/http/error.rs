//! The error type of handlers. The router decides whether it becomes a page or `application/problem+json` (RFC 9457).
//! Internal causes are logged, never sent.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::fields::FieldErrors;
use crate::{
    access::TokenScope,
    db::DbError,
    limits::{NoRoom, OverLimit, QuotaExceeded},
    storage::StorageError,
};

/// Everything a handler can answer instead of its result.
#[derive(Debug)]
pub enum AppError {
    /// Missing, foreign or hidden: one answer for all.
    NotFound,
    /// Visible, but not permitted for this role.
    Forbidden,
    /// The role permits it, but the scopes do not; the scope that would, if any.
    InsufficientScope(Option<TokenScope>),
    /// The key may not be used from this address.
    KeyNetwork,
    /// The workspace is suspended; only its members learn so.
    ProjectSuspended {
        /// Whether the caller may open it again.
        governs: bool,
    },
    /// The workspace is archived; only its members learn so.
    ProjectArchived {
        /// Whether the caller may open it again.
        governs: bool,
    },
    /// The workspace is still being provisioned.
    ProjectPreparing,
    /// The project admits only other networks; only its people learn so.
    AddressRefused,
    /// No credential, or a refused one.
    Unauthenticated {
        /// Whether a credential was presented and refused.
        refused: bool,
    },
    /// Wrong e-mail address or password.
    WrongCredentials,
    /// The password is right, and a second factor is needed.
    FactorMissing,
    /// Wrong second factor.
    WrongFactor,
    /// The role requires a second factor, and this session has shown none.
    FactorRequired,
    /// The action needs a repeated proof of identity.
    ProofTooOld,
    /// Too many failures on one account: the next try must wait for `retry_after` seconds.
    TooManyAttempts {
        /// Seconds until the next try.
        retry_after: u32,
    },
    /// The form's token belongs to another visitor, or the request came from another site.
    FormExpired,
    /// An outdated form, with its values: it is shown again, to be sent by the person logged in now.
    FormOutdated(Vec<(String, String)>),
    /// Invalid fields, by name.
    Invalid(FieldErrors),
    /// The body is not JSON.
    MalformedJson,
    /// The route does not accept the body's type.
    UnsupportedMediaType,
    /// The body exceeds the route's limit.
    PayloadTooLarge,
    /// The URL or a header is invalid.
    BadRequest,
    /// The route does not have this method.
    MethodNotAllowed,
    /// The Host is not one of ours.
    MisdirectedRequest,
    /// A request with a body came over plain HTTP.
    HttpsRequired,
    /// The state of the resource does not permit this now (a lifecycle jump, a closed request, a second decision).
    Conflict(Conflict),
    /// `If-Match` names another version.
    PreconditionFailed,
    /// `If-Match` is needed and missing.
    PreconditionRequired,
    /// The idempotency key was used with another body.
    IdempotencyMismatch,
    /// The first request with this idempotency key has not finished.
    IdempotencyInFlight,
    /// The process of the first request has died: its result is unknown.
    IdempotencyLost,
    /// A typed code is wrong.
    WrongCode,
    /// Too many wrong codes.
    CodeExhausted,
    /// The code has expired.
    CodeExpired,
    /// The browser did not keep the cookie that a hand-off is bound to.
    CookieMissing,
    /// A link's token is used, expired or unknown.
    LinkExpired,
    /// Intake is closed.
    IntakeClosed,
    /// The project's storage is full.
    StorageQuota(QuotaExceeded),
    /// The project has the maximum number of rows of a kind, or of uploads under way.
    RowQuota(QuotaExceeded),
    /// Too many requests; `retry_after` in seconds.
    RateLimited {
        /// Limit that was reached.
        exceeded: QuotaExceeded,
        /// Seconds until there is room again.
        retry_after: u32,
    },
    /// The project's share of the database is in use, or one of its statements took too long, as the limit says;
    /// without a limit it was a deadlock.
    ProjectBusy(Option<QuotaExceeded>),
    /// The budget for bodies under way is used up.
    ServiceBusy,
    /// The object store does not answer.
    StorageUnavailable,
    /// The database does not answer.
    DatabaseUnavailable,
    /// The last isolation check found a crossing: no project is served.
    IsolationBroken,
    /// The session shows the client's view: changes are refused.
    ViewOnly,
    /// The mailbox got the maximum number of invitations of a day; `retry_after` in seconds.
    TooManyMails {
        /// Seconds until one more may be sent.
        retry_after: u32,
    },
    /// A fault of ours; the text is for the log only.
    Internal(String),
}

/// Reason for a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// The lifecycle does not allow this step.
    Lifecycle,
    /// The resource was changed meanwhile, or is closed.
    State,
    /// The resource exists already.
    Exists,
    /// The object does not match what was announced.
    UploadMismatch,
    /// Nothing was uploaded yet.
    UploadMissing,
    /// The domain's proof is present, and so is that of the project it leads to.
    Elsewhere,
    /// A domain of this project is being checked at the moment.
    Checking,
    /// The new address list would lock its author out, and `confirm` was not set.
    LockOut,
}

/// Failure in a response, for the rendering middleware.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Stable name: the end of the problem's type and of its locale keys `problem-…`.
    pub slug: &'static str,
    /// Wrong fields, if any.
    pub fields: FieldErrors,
    /// Seconds until a retry makes sense.
    pub retry_after: Option<u32>,
    /// Limit that was reached, if any.
    pub exceeded: Option<QuotaExceeded>,
    /// Missing scope, if one would do.
    pub scope: Option<TokenScope>,
    /// Whether the caller governs the closed project.
    pub governs: bool,
    /// Values of an outdated form.
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

    /// Seconds until a retry makes sense.
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

    fn exceeded(&self) -> Option<QuotaExceeded> {
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

impl From<FieldErrors> for AppError {
    fn from(fields: FieldErrors) -> Self {
        Self::Invalid(fields)
    }
}

impl From<OverLimit> for AppError {
    fn from(OverLimit { exceeded, retry_after }: OverLimit) -> Self {
        Self::RateLimited { exceeded, retry_after }
    }
}

impl From<NoRoom> for AppError {
    fn from(NoRoom: NoRoom) -> Self {
        Self::ServiceBusy
    }
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(_) => Self::DatabaseUnavailable,
            DbError::ShareInUse(_) | DbError::TooSlow | DbError::GaveWay => {
                tracing::warn!(%error, "asked to come back");
                Self::ProjectBusy(match error {
                    DbError::ShareInUse(connections) => Some(QuotaExceeded::at_once("connections", Some(connections))),
                    DbError::TooSlow => Some(QuotaExceeded::at_once("statement_ms", None)),
                    _ => None,
                })
            }
            DbError::Refused(refusal) => refusal.downcast().map_or(Self::Forbidden, |refusal| *refusal),
            DbError::RowsFull(rows) => Self::RowQuota(QuotaExceeded::at_once("rows", Some(rows))),
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
pub(super) mod tests;
