//! `fataplus user`: production's first admin and anybody after her, and those who lost their second factors.

use time::Duration;

use super::{
    CliError,
    parts::{self, Needs},
    run_file,
};
use crate::{
    config::Config,
    db::PlatformScope,
    features::{account, factors},
    http::Checks,
    identity::sessions,
    ids::UserId,
};

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

/// Takes a person's second factors away and ends her sessions.
pub async fn forget_factors(config: &Config, email: &str) -> Result<(), CliError> {
    let email = account::normal_email(email);
    let running = parts::start(config, run_file::hosts(config), Needs::Rows).await?;
    let mut tx = running.state.db.platform(PlatformScope::Platform).await?;
    let found = sqlx::query_scalar!("SELECT id FROM users WHERE email = $1", email).fetch_optional(tx.conn()).await?;
    if let Some(user) = found.map(UserId) {
        factors::forget_all(&mut tx, user).await?;
        sessions::end_all(&mut tx, user, None, running.state.clock.now()).await?;
        tx.commit().await?;
        println!("{email} has no second factor any more, and is signed out everywhere.");
    }
    running.stop().await;
    found.map(drop).ok_or_else(|| CliError::Other(format!("nobody has the address {email}")))
}
