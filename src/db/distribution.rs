//! Whether the schema can be spread over a Citus cluster (`deploy/distribute.sql`), and whether it is.

use sqlx::PgConnection;

use super::{DbError, connections::RolePool};

/// State of a distribution, as the catalogue shows it.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// Whether the database is on a Citus cluster.
    pub on_cluster: bool,
    /// Obstacles to distributing the schema, and differences from how the distribution leaves it; a line each.
    pub findings: Vec<String>,
}

/// Obstacles to distributing the schema, a line each.
pub async fn obstacles(connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(include_str!("distribution.sql")).fetch_all(connection).await
}

pub(super) async fn look(pool: &RolePool) -> Result<Distribution, DbError> {
    let mut connection = pool.acquire().await?;
    let mut findings = obstacles(&mut connection).await?;
    let citus = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')";
    let on_cluster = sqlx::query_scalar(citus).fetch_one(&mut *connection).await?;
    if on_cluster {
        let differing = sqlx::query_scalar::<_, String>(include_str!("cluster.sql"));
        findings.extend(differing.fetch_all(&mut *connection).await?);
    }
    Ok(Distribution { on_cluster, findings })
}
