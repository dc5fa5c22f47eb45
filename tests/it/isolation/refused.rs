//! The program does not serve what the check has found: it ends with the reason.

use sqlx::raw_sql;

use crate::support::service::Service;

const SERVICE: (&str, &str) = ("fataplus_app", "fataplus_platform");

/// The command fails, and its output holds each of these texts.
async fn refuses(service: &mut Service, arguments: &[&str], (app, platform): (&str, &str), named: &[&str]) {
    let (status, said) = service.run(arguments, app, platform).await;
    assert_eq!(status.code(), Some(1), "{arguments:?} as {app} and {platform}: {said}");
    for what in named {
        assert!(said.contains(what), "{arguments:?} as {app} and {platform} does not say {what:?}: {said}");
    }
    assert!(!said.contains("Fataplus is running"), "{said}");
}

#[tokio::test]
async fn a_table_without_its_policy_is_not_served() {
    let mut service = Service::new().await;
    let (status, said) = service.run(&["doctor", "--quick"], SERVICE.0, SERVICE.1).await;
    assert!(status.success() && said.contains("isolation: green"), "{said}");

    let mut owner = service.database.connect("fataplus_migrator").await;
    raw_sql("DROP POLICY tenant ON tasks").execute(&mut owner).await.unwrap();
    let finding = "catalogue: tasks: 0 permissive policies for fataplus_app instead of one";
    let nothing_served = "the database does not keep tenants apart, so nothing is served";
    for command in ["serve", "worker"] {
        refuses(&mut service, &[command], SERVICE, &[nothing_served, finding, "fataplus doctor"]).await;
    }
    refuses(&mut service, &["doctor", "--quick"], SERVICE, &[finding, "isolation: red", "found problems"]).await;
}

#[tokio::test]
async fn a_role_above_the_policies_is_not_served() {
    let mut service = Service::new().await;
    // Roles whose session becomes the owner's, whatever they logged in as.
    for (login, role) in [("postgres", "postgres"), ("fataplus_migrator", "fataplus_owner")] {
        let reason = format!("database role {role} must not be a superuser, bypass row-level security or own tables");
        for roles in [(login, SERVICE.1), (SERVICE.0, login)] {
            refuses(&mut service, &["serve"], roles, &[&reason]).await;
        }
        refuses(&mut service, &["doctor", "--quick"], (login, SERVICE.1), &[&reason]).await;
    }
}
