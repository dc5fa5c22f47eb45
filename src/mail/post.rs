//! Delivery of mail: to an SMTP relay, or to a folder.

use std::{error::Error as _, path::Path, sync::Arc, time::SystemTime};

use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Mail, address::recipient};
use crate::telemetry::times::{Counted, Times};

/// Mail transport.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
    times: Arc<Times>,
}

#[derive(Clone)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Files(AsyncFileTransport<Tokio1Executor>),
}

/// Reason for not sending a mail.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// `FATAPLUS_MAIL_FROM` or a recipient is not an address.
    #[error("not a mail address")]
    Address(#[from] lettre::address::AddressError),
    /// The message could not be composed.
    #[error("the mail could not be composed")]
    Compose(#[from] lettre::error::Error),
    /// `SMTP_URL` is unusable or the server refused.
    #[error("the mail server refused or could not be reached")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// The mail folder could not be written.
    #[error("the mail folder could not be written")]
    Files(#[from] lettre::transport::file::Error),
}

impl MailError {
    /// Description for admins, without any message text or address.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Address(_) => "mail-address".to_owned(),
            Self::Compose(_) => "mail-compose".to_owned(),
            Self::Files(_) => "mail-folder".to_owned(),
            Self::Smtp(error) => match (error.status(), enhanced(error)) {
                (Some(code), Some((class, subject, detail))) => format!("smtp-{code} {class}.{subject}.{detail}"),
                (Some(code), None) => format!("smtp-{code}"),
                (None, _) if error.is_timeout() => "smtp-timeout".to_owned(),
                (None, _) if error.is_tls() => "smtp-tls".to_owned(),
                (None, _) => "smtp-unreachable".to_owned(),
            },
        }
    }

    /// Whether another try would fail alike, because the relay refuses the recipient. A refusal that concerns us
    /// (log-in, sender address, relaying, policy) is for an operator to fix, and the mail waits for that.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Address(_) | Self::Compose(_) => true,
            Self::Files(_) => false,
            Self::Smtp(error) => error.status().is_some_and(|code| is_recipient_s(u16::from(code), enhanced(error))),
        }
    }
}

/// Enhanced status code (RFC 3463): class, subject, detail.
type Enhanced = (u16, u16, u16);

/// Enhanced code at the beginning of the relay's answer, if it sends one.
fn enhanced(error: &lettre::transport::smtp::Error) -> Option<Enhanced> {
    let text = error.source()?.to_string();
    let mut parts = text.split_whitespace().next()?.splitn(3, '.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

/// Whether the code concerns the recipient: mailbox or domain unknown, moved or disabled. RFC 3463's 5.1.x except those
/// about the sender, and 5.2.1; without an enhanced code RFC 5321's own.
fn is_recipient_s(code: u16, enhanced: Option<Enhanced>) -> bool {
    match enhanced {
        Some((class, subject, detail)) => {
            class == 5 && (subject == 1 && !matches!(detail, 7..=9) || (subject, detail) == (2, 1))
        }
        None => matches!(code, 550 | 551 | 553 | 556),
    }
}

/// `FATAPLUS_MAIL_FROM` with its domain as the DNS has it, like every address that mail goes to.
fn sender(from: &str) -> Result<Mailbox, MailError> {
    let Mailbox { name, email } = from.parse()?;
    Ok(Mailbox { name, email: recipient(email.as_ref())? })
}

impl Mailer {
    /// Transport through the SMTP server of a URL such as `smtps://user:password@host`.
    pub fn smtp(url: &SecretString, from: &str) -> Result<Self, MailError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())?.build();
        Ok(Self { from: sender(from)?, transport: Transport::Smtp(transport), times: Arc::default() })
    }

    /// Transport that writes `.eml` files into `folder`, which must exist.
    pub fn files(folder: &Path, from: &str) -> Result<Self, MailError> {
        let transport = Transport::Files(AsyncFileTransport::new(folder));
        Ok(Self { from: sender(from)?, transport, times: Arc::default() })
    }

    /// How long sending took, refusals included.
    #[must_use]
    pub fn times(&self) -> Counted {
        self.times.counted()
    }

    /// Sends a mail. `id` and `written_at` belong to the mail, so that a mail sent twice has one message id.
    pub async fn send(&self, id: Uuid, written_at: OffsetDateTime, mail: &Mail) -> Result<(), MailError> {
        let message = self.compose(id, written_at, mail)?;
        match &self.transport {
            Transport::Smtp(smtp) => self.times.of(smtp.send(message)).await.map(drop)?,
            Transport::Files(files) => self.times.of(files.send(message)).await.map(drop)?,
        }
        Ok(())
    }

    fn compose(&self, id: Uuid, written_at: OffsetDateTime, mail: &Mail) -> Result<Message, MailError> {
        let address = recipient(&mail.email)?;
        let domain = idna::domain_to_ascii(self.from.email.domain()).unwrap_or_else(|_| "localhost".to_owned());
        let name = Some(mail.name.clone()).filter(|name| !name.is_empty());
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(name, address))
            .subject(mail.subject.clone())
            .date(SystemTime::from(written_at))
            .message_id(Some(format!("<{id}@{domain}>")))
            // RFC 3834: keeps automatic responders from answering.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        if let Some(topic) = mail.topic {
            // Mails about one conversation form a thread in the mailbox.
            message = message.references(format!("<{topic}@{domain}>"));
        }
        Ok(message.singlepart(SinglePart::plain(mail.text.clone()))?)
    }
}

#[cfg(test)]
mod tests;
