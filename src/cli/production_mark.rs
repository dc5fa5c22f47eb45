//! Production's marks on database and bucket, and development's refusal of one that bears them.

use sqlx::postgres::PgConnectOptions;

use super::CliError;
use crate::{
    config::Config,
    db::{self, Db},
    storage::Storage,
};

/// Leaves the marks of production at its start. A store that does not answer keeps nobody from starting: the mark is
/// left by the next start.
pub async fn leave(db: &Db, storage: &Storage) -> Result<(), CliError> {
    db.mark_production().await?;
    if let Err(error) = storage.mark_production().await {
        tracing::warn!(%error, "the bucket could not be marked as production's; the next start tries again");
    }
    Ok(())
}

/// Refuses a configured database with a mark in development, before anything is written. An embedded one has none.
pub async fn refuse_database(config: &Config, db: &Db) -> Result<(), CliError> {
    if !config.is_production() && config.database.is_some() && db.is_production().await? {
        return Err(marked_database());
    }
    Ok(())
}

/// The same of a bucket. The diagnosis does not ask: `scripts/store-check` looks at any, and writes to synthetic projects
/// alone.
pub async fn refuse_bucket(config: &Config) -> Result<(), CliError> {
    let Some(s3) = config.s3.as_ref().filter(|_| !config.is_production()) else { return Ok(()) };
    match Storage::new(s3).is_production().await {
        Ok(false) => Ok(()),
        Ok(true) => Err(marked("bucket of S3_BUCKET", "bucket", "delete the object production-mark from it")),
        Err(error) => Err(CliError::Other(format!(
            "development does not start on production's bucket, and the one of S3_BUCKET could not be asked: {error}"
        ))),
    }
}

/// Refuses to migrate a configured database with a mark, in development.
pub async fn refuse_to_migrate(config: &Config, owner: &PgConnectOptions) -> Result<(), CliError> {
    if !config.is_production() && config.database.is_some() && db::is_marked(owner).await? {
        return Err(marked_database());
    }
    Ok(())
}

fn marked_database() -> CliError {
    marked("database of DATABASE_URL", "database", "as its owner, DELETE FROM production_mark")
}

fn marked(name: &str, kind: &str, unmark: &str) -> CliError {
    CliError::Other(format!(
        "the {name} is production's, and this is development, so nothing was started or changed.\n\
         For production set FATAPLUS_ENV=production, with Compose by --file compose.production.yml.\n\
         For development name a {kind} of its own. A copy that is nobody's production any more is freed by hand: {unmark}"
    ))
}
