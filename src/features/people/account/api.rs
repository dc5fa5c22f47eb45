//! API of one's own account, as the credential of the request shows it.

mod logins;

use axum::{extract::State, response::Response};
use serde::Serialize;
use time::OffsetDateTime;

use super::{
    changes,
    profile::{Profile, ProfileChange},
};
use crate::{
    access::{PlatformRole, TokenScope},
    features::shared::notify::Notifications,
    http::{
        AppError, AppState, Caller, Json, Operations, api::no_store, auth::extract::Principal, operation,
        render_error::Problem,
    },
    identity::auth_context::{GrantKind, TokenGrant},
    ids::UserId,
    text::Language,
};

/// Routes of the API host under `/v1`.
#[must_use]
pub fn platform_api() -> Operations {
    Operations::new().mount(operation!(me)).mount(operation!(change_me)).merge(logins::routes())
}

/// The person a token speaks for.
#[derive(Serialize, utoipa::ToSchema)]
struct Me {
    id: UserId,
    name: String,
    /// Empty for a project's key, as the telephone number is.
    email: String,
    language: Language,
    /// A telephone number; empty for none.
    phone: String,
    notifications: Notifications,
    platform_role: PlatformRole,
    credential: ShownCredential,
}

/// Credential of the request.
#[derive(Serialize, utoipa::ToSchema)]
struct ShownCredential {
    kind: CredentialKind,
    /// Name of a token or key, given by its creator.
    name: Option<String>,
    /// Scopes of a token or key; null for a session, which has no limits.
    scopes: Option<Vec<TokenScope>>,
    /// Project of a key.
    project_id: Option<String>,
    /// Expiry of a token or key.
    #[serde(with = "time::serde::rfc3339::option")]
    expires_at: Option<OffsetDateTime>,
}

/// The kinds of credential.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum CredentialKind {
    /// A log-in's access token.
    Session,
    /// `fpt_…`
    PersonalToken,
    /// `fpk_…`
    ProjectKey,
}

impl From<Option<&TokenGrant>> for ShownCredential {
    fn from(grant: Option<&TokenGrant>) -> Self {
        let (kind, project_id) = match grant.map(|grant| grant.kind) {
            None => (CredentialKind::Session, None),
            Some(GrantKind::Personal) => (CredentialKind::PersonalToken, None),
            Some(GrantKind::Key { project, .. }) => (CredentialKind::ProjectKey, Some(project.to_string())),
        };
        Self {
            kind,
            name: grant.map(|grant| grant.name.clone()),
            scopes: grant.map(|grant| grant.scopes.iter().collect()),
            project_id,
            expires_at: grant.map(|grant| grant.expires_at),
        }
    }
}

impl Me {
    fn new(caller: Caller, profile: Profile, grant: Option<&TokenGrant>) -> Self {
        let notifications = profile.notifications();
        let Profile { name, language, mut phone, .. } = profile;
        let Caller { user, mut email, platform_role, .. } = caller;
        // Programs of a project need no contact data of their key's maker.
        if grant.is_some_and(|grant| matches!(grant.kind, GrantKind::Key { .. })) {
            (email, phone) = Default::default();
        }
        Self { id: user, name, email, language, phone, notifications, platform_role, credential: grant.into() }
    }
}

/// The account behind the token, and the token's limits. A project key stands for its maker.
#[utoipa::path(get, path = "/me", tag = "auth", responses((status = 200, body = Me), (status = 401, body = Problem)))]
async fn me(State(state): State<AppState>, principal: Principal) -> Result<Response, AppError> {
    let profile = changes::profile(&state, principal.caller.user).await?;
    Ok(no_store(Json(Me::new(principal.caller, profile, principal.grant.as_deref()))))
}

/// Changes name, language, telephone, or mail preferences.
#[utoipa::path(patch, path = "/me", tag = "auth", request_body = ProfileChange, responses(
    (status = 200, body = Me), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn change_me(
    State(state): State<AppState>,
    caller: Caller,
    Json(change): Json<ProfileChange>,
) -> Result<Response, AppError> {
    let profile = changes::change_profile(&state, &caller, &change).await?;
    Ok(no_store(Json(Me::new(caller, profile, None))))
}
