use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;
use time::OffsetDateTime;

use super::super::{
    MemberRole, Place, initials,
    invite::{self, NewInvitation},
    shares, store,
};
use crate::http::form::Pressed;
use crate::{
    access::action::{ManageClients, ViewMembers},
    http::{
        Access, ApiPath, AppError, AppState, FieldErrors, Form, Page, Require,
        page::{At, Choice, PortalHead},
    },
    ids::{InvitationId, UserId},
};

#[derive(Template)]
#[template(path = "pages/people.html")]
struct PeoplePage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'a str,
    groups: Vec<Group>,
    partners: Vec<Partner>,
    invitations: Vec<Pending>,
    can_invite: bool,
    places: Vec<Choice>,
    typed: InviteForm,
    name_error: String,
    email_error: String,
    place_error: String,
}

struct Group {
    title: String,
    people: Vec<Person>,
}

struct Person {
    id: String,
    full_name: String,
    initials: String,
    role: &'static str,
    lead: bool,
    /// Empty for whom it is none of her business.
    email: String,
    agency: bool,
    removable: bool,
}

struct Partner {
    name: String,
    initials: String,
    level: String,
    until: Option<At>,
}

struct Pending {
    id: String,
    title: String,
    initials: String,
    place: String,
    email: String,
    late: bool,
    until: At,
}

#[derive(Default, Deserialize)]
pub struct InviteForm {
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    place: String,
}

/// `GET /people`.
pub async fn show(
    access: Require<ViewMembers>,
    State(state): State<AppState>,
    page: Page,
) -> Result<Response, AppError> {
    let typed = InviteForm { place: "client".to_owned(), ..InviteForm::default() };
    people(&access, &state, &page, typed, &FieldErrors::default()).await
}

async fn people(
    access: &Access,
    state: &AppState,
    page: &Page,
    typed: InviteForm,
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.read(&access.scope()).await?;
    let members = store::members(&mut tx, None, None, None).await?;
    let partners = shares::shares(&mut tx, now, None, None, None).await?;
    let pending = store::invitations(&mut tx, None, None, None, !access.role.is_agency()).await?;
    drop(tx);
    let places: Vec<&str> =
        Place::ALL.iter().filter(|(_, place)| place.managed_by(access.role)).map(|(name, _)| *name).collect();
    let text = |field| errors.text(field, page.language);
    let mut response = page.render(&PeoplePage {
        p: page,
        project: PortalHead::from(access),
        tab: "people",
        groups: groups(access, page, members),
        partners: partners
            .into_iter()
            .map(|row| Partner {
                initials: initials(&row.name),
                name: row.name,
                level: page.t(&format!("people-level-{}", row.level)),
                until: row.expires_at.map(|at| page.instant(at)),
            })
            .collect(),
        invitations: pending
            .into_iter()
            .filter(|row| invite::shows(access, row))
            .map(|row| pending_row(access, page, row, now))
            .collect(),
        can_invite: !places.is_empty(),
        places: page.options("people-place-", &places, &typed.place),
        typed,
        name_error: text("name"),
        email_error: text("email"),
        place_error: text("place"),
    })?;
    if !errors.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn pending_row(access: &Access, page: &Page, row: store::Invitation, now: OffsetDateTime) -> Pending {
    let place = page.t(&format!("people-place-{}", place_name(row.role, row.lead).replace('_', "-")));
    let email = if knows_address(access, &row) { row.email } else { String::new() };
    let (title, email) = match (row.name.is_empty(), email.is_empty()) {
        (false, _) => (row.name, email),
        (true, false) => (email, String::new()),
        (true, true) => (place.clone(), String::new()),
    };
    let (late, until) = (row.expires_at <= now, page.instant(row.expires_at));
    Pending { id: row.id.to_string(), initials: initials(&title), title, place, email, late, until }
}

fn knows_address(access: &Access, invitation: &store::Invitation) -> bool {
    access.role.is_agency() || invitation.invited_by == Some(access.caller.user)
}

fn place_name(role: MemberRole, lead: bool) -> &'static str {
    Place::ALL.iter().find(|(_, place)| *place == Place { role, lead }).map_or(role.as_str(), |(name, _)| name)
}

/// The agency's people and the client's, each with the most responsible first.
fn groups(access: &Access, page: &Page, mut members: Vec<store::Member>) -> Vec<Group> {
    let rank = |member: &store::Member| match (member.role, member.lead) {
        (MemberRole::ProjectManager, _) | (MemberRole::Client, true) => 0,
        _ => 1,
    };
    members.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name)));
    let (clients, agency): (Vec<_>, Vec<_>) = members.into_iter().partition(|member| member.role == MemberRole::Client);
    let person = |member: store::Member| Person {
        id: member.user_id.to_string(),
        initials: initials(&member.name),
        role: member.role.as_str(),
        lead: member.lead,
        agency: member.role != MemberRole::Client,
        removable: member.place().managed_by(access.role),
        email: if access.role.is_agency() { member.email } else { String::new() },
        full_name: member.name,
    };
    [(page.t("people-group-agency"), agency), (page.t("people-group-client"), clients)]
        .into_iter()
        .filter(|(_, members)| !members.is_empty())
        .map(|(title, members)| Group { title, people: members.into_iter().map(person).collect() })
        .collect()
}

/// `POST /people/invite`.
pub async fn invite(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    page: Page,
    Form(form): Form<InviteForm>,
) -> Result<Response, AppError> {
    let Some(place) = Place::from_name(&form.place) else {
        return people(&access, &state, &page, form, &FieldErrors::one("place", "choice")).await;
    };
    let new = NewInvitation {
        email: form.email.clone(),
        name: form.name.clone(),
        role: place.role,
        lead: place.lead,
        language: None,
    };
    match invite::invite(&state, &access, new).await {
        Ok(_) => Ok(page.redirect("/people", "flash-invited")),
        Err(AppError::Invalid(errors)) => people(&access, &state, &page, form, &errors).await,
        Err(error) => Err(error),
    }
}

/// `POST /people/{user}/remove`.
pub async fn remove(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(user): ApiPath<UserId>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    invite::remove(&state, &access, user).await?;
    Ok(page.redirect("/people", "flash-member-removed"))
}

/// `POST /invitations/{id}/revoke`.
pub async fn revoke(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<InvitationId>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    invite::revoke(&state, &access, id).await?;
    Ok(page.redirect("/people", "flash-invitation-revoked"))
}

/// `POST /invitations/{id}/resend`.
pub async fn resend(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<InvitationId>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    invite::resend(&state, &access, id).await?;
    Ok(page.redirect("/people", "flash-invited"))
}
