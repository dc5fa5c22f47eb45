//! Change of an e-mail address: requested while logged in, confirmed by a link to the new address, announced to the old
//! one.

use time::Duration;

use super::store::{self, AddressChange};
use crate::{
    db::{PlatformScope, PlatformTx},
    http::{AppError, AppState, Caller, Checks, FieldErrors},
    identity::{Secret, digest, sessions},
    jobs,
    mail::{Mail, Word},
    text::email::normal_email,
};

/// Lifetime of the link.
const LIFETIME: Duration = Duration::hours(1);
/// Maximum number of changes requested within that time.
const A_LIFETIME_S: i64 = 5;

/// Mails a link to the new address, and a notice to the old one; the caller has just proven their identity. Only the
/// mail to the new address reveals whether another person has it.
pub async fn ask(state: &AppState, caller: &Caller, email: &str) -> Result<(), AppError> {
    let email = normal_email(email);
    Checks::new().email("email", &email).that("email", email != caller.email, "same-address").finish()?;
    let (now, secret) = (state.clock.now(), Secret::new());
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    if store::open_address_changes(&mut tx, caller.user, now).await? >= A_LIFETIME_S {
        return Err(FieldErrors::one("email", "too-many-mails").into());
    }
    let taken = store::is_address_taken(&mut tx, &email).await?;
    // Only the last link is valid; one that was not mailed is stored alike.
    store::spend_address_changes(&mut tx, caller.user, now).await?;
    store::add_address_change(&mut tx, secret.digest(), caller.user, &email, now + LIFETIME).await?;
    let link = format!("{}/account/email?token={}", state.hosts.app, secret.text());
    if taken {
        tell(&mut tx, caller, &email, "address-taken", ("email", Word::place(&email))).await?;
    } else {
        tell(&mut tx, caller, &email, "address-confirm", ("link", Word::link(&link))).await?;
    }
    tell(&mut tx, caller, &caller.email, "address-asked", ("email", Word::place(&email))).await?;
    tx.commit().await?;
    Ok(())
}

async fn tell(
    tx: &mut PlatformTx,
    caller: &Caller,
    to: &str,
    key: &str,
    arg: (&'static str, Word),
) -> Result<(), sqlx::Error> {
    // Mail to an unproven mailbox does not use the name the person gave themselves.
    let name = if to == caller.email { caller.name.as_str() } else { "" };
    let mail = Mail::in_words(caller.language, key, name, to, &[arg]);
    jobs::enqueue_platform(tx, None, &mail).await.map(drop)
}

/// Change behind a link's token; nothing is used up.
pub async fn look(state: &AppState, token: &str) -> Result<AddressChange, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    store::address_change(&mut tx, digest(token), state.clock.now()).await?.ok_or(AppError::LinkExpired)
}

/// Gives the caller the address of their link, if no other person has it by now. Their other sessions end, and mailed
/// links to the old address become invalid.
pub async fn confirm(state: &AppState, caller: &Caller, token: &str) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    sessions::in_turn(&mut tx, caller.user).await?;
    let used = store::use_address_change(&mut tx, digest(token), caller.user, now).await?;
    let email = used.ok_or(AppError::LinkExpired)?;
    store::set_address(&mut tx, caller.user, &email).await?;
    sessions::end_others(&mut tx, caller.user, caller.root, now).await?;
    tell(&mut tx, caller, &caller.email, "address-changed", ("email", Word::place(&email))).await?;
    tx.commit().await?;
    Ok(())
}
