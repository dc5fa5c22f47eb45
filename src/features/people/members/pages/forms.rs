//! Forms on the page of the project's people.

use axum::{extract::State, response::Response};
use serde::Deserialize;

use super::{
    super::changes::{self, NewInvitation, PlaceChange},
    people::{InviteForm, PeopleInput, people},
};
use crate::{
    access::{Membership, action::ManageClients},
    features::people::invitations::views::sent,
    http::{ApiPath, AppError, AppState, FieldErrors, Form, Page, Require, body::form::Pressed},
    ids::{InvitationId, UserId},
};

const HOME: &str = "/people";

/// `POST /people/invite`.
pub async fn invite(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    page: Page,
    Form(form): Form<InviteForm>,
) -> Result<Response, AppError> {
    let refuse = |invite: InviteForm, errors: FieldErrors| {
        let typed = PeopleInput { invite, errors, ..PeopleInput::default() };
        people(&access, &state, &page, typed)
    };
    let Ok(member) = form.place.parse::<Membership>() else {
        return refuse(form, FieldErrors::one("place", "choice")).await;
    };
    let new = NewInvitation {
        email: form.email.clone(),
        name: form.name.clone(),
        role: member.role(),
        lead: member.is_lead(),
        language: None,
    };
    match changes::invite(&state, &access, new).await {
        Ok(_) => Ok(page.redirect(HOME, "flash-invited")),
        Err(AppError::Invalid(errors)) => refuse(form, errors).await,
        Err(AppError::TooManyMails { .. }) => refuse(form, FieldErrors::one("email", "too-many-mails")).await,
        Err(error) => Err(error),
    }
}

#[derive(Deserialize)]
pub struct PlaceForm {
    place: String,
}

/// `POST /people/{user}/place`: role and lead flag.
pub async fn place(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(user): ApiPath<UserId>,
    page: Page,
    Form(form): Form<PlaceForm>,
) -> Result<Response, AppError> {
    let member: Membership = form.place.parse().map_err(|_| AppError::BadRequest)?;
    let change = PlaceChange { role: Some(member.role()), lead: Some(member.is_lead()) };
    changes::change_place(&state, &access, user, change).await?;
    Ok(page.redirect(HOME, "flash-member-changed"))
}

/// `POST /people/{user}/remove`.
pub async fn remove(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(user): ApiPath<UserId>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    changes::remove(&state, &access, user).await?;
    Ok(page.redirect(HOME, "flash-member-removed"))
}

/// `POST /invitations/{id}/revoke`.
pub async fn revoke(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<InvitationId>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    changes::revoke(&state, &access, id).await?;
    Ok(page.redirect(HOME, "flash-invitation-revoked"))
}

/// `POST /invitations/{id}/resend`.
pub async fn resend(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<InvitationId>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    sent(&page, HOME, "flash-invited", changes::resend(&state, &access, id).await)
}
