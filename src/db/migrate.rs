//! Migrations of the schema.

use sqlx::{
    Connection, PgConnection,
    migrate::{MigrateError, Migrator},
    postgres::PgConnectOptions,
};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Reason why the schema was not brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database has this migration, and this version does not, or in another form.
    #[error("the database has migration {0}, which this version does not know or has in another form")]
    Unknown(i64),
    /// Anything else.
    #[error("the database could not be migrated: {0}")]
    Failed(MigrateError),
}

impl From<MigrateError> for MigrationError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(version) | MigrateError::VersionMismatch(version) => Self::Unknown(version),
            error => Self::Failed(error),
        }
    }
}

/// Brings the schema up to date as the owner: `owner` logs in as a migrating role that may `SET ROLE fataplus_owner`.
pub async fn migrate(owner: &PgConnectOptions) -> Result<(), MigrationError> {
    let options = owner.clone().options([("role", "fataplus_owner")]);
    let mut connection = PgConnection::connect_with(&options).await.map_err(MigrateError::from)?;
    MIGRATIONS.run(&mut connection).await?;
    connection.close().await.map_err(MigrateError::from)?;
    Ok(())
}
