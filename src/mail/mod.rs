//! Outgoing mail: text parts with links and codes that never act by being opened. Sent by the job runner only.

mod address;
mod post;
mod words;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::text::{Language, Value, typed};

pub use address::{is_address, mailbox};
pub use post::{MailError, Mailer};
pub use words::Word;

/// A mail as it waits in the job queue. Its fields are private: every word in it came through [`Word`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The person's name, for the To header.
    name: String,
    email: String,
    /// One line.
    subject: String,
    /// UTF-8, lines ended by `\n`.
    text: String,
    /// What the mails of one conversation have in common.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    topic: Option<Uuid>,
}

impl Mail {
    /// The mail `mail-{key}-subject`, `mail-{key}-text`; both may use `args` and the person's `name`.
    #[must_use]
    pub fn in_words(language: Language, key: &str, name: &str, email: &str, args: &[(&'static str, Word)]) -> Self {
        // A name is typed by whoever invites, too.
        let name = words::guarded(name, 100);
        let mut args: Vec<_> = args.iter().map(|(key, word)| (*key, word.value())).collect();
        args.push(("name", Value::from(name.as_str())));
        let subject = language.text_with(&format!("mail-{key}-subject"), &args);
        let mut text = language.text_with(&format!("mail-{key}-text"), &args).into_owned();
        if name.is_empty() {
            // Who has told no name is greeted without one: "Bonjour ,".
            text = text.replacen(" ,", ",", 1);
        }
        let subject = typed::line(&subject);
        Self { name, email: email.to_owned(), subject, text: format!("{text}\n"), topic: None }
    }

    /// The same, as one of the mails about `topic`.
    #[must_use]
    pub fn about(self, topic: Uuid) -> Self {
        Self { topic: Some(topic), ..self }
    }
}
