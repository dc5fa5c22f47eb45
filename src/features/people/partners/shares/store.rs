//! Rows of partner agencies and of the projects shared with them.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    access::PartnerLevel,
    db::{PlatformTx, TenantTx},
    http::api::paging::Window,
    ids::AgencyId,
};

/// A partner agency with a share in the project.
#[derive(Clone, Debug)]
pub struct Share {
    pub agency_id: AgencyId,
    pub name: String,
    pub level: PartnerLevel,
    pub expires_at: Option<OffsetDateTime>,
}

impl Share {
    /// Whether it is valid at `now`.
    pub fn is_open(&self, now: OffsetDateTime) -> bool {
        self.expires_at.is_none_or(|end| end > now)
    }
}

/// Shares valid at `now`.
pub async fn list(tx: &mut TenantTx, now: OffsetDateTime, window: Window) -> Result<Vec<Share>, sqlx::Error> {
    select(tx, now, window, None).await
}

/// The share of an agency, if it is valid at `now`.
pub async fn find(tx: &mut TenantTx, now: OffsetDateTime, agency: AgencyId) -> Result<Option<Share>, sqlx::Error> {
    Ok(select(tx, now, Window::ALL, Some(agency)).await?.pop())
}

async fn select(
    tx: &mut TenantTx,
    now: OffsetDateTime,
    window: Window,
    only: Option<AgencyId>,
) -> Result<Vec<Share>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Share,
        r#"SELECT agency_id AS "agency_id: AgencyId", agency AS name, level AS "level: PartnerLevel", expires_at
           FROM partner_shares
           WHERE project_id = $1 AND (expires_at IS NULL OR expires_at > $2)
             AND ($3::uuid IS NULL OR agency_id > $3) AND ($5::uuid IS NULL OR agency_id = $5)
           ORDER BY agency_id LIMIT $4"#,
        project.as_str(),
        now,
        window.after,
        window.limit,
        only.map(|agency| agency.0),
    )
    .fetch_all(tx.conn())
    .await
}

/// Shares the project with an agency, or changes the share.
pub async fn share(
    tx: &mut TenantTx,
    (agency, name): (AgencyId, &str),
    level: PartnerLevel,
    expires_at: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    tx.announce_part();
    let project = tx.project();
    let insert = sqlx::query!(
        "INSERT INTO partner_shares (project_id, agency_id, level, expires_at, created_at, agency)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (project_id, agency_id) DO NOTHING",
        project.as_str(),
        agency.0,
        level.as_str(),
        expires_at,
        now,
        name,
    );
    if tx.insert("partner_shares", insert).await? == 0 {
        sqlx::query!(
            "UPDATE partner_shares SET level = $3, expires_at = $4 WHERE project_id = $1 AND agency_id = $2",
            project.as_str(),
            agency.0,
            level.as_str(),
            expires_at,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// The share of an agency, or the one it had until it expired.
pub async fn last(tx: &mut TenantTx, agency: AgencyId) -> Result<Option<Share>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Share,
        r#"SELECT agency_id AS "agency_id: AgencyId", agency AS name, level AS "level: PartnerLevel", expires_at
           FROM partner_shares WHERE project_id = $1 AND agency_id = $2"#,
        project.as_str(),
        agency.0,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Ends a share.
pub async fn unshare(tx: &mut TenantTx, agency: AgencyId) -> Result<bool, sqlx::Error> {
    tx.announce_part();
    let project = tx.project();
    let delete = sqlx::query!(
        "DELETE FROM partner_shares WHERE project_id = $1 AND agency_id = $2",
        project.as_str(),
        agency.0,
    );
    Ok(tx.delete("partner_shares", delete).await? == 1)
}

/// A partner agency with the addresses of its people, and of its open invitations.
#[derive(Clone, Debug)]
pub struct Agency {
    pub id: AgencyId,
    pub name: String,
    pub agents: Vec<String>,
    /// Addresses of open invitations.
    pub invited: Vec<String>,
}

/// The agencies after `after`.
pub async fn agencies(
    tx: &mut PlatformTx,
    after: Option<Uuid>,
    limit: i64,
    now: OffsetDateTime,
) -> Result<Vec<Agency>, sqlx::Error> {
    sqlx::query_as!(
        Agency,
        r#"SELECT a.id AS "id: AgencyId", a.name,
                  ARRAY(SELECT u.email FROM partner_agents pa JOIN users u ON u.id = pa.user_id
                        WHERE pa.agency_id = a.id ORDER BY u.email) AS "agents!",
                  ARRAY(SELECT i.email FROM agency_invitations i WHERE i.agency_id = a.id AND i.accepted_at IS NULL
                        AND i.revoked_at IS NULL AND i.expires_at > $3 ORDER BY i.email) AS "invited!"
           FROM partner_agencies a WHERE NOT a.synthetic AND ($1::uuid IS NULL OR a.id > $1) ORDER BY a.id LIMIT $2"#,
        after,
        limit,
        now,
    )
    .fetch_all(tx.conn())
    .await
}

/// Adds an agency; false if the name is taken, because projects might be shared with the wrong one.
pub async fn add_agency(tx: &mut PlatformTx, id: AgencyId, name: &str) -> Result<bool, sqlx::Error> {
    let added = sqlx::query!(
        "INSERT INTO partner_agencies (id, name)
         SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM partner_agencies WHERE lower(name) = lower($2))",
        id.0,
        name,
    )
    .execute(tx.conn())
    .await?;
    Ok(added.rows_affected() == 1)
}
