//! The daily check of a served name, and the mail about one that is served no longer.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    CheckOutcome, challenge_name, reload,
    store::{self, served},
    without_proof,
};
use crate::{
    access::{MemberRole, Visibility},
    db::PlatformScope,
    features::shared::{
        activity::{self, ActivityKind, Event},
        notify,
        runs::{self, Failure, Run},
    },
    http::{AppError, AppState},
    ids::DomainId,
    jobs::{self, Claimed, Job},
    mail::Word,
};

/// Maximum number of checks enqueued at a time.
const BATCH: i64 = 100;

/// Enqueues the daily checks that are due.
pub async fn enqueue_due(state: &AppState) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let due = served::due(&mut tx, state.clock.now(), BATCH).await?;
    for (project, domain) in &due {
        jobs::enqueue_platform(&mut tx, Some(*project), &CheckDomain { domain: *domain }).await?;
    }
    Ok(tx.commit().await?)
}

/// Daily check of a served name. Answers without the proof are counted; a missing answer proves nothing about the
/// domain.
#[derive(Debug, Serialize, Deserialize)]
pub struct CheckDomain {
    /// The served domain.
    pub domain: DomainId,
}

impl Job for CheckDomain {
    const KIND: &'static str = "check_domain";
}

impl Run for CheckDomain {
    async fn run(self, state: &AppState, claimed: &Claimed) -> Result<(), Failure> {
        let (scope, domain) = (runs::scope_of(claimed)?, self.domain);
        let project = scope.project();
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
        let mut tx = state.db.write(&scope).await?;
        if store::lock(&mut tx, domain).await?.is_none() {
            // The claim was removed meanwhile, and its name is not served any more.
            return Ok(());
        }
        let mut off = false;
        if outcome != CheckOutcome::Unreachable {
            let mut platform = state.db.platform(PlatformScope::Platform).await?;
            off = served::answered(&mut platform, project, domain, outcome == CheckOutcome::Verified, now).await?;
            if off {
                jobs::enqueue_platform(&mut platform, Some(project), &DomainLost { domain }).await?;
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
}

/// Mails the project's managers that a name is not served any more: its proof is gone, or belongs to another project.
#[derive(Debug, Serialize, Deserialize)]
pub struct DomainLost {
    /// The domain.
    pub domain: DomainId,
}

impl Job for DomainLost {
    const KIND: &'static str = "domain_lost";
}

impl Run for DomainLost {
    async fn run(self, state: &AppState, claimed: &Claimed) -> Result<(), Failure> {
        let scope = runs::scope_of(claimed)?;
        let mut tx = state.db.write(&scope).await?;
        let Some(name) = store::lose(&mut tx, self.domain).await? else { return Ok(()) };
        let event = Event {
            actor: None,
            kind: ActivityKind::DomainLost,
            subject: Some(self.domain.0),
            detail: json!({ "name": name }),
            visibility: Visibility::Internal,
        };
        activity::record(&mut tx, state.clock.now(), &event).await?;
        let mut people = notify::members_with_roles(&mut tx, &[MemberRole::ProjectManager, MemberRole::Admin]).await?;
        if people.is_empty() {
            people = notify::admins(&mut state.db.platform(PlatformScope::Platform).await?).await?;
        }
        let link = format!("{}/settings/domains", state.hosts.tenant(scope.project()));
        for person in &people {
            let args = [("domain", Word::place(&name)), ("id", scope.project().into()), ("link", Word::link(&link))];
            notify::mail_to(&mut tx, person, "domain-lost", &args).await?;
        }
        Ok(tx.commit().await?)
    }
}
