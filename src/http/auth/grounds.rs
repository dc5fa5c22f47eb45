//! Grounds of an admitted request, judged again while it is under way: by each of its transactions (`db::authority`),
//! and during a long download. The checks are those of a new request.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use axum::body::Bytes;
use futures_util::{Stream, StreamExt, future::BoxFuture};

use super::{
    authenticate::{Authenticated, load_for},
    caller::Caller,
    credential::CredentialLimits,
    gates::{Gates, RequestTraits},
    membership::ProjectMembership,
    view_as,
};
use crate::{
    access::{Action, PlatformRole, Role, allows},
    db::{Authority, Refusal, authority::Judge},
    http::{AppError, AppState},
    identity::{auth_context::AuthContext, credential_rows::CredentialId},
    ids::{ProjectId, UserId},
};

/// Scope of a request's admission.
#[derive(Clone, Copy, Debug)]
pub(in crate::http) enum Admission {
    /// An authenticated person, outside of projects.
    Person,
    /// A part in a project.
    Part(ProjectId, Role),
    /// Governance of a project.
    Governing(ProjectId),
}

/// Actions for which a request's handler has been given permission so far.
#[derive(Clone, Debug, Default)]
pub(in crate::http) struct UsedActions(Arc<AtomicU32>);

const _: () = assert!(Action::ALL.len() <= u32::BITS as usize);

impl UsedActions {
    /// Records a permission that was given.
    pub fn note(&self, action: Action) {
        self.0.fetch_or(1 << action as u32, Ordering::Relaxed);
    }

    fn has(&self, action: Action) -> bool {
        self.0.load(Ordering::Relaxed) & 1 << action as u32 != 0
    }
}

/// Grounds of a request's admission; `recheck` reads their rows again.
struct Grounds {
    state: AppState,
    user: UserId,
    credential: CredentialId,
    project: Option<ProjectId>,
    platform_role: PlatformRole,
    credential_limits: CredentialLimits,
    traits: RequestTraits,
    admission: Admission,
    used: UsedActions,
}

/// Records for the rest of the request what `caller` was granted; all rows behind it were read after
/// `authenticated.stood` was taken. The result records what the handler asks for.
pub(in crate::http) fn note(
    state: &AppState,
    authenticated: &Authenticated,
    caller: &Caller,
    traits: RequestTraits,
    admission: Admission,
) -> UsedActions {
    let used = UsedActions::default();
    let grounds = Grounds {
        state: state.clone(),
        user: authenticated.user,
        credential: authenticated.credential,
        project: authenticated.project,
        platform_role: caller.platform_role,
        credential_limits: CredentialLimits::of(authenticated.context.grant.as_deref(), traits.reads),
        traits,
        admission,
        used: used.clone(),
    };
    Authority::new(authenticated.stood, Arc::new(grounds)).give();
    used
}

impl Judge for Grounds {
    fn judge(&self) -> BoxFuture<'_, Result<(), Refusal>> {
        Box::pin(async move { self.recheck().await.map_err(|error| Box::new(error) as Refusal) })
    }
}

impl Grounds {
    async fn recheck(&self) -> Result<(), AppError> {
        let turn = self.state.caches.turn(self.user).await;
        let Authenticated { context, .. } =
            load_for(&self.state, self.user, self.credential, self.project, self.traits.address).await?;
        drop(turn);
        let caller = Caller::of(self.user, self.credential, &context);
        match self.admission {
            Admission::Person => {
                let (until, now) = (context.views_as_client_until, self.state.clock.now());
                view_as::refuse(self.traits.harmless, until, now)?;
                if caller.platform_role < self.platform_role { Err(AppError::NotFound) } else { Ok(()) }
            }
            Admission::Part(project, role) => {
                let part = ProjectMembership::of(&caller, &context, Some(project))?;
                let now = Gates::all().pass(&self.state, &caller, &context, &part, self.traits)?;
                self.ensure_not_reduced(&caller, &context, role, now)
            }
            Admission::Governing(project) => {
                let part = ProjectMembership::of(&caller, &context, Some(project))?;
                let now = Gates::for_project_admin().pass(&self.state, &caller, &context, &part, self.traits)?;
                self.ensure_not_reduced(&caller, &context, Role::Admin, now)
            }
        }
    }

    /// Refuses a change if any action that was allowed at admission no longer is, because its handler may rest on the
    /// role itself; a read if an action that its handler used no longer is. Both if the caller lost sight of something.
    fn ensure_not_reduced(
        &self,
        caller: &Caller,
        context: &AuthContext,
        before: Role,
        now: Role,
    ) -> Result<(), AppError> {
        let credential_limits = CredentialLimits::of(context.grant.as_deref(), self.traits.reads);
        let lost = |action: &Action| {
            (!self.traits.reads || self.used.has(*action))
                && (allows(before, *action) && self.credential_limits.allows(*action))
                && !(allows(now, *action) && credential_limits.allows(*action))
        };
        let lost_sight = before.sees().iter().any(|seen| !now.sees().contains(seen));
        if lost_sight || caller.platform_role < self.platform_role || Action::ALL.iter().any(lost) {
            return Err(AppError::Forbidden);
        }
        Ok(())
    }
}

/// Interval of judgements during a download.
const RECHECK_INTERVAL: Duration = Duration::from_secs(1);

/// `pieces` as long as the request would still be admitted; afterwards the connection breaks off, so that a partial
/// body is not taken for the whole. `kept` is held until then.
pub fn while_granted<K: Send + 'static>(
    state: &AppState,
    kept: K,
    pieces: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    let (changes, authority) = (state.db.changes().clone(), Authority::current());
    let begun = (Box::pin(pieces), authority, Instant::now(), kept);
    futures_util::stream::try_unfold(begun, move |(mut pieces, mut authority, mut asked, kept)| {
        let changes = changes.clone();
        async move {
            let Some(piece) = pieces.next().await else { return Ok(None) };
            if let Some(authority) = authority.as_mut().filter(|_| asked.elapsed() >= RECHECK_INTERVAL) {
                if authority.ask(&changes).await.is_err() {
                    return Err(std::io::Error::from(std::io::ErrorKind::PermissionDenied));
                }
                asked = Instant::now();
            }
            Ok(Some((piece?, (pieces, authority, asked, kept))))
        }
    })
}
