//! Production's mark on the database: development neither starts on one that bears it, nor migrates it.

use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};

use super::{DbError, connections::RolePool};

pub(super) async fn leave(pool: &RolePool) -> Result<(), DbError> {
    let leave = "INSERT INTO production_mark DEFAULT VALUES ON CONFLICT DO NOTHING";
    sqlx::query(leave).execute(&mut *pool.acquire().await?).await?;
    Ok(())
}

pub(super) async fn look(pool: &RolePool) -> Result<bool, DbError> {
    Ok(find(&mut *pool.acquire().await?).await?)
}

/// Whether production has marked the database, asked by the migrating role.
pub async fn is_marked(owner: &PgConnectOptions) -> Result<bool, DbError> {
    let options = owner.clone().options([("role", "fataplus_owner")]);
    let mut connection = PgConnection::connect_with(&options).await?;
    let found = find(&mut connection).await?;
    connection.close().await?;
    Ok(found)
}

/// A schema from before the table has no mark.
async fn find(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let there = "SELECT to_regclass('public.production_mark') IS NOT NULL";
    if !sqlx::query_scalar(there).fetch_one(&mut *connection).await? {
        return Ok(false);
    }
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM production_mark)").fetch_one(connection).await
}
