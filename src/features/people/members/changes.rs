//! Inviting people and changing their places; the same for pages and API.

use serde::Deserialize;
use time::{Duration, OffsetDateTime};

use super::{
    store::{
        self,
        invitations::{self, Invitation, InvitationFilter},
    },
    token,
};
use crate::{
    access::{Action, MemberRole, Membership, Role, Visibility, allows},
    db::TenantTx,
    features::{
        people::invitations::{
            lock_people,
            quotas::{self, check_name},
        },
        shared::{
            activity::{self, ActivityKind, Event},
            notify,
        },
    },
    http::{Access, AppError, AppState, Checks, FieldErrors, api::paging::Window},
    identity::{Secret, credential_rows},
    ids::{InvitationId, UserId},
    jobs,
    mail::{Mail, Word},
    text::{Language, email::normal_email, normalize},
};

const LIFETIME: Duration = Duration::days(7);

/// Person to invite.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// Address that the link is mailed to.
    pub email: String,
    /// The person's name, if known; otherwise they may type it.
    #[serde(default)]
    pub name: String,
    /// Role in the project.
    pub role: MemberRole,
    /// Whether a client may invite colleagues.
    #[serde(default)]
    pub lead: bool,
    /// Language of the mail; by default the inviting person's.
    pub language: Option<Language>,
}

/// Invites somebody, by mail.
pub async fn invite(state: &AppState, access: &Access, new: NewInvitation) -> Result<Invitation, AppError> {
    let member = Membership::of(new.role, new.lead);
    let (email, name) = (normal_email(&new.email), normalize::line(&new.name));
    let mut checks = Checks::new();
    checks.email("email", &email).that("lead", !new.lead || new.role == MemberRole::Client, "choice");
    check_name(&mut checks, &name);
    checks.finish()?;
    if !member.offered_by(access.role) {
        return Err(AppError::Forbidden);
    }
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    lock_people(&mut tx).await?;
    if !offers(&mut tx, access, member).await? {
        return Err(AppError::Forbidden);
    }
    // A client must not learn whether the agency has a member with this address.
    if store::is_member(&mut tx, &email, !access.role.is_agency()).await? {
        return Err(FieldErrors::one("email", "already-member").into());
    }
    quotas::room(&invitations::mails_of_the_day(&mut tx, now).await?, &email, now)?;
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
    // Without a name only the address is left, which is visible to the agency alone.
    let (shown, visibility) = match invitation.name.as_str() {
        "" => (&invitation.email, Visibility::Internal),
        _ => (&invitation.name, Visibility::Shared),
    };
    let event = Event::named(access.caller.user, ActivityKind::MemberInvited, invitation.id.0, shown, visibility);
    activity::record(&mut tx, now, &event).await?;
    send(state, &mut tx, (&access.caller.name, &access.title), &invitation, &secret).await?;
    tx.commit().await?;
    Ok(invitation)
}

/// Invitation that the platform sends for a project just made.
#[derive(Clone, Copy, Debug)]
pub struct FirstInvitation<'a> {
    /// Address of the client's lead.
    pub email: &'a str,
    /// Their name, if known.
    pub name: &'a str,
    /// Language of the mail.
    pub language: Language,
    /// Title of the project.
    pub project_title: &'a str,
}

/// Invites the client's person of a project made by staff, in provisioning's own transaction.
pub async fn invite_client_lead(
    state: &AppState,
    tx: &mut TenantTx,
    FirstInvitation { email, name, language, project_title }: FirstInvitation<'_>,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    let invitation = Invitation {
        id: InvitationId::new(),
        email: email.to_owned(),
        name: name.to_owned(),
        role: MemberRole::Client,
        lead: true,
        language,
        // Sent by the platform, as its mail says: the staff member who made the project need have no part in it.
        invited_by: None,
        created_at: now,
        expires_at: now + LIFETIME,
        accepted_at: None,
        revoked_at: None,
        undelivered_at: None,
    };
    let secret = Secret::new();
    invitations::invite(tx, Role::Admin, &invitation, secret.digest()).await?;
    let platform = language.text("event-platform");
    send(state, tx, (&platform, project_title), &invitation, &secret).await
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
    let mail = jobs::enqueue(tx, &mail).await?;
    Ok(invitations::mailed(tx, invitation.id, mail).await?)
}

/// Withdraws everything that depends on a member's former place: their unanswered invitations to places they could not
/// give any more, and their keys if they may have none. For a removed member all of both, and invitations to their own
/// address: nobody joins by an invitation of a removed member, and they themselves only by a new one.
async fn take_along(
    tx: &mut TenantTx,
    access: &Access,
    (member, kept): (&store::Member, Option<Membership>),
    now: OffsetDateTime,
) -> Result<(), AppError> {
    let role = kept.map(|kept| Role::from(kept).under(access.rules.managers_invite));
    let open = invitations::list(tx, Window::ALL, InvitationFilter { clients_only: false, answered: false }).await?;
    let over = |invitation: &&Invitation| {
        invitation.invited_by == Some(member.user_id)
            && role.is_none_or(|role| !invitation.membership().offered_by(role))
            || role.is_none() && invitation.email == member.email
    };
    for invitation in open.iter().filter(over) {
        take_back(tx, access, invitation, now).await?;
    }
    if role.is_none_or(|role| !allows(role, Action::ViewOperations)) {
        for (id, name) in credential_rows::revoke_keys_of(tx, member.user_id, now).await? {
            let event = Event::named(access.caller.user, ActivityKind::KeyRevoked, id.0, &name, Visibility::Internal);
            activity::record(tx, now, &event).await?;
        }
    }
    Ok(())
}

/// Whether the caller may give and take a place, under the lock of the project's people.
async fn manages(tx: &mut TenantTx, access: &Access, member: Membership) -> Result<bool, AppError> {
    may(tx, access, |role| member.managed_by(role)).await
}

/// Whether the caller may invite somebody to a place, and manage the invitation, under the lock of the project's people.
async fn offers(tx: &mut TenantTx, access: &Access, member: Membership) -> Result<bool, AppError> {
    may(tx, access, |role| member.offered_by(role)).await
}

/// Whether both the role at admission and the present one permit it.
async fn may(tx: &mut TenantTx, access: &Access, permits: impl Fn(Role) -> bool) -> Result<bool, AppError> {
    let now = store::current_role(tx, access.caller.user).await?.ok_or(AppError::NotFound)?;
    Ok(permits(access.role) && permits(now))
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
    let event =
        Event::named(access.caller.user, ActivityKind::InvitationRevoked, invitation.id.0, shown, Visibility::Internal);
    Ok(activity::record(tx, now, &event).await?)
}

/// Whether an invitation is in the caller's list, because they may manage it.
pub fn shows(access: &Access, invitation: &Invitation) -> bool {
    invitation.membership().offered_by(access.role)
}

/// The unanswered invitation `id`, if the caller may manage it.
async fn managed(access: &Access, tx: &mut TenantTx, id: InvitationId) -> Result<Invitation, AppError> {
    let found = invitations::find(tx, id, !access.role.is_agency()).await?;
    let invitation = found.filter(|invitation| shows(access, invitation)).ok_or(AppError::NotFound)?;
    if offers(tx, access, invitation.membership()).await? { Ok(invitation) } else { Err(AppError::NotFound) }
}

/// Sends a new link; the old one becomes invalid.
pub async fn resend(state: &AppState, access: &Access, id: InvitationId) -> Result<Invitation, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    lock_people(&mut tx).await?;
    let mut invitation = managed(access, &mut tx, id).await?;
    quotas::room(&invitations::mails_of_the_day(&mut tx, now).await?, &invitation.email, now)?;
    (invitation.expires_at, invitation.undelivered_at) = (now + LIFETIME, None);
    let secret = Secret::new();
    if !invitations::renew(&mut tx, id, secret.digest(), (now, invitation.expires_at)).await? {
        return Err(AppError::NotFound);
    }
    send(state, &mut tx, (&access.caller.name, &access.title), &invitation, &secret).await?;
    tx.commit().await?;
    Ok(invitation)
}

/// Revokes an invitation.
pub async fn revoke(state: &AppState, access: &Access, id: InvitationId) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    lock_people(&mut tx).await?;
    let invitation = managed(access, &mut tx, id).await?;
    take_back(&mut tx, access, &invitation, now).await?;
    Ok(tx.commit().await?)
}

/// New place of a member; missing fields stay.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceChange {
    /// Role in the project.
    pub role: Option<MemberRole>,
    /// Whether a client may invite colleagues.
    pub lead: Option<bool>,
}

/// Gives a member another place; the caller must be allowed to give both the present and the new one. The member's
/// permissions change with the commit.
pub async fn change_place(
    state: &AppState,
    access: &Access,
    user: UserId,
    change: PlaceChange,
) -> Result<store::Member, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    lock_people(&mut tx).await?;
    let mut member = store::find(&mut tx, user).await?.ok_or(AppError::NotFound)?;
    let role = change.role.unwrap_or(member.role);
    // A member who moves to the agency's side loses the lead flag.
    let lead = change.lead.unwrap_or(member.lead && role == MemberRole::Client);
    Checks::new().that("lead", !lead || role == MemberRole::Client, "choice").finish()?;
    let wanted = Membership::of(role, lead);
    if !manages(&mut tx, access, member.membership()).await? || !manages(&mut tx, access, wanted).await? {
        return Err(AppError::Forbidden);
    }
    if wanted == member.membership() {
        return Ok(member);
    }
    if !store::set_membership(&mut tx, user, wanted).await? {
        return Err(AppError::NotFound);
    }
    (member.role, member.lead) = (role, lead);
    take_along(&mut tx, access, (&member, Some(wanted)), now).await?;
    let event = Event::named(access.caller.user, ActivityKind::MemberChanged, user.0, &member.name, Visibility::Shared);
    activity::record(&mut tx, now, &event).await?;
    tx.commit().await?;
    Ok(member)
}

/// Removes a member from the project; their access ends with the commit, and everything that depends on it.
pub async fn remove(state: &AppState, access: &Access, user: UserId) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    lock_people(&mut tx).await?;
    let member = store::find(&mut tx, user).await?.ok_or(AppError::NotFound)?;
    if !manages(&mut tx, access, member.membership()).await? {
        return Err(AppError::Forbidden);
    }
    if !store::remove(&mut tx, user, now).await? {
        return Err(AppError::NotFound);
    }
    take_along(&mut tx, access, (&member, None), now).await?;
    let event = Event::named(access.caller.user, ActivityKind::MemberRemoved, user.0, &member.name, Visibility::Shared);
    activity::record(&mut tx, now, &event).await?;
    if user != access.caller.user {
        let told = notify::people(&mut tx, vec![user]).await?;
        for person in told {
            notify::mail_to(&mut tx, &person, "member-removed", &[("project", Word::theirs(&access.title))]).await?;
        }
    }
    Ok(tx.commit().await?)
}
