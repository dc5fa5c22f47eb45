//! Projects of a person, and the staff's CRM: found in the directory, each read in its own scope.

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::{
    super::{Status, Turn},
    turn::{self, Waiting},
};
use crate::{
    access::{
        Action, MemberRole, Membership, PartnerLevel, PlatformRole, Role, Side, Visibility, Workspace, allows, role_of,
    },
    db::{PlatformTx, Scope, TenantTx},
    features::work::plan::MilestoneTemplate,
    http::{AppError, AppState},
    ids::{AgencyId, ProjectId, UserId},
};

/// Number of projects of a list that are read at a time.
const AT_A_TIME: usize = 4;

/// A project in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Summary {
    /// `FP-YYYY-…`.
    #[schema(value_type = String)]
    pub id: ProjectId,
    /// Title.
    pub title: String,
    /// The client company.
    pub organisation: String,
    /// Lifecycle status.
    pub status: Status,
    /// State of its workspace.
    pub workspace: Workspace,
    /// Its project managers, for platform admins; empty otherwise and when it is unassigned.
    pub managers: Vec<String>,
    /// Weighted milestones done, in percent.
    pub progress: i32,
    /// Number of overdue milestones.
    pub overdue: i64,
    /// Title of the next milestone.
    pub next_milestone: Option<String>,
    /// Default milestone that the next one is.
    #[serde(skip)]
    pub next_template: Option<MilestoneTemplate>,
    /// Its due day.
    pub next_due_on: Option<Date>,
    /// Side whose turn it is.
    pub turn: Turn,
    /// Whether there is something for the person to do: an open item of their side, a project to begin, or for partners a
    /// task of their own.
    #[serde(skip)]
    pub acts: bool,
    /// Whether the agency has to invite a client whom the project waits for.
    #[serde(skip)]
    pub lacks_client: bool,
    /// Role of the person: `client`, `project_manager`, `admin`, `partner_view`, `partner_edit`, `partner_manage`.
    #[schema(value_type = String)]
    pub role: Role,
    /// Number of visible events by others since the person's last visit.
    pub news: i64,
    /// Number of those that brought a file, or a version of one.
    pub new_files: i64,
    /// Number of messages by others that the person has not read.
    pub unread_messages: i64,
    /// Last visit of the person.
    #[serde(with = "time::serde::rfc3339::option")]
    pub last_visit_at: Option<OffsetDateTime>,
    /// URL of the portal.
    pub portal_url: String,
    /// Creation time.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}

/// Filter of a project list.
#[derive(Clone, Debug, Default)]
pub struct ProjectFilter {
    /// Only this status.
    pub status: Option<Status>,
    /// Archived projects instead of current ones.
    pub archived: bool,
    /// Only projects whose title, ID or organisation holds these words, or for the agency the client's contact.
    pub search: String,
    /// Only those after this one, in the list's order.
    pub after: Option<Position>,
    /// Maximum number of projects.
    pub limit: i64,
}

/// Position of a project in a list: its creation time and ID.
pub type Position = (OffsetDateTime, ProjectId);

/// A page of a list, before its projects are read.
#[derive(Debug)]
pub struct Found {
    projects: Vec<(ProjectId, Option<OffsetDateTime>)>,
    /// The person's agencies, with the time of a return to them.
    agencies: Vec<(AgencyId, Option<OffsetDateTime>)>,
    /// Position of the page's last project, if there are more projects.
    pub next: Option<Position>,
}

/// Finds projects the person has a part in, newest first, in a transaction of their listings. Archived ones are left out
/// unless the filter asks for them or the search is a whole ID.
pub async fn find(tx: &mut PlatformTx, user: UserId, filter: &ProjectFilter) -> Result<Found, sqlx::Error> {
    let (after_at, after_id) = filter.after.map_or((None, None), |(at, id)| (Some(at), Some(id.to_string())));
    // One index range for each holder, in the list's order, is as short for many projects as for few.
    let rows = sqlx::query!(
        r#"SELECT found.project_id AS "project_id!", found.created_at AS "created_at!", visit.at AS visited_at
           FROM (
               SELECT l.project_id, l.created_at
               FROM unnest(string_to_array(current_setting('app.holders', true), ',')::uuid[]) holder (id)
               CROSS JOIN LATERAL (
                   (SELECT project_id, created_at FROM listings
                    WHERE holder_id = holder.id AND archived = $1 AND ($2::text IS NULL OR status = $2)
                      AND ($3 = '' OR words LIKE ALL ((SELECT search_patterns($3))::text[]))
                      AND (created_at, project_id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5, ''))
                    ORDER BY created_at DESC, project_id DESC LIMIT $6)
                   UNION ALL
                   SELECT project_id, created_at FROM listings
                   WHERE holder_id = holder.id AND archived AND NOT $1 AND project_id = upper(folded($3))
                     AND $4::timestamptz IS NULL AND ($2::text IS NULL OR status = $2)) l
               GROUP BY l.created_at, l.project_id ORDER BY l.created_at DESC, l.project_id DESC LIMIT $6) found
           CROSS JOIN LATERAL (
               SELECT max(last_seen_at) AS at FROM sessions WHERE user_id = $7 AND audience = found.project_id) visit
           ORDER BY found.created_at DESC, found.project_id DESC"#,
        filter.archived,
        filter.status.map(Status::as_str),
        filter.search,
        after_at,
        after_id,
        filter.limit + 1,
        user.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let limit = usize::try_from(filter.limit).unwrap_or_default();
    let more = rows.len() > limit;
    let parsed = rows.into_iter().filter_map(|row| Some((row.project_id.parse().ok()?, row)));
    let page: Vec<(ProjectId, _)> = parsed.take(limit).collect();
    let next = page.last().filter(|_| more).map(|(id, row)| (row.created_at, *id));
    let agencies = sqlx::query!(
        r#"SELECT agency_id AS "agency_id: AgencyId", returned_at FROM partner_agents WHERE user_id = $1"#,
        user.0,
    );
    let agencies = agencies.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.agency_id, row.returned_at));
    let projects = page.into_iter().map(|(id, row)| (id, row.visited_at)).collect();
    Ok(Found { projects, agencies: agencies.collect(), next })
}

/// Reads the found projects, each in its own scope, for the person. A token made at `made_at` does not reach those that
/// its maker was taken out of since. The page is shorter than what was found where the person's part has just ended.
pub async fn read(
    state: &AppState,
    user: UserId,
    made_at: Option<OffsetDateTime>,
    found: Found,
) -> Result<Vec<Summary>, AppError> {
    let read = read_each(state, user, made_at, found, false).await?;
    Ok(read.into_iter().map(|(summary, _)| summary).collect())
}

/// Open items of a project; `None` if its access rules keep that to its own host.
type Work = Option<Vec<Waiting>>;

/// As `read`, with what waits in active projects where the person is of the agency.
pub async fn read_work(state: &AppState, user: UserId, found: Found) -> Result<Vec<(Summary, Work)>, AppError> {
    read_each(state, user, None, found, true).await
}

async fn read_each(
    state: &AppState,
    user: UserId,
    made_at: Option<OffsetDateTime>,
    found: Found,
    with_work: bool,
) -> Result<Vec<(Summary, Work)>, AppError> {
    let stayed =
        |returned_at: Option<OffsetDateTime>| !matches!((returned_at, made_at), (Some(at), Some(made)) if at > made);
    let agencies = found.agencies.iter().filter(|(_, returned_at)| stayed(*returned_at)).map(|(agency, _)| agency.0);
    let agencies: Vec<_> = agencies.collect();
    let viewer =
        Viewer { user, made_at, agencies: &agencies, with_work, now: state.clock.now(), today: state.clock.today() };
    let read = found.projects.into_iter().map(|(id, visited_at)| read_one(state, id, viewer, visited_at));
    let summaries = stream::iter(read).buffered(AT_A_TIME).try_collect::<Vec<_>>().await?;
    Ok(summaries.into_iter().flatten().collect())
}

#[derive(Clone, Copy)]
struct Viewer<'a> {
    user: UserId,
    made_at: Option<OffsetDateTime>,
    agencies: &'a [Uuid],
    with_work: bool,
    now: OffsetDateTime,
    today: Date,
}

/// The project as the viewer's list shows it, and what waits there; `None` if they have no part in it.
async fn read_one(
    state: &AppState,
    id: ProjectId,
    viewer: Viewer<'_>,
    visited_at: Option<OffsetDateTime>,
) -> Result<Option<(Summary, Work)>, AppError> {
    let mut tx = state.db.read_for_list(&Scope::authorised(id)).await?;
    let Some(summary) = summary(state, &mut tx, viewer, visited_at).await? else { return Ok(None) };
    let works = summary.role.is_agency() && summary.workspace == Workspace::Active;
    let work = if viewer.with_work && works {
        turn::waiting_anywhere(&mut tx, viewer.user, viewer.today).await?
    } else {
        Some(Vec::new())
    };
    Ok(Some((summary, work)))
}

/// Sum of the counts of what the role sees.
fn seen(role: Role, of: &[Visibility], counts: Vec<i64>) -> i64 {
    of.iter().zip(counts).filter(|(of, _)| role.sees().contains(of)).map(|(_, count)| count).sum()
}

async fn summary(
    state: &AppState,
    tx: &mut TenantTx,
    Viewer { user, made_at, agencies, now, today, .. }: Viewer<'_>,
    visited_at: Option<OffsetDateTime>,
) -> Result<Option<Summary>, AppError> {
    let id = tx.project();
    // The statement reads the person's part as well, and nothing is shown without one.
    let row = sqlx::query!(
        r#"SELECT p.title, p.organisation, p.status AS "status: Status",
                  p.workspace AS "workspace: Workspace", p.created_at,
                  ARRAY(SELECT user_id FROM members
                        WHERE project_id = $1 AND role = 'project_manager' AND removed_at IS NULL) AS "managers!",
                  coalesce(ms.progress, 0)::int AS "progress!", ms.overdue AS "overdue!",
                  next.title AS "next_milestone?", next.template AS "next_template?: MilestoneTemplate",
                  next.due_on AS "next_due_on?",
                  w.client AS "client!", w.agency AS "agency!",
                  EXISTS (SELECT FROM members WHERE project_id = $1 AND role = 'client' AND removed_at IS NULL)
                      AS "has_client!",
                  share.level IS NOT NULL AND EXISTS (SELECT FROM entrusted($1, $3)) AS "entrusted!",
                  m.role AS "role?: MemberRole",
                  m.lead AS "lead?", share.level AS "level?: PartnerLevel",
                  news.visibilities AS "visibilities!: Vec<Visibility>", news.events AS "events!", news.files AS "files!",
                  unread.kinds AS "kinds!: Vec<Visibility>", unread.messages AS "messages!"
           FROM projects p
           CROSS JOIN LATERAL (
               SELECT 100 * coalesce(sum(weight) FILTER (WHERE done_at IS NOT NULL), 0) / sum(weight) AS progress,
                      count(*) FILTER (WHERE done_at IS NULL AND due_on < $2) AS overdue
               FROM milestones WHERE project_id = $1) ms
           LEFT JOIN LATERAL (
               SELECT title, template, due_on FROM milestones WHERE project_id = $1 AND done_at IS NULL
               ORDER BY position, id LIMIT 1) next ON true
           CROSS JOIN LATERAL (
               SELECT count(*) FILTER (WHERE side = 'client') AS client, count(*) FILTER (WHERE side = 'agency') AS agency
               FROM waiting($1, $2)) w
           LEFT JOIN members m ON m.project_id = $1 AND m.user_id = $3 AND m.removed_at IS NULL
                AND (m.returned_at > $5) IS NOT TRUE
           LEFT JOIN LATERAL (
               SELECT level FROM partner_shares
               WHERE project_id = $1 AND agency_id = ANY ($7) AND (expires_at IS NULL OR expires_at > $4)
               ORDER BY array_position(ARRAY['manage', 'edit', 'view'], level) LIMIT 1) share ON true
           CROSS JOIN LATERAL (
               SELECT coalesce(array_agg(visibility), '{}') AS visibilities, coalesce(array_agg(events), '{}') AS events,
                      coalesce(array_agg(files), '{}') AS files
               FROM (SELECT visibility, count(*) AS events,
                            count(*) FILTER (WHERE kind IN ('document-added', 'document-version-added',
                                                            'document-published')) AS files
                     FROM activity WHERE project_id = $1 AND created_at > $6 AND actor_id IS DISTINCT FROM $3
                     GROUP BY visibility) of) news
           CROSS JOIN LATERAL (
               SELECT coalesce(array_agg(kind), '{}') AS kinds, coalesce(array_agg(messages), '{}') AS messages
               FROM (SELECT t.kind, count(*) AS messages FROM messages n
                     JOIN threads t ON t.project_id = $1 AND t.id = n.thread_id
                     LEFT JOIN thread_reads r ON r.project_id = $1 AND r.thread_id = t.id AND r.user_id = $3
                     WHERE n.project_id = $1 AND n.author_id <> $3
                       AND n.created_at > coalesce(r.read_at, '-infinity')
                     GROUP BY t.kind) of) unread
           WHERE p.project_id = $1 AND p.workspace <> 'erased'"#,
        id.as_str(),
        today,
        user.0,
        now,
        made_at,
        visited_at,
        agencies,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let managers: Vec<_> = row.managers.into_iter().map(UserId).collect();
    let people = tx.people(managers.iter().copied().chain([user]).collect()).await?;
    let platform_role = people.get(user).map_or(PlatformRole::None, |person| person.platform_role);
    let member = row.role.zip(row.lead).map(|(role, lead)| Membership::of(role, lead));
    let Some(role) = role_of(platform_role, member, row.level) else { return Ok(None) };
    // Only admins oversee who manages what.
    let shown = managers.into_iter().filter(|_| platform_role == PlatformRole::Admin);
    let mut managers: Vec<_> = shown.filter_map(|manager| people.name(manager)).collect();
    managers.sort_unstable();
    let lacks_client = role.is_agency() && row.client > 0 && !row.has_client && !row.status.is_over();
    Ok(Some(Summary {
        id,
        title: row.title,
        organisation: row.organisation,
        status: row.status,
        workspace: row.workspace,
        managers,
        progress: row.progress,
        overdue: row.overdue,
        next_milestone: row.next_milestone,
        next_template: row.next_template,
        next_due_on: row.next_due_on,
        turn: Turn::of(row.status, row.has_client, row.client, row.agency),
        acts: match role.side() {
            Some(Side::Client) => row.client > 0,
            Some(Side::Agency) => row.agency > 0 || lacks_client || (row.client == 0 && row.status == Status::Intake),
            None => row.entrusted && allows(role, Action::EditOwnTasks),
        },
        lacks_client,
        role,
        news: seen(role, &row.visibilities, row.events),
        new_files: seen(role, &row.visibilities, row.files),
        unread_messages: if allows(role, Action::UseSharedThreads) { seen(role, &row.kinds, row.messages) } else { 0 },
        last_visit_at: visited_at,
        portal_url: state.hosts.tenant(id).to_string(),
        created_at: row.created_at,
    }))
}

/// Number of found projects at each status (`None`: archived), for the filters above the list. The transaction must be
/// of the reader's listings.
pub async fn counts(tx: &mut PlatformTx, search: &str) -> Result<Vec<(Option<Status>, i64)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT CASE WHEN NOT archived THEN status END AS "status?: Status", count(*) AS "count!"
           FROM (SELECT DISTINCT project_id, archived, status FROM listings
                 WHERE $1 = '' OR words LIKE ALL ((SELECT search_patterns($1))::text[])) found
           GROUP BY 1"#,
        search,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.status, row.count)).collect())
}
