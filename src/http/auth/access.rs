//! From a credential to what may be done in a project: `Access` (a caller with a part in it), and the arguments by which a
//! handler says its permission: `Require<action::…>`, `RequireSeen` and `RequireOnRow`. Those of no project are in
//! `caller`.

use std::marker::PhantomData;

use axum::{extract::FromRequestParts, http::request::Parts};
use serde_json::json;
use uuid::Uuid;

use super::{
    authenticate::Authenticated,
    caller::Caller,
    credential::CredentialLimits,
    gates::{Arrival, Gates},
    grounds::{self, Admission, UsedActions},
    membership::ProjectMembership,
};
use crate::{
    access::{Action, Permission, PlatformRole, Role, Scopes, allows},
    audit::{AuditLine, ReadKind},
    db::{Limits, Rules, Scope},
    http::{
        AppError, AppState,
        edge::host::ProjectRef,
        routes::{Need, Needs},
    },
    identity::credential_rows::CredentialId,
    ids::ProjectId,
    isolation_status::Probe,
    limits::{RequestPermit, TightestLimit},
    metering::Meter,
};

/// An authenticated person with a part in the project of this request.
#[derive(Clone, Debug)]
pub struct Access {
    /// The caller.
    pub caller: Caller,
    /// Project of the request.
    pub project: ProjectId,
    /// The project's title, which every page shows.
    pub title: String,
    /// Role of the caller in the project.
    pub role: Role,
    /// Resource limits of the project.
    pub limits: Limits,
    /// Place among the project's requests, kept as long as the handler runs. Private, so that only this module makes an
    /// `Access`.
    permit: RequestPermit,
    /// Access rules of the project, which are met.
    pub rules: Rules,
    /// Limits of the caller's credential.
    pub(in crate::http) credential_limits: CredentialLimits,
    /// Permissions given to the handler.
    used: UsedActions,
    /// Whether its reads are audited; those of the isolation check are not.
    is_audited: bool,
}

impl Access {
    /// Access of a caller whose part was looked up and who passed the gates.
    pub(in crate::http) fn granted(
        caller: Caller,
        part: ProjectMembership<'_>,
        permit: RequestPermit,
        credential_limits: CredentialLimits,
        used: UsedActions,
    ) -> Self {
        let ProjectMembership { project, role, row } = part;
        let (title, limits, rules) = (row.title.clone(), row.limits, row.rules.clone());
        Self { caller, project, title, role, limits, permit, rules, credential_limits, used, is_audited: true }
    }

    /// Access with an assumed role, without any look-up: for the demo's people and for tests.
    #[must_use]
    pub fn assumed(caller: Caller, project: ProjectId, title: String, role: Role, limits: Limits) -> Self {
        let (permit, rules) = (RequestPermit::default(), Rules::default());
        let (credential_limits, used) = (CredentialLimits::default(), UsedActions::default());
        Self { caller, project, title, role, limits, permit, rules, credential_limits, used, is_audited: true }
    }

    /// Proof for tenant transactions.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::authorised(self.project).within(&self.limits).by(self.caller.user).through(self.credential_limits.key())
    }

    /// Scopes of the caller's token or key; `None` for a session.
    #[must_use]
    pub fn scopes(&self) -> Option<Scopes> {
        self.credential_limits.scopes()
    }

    /// Whether the caller may do `action`: both the role and the scopes of a token or key must permit it.
    #[must_use]
    pub fn can(&self, action: Action) -> bool {
        let can = allows(self.role, action) && self.credential_limits.allows(action);
        if can {
            self.used.note(action);
        }
        can
    }

    /// Releases the place while `work` waits for a possibly slow client, and takes one again.
    pub(in crate::http) async fn release_while<T>(
        &self,
        work: impl Future<Output = Result<T, AppError>>,
    ) -> Result<T, AppError> {
        self.permit.release_while(work).await
    }

    /// Notes a read for the audit trail.
    pub fn note_read(&self, state: &AppState, kind: ReadKind, subject: Option<Uuid>, detail: serde_json::Value) {
        if !self.is_audited {
            return;
        }
        let (actor, key) = (Some(self.caller.user), self.credential_limits.key());
        let line = AuditLine { at: state.clock.now(), kind: kind.as_str(), subject, actor, key, detail };
        state.reads.note(self.project, line);
    }

    /// Refuses an action that is not permitted with 403.
    pub fn ensure(&self, action: Action) -> Result<(), AppError> {
        if !allows(self.role, action) {
            return Err(AppError::Forbidden);
        }
        self.credential_limits.ensure(action)?;
        self.used.note(action);
        Ok(())
    }

    /// Visibilities the caller sees, for binding into statements.
    #[must_use]
    pub fn sees(&self) -> Vec<String> {
        self.role.sees().iter().map(ToString::to_string).collect()
    }
}

/// `Access` with the permission `P`; dereferences to it.
#[derive(Clone, Debug)]
pub struct Require<P>(Access, PhantomData<P>);

impl<P> std::ops::Deref for Require<P> {
    type Target = Access;

    fn deref(&self) -> &Access {
        &self.0
    }
}

impl<P: Permission> FromRequestParts<AppState> for Require<P> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let access = <Access as FromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        access.ensure(P::ACTION)?;
        Ok(Self(access, PhantomData))
    }
}

impl<P: Permission> Needs for Require<P> {
    const NEED: Need = Need::May(P::ACTION);
}

/// `Access` that may do `Do`; a role that may not do `See` is answered as if nothing were there.
#[derive(Clone, Debug)]
pub struct RequireSeen<See, Do>(Access, PhantomData<(See, Do)>);

impl<See, Do> std::ops::Deref for RequireSeen<See, Do> {
    type Target = Access;

    fn deref(&self) -> &Access {
        &self.0
    }
}

impl<See: Permission, Do: Permission> FromRequestParts<AppState> for RequireSeen<See, Do> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let access = <Access as FromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        if !allows(access.role, See::ACTION) {
            return Err(AppError::NotFound);
        }
        access.ensure(See::ACTION)?;
        access.ensure(Do::ACTION)?;
        Ok(Self(access, PhantomData))
    }
}

impl<See: Permission, Do: Permission> Needs for RequireSeen<See, Do> {
    const NEED: Need = Need::Seen(See::ACTION, Do::ACTION);
}

/// `Access` that may do `See`. The handler asks `Do` by itself, of the row or the body it finds: what is missing or
/// malformed is answered before what is forbidden.
#[derive(Clone, Debug)]
pub struct RequireOnRow<See, Do>(Access, PhantomData<(See, Do)>);

impl<See, Do> std::ops::Deref for RequireOnRow<See, Do> {
    type Target = Access;

    fn deref(&self) -> &Access {
        &self.0
    }
}

impl<See: Permission, Do: Permission> FromRequestParts<AppState> for RequireOnRow<See, Do> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let access = <Access as FromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        access.ensure(See::ACTION)?;
        Ok(Self(access, PhantomData))
    }
}

impl<See: Permission, Do: Permission> Needs for RequireOnRow<See, Do> {
    const NEED: Need = Need::OnRow(See::ACTION, Do::ACTION);
}

impl FromRequestParts<AppState> for Access {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let access = Self::of_request(parts, state).await?;
        parts.extensions.insert(access.clone());
        Ok(access)
    }
}

impl Access {
    /// Looks the caller's part up and passes the gates.
    pub(in crate::http) async fn of_request(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let ProjectRef(project) = ProjectRef::from_request_parts(parts, state).await?;
        let Arrival { authenticated, caller, traits } = Arrival::of(parts, state, project).await?;
        let context = &authenticated.context;
        let part = ProjectMembership::of(&caller, context, project)?;
        let role = Gates::all().pass(state, &caller, context, &part, traits)?;
        // The isolation check's own requests do not count against the project's quota.
        let permit = match parts.extensions.get::<Probe>() {
            Some(_) => RequestPermit::default(),
            None => state.quotas.admit(part.project, &part.row.limits).await?,
        };
        if let (Some(tightest), Some(told)) = (parts.extensions.get::<TightestLimit>(), permit.told) {
            tightest.tell(told);
        }
        let is_audited = parts.extensions.get::<Probe>().is_none();
        let is_first_today = is_audited && count(state, parts, part.project, &authenticated);
        let credential_limits = CredentialLimits::of(context.grant.as_deref(), traits.reads);
        let used = grounds::note(state, &authenticated, &caller, traits, Admission::Part(part.project, role));
        let has_no_part = part.row.role(PlatformRole::None).is_none();
        let part = ProjectMembership { role, ..part };
        let access = Self { is_audited, ..Self::granted(caller, part, permit, credential_limits, used) };
        if is_first_today && has_no_part {
            access.note_read(state, ReadKind::AdminEntered, None, json!({}));
        }
        Ok(access)
    }
}

/// Counts an admitted request. A program with a project's key is nobody of the project. Returns whether it is the
/// person's first today, as far as this process knows.
fn count(state: &AppState, parts: &Parts, project: ProjectId, authenticated: &Authenticated) -> bool {
    let person = match authenticated.credential {
        CredentialId::Key(..) => None,
        CredentialId::Session(_) | CredentialId::Token(_) => Some(authenticated.user),
    };
    // JSON routers tell their limits; pages do not.
    let is_api = parts.extensions.get::<TightestLimit>().is_some();
    state.meters.request(project, person, if is_api { Meter::ApiCalls } else { Meter::PageViews })
}
