//! Rules for second factors and for repeated proofs of identity (step-up).

use axum::http::StatusCode;
use time::{Duration, OffsetDateTime};

use super::caller::Caller;
use crate::{
    access::{PlatformRole, Role},
    addresses,
    http::{AppError, AppState},
    identity::sessions::AuthTimes,
};

/// Lifetime of a proof for dangerous actions.
pub const FRESH: Duration = Duration::minutes(10);
/// Minimum rest of that time for filling in a form that needs a proof.
const TO_FILL_IN: Duration = Duration::minutes(5);

/// Whether a person needs a second factor: agency staff if it is `required`, and in a project its managers, admins and
/// partners. For its clients each project decides (`of_clients`).
#[must_use]
pub fn needs_factor(required: bool, platform_role: PlatformRole, role: Option<Role>, of_clients: bool) -> bool {
    let of_the_agency = required && platform_role != PlatformRole::None;
    of_the_agency
        || match role {
            None => false,
            Some(Role::Client { .. }) => of_clients,
            Some(Role::ProjectManager { .. } | Role::Admin | Role::Partner(_)) => required,
        }
}

/// Refuses a caller who needs a second factor and has shown none in this session. `role` is theirs in the current
/// project.
pub fn gate(state: &AppState, caller: &Caller, role: Option<Role>, of_clients: bool) -> Result<(), AppError> {
    let needed = needs_factor(state.require_mfa, caller.platform_role, role, of_clients);
    if needed && caller.auth_times.strong_at.is_none() { Err(AppError::FactorRequired) } else { Ok(()) }
}

/// Refuses a caller who has not proven their identity recently, for dangerous actions.
pub fn require_recent_auth(state: &AppState, caller: &Caller) -> Result<(), AppError> {
    if is_fresh(caller.auth_times, state.clock.now()) { Ok(()) } else { Err(AppError::ProofTooOld) }
}

/// Whether the caller's proof lasts long enough to fill in a form.
#[must_use]
pub fn outlasts_a_form(state: &AppState, caller: &Caller) -> bool {
    is_fresh(caller.auth_times, state.clock.now() + TO_FILL_IN)
}

fn is_fresh(auth_times: AuthTimes, now: OffsetDateTime) -> bool {
    auth_times.proven_at.is_some_and(|at| now - at <= FRESH)
}

/// Challenge in such a refusal for programs (RFC 9470).
#[must_use]
pub fn challenge(slug: &str, status: StatusCode) -> Option<&'static str> {
    match (slug, status) {
        ("proof-too-old", _) => Some(
            "Bearer realm=\"fataplus\", error=\"insufficient_user_authentication\", \
             error_description=\"prove again who you are\", max_age=600",
        ),
        ("mfa-required", StatusCode::FORBIDDEN) => Some(
            "Bearer realm=\"fataplus\", error=\"insufficient_user_authentication\", \
             error_description=\"a second factor is needed\"",
        ),
        _ => None,
    }
}

/// Page of the app host that resolves such a refusal.
#[must_use]
pub fn remedy(slug: &str, status: StatusCode) -> Option<&'static str> {
    match (slug, status) {
        ("proof-too-old", _) => Some(addresses::CONFIRM),
        ("mfa-required", StatusCode::FORBIDDEN) => Some(addresses::SECURITY),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};

    use super::{AuthTimes, PlatformRole, Role, is_fresh, needs_factor};
    use crate::access::PartnerLevel;

    #[test]
    fn each_part_needs_what_the_policy_says() {
        let client = Some(Role::Client { lead: true });
        let [manager, admin] = [Some(Role::MANAGER), Some(Role::Admin)];
        let partner = Some(Role::Partner(PartnerLevel::View));
        // Role, and whether it needs a factor: nothing required, required, required of clients only, both.
        for (platform, role, needs) in [
            (PlatformRole::None, None, [false, false, false, false]),
            (PlatformRole::None, client, [false, false, true, true]),
            (PlatformRole::None, manager, [false, true, false, true]),
            (PlatformRole::None, admin, [false, true, false, true]),
            (PlatformRole::None, partner, [false, true, false, true]),
            (PlatformRole::Staff, None, [false, true, false, true]),
            (PlatformRole::Staff, client, [false, true, true, true]),
            (PlatformRole::Staff, manager, [false, true, false, true]),
            (PlatformRole::Admin, None, [false, true, false, true]),
            (PlatformRole::Admin, admin, [false, true, false, true]),
        ] {
            let found = [(false, false), (true, false), (false, true), (true, true)]
                .map(|(required, of_clients)| needs_factor(required, platform, role, of_clients));
            assert_eq!(found, needs, "{platform:?} {role:?}");
        }
    }

    #[test]
    fn a_proof_is_fresh_for_ten_minutes() {
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let proven = |ago| AuthTimes { proven_at: Some(now - Duration::seconds(ago)), ..AuthTimes::default() };
        assert!(is_fresh(proven(0), now) && is_fresh(proven(600), now));
        assert!(!is_fresh(proven(601), now) && !is_fresh(AuthTimes::default(), now));
    }
}
