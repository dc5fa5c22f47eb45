//! The stage as it is found: people, agencies, shares and projects, written as the platform writes them.

use std::sync::Arc;

use fataplus::{
    access::Role,
    db::{Change, PlatformScope},
};
use uuid::Uuid;

use super::{
    canary::classes,
    cast::{CAST, SHARES},
    platform::NOWHERE,
    world::{Agency, FIXED, Thing, World},
};
use crate::support::fixture;

/// People of each agency whose only purpose is to be removed from it.
const LEAVERS: usize = 8;

impl World {
    /// Titles, people, agencies and shares, as the platform's own rows.
    pub async fn furnish(&mut self) {
        let state = self.app.state().clone();
        for (who, cast) in CAST.iter().enumerate() {
            let person = match cast.platform {
                "admin" => Some(self.app.platform_admin().await),
                "staff" => Some(self.app.staff().await),
                "none" => Some(self.app.stranger().await),
                _ => None,
            };
            let Some(mut person) = person else {
                self.persons.push(None);
                continue;
            };
            person.name = format!("{} {}", self.word(&format!("p{who}"), classes::NAME), cast.called);
            person.email = format!("{}@people.test", self.word(&format!("p{who}"), classes::MAIL));
            let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
            tx.announce(Change::Everything);
            let named = sqlx::query(
                "UPDATE users SET name = $2, email = $3, credential_epoch = credential_epoch + 1 WHERE id = $1",
            );
            let named = named.bind(person.user.0).bind(&person.name).bind(&person.email);
            named.execute(tx.conn()).await.unwrap();
            tx.commit().await.unwrap();
            for (project, role) in cast.parts {
                let lead = *role == Role::Client { lead: true };
                let place = self.place(*project);
                fixture::member(&state, &place.project, person.user, role.name(), lead).await;
            }
            self.persons.push(Some(person));
        }
        for agency in 0..2 {
            let id = Uuid::now_v7();
            let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
            tx.announce(Change::Everything);
            let name = self.word(&format!("g{agency}"), classes::NAME);
            let made = sqlx::query("INSERT INTO partner_agencies (id, name) VALUES ($1, $2)").bind(id).bind(name);
            made.execute(tx.conn()).await.unwrap();
            for (who, _) in CAST.iter().enumerate().filter(|(_, person)| person.agency == Some(agency)) {
                let agent = sqlx::query("INSERT INTO partner_agents (agency_id, user_id, admin) VALUES ($1, $2, $3)");
                let agent = agent.bind(id).bind(self.persons[who].as_ref().unwrap().user.0).bind(CAST[who].runs);
                agent.execute(tx.conn()).await.unwrap();
            }
            for _ in 0..LEAVERS {
                let word = || self.word(&format!("g{agency}"), classes::NAME);
                let (user, email, name) = (Uuid::now_v7(), format!("{}@canary.test", word()), word());
                let made = sqlx::query("INSERT INTO users (id, email, name) VALUES ($1, $2, $3)");
                made.bind(user).bind(email).bind(name).execute(tx.conn()).await.unwrap();
                let agent = sqlx::query("INSERT INTO partner_agents (agency_id, user_id) VALUES ($1, $2)");
                agent.bind(id).bind(user).execute(tx.conn()).await.unwrap();
                self.add(NOWHERE, "agent", Thing::new(&user.to_string(), "", &agency.to_string()));
            }
            tx.commit().await.unwrap();
            let shared = SHARES.iter().filter(|(of, ..)| *of == agency).map(|(_, project, _)| *project);
            self.agencies.write().unwrap().push(Agency { id, shared: shared.collect() });
        }
        for (agency, project, level) in SHARES {
            let (agency, place) = (self.agencies.read().unwrap()[*agency].id, self.place(*project));
            let mut tx = state.db.write(&fixture::scope(place.project.id)).await.unwrap();
            tx.announce_part();
            let role = Role::Partner(*level).name();
            let shared = sqlx::query(
                "INSERT INTO partner_shares (project_id, agency_id, level, created_at, agency)
                 VALUES ($1, $2, $3, $4, $5)",
            );
            let level = role.trim_start_matches("partner_");
            let shared = shared.bind(place.project.id.as_str()).bind(agency).bind(level).bind(state.clock.now());
            let shared = shared.bind(self.word(&place.tag, classes::ANY));
            tx.insert("partner_shares", shared).await.unwrap();
            tx.commit().await.unwrap();
        }
        for project in 0..FIXED {
            let place = self.place(project);
            let mut tx = state.db.write(&fixture::scope(place.project.id)).await.unwrap();
            tx.announce_part();
            let titled = "UPDATE projects SET title = $1, summary = $2, organisation = $3 WHERE project_id = $4";
            let [title, summary, organisation] = [0; 3].map(|_| self.word(&place.tag, classes::ANY));
            let titled = sqlx::query(titled).bind(title).bind(summary).bind(organisation);
            titled.bind(place.project.id.as_str()).execute(tx.conn()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut apis = Vec::new();
        for person in &self.persons {
            apis.push(match person {
                Some(person) => Some(Arc::new(person.api().await)),
                None => None,
            });
        }
        *self.apis.write().unwrap() = apis;
    }
}
