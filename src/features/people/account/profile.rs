//! A person's own profile: name, language, telephone, mail preferences.

use serde::{Deserialize, Serialize};
use strum::VariantArray;

use crate::{features::shared::notify::Topic, http::api::etag, text::Language};

/// Profile of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Display name.
    pub name: String,
    /// Language of pages and mails.
    pub language: Language,
    /// A telephone number as people write it, or nothing.
    pub phone: String,
    /// Topics without mail.
    pub muted: Vec<String>,
}

impl Profile {
    /// Version of name, language and telephone, for forms.
    #[must_use]
    pub fn version(&self) -> String {
        etag::of(&(&self.name, self.language, &self.phone)).unwrap_or_default()
    }

    /// Version of the mail preferences, for forms.
    #[must_use]
    pub fn wishes(&self) -> String {
        etag::of(&self.muted).unwrap_or_default()
    }

    /// Mail preferences.
    #[must_use]
    pub fn notifications(&self) -> Notifications {
        let told = |topic: Topic| !self.muted.iter().any(|muted| muted == topic.as_str());
        Notifications {
            messages: told(Topic::Messages),
            documents: told(Topic::Documents),
            approvals: told(Topic::Approvals),
            file_requests: told(Topic::FileRequests),
            status: told(Topic::Status),
        }
    }
}

/// Mail preferences by topic: whether mail is sent at once, or never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "a wish for each topic")]
pub struct Notifications {
    /// New messages.
    pub messages: bool,
    /// Documents published, new versions.
    pub documents: bool,
    /// Deliverables to decide on, and decisions.
    pub approvals: bool,
    /// Files asked for, files received.
    pub file_requests: bool,
    /// The project's status.
    pub status: bool,
}

/// Fields to change; missing ones stay.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileChange {
    /// Display name.
    pub name: Option<String>,
    /// Language of pages and mails.
    pub language: Option<Language>,
    /// A telephone number; empty for none.
    pub phone: Option<String>,
    /// Mail preferences.
    pub notifications: Option<NotificationsChange>,
}

/// Preferences to change; missing ones stay.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationsChange {
    /// New messages.
    pub messages: Option<bool>,
    /// Documents published, new versions.
    pub documents: Option<bool>,
    /// Deliverables to decide on, and decisions.
    pub approvals: Option<bool>,
    /// Files asked for, files received.
    pub file_requests: Option<bool>,
    /// The project's status.
    pub status: Option<bool>,
}

impl NotificationsChange {
    fn of(self, topic: Topic) -> Option<bool> {
        match topic {
            Topic::Messages => self.messages,
            Topic::Documents => self.documents,
            Topic::Approvals => self.approvals,
            Topic::FileRequests => self.file_requests,
            Topic::Status => self.status,
        }
    }

    pub fn muted(self, before: &[String]) -> Vec<String> {
        let muted = |topic: Topic| match self.of(topic) {
            Some(told) => !told,
            None => before.iter().any(|muted| muted == topic.as_str()),
        };
        Topic::VARIANTS.iter().copied().filter(|topic| muted(*topic)).map(|topic| topic.as_str().to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{NotificationsChange, Profile};
    use crate::text::Language;

    #[test]
    fn only_what_is_named_changes() {
        let before = ["documents".to_owned()];
        let change =
            NotificationsChange { messages: Some(false), status: Some(true), ..NotificationsChange::default() };
        let muted = change.muted(&before);
        assert_eq!(muted, ["messages", "documents"]);
        let profile = Profile { name: String::new(), language: Language::Fr, phone: String::new(), muted };
        let told = profile.notifications();
        assert!(!told.messages && !told.documents && told.approvals && told.file_requests && told.status);
    }
}
