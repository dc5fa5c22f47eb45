//! Outgoing mail: plain texts; their links and codes take no effect by being opened. Only the job runner sends.

mod address;
mod post;
mod words;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::text::{Language, Value, normalize};

pub use address::{is_address, mailbox};
pub use post::{MailError, Mailer};
pub use words::Word;

/// A mail as stored in the job queue. Its fields are private: every text in it came through [`Word`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Recipient's name, for the To header.
    name: String,
    email: String,
    /// Subject, one line.
    subject: String,
    /// Body, UTF-8 with lines ended by `\n`.
    text: String,
    /// Conversation the mail is about, for threading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    topic: Option<Uuid>,
}

impl Mail {
    /// Mail from the texts `mail-{key}-subject` and `mail-{key}-text`; both may use `args` and the person's `name`.
    #[must_use]
    pub fn in_words(language: Language, key: &str, name: &str, email: &str, args: &[(&'static str, Word)]) -> Self {
        // The person who invites types the recipient's name, so it is cleaned as well.
        let name = words::guarded(name, 100);
        let mut args: Vec<_> = args.iter().map(|(key, word)| (*key, word.value())).collect();
        args.push(("name", Value::from(name.as_str())));
        let subject = language.text_with(&format!("mail-{key}-subject"), &args);
        let mut text = language.text_with(&format!("mail-{key}-text"), &args).into_owned();
        if name.is_empty() {
            // Removes the gap of a greeting without a name: "Bonjour ,".
            text = text.replacen(" ,", ",", 1);
        }
        let subject = normalize::line(&subject);
        Self { name, email: email.to_owned(), subject, text: format!("{text}\n"), topic: None }
    }

    /// The mail as one of the thread `topic`.
    #[must_use]
    pub fn about(self, topic: Uuid) -> Self {
        Self { topic: Some(topic), ..self }
    }
}
