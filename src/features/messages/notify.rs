//! Mail about a message, to the other side, once until it is read: a lively thread does not fill mailboxes.

use std::collections::HashSet;

use time::OffsetDateTime;

use super::{ThreadKind, excerpt, store::Thread};
use crate::{
    access::{PartnerLevel, Role},
    db::TenantTx,
    features::notify::{self, Recipient, Topic, members_with_roles, partners_at},
    http::{Access, AppError, AppState},
    ids::{MessageId, UserId},
    mail::Word,
};

/// How much of the message stands in the mail: enough to know whether to go and look.
const EXCERPT: usize = 200;

/// Tells those the message is for, except who has older unread messages in this thread: she was told already.
/// Wake the worker after the commit when this says that mail waits.
pub async fn tell(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    thread: &Thread,
    message: MessageId,
    body: &str,
) -> Result<bool, AppError> {
    let recipients = other_side(tx, access.role, thread.kind, state.clock.now()).await?;
    if recipients.is_empty() {
        return Ok(false);
    }
    let link = format!("{}/messages/{}", state.hosts.tenant(access.project), thread.id);
    let args = [
        ("author", Word::theirs(&access.caller.name)),
        ("project", Word::theirs(&access.title)),
        ("excerpt", Word::passage(&excerpt(body, EXCERPT))),
        ("link", Word::link(&link)),
    ];
    let told = told_already(tx, thread, message, &recipients).await?;
    let mut enqueued = false;
    for recipient in recipients {
        let wishes = recipient.user_id != access.caller.user && recipient.wishes(Topic::Messages);
        if wishes && !told.contains(&recipient.user_id) {
            let mail = notify::compose(&recipient, "message", &args).about(thread.id.0);
            notify::send(tx, mail).await?;
            enqueued = true;
        }
    }
    Ok(enqueued)
}

/// The client writes to those who run the project, they to the client, a partner to both; partners who write there hear of
/// what they did not write. What the agency says among itself is read in the portal.
async fn other_side(
    tx: &mut TenantTx,
    author: Role,
    kind: ThreadKind,
    now: OffsetDateTime,
) -> Result<Vec<Recipient>, sqlx::Error> {
    if kind == ThreadKind::Internal {
        return Ok(Vec::new());
    }
    let mut recipients = Vec::new();
    if !author.is_agency() {
        recipients = members_with_roles(tx, &["project_manager"]).await?;
        if recipients.is_empty() {
            recipients = members_with_roles(tx, &["admin"]).await?;
        }
    }
    if !matches!(author, Role::Client { .. }) {
        recipients.extend(members_with_roles(tx, &["client"]).await?);
    }
    if !matches!(author, Role::Partner(_)) {
        recipients.extend(partners_at(tx, &[PartnerLevel::Edit, PartnerLevel::Manage], now).await?);
    }
    // Somebody may be a member and an agency's at once.
    let mut known = HashSet::new();
    recipients.retain(|recipient| known.insert(recipient.user_id));
    Ok(recipients)
}

/// Those among the recipients with messages unread before this one.
async fn told_already(
    tx: &mut TenantTx,
    thread: &Thread,
    message: MessageId,
    recipients: &[Recipient],
) -> Result<HashSet<UserId>, sqlx::Error> {
    let project = tx.project();
    let users: Vec<_> = recipients.iter().map(|recipient| recipient.user_id.0).collect();
    let told = sqlx::query_scalar!(
        r#"SELECT reader AS "reader!" FROM unnest($4::uuid[]) AS reader
           WHERE EXISTS (
               SELECT 1 FROM messages m
               LEFT JOIN thread_reads r ON r.project_id = $1 AND r.thread_id = $2 AND r.user_id = reader
               WHERE m.project_id = $1 AND m.thread_id = $2 AND m.id <> $3 AND m.author_id <> reader
                 AND m.created_at > coalesce(r.read_at, '-infinity'))"#,
        project.as_str(),
        thread.id.0,
        message.0,
        &users,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(told.into_iter().map(UserId).collect())
}
