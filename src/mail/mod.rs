//! Outgoing mail: text parts with links and codes that never act by being opened. Sent by the job runner only.

use std::path::Path;

use lettre::{
    Address, AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, SinglePart},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::text::{Language, Value, typed};

/// A mail as it waits in the job queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The person's name, for the To header.
    pub name: String,
    /// The address.
    pub email: String,
    /// The subject, one line.
    pub subject: String,
    /// The text part, UTF-8, lines ended by `\n`.
    pub text: String,
}

impl Mail {
    /// The mail `mail-{key}-subject`, `mail-{key}-text`; both may use `args` and the person's `name`.
    #[must_use]
    pub fn in_words(
        language: Language,
        key: &str,
        name: &str,
        email: &str,
        args: &[(&'static str, Value<'_>)],
    ) -> Self {
        // What people typed stays on the line it is put into: nobody writes paragraphs into our mail.
        let on_one_line = |value: &Value<'_>| match value {
            Value::String(text) => Value::from(typed::line(text)),
            other => other.clone().into_owned(),
        };
        let mut args: Vec<_> = args.iter().map(|(key, value)| (*key, on_one_line(value))).collect();
        args.push(("name", Value::from(typed::line(name))));
        let subject = language.text_with(&format!("mail-{key}-subject"), &args);
        let mut text = language.text_with(&format!("mail-{key}-text"), &args).into_owned();
        if name.trim().is_empty() {
            // Who has told no name is greeted without one: "Bonjour ,".
            text = text.replacen(" ,", ",", 1);
        }
        Self {
            name: name.to_owned(),
            email: email.to_owned(),
            // A subject is one line, whatever is in the names it speaks of.
            subject: typed::line(&subject),
            text: format!("{text}\n"),
        }
    }
}

/// Where mail goes.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
}

#[derive(Clone)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Files(AsyncFileTransport<Tokio1Executor>),
}

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// `FATAPLUS_MAIL_FROM` or a recipient is not an address.
    #[error("not a mail address")]
    Address(#[from] lettre::address::AddressError),
    /// The message could not be put together.
    #[error("the mail could not be composed")]
    Compose(#[from] lettre::error::Error),
    /// `SMTP_URL` is unusable or the server refused.
    #[error("the mail server refused or could not be reached")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// The mail folder could not be written.
    #[error("the mail folder could not be written")]
    Files(#[from] lettre::transport::file::Error),
}

impl Mailer {
    /// Through the SMTP server of a URL such as `smtps://user:password@host`.
    pub fn smtp(url: &SecretString, from: &str) -> Result<Self, MailError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())?.build();
        Ok(Self { from: from.parse()?, transport: Transport::Smtp(transport) })
    }

    /// As `.eml` files in `folder`, which must exist.
    pub fn files(folder: &Path, from: &str) -> Result<Self, MailError> {
        Ok(Self { from: from.parse()?, transport: Transport::Files(AsyncFileTransport::new(folder)) })
    }

    /// Sends, or tells why not.
    pub async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let address: Address = mail.email.parse()?;
        // A display name is one line without control characters; lettre would panic on any other.
        let name = typed::line(&mail.name);
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(name).filter(|name| !name.is_empty()), address))
            .subject(mail.subject)
            .singlepart(SinglePart::plain(mail.text))?;
        match &self.transport {
            Transport::Smtp(smtp) => smtp.send(message).await.map(drop)?,
            Transport::Files(files) => files.send(message).await.map(drop)?,
        }
        Ok(())
    }
}

/// Whether `text` can be mailed to (RFC 5321 form, with a dot in the domain).
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.len() <= 254 && text.parse::<Address>().is_ok_and(|address| address.domain().contains('.'))
}
