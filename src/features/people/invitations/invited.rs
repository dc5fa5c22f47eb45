//! The person invited, whatever they are invited into: their account, and the steps before they may accept.

use secrecy::SecretString;

use super::store;
use crate::{
    db::{PlatformScope, PlatformTx},
    features::people::sign_in::{
        login::check_password,
        passwords::{check_strength, hash},
    },
    http::{AppError, AppState, Caller, Checks, FieldErrors},
    identity::sessions::Entrant,
    ids::UserId,
    text::{Language, normalize},
};

/// Next step before an invitation can be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// None: the invited person is logged in.
    Join,
    /// The person must choose name and password.
    Introduce,
    /// The person has an account and must log in.
    LogIn,
    /// Another person is logged in.
    LogOut,
}

/// Invited person, for a project or a partner agency.
#[derive(Debug)]
pub struct Invited {
    /// E-mail address, which identifies the person.
    pub email: String,
    /// Name as the inviting person typed it.
    pub name: String,
    /// Language of the invitation's mail.
    pub language: Language,
    /// Title of the project, or name of the agency.
    pub into: String,
    person: Option<store::KnownAccount>,
}

impl Invited {
    /// Person of the address, if there is an account; a disabled one cannot accept.
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

    /// Next step before accepting.
    #[must_use]
    pub fn step(&self, caller: Option<&Caller>) -> Step {
        match (caller, &self.person) {
            (Some(caller), _) if caller.email == self.email => Step::Join,
            (Some(_), _) => Step::LogOut,
            (None, Some(person)) if person.has_password => Step::LogIn,
            (None, _) => Step::Introduce,
        }
    }

    /// Makes the account, which the link proves to own the mailbox; `None` if it was made in the meantime.
    pub async fn introduce(
        &self,
        state: &AppState,
        name: &str,
        password: SecretString,
    ) -> Result<Option<Entrant>, AppError> {
        let name = normalize::line(name);
        let name = name.as_str();
        let mut checks = Checks::new();
        checks.required("name", name).length("name", name, 1, 200);
        let strong = check_strength(password, &[name, &self.email, &self.into]);
        if let Err(errors) = &strong {
            checks.extend(errors);
        }
        checks.finish()?;
        let hash = hash(state, strong?).await?;
        let mut tx = state.db.platform(PlatformScope::Platform).await?;
        let entrant = store::add_person(&mut tx, &self.email, name, self.language, &hash).await?;
        tx.commit().await?;
        Ok(entrant)
    }

    /// Person who accepts through a program: by the caller's token, by the password of the existing account, or with a
    /// new account.
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
                    // The account was made a moment ago by the same person, with the same password.
                    None => check_password(state, None, &self.email, password).await?,
                };
                Ok((entrant.user, normalize::line(name)))
            }
        }
    }
}
