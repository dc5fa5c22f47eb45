//! `fataplus user`: the first admin and other people of an installation, their platform roles, and lost second factors.

use time::Duration;

use super::{CliError, UserCommand};
use crate::{
    access::PlatformRole,
    db::{Change, PlatformScope, PlatformTx},
    features::people::{mfa, sign_in},
    http::{AppError, AppState, Checks},
    identity::sessions,
    ids::UserId,
    text::{email::normal_email, normalize},
};

/// Lifetime of the printed link.
const LINK: Duration = Duration::hours(72);

/// Carries out the command and returns the lines to print; running services apply it within a second.
pub async fn carry_out(state: &AppState, command: &UserCommand) -> Result<Vec<String>, CliError> {
    match command {
        UserCommand::Create { email, name, admin, staff } => {
            let asked = match (admin, staff) {
                (true, _) => Some(PlatformRole::Admin),
                (false, true) => Some(PlatformRole::Staff),
                (false, false) => None,
            };
            create(state, &address(email)?, name.as_deref(), asked).await
        }
        UserCommand::Role { email, role } => set_role(state, &address(email)?, *role).await,
        UserCommand::ForgetFactors { email } => forget_factors(state, &address(email)?).await,
    }
}

fn address(typed: &str) -> Result<String, CliError> {
    let email = normal_email(typed);
    Checks::new().email("email", &email).finish().map_err(AppError::from)?;
    Ok(email)
}

/// An existing person, locked until the transaction ends.
struct Known {
    id: UserId,
    role: PlatformRole,
    disabled: bool,
}

async fn known(tx: &mut PlatformTx, email: &str) -> Result<Known, CliError> {
    let row = sqlx::query!(
        r#"SELECT id, platform_role AS "role: PlatformRole", disabled_at IS NOT NULL AS "disabled!" FROM users WHERE email = $1
           FOR NO KEY UPDATE"#,
        email,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| CliError::Other(format!("nobody has the address {email}")))?;
    Ok(Known { id: row.id.into(), role: row.role, disabled: row.disabled })
}

/// Creates the person, or raises an existing one to the requested role without taking anything away; returns the link
/// for setting a password.
async fn create(
    state: &AppState,
    email: &str,
    name: Option<&str>,
    asked: Option<PlatformRole>,
) -> Result<Vec<String>, CliError> {
    let name = name.map(normalize::line).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    sqlx::query!(
        "INSERT INTO users (id, email, name) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING",
        UserId::new().0,
        email,
        name,
    )
    .execute(tx.conn())
    .await?;
    let known = known(&mut tx, email).await?;
    if known.disabled {
        return Err(CliError::Other(format!("{email} is disabled: nothing was changed")));
    }
    tx.announce(Change::Account(known.id));
    let role = asked.unwrap_or(known.role);
    if role < known.role {
        return Err(CliError::Other(format!(
            "{email} is there as {} and was left so. To make her less: fataplus user role {email} {}",
            known.role, role,
        )));
    }
    sqlx::query!(
        "UPDATE users SET platform_role = $2, name = coalesce($3, name) WHERE id = $1",
        known.id.0,
        role.as_str(),
        name,
    )
    .execute(tx.conn())
    .await?;
    let link = sign_in::passwords::password_link(&mut tx, state, known.id, LINK).await?;
    tx.commit().await?;
    Ok(vec![format!("{email} is there (platform role: {role}). The password is set here, within three days:\n{link}")])
}

/// Changes a platform role, unless that would remove the last admin.
async fn set_role(state: &AppState, email: &str, role: PlatformRole) -> Result<Vec<String>, CliError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    // Locks every admin's row: of two admins who are demoted at once, one stays.
    let admins = sqlx::query_scalar!(
        "SELECT email FROM users WHERE platform_role = 'admin' AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE"
    )
    .fetch_all(tx.conn())
    .await?;
    if role != PlatformRole::Admin && admins == [email] {
        return Err(CliError::Other(format!(
            "{email} is the only admin of the platform. Make another one first: fataplus user create --admin EMAIL"
        )));
    }
    let known = known(&mut tx, email).await?;
    tx.announce(Change::Account(known.id));
    sqlx::query!("UPDATE users SET platform_role = $2 WHERE id = $1", known.id.0, role.as_str())
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(vec![format!("{email} has the platform role {} (before: {})", role, known.role)])
}

/// Removes a person's second factors and ends their sessions.
async fn forget_factors(state: &AppState, email: &str) -> Result<Vec<String>, CliError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = sqlx::query_scalar!("SELECT id FROM users WHERE email = $1", email).fetch_optional(tx.conn()).await?;
    let user = found.map(UserId).ok_or_else(|| CliError::Other(format!("nobody has the address {email}")))?;
    mfa::store::forget_all(&mut tx, user).await?;
    sessions::end_all(&mut tx, user, None, state.clock.now()).await?;
    tx.commit().await?;
    Ok(vec![format!("{email} has no second factor any more, and is signed out everywhere.")])
}
