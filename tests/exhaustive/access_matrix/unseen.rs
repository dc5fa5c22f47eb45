//! Rows internal to the agency: for all other callers each route answers as if the row did not exist.

use fataplus::access::Role;
use uuid::Uuid;

use super::{
    askers::{Asker, Who, Workspace, in_project},
    asking::with_rows,
    comparable,
    routes::{self, Place},
};
use crate::support::{TestApp, fixture::Furniture, routes::filled};

#[tokio::test]
async fn a_row_one_does_not_see_is_like_one_that_is_not_there() {
    let app = TestApp::start().await;
    app.leave_jobs();
    let mut compared = 0;
    for role in Role::ALL.into_iter().filter(|role| !role.is_agency()) {
        for place in [Place::Api, Place::TenantApi, Place::TenantPage] {
            let mut asker = Asker::new(&app, Who::Has(role), Workspace::Active).await;
            let there = asker.made.clone().with("thread", Uuid::now_v7());
            let hidden = if matches!(role, Role::Partner(_)) { "client" } else { "partner" };
            let thread = format!(
                "INSERT INTO threads (project_id, id, kind, title, created_at)
                 VALUES ('{}', '{}', '{hidden}', 'Costs', now())",
                asker.project.id,
                there.id("thread")
            );
            for hiding in
                ["UPDATE documents SET visibility = 'internal'", "UPDATE tasks SET visibility = 'internal'", &thread]
            {
                in_project(&app, &asker.project, hiding).await;
            }
            let gone = ["document", "task", "thread"]
                .into_iter()
                .fold(there.clone(), |made, row| made.with(row, Uuid::now_v7()));
            for route in routes::of(place) {
                let names = |made: &Furniture| (filled(&route.path, made), with_rows(&route.body, made));
                if names(&there) == names(&gone) {
                    continue;
                }
                let mut answers = Vec::new();
                for made in [&there, &gone] {
                    asker.made = made.clone();
                    let answer = asker.ask(&app, &route, asker.project.id).await;
                    let (status, headers, text) = comparable(&answer);
                    let ids = ["document", "task", "thread"].map(|row| made.id(row).to_string());
                    answers.push((status, headers, ids.iter().fold(text, |text, id| text.replace(id, "ID"))));
                }
                assert_eq!(answers[0], answers[1], "{role:?} {place:?} {} {}", route.method, route.path);
                assert!(matches!(answers[0].0, 403 | 404 | 422), "{role:?} {} {}", route.path, answers[0].0);
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "{compared}");
}
