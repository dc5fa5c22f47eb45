//! `fataplus user create`: production's first admin, and anybody after her.

use time::Duration;

use super::{
    CliError,
    parts::{self, Needs},
    run_file,
};
use crate::{config::Config, db::PlatformScope, features::account, http::Checks, ids::UserId};

/// How long the printed link is good.
const LINK: Duration = Duration::hours(72);

/// Makes the person (or raises an existing one) and prints the link with which she sets a password.
pub async fn create(
    config: &Config,
    email: &str,
    name: Option<String>,
    admin: bool,
    staff: bool,
) -> Result<(), CliError> {
    let email = email.trim().to_lowercase();
    Checks::new().email("email", &email).finish().map_err(crate::http::AppError::from)?;
    let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
    let role = match (admin, staff) {
        (true, _) => "admin",
        (false, true) => "staff",
        (false, false) => "none",
    };
    let running = parts::start(config, run_file::hosts(config), Needs::Rows).await?;
    let state = &running.state;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let id = sqlx::query_scalar!(
        "INSERT INTO users (id, email, name, platform_role) VALUES ($1, $2, $3, $4)
         ON CONFLICT (email) DO UPDATE SET platform_role = $4 RETURNING id",
        UserId::new().0,
        email,
        name,
        role,
    )
    .fetch_one(tx.conn())
    .await?;
    let link = account::password_link(&mut tx, state, UserId(id), LINK).await?;
    tx.commit().await?;
    println!("{email} is there (platform role: {role}). The password is set here, within three days:\n{link}");
    running.stop().await;
    Ok(())
}
