//! Every API route of a project with a key of each scope: what is answered is scope ∧ table, and of a key whose maker has
//! gone, of another project's, of nobody's: nothing.

use fataplus::{
    access::{Role, Scope, allows, scope_allows, scope_needed},
    app::required_action,
};
use secrecy::ExposeSecret;

use super::{api::routes, filled};
use crate::{
    support::{Answer, TestApp, fixture},
    tokens::{key, key_text},
};

/// The route's answer to a bearer of `token`.
async fn ask(app: &TestApp, token: &str, method: &str, url: &str) -> Answer {
    let mut request = app.http().request(method.parse().unwrap(), url).bearer_auth(token);
    if method != "GET" {
        // What changes nothing needs no scope for changing.
        let body =
            if method == "PATCH" { serde_json::json!({ "title": "Solar ovens" }) } else { serde_json::json!({}) };
        request = request.json(&body);
    }
    Answer::of(request).await
}

#[tokio::test]
async fn a_key_does_what_its_scope_and_a_manager_may() {
    let app = TestApp::start().await;
    app.leave_jobs();
    let manager = app.manager().await;
    let hosts = &app.state().hosts;
    let (mut let_in, mut refused) = (0, 0);
    for scope in Scope::ALL {
        // New rows for each, since some of them delete.
        let project = app.another_project().await;
        app.join(&manager, &project, "project_manager").await;
        let made = fixture::furnish(app.state(), &project).await;
        let text = key(&app, &project, manager.user, &[*scope], &[]).await;
        let routes = routes(&app).await;
        let mut asked: Vec<(&String, &String)> =
            routes.iter().flat_map(|(path, methods)| methods.iter().map(move |method| (method, path))).collect();
        // What is deleted is not there to be read.
        asked.sort_by_key(|(method, _)| *method == "DELETE");
        for (method, path) in asked {
            let action = required_action(method, path).unwrap_or_else(|| panic!("no action for {method} {path}"));
            let reads = method == "GET";
            let by_scope = scope_allows(*scope, action) && (reads || scope.writes());
            let by_role = allows(Role::ProjectManager, action);
            let path = filled(path, &made);
            for base in
                [format!("{}/v1/projects/{}", hosts.api, project.id), format!("{}/api/v1", hosts.tenant(project.id))]
            {
                let answer = ask(&app, &text, method, &format!("{base}{path}")).await;
                if by_scope && by_role {
                    assert!(!matches!(answer.status, 401 | 403) && answer.status < 500, "{scope}: {answer}");
                    assert!(!reads || matches!(answer.status, 200 | 303), "{scope}: {answer}");
                    let_in += 1;
                    continue;
                }
                // A route may ask for something lesser first, and be refused for that.
                let problem = answer.assert_status(403).problem();
                let expected = if by_role { "insufficient-scope" } else { "forbidden" };
                assert!(problem == expected || problem == "insufficient-scope", "{scope}: {answer}");
                if problem == "insufficient-scope" {
                    let challenge = answer.header("www-authenticate").unwrap();
                    assert!(challenge.contains("error=\"insufficient_scope\""), "{answer}");
                    if let Some(needed) = scope_needed(action, reads).filter(|_| by_role) {
                        let named = challenge.split("scope=\"").nth(1).and_then(|rest| rest.split('"').next());
                        assert!(
                            named.is_some_and(|named| Scope::ALL.iter().any(|scope| scope.as_str() == named)),
                            "{needed}: {answer}"
                        );
                    }
                }
                refused += 1;
            }
        }
    }
    assert!(let_in > 60 && refused > 500, "{let_in} {refused}");
}

#[tokio::test]
async fn a_key_opens_nothing_for_others() {
    let app = TestApp::start().await;
    app.leave_jobs();
    let made = fixture::furnish(app.state(), app.project()).await;
    let (gone, manager) = (app.manager().await, app.manager().await);
    let of_gone = key(&app, app.project(), gone.user, Scope::ALL, &[]).await;
    let other = app.another_project().await;
    app.join(&manager, &other, "project_manager").await;
    let of_other = key(&app, &other, manager.user, Scope::ALL, &[]).await;
    let unknown = key_text(&app, app.project());
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    sqlx::query("UPDATE members SET removed_at = now() WHERE user_id = $1")
        .bind(gone.user.0)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let hosts = &app.state().hosts;
    for (path, methods) in routes(&app).await {
        let path = filled(&path, &made);
        for method in methods {
            for base in [
                format!("{}/v1/projects/{}", hosts.api, app.project().id),
                format!("{}/api/v1", hosts.tenant(app.project().id)),
            ] {
                let url = format!("{base}{path}");
                for token in [&of_gone, unknown.text.expose_secret()] {
                    let answer = ask(&app, token, &method, &url).await;
                    assert_eq!(answer.assert_status(401).problem(), "invalid-token", "{answer}");
                }
                // As a stranger is answered, whether or not there is such a project.
                let answer = ask(&app, &of_other, &method, &url).await;
                assert_eq!(answer.assert_status(404).problem(), "not-found", "{answer}");
                let never = url.replace(app.project().id.as_str(), super::never_issued().as_str());
                let never = never.replace(&app.project().id.label(), &super::never_issued().label());
                ask(&app, &of_other, &method, &never).await.assert_status(404);
            }
        }
    }
}
