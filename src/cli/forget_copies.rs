//! `fataplus forget-copies`, for changes that no transaction of the service made.

use super::CliError;
use crate::{
    db::{Change, PlatformScope},
    http::AppState,
};

/// Has every running service drop its copies of rows, within a second; returns the lines to print.
pub async fn carry_out(state: &AppState) -> Result<Vec<String>, CliError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    tx.announce(Change::Everything);
    tx.commit().await?;
    Ok(vec!["Running services read all rows again.".to_owned()])
}
