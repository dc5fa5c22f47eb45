//! Mail about messages to the other side. A row records the last message a reader was mailed of: while they have not
//! read it, the next mail follows only after `QUIET`, so that a lively thread does not flood mailboxes and nobody
//! misses a conversation.

use time::OffsetDateTime;

use super::{
    action, excerpt,
    store::{self, Thread},
};
use crate::{
    access::{MemberRole, PartnerLevel, Role, Visibility, allows},
    db::TenantTx,
    features::shared::notify::{self, QUIET, Recipient, Topic, members_with_roles, partners_at},
    http::{Access, AppError, AppState},
    mail::Word,
};

/// Length of the excerpt in the mail: enough to decide whether to look.
const EXCERPT: usize = 200;

/// Mails the recipients of a message. If it returns true, wake the worker after the commit.
pub async fn tell(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    thread: &Thread,
    body: &str,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    let mut recipients = other_side(tx, access.role, thread.audience, now).await?;
    recipients.retain(|recipient| recipient.user_id != access.caller.user && recipient.wishes(Topic::Messages));
    let due = store::due(tx, thread, &recipients, now).await?;
    let link = format!("{}/messages/{}", state.hosts.tenant(access.project), thread.id);
    let args = [
        ("author", Word::theirs(&access.caller.name)),
        ("project", Word::theirs(&access.title)),
        ("excerpt", Word::passage(&excerpt(body, EXCERPT))),
        ("hours", Word::ours(QUIET.whole_hours().to_string().into())),
        ("link", Word::link(&link)),
    ];
    for recipient in recipients.iter().filter(|recipient| due.contains(&recipient.user_id)) {
        let mail = notify::compose(recipient, "message", &args).about(thread.id.0);
        notify::send(tx, mail).await?;
    }
    Ok(())
}

/// Recipients of a message: a client writes to the people who run the project, they to the client, partners to both,
/// each as far as the audience permits; partners are mailed of messages by others. Internal messages of the agency are
/// read in the portal.
async fn other_side(
    tx: &mut TenantTx,
    author: Role,
    audience: Visibility,
    now: OffsetDateTime,
) -> Result<Vec<Recipient>, sqlx::Error> {
    let reads = |role: Role| allows(role, action(audience));
    let mut recipients = Vec::new();
    if !author.is_agency() {
        recipients = notify::managers(tx).await?;
    }
    if !matches!(author, Role::Client { .. }) && reads(Role::Client { lead: false }) {
        recipients.extend(members_with_roles(tx, &[MemberRole::Client]).await?);
    }
    if !matches!(author, Role::Partner(_)) && reads(Role::Partner(PartnerLevel::Edit)) {
        recipients.extend(partners_at(tx, &[PartnerLevel::Edit, PartnerLevel::Manage], now).await?);
    }
    Ok(recipients)
}
