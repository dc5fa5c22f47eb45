//! Accepting an invitation. Two roles of the database take part, so it goes in two steps: first the person, then, in one
//! transaction, invitation and membership. After a fall between the two the link still works, and she logs in with it.

use secrecy::SecretString;
use time::OffsetDateTime;

use super::{Place, invitations, store, token::scope_of_token};
use crate::{
    access::Visibility,
    db::{PlatformScope, PlatformTx, Scope},
    features::{
        account::{check_password, check_strength, hash},
        activity::{self, Event, Kind},
    },
    http::{AppError, AppState, Caller, Checks, FieldErrors, part::role_in},
    identity::sessions::Entrant,
    ids::{ProjectId, UserId},
    text::{Language, typed},
};

/// What stands between the bearer and accepting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing: she is logged in as the person it is for.
    Join,
    /// She chooses name and password.
    Introduce,
    /// She has an account and logs in first.
    LogIn,
    /// Somebody else is logged in.
    LogOut,
}

/// Whom an invitation is for, into a project or into a partner agency.
#[derive(Debug)]
pub struct Invited {
    /// The address, which is what makes it hers.
    pub email: String,
    /// Her name as the inviting person wrote it.
    pub name: String,
    /// The language of its mail.
    pub language: Language,
    /// What it is into: a project by its title, an agency by its name.
    pub into: String,
    person: Option<store::Known>,
}

impl Invited {
    /// The person of the address, if she is known here; a disabled one is let in nowhere.
    pub async fn known(
        tx: &mut PlatformTx,
        (email, name): (String, String),
        language: Language,
        into: String,
    ) -> Result<Self, AppError> {
        let person = store::known(tx, &email).await?;
        if person.as_ref().is_some_and(|person| person.disabled) {
            return Err(AppError::LinkExpired);
        }
        Ok(Self { email, name, language, into, person })
    }

    /// What is to be done before accepting.
    pub fn step(&self, caller: Option<&Caller>) -> Step {
        match (caller, &self.person) {
            (Some(caller), _) if caller.email == self.email => Step::Join,
            (Some(_), _) => Step::LogOut,
            (None, Some(person)) if person.has_password => Step::LogIn,
            (None, _) => Step::Introduce,
        }
    }

    /// Makes the person, who thereby shows that the mail reached her; `None` if she was made in the meantime.
    pub async fn introduce(
        &self,
        state: &AppState,
        name: &str,
        password: SecretString,
    ) -> Result<Option<Entrant>, AppError> {
        let name = typed::line(name);
        let name = name.as_str();
        let mut checks = Checks::new();
        checks.required("name", name).length("name", name, 1, 200);
        let strong = check_strength(password, &[name, &self.email, &self.into]);
        if let Err(errors) = &strong {
            for error in errors.iter() {
                checks.that(&error.field, false, error.code, error.limit);
            }
        }
        checks.finish()?;
        let hash = hash(state, strong?).await?;
        let mut tx = state.db.platform(PlatformScope::Platform).await?;
        let entrant = store::add_person(&mut tx, &self.email, name, self.language, &hash).await?;
        tx.commit().await?;
        Ok(entrant)
    }

    /// Who accepts for a program: by the caller's token, by the password of the account there is, or with a new one.
    pub async fn identify(
        &self,
        state: &AppState,
        caller: Option<&Caller>,
        name: Option<&str>,
        password: Option<SecretString>,
    ) -> Result<(UserId, String), AppError> {
        let given = |password: Option<SecretString>| password.ok_or_else(|| FieldErrors::one("password", "required"));
        match (self.step(caller), caller) {
            (Step::Join, Some(caller)) => Ok((caller.user, caller.name.clone())),
            (Step::Join | Step::LogOut, _) => Err(AppError::Forbidden),
            (Step::LogIn, _) => {
                let user = check_password(state, None, &self.email, given(password)?).await?.user;
                Ok((user, self.person.as_ref().map_or_else(String::new, |person| person.name.clone())))
            }
            (Step::Introduce, _) => {
                let (name, password) = (name.unwrap_or(&self.name), given(password)?);
                let entrant = match self.introduce(state, name, password.clone()).await? {
                    Some(entrant) => entrant,
                    // Made a moment ago, by the same person: then with the same password.
                    None => check_password(state, None, &self.email, password).await?,
                };
                Ok((entrant.user, typed::line(name)))
            }
        }
    }
}

/// An invitation into a project whose token was found good.
#[derive(Debug)]
pub struct Good {
    /// Whom it is for.
    pub invited: Invited,
    place: Place,
    scope: Scope,
    token_hash: [u8; 32],
}

/// Looks a token up; nothing is used up.
pub async fn look(state: &AppState, token: &str) -> Result<Good, AppError> {
    let (scope, token_hash) = scope_of_token(token).ok_or(AppError::LinkExpired)?;
    let mut tx = state.db.read(&scope).await?;
    let offer = invitations::offer(&mut tx, token_hash, state.clock.now()).await?.ok_or(AppError::LinkExpired)?;
    drop(tx);
    let place = offer.place();
    let invitations::Offer { email, name, language, project_title, .. } = offer;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let invited = Invited::known(&mut tx, (email, name), language, project_title).await?;
    Ok(Good { invited, place, scope, token_hash })
}

/// The project of an invitation's token, if the invitation was accepted or the caller has a part there by another one.
pub async fn accepted_into(
    state: &AppState,
    caller: Option<&Caller>,
    token: &str,
) -> Result<Option<ProjectId>, AppError> {
    let Some((scope, token_hash)) = scope_of_token(token) else { return Ok(None) };
    let mut tx = state.db.read(&scope).await?;
    let accepted = invitations::was_accepted(&mut tx, token_hash).await?;
    drop(tx);
    let inside = match caller {
        Some(caller) if !accepted => role_in(state, caller, Some(scope.project())).await?.is_some(),
        _ => accepted,
    };
    Ok(inside.then(|| scope.project()))
}

impl Good {
    /// The project.
    pub fn project(&self) -> ProjectId {
        self.scope.project()
    }

    /// Uses the invitation up and makes `user` a member.
    pub async fn join(&self, state: &AppState, user: UserId, name: &str) -> Result<(), AppError> {
        let now: OffsetDateTime = state.clock.now();
        let mut tx = state.db.write(&self.scope).await?;
        store::lock_people(&mut tx).await?;
        // Asked again, now that nobody takes anything away meanwhile.
        let good = invitations::offer(&mut tx, self.token_hash, now).await?.is_some();
        if !good || !invitations::accept(&mut tx, self.token_hash, now).await? {
            return Err(AppError::LinkExpired);
        }
        store::join(&mut tx, user, self.place, now).await?;
        let event = Event::named(user, Kind::MemberJoined, user.0, name, Visibility::Shared);
        activity::record(&mut tx, now, &event).await?;
        Ok(tx.commit().await?)
    }
}
