//! Invitations on pages, and the message after sending one.

use axum::response::Response;
use time::OffsetDateTime;

use super::InvitationState;
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
    /// Whether the viewer knows whom it is for, and can tell it from others.
    pub is_known: bool,
    pub state: &'static str,
    pub at: At,
}

/// Invited person and place; `email` is empty for viewers who may not see it.
pub struct Who {
    pub name: String,
    pub email: String,
    pub place: String,
}

impl Invited {
    /// Labelled by name, else by address, else by place.
    pub fn new(
        page: &Page,
        id: InvitationId,
        who: Who,
        (state, at): (InvitationState, OffsetDateTime),
        undelivered_at: Option<OffsetDateTime>,
    ) -> Self {
        let Who { name, email, place } = who;
        let is_known = !name.is_empty() || !email.is_empty();
        let (title, email, place) = match (name.is_empty(), email.is_empty()) {
            (false, _) => (name, email, place),
            (true, false) => (email, String::new(), place),
            (true, true) => (place, String::new(), String::new()),
        };
        // An undelivered mail matters more than the rest of the link's lifetime.
        let (state, at) = match undelivered_at {
            Some(at) if matches!(state, InvitationState::Pending | InvitationState::Expired) => ("undelivered", at),
            _ => (state.as_str(), at),
        };
        Self {
            id: id.to_string(),
            initials: initials(&title),
            title,
            place,
            email,
            is_known,
            state,
            at: page.instant(at),
        }
    }
}

/// Redirects to `path` with the message that the mail is on its way, or that there were too many.
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
