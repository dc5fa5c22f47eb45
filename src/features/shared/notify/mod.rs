//! Mail to people of a project, in each person's language, enqueued in the transaction of the change it reports.

mod store;

use serde::{Deserialize, Serialize};
use time::{Date, Duration};

pub use store::{admins, agents_at, agents_of, members_with_roles, partners_at, people, staff, staff_at};

use crate::{
    access::MemberRole,
    db::TenantTx,
    http::{Access, AppState},
    ids::UserId,
    jobs,
    mail::{Mail, Word},
    text::Language,
};

macro_rules! topics {
    ($($(#[$doc:meta])* $name:ident = $field:ident),+ $(,)?) => {
        /// Topics of mail that people can mute in their profile. Mail that needs an answer (links, invitations, a lost
        /// domain) has no topic: it always goes out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
        #[strum(serialize_all = "snake_case")]
        pub enum Topic { $($(#[$doc])* $name),+ }

        /// Mail preferences by topic: whether mail is sent at once, or never.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
        pub struct Notifications { $($(#[$doc])* pub $field: bool),+ }

        impl Notifications {
            /// A wish for each topic.
            #[must_use]
            pub fn all(wish: impl Fn(Topic) -> bool) -> Self {
                Self { $($field: wish(Topic::$name)),+ }
            }
        }

        /// Preferences to change; missing ones stay.
        #[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct NotificationsChange { $($(#[$doc])* pub $field: Option<bool>),+ }

        impl NotificationsChange {
            /// A wish for each topic, if it is to change.
            #[must_use]
            pub fn all(wish: impl Fn(Topic) -> Option<bool>) -> Self {
                Self { $($field: wish(Topic::$name)),+ }
            }

            /// The new wish about a topic.
            #[must_use]
            pub fn of(self, topic: Topic) -> Option<bool> {
                match topic { $(Topic::$name => self.$field),+ }
            }
        }
    };
}

topics! {
    /// New messages.
    Messages = messages,
    /// Documents published, new versions.
    Documents = documents,
    /// Deliverables to decide on, and decisions.
    Approvals = approvals,
    /// Files asked for, files received.
    FileRequests = file_requests,
    /// Tasks given to the person, or to the client.
    Tasks = tasks,
    /// The project's status.
    Status = status,
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

/// The project managers of the transaction's project; its admins while it has none, and the platform's while it has
/// neither: somebody reads what clients send.
pub async fn managers(tx: &mut TenantTx) -> Result<Vec<Recipient>, sqlx::Error> {
    for role in [MemberRole::ProjectManager, MemberRole::Admin] {
        let found = members_with_roles(tx, &[role]).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let admins = tx.platform_admins().await?;
    people(tx, admins).await
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
    jobs::enqueue(tx, &mail).await.map(drop)
}

/// The mail alone, for transactions outside the recipient's project.
#[must_use]
pub fn compose(to: &Recipient, key: &str, args: &[(&'static str, Word)]) -> Mail {
    Mail::in_words(to.language, key, &to.name, &to.email, args)
}

/// Words of `key` about a day; nothing without one.
#[must_use]
pub fn by_day(key: &str, language: Language, day: Option<Date>) -> Word {
    let text = day.map(|day| language.text_with(key, &[("day", language.day(day).into())]));
    Word::ours(text.unwrap_or_default())
}

/// News of a project, as the mail `mail-{key}-subject`, `mail-{key}-text`.
#[derive(Clone, Copy, Debug)]
pub struct News<'a> {
    /// Key of the texts, which may use `subject`, `due`, `project`, `link`, `note`, the caller `who` and the recipient's
    /// `name`.
    pub key: &'a str,
    /// Topic that people may have muted.
    pub topic: Topic,
    /// Title of the thing that is new.
    pub subject: &'a str,
    /// Day by which it is wanted.
    pub due: Option<Date>,
    /// Its path in the project.
    pub path: &'a str,
    /// Passage that somebody wrote about it; empty without one.
    pub note: &'a str,
}

/// Mails `people` except the caller and those who want no mail on the topic.
pub async fn tell_others(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    people: Vec<Recipient>,
    news: &News<'_>,
) -> Result<(), sqlx::Error> {
    let link = format!("{}{}", state.hosts.tenant(access.project), news.path);
    for person in people.iter().filter(|person| person.user_id != access.caller.user && person.wishes(news.topic)) {
        let args = [
            ("subject", Word::theirs(news.subject)),
            ("due", by_day("mail-due", person.language, news.due)),
            ("project", Word::theirs(&access.title)),
            ("link", Word::link(&link)),
            ("note", Word::passage(news.note)),
            ("who", Word::theirs(&access.caller.name)),
        ];
        mail_to(tx, person, news.key, &args).await?;
    }
    Ok(())
}
