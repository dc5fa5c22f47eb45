//! Partner agencies and their own people: an agency's admin invites and removes colleagues; the platform's admins make
//! agencies and name the first admin. Only a share opens a project to an agency.

mod api;
pub(super) mod store;

use axum::{extract::FromRequestParts, http::request::Parts};
use time::Duration;

use crate::{
    access::{PartnerLevel, Role},
    db::{PlatformScope, PlatformTx},
    features::people::invitations::{
        Invited,
        quotas::{self, check_name},
    },
    http::{
        AppError, AppState, Caller, Checks, FieldErrors,
        api::idempotency,
        auth::mfa,
        routes::{Need, Needs},
    },
    identity::{Secret, digest},
    ids::{AgencyId, InvitationId, UserId},
    jobs,
    mail::{Mail, Word},
    text::{Language, email::normal_email, normalize},
};

pub use api::platform_api;
pub use store::{
    Agent, SharedProject, agents,
    invitations::{Pending, note_delivery, pending},
    of_admin, projects,
};

const LIFETIME: Duration = Duration::days(7);
/// Maximum number of people to invite at the foundation.
const MOST_FOUNDERS: usize = 50;
const PREFIX: &str = "agency.";

/// Person to invite into an agency.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Colleague {
    /// Address that the link is mailed to.
    pub email: String,
    /// The person's name, if known.
    #[serde(default)]
    pub name: String,
    /// Whether the person shall invite and remove people.
    #[serde(default)]
    pub admin: bool,
}

/// An invitation into an agency with a valid token.
#[derive(Debug)]
pub struct ValidTeamInvitation {
    /// Invited person.
    pub invited: Invited,
    agency: AgencyId,
    admin: bool,
    token_hash: [u8; 32],
}

/// A caller who administers the agency in the path. The transaction that reads or changes the agency asks it, under the
/// lock that keeps the answer true; to all others the agency does not exist.
#[derive(Clone, Debug)]
pub struct AgencyAdmin(pub Caller);

impl FromRequestParts<AppState> for AgencyAdmin {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        <Caller as FromRequestParts<AppState>>::from_request_parts(parts, state).await.map(Self)
    }
}

impl Needs for AgencyAdmin {
    const NEED: Need = Need::AgencyAdmin;
}

/// Whether a link's token belongs to an agency's invitation, rather than a project's.
pub fn is_token(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// Looks up a token; nothing is used up.
pub async fn look(state: &AppState, token: &str) -> Result<ValidTeamInvitation, AppError> {
    let token_hash = token.strip_prefix(PREFIX).map(digest).ok_or(AppError::LinkExpired)?;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let offer =
        store::invitations::offer(&mut tx, token_hash, state.clock.now()).await?.ok_or(AppError::LinkExpired)?;
    let store::invitations::TeamOffer { agency, agency_name, email, name, language, admin } = offer;
    let invited = Invited::known(&mut tx, (email, name), language, agency_name).await?;
    Ok(ValidTeamInvitation { invited, agency, admin, token_hash })
}

/// Whether the invitation of this token was accepted.
pub async fn was_accepted(state: &AppState, token: &str) -> Result<bool, AppError> {
    let Some(token_hash) = token.strip_prefix(PREFIX).map(digest) else { return Ok(false) };
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    Ok(store::invitations::was_accepted(&mut tx, token_hash).await?)
}

impl ValidTeamInvitation {
    /// Uses up the invitation and makes `user` one of the agency's people.
    pub async fn join(&self, state: &AppState, user: UserId) -> Result<(), AppError> {
        let now = state.clock.now();
        let mut tx = state.db.platform(PlatformScope::Platform).await?;
        store::lock(&mut tx, self.agency).await?;
        // Checked again under the agency's lock.
        let good = store::invitations::offer(&mut tx, self.token_hash, now).await?.is_some();
        if !good || !store::invitations::accept(&mut tx, self.token_hash, now).await? {
            return Err(AppError::LinkExpired);
        }
        store::join(&mut tx, self.agency, user, self.admin, now).await?;
        Ok(tx.commit().await?)
    }
}

/// Answers 404 to callers who are no admin of this agency, and refuses admins without a required second factor.
async fn ensure_admin(
    tx: &mut PlatformTx,
    state: &AppState,
    caller: &Caller,
    agency: AgencyId,
) -> Result<(), AppError> {
    if store::is_admin(tx, agency, caller.user).await? { gate(state, caller) } else { Err(AppError::NotFound) }
}

/// Agency admins must satisfy the same MFA rule as partners in a project.
pub fn gate(state: &AppState, caller: &Caller) -> Result<(), AppError> {
    mfa::gate(state, caller, Some(Role::Partner(PartnerLevel::View)), false)
}

/// The same check for a change, under the agency's lock: concurrent changes of its people wait.
async fn lock_as_admin(
    tx: &mut PlatformTx,
    state: &AppState,
    caller: &Caller,
    agency: AgencyId,
) -> Result<(), AppError> {
    store::lock(tx, agency).await?;
    ensure_admin(tx, state, caller, agency).await
}

/// Invites somebody into an agency as its admin.
pub async fn invite(state: &AppState, caller: &Caller, agency: AgencyId, new: &Colleague) -> Result<Pending, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    lock_as_admin(&mut tx, state, caller, agency).await?;
    let id = send(&mut tx, state, caller, agency, new).await?;
    let made = unanswered(&mut tx, agency, id).await?;
    tx.commit().await?;
    Ok(made)
}

async fn unanswered(tx: &mut PlatformTx, agency: AgencyId, id: InvitationId) -> Result<Pending, AppError> {
    pending(tx, agency, Some(id)).await?.pop().ok_or(AppError::NotFound)
}

/// Makes an agency and invites its people: they belong to it once they accept, and the first is to be its admin. For
/// platform admins; the names of the form's fields go with name and people, for errors.
pub async fn found(
    state: &AppState,
    caller: &Caller,
    (name_field, name): (&str, &str),
    (people_field, people): (&str, &[Colleague]),
) -> Result<AgencyId, AppError> {
    let (id, name) = (AgencyId::new(), normalize::line(name));
    let mut checks = Checks::new();
    checks.required(name_field, &name).length(name_field, &name, 1, 200);
    checks.within(people_field, people.len() <= MOST_FOUNDERS, "range", MOST_FOUNDERS);
    for person in people {
        checks.email(people_field, &normal_email(&person.email));
        check_name(&mut checks, &person.name);
    }
    checks.finish()?;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    if !super::shares::store::add_agency(&mut tx, id, &name).await? {
        return Err(FieldErrors::one(name_field, "agency-exists").into());
    }
    for (place, person) in people.iter().enumerate() {
        send(&mut tx, state, caller, id, &Colleague { admin: place == 0, ..person.clone() }).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// Names an admin of an existing agency; for platform admins.
pub async fn name_admin(state: &AppState, caller: &Caller, agency: AgencyId, email: &str) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    if !store::lock(&mut tx, agency).await? {
        return Err(AppError::NotFound);
    }
    let named = normal_email(email);
    // A person of the agency becomes admin without an invitation.
    if !store::promote(&mut tx, agency, &named).await? {
        let new = Colleague { email: named, name: String::new(), admin: true };
        send(&mut tx, state, caller, agency, &new).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Row of a new invitation and its mail. It replaces an unanswered one to the same address.
async fn send(
    tx: &mut PlatformTx,
    state: &AppState,
    caller: &Caller,
    agency: AgencyId,
    new: &Colleague,
) -> Result<InvitationId, AppError> {
    let (email, name, now) = (normal_email(&new.email), normalize::line(&new.name), state.clock.now());
    let mut checks = Checks::new();
    checks.email("email", &email);
    check_name(&mut checks, &name);
    checks.finish()?;
    if store::is_agent(tx, agency, &email).await? {
        return Err(FieldErrors::one("email", "already-colleague").into());
    }
    quotas::room(&store::invitations::mails_of_the_day(tx, agency, now).await?, &email, now)?;
    let secret = Secret::new();
    let row = store::invitations::NewInvitation {
        id: InvitationId::new(),
        agency,
        email: &email,
        name: &name,
        admin: new.admin,
        language: caller.language,
        token_hash: secret.digest(),
        invited_by: caller.user,
        now,
        expires_at: now + LIFETIME,
    };
    store::invitations::invite(tx, &row).await?;
    mail(tx, state, caller, agency, (row.id, &name, &email, caller.language), &secret).await?;
    Ok(row.id)
}

async fn mail(
    tx: &mut PlatformTx,
    state: &AppState,
    caller: &Caller,
    agency: AgencyId,
    (id, name, email, language): (InvitationId, &str, &str, Language),
    secret: &Secret,
) -> Result<(), AppError> {
    let agency_name = store::name(tx, agency).await?.ok_or(AppError::NotFound)?;
    let link = format!("{}/invitation?token={PREFIX}{}", state.hosts.app, secret.text());
    let args =
        [("inviter", Word::theirs(&caller.name)), ("agency", Word::theirs(&agency_name)), ("link", Word::link(&link))];
    let mail = Mail::in_words(language, "agency-invitation", name, email, &args);
    let mail = jobs::enqueue_platform(tx, None, &mail).await?;
    Ok(store::invitations::mailed(tx, id, mail).await?)
}

/// Sends a new link; the old one becomes invalid.
pub async fn resend(
    state: &AppState,
    caller: &Caller,
    agency: AgencyId,
    id: InvitationId,
) -> Result<Pending, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    lock_as_admin(&mut tx, state, caller, agency).await?;
    let mut invitation = unanswered(&mut tx, agency, id).await?;
    quotas::room(&store::invitations::mails_of_the_day(&mut tx, agency, now).await?, &invitation.email, now)?;
    let secret = Secret::new();
    (invitation.expires_at, invitation.undelivered_at) = (now + LIFETIME, None);
    if !store::invitations::renew(&mut tx, agency, id, secret.digest(), (now, invitation.expires_at)).await? {
        return Err(AppError::NotFound);
    }
    let to = (id, invitation.name.as_str(), invitation.email.as_str(), invitation.language);
    mail(&mut tx, state, caller, agency, to, &secret).await?;
    tx.commit().await?;
    Ok(invitation)
}

/// Revokes an invitation.
pub async fn revoke(state: &AppState, caller: &Caller, agency: AgencyId, id: InvitationId) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    lock_as_admin(&mut tx, state, caller, agency).await?;
    if !store::invitations::revoke(&mut tx, agency, id, state.clock.now()).await? {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Removes a person from the agency: access through its shares ends within a second, and their invitations are revoked,
/// as are older ones to themselves. Admins cannot remove themselves, so that an agency is not left without an admin by
/// accident.
pub async fn remove(state: &AppState, caller: &Caller, agency: AgencyId, user: UserId) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    lock_as_admin(&mut tx, state, caller, agency).await?;
    if user == caller.user {
        return Err(AppError::Forbidden);
    }
    if !store::remove(&mut tx, agency, user).await? {
        return Err(AppError::NotFound);
    }
    store::invitations::revoke_of(&mut tx, agency, user, state.clock.now()).await?;
    idempotency::forget_answers(&mut tx, user).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::is_token;

    #[test]
    fn a_project_s_token_is_not_taken_for_an_agency_s() {
        assert!(is_token("agency.secret"));
        assert!(!is_token("FP-2025-X7K9M3P1A.secret") && !is_token("agency") && !is_token(""));
    }
}
