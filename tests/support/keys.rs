//! Keys of projects, as the service would have stored them.

use fataplus::{access::TokenScope, identity::NewTokenText, ids::UserId};
use secrecy::ExposeSecret;
use time::Duration;
use uuid::Uuid;

use super::{Project, TestApp, fixture};

/// The text of a key that is in no row.
pub fn key_text(app: &TestApp, project: &Project) -> NewTokenText {
    app.state().keys.make_project_key(project.id)
}

/// A key of the project's for a month, as the service would have stored it.
pub async fn key(app: &TestApp, project: &Project, maker: UserId, scopes: &[TokenScope], networks: &[&str]) -> String {
    let (made, now) = (key_text(app, project), app.clock().now());
    let mut tx = app.state().db.write(&fixture::scope(project.id)).await.unwrap();
    tx.announce_part();
    let insert = sqlx::query(
        "INSERT INTO api_keys (project_id, id, secret_hash, name, scopes, networks, made_by, created_at, expires_at)
         VALUES ($1, $2, $3, 'Nightly backup', $4, $5, $6, $7, $8)",
    )
    .bind(project.id.as_str())
    .bind(Uuid::now_v7())
    .bind(made.hash.as_slice())
    .bind(scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>())
    .bind(networks)
    .bind(maker.0)
    .bind(now)
    .bind(now + Duration::days(30));
    tx.insert("api_keys", insert).await.unwrap();
    tx.commit().await.unwrap();
    made.text.expose_secret().to_owned()
}
