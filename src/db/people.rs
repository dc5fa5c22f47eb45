//! People as the transactions of a project know them: by ID. The tenants' role reads no account. A transaction asks for
//! people whose IDs stand in its project's rows, and the platform's role answers, or memory while the account has not
//! changed.

use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use super::{ChangeFeed, Subject, connections::RolePool, memory::Cached};
use crate::{
    access::PlatformRole,
    ids::{AgencyId, UserId},
    text::Language,
};

/// Maximum number of accounts kept.
const KEPT: usize = 20_000;
/// Time after which an account is read again.
const TIME: Duration = Duration::from_hours(1);

/// An account, as others see it.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Language.
    pub language: Language,
    /// Muted topics of mail.
    pub muted: Vec<String>,
    /// Role on the platform.
    pub platform_role: PlatformRole,
    /// Whether the account is disabled.
    pub disabled: bool,
}

/// Accounts that were asked for, by ID.
#[derive(Clone, Debug, Default)]
pub struct PeopleById(HashMap<UserId, Arc<PersonRow>>);

impl PeopleById {
    /// The account of `person`.
    #[must_use]
    pub fn get(&self, person: impl Into<Option<UserId>>) -> Option<&PersonRow> {
        self.0.get(&person.into()?).map(AsRef::as_ref)
    }

    /// The account of `person`, unless it is disabled.
    #[must_use]
    pub fn enabled(&self, person: UserId) -> Option<&PersonRow> {
        self.get(person).filter(|row| !row.disabled)
    }

    /// Name of `person`; `None` without a person.
    #[must_use]
    pub fn name(&self, person: impl Into<Option<UserId>>) -> Option<String> {
        self.get(person).map(|row| row.name.clone())
    }
}

/// Answers transactions of all projects. Cheap to clone.
#[derive(Clone)]
pub(super) struct People {
    /// Lent to nothing that waits for a transaction's connection.
    pool: RolePool,
    kept: Arc<Cached<UserId, Arc<PersonRow>>>,
}

impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("People").finish_non_exhaustive()
    }
}

impl People {
    pub(super) fn new(pool: RolePool, changes: &ChangeFeed) -> Self {
        Self { pool, kept: Arc::new(Cached::new(changes, KEPT, TIME)) }
    }

    /// Accounts of `people`, those that are not kept in one statement.
    pub(super) async fn by_id(&self, mut people: Vec<UserId>) -> Result<PeopleById, sqlx::Error> {
        people.sort_unstable();
        people.dedup();
        let mut found = PeopleById::default();
        people.retain(|person| {
            let kept = self.kept.get(person);
            let missing = kept.is_none();
            found.0.extend(kept.map(|row| (*person, row)));
            missing
        });
        if people.is_empty() {
            return Ok(found);
        }
        let before: HashMap<_, _> =
            people.iter().map(|person| (*person, self.kept.before([Some(Subject::Person(*person))]))).collect();
        let ids: Vec<_> = people.iter().map(|person| person.0).collect();
        let rows = sqlx::query!(
            r#"SELECT id AS "id: UserId", name, email, language AS "language: Language", muted,
                      platform_role AS "platform_role: PlatformRole", disabled_at IS NOT NULL AS "disabled!"
               FROM users WHERE id = ANY ($1)"#,
            &ids,
        )
        .fetch_all(&mut *self.pool.acquire().await?)
        .await?;
        for row in rows {
            let person = Arc::new(PersonRow {
                name: row.name,
                email: row.email,
                language: row.language,
                muted: row.muted,
                platform_role: row.platform_role,
                disabled: row.disabled,
            });
            self.kept.keep(row.id, before.get(&row.id).copied().flatten(), person.clone());
            found.0.insert(row.id, person);
        }
        Ok(found)
    }

    /// The platform's admins whose accounts are not disabled.
    pub(super) async fn admins(&self) -> Result<Vec<UserId>, sqlx::Error> {
        sqlx::query_scalar!(
            r#"SELECT id AS "id: UserId" FROM users
               WHERE platform_role = 'admin' AND disabled_at IS NULL ORDER BY 1"#,
        )
        .fetch_all(&mut *self.pool.acquire().await?)
        .await
    }

    /// People of `agencies`, each once.
    pub(super) async fn agents(&self, agencies: &[AgencyId]) -> Result<Vec<UserId>, sqlx::Error> {
        if agencies.is_empty() {
            return Ok(Vec::new());
        }
        let agencies: Vec<_> = agencies.iter().map(|agency| agency.0).collect();
        sqlx::query_scalar!(
            r#"SELECT DISTINCT user_id AS "user_id: UserId" FROM partner_agents WHERE agency_id = ANY ($1) ORDER BY 1"#,
            &agencies,
        )
        .fetch_all(&mut *self.pool.acquire().await?)
        .await
    }
}
