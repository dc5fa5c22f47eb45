use std::collections::BTreeSet;

use strum::VariantArray;

use super::{AppError, Conflict, QuotaExceeded};
use crate::{access::TokenScope, http::FieldErrors, text::Language};

/// Slugs in `kind`, read from this file so that none can be forgotten.
fn slugs() -> Vec<&'static str> {
    let kinds =
        include_str!("../error.rs").split("pub fn kind").nth(1).unwrap().split("pub fn retry_after").next().unwrap();
    kinds.split("=> (\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_problem_says_what_happened_and_what_to_do() {
    let slugs = slugs();
    assert!(slugs.len() > 30 && slugs.contains(&"internal"), "{slugs:?}");
    for language in Language::VARIANTS.iter().copied() {
        for slug in &slugs {
            for key in [format!("problem-{slug}"), format!("problem-{slug}-detail")] {
                assert!(language.has(&key), "{key} in {}", language.tag());
            }
        }
    }
}

/// An error of each kind of problem.
pub fn one_of_each() -> Vec<AppError> {
    use AppError as E;
    let full = QuotaExceeded::at_once("rows", Some(50_000));
    let errors = vec![
        E::NotFound,
        E::Forbidden,
        E::InsufficientScope(Some(TokenScope::PlanWrite)),
        E::KeyNetwork,
        E::ProjectSuspended { governs: false },
        E::ProjectArchived { governs: false },
        E::ProjectPreparing,
        E::AddressRefused,
        E::Unauthenticated { refused: true },
        E::Unauthenticated { refused: false },
        E::WrongCredentials,
        E::FactorMissing,
        E::WrongFactor,
        E::FactorRequired,
        E::ProofTooOld,
        E::TooManyAttempts { retry_after: 30 },
        E::FormExpired,
        E::Invalid(FieldErrors::one("title", "required")),
        E::MalformedJson,
        E::UnsupportedMediaType,
        E::PayloadTooLarge,
        E::BadRequest,
        E::MethodNotAllowed,
        E::MisdirectedRequest,
        E::HttpsRequired,
        E::Conflict(Conflict::Lifecycle),
        E::Conflict(Conflict::State),
        E::Conflict(Conflict::Exists),
        E::Conflict(Conflict::UploadMismatch),
        E::Conflict(Conflict::UploadMissing),
        E::Conflict(Conflict::Elsewhere),
        E::Conflict(Conflict::Checking),
        E::Conflict(Conflict::LockOut),
        E::PreconditionFailed,
        E::PreconditionRequired,
        E::IdempotencyMismatch,
        E::IdempotencyInFlight,
        E::IdempotencyLost,
        E::WrongCode,
        E::CodeExhausted,
        E::CodeExpired,
        E::CookieMissing,
        E::LinkExpired,
        E::IntakeClosed,
        E::StorageQuota(QuotaExceeded::storage(1_000_000, 999_000)),
        E::RowQuota(full),
        E::RateLimited { exceeded: QuotaExceeded::over_time("requests", 600, 60), retry_after: 12 },
        E::ProjectBusy(Some(QuotaExceeded::at_once("connections", Some(4)))),
        E::ServiceBusy,
        E::StorageUnavailable,
        E::DatabaseUnavailable,
        E::IsolationBroken,
        E::ViewOnly,
        E::TooManyMails { retry_after: 3600 },
        E::Internal("a fault of ours".to_owned()),
    ];
    let made: BTreeSet<_> = errors.iter().map(|error| error.kind().0).collect();
    assert_eq!(made, slugs().into_iter().collect(), "one of each");
    errors
}
