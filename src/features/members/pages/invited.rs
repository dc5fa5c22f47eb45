//! Invitations as pages show them, and what is said after one was sent.

use axum::response::Response;
use time::OffsetDateTime;

use super::super::invitations::State;
use crate::{
    http::{AppError, Page, page::At},
    ids::InvitationId,
    text::initials,
};

/// An invitation in a list.
pub struct Invited {
    pub id: String,
    pub title: String,
    pub initials: String,
    pub place: String,
    pub email: String,
    pub state: &'static str,
    pub at: At,
}

/// Who was invited, to what; `email` is empty for whom it is not meant.
pub struct Who {
    pub name: String,
    pub email: String,
    pub place: String,
}

impl Invited {
    /// Called by her name, else by her address, else by the place she is to have.
    pub fn new(
        page: &Page,
        id: InvitationId,
        who: Who,
        (state, at): (State, OffsetDateTime),
        undelivered_at: Option<OffsetDateTime>,
    ) -> Self {
        let Who { name, email, place } = who;
        let (title, email, place) = match (name.is_empty(), email.is_empty()) {
            (false, _) => (name, email, place),
            (true, false) => (email, String::new(), place),
            (true, true) => (place, String::new(), String::new()),
        };
        // A mail that did not arrive says more than the time its link has left.
        let (state, at) = match undelivered_at {
            Some(at) if matches!(state, State::Pending | State::Expired) => ("undelivered", at),
            _ => (state.as_str(), at),
        };
        Self { id: id.to_string(), initials: initials(&title), title, place, email, state, at: page.instant(at) }
    }
}

/// Back to `path`, where it is said that the mail is on its way, or that there were too many.
pub fn sent<T>(
    page: &Page,
    path: &str,
    done: &'static str,
    outcome: Result<T, AppError>,
) -> Result<Response, AppError> {
    match outcome {
        Ok(_) => Ok(page.redirect(path, done)),
        Err(AppError::TooManyMails { .. }) => Ok(page.redirect(path, "flash-too-many-mails")),
        Err(error) => Err(error),
    }
}
