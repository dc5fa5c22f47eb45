//! A person's own profile: name, language, telephone, mail preferences.

use serde::Deserialize;
use strum::VariantArray;

use crate::{
    features::shared::notify::{Notifications, NotificationsChange, Topic},
    http::api::etag,
    text::Language,
};

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
    /// Whether the person has a password.
    pub has_password: bool,
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
        Notifications::all(|topic| !self.muted.iter().any(|muted| muted == topic.as_str()))
    }
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

/// Words of the topics without mail, once `change` is applied to those of `before`.
pub fn muted(change: NotificationsChange, before: &[String]) -> Vec<String> {
    let muted = |topic: Topic| match change.of(topic) {
        Some(told) => !told,
        None => before.iter().any(|muted| muted == topic.as_str()),
    };
    Topic::VARIANTS.iter().copied().filter(|topic| muted(*topic)).map(|topic| topic.as_str().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{NotificationsChange, Profile, muted};
    use crate::text::Language;

    #[test]
    fn only_what_is_named_changes() {
        let before = ["documents".to_owned()];
        let change =
            NotificationsChange { messages: Some(false), status: Some(true), ..NotificationsChange::default() };
        let muted = muted(change, &before);
        assert_eq!(muted, ["messages", "documents"]);
        let profile =
            Profile { name: String::new(), language: Language::Fr, phone: String::new(), muted, has_password: true };
        let told = profile.notifications();
        assert!(!told.messages && !told.documents && told.approvals && told.file_requests && told.status);
    }
}
