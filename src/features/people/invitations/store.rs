//! Accounts of invited people. The invitations have stores of their own: `members::store::invitations` and
//! `partners::team::store::invitations`.

use crate::{
    db::{Change, PlatformTx, TenantTx},
    identity::sessions::Entrant,
    ids::UserId,
    text::Language,
};

/// Account of an address.
#[derive(Clone, Debug)]
pub struct KnownAccount {
    pub name: String,
    pub has_password: bool,
    pub disabled: bool,
}

/// Account of an address, if there is one.
pub async fn known(tx: &mut PlatformTx, email: &str) -> Result<Option<KnownAccount>, sqlx::Error> {
    sqlx::query_as!(
        KnownAccount,
        r#"SELECT name, password_hash IS NOT NULL AS "has_password!",
                  disabled_at IS NOT NULL AS "disabled!" FROM users WHERE email = $1"#,
        email,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Makes an account with this name and password, or sets those of an account without a password; `None` if it has one
/// already or is disabled.
pub async fn add_person(
    tx: &mut PlatformTx,
    email: &str,
    name: &str,
    language: Language,
    password_hash: &str,
) -> Result<Option<Entrant>, sqlx::Error> {
    let row = sqlx::query!(
        "INSERT INTO users (id, email, name, language, password_hash) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (email) DO UPDATE
            SET name = $3, password_hash = $5, credential_epoch = users.credential_epoch + 1
            WHERE users.password_hash IS NULL AND users.disabled_at IS NULL
         RETURNING id, credential_epoch",
        UserId::new().0,
        email,
        name,
        language.tag(),
        password_hash,
    )
    .fetch_optional(tx.conn())
    .await?;
    let entrant = row.map(|row| Entrant::of(row.id.into(), row.credential_epoch));
    if let Some(entrant) = &entrant {
        tx.announce(Change::Account(entrant.user));
    }
    Ok(entrant)
}

/// Locks the project's people until the transaction ends: concurrent changes of members, invitations and shares wait.
pub async fn lock_people(tx: &mut TenantTx) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!("SELECT project_id FROM project_settings WHERE project_id = $1 FOR UPDATE", project.as_str())
        .fetch_optional(tx.conn())
        .await?;
    Ok(())
}
