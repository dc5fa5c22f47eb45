//! A handler's future is dropped when its client goes away, at any await. The next user of the connection must find it
//! clean: with their own rows only, and a transaction of their own.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, Mutex},
    task::Poll,
    time::Duration,
};

use fataplus::{
    db::{Db, DbError, PlatformScope},
    ids::ProjectId,
};
use sqlx::PgConnection;
use tracing_subscriber::{Layer, layer::Context, prelude::*};

use crate::support::{Project, TestApp, app::Options, fixture};

/// One connection in each pool, so that the next borrower has the very one. Rows in two projects.
async fn one_connection() -> (TestApp, Project) {
    let app = TestApp::with(Options { max_connections: 1, ..Options::default() }).await;
    let other = app.another_project().await;
    fixture::furnish(app.state(), app.project()).await;
    fixture::furnish(app.state(), &other).await;
    (app, other)
}

/// Drops the future after this many polls; returns whether it had completed.
async fn cancel_after<T>(polls: usize, future: impl Future<Output = T>) -> bool {
    let (mut future, mut left) = (pin!(future), polls);
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if left == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

async fn titles(db: &Db, project: ProjectId) -> Result<Vec<(String, String)>, DbError> {
    let mut tx = db.read(&fixture::scope(project)).await?;
    Ok(sqlx::query_as("SELECT project_id, title FROM projects").fetch_all(tx.conn()).await?)
}

/// No connection is left in a transaction, and the next borrower sees one row, its own.
async fn assert_clean(app: &TestApp, watch: &mut PgConnection, next: &Project, after: &str) {
    let db = &app.state().db;
    // Takes the one connection as soon as it is free, without a transaction of its own, which would end a leaked one.
    db.ready().await.unwrap_or_else(|error| panic!("{after}: {error:?}"));
    let left = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                AND application_name = 'fataplus' AND state LIKE 'idle in transaction%'";
    let settled = async {
        while sqlx::query_scalar::<_, i64>(left).fetch_one(&mut *watch).await.unwrap() > 0 {
            tokio::task::yield_now().await;
        }
    };
    let settled = tokio::time::timeout(Duration::from_secs(3), settled).await;
    assert!(settled.is_ok(), "{after}: a connection stays in a transaction");
    let seen = titles(db, next.id).await.unwrap_or_else(|error| panic!("{after}: {error:?}"));
    assert_eq!(seen, [(next.id.to_string(), next.title.clone())], "{after}");
}

#[tokio::test]
async fn a_transaction_cancelled_at_any_await_leaves_nothing_behind() {
    let (app, other) = one_connection().await;
    let (db, scope) = (&app.state().db, fixture::scope(app.project().id));
    let mut watch = app.database().connect("fataplus_app").await;
    let read = async || titles(db, scope.project()).await.map(drop);
    let write = async || {
        let mut tx = db.write(&scope).await?;
        tx.announce_part();
        sqlx::query("UPDATE projects SET title = title || '!'").execute(tx.conn()).await?;
        sqlx::query("SELECT count(*) FROM tasks").execute(tx.conn()).await?;
        tx.commit().await
    };
    let (mut ended, mut dropped) = (0, 0);
    // Several rounds: how far a future comes with a poll depends on how fast the answers are.
    for polls in (0..8).flat_map(|_| 0..10) {
        cancel_after(polls, read()).await;
        assert_clean(&app, &mut watch, &other, &format!("a read dropped after {polls} polls")).await;
        if cancel_after(polls, write()).await {
            ended += 1;
        } else {
            dropped += usize::from(polls > 0);
        }
        assert_clean(&app, &mut watch, &other, &format!("a write dropped after {polls} polls")).await;
    }
    assert!(ended > 0 && dropped > 4, "{ended} writes came to their end, {dropped} were dropped on the way");
    // Each write that ended counts, each that was dropped before its commit does not.
    let title = titles(db, scope.project()).await.unwrap().pop().unwrap().1;
    let marks = title.chars().filter(|mark| *mark == '!').count();
    assert!(marks >= ended, "{title}: {ended} writes came to their end");
}

/// Notices the server sends for statements.
#[derive(Clone, Default)]
struct Remarks(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> Layer<S> for Remarks {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::postgres::notice" {
            event.record(&mut |_: &tracing::field::Field, value: &dyn std::fmt::Debug| {
                self.0.lock().unwrap().push(format!("{value:?}"));
            });
        }
    }
}

#[tokio::test]
async fn a_client_that_went_away_is_counted_and_fills_no_log() {
    let (app, other) = one_connection().await;
    let remarks = Remarks::default();
    let _listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(remarks.clone()));
    let (db, scope) = (&app.state().db, fixture::scope(app.project().id));
    let mut watch = app.database().connect("fataplus_app").await;
    // How many polls it takes to a beginning or an end is the machine's; the count moves when one was cut off.
    let cut_off = || db.usage()[0].1.cut_off;
    for (round, polls) in (0..100).flat_map(|round| (1..8).map(move |polls| (round, polls))) {
        if round >= 4 && cut_off() > 0 {
            break;
        }
        cancel_after(polls, async { db.write(&scope).await?.commit().await }).await;
        assert_clean(&app, &mut watch, &other, &format!("an empty write dropped after {polls} polls")).await;
    }
    assert_eq!(remarks.0.lock().unwrap().as_slice(), [""; 0]);
    assert!(cut_off() > 0);
}

#[tokio::test]
async fn a_commit_after_a_failed_statement_is_an_error() {
    let (app, other) = one_connection().await;
    let mut watch = app.database().connect("fataplus_app").await;
    let (db, own) = (&app.state().db, app.project().id);
    let mut tx = db.write(&fixture::scope(own)).await.unwrap();
    tx.announce_part();
    sqlx::query("UPDATE projects SET title = 'never kept'").execute(tx.conn()).await.unwrap();
    sqlx::query("SELECT 1 / 0").execute(tx.conn()).await.unwrap_err();
    assert!(matches!(tx.commit().await, Err(DbError::Failed(_))));
    assert_clean(&app, &mut watch, &other, "a commit that was a rollback").await;
    assert_eq!(titles(db, own).await.unwrap()[0].1, app.project().title);
    let mut tx = db.platform(PlatformScope::Platform).await.unwrap();
    sqlx::query("SELECT 1 / 0").execute(tx.conn()).await.unwrap_err();
    assert!(matches!(tx.commit().await, Err(DbError::Failed(_))));
}

#[tokio::test]
async fn an_error_inside_leaves_nothing_behind() {
    let (app, other) = one_connection().await;
    let mut watch = app.database().connect("fataplus_app").await;
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    sqlx::query("SELECT 1 / (count(*) - 1) FROM projects").execute(tx.conn()).await.unwrap_err();
    drop(tx);
    assert_clean(&app, &mut watch, &other, "a failed statement").await;
}

#[tokio::test]
async fn a_panic_inside_leaves_nothing_behind() {
    let (app, other) = one_connection().await;
    let mut watch = app.database().connect("fataplus_app").await;
    let (state, project) = (app.state().clone(), app.project().id);
    let handler = tokio::spawn(async move {
        let mut tx = state.db.write(&fixture::scope(project)).await.unwrap();
        tx.announce_part();
        sqlx::query("UPDATE projects SET title = 'never kept'").execute(tx.conn()).await.unwrap();
        panic!("on purpose");
    });
    assert!(handler.await.unwrap_err().is_panic());
    assert_clean(&app, &mut watch, &other, "a panic").await;
    assert_eq!(titles(&app.state().db, project).await.unwrap()[0].1, app.project().title);
}

/// The server process that serves a transaction.
async fn process(db: &Db, project: ProjectId) -> i32 {
    let mut tx = db.read(&fixture::scope(project)).await.unwrap();
    sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(tx.conn()).await.unwrap()
}

#[tokio::test]
async fn a_setting_left_for_the_session_closes_the_connection() {
    let (app, other) = one_connection().await;
    let mut watch = app.database().connect("fataplus_app").await;
    let (db, own) = (&app.state().db, app.project().id);
    let clean = process(db, own).await;
    assert_eq!(process(db, own).await, clean, "a clean connection is lent again");
    let mut tx = db.write(&fixture::scope(own)).await.unwrap();
    // No code of ours does this: the setting outlives a commit.
    let leak = format!("SELECT set_config('app.project_id', '{own}', false)");
    sqlx::query(sqlx::AssertSqlSafe(leak)).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    assert_clean(&app, &mut watch, &other, "a setting that outlived its transaction").await;
    assert_ne!(process(db, other.id).await, clean, "the connection was lent again with the setting on it");
}

#[tokio::test]
async fn a_connection_that_died_while_idle_is_replaced() {
    let (app, other) = one_connection().await;
    let mut watch = app.database().connect("fataplus_app").await;
    let (db, own) = (&app.state().db, app.project().id);
    let idle = process(db, own).await;
    let gone = "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $1";
    // Waits for the loan to end, so that the connection is idle when it is ended.
    db.ready().await.unwrap();
    sqlx::query("SELECT pg_terminate_backend($1)").bind(idle).execute(&mut watch).await.unwrap();
    while !sqlx::query_scalar::<_, bool>(gone).bind(idle).fetch_one(&mut watch).await.unwrap() {
        tokio::task::yield_now().await;
    }
    assert_ne!(process(db, own).await, idle);
    assert_clean(&app, &mut watch, &other, "a connection that died").await;
}
