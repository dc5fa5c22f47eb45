//! Inviting, and taking back; the same for pages and API.

use serde::Deserialize;
use time::{Duration, OffsetDateTime};

use super::{
    MemberRole, Place,
    invitations::{self, Invitation},
    mails::{self, check_name},
    store, token,
};
use crate::{
    access::{Action, Role, Visibility, allows},
    db::TenantTx,
    features::{
        account::normal_email,
        activity::{self, Event, Kind},
        projects::provision::{Invitee, NewProject},
    },
    http::{Access, AppError, AppState, Checks, FieldErrors},
    identity::{Secret, tokens},
    ids::{InvitationId, UserId},
    jobs::{self, Job},
    mail::{Mail, Word},
    text::{Language, typed},
};

const LIFETIME: Duration = Duration::days(7);

/// Whom to invite.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// Where the link goes.
    pub email: String,
    /// The person's name, if known; she may write it otherwise.
    #[serde(default)]
    pub name: String,
    /// As what.
    pub role: MemberRole,
    /// A client who may invite colleagues.
    #[serde(default)]
    pub lead: bool,
    /// The language of the mail; the inviting person's when left out.
    pub language: Option<Language>,
}

/// Invites somebody, by mail.
pub async fn invite(state: &AppState, access: &Access, new: NewInvitation) -> Result<Invitation, AppError> {
    let place = Place { role: new.role, lead: new.lead };
    let (email, name) = (normal_email(&new.email), typed::line(&new.name));
    let mut checks = Checks::new();
    checks.email("email", &email).that("lead", !new.lead || new.role == MemberRole::Client, "choice", 0);
    check_name(&mut checks, &name);
    checks.finish()?;
    if !place.managed_by(access.role) {
        return Err(AppError::Forbidden);
    }
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    store::lock_people(&mut tx).await?;
    if !manages(&mut tx, access, place).await? {
        return Err(AppError::Forbidden);
    }
    // Whether somebody of the agency has this address is not for a client to learn.
    if store::is_member(&mut tx, &email, !access.role.is_agency()).await? {
        return Err(FieldErrors::one("email", "already-member").into());
    }
    mails::room(&invitations::mails_of_the_day(&mut tx, now).await?, &email, now)?;
    let invitation = Invitation {
        id: InvitationId::new(),
        email,
        name,
        role: new.role,
        lead: new.lead,
        language: new.language.unwrap_or(access.caller.language),
        invited_by: Some(access.caller.user),
        created_at: now,
        expires_at: now + LIFETIME,
        accepted_at: None,
        revoked_at: None,
        undelivered_at: None,
    };
    let secret = Secret::new();
    invitations::invite(&mut tx, access.role, &invitation, secret.digest()).await?;
    // Without a name there is only the address, which is for the agency to know.
    let (shown, visibility) = match invitation.name.as_str() {
        "" => (&invitation.email, Visibility::Internal),
        _ => (&invitation.name, Visibility::Shared),
    };
    let event = Event::named(access.caller.user, Kind::MemberInvited, invitation.id.0, shown, visibility);
    activity::record(&mut tx, now, &event).await?;
    send(state, &mut tx, (&access.caller.name, &access.title), &invitation, &secret).await?;
    tx.commit().await?;
    state.wake_worker.notify_one();
    Ok(invitation)
}

/// Invites the client's person of a project made by staff, in provisioning's own transaction.
pub async fn invite_client_lead(
    state: &AppState,
    tx: &mut TenantTx,
    new: &NewProject,
    invitee: &Invitee,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    let invitation = Invitation {
        id: InvitationId::new(),
        email: invitee.email.clone(),
        name: invitee.name.clone(),
        role: MemberRole::Client,
        lead: true,
        language: new.language,
        // The platform's, as its mail says: whoever of the staff made the project need have no part in it.
        invited_by: None,
        created_at: now,
        expires_at: now + LIFETIME,
        accepted_at: None,
        revoked_at: None,
        undelivered_at: None,
    };
    let secret = Secret::new();
    invitations::invite(tx, Role::Admin, &invitation, secret.digest()).await?;
    let platform = new.language.text("event-platform");
    send(state, tx, (&platform, &new.title), &invitation, &secret).await
}

/// Mails the link; `from` is the inviter's name and the project's title.
async fn send(
    state: &AppState,
    tx: &mut TenantTx,
    from: (&str, &str),
    invitation: &Invitation,
    secret: &Secret,
) -> Result<(), AppError> {
    let link = format!("{}/invitation?token={}", state.hosts.app, token::text(tx.project(), secret));
    let args = [("inviter", Word::theirs(from.0)), ("project", Word::theirs(from.1)), ("link", Word::link(&link))];
    let mail = Mail::in_words(invitation.language, "invitation", &invitation.name, &invitation.email, &args);
    let mail = jobs::enqueue(tx, &Job::SendMail(mail)).await?;
    Ok(invitations::mailed(tx, invitation.id, mail).await?)
}

/// What hangs on the place a member had, and goes with it: her unanswered invitations that she could not give any more,
/// and her keys where she may have none. From who is out go all of both, and the invitations to her own address as well:
/// nobody comes in by the word of one who is out, and she herself only by a new one.
async fn take_along(
    tx: &mut TenantTx,
    access: &Access,
    (member, place): (&store::Member, Option<Place>),
    now: OffsetDateTime,
) -> Result<(), AppError> {
    let role = place.map(Place::as_role);
    let open = invitations::invitations(tx, None, None, None, false, false).await?;
    let over = |invitation: &&Invitation| {
        invitation.invited_by == Some(member.user_id) && role.is_none_or(|role| !invitation.place().managed_by(role))
            || role.is_none() && invitation.email == member.email
    };
    for invitation in open.iter().filter(over) {
        take_back(tx, access, invitation, now).await?;
    }
    if role.is_none_or(|role| !allows(role, Action::ViewOperations)) {
        for (id, name) in tokens::revoke_keys_of(tx, member.user_id, now).await? {
            let event = Event::named(access.caller.user, Kind::KeyRevoked, id.0, &name, Visibility::Internal);
            activity::record(tx, now, &event).await?;
        }
    }
    Ok(())
}

/// Whether the caller may give and take a place: by what she was let in as, and by what she is now, while nobody else
/// changes the project's people.
async fn manages(tx: &mut TenantTx, access: &Access, place: Place) -> Result<bool, AppError> {
    let now = store::role_of(tx, access.caller.user).await?.ok_or(AppError::NotFound)?;
    Ok(place.managed_by(access.role) && place.managed_by(now))
}

async fn take_back(
    tx: &mut TenantTx,
    access: &Access,
    invitation: &Invitation,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    if !invitations::revoke(tx, invitation.id, now).await? {
        return Err(AppError::NotFound);
    }
    let shown = if invitation.name.is_empty() { &invitation.email } else { &invitation.name };
    let event = Event::named(access.caller.user, Kind::InvitationRevoked, invitation.id.0, shown, Visibility::Internal);
    Ok(activity::record(tx, now, &event).await?)
}

/// Whether an invitation shows in the caller's list: hers to manage.
pub fn shows(access: &Access, invitation: &Invitation) -> bool {
    invitation.place().managed_by(access.role)
}

/// The unanswered invitation `id`, if the caller may manage it.
async fn managed(access: &Access, tx: &mut TenantTx, id: InvitationId) -> Result<Invitation, AppError> {
    let found = invitations::invitations(tx, None, None, Some(id), !access.role.is_agency(), false).await?.pop();
    let invitation = found.filter(|invitation| shows(access, invitation)).ok_or(AppError::NotFound)?;
    if manages(tx, access, invitation.place()).await? { Ok(invitation) } else { Err(AppError::NotFound) }
}

/// Sends a new link; the old one is dead.
pub async fn resend(state: &AppState, access: &Access, id: InvitationId) -> Result<Invitation, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    store::lock_people(&mut tx).await?;
    let mut invitation = managed(access, &mut tx, id).await?;
    mails::room(&invitations::mails_of_the_day(&mut tx, now).await?, &invitation.email, now)?;
    (invitation.expires_at, invitation.undelivered_at) = (now + LIFETIME, None);
    let secret = Secret::new();
    if !invitations::renew(&mut tx, id, secret.digest(), (now, invitation.expires_at)).await? {
        return Err(AppError::NotFound);
    }
    send(state, &mut tx, (&access.caller.name, &access.title), &invitation, &secret).await?;
    tx.commit().await?;
    state.wake_worker.notify_one();
    Ok(invitation)
}

/// Takes an invitation back.
pub async fn revoke(state: &AppState, access: &Access, id: InvitationId) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    store::lock_people(&mut tx).await?;
    let invitation = managed(access, &mut tx, id).await?;
    take_back(&mut tx, access, &invitation, now).await?;
    Ok(tx.commit().await?)
}

/// What a member's part in the project is to become; what is left out stays as it is.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceChange {
    /// As what.
    pub role: Option<MemberRole>,
    /// A client who may invite colleagues.
    pub lead: Option<bool>,
}

/// Gives a member another place: both the one she has and the new one must be the caller's to give. What she may do
/// changes with the commit.
pub async fn change_place(
    state: &AppState,
    access: &Access,
    user: UserId,
    change: PlaceChange,
) -> Result<store::Member, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    store::lock_people(&mut tx).await?;
    let mut member = store::members(&mut tx, None, None, Some(user)).await?.pop().ok_or(AppError::NotFound)?;
    let role = change.role.unwrap_or(member.role);
    // Whoever becomes the agency's leads no client.
    let lead = change.lead.unwrap_or(member.lead && role == MemberRole::Client);
    Checks::new().that("lead", !lead || role == MemberRole::Client, "choice", 0).finish()?;
    let place = Place { role, lead };
    if !manages(&mut tx, access, member.place()).await? || !manages(&mut tx, access, place).await? {
        return Err(AppError::Forbidden);
    }
    if place == member.place() {
        return Ok(member);
    }
    if !store::set_place(&mut tx, user, place).await? {
        return Err(AppError::NotFound);
    }
    (member.role, member.lead) = (role, lead);
    take_along(&mut tx, access, (&member, Some(place)), now).await?;
    let event = Event::named(access.caller.user, Kind::MemberChanged, user.0, &member.name, Visibility::Shared);
    activity::record(&mut tx, now, &event).await?;
    tx.commit().await?;
    Ok(member)
}

/// Takes a member out of the project; her access ends with the commit, and with it what hangs on it.
pub async fn remove(state: &AppState, access: &Access, user: UserId) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    store::lock_people(&mut tx).await?;
    let member = store::members(&mut tx, None, None, Some(user)).await?.pop().ok_or(AppError::NotFound)?;
    if !manages(&mut tx, access, member.place()).await? {
        return Err(AppError::Forbidden);
    }
    if !store::remove(&mut tx, user, now).await? {
        return Err(AppError::NotFound);
    }
    take_along(&mut tx, access, (&member, None), now).await?;
    let event = Event::named(access.caller.user, Kind::MemberRemoved, user.0, &member.name, Visibility::Shared);
    activity::record(&mut tx, now, &event).await?;
    Ok(tx.commit().await?)
}
