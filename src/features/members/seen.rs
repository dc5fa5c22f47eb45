//! When the people of a project were last on its host: for the agency, and never for anybody else.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::store::Member;
use crate::{
    db::PlatformScope,
    http::{Access, AppError, AppState},
    identity::sessions,
    ids::UserId,
};

/// By person.
#[derive(Debug, Default)]
pub struct LastSeen(HashMap<UserId, OffsetDateTime>);

impl LastSeen {
    /// When she was last here, if ever.
    pub fn of(&self, user: UserId) -> Option<OffsetDateTime> {
        self.0.get(&user).copied()
    }
}

/// When `members` were last in the caller's project; nothing for who is not of the agency.
pub async fn last_seen(state: &AppState, access: &Access, members: &[Member]) -> Result<LastSeen, AppError> {
    if !access.role.is_agency() {
        return Ok(LastSeen::default());
    }
    let people: Vec<_> = members.iter().map(|member| member.user_id.0).collect();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    Ok(LastSeen(sessions::last_seen_in(&mut tx, access.project, &people).await?.into_iter().collect()))
}
