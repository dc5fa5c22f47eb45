//! Setting of passwords: by a mailed link, in one's profile, or with an invitation.

use secrecy::SecretString;
use time::Duration;

use super::store;
use crate::{
    db::{PlatformScope, PlatformTx},
    http::{
        AppError, AppState, Checks, FieldErrors,
        page::next::{NextPath, query},
    },
    identity::{
        Password, Secret, WeakPassword, digest,
        sessions::{self, Entrant},
    },
    ids::UserId,
    jobs,
    limits::MailKind,
    mail::{Mail, Word},
    text::email::normal_email,
};

/// Lifetime of a requested link.
const ASKED_FOR: Duration = Duration::minutes(15);
/// Maximum number of open links, so that no mailbox can be flooded.
const OPEN_LINKS: i64 = 5;

/// A link for setting `user`'s password within `lifetime`; put it into a mail of the same transaction.
pub async fn password_link(
    tx: &mut PlatformTx,
    state: &AppState,
    user: UserId,
    lifetime: Duration,
) -> Result<String, sqlx::Error> {
    let secret = Secret::new();
    store::add_password_token(tx, secret.digest(), user, state.clock.now() + lifetime).await?;
    Ok(format!("{}/password?token={}", state.hosts.app, secret.text()))
}

/// Mails a link to the owner of the address. The answer must not reveal whether there is one, so the work is done
/// beside the request.
pub fn send_link(state: &AppState, email: &str, next: Option<NextPath>) {
    let (state, email) = (state.clone(), normal_email(email));
    let work = state.load.work.clone();
    work.spawn(async move {
        if let Err(error) = mail_link(&state, &email, next).await {
            tracing::error!(?error, "a password link could not be made");
        }
    });
}

async fn mail_link(state: &AppState, email: &str, next: Option<NextPath>) -> Result<(), AppError> {
    if !state.rate_limits.mail(MailKind::Password, email) {
        return Ok(());
    }
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let Some(person) = store::by_email(&mut tx, email).await? else { return Ok(()) };
    if store::open_password_tokens(&mut tx, person.id, state.clock.now()).await? >= OPEN_LINKS {
        return Ok(());
    }
    let mut link = password_link(&mut tx, state, person.id, ASKED_FOR).await?;
    if let Some(next) = next {
        link = format!("{link}&{}", query(&[("next", next.as_str())]));
    }
    let args = [("link", Word::link(&link))];
    let mail = Mail::in_words(person.language, "password", &person.name, &person.email, &args);
    jobs::enqueue_platform(&mut tx, None, &mail).await?;
    tx.commit().await?;
    Ok(())
}

/// Person whose password a link's token may set.
pub async fn bearer(state: &AppState, token: &str) -> Result<store::Account, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let person = store::password_token(&mut tx, digest(token), state.clock.now()).await?;
    person.ok_or(AppError::LinkExpired)
}

/// Sets the password of a link's person: the link is used up, every session ends.
pub async fn set_by_token(state: &AppState, token: &str, password: SecretString) -> Result<Entrant, AppError> {
    let person = bearer(state, token).await?;
    let known = names_around(state, person.id).await?;
    let known: Vec<&str> = [&person.name, &person.email].into_iter().chain(&known).map(String::as_str).collect();
    let hash = hash(state, check_strength(password, &known)?).await?;
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    sessions::in_turn(&mut tx, person.id).await?;
    if !store::use_password_token(&mut tx, digest(token), now).await? {
        return Err(AppError::LinkExpired);
    }
    replace(&mut tx, state, person.id, &hash).await?;
    sessions::end_all(&mut tx, person.id, None, now).await?;
    let entrant = Entrant::now(&mut tx, person.id).await?;
    tx.commit().await?;
    Ok(entrant)
}

/// Stores a new password and mails its owner, in case it was a stranger's change; a first password causes no mail. The
/// caller holds the lock of the person's sessions.
pub async fn replace(tx: &mut PlatformTx, state: &AppState, user: UserId, hash: &str) -> Result<(), sqlx::Error> {
    let Some(person) = store::set_password(tx, user, hash).await? else { return Ok(()) };
    let link = format!("{}/password/forgot", state.hosts.app);
    let words = [("link", Word::link(&link))];
    let mail = Mail::in_words(person.language, "password-changed", &person.name, &person.email, &words);
    jobs::enqueue_platform(tx, None, &mail).await.map(drop)
}

/// Names around a person that an attacker would try: their projects and these projects' clients.
pub async fn names_around(state: &AppState, user: UserId) -> Result<Vec<String>, AppError> {
    let mut tx = state.db.platform(PlatformScope::Listings(user)).await?;
    Ok(store::names_of_projects(&mut tx).await?)
}

/// A password that is strong enough for this person, or the error of the field `password`.
pub fn check_strength(password: SecretString, known: &[&str]) -> Result<Password, FieldErrors> {
    let words = known_words(known);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Password::new(password, &words).map_err(|weak| {
        let (code, limit) = match weak {
            WeakPassword::TooShort => ("password-too-short", 12),
            WeakPassword::TooLong => ("password-too-long", 128),
            WeakPassword::Guessable => ("password-guessable", 0),
        };
        Checks::new().within("password", false, code, limit).finish().err().unwrap_or_default()
    })
}

/// Words that an attacker who knows the person would try first.
pub fn known_words(texts: &[&str]) -> Vec<String> {
    let mut words = vec!["fataplus".to_owned()];
    for text in texts {
        words.push(text.to_lowercase());
        let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().count() > 2);
        words.extend(parts.map(str::to_lowercase));
    }
    words
}

/// The hash to store.
pub async fn hash(state: &AppState, password: Password) -> Result<String, AppError> {
    state.passwords.hash(password).await.ok_or_else(|| AppError::Internal("a password could not be hashed".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::check_strength;

    fn fault(password: &str) -> Option<(&'static str, usize)> {
        let fields = check_strength(
            password.to_owned().into(),
            &["Rina Rakotomalala", "rina@baobab.mg", "Solar pumps for Tsihombe"],
        )
        .err()?;
        fields.iter().map(|error| (error.code, error.limit.unwrap_or_default())).next()
    }

    #[test]
    fn each_weakness_has_its_code() {
        assert_eq!(fault("court"), Some(("password-too-short", 12)));
        assert_eq!(fault(&"vary be ".repeat(20)), Some(("password-too-long", 128)));
        assert_eq!(fault("rakotomalala"), Some(("password-guessable", 0)));
        assert_eq!(fault("Rina Rakotomalala"), Some(("password-guessable", 0)));
        assert_eq!(fault("vary be menaka loatra"), None);
    }
}
