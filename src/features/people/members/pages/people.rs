//! Page of the project's members and invitations.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;
use strum::VariantArray;
use time::OffsetDateTime;

use super::{
    super::{
        changes,
        last_seen::{self, LastSeen},
        store,
    },
    sharing::{self, Partner, ShareForm},
};
use crate::{
    access::{MemberRole, Membership, action::ViewMembers},
    features::{
        people::{
            invitations::views::{Invited, Who},
            members::store::invitations::{self, InvitationFilter},
            partners::shares::store as shares,
        },
        shared::frame,
    },
    http::{
        Access, AppError, AppState, FieldErrors, Page, Require,
        api::paging::Window,
        page::{At, Choice, PortalHead},
    },
    text::initials,
};

/// Maximum number of answered invitations shown below the open ones, the latest first.
const ANSWERED: usize = 20;

#[derive(Template)]
#[template(path = "pages/people.html")]
struct PeoplePage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'a str,
    groups: Vec<Group>,
    partners: Vec<Partner>,
    invitations: Vec<Invited>,
    answered: Vec<Invited>,
    agencies: Vec<Choice>,
    levels: Vec<Choice>,
    shared: ShareForm,
    agency_error: String,
    level_error: String,
    until_error: String,
    can_invite: bool,
    places: Vec<Choice>,
    typed: InviteForm,
    name_error: String,
    email_error: String,
    place_error: String,
}

struct Group {
    title: String,
    people: Vec<MemberRow>,
}

#[expect(clippy::struct_excessive_bools, reason = "what a row of the page shows or not")]
struct MemberRow {
    id: String,
    full_name: String,
    initials: String,
    role: MemberRole,
    lead: bool,
    /// Empty unless the viewer may see e-mail addresses.
    email: String,
    agency: bool,
    since: At,
    /// Last visit of the member, for the agency.
    seen: Option<At>,
    /// Whether the agency's reader sees that the member never visited.
    never_seen: bool,
    removable: bool,
    /// Whether no other member manages the project.
    last_manager: bool,
    /// Places that the reader may give the member; empty without a choice.
    places: Vec<Choice>,
}

/// Values of the forms beside the lists, with their errors.
#[derive(Default)]
pub struct PeopleInput {
    pub invite: InviteForm,
    pub share: ShareForm,
    pub errors: FieldErrors,
}

#[derive(Default, Deserialize)]
pub struct InviteForm {
    pub email: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub place: String,
}

/// `GET /people`.
pub async fn show(
    access: Require<ViewMembers>,
    State(state): State<AppState>,
    page: Page,
) -> Result<Response, AppError> {
    people(&access, &state, &page, PeopleInput::default()).await
}

pub async fn people(access: &Access, state: &AppState, page: &Page, typed: PeopleInput) -> Result<Response, AppError> {
    let now = state.clock.now();
    let PeopleInput { mut invite, share, errors } = typed;
    if invite.place.is_empty() {
        invite.place = Membership::Client.to_string();
    }
    let mut tx = state.db.read(&access.scope()).await?;
    let members = store::list(&mut tx, Window::ALL).await?;
    let partners = shares::list(&mut tx, now, Window::ALL).await?;
    let filter = InvitationFilter { clients_only: !access.role.is_agency(), answered: true };
    let rows = invitations::list(&mut tx, Window::ALL, filter).await?;
    let head = frame::head(&mut tx, access, state.clock.today()).await?;
    drop(tx);
    let last_seen = last_seen::last_seen(state, access, &members).await?;
    let mut agencies = sharing::agencies(state, access, &share.agency).await?;
    agencies.retain(|choice| !partners.iter().any(|partner| partner.agency_id.to_string() == choice.value));
    // The first choice is none.
    if agencies.len() == 1 {
        agencies.clear();
    }
    let shown = rows.into_iter().filter(|row| changes::shows(access, row));
    let (open, mut answered): (Vec<_>, Vec<_>) =
        shown.partition(|row| row.accepted_at.is_none() && row.revoked_at.is_none());
    answered.reverse();
    answered.truncate(ANSWERED);
    let listed = |rows: Vec<invitations::Invitation>| {
        rows.into_iter().map(|row| invited(access, page, row, now)).collect::<Vec<_>>()
    };
    let offered: Vec<_> =
        Membership::VARIANTS.iter().copied().filter(|member| member.offered_by(access.role)).collect();
    let text = |field| errors.text(field, page.language);
    let mut response = page.render(&PeoplePage {
        p: page,
        project: head,
        tab: "people",
        groups: groups(access, page, members, &last_seen),
        partners: partners.into_iter().map(|row| sharing::partner(access, page, state.clock.zone(), row)).collect(),
        invitations: listed(open),
        answered: listed(answered),
        agencies,
        levels: page.options("people-level-", sharing::levels(access), &share.level),
        shared: share,
        agency_error: text("agency"),
        level_error: text("level"),
        until_error: text("until"),
        can_invite: !offered.is_empty(),
        places: page.options("people-place-", &offered, &invite.place),
        typed: invite,
        name_error: text("name"),
        email_error: text("email"),
        place_error: text("place"),
    })?;
    if !errors.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The places the reader may give to members.
fn places(access: &Access) -> Vec<Membership> {
    Membership::VARIANTS.iter().copied().filter(|member| member.managed_by(access.role)).collect()
}

fn invited(access: &Access, page: &Page, row: invitations::Invitation, now: OffsetDateTime) -> Invited {
    let place = page.t(&format!("people-place-{}", row.membership().as_str().replace('_', "-")));
    let state = (row.state(now), row.accepted_at.or(row.revoked_at).unwrap_or(row.expires_at));
    let email = if knows_address(access, &row) { row.email } else { String::new() };
    Invited::new(page, row.id, Who { name: row.name, email, place }, state, row.undelivered_at)
}

fn knows_address(access: &Access, invitation: &invitations::Invitation) -> bool {
    access.role.is_agency() || invitation.invited_by == Some(access.caller.user)
}

/// People of agency and client, each side with the most responsible first.
fn groups(access: &Access, page: &Page, mut members: Vec<store::Member>, last_seen: &LastSeen) -> Vec<Group> {
    let places = places(access);
    let rank = |member: &store::Member| match member.membership() {
        Membership::ProjectManager | Membership::ClientLead => 0,
        Membership::Client | Membership::Admin => 1,
    };
    members.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name)));
    let managers = members.iter().filter(|member| member.role == MemberRole::ProjectManager).count();
    let (clients, agency): (Vec<_>, Vec<_>) = members.into_iter().partition(|member| member.role == MemberRole::Client);
    let person = |member: store::Member| MemberRow {
        id: member.user_id.to_string(),
        initials: initials(&member.name),
        role: member.role,
        lead: member.lead,
        agency: member.role != MemberRole::Client,
        since: page.day_of(member.joined_at),
        seen: last_seen.of(member.user_id).map(|at| page.lately(at)),
        never_seen: access.role.is_agency() && last_seen.of(member.user_id).is_none(),
        last_manager: managers == 1 && member.role == MemberRole::ProjectManager,
        removable: member.membership().managed_by(access.role),
        // One place is no choice.
        places: if member.membership().managed_by(access.role) && places.len() > 1 {
            page.options("people-place-", &places, member.membership().as_str())
        } else {
            Vec::new()
        },
        email: if access.role.is_agency() { member.email } else { String::new() },
        full_name: member.name,
    };
    [(page.t("people-group-agency"), agency), (page.t("people-group-client"), clients)]
        .into_iter()
        .filter(|(_, members)| !members.is_empty())
        .map(|(title, members)| Group { title, people: members.into_iter().map(person).collect() })
        .collect()
}
