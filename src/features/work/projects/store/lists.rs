//! Projects of a person, and the staff's CRM: read across projects as that person.

use serde::Serialize;
use time::{Date, OffsetDateTime};

use super::super::{Status, Turn};
use crate::{
    access::{MemberRole, Membership, PartnerLevel, PlatformRole, Role, Visibility, Workspace, role_of},
    db::PlatformTx,
    ids::{ProjectId, UserId},
};

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
    /// Its due day.
    pub next_due_on: Option<Date>,
    /// Side whose turn it is.
    pub turn: Turn,
    /// Role of the person: `client`, `project_manager`, `admin`, `partner_view`, `partner_edit`, `partner_manage`.
    #[schema(value_type = String)]
    pub role: Role,
    /// Number of visible events by others since the person's last visit.
    pub news: i64,
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
    /// Only projects whose title, ID or organisation contains this text.
    pub search: String,
    /// Only those after this one, in the list's order.
    pub after: Option<(OffsetDateTime, ProjectId)>,
    /// Maximum number of projects.
    pub limit: i64,
    /// For a token made then: without those its maker was taken out of since.
    pub made_at: Option<OffsetDateTime>,
}

/// Projects the transaction's person has a part in, newest first. Archived ones are left out unless the filter asks for
/// them or the search is a whole ID.
pub async fn list(
    tx: &mut PlatformTx,
    user: UserId,
    filter: &ProjectFilter,
    (now, today): (OffsetDateTime, Date),
    portal_url: impl Fn(ProjectId) -> String,
) -> Result<Vec<Summary>, sqlx::Error> {
    let (after_at, after_id) = filter.after.map_or((None, None), |(at, id)| (Some(at), Some(id.to_string())));
    let rows = sqlx::query!(
        r#"SELECT p.project_id, p.title, o.name AS organisation, p.status AS "status: Status",
                  p.workspace AS "workspace: Workspace", p.created_at,
                  ARRAY(SELECT u.name FROM members m JOIN users u ON u.id = m.user_id
                        WHERE m.project_id = p.project_id AND m.role = 'project_manager' AND m.removed_at IS NULL
                        ORDER BY u.name) AS "managers!",
                  coalesce(ms.progress, 0)::int AS "progress!", coalesce(ms.overdue, 0) AS "overdue!",
                  next.title AS "next_milestone?", next.due_on AS "next_due_on?",
                  w.client AS "client!", w.agency AS "agency!",
                  person.platform_role AS "platform_role: PlatformRole", m.role AS "role?: MemberRole",
                  m.lead AS "lead?", share.level AS "level?: PartnerLevel", visit.at AS last_visit_at,
                  news.internal AS "internal!", news.client AS "of_client!", news.partner AS "of_partner!",
                  news.shared AS "shared!"
           FROM projects p
           JOIN organisations o ON o.id = p.organisation_id
           LEFT JOIN LATERAL (
               SELECT 100 * coalesce(sum(weight) FILTER (WHERE done_at IS NOT NULL), 0) / sum(weight) AS progress,
                      count(*) FILTER (WHERE done_at IS NULL AND due_on < $1) AS overdue
               FROM milestones WHERE project_id = p.project_id) ms ON true
           LEFT JOIN LATERAL (
               SELECT title, due_on FROM milestones WHERE project_id = p.project_id AND done_at IS NULL
               ORDER BY position, id LIMIT 1) next ON true
           CROSS JOIN LATERAL (
               SELECT count(*) FILTER (WHERE side = 'client') AS client, count(*) FILTER (WHERE side = 'agency') AS agency
               FROM waiting(p.project_id, $1)) w
           LEFT JOIN members m ON m.project_id = p.project_id AND m.user_id = $7 AND m.removed_at IS NULL
                AND (m.returned_at > $10) IS NOT TRUE
           LEFT JOIN LATERAL (
               SELECT ps.level FROM partner_shares ps JOIN partner_agents pa USING (agency_id)
               WHERE ps.project_id = p.project_id AND pa.user_id = $7 AND (ps.expires_at IS NULL OR ps.expires_at > $8)
                 AND (pa.returned_at > $10) IS NOT TRUE
               ORDER BY array_position(ARRAY['manage', 'edit', 'view'], ps.level) LIMIT 1) share ON true
           CROSS JOIN (SELECT platform_role FROM users WHERE id = $7) person
           CROSS JOIN LATERAL (
               SELECT max(last_seen_at) AS at FROM sessions WHERE user_id = $7 AND audience = p.project_id) visit
           CROSS JOIN LATERAL (
               SELECT count(*) FILTER (WHERE visibility = 'internal') AS internal,
                      count(*) FILTER (WHERE visibility = 'client') AS client,
                      count(*) FILTER (WHERE visibility = 'partner') AS partner,
                      count(*) FILTER (WHERE visibility = 'shared') AS shared
               FROM activity WHERE project_id = p.project_id AND created_at > visit.at
                 AND actor_id IS DISTINCT FROM $7) news
           WHERE (CASE WHEN p.workspace = 'archived' THEN $9 OR p.project_id = upper(folded($3))
                       ELSE p.workspace <> 'erased' AND NOT $9 END)
             AND (person.platform_role = 'admin' OR m.role IS NOT NULL OR share.level IS NOT NULL)
             AND ($2::text IS NULL OR p.status = $2)
             AND ($3 = '' OR strpos(folded(p.title || ' ' || p.project_id || ' ' || o.name), folded($3)) > 0)
             AND ($4::timestamptz IS NULL OR (p.created_at, p.project_id) < ($4, $5))
           ORDER BY p.created_at DESC, p.project_id DESC LIMIT $6"#,
        today,
        filter.status.map(Status::as_str),
        filter.search,
        after_at,
        after_id,
        filter.limit,
        user.0,
        now,
        filter.archived,
        filter.made_at,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let id: ProjectId = row.project_id.parse().ok()?;
            let member = row.role.zip(row.lead).map(|(role, lead)| Membership::of(role, lead));
            let role = role_of(row.platform_role, member, row.level)?;
            let news = role.sees().iter().map(|visibility| match visibility {
                Visibility::Internal => row.internal,
                Visibility::Client => row.of_client,
                Visibility::Partner => row.of_partner,
                Visibility::Shared => row.shared,
            });
            Some(Summary {
                id,
                title: row.title,
                organisation: row.organisation,
                status: row.status,
                workspace: row.workspace,
                managers: row.managers,
                progress: row.progress,
                overdue: row.overdue,
                next_milestone: row.next_milestone,
                next_due_on: row.next_due_on,
                turn: Turn::of(row.status, row.client, row.agency),
                role,
                news: news.sum(),
                last_visit_at: row.last_visit_at,
                portal_url: portal_url(id),
                created_at: row.created_at,
            })
        })
        .collect())
}

/// Number of found projects at each status (`None`: archived), for the filters above the list.
pub async fn counts(tx: &mut PlatformTx, search: &str) -> Result<Vec<(Option<Status>, i64)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT CASE WHEN p.workspace <> 'archived' THEN p.status END AS "status?: Status", count(*) AS "count!"
           FROM projects p JOIN organisations o ON o.id = p.organisation_id
           WHERE p.workspace <> 'erased'
             AND ($1 = '' OR strpos(folded(p.title || ' ' || p.project_id || ' ' || o.name), folded($1)) > 0)
           GROUP BY 1"#,
        search,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.status, row.count)).collect())
}
