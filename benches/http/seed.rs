//! Projects by the thousand, made by a handful of statements. Every ID is a number in disguise, so that `pgbench` can
//! choose among the same rows as the requests do.

use fataplus::ids::{ProjectId, SessionId, UserId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::{Failure, cluster::Cluster};

/// Documents of each project.
pub const DOCUMENTS: u32 = 100;
/// Projects one manager looks after.
pub const MANAGED: u32 = 20;
/// Managers' numbers begin above those of clients.
pub const MANAGERS: u32 = 1_000_000;
/// Number of the person who makes projects.
pub const STAFF: u32 = 2_000_000;

/// A text of digits as the last group of a UUID.
pub fn uuid_sql(number: &str) -> String {
    format!("('00000000-0000-7000-8000-' || lpad(({number})::text, 12, '0'))::uuid")
}

/// A project's ID as text.
pub fn project_sql(number: &str) -> String {
    format!("('FP-2025-' || lpad(({number})::text, 9, '0'))")
}

/// A number in disguise.
pub fn uuid(number: u32) -> Result<Uuid, Failure> {
    Ok(format!("00000000-0000-7000-8000-{number:012}").parse()?)
}

/// Asker for project `number`: its client if the number is odd, else the manager it shares with others. Each project
/// has one session, whose number is its own.
pub struct Asker {
    pub project: ProjectId,
    pub user: UserId,
    pub session: SessionId,
}

impl Asker {
    pub fn of(number: u32) -> Result<Self, Failure> {
        let user = if number % 2 == 1 { number } else { MANAGERS + number / MANAGED };
        let project = format!("FP-2025-{number:09}").parse().map_err(|_| "not a project's ID")?;
        Ok(Self { project, user: UserId(uuid(user)?), session: SessionId(uuid(number)?) })
    }

    /// The staff member, in no project.
    pub fn staff() -> Result<(UserId, SessionId), Failure> {
        Ok((UserId(uuid(STAFF)?), SessionId(uuid(STAFF)?)))
    }
}

/// Fills a fresh database with so many projects, each with so many documents.
pub async fn fill(cluster: &Cluster, database: &str, projects: u32, documents: u32) -> Result<(), Failure> {
    let mut owner = cluster.superuser(database).await?;
    let [project, id, client] = [project_sql("p"), uuid_sql("p"), uuid_sql("p")];
    let manager = uuid_sql(&format!("{MANAGERS} + p / {MANAGED}"));
    let (staff, document) = (uuid_sql(&STAFF.to_string()), uuid_sql("p::bigint * 1000 + d"));
    // Sessions were heard of in a while to come, so that no read turns into a note that the session is in use: that is
    // one write a minute and session, which `pgbench` would not do.
    let session = "'api', now(), now() + interval '50 minutes', now() + interval '11 hours'";
    let p = format!("generate_series(1, {projects}) p");
    let pd = format!("{p}, generate_series(1, {documents}) d");
    let sql = format!(
        "SET session_replication_role = replica;
         INSERT INTO users (id, email, name) SELECT {client}, 'client' || p || '@bench.test', 'Client ' || p FROM {p};
         INSERT INTO users (id, email, name, platform_role)
            SELECT DISTINCT {manager}, 'manager' || p / {MANAGED} || '@bench.test', 'Manager', 'staff' FROM {p};
         INSERT INTO users (id, email, name, platform_role) VALUES ({staff}, 'staff@bench.test', 'Staff', 'staff');
         INSERT INTO organisations (id, name) SELECT {id}, 'Organisation ' || p FROM {p};
         INSERT INTO project_ids (project_id) SELECT {project} FROM {p};
         INSERT INTO projects (project_id, organisation_id, organisation, title, summary, status, status_changed_at,
                               workspace, created_at, updated_at)
            SELECT {project}, {id}, 'Organisation ' || p, 'Project number ' || p, repeat('What it is about. ', 10), 'in_progress', now(),
                   'active', now(), now() FROM {p};
         INSERT INTO project_settings (project_id) SELECT {project} FROM {p};
         INSERT INTO members (project_id, user_id, role, lead, joined_at)
            SELECT {project}, {client}, 'client', true, now() FROM {p}
            UNION ALL SELECT {project}, {manager}, 'project_manager', false, now() FROM {p};
         INSERT INTO sessions (id, root_id, user_id, audience, created_at, last_seen_at, expires_at)
            SELECT {id}, {id}, CASE WHEN p % 2 = 1 THEN {client} ELSE {manager} END, {session} FROM {p}
            UNION ALL SELECT {staff}, {staff}, {staff}, {session};
         INSERT INTO milestones (project_id, id, title, position, weight, due_on, created_at)
            SELECT {project}, {document}, 'Milestone ' || d, d, 1, current_date + d, now()
            FROM {p}, generate_series(1, 5) d;
         INSERT INTO tasks (project_id, id, title, visibility, side, created_at)
            SELECT {project}, {document}, 'Task ' || d, 'client', CASE d % 2 WHEN 0 THEN 'client' ELSE 'agency' END, now()
            FROM {p}, generate_series(1, 10) d;
         INSERT INTO documents (project_id, id, kind, name, visibility, current_version, created_by, created_at, updated_at)
            SELECT {project}, {document}, 'specification', 'Specification of part ' || d,
                   (ARRAY['client', 'shared', 'client', 'internal'])[1 + d % 4], 1, {manager}, now(), now() FROM {pd};
         INSERT INTO document_versions (project_id, document_id, version, name, size, content_type, sha256, uploaded_by,
                                        created_at)
            SELECT {project}, {document}, 1, 'specification-' || d || '.pdf', 100000 + d, 'application/pdf', NULL,
                   {manager}, now() FROM {pd};"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut owner).await?;
    sqlx::raw_sql("VACUUM (ANALYZE)").execute(&mut owner).await?;
    sqlx::raw_sql("CHECKPOINT").execute(&mut owner).await?;
    Ok(())
}
