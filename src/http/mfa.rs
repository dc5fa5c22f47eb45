//! Who must have shown a second factor, and who must show once more who she is (step-up).

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use time::{Duration, OffsetDateTime};

use super::{
    AppError, AppState, Caller,
    caller::{Entering, PlatformRole},
};
use crate::{access::Role, identity::sessions::Proofs};

/// How long a proof is good for dangerous actions.
pub const FRESH: Duration = Duration::minutes(10);
/// The page where she proves once more who she is.
pub const CONFIRM: &str = "/account/confirm";
/// How much of that time is left to fill in a form that wants such a proof, at the least.
const TO_FILL_IN: Duration = Duration::minutes(5);

/// Whether somebody needs a second factor: the agency's people always when it is `required`, and per project its managers,
/// admins and partners. Of its clients each project asks it for itself (`of_clients`).
#[must_use]
pub fn needs_factor(required: bool, platform_role: PlatformRole, role: Option<Role>, of_clients: bool) -> bool {
    let of_the_agency = required && platform_role != PlatformRole::None;
    of_the_agency
        || match role {
            None => false,
            Some(Role::Client { .. }) => of_clients,
            Some(Role::ProjectManager | Role::Admin | Role::Partner(_)) => required,
        }
}

/// Refuses who needs a second factor and has shown none in this session. `role` is hers in the project at hand.
pub fn gate(state: &AppState, caller: &Caller, role: Option<Role>, of_clients: bool) -> Result<(), AppError> {
    let needed = needs_factor(state.require_mfa, caller.platform_role, role, of_clients);
    if needed && caller.proofs.strong_at.is_none() { Err(AppError::FactorRequired) } else { Ok(()) }
}

/// She proved who she is a moment ago: what dangerous actions ask for. Stands after the permission in a handler's
/// arguments, so that nobody is asked to prove anything for what she may not do.
#[derive(Clone, Copy, Debug)]
pub struct Proven;

impl FromRequestParts<AppState> for Proven {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let Entering(caller) = Entering::from_request_parts(parts, state).await?;
        require_fresh_proof(state, &caller).map(|()| Self)
    }
}

/// The same, where the handler finds out by itself what she may do.
pub fn require_fresh_proof(state: &AppState, caller: &Caller) -> Result<(), AppError> {
    if is_fresh(caller.proofs, state.clock.now()) { Ok(()) } else { Err(AppError::ProofTooOld) }
}

/// Whether her proof will do until she has filled in a form.
#[must_use]
pub fn outlasts_a_form(state: &AppState, caller: &Caller) -> bool {
    is_fresh(caller.proofs, state.clock.now() + TO_FILL_IN)
}

fn is_fresh(proofs: Proofs, now: OffsetDateTime) -> bool {
    proofs.proven_at.is_some_and(|at| now - at <= FRESH)
}

/// What a program is told beside such a refusal (RFC 9470).
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

/// The page of the app host that mends such a refusal.
#[must_use]
pub fn remedy(slug: &str, status: StatusCode) -> Option<&'static str> {
    match (slug, status) {
        ("proof-too-old", _) => Some(CONFIRM),
        ("mfa-required", StatusCode::FORBIDDEN) => Some("/account/security"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};

    use super::{PlatformRole, Proofs, Role, is_fresh, needs_factor};
    use crate::access::PartnerLevel;

    #[test]
    fn each_part_needs_what_the_policy_says() {
        let client = Some(Role::Client { lead: true });
        let [manager, admin] = [Some(Role::ProjectManager), Some(Role::Admin)];
        let partner = Some(Role::Partner(PartnerLevel::View));
        // Role, and whether it needs one: nothing required, required, of clients alone, both.
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
        let proven = |ago| Proofs { proven_at: Some(now - Duration::seconds(ago)), ..Proofs::default() };
        assert!(is_fresh(proven(0), now) && is_fresh(proven(600), now));
        assert!(!is_fresh(proven(601), now) && !is_fresh(Proofs::default(), now));
    }
}
