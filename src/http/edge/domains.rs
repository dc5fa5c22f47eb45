//! Served domains of clients: the whole table in memory, so that finding the project of a Host needs no query, and an
//! unknown name costs and leaves nothing, however many are tried.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use crate::{
    config::Hosts,
    db::{Db, DbError, PlatformScope},
    ids::ProjectId,
};

/// A served name and its project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomHost {
    /// Name in lower case.
    pub name: Arc<str>,
    /// Its project.
    pub project: ProjectId,
}

type Table = HashMap<Arc<str>, ProjectId>;

/// The served names, shared by every request. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Domains(Arc<Parts>);

#[derive(Debug, Default)]
struct Parts {
    /// Readers hold the lock only to clone the `Arc`.
    table: RwLock<Arc<Table>>,
    /// Serialises reads of the table, so that the last to begin is the last to be stored.
    reloading: tokio::sync::Mutex<()>,
    /// Projects with a DNS query under way.
    asking: Mutex<HashSet<ProjectId>>,
}

impl Domains {
    /// Project of `name`, if it is served.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<CustomHost> {
        let table = self.table();
        let found = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            table.get_key_value(name.to_ascii_lowercase().as_str())
        } else {
            table.get_key_value(name)
        };
        found.map(|(name, project)| CustomHost { name: name.clone(), project: *project })
    }

    /// Whether `origin` belongs to a served name.
    #[must_use]
    pub fn is_origin(&self, origin: &str, hosts: &Hosts) -> bool {
        let host = origin.split_once("://").map_or("", |(_, rest)| rest.split(':').next().unwrap_or_default());
        self.find(host).is_some_and(|found| hosts.custom(&found.name).to_string() == origin)
    }

    /// Reads all served names again. Called at start, after a change here, and after a change notice.
    pub async fn reload(&self, db: &Db) -> Result<(), DbError> {
        let _one_at_a_time = self.0.reloading.lock().await;
        let mut tx = db.platform(PlatformScope::Platform).await?;
        let rows = sqlx::query!("SELECT name, project_id FROM served_domains").fetch_all(tx.conn()).await?;
        drop(tx);
        let table = rows.into_iter().filter_map(|row| Some((row.name.into(), row.project_id.parse().ok()?)));
        let table = Arc::new(table.collect::<Table>());
        *self.0.table.write().unwrap_or_else(PoisonError::into_inner) = table;
        Ok(())
    }

    /// Permit for a DNS query for `project`; `None` while one is under way.
    #[must_use]
    pub fn turn(&self, project: ProjectId) -> Option<DnsPermit> {
        let mut asking = self.0.asking.lock().unwrap_or_else(PoisonError::into_inner);
        asking.insert(project).then(|| DnsPermit { domains: self.clone(), project })
    }

    fn table(&self) -> Arc<Table> {
        self.0.table.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Permit for a DNS query; released when dropped.
#[derive(Debug)]
pub struct DnsPermit {
    domains: Domains,
    project: ProjectId,
}

impl Drop for DnsPermit {
    fn drop(&mut self) {
        self.domains.0.asking.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.project);
    }
}

#[cfg(test)]
impl Domains {
    pub(in crate::http) fn of(names: &[(&str, ProjectId)]) -> Self {
        let domains = Self::default();
        let table = names.iter().map(|(name, project)| (Arc::from(*name), *project)).collect();
        *domains.0.table.write().unwrap() = Arc::new(table);
        domains
    }
}

#[cfg(test)]
mod tests {
    use super::Domains;
    use crate::config::Hosts;

    #[test]
    fn a_served_name_is_found_in_any_case_and_no_other_is() {
        let project = "FP-2025-X7K9M3P1A".parse().unwrap();
        let domains = Domains::of(&[("portal.client.mg", project)]);
        for name in ["portal.client.mg", "Portal.Client.MG"] {
            assert_eq!(
                domains.find(name).map(|found| (found.name.to_string(), found.project)).unwrap().0,
                "portal.client.mg"
            );
        }
        for name in ["client.mg", "a.portal.client.mg", "portal.client.mg.", ""] {
            assert_eq!(domains.find(name), None, "{name}");
        }
    }

    #[test]
    fn an_origin_is_exact() {
        let (hosts, project) = (Hosts::development(8080), "FP-2025-X7K9M3P1A".parse().unwrap());
        let domains = Domains::of(&[("portal.client.mg", project)]);
        assert!(domains.is_origin("http://portal.client.mg:8080", &hosts));
        for origin in [
            "https://portal.client.mg:8080",
            "http://portal.client.mg",
            "http://portal.client.mg:81",
            "http://PORTAL.client.mg:8080",
            "http://client.mg:8080",
            "null",
            "",
        ] {
            assert!(!domains.is_origin(origin, &hosts), "{origin}");
        }
    }

    #[test]
    fn one_question_at_a_time_for_each_project() {
        let (domains, project) = (Domains::default(), "FP-2025-X7K9M3P1A".parse().unwrap());
        let turn = domains.turn(project);
        assert!(turn.is_some() && domains.turn(project).is_none());
        assert!(domains.turn("FP-2025-AAAAAAAAA".parse().unwrap()).is_some());
        drop(turn);
        assert!(domains.turn(project).is_some());
    }
}
