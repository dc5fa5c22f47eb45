//! Mail to people of a project, each in her own language, enqueued in the transaction of the change it tells of.

use crate::{
    db::TenantTx,
    ids::UserId,
    jobs::{self, Job},
    mail::Mail,
    text::{Language, Value},
};

/// Somebody to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The person, so that nobody is told of what she did herself.
    pub user_id: UserId,
    /// Her name.
    pub name: String,
    /// Her address.
    pub email: String,
    /// Her language.
    pub language: Language,
}

/// The members who have one of `roles` (`client`, `project_manager`, `admin`) in the transaction's project.
pub async fn members_with_roles(tx: &mut TenantTx, roles: &[&str]) -> Result<Vec<Recipient>, sqlx::Error> {
    let project = tx.project();
    let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
    let rows = sqlx::query!(
        "SELECT u.id, u.name, u.email, u.language
         FROM members m JOIN users u ON u.id = m.user_id
         WHERE m.project_id = $1 AND m.removed_at IS NULL AND m.role = ANY ($2) AND u.disabled_at IS NULL
         ORDER BY u.id",
        project.as_str(),
        &roles,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Recipient {
            user_id: row.id.into(),
            name: row.name,
            email: row.email,
            language: Language::from_tag(&row.language).unwrap_or_default(),
        })
        .collect())
}

/// Enqueues the mail `mail-{key}-subject`, `mail-{key}-text`; both may use `args` and the recipient's `name`.
/// Wake the worker after the commit: `state.wake_worker.notify_one()`.
pub fn mail_to<'tx>(
    tx: &'tx mut TenantTx,
    to: &Recipient,
    key: &str,
    args: &[(&'static str, Value<'_>)],
) -> impl Future<Output = Result<(), sqlx::Error>> + Send + use<'tx> {
    // Composed before anything is awaited: the arguments cannot go from thread to thread.
    let mail = compose(to, key, args);
    async move { jobs::enqueue(tx, &Job::SendMail(mail)).await.map(drop) }
}

/// The same as a mail, for where the transaction is not the recipient's project's.
#[must_use]
pub fn compose(to: &Recipient, key: &str, args: &[(&'static str, Value<'_>)]) -> Mail {
    Mail::in_words(to.language, key, &to.name, &to.email, args)
}
