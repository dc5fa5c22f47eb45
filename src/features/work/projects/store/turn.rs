//! Turn of a project. One rule, the SQL function `waiting` (`migrations/0005_work.sql`), lists what a project waits
//! for; this module derives the turn from its rows.

use serde::Serialize;
use time::Date;
use uuid::Uuid;

use super::super::Status;
use crate::{access::Side, db::TenantTx, ids::UserId};

/// Side whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Turn {
    /// The client has something to send, decide or do.
    Client,
    /// The agency: it has open items, or no side has any and the project is not delivered.
    Agency,
    /// Both sides have open items.
    Both,
    /// No side has open items, and the project is delivered.
    Nobody,
}

words!(Turn);

impl Turn {
    /// Turn of a project at `status` with these numbers of open items of client and agency. Items of a client whom
    /// the project does not have are no client's turn: the agency invites one.
    #[must_use]
    pub fn of(status: Status, has_client: bool, client: i64, agency: i64) -> Self {
        match (has_client && client > 0, agency > 0) {
            (true, true) => Self::Both,
            (true, false) => Self::Client,
            (false, false) if status.is_over() => Self::Nobody,
            (false, _) => Self::Agency,
        }
    }

    /// Whether it is the turn of `side`.
    #[must_use]
    pub fn is_of(self, side: Side) -> bool {
        match self {
            Self::Both => true,
            Self::Client => side == Side::Client,
            Self::Agency => side == Side::Agency,
            Self::Nobody => false,
        }
    }
}

/// Kinds of open items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Todo {
    /// Send files that were asked for.
    SendFiles,
    /// Check received files.
    CheckFiles,
    /// Approve a deliverable, or ask for changes.
    Decide,
    /// Change a deliverable as the client asked.
    Correct,
    /// Answer a message.
    Answer,
    /// Do a task.
    Task,
}

/// An open item of a project.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Side that has to act.
    pub side: Side,
    /// Kind of item.
    pub todo: Todo,
    /// The file request, document, thread or task.
    pub subject: Uuid,
    /// Title of that row.
    pub title: String,
    /// Author of a message that waits for an answer, or assignee of a task.
    pub person_id: Option<UserId>,
    /// Their name; empty without one.
    pub person: String,
    /// Why files of this request were sent back; empty otherwise.
    pub note: String,
    /// Due day.
    pub due_on: Option<Date>,
    /// Number of open items of this side, including this one.
    pub of: i64,
}

/// Maximum number of items shown of a side.
const SHOWN: i64 = 20;

/// Open items of the project: the most urgent of each side; with `person`, no tasks that are assigned to others.
pub async fn waiting(tx: &mut TenantTx, person: Option<UserId>, today: Date) -> Result<Vec<Waiting>, sqlx::Error> {
    let project = tx.project();
    let mut found = sqlx::query_as!(
        Waiting,
        r#"SELECT w.side AS "side!: Side", w.kind AS "todo!: Todo", w.subject AS "subject!", w.due_on, w.count AS "of!",
                  coalesce(f.title, d.name, h.title, w.task, '') AS "title!",
                  CASE WHEN w.kind = 'answer'
                       THEN (SELECT m.author_id FROM messages m WHERE m.project_id = $1 AND m.thread_id = w.subject
                             ORDER BY m.id DESC LIMIT 1) ELSE w.assignee END AS "person_id: UserId", '' AS "person!",
                  CASE WHEN w.kind = 'send_files' THEN coalesce(f.return_note, '') ELSE '' END AS "note!"
           FROM (SELECT o.*, t.title AS task, t.assignee_id AS assignee, count(*) OVER (PARTITION BY o.side) AS count,
                        row_number() OVER (PARTITION BY o.side ORDER BY o.due_on NULLS LAST, o.kind, o.subject) AS place
                 FROM waiting($1, $2) o
                 LEFT JOIN tasks t ON t.project_id = $1 AND t.id = o.subject AND o.kind = 'task'
                 WHERE ($4::uuid IS NULL OR t.assignee_id IS NULL OR t.assignee_id = $4)) w
           LEFT JOIN file_requests f ON f.project_id = $1 AND f.id = w.subject AND w.kind IN ('send_files', 'check_files')
           LEFT JOIN documents d ON d.project_id = $1 AND d.id = w.subject AND w.kind IN ('decide', 'correct')
           LEFT JOIN threads h ON h.project_id = $1 AND h.id = w.subject AND w.kind = 'answer'
           WHERE w.place <= $3
           ORDER BY w.place"#,
        project.as_str(),
        today,
        SHOWN,
        person.map(|person| person.0),
    )
    .fetch_all(tx.conn())
    .await?;
    let named: Vec<_> = found.iter().filter_map(|one| one.person_id).collect();
    if !named.is_empty() {
        let people = tx.people(named).await?;
        for one in &mut found {
            one.person = one.person_id.and_then(|id| people.name(id)).unwrap_or_default();
        }
    }
    Ok(found)
}

/// Open tasks of the agency whose day has not come, those of `person` and those of nobody.
async fn planned(tx: &mut TenantTx, person: UserId, today: Date) -> Result<Vec<Waiting>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Waiting,
        r#"SELECT 'agency' AS "side!: Side", 'task' AS "todo!: Todo", id AS "subject!", due_on, 0::bigint AS "of!",
                  title AS "title!", NULL::uuid AS "person_id: UserId", '' AS "person!", '' AS "note!"
           FROM tasks
           WHERE project_id = $1 AND done_at IS NULL AND side = 'agency' AND (due_on IS NULL OR due_on > $2)
             AND (assignee_id IS NULL OR assignee_id = $3)
           ORDER BY due_on NULLS LAST, id LIMIT $4"#,
        project.as_str(),
        today,
        person.0,
        SHOWN,
    )
    .fetch_all(tx.conn())
    .await
}

/// Open items of a person of a partner agency (`entrusted` in SQL): all there is to do for people of neither side.
pub async fn entrusted(tx: &mut TenantTx, person: UserId) -> Result<Vec<Waiting>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Waiting,
        r#"SELECT 'agency' AS "side!: Side", w.kind AS "todo!: Todo", w.subject AS "subject!", w.due_on,
                  count(*) OVER () AS "of!", coalesce(t.title, d.name, '') AS "title!",
                  NULL::uuid AS "person_id: UserId", '' AS "person!", '' AS "note!"
           FROM entrusted($1, $2) w
           LEFT JOIN tasks t ON t.project_id = $1 AND t.id = w.subject AND w.kind = 'task'
           LEFT JOIN documents d ON d.project_id = $1 AND d.id = w.subject AND w.kind = 'correct'
           ORDER BY w.due_on NULLS LAST, w.kind, w.subject LIMIT $3"#,
        project.as_str(),
        person.0,
        SHOWN,
    )
    .fetch_all(tx.conn())
    .await
}

/// The agency's open items for a page outside of the project, and after them the person's tasks to come; `None` if there
/// are any and the project's access rules ask for more than a log-in.
pub async fn waiting_anywhere(
    tx: &mut TenantTx,
    person: UserId,
    today: Date,
) -> Result<Option<Vec<Waiting>>, sqlx::Error> {
    let mut waiting = waiting(tx, Some(person), today).await?;
    waiting.retain(|one| one.side == Side::Agency);
    waiting.extend(planned(tx, person, today).await?);
    if waiting.is_empty() {
        return Ok(Some(waiting));
    }
    let project = tx.project();
    let ruled = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM project_rules
                          WHERE project_id = $1 AND (ip_allow <> '{}' OR session_minutes IS NOT NULL)) AS "ruled!""#,
        project.as_str(),
    );
    Ok(if ruled.fetch_one(tx.conn()).await? { None } else { Some(waiting) })
}

/// Unfinished work of a project, as far as a reader sees it.
#[derive(Clone, Copy, Debug)]
pub struct Unfinished {
    /// Milestones that are not reached.
    pub milestones: i64,
    /// Open tasks.
    pub tasks: i64,
    /// Open items other than tasks: files, decisions, answers.
    pub others: i64,
}

/// Numbers of what the project leaves open for a reader with these visibilities; `others` are for members.
pub async fn unfinished(
    tx: &mut TenantTx,
    sees: &[String],
    is_member: bool,
    today: Date,
) -> Result<Unfinished, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Unfinished,
        r#"SELECT (SELECT count(*) FROM milestones WHERE project_id = $1 AND done_at IS NULL) AS "milestones!",
                  (SELECT count(*) FROM tasks
                   WHERE project_id = $1 AND done_at IS NULL AND visibility = ANY ($3)) AS "tasks!",
                  (SELECT count(*) FROM waiting($1, $2) WHERE kind <> 'task' AND $4) AS "others!""#,
        project.as_str(),
        today,
        sees,
        is_member,
    )
    .fetch_one(tx.conn())
    .await
}

#[cfg(test)]
mod tests {
    use super::{super::super::Status, Turn};

    #[test]
    fn what_waits_for_a_side_makes_it_its_turn() {
        assert_eq!(Turn::of(Status::InProgress, true, 2, 0), Turn::Client);
        assert_eq!(Turn::of(Status::InProgress, true, 1, 1), Turn::Both);
        assert_eq!(Turn::of(Status::InProgress, true, 0, 0), Turn::Agency);
        assert_eq!(Turn::of(Status::Completed, true, 0, 1), Turn::Agency);
        assert_eq!(Turn::of(Status::Completed, true, 0, 0), Turn::Nobody);
        assert_eq!(Turn::of(Status::Review, false, 1, 0), Turn::Agency);
        assert_eq!(Turn::of(Status::Completed, false, 1, 0), Turn::Nobody);
        assert_eq!(Turn::of(Status::Maintenance, true, 1, 0), Turn::Client);
    }
}
