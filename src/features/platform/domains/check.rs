//! Moves claims to served names and back. Each change of a served name is a platform transaction of its own, made while
//! the claim's row is locked, after the request was authorised and the DNS was queried; then the table in memory is
//! read again.

use super::{
    CheckOutcome, LIMIT, challenge_name,
    jobs::DomainLost,
    name, reload,
    store::{
        self, Domain,
        served::{self, Takeover},
    },
    without_proof,
};
use crate::{
    access::Visibility,
    db::{PlatformScope, constraint},
    features::shared::activity::{self, ActivityKind, Event},
    http::{Access, AppError, AppState, FieldErrors, error::Conflict},
    identity::Secret,
    ids::DomainId,
    jobs,
};

/// Claims a name for the project. It serves nothing yet.
pub async fn add(state: &AppState, access: &Access, typed: &str) -> Result<Domain, AppError> {
    let name =
        name::normal(typed, &state.hosts, &state.storage_origin).map_err(|code| FieldErrors::one("name", code))?;
    let (now, token) = (state.clock.now(), Secret::new());
    let mut tx = state.db.write(&access.scope()).await?;
    if store::count_for_adding(&mut tx).await? >= LIMIT {
        return Err(FieldErrors::one("name", "domain-limit").into());
    }
    let id =
        store::add(&mut tx, &name, token.text(), access.caller.user, now).await.map_err(|error| {
            match constraint(&error) {
                Some("domains_name") => FieldErrors::one("name", "domain-claimed").into(),
                _ => AppError::from(error),
            }
        })?;
    let event = Event::named(access.caller.user, ActivityKind::DomainAdded, id.0, &name, Visibility::Internal);
    activity::record(&mut tx, now, &event).await?;
    let domain = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    tx.commit().await?;
    Ok(domain)
}

/// Queries the DNS for the proof of a claim, and serves the name if it is present.
pub async fn check(state: &AppState, access: &Access, id: DomainId) -> Result<Domain, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let claim = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    // After reading the row: a claim of another project gets the same answer whether or not a check is under way.
    let _turn = state.domains.turn(access.project).ok_or(AppError::Conflict(Conflict::Checking))?;
    let answer = state.dns.texts(&challenge_name(&claim.name)).await;

    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    let claim = store::lock(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let (outcome, found) = match &answer {
        Err(_) => (CheckOutcome::Unreachable, Vec::new()),
        Ok(texts) if served::proves(texts, &claim.token) => (serve(state, access, &claim, texts).await?, Vec::new()),
        Ok(texts) => without_proof(texts),
    };
    store::note(&mut tx, id, outcome, &found, now).await?;
    if outcome == CheckOutcome::Verified && !claim.served {
        let event =
            Event::named(access.caller.user, ActivityKind::DomainVerified, id.0, &claim.name, Visibility::Internal);
        activity::record(&mut tx, now, &event).await?;
    }
    let domain = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    tx.commit().await?;
    if domain.served != claim.served {
        reload(state).await;
    }
    Ok(domain)
}

/// Serves a proven claim's name, moving it from another project that can no longer prove it.
async fn serve(state: &AppState, access: &Access, claim: &Domain, texts: &[String]) -> Result<CheckOutcome, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let taken = served::take(&mut tx, access.project, claim, texts, state.clock.now()).await?;
    if let Takeover::Served(Some((former, domain))) = taken {
        jobs::enqueue_platform(&mut tx, Some(former), &DomainLost { domain }).await?;
    }
    tx.commit().await?;
    Ok(if taken == Takeover::Elsewhere { CheckOutcome::Elsewhere } else { CheckOutcome::Verified })
}

/// Deletes a claim; its name is not served any more when this returns.
pub async fn remove(state: &AppState, access: &Access, id: DomainId) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    let claim = store::lock(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let mut platform = state.db.platform(PlatformScope::Platform).await?;
    let was_served = served::take_off(&mut platform, access.project, id).await?;
    platform.commit().await?;
    store::remove(&mut tx, id).await?;
    let event = Event::named(access.caller.user, ActivityKind::DomainRemoved, id.0, &claim.name, Visibility::Internal);
    activity::record(&mut tx, now, &event).await?;
    tx.commit().await?;
    if was_served {
        reload(state).await;
    }
    Ok(())
}
