//! Check that row-level security binds the service's roles.

use super::connections::RolePool;

/// Reason why a role may not serve: row-level security would not bind it.
#[derive(Debug, thiserror::Error)]
pub enum SelfCheckError {
    /// SUPERUSER and BYPASSRLS skip every policy; an owner can switch them off.
    #[error(
        "database role {role} must not be a superuser, bypass row-level security or own tables; use the roles of deploy/roles.sql"
    )]
    Privileged {
        /// The role's name.
        role: String,
    },
    /// The query failed.
    #[error("could not ask the database about its roles")]
    Database(#[from] sqlx::Error),
}

pub(super) async fn check(pool: &RolePool) -> Result<(), SelfCheckError> {
    let (role, privileged) = sqlx::query_as::<_, (String, bool)>(
        "SELECT current_user::text,
                rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication
                OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid)
                OR EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid)
         FROM pg_roles WHERE rolname = current_user",
    )
    .fetch_one(&mut *pool.acquire().await?)
    .await?;
    if privileged { Err(SelfCheckError::Privileged { role }) } else { Ok(()) }
}
