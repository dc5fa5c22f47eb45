//! Accepting an invitation. Two database roles take part, so it goes in two steps: first the account, then invitation
//! and membership in one transaction. After a failure in between the link still works, and the person logs in with the
//! account.

use time::OffsetDateTime;

use super::{
    store::{self, invitations},
    token::scope_of_token,
};
use crate::{
    access::{Membership, Visibility},
    db::{PlatformScope, Scope},
    features::{
        people::invitations::{Invited, lock_people},
        shared::activity::{self, ActivityKind, Event},
    },
    http::{AppError, AppState, Caller, auth::authenticate::role_in},
    ids::{ProjectId, UserId},
};

/// An invitation into a project with a valid token.
#[derive(Debug)]
pub struct ValidInvitation {
    /// Invited person.
    pub invited: Invited,
    /// Place in the project that is offered.
    pub member: Membership,
    scope: Scope,
    token_hash: [u8; 32],
}

/// Looks up a token; nothing is used up.
pub async fn look(state: &AppState, token: &str) -> Result<ValidInvitation, AppError> {
    let (scope, token_hash) = scope_of_token(token).ok_or(AppError::LinkExpired)?;
    let mut tx = state.db.read(&scope).await?;
    let offer = invitations::offer(&mut tx, token_hash, state.clock.now()).await?.ok_or(AppError::LinkExpired)?;
    drop(tx);
    let member = offer.membership();
    let invitations::InvitationOffer { email, name, language, project_title, .. } = offer;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let invited = Invited::known(&mut tx, (email, name), language, project_title).await?;
    Ok(ValidInvitation { invited, member, scope, token_hash })
}

/// Project of an invitation's token, if the invitation was accepted or the caller has another part there.
pub async fn accepted_into(
    state: &AppState,
    caller: Option<&Caller>,
    token: &str,
) -> Result<Option<ProjectId>, AppError> {
    let Some((scope, token_hash)) = scope_of_token(token) else { return Ok(None) };
    let mut tx = state.db.read(&scope).await?;
    let accepted = invitations::was_accepted(&mut tx, token_hash).await?;
    drop(tx);
    let inside = match caller {
        Some(caller) if !accepted => role_in(state, caller, Some(scope.project())).await?.is_some(),
        _ => accepted,
    };
    Ok(inside.then(|| scope.project()))
}

impl ValidInvitation {
    /// Project id.
    pub fn project(&self) -> ProjectId {
        self.scope.project()
    }

    /// Uses up the invitation and makes `user` a member.
    pub async fn join(&self, state: &AppState, user: UserId, name: &str) -> Result<(), AppError> {
        let now: OffsetDateTime = state.clock.now();
        let mut tx = state.db.write(&self.scope).await?;
        lock_people(&mut tx).await?;
        // Checked again under the lock of the project's people.
        let good = invitations::offer(&mut tx, self.token_hash, now).await?.is_some();
        if !good || !invitations::accept(&mut tx, self.token_hash, now).await? {
            return Err(AppError::LinkExpired);
        }
        store::join(&mut tx, user, self.member, now).await?;
        let event = Event::named(user, ActivityKind::MemberJoined, user.0, name, Visibility::Shared);
        activity::record(&mut tx, now, &event).await?;
        Ok(tx.commit().await?)
    }
}
