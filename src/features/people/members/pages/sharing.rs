//! Sharing with partner agencies, on the page of the project's people.

use axum::{extract::State, response::Response};
use serde::Deserialize;
use strum::VariantArray;
use time::{Date, OffsetDateTime};

use super::people::{PeopleInput, people};
use crate::{
    access::{Action, PartnerLevel, action::ManageMembers},
    clock::Zone,
    db::PlatformScope,
    features::people::partners::shares::{
        api::{self as partners, Terms},
        last_day, store as shares,
    },
    http::{
        Access, ApiPath, AppError, AppState, FieldErrors, Form, Page, Require,
        api::etag,
        body::{dates, form::Pressed},
        page::{At, Choice},
    },
    ids::AgencyId,
    text::initials,
};

/// Maximum number of agencies to choose from.
const AGENCIES: i64 = 500;

/// A partner agency on the page.
pub struct Partner {
    pub id: String,
    pub name: String,
    pub initials: String,
    /// The level in words.
    pub may: String,
    pub until: Option<At>,
    /// Levels, for readers who may change the share.
    pub levels: Vec<Choice>,
    /// Last day of the share, in the form's notation.
    pub until_day: String,
    /// Version that the form is rendered from.
    pub version: String,
}

fn version(share: &shares::Share) -> String {
    etag::of(&(&share.level, share.expires_at.map(OffsetDateTime::unix_timestamp))).unwrap_or_default()
}

#[derive(Default, Deserialize)]
pub struct ShareForm {
    #[serde(default)]
    pub agency: String,
    #[serde(default)]
    pub level: String,
    /// Last day of the share; blank for no end.
    #[serde(default)]
    pub until: String,
    /// Version that the form was rendered from.
    #[serde(default)]
    pub version: String,
}

/// A share for the reader; its end is shown as the last valid day.
pub fn partner(access: &Access, page: &Page, zone: &Zone, row: shares::Share) -> Partner {
    let last = row.expires_at.map(|end| last_day(zone, end));
    let levels = if access.can(Action::ManageMembers) {
        page.options("people-level-", PartnerLevel::VARIANTS, row.level.as_str())
    } else {
        Vec::new()
    };
    Partner {
        version: version(&row),
        id: row.agency_id.to_string(),
        initials: initials(&row.name),
        name: row.name,
        may: page.t(&format!("people-level-{}", row.level)),
        until: last.map(|day| page.day(day)),
        levels,
        until_day: last.map(|day| day.to_string()).unwrap_or_default(),
    }
}

/// Agencies that an admin of our own staff may choose from. All others see only agencies with a share.
pub async fn agencies(state: &AppState, access: &Access, chosen: &str) -> Result<Vec<Choice>, AppError> {
    if !access.can(Action::ManageMembers) || !access.caller.is_staff() {
        return Ok(Vec::new());
    }
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let mut agencies = shares::agencies(&mut tx, None, AGENCIES, state.clock.now()).await?;
    agencies.sort_by(|a, b| a.name.cmp(&b.name));
    let choice = |agency: shares::Agency| {
        let value = agency.id.to_string();
        Choice { chosen: value == chosen, value, label: agency.name, hint: String::new() }
    };
    Ok(agencies.into_iter().map(choice).collect())
}

/// Terms read from the form. The share ends after its last day.
fn terms(form: &ShareForm, zone: &Zone) -> Result<Terms, FieldErrors> {
    let level = form.level.parse().map_err(|_| FieldErrors::one("level", "choice"))?;
    let day = dates::typed(&form.until).ok().filter(|day| dates::is_plausible(*day));
    let last = day.ok_or_else(|| FieldErrors::one("until", "date"))?;
    let end = |day: Date| day.next_day().and_then(|next| zone.start_of(next));
    Ok(Terms { level, expires_at: last.and_then(end) })
}

/// `POST /partners`: shares the project.
pub async fn share(
    access: Require<ManageMembers>,
    State(state): State<AppState>,
    page: Page,
    Form(form): Form<ShareForm>,
) -> Result<Response, AppError> {
    let shared = match (form.agency.parse::<AgencyId>(), terms(&form, state.clock.zone())) {
        (Err(_), _) => Err(FieldErrors::one("agency", "choice").into()),
        (_, Err(errors)) => Err(errors.into()),
        (Ok(agency), Ok(terms)) => partners::share(&state, &access, agency, &terms).await,
    };
    match shared {
        Ok(_) => Ok(page.redirect("/people", "flash-shared")),
        Err(AppError::Invalid(errors)) => {
            people(
                &access,
                &state,
                &page,
                PeopleInput { share: form, errors: of_form(errors), ..PeopleInput::default() },
            )
            .await
        }
        Err(AppError::NotFound) => {
            let errors = FieldErrors::one("agency", "choice");
            people(&access, &state, &page, PeopleInput { share: form, errors, ..PeopleInput::default() }).await
        }
        Err(error) => Err(error),
    }
}

/// Renames the API field `expires_at` in errors to the form's field `until`.
fn of_form(errors: FieldErrors) -> FieldErrors {
    let past = errors.iter().any(|error| error.field == "expires_at");
    if past { FieldErrors::one("until", "date-past") } else { errors }
}

/// `POST /partners/{agency}`: changes level or end.
pub async fn change(
    access: Require<ManageMembers>,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
    page: Page,
    Form(form): Form<ShareForm>,
) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let there = shares::shares(&mut tx, state.clock.now(), None, None, Some(agency)).await?;
    drop(tx);
    let now = version(there.first().ok_or(AppError::NotFound)?);
    if FieldErrors::unless_current("level", &form.version, &now).is_err() {
        return Ok(page.redirect("/people", "flash-share-changed"));
    }
    let changed = match terms(&form, state.clock.zone()) {
        Ok(terms) => partners::share(&state, &access, agency, &terms).await,
        Err(errors) => Err(errors.into()),
    };
    match changed {
        Ok(_) => Ok(page.redirect("/people", "flash-shared")),
        Err(AppError::Invalid(_)) => Ok(page.redirect("/people", "flash-share-refused")),
        Err(error) => Err(error),
    }
}

/// `POST /partners/{agency}/remove`: the agency's people lose access at once.
pub async fn end(
    access: Require<ManageMembers>,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    partners::unshare(&state, &access, agency).await?;
    Ok(page.redirect("/people", "flash-share-ended"))
}
