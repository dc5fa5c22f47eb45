//! Threads and messages: what client and agency say to each other, and the agency to itself.

mod api;
pub mod changes;
mod notify;
mod pages;
pub mod store;

use serde::{Deserialize, Serialize};

use crate::{
    access::{Action, Role, allows},
    http::{AppError, Checks},
};

pub use api::tenant_api;
pub use pages::tenant_pages;

/// The longest message, in characters.
pub const LONGEST: usize = 10_000;

/// Who reads a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ThreadKind {
    /// Agency, client, and partners who may edit.
    Client,
    /// The agency alone.
    Internal,
}

impl ThreadKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Client, Self::Internal];

    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Internal => "internal",
        }
    }

    /// What one must be allowed to read and write it.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Self::Client => Action::UseClientThread,
            Self::Internal => Action::UseInternalThreads,
        }
    }
}

/// Whether `role` knows of internal threads.
#[must_use]
pub fn may_internal(role: Role) -> bool {
    allows(role, ThreadKind::Internal.action())
}

/// The kinds of thread, for binding into statements.
fn kinds(may_internal: bool) -> Vec<String> {
    let kinds = ThreadKind::ALL.into_iter().filter(|kind| may_internal || *kind == ThreadKind::Client);
    kinds.map(|kind| kind.as_str().to_owned()).collect()
}

/// A message as it is kept: 1–10000 characters, without white space around them.
fn checked_body(typed: &str) -> Result<String, AppError> {
    let body = crate::text::typed::lines(typed);
    Checks::new().required("body", &body).length("body", &body, 1, LONGEST).finish()?;
    Ok(body)
}

/// The beginning of `body` on one line, at most `longest` characters, cut between words where there are some.
#[must_use]
pub fn excerpt(body: &str, longest: usize) -> String {
    let line = crate::text::typed::line(body);
    if line.chars().count() <= longest {
        return line;
    }
    // One character is the ellipsis.
    let cut: String = line.chars().take(longest.saturating_sub(1)).collect();
    let whole_words = cut.rfind(' ').filter(|end| *end > cut.len() / 2).and_then(|end| cut.get(..end));
    format!("{}…", whole_words.unwrap_or(&cut))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, checked_body, excerpt, kinds};
    use crate::http::AppError;

    #[test]
    fn only_the_agency_knows_of_internal_threads() {
        use crate::access::Role;
        for role in Role::ALL {
            assert_eq!(super::may_internal(role), role.is_agency(), "{role:?}");
        }
        assert_eq!(kinds(false), ["client"]);
        assert_eq!(kinds(true), ["client", "internal"]);
    }

    #[test]
    fn a_message_says_something_and_not_too_much() {
        let code = |body: &str| match checked_body(body) {
            Err(AppError::Invalid(errors)) => errors.iter().map(|error| error.code).next(),
            _ => None,
        };
        assert_eq!(code(" \r\n\t"), Some("required"));
        assert_eq!(code(&"é".repeat(LONGEST)), None);
        assert_eq!(code(&"é".repeat(LONGEST + 1)), Some("too-long"));
        assert_eq!(checked_body(" Hello,\r\n\r\nall \n").ok().as_deref(), Some("Hello,\n\nall"));
    }

    #[test]
    fn an_excerpt_is_one_line_and_never_longer() {
        assert_eq!(excerpt("Hello,\n\n  all", 200), "Hello, all");
        assert_eq!(excerpt("one two three four", 12), "one two…");
        assert_eq!(excerpt("ééééééééééé", 5), "éééé…");
        let long = "mot ".repeat(100);
        assert!(excerpt(&long, 200).chars().count() <= 200);
    }
}
