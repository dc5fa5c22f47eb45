//! Forms that share the project with partner agencies.

use axum::{extract::State, response::Response};
use time::Date;

use super::{
    people::{PeopleInput, people},
    sharing::{ShareForm, version},
};
use crate::{
    access::action::SharePartners,
    clock::Zone,
    features::people::partners::shares::{
        api::{self as partners, Terms},
        store as shares,
    },
    http::{
        ApiPath, AppError, AppState, FieldErrors, Form, Page, Require,
        body::{dates, form::Pressed},
    },
    ids::AgencyId,
};

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
    access: Require<SharePartners>,
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
    access: Require<SharePartners>,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
    page: Page,
    Form(form): Form<ShareForm>,
) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let there = shares::find(&mut tx, state.clock.now(), agency).await?;
    drop(tx);
    let now = version(there.as_ref().ok_or(AppError::NotFound)?);
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
    access: Require<SharePartners>,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    partners::unshare(&state, &access, agency).await?;
    Ok(page.redirect("/people", "flash-share-ended"))
}
