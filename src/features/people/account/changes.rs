//! Use cases of the profile, for pages and API alike.

use super::{
    profile::{Profile, ProfileChange, muted},
    store,
};
use crate::{
    db::PlatformScope,
    http::{AppError, AppState, Caller, Checks, FieldErrors},
    ids::UserId,
    text::normalize,
};

/// Profile from the rows.
pub async fn profile(state: &AppState, user: UserId) -> Result<Profile, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    Ok(store::profile(&mut tx, user, false).await?)
}

/// Changes the profile, or returns the invalid fields.
pub async fn change_profile(state: &AppState, caller: &Caller, change: &ProfileChange) -> Result<Profile, AppError> {
    change_profile_if(state, caller, change, |_| Ok(())).await
}

/// Changes the profile if the present one passes the check `is`.
pub async fn change_profile_if(
    state: &AppState,
    caller: &Caller,
    change: &ProfileChange,
    is: impl FnOnce(&Profile) -> Result<(), FieldErrors>,
) -> Result<Profile, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let mut profile = store::profile(&mut tx, caller.user, true).await?;
    is(&profile)?;
    if let Some(name) = &change.name {
        profile.name = normalize::line(name);
    }
    if let Some(phone) = &change.phone {
        profile.phone = normalize::phone(phone);
    }
    profile.language = change.language.unwrap_or(profile.language);
    if let Some(wishes) = change.notifications {
        profile.muted = muted(wishes, &profile.muted);
    }
    let mut checks = Checks::new();
    checks.required("name", &profile.name).length("name", &profile.name, 1, 200);
    checks.phone("phone", &profile.phone).finish()?;
    store::save(&mut tx, caller.user, &profile).await?;
    tx.commit().await?;
    Ok(profile)
}
