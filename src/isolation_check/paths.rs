//! Paths with the IDs of a synthetic tenant's rows in them.

use super::{platform, tenants, tenants::row_id};
use crate::db::SyntheticTenant;

/// Path segments whose synthetic row has another name.
const ALIASES: &[(&str, &str)] =
    &[("request", "submission"), ("message", "thread"), ("decision", "approval"), ("key", "api_key")];

/// The path with the tenant's IDs; `None` if no synthetic row fits a part of it.
pub fn filled(path: &str, tenant: &SyntheticTenant) -> Option<String> {
    let mut before = "";
    let mut parts = Vec::new();
    for part in path.split('/') {
        parts.push(match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            None => part.to_owned(),
            Some(name) => id(name, before, tenant)?,
        });
        before = part;
    }
    Some(parts.join("/"))
}

/// Row ID for a placeholder: `{task_id}`, and `{id}` after `tasks`, name a task.
fn id(name: &str, before: &str, tenant: &SyntheticTenant) -> Option<String> {
    let subject = name.trim_end_matches("_id");
    let subject = if subject == "id" { before.trim_end_matches('s') } else { subject }.replace('-', "_");
    let subject = ALIASES.iter().find(|(alias, _)| *alias == subject).map_or(subject.as_str(), |(_, row)| row);
    match subject {
        "version" => Some("1".to_owned()),
        "topic" => Some("goals".to_owned()),
        "project" => Some(tenant.project.to_string()),
        "user" | "member" => Some(tenant.user.to_string()),
        "agency" | "partner" => Some(tenant.agency.to_string()),
        row if tenants::has(row) || platform::has(row) => Some(row_id(tenant, row).to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::filled;
    use crate::{db::SyntheticTenant, ids::UserId, isolation_check::tenants::row_id};

    #[test]
    fn a_path_names_rows_of_the_tenant() {
        let tenant = SyntheticTenant {
            project: "FP-2025-X7K9M3P1A".parse().unwrap(),
            user: UserId(Uuid::from_u128(1)),
            organisation: Uuid::nil(),
            agency: Uuid::from_u128(2),
            canary: "canary".to_owned(),
        };
        let other = SyntheticTenant { project: "FP-2025-X7K9M3P1B".parse().unwrap(), ..tenant.clone() };
        assert_eq!(
            filled("/plan/tasks/{id}/done", &tenant),
            Some(format!("/plan/tasks/{}/done", row_id(&tenant, "task")))
        );
        assert_ne!(filled("/tasks/{id}", &tenant), filled("/tasks/{id}", &other));
        assert_eq!(filled("/people/{user}/remove", &tenant), Some(format!("/people/{}/remove", tenant.user)));
        assert_eq!(filled("/versions/{version}", &tenant), Some("/versions/1".to_owned()));
        let asked = Some(format!("/requests/{}", row_id(&tenant, "submission")));
        assert_eq!(filled("/requests/{id}", &tenant), asked);
        assert_eq!(filled("/secrets/{id}", &tenant), None);
    }
}
