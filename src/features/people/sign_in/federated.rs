//! Authorization flows to an issuer and back, and their outcome.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use time::Duration;
use uuid::Uuid;

use super::login::{LoginMethod, let_in};
use crate::{
    db::PlatformScope,
    features::people::linked_accounts::{
        CONSENT, LIST, Stop,
        store::{self, Flow, NewFlow},
    },
    http::{
        AppError, AppState, Caller,
        auth::csrf::Visitor,
        page::next::{NextPath, query},
        routes::Needs,
    },
    identity::{
        Secret, digest,
        external::{FederationError, VouchedIdentity},
        host_of,
        oidc::{PendingAuthorization, Provider},
        sessions::Entrant,
    },
    ids::UserId,
    text::email::normal_email,
};

/// Lifetime of a flow, and of an identity that waits for consent.
const LIFETIME: Duration = Duration::minutes(10);
/// The header Cloudflare Access adds.
const ASSERTION: &str = "cf-access-jwt-assertion";

/// A link to a log-in without password.
pub struct Way {
    /// Target path.
    pub url: String,
    /// The same, staying logged in on this device.
    pub stay_url: String,
    /// Host of the issuer; empty for Cloudflare Access, whose host says nothing to people.
    pub host: String,
}

/// Federated log-ins of this installation, leading on to `next`.
#[must_use]
pub fn ways(state: &AppState, next: &NextPath) -> Vec<Way> {
    let way = |path: &str, host: &str| Way {
        url: format!("{path}?{}", query(&[("next", next.as_str())])),
        stay_url: format!("{path}?{}", query(&[("next", next.as_str()), ("stay", "true")])),
        host: host.to_owned(),
    };
    let provider = state.federation.provider.as_ref();
    let provider = provider.map(|provider| way("/login/oidc", host_of(provider.issuer())));
    let access = state.federation.access.as_ref().map(|_| way("/login/access", ""));
    provider.into_iter().chain(access).collect()
}

/// Redirect for a visitor who has passed Cloudflare Access already: no click is needed.
#[must_use]
pub fn already_through(state: &AppState, headers: &HeaderMap, next: &NextPath) -> Option<Redirect> {
    let through = state.federation.access.is_some() && headers.contains_key(ASSERTION);
    through.then(|| Redirect::to(&format!("/login/access?{}", query(&[("next", next.as_str())]))))
}

/// The caller and their browser.
pub struct FlowContext {
    pub state: AppState,
    pub visitor: Visitor,
    pub caller: Option<Caller>,
    pub headers: HeaderMap,
}

impl FromRequestParts<AppState> for FlowContext {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let caller = <Option<Caller> as FromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        let visitor = Visitor::from_request_parts(parts, state).await?;
        Ok(Self { state: state.clone(), visitor, caller, headers: parts.headers.clone() })
    }
}

impl Needs for FlowContext {}

fn redirect_uri(state: &AppState) -> String {
    format!("{}/login/oidc/callback", state.hosts.app)
}

/// Purpose of sealing, which binds the sealed data to one flow's row.
fn purpose(id: Uuid) -> String {
    format!("sign-in flow {id}")
}

/// Purpose of a flow.
#[derive(Clone, Copy)]
pub struct FlowTarget<'a> {
    /// Person who links the identity; `None` for a log-in.
    pub user: Option<UserId>,
    /// Path to lead on to.
    pub next: &'a NextPath,
    /// Whether the person stays logged in on this device.
    pub stays: bool,
}

/// Redirects the visitor to the provider.
pub async fn begin(
    asking: &FlowContext,
    provider: &Provider,
    FlowTarget { user, next, stays }: FlowTarget<'_>,
) -> Result<Response, Stop> {
    let state = &asking.state;
    let now = state.clock.now();
    let begun = provider.begin(redirect_uri(state), now).await.map_err(Stop::refused)?;
    let kept = serde_json::to_vec(&begun.kept).map_err(|error| AppError::Internal(error.to_string()))?;
    let id = Uuid::now_v7();
    let flow = NewFlow {
        id,
        state_hash: digest(&begun.state),
        issuer: provider.issuer(),
        sealed: &state.keys.seal(&purpose(id), &kept),
        binding: asking.visitor.binding(),
        user,
        next: next.as_str(),
        stays,
        now,
        expires_at: now + LIFETIME,
        used_at: None,
    };
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    store::begin(&mut tx, &flow).await?;
    tx.commit().await?;
    Ok(Redirect::to(&begun.url).into_response())
}

/// Parameters of the provider's answer.
#[derive(Default, serde::Deserialize)]
pub struct ProviderAnswer {
    pub state: Option<String>,
    pub code: Option<String>,
    pub iss: Option<String>,
    pub error: Option<String>,
}

/// Handles the provider's answer.
pub async fn arrive(asking: &FlowContext, provider: &Provider, answer: ProviderAnswer) -> Result<Response, Stop> {
    let state = &asking.state;
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let hash = digest(&answer.state.unwrap_or_default());
    let flow = store::take(&mut tx, hash, asking.visitor.binding(), now).await?;
    // Committed before any request to the provider: of fifty concurrent answers one goes on.
    tx.commit().await?;
    let flow = flow.filter(|flow| flow.issuer == provider.issuer()).ok_or(Stop::Refused(FederationError::State))?;
    provider.check_response_issuer(answer.iss.as_deref(), now).await.map_err(Stop::refused)?;
    let code = match (answer.error.as_deref(), answer.code) {
        (None, Some(code)) => code,
        (Some("server_error" | "temporarily_unavailable"), _) => {
            return Err(Stop::Refused(FederationError::Unreachable));
        }
        _ => return Err(Stop::Refused(FederationError::Denied)),
    };
    let kept = state.keys.open(&purpose(flow.id), &flow.sealed);
    let kept: PendingAuthorization =
        kept.and_then(|kept| serde_json::from_slice(&kept).ok()).ok_or(Stop::Refused(FederationError::State))?;
    let vouched = provider.finish(redirect_uri(state), code, kept, now).await.map_err(Stop::refused)?;
    if flow.user.is_none()
        && let Some(response) = let_in_if_linked(asking, &vouched.told, &flow.next, flow.stays).await?
    {
        return Ok(response);
    }
    let told = provider.with_email(vouched, now).await.map_err(Stop::refused)?;
    hold(asking, &told, flow).await
}

/// Assertion of Cloudflare Access in the request, if there is exactly one.
pub fn assertion(headers: &HeaderMap) -> Result<&str, FederationError> {
    let mut all = headers.get_all(ASSERTION).iter();
    match (all.next().map(|value| value.to_str()), all.next()) {
        (Some(Ok(assertion)), None) => Ok(assertion),
        _ => Err(FederationError::NoAssertion),
    }
}

/// Handles a visitor from Cloudflare Access.
pub async fn come_through(
    asking: &FlowContext,
    told: &VouchedIdentity,
    FlowTarget { user, next, stays }: FlowTarget<'_>,
) -> Result<Response, Stop> {
    if user.is_none()
        && let Some(response) = let_in_if_linked(asking, told, next.as_str(), stays).await?
    {
        return Ok(response);
    }
    let (state, now, id) = (&asking.state, asking.state.clock.now(), Uuid::now_v7());
    let flow = NewFlow {
        id,
        // This flow has no later answer, so its state is a secret that is discarded.
        state_hash: Secret::new().digest(),
        issuer: &told.issuer,
        sealed: &[],
        binding: asking.visitor.binding(),
        user,
        next: next.as_str(),
        stays,
        now,
        expires_at: now + LIFETIME,
        used_at: Some(now),
    };
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    store::begin(&mut tx, &flow).await?;
    tx.commit().await?;
    let flow =
        Flow { id, issuer: told.issuer.clone(), sealed: Vec::new(), user, next: next.as_str().to_owned(), stays };
    hold(asking, told, flow).await
}

async fn let_in_if_linked(
    asking: &FlowContext,
    told: &VouchedIdentity,
    next: &str,
    stays: bool,
) -> Result<Option<Response>, Stop> {
    let (state, now) = (&asking.state, asking.state.clock.now());
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let user = match store::owner(&mut tx, &told.issuer, &told.subject).await? {
        None => return Ok(None),
        Some(owner) if !owner.enabled => return Err(Stop::Unknown),
        Some(owner) => owner.user,
    };
    let email = address(told);
    let email = Some(email.as_str()).filter(|email| !email.is_empty());
    store::note_use(&mut tx, (&told.issuer, &told.subject), email, now).await?;
    let entrant = Entrant::now(&mut tx, user).await?.staying(stays);
    tx.commit().await?;
    tracing::info!(issuer = told.issuer, strong = told.strong, "somebody logs in whom an issuer vouches for");
    let next = NextPath::or(next, "/projects");
    Ok(Some(
        let_in(
            state,
            entrant,
            LoginMethod::Federated { strong: told.strong },
            asking.caller.as_ref(),
            &asking.headers,
            &next,
        )
        .await?,
    ))
}

/// Stated address in our canonical form, if valid. That form has no look-alikes before the `@`: they may belong to
/// other people there, so such an address identifies nobody.
fn address(told: &VouchedIdentity) -> String {
    let as_told = told.email.as_deref().unwrap_or_default();
    let (local, email) = (as_told.rsplit_once('@').map_or("", |(local, _)| local), normal_email(as_told));
    if local.is_ascii() && crate::mail::is_address(&email) { email } else { String::new() }
}

/// Stores the identity until the owner of the account agrees: the person who asked, or else the owner of the stated
/// address, who must log in as usual first.
async fn hold(asking: &FlowContext, told: &VouchedIdentity, flow: Flow) -> Result<Response, Stop> {
    let (state, now) = (&asking.state, asking.state.clock.now());
    let here = asking.caller.as_ref().map(|caller| caller.user);
    if flow.user.is_some() && flow.user != here {
        return Err(Stop::Refused(FederationError::State));
    }
    let email = address(told);
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let user = match flow.user {
        Some(user) => user,
        None if told.email_verified => store::with_address(&mut tx, &email).await?.ok_or(Stop::Unknown)?,
        None => return Err(Stop::Unknown),
    };
    match store::owner(&mut tx, &told.issuer, &told.subject).await? {
        Some(owner) if owner.user != user => return Err(Stop::Taken),
        Some(_) => return Ok(Redirect::to(LIST).into_response()),
        None => {}
    }
    store::hold(&mut tx, flow.id, user, (&told.subject, &email), now + LIFETIME).await?;
    tx.commit().await?;
    let target = match here {
        Some(_) => CONSENT.to_owned(),
        None => format!("/login?{}", query(&[("link", "1"), ("next", CONSENT)])),
    };
    Ok(Redirect::to(&target).into_response())
}
