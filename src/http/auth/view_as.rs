//! Client's view for agency staff: a session on a tenant host that shows what the client sees and changes nothing, for
//! at most an hour. The session row decides for every request; hidden buttons and fields are not relied on.

use axum::http::request::Parts;
use time::{Duration, OffsetDateTime};

use super::caller::CallerSlot;
use crate::{
    access::Role,
    http::{
        AppError,
        routes::{RouteTable, Trait},
    },
};

/// How long the view lasts unless it is left.
pub const LIFETIME: Duration = Duration::minutes(60);
/// Whether a request changes nothing, or ends the view.
#[must_use]
pub fn is_harmless(parts: &Parts) -> bool {
    parts.method.is_safe() || RouteTable::is(&parts.extensions, &parts.method, Trait::LeavesView)
}

/// Records for the page until when the session is in client view.
pub fn note(parts: &Parts, until: Option<OffsetDateTime>, now: OffsetDateTime) {
    if let (Some(known), Some(until)) = (parts.extensions.get::<CallerSlot>(), until.filter(|until| now < *until)) {
        known.note_view(until);
    }
}

/// Refuses changes while the session is in client view.
pub fn refuse(harmless: bool, until: Option<OffsetDateTime>, now: OffsetDateTime) -> Result<(), AppError> {
    if harmless || until.is_none_or(|until| until <= now) { Ok(()) } else { Err(AppError::ViewOnly) }
}

/// Effective role: in client view agency staff become a client without lead. No role gains rights.
#[must_use]
pub fn served_as(role: Role, until: Option<OffsetDateTime>, now: OffsetDateTime) -> Role {
    if role.is_agency() && until.is_some_and(|until| now < until) { Role::Client { lead: false } } else { role }
}

#[cfg(test)]
mod tests {
    use axum::http::{Method, Request};
    use time::{Duration, OffsetDateTime};

    use super::{is_harmless, refuse, served_as};
    use crate::access::Role;

    #[test]
    fn nobody_becomes_more_by_it_and_nobody_stays_the_agency_s() {
        let now = OffsetDateTime::UNIX_EPOCH;
        for role in Role::ALL {
            let expected = if role.is_agency() { Role::Client { lead: false } } else { role };
            assert_eq!(served_as(role, Some(now + Duration::SECOND), now), expected);
            assert_eq!(served_as(role, Some(now), now), role, "it is over");
            assert_eq!(served_as(role, None, now), role);
        }
    }

    #[test]
    fn every_method_that_changes_something_is_refused() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let refused = |method: Method, until| {
            let (parts, ()) = Request::builder().method(method).uri("/plan").body(()).unwrap().into_parts();
            refuse(is_harmless(&parts), until, now).is_err()
        };
        let soon = Some(now + Duration::SECOND);
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            assert!(refused(method.clone(), soon), "{method}");
            assert!(!refused(method.clone(), None), "{method}");
            assert!(!refused(method.clone(), Some(now)), "{method}");
        }
        assert!(!refused(Method::GET, soon) && !refused(Method::HEAD, soon));
    }
}
