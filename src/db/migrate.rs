//! Migrations of the schema.

use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Brings the schema up to date as the owner: `owner` logs in as a migrating role that may `SET ROLE fataplus_owner`.
pub async fn migrate(owner: &PgConnectOptions) -> Result<(), sqlx::migrate::MigrateError> {
    let mut connection = PgConnection::connect_with(&owner.clone().options([("role", "fataplus_owner")])).await?;
    MIGRATIONS.run(&mut connection).await?;
    connection.close().await?;
    Ok(())
}
