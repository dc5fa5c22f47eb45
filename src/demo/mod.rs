//! The demo agency: four people, a partner agency and three projects in different states. People and companies are
//! inserted; projects and what happens in them go through the features' own functions.

mod pdf;
mod story;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::{
    access::{PlatformRole, RoleKind},
    db::{Change, PlatformScope},
    features::work::projects::provision::{self, NewProject, Person},
    http::{AppError, AppState},
    identity::Password,
    ids::{AgencyId, OrganisationId, ProjectId, UserId},
    text::Language,
};

/// Log-in of a demo person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DemoAccount {
    /// E-mail address.
    pub email: String,
    /// Random password for this data directory.
    pub password: String,
    /// Role, for display.
    pub role: RoleKind,
}

/// A person of the demo.
pub struct DemoPerson {
    /// E-mail address.
    pub email: &'static str,
    /// Display name.
    pub name: &'static str,
    /// Role, for the list of log-ins.
    pub role: RoleKind,
    platform_role: PlatformRole,
}

/// The people, in the order of their passwords.
pub const PEOPLE: [DemoPerson; 4] = [
    DemoPerson {
        email: "admin@fataplus.test",
        name: "Haja Rakoto",
        role: RoleKind::Admin,
        platform_role: PlatformRole::Admin,
    },
    DemoPerson {
        email: MANAGER,
        name: "Lalao Andriana",
        role: RoleKind::ProjectManager,
        platform_role: PlatformRole::Staff,
    },
    DemoPerson {
        email: "client@fataplus.test",
        name: "Rina Rabe",
        role: RoleKind::Client,
        platform_role: PlatformRole::None,
    },
    DemoPerson {
        email: "partner@fataplus.test",
        name: "Solo Randria",
        role: RoleKind::Partner,
        platform_role: PlatformRole::None,
    },
];

/// Manager of new projects in development.
pub const MANAGER: &str = "manager@fataplus.test";

/// Partner agency of the demo.
const PARTNER_AGENCY: &str = "Studio Ravinala";

/// Title, client company and summary of each project.
const PROJECTS: [(&str, &str, &str); 3] = [
    (
        "Boutique en ligne Lamba",
        "Lamba SARL",
        "Une boutique en ligne pour vendre nos étoffes à Madagascar et ailleurs.",
    ),
    ("Réservation Hôtel Baobab", "Hôtel Baobab", "Réserver une chambre depuis un téléphone, même avec peu de réseau."),
    ("Identité de la coopérative Vanila", "Coopérative Vanila", "Un logo, une charte et des étiquettes."),
];

/// Whether any account has a password: the synthetic people of the isolation check have none.
pub async fn has_account_with_password(state: &AppState) -> Result<bool, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let anybody = sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM users WHERE password_hash IS NOT NULL) AS "any!""#)
        .fetch_one(tx.conn())
        .await?;
    Ok(anybody)
}

/// Makes people and projects.
pub async fn create(state: &AppState, passwords: &[&str]) -> Result<Vec<ProjectId>, AppError> {
    let mut hashes = Vec::new();
    for password in passwords {
        let password = Password::new(SecretString::from((*password).to_owned()), &[])
            .map_err(|weak| AppError::Internal(format!("a random password is weak: {weak:?}")))?;
        hashes.push(state.passwords.hash(password).await);
    }
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let mut people = Vec::new();
    for (person, hash) in PEOPLE.iter().zip(hashes) {
        let id = UserId::new();
        sqlx::query!(
            "INSERT INTO users (id, email, name, password_hash, language, platform_role)
             VALUES ($1, $2, $3, $4, 'fr', $5)",
            id.0,
            person.email,
            person.name,
            hash,
            person.platform_role.as_str(),
        )
        .execute(tx.conn())
        .await?;
        people.push(id);
    }
    let [_, manager, client, partner] = people.as_slice() else {
        return Err(AppError::Internal("the demo lacks people".to_owned()));
    };
    let agency = AgencyId::new();
    sqlx::query!("INSERT INTO partner_agencies (id, name) VALUES ($1, $2)", agency.0, PARTNER_AGENCY)
        .execute(tx.conn())
        .await?;
    tx.announce(Change::Account(*partner));
    sqlx::query!("INSERT INTO partner_agents (agency_id, user_id, admin) VALUES ($1, $2, true)", agency.0, partner.0)
        .execute(tx.conn())
        .await?;
    let (mut projects, mut jobs) = (Vec::new(), Vec::new());
    for (title, organisation, summary) in PROJECTS {
        let organisation_id = OrganisationId::new();
        sqlx::query!("INSERT INTO organisations (id, name) VALUES ($1, $2)", organisation_id.0, organisation,)
            .execute(tx.conn())
            .await?;
        let [_, _, person, _] = &PEOPLE;
        let client = Person { user_id: *client, name: person.name.to_owned(), email: person.email.to_owned() };
        let new = NewProject {
            project_id: provision::issue_id(&mut tx, state.clock.today()).await?,
            organisation_id,
            organisation: organisation.to_owned(),
            title: title.to_owned(),
            summary: summary.to_owned(),
            language: Language::Fr,
            brief: serde_json::json!({}),
            client: Some(client),
            invite: None,
            manager_id: Some(*manager),
            made_by: None,
        };
        jobs.push(provision::enqueue(state, &mut tx, &new).await?);
        projects.push(new.project_id);
    }
    provision::commit_and_run(state, tx, jobs).await?;
    let cast = story::Cast { manager: *manager, client: *client, partner: *partner, agency };
    if let [shop, hotel, brand] = projects.as_slice() {
        story::shop(state, *shop, PROJECTS[0].0, cast).await?;
        story::hotel(state, *hotel, PROJECTS[1].0, cast).await?;
        story::brand(state, *brand, PROJECTS[2].0, cast).await?;
    }
    Ok(projects)
}
