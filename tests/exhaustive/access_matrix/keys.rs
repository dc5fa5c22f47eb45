//! Every API route of a project, with a key of a removed maker, of another project and of no project: refused.

use fataplus::{access::TokenScope, app::Mount::TenantApi};
use reqwest::Method;
use secrecy::ExposeSecret;
use strum::VariantArray;

use crate::support::{
    Answer, TestApp, fixture, key, key_text,
    routes::{self, filled},
};

/// The route's answer to a bearer of `token`.
async fn ask(app: &TestApp, token: &str, method: &Method, url: &str) -> Answer {
    let mut request = app.http().request(method.clone(), url).bearer_auth(token);
    if method != Method::GET {
        request = request.json(&serde_json::json!({}));
    }
    Answer::of(request).await
}

#[tokio::test]
async fn a_key_opens_nothing_for_others() {
    let app = TestApp::start().await;
    app.leave_jobs();
    let made = fixture::furnish(app.state(), app.project()).await;
    let (gone, manager) = (app.manager().await, app.manager().await);
    let of_gone = key(&app, app.project(), gone.user, TokenScope::VARIANTS, &[]).await;
    let other = app.another_project().await;
    app.join(&manager, &other, "project_manager").await;
    let of_other = key(&app, &other, manager.user, TokenScope::VARIANTS, &[]).await;
    let unknown = key_text(&app, app.project());
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    tx.announce_part();
    sqlx::query("UPDATE members SET removed_at = now() WHERE user_id = $1")
        .bind(gone.user.0)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let hosts = &app.state().hosts;
    for (path, methods) in routes::paths(TenantApi) {
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
