//! Errors of database access.

use std::any::Any;

/// Error a request would get if it began now; only the judge of its authority knows its type.
pub type Refusal = Box<dyn Any + Send + Sync>;

/// Failures of database access. The text names no row, value or constraint.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// No connection in time, or a broken one: answer 503 and let the caller come back.
    #[error("the database is not reachable")]
    Unavailable(#[source] sqlx::Error),
    /// The project holds its maximum of connections, and none came free in time.
    #[error("the project's {0} connections to the database are in use")]
    ShareInUse(u32),
    /// A statement exceeded the project's timeout.
    #[error("a statement took too long")]
    TooSlow,
    /// Deadlock: this transaction was rolled back, and a retry finds the other one done.
    #[error("the transaction gave way to another")]
    GaveWay,
    /// The task has lost its permission: nothing of this transaction is kept.
    #[error("what the request was let in on has gone")]
    Refused(Refusal),
    /// The project has the maximum number of rows of a kind that its plan allows.
    #[error("the project has {0} rows of a kind already")]
    RowsFull(u32),
    /// The statement failed: a fault of ours.
    #[error("the database refused a statement")]
    Failed(#[source] sqlx::Error),
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => {
                Self::Unavailable(error)
            }
            // 57P0x: the server is shutting down or starting; 53300: too many connections; 08…: a node of a cluster does
            // not answer.
            sqlx::Error::Database(ref database)
                if database
                    .code()
                    .is_some_and(|code| code.starts_with("57P0") || code == "53300" || code.starts_with("08")) =>
            {
                Self::Unavailable(error)
            }
            // query_canceled: by statement_timeout, the only source of cancellation.
            sqlx::Error::Database(ref database) if database.code().is_some_and(|code| code == "57014") => Self::TooSlow,
            // deadlock_detected
            sqlx::Error::Database(ref database) if database.code().is_some_and(|code| code == "40P01") => Self::GaveWay,
            // By `count_rows`, whose message begins with the limit.
            sqlx::Error::Database(ref database) if database.code().is_some_and(|code| code == "FP001") => {
                let figure = database.message().split(' ').next().and_then(|figure| figure.parse().ok());
                Self::RowsFull(figure.unwrap_or_default())
            }
            _ => Self::Failed(error),
        }
    }
}

/// Name of the constraint that a statement violated, if any: `match constraint(&error)`.
#[must_use]
pub fn constraint(error: &sqlx::Error) -> Option<&str> {
    match error {
        // What comes from another node of a cluster names it in the message alone.
        sqlx::Error::Database(database) => {
            database.constraint().or_else(|| of_message(database.message())).map(without_shard)
        }
        _ => None,
    }
}

fn of_message(message: &str) -> Option<&str> {
    Some(message.split_once(" constraint \"")?.1.split_once('"')?.0)
}

/// The name without the number that Citus adds to it on a shard.
fn without_shard(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((own, shard)) if shard.len() >= 6 && shard.bytes().all(|byte| byte.is_ascii_digit()) => own,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_its_constraint() {
        let message = "duplicate key value violates unique constraint \"approvals_one_per_version_102134\"";
        assert_eq!(of_message(message), Some("approvals_one_per_version_102134"));
        assert_eq!(of_message("canceling statement due to statement timeout"), None);
    }

    #[test]
    fn a_shard_s_constraint_has_the_name_of_the_table_s() {
        assert_eq!(without_shard("approvals_one_per_version_102134"), "approvals_one_per_version");
        for own in ["approvals_one_per_version", "users_email_key", "codes_1234", "plain"] {
            assert_eq!(without_shard(own), own);
        }
    }
}
