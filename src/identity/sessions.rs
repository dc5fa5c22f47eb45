//! The session rows. A token only points at one; the row decides, at every request.

use std::{net::IpAddr, sync::Arc};

use ipnet::IpNet;
use sqlx::types::Uuid;
use time::{Duration, OffsetDateTime};

use super::{
    Audience, Secret,
    tokens::{LiveKey, LiveToken},
};
use crate::{
    access::Scopes,
    db::{Limits, PlatformTx, Rules},
    ids::{ApiKeyId, ProjectId, SessionId, UserId},
};

/// A session ends when nothing was heard of it for this long…
pub const IDLE: Duration = Duration::minutes(90);
/// A session in use is noted as such this often.
pub const SEEN: Duration = Duration::minutes(1);
/// …and in any case after this.
pub const ABSOLUTE: Duration = Duration::hours(12);

/// A session just made.
#[derive(Debug)]
pub struct Opened {
    /// The row.
    pub id: SessionId,
    /// Renews the short token; goes into a cookie.
    pub renewal: Secret,
}

/// What a session begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The session it goes on from: it is of the same family, and inherits what was shown there.
    from: Option<SessionId>,
    /// Who she is was shown just now…
    proven: bool,
    /// …and with a second factor.
    strong: bool,
}

impl Origin {
    /// A log-in, with a second factor or without: a new family.
    #[must_use]
    pub fn log_in(strong: bool) -> Self {
        Self { from: None, proven: true, strong }
    }

    /// Carries a log-in to another host.
    #[must_use]
    pub fn carried(from: SessionId) -> Self {
        Self { from: Some(from), ..Self::default() }
    }

    /// She showed once more who she is, in the session `from`.
    #[must_use]
    pub fn step_up(from: SessionId, strong: bool) -> Self {
        Self { from: Some(from), proven: true, strong }
    }
}

/// What was shown for a session, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proofs {
    /// A second factor.
    pub strong_at: Option<OffsetDateTime>,
    /// Any proof.
    pub proven_at: Option<OffsetDateTime>,
}

/// Opens a session of a person's.
pub async fn open(
    tx: &mut PlatformTx,
    user: UserId,
    audience: Audience,
    origin: Origin,
    user_agent: &str,
    now: OffsetDateTime,
) -> Result<Opened, sqlx::Error> {
    let (id, renewal) = (SessionId::new(), Secret::new());
    let (hash, user_agent): (_, String) = (renewal.digest(), user_agent.chars().take(300).collect());
    sqlx::query!(
        "INSERT INTO sessions (id, root_id, user_id, audience, renewal_hash, user_agent, created_at, last_seen_at,
                               expires_at, strong_at, proven_at)
         SELECT $1, coalesce(f.root_id, $1), $3, $4, $5, $6, $7, $7, $8,
                CASE WHEN $9 THEN $7 ELSE f.strong_at END, CASE WHEN $10 THEN $7 ELSE f.proven_at END
         FROM (SELECT 1) new LEFT JOIN sessions f ON f.id = $2 AND f.user_id = $3",
        id.0,
        origin.from.map(|from| from.0),
        user.0,
        audience.to_string(),
        hash.as_slice(),
        user_agent,
        now,
        now + ABSOLUTE,
        origin.strong,
        origin.proven,
    )
    .execute(tx.conn())
    .await?;
    Ok(Opened { id, renewal })
}

/// The live session a renewal secret belongs to.
pub async fn by_renewal(
    tx: &mut PlatformTx,
    secret_hash: [u8; 32],
    audience: Audience,
    now: OffsetDateTime,
) -> Result<Option<(SessionId, UserId)>, sqlx::Error> {
    let row = sqlx::query!(
        "UPDATE sessions SET last_seen_at = $3
         WHERE renewal_hash = $1 AND audience = $2 AND ended_at IS NULL AND expires_at > $3 AND last_seen_at > $4
         RETURNING id, user_id",
        secret_hash.as_slice(),
        audience.to_string(),
        now,
        now - IDLE,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.id.into(), row.user_id.into())))
}

/// Ends a session alone, as when another takes its place.
pub async fn end(tx: &mut PlatformTx, session: SessionId, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE sessions SET ended_at = $2 WHERE ended_at IS NULL AND id = $1", session.0, now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends the whole family of a session: logging out anywhere logs out everywhere it led to.
pub async fn end_family(tx: &mut PlatformTx, session: SessionId, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE sessions SET ended_at = $2
         WHERE ended_at IS NULL AND root_id = (SELECT root_id FROM sessions WHERE id = $1)",
        session.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends every session of a person's, as after a new password.
pub async fn end_all(tx: &mut PlatformTx, user: UserId, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE sessions SET ended_at = $2 WHERE ended_at IS NULL AND user_id = $1", user.0, now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends every session of a person's but those of one family, as after a new address.
pub async fn end_others(
    tx: &mut PlatformTx,
    user: UserId,
    root: SessionId,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE sessions SET ended_at = $3 WHERE ended_at IS NULL AND user_id = $1 AND root_id <> $2",
        user.0,
        root.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Shows a session on a project's host what the client sees, until `until`, or no longer; whether that changed anything.
pub async fn view_as_client(
    tx: &mut PlatformTx,
    session: SessionId,
    project: ProjectId,
    until: Option<OffsetDateTime>,
) -> Result<bool, sqlx::Error> {
    let changed = sqlx::query!(
        "UPDATE sessions SET views_as_client_until = $3
         WHERE id = $1 AND audience = $2 AND ended_at IS NULL AND views_as_client_until IS DISTINCT FROM $3",
        session.0,
        project.as_str(),
        until,
    )
    .execute(tx.conn())
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// When these people were last on the project's own host.
pub async fn last_seen_in(
    tx: &mut PlatformTx,
    project: ProjectId,
    people: &[Uuid],
) -> Result<Vec<(UserId, OffsetDateTime)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT user_id, max(last_seen_at) AS "seen!" FROM sessions
           WHERE user_id = ANY ($2) AND audience = $1 GROUP BY user_id"#,
        project.as_str(),
        people,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.user_id.into(), row.seen)).collect())
}

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
        let nobody = || IpNet::from(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED));
        let networks = key.networks.iter().map(|network| network.parse().unwrap_or_else(|_| nobody())).collect();
        let (name, scopes, expires_at) = (key.name.clone(), key.scopes, key.expires_at);
        Self { kind: GrantKind::Key { project, id }, name, scopes, networks, expires_at }
    }
}

impl Standing {
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
/// is for somebody who showed a token or key of hers. The transaction must be the person's own (`PlatformScope::Person`),
/// so that the policies show her projects only.
pub async fn standing(
    tx: &mut PlatformTx,
    session: Option<SessionId>,
    user: UserId,
    project: Option<ProjectId>,
    now: OffsetDateTime,
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
                  CASE WHEN s.views_as_client_until > $4 THEN s.views_as_client_until END AS views_as_client_until
           FROM users u
           LEFT JOIN sessions s ON s.id = $1 AND s.user_id = u.id
           LEFT JOIN sessions root ON root.id = s.root_id
           LEFT JOIN projects p ON p.project_id = $3
           LEFT JOIN members m ON m.project_id = p.project_id AND m.user_id = u.id AND m.removed_at IS NULL
           LEFT JOIN allowances a ON a.project_id = p.project_id
           LEFT JOIN plans plan ON plan.name = coalesce(a.plan, 'standard') AND p.project_id IS NOT NULL
           LEFT JOIN project_rules r ON r.project_id = p.project_id
           LEFT JOIN LATERAL (
               SELECT ps.level, ps.expires_at FROM partner_shares ps JOIN partner_agents pa USING (agency_id)
               WHERE ps.project_id = p.project_id AND pa.user_id = u.id
                 AND (ps.expires_at IS NULL OR ps.expires_at > $4)
               ORDER BY array_position(ARRAY['manage', 'edit', 'view'], ps.level) LIMIT 1) share ON true
           WHERE u.id = $2 AND u.disabled_at IS NULL
             AND ($1::uuid IS NULL OR (s.ended_at IS NULL AND s.expires_at > $4 AND s.last_seen_at > $5))"#,
        session.map(|session| session.0),
        user.0,
        project.as_ref().map(ProjectId::as_str),
        now,
        now - IDLE,
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

/// Notes that a session is in use, and from where if that is known; called at most once a minute and session.
pub async fn touch(
    tx: &mut PlatformTx,
    session: SessionId,
    address: Option<IpAddr>,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE sessions SET last_seen_at = $2, address = coalesce($3, address) WHERE id = $1",
        session.0,
        now,
        address.map(|address| address.to_string()),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A refresh token for an API session; only its hash is kept.
pub async fn issue_refresh(
    tx: &mut PlatformTx,
    session: SessionId,
    now: OffsetDateTime,
) -> Result<Secret, sqlx::Error> {
    let secret = Secret::new();
    let hash = secret.digest();
    sqlx::query!(
        "INSERT INTO refresh_tokens (token_hash, session_id, expires_at) VALUES ($1, $2, $3)",
        hash.as_slice(),
        session.0,
        now + ABSOLUTE,
    )
    .execute(tx.conn())
    .await?;
    Ok(secret)
}

/// What came of a refresh token.
#[derive(Debug)]
pub enum Refreshed {
    /// It was good; it is used up now.
    Session(SessionId, UserId),
    /// It had been used before: somebody has a copy, so the whole family has ended.
    Reused,
    /// Unknown, expired, or its session is over.
    Refused,
}

/// Uses up a refresh token (RFC 9700 §4.14: rotation, reuse ends the family).
pub async fn use_refresh(tx: &mut PlatformTx, hash: [u8; 32], now: OffsetDateTime) -> Result<Refreshed, sqlx::Error> {
    let row = sqlx::query!(
        r#"SELECT t.used_at, t.expires_at, s.id, s.user_id AS "user_id: Uuid",
                  (s.ended_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3 AND u.disabled_at IS NULL) AS "live!"
           FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
           WHERE t.token_hash = $1 FOR UPDATE OF t"#,
        hash.as_slice(),
        now,
        now - IDLE,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(Refreshed::Refused) };
    let session = SessionId(row.id);
    if row.used_at.is_some() {
        end_family(tx, session, now).await?;
        return Ok(Refreshed::Reused);
    }
    if !row.live || row.expires_at <= now {
        return Ok(Refreshed::Refused);
    }
    sqlx::query!("UPDATE refresh_tokens SET used_at = $2 WHERE token_hash = $1", hash.as_slice(), now)
        .execute(tx.conn())
        .await?;
    touch(tx, session, None, now).await?;
    Ok(Refreshed::Session(session, row.user_id.into()))
}
