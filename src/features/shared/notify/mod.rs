//! Mail to people of a project, in each person's language, enqueued in the transaction of the change it reports.

mod store;

use time::Duration;

pub use store::{admins, members_with_roles, partners_at, staff_at};

use crate::{
    access::MemberRole,
    db::TenantTx,
    http::{Access, AppState},
    ids::UserId,
    jobs::{self, Job},
    mail::{Mail, Word},
    text::Language,
};

/// Topics of mail that people can mute in their profile. Mail that needs an answer (links, invitations, a lost domain)
/// has no topic: it always goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Topic {
    /// New messages.
    Messages,
    /// Documents published, new versions.
    Documents,
    /// Deliverables to decide on, and decisions.
    Approvals,
    /// Files asked for, files received.
    FileRequests,
    /// The project's status.
    Status,
}

words!(Topic);

/// Pause after a mail that its recipient has not acted on. It is longer than a night, so that morning's news is mailed.
pub const QUIET: Duration = Duration::hours(12);

/// Recipient of mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Person id, so that nobody is mailed about their own action.
    pub user_id: UserId,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Language.
    pub language: Language,
    /// Muted topics.
    pub muted: Vec<String>,
}

impl Recipient {
    /// Whether the person wants mail about `topic`. Responsibility and mail preferences are separate.
    #[must_use]
    pub fn wishes(&self, topic: Topic) -> bool {
        !self.muted.iter().any(|muted| muted == topic.as_str())
    }
}

/// The project managers of the transaction's project; its admins while it has none.
pub async fn managers(tx: &mut TenantTx) -> Result<Vec<Recipient>, sqlx::Error> {
    let managers = members_with_roles(tx, &[MemberRole::ProjectManager]).await?;
    if managers.is_empty() { members_with_roles(tx, &[MemberRole::Admin]).await } else { Ok(managers) }
}

/// Enqueues the mail `mail-{key}-subject`, `mail-{key}-text`; both may use `args` and the recipient's `name`.
pub async fn mail_to(
    tx: &mut TenantTx,
    to: &Recipient,
    key: &str,
    args: &[(&'static str, Word)],
) -> Result<(), sqlx::Error> {
    send(tx, compose(to, key, args)).await
}

/// Enqueues a mail.
pub async fn send(tx: &mut TenantTx, mail: Mail) -> Result<(), sqlx::Error> {
    jobs::enqueue(tx, &Job::SendMail(mail)).await.map(drop)
}

/// The mail alone, for transactions outside the recipient's project.
#[must_use]
pub fn compose(to: &Recipient, key: &str, args: &[(&'static str, Word)]) -> Mail {
    Mail::in_words(to.language, key, &to.name, &to.email, args)
}

/// Mails `people` except the caller and those who want no mail on the topic, with a link to `path` of the project.
pub async fn tell_others(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    (people, key, topic): (Vec<Recipient>, &str, Topic),
    subject: &str,
    path: &str,
) -> Result<(), sqlx::Error> {
    let link = format!("{}{path}", state.hosts.tenant(access.project));
    let args =
        [("subject", Word::theirs(subject)), ("project", Word::theirs(&access.title)), ("link", Word::link(&link))];
    for person in people.iter().filter(|person| person.user_id != access.caller.user && person.wishes(topic)) {
        mail_to(tx, person, key, &args).await?;
    }
    Ok(())
}
