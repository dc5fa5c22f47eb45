//! Rows of threads, messages and reading marks. All reading functions take the reader's audiences.

pub mod readers;

use std::collections::HashSet;

use time::OffsetDateTime;
use uuid::Uuid;

use super::{MessageId, ThreadId};
use crate::{
    access::{MemberRole, Membership, PlatformRole, Role, RoleKind, Visibility, role_of},
    db::{PersonRow, SampleRow, TenantTx},
    features::shared::notify::{QUIET, Recipient},
    ids::UserId,
    text::Language,
};

/// A row in each table, for tests and the isolation check.
pub const SAMPLES: &[SampleRow] = &[
    ("threads (project_id, id, kind, title, created_at)", "project, id(thread), 'shared', canary, at"),
    (
        "messages (project_id, id, thread_id, author_id, body, created_at)",
        "project, id(message), id(thread), person, canary, at",
    ),
    ("thread_reads (project_id, thread_id, user_id, read_at)", "project, id(thread), person, at"),
];

/// A thread for one reader.
#[derive(Clone, Debug)]
pub struct Thread {
    /// Thread id.
    pub id: ThreadId,
    /// Audience.
    pub audience: Visibility,
    /// Title.
    pub title: String,
    /// Creation time.
    pub created_at: OffsetDateTime,
    /// Time of the last message.
    pub last_message_at: Option<OffsetDateTime>,
    /// Number of unread messages by others.
    pub unread: i64,
    /// Time of the newest message the reader has read.
    pub read_at: Option<OffsetDateTime>,
    /// Whether somebody outside the agency wrote last, and nobody said that no answer is needed.
    pub awaits_answer: bool,
}

/// A message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Message id; later messages have greater ones.
    pub id: MessageId,
    /// Author.
    pub author_id: UserId,
    /// Name of the author.
    pub author: Option<String>,
    /// Role of the author.
    pub role: RoleKind,
    /// Text.
    pub body: String,
    /// When it came.
    pub created_at: OffsetDateTime,
    /// When its author changed it.
    pub edited_at: Option<OffsetDateTime>,
}

/// A message on the portal's home.
#[derive(Clone, Debug)]
pub struct Latest {
    /// Thread id.
    pub thread_id: ThreadId,
    /// Name of the author.
    pub author: String,
    /// Whether the author works for the agency.
    pub author_is_agency: bool,
    /// Audience of the thread.
    pub audience: Visibility,
    /// Whole text.
    pub body: String,
    /// When it came.
    pub created_at: OffsetDateTime,
}

/// Opens a thread.
pub async fn insert_thread(
    tx: &mut TenantTx,
    audience: Visibility,
    title: &str,
    now: OffsetDateTime,
) -> Result<ThreadId, sqlx::Error> {
    let (project, id) = (tx.project(), ThreadId::new());
    let insert = sqlx::query!(
        "INSERT INTO threads (project_id, id, kind, title, created_at) VALUES ($1, $2, $3, $4, $5)",
        project.as_str(),
        id.0,
        audience.as_str(),
        title,
        now,
    );
    tx.insert("threads", insert).await?;
    Ok(id)
}

/// Opens the threads every project begins with, titled in its language: the clients' and the agency's own.
pub async fn insert_first_threads(
    tx: &mut TenantTx,
    language: Language,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let (project, ids) = (tx.project(), [ThreadId::new().0, ThreadId::new().0]);
    let titles = ["messages-first-thread", "thread-internal-title"].map(|key| language.text(key));
    let insert = sqlx::query!(
        "INSERT INTO threads (project_id, id, kind, title, created_at)
         VALUES ($1, $2, 'client', $3, $6), ($1, $4, 'internal', $5, $6)",
        project.as_str(),
        ids[0],
        &titles[0],
        ids[1],
        &titles[1],
        now,
    );
    tx.insert("threads", insert).await.map(drop)
}

/// Threads `user` may read, or the one of this ID: by audience in the given order, each in the order of creation.
pub async fn threads(
    tx: &mut TenantTx,
    user: UserId,
    audiences: &[String],
    only: Option<ThreadId>,
) -> Result<Vec<Thread>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Thread,
        r#"SELECT t.id AS "id: ThreadId", t.kind AS "audience: Visibility", t.title, t.created_at,
                  (SELECT max(m.created_at) FROM messages m
                   WHERE m.project_id = $1 AND m.thread_id = t.id) AS last_message_at,
                  (SELECT count(*) FROM messages m
                   WHERE m.project_id = $1 AND m.thread_id = t.id AND m.author_id <> $2
                     AND m.created_at > coalesce(r.read_at, '-infinity')) AS "unread!",
                  r.read_at, t.awaits_answer
           FROM threads t
           LEFT JOIN thread_reads r ON r.project_id = $1 AND r.thread_id = t.id AND r.user_id = $2
           WHERE t.project_id = $1 AND t.kind = ANY ($3) AND ($4::uuid IS NULL OR t.id = $4)
           ORDER BY array_position($3::text[], t.kind), t.id"#,
        project.as_str(),
        user.0,
        audiences,
        only.map(|id| id.0),
    )
    .fetch_all(tx.conn())
    .await
}

/// One thread, if `user` may read it.
pub async fn thread(
    tx: &mut TenantTx,
    user: UserId,
    audiences: &[String],
    id: ThreadId,
) -> Result<Option<Thread>, sqlx::Error> {
    threads(tx, user, audiences, Some(id)).await.map(|mut threads| threads.pop())
}

/// The messages of a thread, newest first, before `before` if given.
pub async fn messages(
    tx: &mut TenantTx,
    thread: ThreadId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Message>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query!(
        r#"SELECT m.id AS "id: MessageId", m.author_id AS "author_id: UserId", p.role AS "role?: MemberRole", m.body,
                  m.created_at, m.edited_at
           FROM messages m
           LEFT JOIN members p ON p.project_id = $1 AND p.user_id = m.author_id
           WHERE m.project_id = $1 AND m.thread_id = $2 AND ($3::uuid IS NULL OR m.id < $3)
           ORDER BY m.id DESC LIMIT $4"#,
        project.as_str(),
        thread.0,
        before,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let people = tx.people(rows.iter().map(|row| row.author_id).collect()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Message {
            id: row.id,
            author_id: row.author_id,
            author: people.name(row.author_id),
            role: author_role(people.get(row.author_id), row.role),
            body: row.body,
            created_at: row.created_at,
            edited_at: row.edited_at,
        })
        .collect())
}

/// Role of an author: that of the membership, also an ended one; an author who never was a member is of a partner agency.
fn author_role(author: Option<&PersonRow>, member: Option<MemberRole>) -> RoleKind {
    let member = member.map(|role| Membership::of(role, false));
    let platform_role = author.map_or(PlatformRole::None, |author| author.platform_role);
    role_of(platform_role, member, None).map_or(RoleKind::Partner, Role::kind)
}

/// Adds a message.
pub async fn insert_message(
    tx: &mut TenantTx,
    thread: ThreadId,
    author: UserId,
    body: &str,
    now: OffsetDateTime,
) -> Result<MessageId, sqlx::Error> {
    let (project, id) = (tx.project(), MessageId::new());
    let insert = sqlx::query!(
        "INSERT INTO messages (project_id, id, thread_id, author_id, body, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        project.as_str(),
        id.0,
        thread.0,
        author.0,
        body,
        now,
    );
    tx.insert("messages", insert).await?;
    Ok(id)
}

/// Changes the text of the thread's last message, if it is this one, of this author and not older than `since`.
pub async fn edit_last(
    tx: &mut TenantTx,
    thread: ThreadId,
    (message, author): (MessageId, UserId),
    body: &str,
    (since, now): (OffsetDateTime, OffsetDateTime),
) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let edited = sqlx::query!(
        "UPDATE messages SET body = $5, edited_at = $7
         WHERE project_id = $1 AND thread_id = $2 AND id = $3 AND author_id = $4 AND created_at >= $6
           AND NOT EXISTS (SELECT FROM messages later
                           WHERE later.project_id = $1 AND later.thread_id = $2 AND later.id > $3)",
        project.as_str(),
        thread.0,
        message.0,
        author.0,
        body,
        since,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(edited.rows_affected() == 1)
}

/// Records who wrote last in a thread: after a client or a partner it is the agency's turn to answer. Locks the thread,
/// so that `settle` knows the message.
pub async fn note_turn(tx: &mut TenantTx, thread: ThreadId, awaits_answer: bool) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "UPDATE threads SET awaits_answer = $3 WHERE project_id = $1 AND id = $2",
        project.as_str(),
        thread.0,
        awaits_answer,
    )
    .execute(tx.conn())
    .await
    .map(drop)
}

/// Records that the last message needs no answer; false if it is not `last` any more. A message that is being
/// written waits in `note_turn`, or is seen here.
pub async fn settle(tx: &mut TenantTx, thread: ThreadId, last: MessageId) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    sqlx::query!("SELECT id FROM threads WHERE project_id = $1 AND id = $2 FOR UPDATE", project.as_str(), thread.0)
        .fetch_optional(tx.conn())
        .await?;
    let settled = sqlx::query!(
        "UPDATE threads SET awaits_answer = false
         WHERE project_id = $1 AND id = $2
           AND $3 = (SELECT id FROM messages WHERE project_id = $1 AND thread_id = $2 ORDER BY id DESC LIMIT 1)",
        project.as_str(),
        thread.0,
        last.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(settled.rows_affected() == 1)
}

/// Records that `user` has read a thread up to its message of `read_at`. The mark never goes back.
pub async fn mark_read(
    tx: &mut TenantTx,
    thread: ThreadId,
    user: UserId,
    read_at: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "INSERT INTO thread_reads (project_id, thread_id, user_id, read_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (project_id, thread_id, user_id)
         DO UPDATE SET read_at = greatest(thread_reads.read_at, excluded.read_at)",
        project.as_str(),
        thread.0,
        user.0,
        read_at,
    )
    .execute(tx.conn())
    .await
    .map(drop)
}

/// Latest messages of all threads of these audiences, newest first.
pub async fn latest(tx: &mut TenantTx, audiences: &[String], limit: i64) -> Result<Vec<Latest>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query!(
        r#"SELECT m.thread_id AS "thread_id: ThreadId", m.author_id AS "author_id: UserId", p.role AS "role?: MemberRole",
                  t.kind AS "audience: Visibility", m.body, m.created_at
           FROM messages m
           JOIN threads t ON t.project_id = $1 AND t.id = m.thread_id
           LEFT JOIN members p ON p.project_id = $1 AND p.user_id = m.author_id
           WHERE m.project_id = $1 AND t.kind = ANY ($2)
           ORDER BY m.id DESC LIMIT $3"#,
        project.as_str(),
        audiences,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let people = tx.people(rows.iter().map(|row| row.author_id).collect()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Latest {
            thread_id: row.thread_id,
            author: people.name(row.author_id).unwrap_or_default(),
            author_is_agency: author_role(people.get(row.author_id), row.role).is_agency(),
            audience: row.audience,
            body: row.body,
            created_at: row.created_at,
        })
        .collect())
}

/// Oldest thread of an audience: the one a project began with.
pub async fn first(tx: &mut TenantTx, audience: Visibility) -> Result<Option<ThreadId>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        r#"SELECT id AS "id: ThreadId" FROM threads WHERE project_id = $1 AND kind = $2 ORDER BY id LIMIT 1"#,
        project.as_str(),
        audience.as_str(),
    )
    .fetch_optional(tx.conn())
    .await
}

/// Recipients to mail now, which is recorded: those who read everything they were mailed of, and those last mailed long
/// ago. Of two concurrent messages one waits here for the other.
pub async fn due(
    tx: &mut TenantTx,
    thread: &Thread,
    recipients: &[Recipient],
    now: OffsetDateTime,
) -> Result<HashSet<UserId>, sqlx::Error> {
    let project = tx.project();
    // In a fixed order, so that two of them cannot deadlock.
    let mut users: Vec<_> = recipients.iter().map(|recipient| recipient.user_id).collect();
    users.sort_unstable();
    let mut due = HashSet::new();
    for user in users {
        let mailed = sqlx::query!(
            "INSERT INTO thread_reads (project_id, thread_id, user_id, mailed_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (project_id, thread_id, user_id) DO UPDATE SET mailed_at = excluded.mailed_at
                 WHERE thread_reads.mailed_at IS NULL OR thread_reads.mailed_at <= thread_reads.read_at
                    OR thread_reads.mailed_at <= $5",
            project.as_str(),
            thread.id.0,
            user.0,
            now,
            now - QUIET,
        );
        if mailed.execute(tx.conn()).await?.rows_affected() == 1 {
            due.insert(user);
        }
    }
    Ok(due)
}
