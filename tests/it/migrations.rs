//! The schema brought up to date, again and from another version.

use fataplus::db::{self, MigrationError};

use crate::support::Database;

#[tokio::test]
async fn a_database_of_another_version_is_left_as_it_is() {
    let database = Database::new().await;
    let owner = database.options("fataplus_migrator");
    // The second time changes nothing.
    db::migrate(&owner).await.unwrap();
    let mut connection = database.connect("fataplus_migrator").await;
    for (statement, version) in [
        (
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9000, 'of a later version', true, '', 0)",
            9000,
        ),
        ("DELETE FROM _sqlx_migrations WHERE version = 9000", 0),
        ("UPDATE _sqlx_migrations SET checksum = '\\x00' WHERE version = 2", 2),
    ] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
        match db::migrate(&owner).await {
            Ok(()) => assert_eq!(version, 0, "{statement}"),
            Err(MigrationError::Unknown(found)) => assert_eq!(found, version),
            Err(MigrationError::Failed(error)) => panic!("{statement}: {error}"),
        }
    }
}
