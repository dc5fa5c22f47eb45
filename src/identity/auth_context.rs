//! Loads session, person, membership, limits and rules behind a credential in one query.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use ipnet::IpNet;
use time::OffsetDateTime;

use super::{
    credential_rows::{LiveKey, LiveToken},
    sessions::{ABSOLUTE, AuthTimes, IDLE, SEEN, STAYS_IDLE},
};
use crate::{
    access::{MemberRole, Membership, PartnerLevel, PlatformRole, Role, Scopes, Workspace, role_of},
    db::{Limits, PlatformTx, Rules},
    ids::{ApiKeyId, ProjectId, SessionId, UserId},
};

/// State of a credential: its person, and their part in one project.
#[derive(Clone, Debug)]
pub struct AuthContext {
    /// Family of the session; `None` for a token or key.
    pub root: Option<SessionId>,
    /// Display name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Chosen language tag.
    pub language: String,
    /// Platform role.
    pub platform_role: PlatformRole,
    /// Time of the log-in that the session descends from.
    pub logged_in_at: OffsetDateTime,
    /// Last recorded use of the session.
    pub last_seen_at: OffsetDateTime,
    /// Absolute end of the session; of one that stays, the usual end, until it is past.
    pub expires_at: OffsetDateTime,
    /// Whether a session that stays is past the usual times, which is for people who are nothing but clients.
    pub is_past_usual: bool,
    /// End of the client's view in this session.
    pub views_as_client_until: Option<OffsetDateTime>,
    /// Requested project, if it exists and the person has a part in it.
    pub project: Option<ProjectContext>,
    /// Proofs of identity shown in the session.
    pub auth_times: AuthTimes,
    /// Limits of a personal token or project key.
    pub grant: Option<Arc<TokenGrant>>,
}

/// Limits of a personal token or project key.
#[derive(Clone, Debug)]
pub struct TokenGrant {
    /// Kind of credential.
    pub kind: GrantKind,
    /// Name given by its creator.
    pub name: String,
    /// Permitted scopes.
    pub scopes: Scopes,
    /// Permitted networks; empty for any.
    pub networks: Vec<IpNet>,
    /// Expiry.
    pub expires_at: OffsetDateTime,
    /// When a person's token was made: it is not for projects its maker was taken out of since.
    pub made_at: Option<OffsetDateTime>,
}

/// Kinds of credential that programs use instead of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantKind {
    /// A personal token.
    Personal,
    /// A project key.
    Key {
        /// Project of the key.
        project: ProjectId,
        /// Key id.
        id: ApiKeyId,
    },
}

impl TokenGrant {
    /// Grant of a personal token.
    #[must_use]
    pub fn of_token(token: &LiveToken) -> Self {
        let (name, scopes, expires_at) = (token.name.clone(), token.scopes, token.expires_at);
        let made_at = Some(token.created_at);
        Self { kind: GrantKind::Personal, name, scopes, networks: Vec::new(), expires_at, made_at }
    }

    /// Grant of a project key.
    #[must_use]
    pub fn of_key(project: ProjectId, id: ApiKeyId, key: &LiveKey) -> Self {
        // An unparsable network must match nobody; dropping it could empty the list, which means "anywhere".
        let nobody = || IpNet::from(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let networks = key.networks.iter().map(|network| network.parse().unwrap_or_else(|_| nobody())).collect();
        let (name, scopes, expires_at) = (key.name.clone(), key.scopes, key.expires_at);
        Self { kind: GrantKind::Key { project, id }, name, scopes, networks, expires_at, made_at: None }
    }
}

impl AuthContext {
    /// Whether the credential is a project key.
    #[must_use]
    pub fn is_of_key(&self) -> bool {
        matches!(self.grant.as_deref(), Some(TokenGrant { kind: GrantKind::Key { .. }, .. }))
    }

    /// Applies the limits of a token or key.
    pub fn limit(&mut self, grant: TokenGrant, last_used_at: Option<OffsetDateTime>) {
        self.expires_at = grant.expires_at;
        self.last_seen_at = last_used_at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        self.grant = Some(Arc::new(grant));
    }

    /// Whether a cached context is still complete, provided that no row has changed: nothing has expired, and the last
    /// use of the session need not be recorded.
    #[must_use]
    pub fn holds_at(&self, now: OffsetDateTime) -> bool {
        let share = self.project.as_ref().and_then(|part| part.share_expires_at);
        let ends = [share, self.views_as_client_until];
        now < self.expires_at && now - self.last_seen_at <= SEEN && ends.into_iter().flatten().all(|at| now < at)
    }
}

/// Rows of the requested project.
#[derive(Clone, Debug)]
pub struct ProjectContext {
    /// The project's title.
    pub title: String,
    /// The state of the workspace.
    pub workspace: Workspace,
    /// Membership, if the person is a member.
    pub member: Option<Membership>,
    /// Level of a partner share.
    pub partner_level: Option<PartnerLevel>,
    /// End of that share.
    pub share_expires_at: Option<OffsetDateTime>,
    /// Resource limits of the project.
    pub limits: Limits,
    /// Access rules of the project.
    pub rules: Rules,
}

impl ProjectContext {
    /// Role of a person with this platform role.
    #[must_use]
    pub fn role(&self, platform: PlatformRole) -> Option<Role> {
        role_of(platform, self.member, self.partner_level).map(|role| role.under(self.rules.managers_invite))
    }
}

/// Loads session, person and project; `None` if the session has ended or the person is disabled. Without a session the
/// credential is a project key, or a token made at `made_at`: memberships that were ended and restored since then do
/// not count for it. A synthetic tenant is there for its own person only. The transaction must be of this person and
/// project (`PlatformScope::Part`).
pub async fn load(
    tx: &mut PlatformTx,
    session: Option<SessionId>,
    user: UserId,
    project: Option<ProjectId>,
    (now, made_at): (OffsetDateTime, Option<OffsetDateTime>),
) -> Result<Option<AuthContext>, sqlx::Error> {
    let row = sqlx::query!(
        r#"WITH project AS MATERIALIZED (
               SELECT p.project_id, p.title, p.workspace, m.role, m.lead, r.ip_allow, r.session_minutes, r.client_mfa,
                      r.managers_invite
               FROM projects p
               LEFT JOIN members m ON m.project_id = $3 AND m.user_id = $2 AND m.removed_at IS NULL
                    AND (m.returned_at > $6) IS NOT TRUE
               LEFT JOIN project_rules r ON r.project_id = $3
               WHERE p.project_id = $3
           ), shares AS MATERIALIZED (
               SELECT agency_id, level, expires_at FROM partner_shares
               WHERE project_id = $3 AND (expires_at IS NULL OR expires_at > $4)
           )
           SELECT s.root_id AS "root_id?", s.last_seen_at AS "last_seen_at?", s.expires_at AS "expires_at?",
                  u.name, u.email, u.language, u.platform_role AS "platform_role: PlatformRole",
                  p.title AS "title?", p.workspace AS "workspace?: Workspace",
                  p.role AS "role?: MemberRole", p.lead AS "lead?", share.level AS "partner_level?: PartnerLevel",
                  share.expires_at AS "share_expires_at?",
                  limits.storage_bytes AS "storage_bytes?", limits.upload_bytes AS "upload_bytes?",
                  limits.requests_per_minute AS "requests_per_minute?",
                  limits.concurrent_requests AS "concurrent_requests?", limits.connections AS "connections?",
                  limits.statement_ms AS "statement_ms?", limits.concurrent_jobs AS "concurrent_jobs?",
                  s.stays AS "stays?", s.strong_at AS "strong_at?", s.proven_at AS "proven_at?", root.created_at AS "logged_in_at?",
                  p.ip_allow AS "ip_allow?", p.session_minutes AS "session_minutes?", p.client_mfa AS "client_mfa?",
                  p.managers_invite AS "managers_invite?",
                  CASE WHEN s.views_as_client_until > $4
                        AND ($3::text IS NULL OR u.platform_role = 'admin' OR p.role IN ('project_manager', 'admin'))
                       THEN s.views_as_client_until END AS views_as_client_until
           FROM users u
           LEFT JOIN sessions s ON s.id = $1 AND s.user_id = u.id
           LEFT JOIN sessions root ON root.id = s.root_id
           LEFT JOIN project p ON NOT EXISTS (
                SELECT FROM synthetic_tenants t WHERE t.project_id = $3 AND t.user_id <> u.id)
           LEFT JOIN project_limits limits ON limits.project_id = $3
           LEFT JOIN LATERAL (
               SELECT level, expires_at FROM shares JOIN partner_agents pa USING (agency_id)
               WHERE pa.user_id = u.id AND (pa.returned_at > $6) IS NOT TRUE
               ORDER BY array_position(ARRAY['manage', 'edit', 'view'], level) LIMIT 1) share ON true
           WHERE u.id = $2 AND u.disabled_at IS NULL
             AND ($1::uuid IS NULL OR (s.ended_at IS NULL AND s.expires_at > $4
                  AND s.last_seen_at > CASE WHEN s.stays THEN $7 ELSE $5::timestamptz END))"#,
        session.map(|session| session.0),
        user.0,
        project.as_ref().map(ProjectId::as_str),
        now,
        now - IDLE,
        made_at,
        now - STAYS_IDLE,
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
    let rules = Rules::of_row(
        row.ip_allow.as_deref().unwrap_or_default(),
        row.session_minutes,
        row.client_mfa.unwrap_or_default(),
        row.managers_invite.unwrap_or_default(),
    );
    let part = row.title.zip(row.workspace).zip(figures()).map(|((title, workspace), limits)| ProjectContext {
        title,
        workspace,
        member: row.role.zip(row.lead).map(|(role, lead)| Membership::of(role, lead)),
        partner_level: row.partner_level,
        share_expires_at: row.share_expires_at,
        limits,
        rules,
    });
    // A person without a part in a project must not learn that it exists.
    let project = part.filter(|part| part.role(row.platform_role).is_some());
    let (logged_in_at, last_seen_at) = (row.logged_in_at.unwrap_or(now), row.last_seen_at.unwrap_or(now));
    let (stays, usual_end) = (row.stays.unwrap_or_default(), logged_in_at + ABSOLUTE);
    let is_past_usual = stays && (now >= usual_end || now - last_seen_at >= IDLE);
    let end = row.expires_at.unwrap_or(now);
    Ok(Some(AuthContext {
        root: row.root_id.map(SessionId),
        name: row.name,
        email: row.email,
        language: row.language,
        platform_role: row.platform_role,
        logged_in_at,
        last_seen_at,
        expires_at: if stays && !is_past_usual { end.min(usual_end) } else { end },
        is_past_usual,
        views_as_client_until: row.views_as_client_until,
        project,
        auth_times: AuthTimes { strong_at: row.strong_at, proven_at: row.proven_at },
        grant: None,
    }))
}
