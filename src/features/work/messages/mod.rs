//! Threads and messages between agency, client and partners. Each thread has one of the audiences of documents.

mod api;
pub mod changes;
mod mails;
mod pages;
pub mod store;

use time::Duration;

use crate::{
    access::{Action, Role, Visibility, allows},
    http::{AppError, Checks},
    ids::uuid_ids,
};

pub use api::tenant_api;
pub use pages::tenant_pages;
pub use store::SAMPLES;

uuid_ids! {
    /// A conversation.
    ThreadId,
    /// One message of a thread.
    MessageId,
}

/// Time in which an author may change their message, while none follows it.
pub const EDITABLE: Duration = Duration::minutes(15);

/// Maximum length of a message in characters.
pub const LONGEST: usize = 10_000;

/// Audiences of threads, in the order of lists.
pub const AUDIENCES: [Visibility; 4] =
    [Visibility::Client, Visibility::Shared, Visibility::Partner, Visibility::Internal];

/// Permission needed for reading and writing threads of this audience.
#[must_use]
pub fn action(audience: Visibility) -> Action {
    match audience {
        Visibility::Internal => Action::UseInternalThreads,
        Visibility::Client => Action::UseClientThreads,
        Visibility::Partner => Action::UsePartnerThreads,
        Visibility::Shared => Action::UseSharedThreads,
    }
}

/// Audiences whose threads `role` reads and writes, in the order of lists, for binding into statements.
#[must_use]
pub fn audiences(role: Role) -> Vec<String> {
    let read = AUDIENCES.into_iter().filter(|audience| allows(role, action(*audience)));
    read.map(|audience| audience.as_str().to_owned()).collect()
}

/// A message in stored form: 1–10000 characters, without surrounding white space.
fn checked_body(typed: &str) -> Result<String, AppError> {
    let body = crate::text::normalize::lines(typed);
    Checks::new().required("body", &body).length("body", &body, 1, LONGEST).finish()?;
    Ok(body)
}

/// Beginning of `body` on one line, at most `longest` characters, cut between words if possible.
#[must_use]
pub fn excerpt(body: &str, longest: usize) -> String {
    let line = crate::text::normalize::line(body);
    if line.chars().count() <= longest {
        return line;
    }
    // One character is reserved for the ellipsis.
    let cut: String = line.chars().take(longest.saturating_sub(1)).collect();
    let whole_words = cut.rfind(' ').filter(|end| *end > cut.len() / 2).and_then(|end| cut.get(..end));
    format!("{}…", whole_words.unwrap_or(&cut))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, audiences, checked_body, excerpt};
    use crate::{access::PartnerLevel, http::AppError};

    #[test]
    fn each_role_reads_the_threads_of_its_audiences() {
        use crate::access::Role;
        for role in Role::ALL {
            let expected: &[&str] = match role {
                Role::Client { .. } => &["client", "shared"],
                Role::ProjectManager { .. } | Role::Admin => &["client", "shared", "partner", "internal"],
                Role::Partner(PartnerLevel::View) => &[],
                Role::Partner(PartnerLevel::Edit | PartnerLevel::Manage) => &["shared", "partner"],
            };
            assert_eq!(audiences(role), expected, "{role:?}");
        }
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
