//! Last visits of a project's people on its host, for the agency alone.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::store::Member;
use crate::{
    db::PlatformScope,
    http::{Access, AppError, AppState},
    identity::sessions,
    ids::UserId,
};

/// Last visits by person.
#[derive(Debug, Default)]
pub struct LastSeen(HashMap<UserId, OffsetDateTime>);

impl LastSeen {
    /// Last visit of the person, if any.
    pub fn of(&self, user: UserId) -> Option<OffsetDateTime> {
        self.0.get(&user).copied()
    }
}

/// Last visits of `members` in the caller's project; empty unless the caller belongs to the agency.
pub async fn last_seen(state: &AppState, access: &Access, members: &[Member]) -> Result<LastSeen, AppError> {
    if !access.role.is_agency() {
        return Ok(LastSeen::default());
    }
    let people: Vec<_> = members.iter().map(|member| member.user_id.0).collect();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    Ok(LastSeen(sessions::last_seen_in(&mut tx, access.project, &people).await?.into_iter().collect()))
}
