//! One look at the rows behind a credential: the session, the person, her part in one project, how far a program goes.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use ipnet::IpNet;
use time::OffsetDateTime;

use super::{
    sessions::{IDLE, Proofs, SEEN},
    tokens::{LiveKey, LiveToken},
};
use crate::{
    access::Scopes,
    db::{Limits, PlatformTx, Rules},
    ids::{ApiKeyId, ProjectId, SessionId, UserId},
};

/// What the rows say of a token's bearer, and of her standing in one project.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The family the session belongs to; none for what is no session.
    pub root: Option<SessionId>,
    /// Display name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Chosen language tag.
    pub language: String,
    /// `none`, `staff` or `admin`.
    pub platform_role: String,
    /// When the log-in was that the session descends from.
    pub logged_in_at: OffsetDateTime,
    /// When the session was last noted as in use.
    pub last_seen_at: OffsetDateTime,
    /// When the session ends in any case.
    pub expires_at: OffsetDateTime,
    /// Until when it is shown what the client sees.
    pub views_as_client_until: Option<OffsetDateTime>,
    /// The project as asked for, when it exists and she has a part in it.
    pub project: Option<ProjectStanding>,
    /// What was shown for the session.
    pub proofs: Proofs,
    /// Of a token or key: how far it goes.
    pub grant: Option<Arc<Grant>>,
}

/// What a token or key of a program's may be used for.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Which of the two.
    pub kind: GrantKind,
    /// What its maker calls it.
    pub name: String,
    /// What for.
    pub scopes: Scopes,
    /// From where; from anywhere when empty.
    pub networks: Vec<IpNet>,
    /// When it is over.
    pub expires_at: OffsetDateTime,
}

/// What a program can have instead of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantKind {
    /// A person's own token.
    Personal,
    /// A key of one project's.
    Key {
        /// That project.
        project: ProjectId,
        /// The key.
        id: ApiKeyId,
    },
}

impl Grant {
    /// That of a person's own token.
    #[must_use]
    pub fn of_token(token: &LiveToken) -> Self {
        let (name, scopes, expires_at) = (token.name.clone(), token.scopes, token.expires_at);
        Self { kind: GrantKind::Personal, name, scopes, networks: Vec::new(), expires_at }
    }

    /// That of a project's key.
    #[must_use]
    pub fn of_key(project: ProjectId, id: ApiKeyId, key: &LiveKey) -> Self {
        // What is no network lets nobody in: were it left out, a list of one would become an empty one.
        let nobody = || IpNet::from(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let networks = key.networks.iter().map(|network| network.parse().unwrap_or_else(|_| nobody())).collect();
        let (name, scopes, expires_at) = (key.name.clone(), key.scopes, key.expires_at);
        Self { kind: GrantKind::Key { project, id }, name, scopes, networks, expires_at }
    }
}

impl Standing {
    /// Whether it is that of a project's key.
    #[must_use]
    pub fn is_of_key(&self) -> bool {
        matches!(self.grant.as_deref(), Some(Grant { kind: GrantKind::Key { .. }, .. }))
    }

    /// Keeps it within what a token or key is for.
    pub fn limit(&mut self, grant: Grant, last_used_at: Option<OffsetDateTime>) {
        self.expires_at = grant.expires_at;
        self.last_seen_at = last_used_at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        self.grant = Some(Arc::new(grant));
    }

    /// Whether what was read a while ago still says all there is to say, if no row was changed: nothing has run out,
    /// and the session need not be noted as in use.
    #[must_use]
    pub fn holds_at(&self, now: OffsetDateTime) -> bool {
        let share = self.project.as_ref().and_then(|part| part.share_expires_at);
        let ends = [share, self.views_as_client_until];
        now < self.expires_at && now - self.last_seen_at <= SEEN && ends.into_iter().flatten().all(|at| now < at)
    }
}

/// Her part in the project asked for.
#[derive(Clone, Debug)]
pub struct ProjectStanding {
    /// The project's title.
    pub title: String,
    /// The state of the workspace.
    pub workspace: String,
    /// A member's role.
    pub role: Option<String>,
    /// Whether she is a lead.
    pub lead: bool,
    /// The level of a partner share.
    pub partner_level: Option<String>,
    /// When that share ends.
    pub share_expires_at: Option<OffsetDateTime>,
    /// How much of the platform the project may take.
    pub limits: Limits,
    /// What it demands of whoever comes.
    pub rules: Rules,
}

/// One look at session, person and project; `None` when the session is over or the person disabled. Without a session it
/// is for somebody who showed a key, or a token `made_at` some time: what she was taken out of since, and is back in, is
/// none of its. The transaction must be the person's own (`PlatformScope::Person`),
/// so that the policies show her projects only.
pub async fn look(
    tx: &mut PlatformTx,
    session: Option<SessionId>,
    user: UserId,
    project: Option<ProjectId>,
    (now, made_at): (OffsetDateTime, Option<OffsetDateTime>),
) -> Result<Option<Standing>, sqlx::Error> {
    let row = sqlx::query!(
        r#"SELECT s.root_id AS "root_id?", s.last_seen_at AS "last_seen_at?", s.expires_at AS "expires_at?",
                  u.name, u.email, u.language, u.platform_role,
                  p.title AS "title?", p.workspace AS "workspace?", m.role AS "role?", m.lead AS "lead?",
                  share.level AS "partner_level?", share.expires_at AS "share_expires_at?",
                  coalesce(a.storage_bytes, plan.storage_bytes) AS "storage_bytes?",
                  coalesce(a.upload_bytes, plan.upload_bytes) AS "upload_bytes?",
                  coalesce(a.requests_per_minute, plan.requests_per_minute) AS "requests_per_minute?",
                  coalesce(a.concurrent_requests, plan.concurrent_requests) AS "concurrent_requests?",
                  coalesce(a.connections, plan.connections) AS "connections?",
                  coalesce(a.statement_ms, plan.statement_ms) AS "statement_ms?",
                  coalesce(a.concurrent_jobs, plan.concurrent_jobs) AS "concurrent_jobs?",
                  s.strong_at AS "strong_at?", s.proven_at AS "proven_at?", root.created_at AS "logged_in_at?",
                  r.ip_allow AS "ip_allow?", r.session_minutes AS "session_minutes?", r.client_mfa AS "client_mfa?",
                  CASE WHEN s.views_as_client_until > $4
                        AND ($3::text IS NULL OR u.platform_role = 'admin' OR m.role IN ('project_manager', 'admin'))
                       THEN s.views_as_client_until END AS views_as_client_until
           FROM users u
           LEFT JOIN sessions s ON s.id = $1 AND s.user_id = u.id
           LEFT JOIN sessions root ON root.id = s.root_id
           LEFT JOIN projects p ON p.project_id = $3
           LEFT JOIN members m ON m.project_id = p.project_id AND m.user_id = u.id AND m.removed_at IS NULL
                AND (m.returned_at > $6) IS NOT TRUE
           LEFT JOIN allowances a ON a.project_id = p.project_id
           LEFT JOIN plans plan ON plan.name = coalesce(a.plan, 'standard') AND p.project_id IS NOT NULL
           LEFT JOIN project_rules r ON r.project_id = p.project_id
           LEFT JOIN LATERAL (
               SELECT ps.level, ps.expires_at FROM partner_shares ps JOIN partner_agents pa USING (agency_id)
               WHERE ps.project_id = p.project_id AND pa.user_id = u.id
                 AND (ps.expires_at IS NULL OR ps.expires_at > $4) AND (pa.returned_at > $6) IS NOT TRUE
               ORDER BY array_position(ARRAY['manage', 'edit', 'view'], ps.level) LIMIT 1) share ON true
           WHERE u.id = $2 AND u.disabled_at IS NULL
             AND ($1::uuid IS NULL OR (s.ended_at IS NULL AND s.expires_at > $4 AND s.last_seen_at > $5))"#,
        session.map(|session| session.0),
        user.0,
        project.as_ref().map(ProjectId::as_str),
        now,
        now - IDLE,
        made_at,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let figures = || {
        Some(Limits::from((
            row.storage_bytes?,
            row.upload_bytes?,
            row.requests_per_minute?,
            row.concurrent_requests?,
            row.connections?,
            row.statement_ms?,
            row.concurrent_jobs?,
        )))
    };
    let limits = figures();
    let rules = Rules::of_row(
        row.ip_allow.as_deref().unwrap_or_default(),
        row.session_minutes,
        row.client_mfa.unwrap_or_default(),
    );
    let project = row.title.zip(row.workspace).zip(limits).map(|((title, workspace), limits)| ProjectStanding {
        title,
        workspace,
        role: row.role,
        lead: row.lead.unwrap_or(false),
        partner_level: row.partner_level,
        share_expires_at: row.share_expires_at,
        limits,
        rules,
    });
    Ok(Some(Standing {
        root: row.root_id.map(SessionId),
        name: row.name,
        email: row.email,
        language: row.language,
        platform_role: row.platform_role,
        logged_in_at: row.logged_in_at.unwrap_or(now),
        last_seen_at: row.last_seen_at.unwrap_or(now),
        expires_at: row.expires_at.unwrap_or(now),
        views_as_client_until: row.views_as_client_until,
        project,
        proofs: Proofs { strong_at: row.strong_at, proven_at: row.proven_at },
        grant: None,
    }))
}
