use super::authority::Refusal;

/// What can go wrong on the way to rows. Its text names no row, value or constraint.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// No connection in time, or it broke: answer 503 and let the caller come back.
    #[error("the database is not reachable")]
    Unavailable(#[source] sqlx::Error),
    /// The project holds as many connections as it may, and none came free in time.
    #[error("the project's {0} connections to the database are in use")]
    ShareInUse(u32),
    /// A statement took longer than the project's may.
    #[error("a statement took too long")]
    TooSlow,
    /// Two transactions waited for each other, and this one was undone: the next try finds the other one done.
    #[error("the transaction gave way to another")]
    GaveWay,
    /// What the task was let in on has gone meanwhile: nothing of this transaction is kept.
    #[error("what the request was let in on has gone")]
    Refused(Refusal),
    /// The project has as many rows of a kind as its plan allows.
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
            // 57P0x: the server is shutting down or starting; 53300: too many connections.
            sqlx::Error::Database(ref database)
                if database.code().is_some_and(|code| code.starts_with("57P0") || code == "53300") =>
            {
                Self::Unavailable(error)
            }
            // query_canceled: by statement_timeout, since nobody else cancels.
            sqlx::Error::Database(ref database) if database.code().is_some_and(|code| code == "57014") => Self::TooSlow,
            // deadlock_detected
            sqlx::Error::Database(ref database) if database.code().is_some_and(|code| code == "40P01") => Self::GaveWay,
            // By the trigger `within_rows`, which says the figure first.
            sqlx::Error::Database(ref database) if database.code().is_some_and(|code| code == "FP001") => {
                let figure = database.message().split(' ').next().and_then(|figure| figure.parse().ok());
                Self::RowsFull(figure.unwrap_or_default())
            }
            _ => Self::Failed(error),
        }
    }
}

/// The name of the constraint a statement ran into, if that is why it failed: `match constraint(&error)`.
#[must_use]
pub fn constraint(error: &sqlx::Error) -> Option<&str> {
    match error {
        sqlx::Error::Database(database) => database.constraint(),
        _ => None,
    }
}
