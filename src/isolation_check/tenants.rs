//! The two synthetic tenants: created once, found again at every start, with a row in every tenant table.
//!
//! The rows are those of `features::samples`; the check fails while a tenant table has none.

use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    db::{Db, DbError, PlatformScope, PlatformTx, Scope, SyntheticTenant},
    features,
    identity::Secret,
    ids::{ProjectId, UserId},
    storage::ObjectKey,
    text::hex,
};

/// Key of the lock for creating the tenants; no other advisory lock uses a single number.
const LOCK: i64 = 0x6661_7461_706c_7573;

/// Both synthetic tenants.
#[derive(Clone, Debug)]
pub struct Tenants {
    /// Tenant that tries to cross.
    pub a: SyntheticTenant,
    /// Tenant that must not be reached.
    pub b: SyntheticTenant,
}

/// Finds the tenants, or creates them in a new installation. Replicas that start together wait for one another here.
pub async fn ensure(db: &Db, now: OffsetDateTime) -> Result<Tenants, DbError> {
    let mut tx = db.platform(PlatformScope::Platform).await?;
    if let Some(tenants) = remembered(&mut tx).await? {
        return Ok(tenants);
    }
    sqlx::query!("SELECT pg_advisory_xact_lock($1)", LOCK).execute(tx.conn()).await?;
    if let Some(tenants) = remembered(&mut tx).await? {
        return Ok(tenants);
    }
    let tenants = Tenants { a: make(&mut tx, "a", now).await?, b: make(&mut tx, "b", now).await? };
    tx.commit().await?;
    Ok(tenants)
}

/// Projects of the tenants; none in a new installation.
pub async fn projects(db: &Db) -> Result<Vec<ProjectId>, DbError> {
    let mut tx = db.platform(PlatformScope::Platform).await?;
    Ok(remembered(&mut tx).await?.map(|Tenants { a, b }| vec![a.project, b.project]).unwrap_or_default())
}

async fn remembered(tx: &mut PlatformTx) -> Result<Option<Tenants>, DbError> {
    let rows = sqlx::query!(
        "SELECT project_id, user_id, organisation_id, agency_id, canary FROM synthetic_tenants ORDER BY name"
    )
    .fetch_all(tx.conn())
    .await?;
    let mut tenants = rows.into_iter().filter_map(|row| {
        Some(SyntheticTenant {
            project: row.project_id.parse().ok()?,
            user: UserId(row.user_id),
            organisation: row.organisation_id,
            agency: row.agency_id,
            canary: row.canary,
        })
    });
    Ok(tenants.next().zip(tenants.next()).map(|(a, b)| Tenants { a, b }))
}

/// Creates the platform rows of one tenant: person, company, partner agency and project ID.
async fn make(tx: &mut PlatformTx, name: &str, now: OffsetDateTime) -> Result<SyntheticTenant, DbError> {
    let canary = format!("canary{}", hex(Secret::new().digest().get(..16).unwrap_or_default()));
    let tenant = SyntheticTenant {
        project: ProjectId::generate(now.year(), &mut rand::rng()),
        user: UserId::new(),
        organisation: Uuid::now_v7(),
        agency: Uuid::now_v7(),
        canary,
    };
    let SyntheticTenant { project, user, organisation, agency, canary } = &tenant;
    // The person has no password, and a constraint forbids one. The address is in a domain that is reserved for leading
    // nowhere (RFC 2606) and cannot be guessed.
    sqlx::query!(
        "INSERT INTO users (id, email, name, language, created_at) VALUES ($1, $2, $3, 'en', $4)",
        user.0,
        format!("{canary}@isolation.invalid"),
        format!("Isolation check {canary}"),
        now,
    )
    .execute(tx.conn())
    .await?;
    let title = format!("Isolation check {canary}");
    sqlx::query!("INSERT INTO organisations (id, name, created_at) VALUES ($1, $2, $3)", organisation, title, now)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "INSERT INTO partner_agencies (id, name, synthetic, created_at) VALUES ($1, $2, true, $3)",
        agency,
        title,
        now
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("INSERT INTO project_ids (project_id, issued_at) VALUES ($1, $2)", project.as_str(), now)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "INSERT INTO synthetic_tenants (name, project_id, user_id, organisation_id, agency_id, canary, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        name,
        project.as_str(),
        user.0,
        organisation,
        agency,
        canary,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(tenant)
}

/// Deterministic ID of a synthetic tenant's row by its name; it differs between the tenants.
#[must_use]
pub fn row_id(tenant: &SyntheticTenant, what: &str) -> Uuid {
    let digest = Sha256::digest(format!("{}/{}/{what}", tenant.project, tenant.canary));
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// An object of each kind, with its name.
#[must_use]
pub fn objects(tenant: &SyntheticTenant) -> [(&'static str, ObjectKey); 4] {
    let project = tenant.project;
    let upload = ObjectKey::Upload { project, upload: row_id(tenant, "upload") };
    // Fails to compile when a new kind of object is missing in the list.
    let (ObjectKey::Namespace { .. }
    | ObjectKey::Document { .. }
    | ObjectKey::Upload { .. }
    | ObjectKey::AuditCheckpoint { .. }) = &upload;
    [
        ("namespace", ObjectKey::Namespace { project }),
        ("document", ObjectKey::Document { project, document: row_id(tenant, "document"), version: 1 }),
        ("upload", upload),
        ("audit checkpoint", ObjectKey::AuditCheckpoint { project }),
    ]
}

/// Whether the tenants have a row of this name.
#[must_use]
pub fn has(row: &str) -> bool {
    let marker = format!("id({row})");
    features::samples().any(|(_, values)| values.contains(&marker))
}

/// Inserts missing rows; existing ones stay unchanged.
pub async fn furnish(db: &Db, tenant: &SyntheticTenant, now: OffsetDateTime) -> Result<(), DbError> {
    let samples: Vec<_> = features::samples().collect();
    let batch: String =
        samples.iter().map(|(into, values)| statement(tenant, into, values, "DO NOTHING", now)).collect();
    // The scope of a project that exists for this check alone.
    let mut tx = db.write(&Scope::authorised(tenant.project)).await?;
    tx.announce_part();
    let inserted: Vec<_> = sqlx::raw_sql(AssertSqlSafe(batch))
        .execute_many(tx.conn())
        .map_ok(|done| done.rows_affected())
        .try_collect()
        .await?;
    for ((into, _), rows) in samples.into_iter().zip(inserted) {
        tx.count(into.split(' ').next().unwrap_or_default(), rows.cast_signed());
    }
    tx.commit().await
}

/// Insert statement with its conflict clause. Only the tenant's values are interpolated: typed IDs, and a canary of
/// letters and digits.
pub(super) fn statement(
    tenant: &SyntheticTenant,
    into: &str,
    values: &str,
    conflict: &str,
    now: OffsetDateTime,
) -> String {
    let named = values.split("id(").enumerate().map(|(place, part)| match part.split_once(')') {
        Some((what, rest)) if place > 0 => format!("'{}'::uuid{rest}", row_id(tenant, what)),
        _ => part.to_owned(),
    });
    let named: String = named.collect();
    // Between quotes stand texts.
    let filled = named.split('\'').enumerate().map(|(place, part)| match place % 2 {
        0 => part.split_inclusive([' ', ',', '(', ')', ':']).map(|word| fill(tenant, word, now)).collect(),
        _ => format!("'{part}'"),
    });
    format!("INSERT INTO {into} VALUES ({}) ON CONFLICT {conflict};\n", filled.collect::<String>())
}

/// A word of a sample's values, with the sign after it: the tenant's value, if it names one.
fn fill(tenant: &SyntheticTenant, word: &str, now: OffsetDateTime) -> String {
    let name = word.trim_end_matches([' ', ',', '(', ')', ':']);
    let value = match name {
        "project" => format!("'{}'::text", tenant.project),
        "person" => format!("'{}'::uuid", tenant.user),
        "organisation" => format!("'{}'::uuid", tenant.organisation),
        "agency" => format!("'{}'::uuid", tenant.agency),
        "canary" => format!("'{}'::text", tenant.canary),
        "at" => format!("to_timestamp({})", now.unix_timestamp()),
        _ => return word.to_owned(),
    };
    word.replacen(name, &value, 1)
}

/// All rows of the tenant as one value for each table, to detect changes.
pub async fn fingerprint(db: &Db, tenant: &SyntheticTenant) -> Result<Vec<(String, String)>, DbError> {
    let mut tx = db.read(&Scope::authorised(tenant.project)).await?;
    let tables = features::samples().map(|(into, _)| into.split(' ').next().unwrap_or_default());
    let parts = tables.map(|table| {
        format!("SELECT '{table}', coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t WHERE project_id = $1")
    });
    let statement = parts.collect::<Vec<_>>().join(" UNION ALL ");
    Ok(sqlx::query_as(AssertSqlSafe(statement)).bind(tenant.project.as_str()).fetch_all(tx.conn()).await?)
}
