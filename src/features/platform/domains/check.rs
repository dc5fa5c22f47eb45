//! Moves claims to served names and back. Each change of a served name is a platform transaction of its own, made while
//! the claim's row is locked, after the request was authorised and the DNS was queried; then the table in memory is
//! read again.

use serde_json::json;

use super::{
    CheckOutcome, LIMIT, challenge_name, name,
    store::{
        self, Domain,
        served::{self, Taken},
    },
};
use crate::{
    access::{MemberRole, Visibility},
    db::{PlatformScope, Scope, constraint},
    features::shared::{
        activity::{self, ActivityKind, Event},
        notify,
    },
    http::{Access, AppError, AppState, FieldErrors, error::Conflict},
    identity::Secret,
    ids::{DomainId, ProjectId},
    jobs::{self, Job},
    mail::Word,
};

/// Maximum number of shown values, and of characters of each.
const SHOWN: (usize, usize) = (3, 200);
/// Maximum number of checks enqueued at a time.
const BATCH: i64 = 100;

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
    let domain = store::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    tx.commit().await?;
    Ok(domain)
}

/// Queries the DNS for the proof of a claim, and serves the name if it is present.
pub async fn check(state: &AppState, access: &Access, id: DomainId) -> Result<Domain, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let claim = store::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
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
    let domain = store::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
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
    if let Taken::Served(Some((former, domain))) = taken {
        jobs::enqueue_platform(&mut tx, Some(former), &Job::DomainLost { domain }).await?;
    }
    tx.commit().await?;
    Ok(if taken == Taken::Elsewhere { CheckOutcome::Elsewhere } else { CheckOutcome::Verified })
}

/// Result and shown values of an answer without the proof.
fn without_proof(texts: &[String]) -> (CheckOutcome, Vec<String>) {
    if texts.is_empty() {
        return (CheckOutcome::Missing, Vec::new());
    }
    let readable = |text: &String| text.chars().filter(|c| !c.is_control()).take(SHOWN.1).collect();
    (CheckOutcome::Different, texts.iter().take(SHOWN.0).map(readable).collect())
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

/// Enqueues the daily checks that are due.
pub async fn enqueue_due(state: &AppState) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let due = served::due(&mut tx, state.clock.now(), BATCH).await?;
    for (project, domain) in &due {
        jobs::enqueue_platform(&mut tx, Some(*project), &Job::CheckDomain { domain: *domain }).await?;
    }
    Ok(tx.commit().await?)
}

/// Daily check of a served name. Answers without the proof are counted; a missing answer proves nothing about the
/// domain.
pub async fn recheck(state: &AppState, project: ProjectId, domain: DomainId) -> Result<(), AppError> {
    // A check on request is under way, which is as good as this one.
    let Some(_turn) = state.domains.turn(project) else { return Ok(()) };
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let Some(on_service) = served::get(&mut tx, project, domain).await? else { return Ok(()) };
    drop(tx);
    let answer = state.dns.texts(&challenge_name(&on_service.name)).await;

    let now = state.clock.now();
    let (outcome, found) = match &answer {
        Err(_) => (CheckOutcome::Unreachable, Vec::new()),
        Ok(texts) if served::proves(texts, &on_service.token) => (CheckOutcome::Verified, Vec::new()),
        Ok(texts) => without_proof(texts),
    };
    let mut tx = state.db.write(&Scope::authorised(project)).await?;
    if store::lock(&mut tx, domain).await?.is_none() {
        // The claim was removed meanwhile, and its name is not served any more.
        return Ok(());
    }
    let mut off = false;
    if outcome != CheckOutcome::Unreachable {
        let mut platform = state.db.platform(PlatformScope::Platform).await?;
        off = served::answered(&mut platform, project, domain, outcome == CheckOutcome::Verified, now).await?;
        if off {
            jobs::enqueue_platform(&mut platform, Some(project), &Job::DomainLost { domain }).await?;
        }
        platform.commit().await?;
    }
    store::note(&mut tx, domain, outcome, &found, now).await?;
    tx.commit().await?;
    if off {
        reload(state).await;
    }
    Ok(())
}

/// Mails the project's managers that a name is not served any more: its proof is gone, or belongs to another project.
pub async fn lost(state: &AppState, project: ProjectId, domain: DomainId) -> Result<(), AppError> {
    let mut tx = state.db.write(&Scope::authorised(project)).await?;
    let Some(name) = store::lose(&mut tx, domain).await? else { return Ok(()) };
    let event = Event {
        actor: None,
        kind: ActivityKind::DomainLost,
        subject: Some(domain.0),
        detail: json!({ "name": name }),
        visibility: Visibility::Internal,
    };
    activity::record(&mut tx, state.clock.now(), &event).await?;
    let mut people = notify::members_with_roles(&mut tx, &[MemberRole::ProjectManager, MemberRole::Admin]).await?;
    if people.is_empty() {
        people = notify::admins(&mut state.db.platform(PlatformScope::Platform).await?).await?;
    }
    let link = format!("{}/settings/domains", state.hosts.tenant(project));
    for person in &people {
        let args = [("domain", Word::place(&name)), ("id", project.into()), ("link", Word::link(&link))];
        notify::mail_to(&mut tx, person, "domain-lost", &args).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Reads the table again here; other replicas get a notice. A failure is repaired by the next round.
async fn reload(state: &AppState) {
    if let Err(error) = state.domains.reload(&state.db).await {
        tracing::warn!(%error, "the served domains could not be read again");
    }
}
