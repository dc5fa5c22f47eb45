//! Rights end with their reason: credentials or places that are gone open nothing, even for flows begun before.

use futures_util::future::join;
use serde_json::json;

use super::token;
use crate::{
    factors::{at, enrol, log_in},
    support::{Api, PASSWORD, Person, TestApp, fixture},
    tokens::{get, key, rfc3339},
};
use fataplus::{
    access::{PlatformRole, TokenScope},
    cli::{UserCommand, manage_people},
    db::{Change, PlatformScope},
    features::people::sign_in,
    identity::{
        Audience,
        sessions::{self, Origin},
    },
};

const NEW: &str = "tsingy rouge et sentier calme";

/// A statement about one person, as the platform's role.
async fn change(app: &TestApp, person: &Person, statement: &'static str) {
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Account(person.user));
    sqlx::query(statement).bind(person.user.0).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A statement about one member, as the service's role.
async fn change_member(app: &TestApp, person: &Person, statement: &'static str) {
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    tx.announce_part();
    sqlx::query(statement).bind(person.user.0).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn new_password(app: &TestApp, person: &Person) {
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    let link = sign_in::passwords::password_link(&mut tx, app.state(), person.user, time::Duration::minutes(15))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let body = json!({ "token": token(&link), "password": NEW });
    app.anonymous_api().post("/v1/auth/password", body).await.assert_status(204);
    app.run_jobs().await;
}

const MOVE: &str =
    "UPDATE users SET email = 'elsewhere-' || email, credential_epoch = credential_epoch + 1 WHERE id = $1";

#[tokio::test]
async fn a_mailed_sign_in_dies_with_a_new_password_or_address() {
    let app = TestApp::start().await;
    for moves in [false, true] {
        let person = app.client().await;
        let mut web = app.anonymous();
        web.get(&at(&app, "/login/mail")).await.assert_status(200);
        web.submit("form[action='/login/mail']", &[("email", &person.email)]).await.assert_status(200);
        let mail = loop {
            app.run_jobs().await;
            match app.mails_to(&person.email).pop() {
                Some(mail) => break mail,
                None => app.state().db.changes().jobs().notified().await,
            }
        };
        app.anonymous().get(&mail.link()).await.assert_status(200);
        if moves {
            change(&app, &person, MOVE).await;
        } else {
            new_password(&app, &person).await;
        }
        app.anonymous().get(&mail.link()).await.assert_status(422);
        web.submit("form[action='/login/mail/code']", &[("code", &mail.code())]).await.assert_status(422);
    }
}

#[tokio::test]
async fn a_log_in_between_its_two_proofs_dies_with_a_new_password_or_address() {
    let app = TestApp::start().await;
    for moves in [false, true] {
        let person = app.client().await;
        let (authenticator, _) = enrol(&app, &person).await;
        let mut web = log_in(&app, &person, "/account").await;
        assert_eq!(web.page().url.path(), "/login/second");
        if moves {
            change(&app, &person, MOVE).await;
        } else {
            new_password(&app, &person).await;
        }
        let code = authenticator.next_code(&app);
        let answer = web.submit("form[action='/login/second']", &[("code", &code)]).await;
        assert_eq!(answer.url.path(), "/login", "she begins anew");
    }
}

#[tokio::test]
async fn a_password_proven_before_a_reset_opens_no_session_after_it() {
    let app = TestApp::start().await;
    let (person, state) = (app.client().await, app.state());
    let opens = async |entrant| {
        let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
        let (origin, now) = (Origin::log_in(entrant, false), state.clock.now());
        sessions::open(&mut tx, person.user, Audience::App, origin, "", now).await.unwrap().is_some()
    };
    let proven = sign_in::login::check_password(state, None, &person.email, PASSWORD.into()).await.unwrap();
    assert!(opens(proven).await);
    new_password(&app, &person).await;
    assert!(!opens(proven).await);
    assert!(opens(sign_in::login::check_password(state, None, &person.email, NEW.into()).await.unwrap()).await);
    // Nor one before the account was closed, though it is open again.
    let proven = sign_in::login::check_password(state, None, &person.email, NEW.into()).await.unwrap();
    change(
        &app,
        &person,
        "UPDATE users SET disabled_at = now(), credential_epoch = credential_epoch + 1 WHERE id = $1",
    )
    .await;
    assert!(!opens(proven).await);
    change(&app, &person, "UPDATE users SET disabled_at = NULL, credential_epoch = credential_epoch + 1 WHERE id = $1")
        .await;
    assert!(!opens(proven).await);
}

#[tokio::test]
async fn a_link_to_another_address_dies_with_a_new_password() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let mut web = person.app().await;
    web.get(&at(&app, "/account")).await.assert_status(200);
    web.submit("form[action='/account/email']", &[("email", "thief@people.test")]).await.assert_status(200);
    app.run_jobs().await;
    let link = app.last_mail_to("thief@people.test").link();
    person.app().await.get(&link).await.assert_status(200);
    new_password(&app, &person).await;
    person.app().await.get(&link).await.assert_status(422);
}

/// Invited by `by` as `role`, the token of the mail's link.
async fn invited(app: &TestApp, by: &Api, email: &str, role: &str) -> String {
    by.post(&app.project().v1("/invitations"), json!({ "email": email, "role": role })).await.assert_status(201);
    app.run_jobs().await;
    token(&app.last_mail_to(email).link())
}

async fn accept(person: &Person, token: &str) -> String {
    let answer = person.api().await.post("/v1/invitations/accept", json!({ "token": token })).await;
    if answer.status == 200 { "joined".to_owned() } else { answer.problem() }
}

#[tokio::test]
async fn a_removed_member_does_not_come_back_by_an_older_invitation() {
    let app = TestApp::start().await;
    let (admin, manager, person) =
        (app.admin().await.api().await, app.manager().await.api().await, app.stranger().await);
    // A manager takes back no invitation that an admin wrote: both are open.
    let higher = invited(&app, &admin, &person.email, "project_manager").await;
    let lower = invited(&app, &manager, &person.email, "client").await;
    assert_eq!(accept(&person, &lower).await, "joined");
    manager.delete(&app.project().v1(&format!("/members/{}", person.user))).await.assert_status(204);
    assert_eq!(accept(&person, &higher).await, "link-expired");
    let open = admin.get(&app.project().v1("/invitations")).await.json();
    assert_eq!(open["items"], json!([]), "nor can it be sent again");
    // A new invitation restores the person.
    let anew = invited(&app, &manager, &person.email, "client").await;
    assert_eq!(accept(&person, &anew).await, "joined");
}

#[tokio::test]
async fn an_invitation_gives_what_its_writer_may_give_when_it_is_accepted() {
    let app = TestApp::start().await;
    let (admin, root) = (app.admin().await, app.platform_admin().await);
    let (colleague, other, client) = (app.stranger().await, app.stranger().await, app.stranger().await);
    let hers = admin.api().await;
    let as_manager = invited(&app, &hers, &colleague.email, "project_manager").await;
    let as_client = invited(&app, &hers, &client.email, "client").await;
    let by_root = invited(&app, &root.api().await, &other.email, "project_manager").await;
    change_member(&app, &admin, "UPDATE members SET role = 'project_manager' WHERE user_id = $1").await;
    assert_eq!(accept(&colleague, &as_manager).await, "link-expired");
    assert_eq!(accept(&client, &as_client).await, "joined", "a manager may still invite clients");
    change(&app, &root, "UPDATE users SET platform_role = 'staff' WHERE id = $1").await;
    assert_eq!(accept(&other, &by_root).await, "link-expired");
}

#[tokio::test]
async fn an_agent_who_was_taken_out_does_not_come_back_by_an_older_invitation() {
    let app = TestApp::start().await;
    let (first, agent) = (app.stranger().await, app.stranger().await);
    let agency = fixture::agency_admin(app.state(), first.user, None).await;
    let (api, path) = (first.api().await, format!("/v1/agency/{agency}/invitations"));
    let invited = async |email: &str, admin: bool| {
        api.post(&path, json!({ "email": email, "admin": admin })).await.assert_status(201);
        app.run_jobs().await;
        token(&app.last_mail_to(email).link())
    };
    // Sent to an address the person takes later.
    let higher = invited(&format!("elsewhere-{}", agent.email), true).await;
    let lower = invited(&agent.email, false).await;
    assert_eq!(accept(&agent, &lower).await, "joined");
    change(&app, &agent, MOVE).await;
    api.delete(&format!("/v1/agency/{agency}/people/{}", agent.user)).await.assert_status(204);
    assert_eq!(accept(&agent, &higher).await, "link-expired");
    // Nor does an invitation by a former admin.
    let third = app.stranger().await;
    let token = invited(&third.email, false).await;
    change(&app, &first, "UPDATE partner_agents SET admin = false WHERE user_id = $1").await;
    assert_eq!(accept(&third, &token).await, "link-expired");
}

#[tokio::test]
async fn places_changed_at_once_lose_nothing_and_leave_somebody() {
    let app = TestApp::start().await;
    let path = |person: &Person| app.project().v1(&format!("/members/{}", person.user));
    for _ in 0..4 {
        let (one, other) = (app.admin().await, app.admin().await);
        let (ones, others) = (one.api().await, other.api().await);
        let less = json!({ "role": "client" });
        let both = join(ones.patch(&path(&other), less.clone()), others.patch(&path(&one), less)).await;
        let mut statuses = [both.0.status, both.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 403], "one of two admins who make each other less stays: {both:?}");

        let root = app.platform_admin().await.api().await;
        let client = path(&app.client().await);
        let both = join(
            root.patch(&client, json!({ "role": "project_manager" })),
            root.patch(&client, json!({ "lead": true })),
        );
        both.await;
        let members = root.get(&format!("{}?limit=100", app.project().v1("/members"))).await.json();
        let member = members["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|member| client.ends_with(member["user_id"].as_str().unwrap()));
        assert_eq!(member.unwrap()["role"], "project_manager", "neither undoes the other");
    }
}

#[tokio::test]
async fn a_removed_member_who_is_taken_back_finds_no_key_alive() {
    let app = TestApp::start().await;
    let (manager, admin, project) = (app.manager().await, app.admin().await.api().await, app.project());
    let member = project.v1(&format!("/members/{}", manager.user));
    let text = key(&app, project, manager.user, &[TokenScope::ProjectRead], &[]).await;
    get(&app, &text, &project.v1("")).await.assert_status(200);
    admin.delete(&member).await.assert_status(204);
    change_member(&app, &manager, "UPDATE members SET removed_at = NULL WHERE user_id = $1").await;
    get(&app, &text, &project.v1("")).await.assert_status(401);
    // Nor a key of a maker who was made a client and is a manager again.
    let text = key(&app, project, manager.user, &[TokenScope::ProjectRead], &[]).await;
    for role in ["client", "project_manager"] {
        admin.patch(&member, json!({ "role": role })).await.assert_status(200);
        get(&app, &text, &project.v1("")).await.assert_status(401);
    }
    let events = admin.get(&project.v1("/activity")).await.json();
    let taken = events["items"].as_array().unwrap().iter().filter(|event| event["kind"] == "key-revoked").count();
    assert_eq!(taken, 2);
    app.run_jobs().await;
}

/// A personal token with read scopes.
async fn own_token(app: &TestApp, person: &Person) -> String {
    let end = rfc3339(app.clock().now() + time::Duration::days(30));
    let body = json!({ "name": "Weekly report", "scopes": ["project:read"], "expires_at": end });
    let made = person.api().await.post("/v1/me/tokens", body).await.assert_status(201).json();
    app.run_jobs().await;
    made["token"].as_str().unwrap().to_owned()
}

/// The projects that `token` is told of.
async fn listed(app: &TestApp, token: &str) -> Vec<String> {
    let list = get(app, token, "/v1/projects").await.assert_status(200).json();
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_token_does_not_come_back_with_who_was_taken_out() {
    let app = TestApp::start().await;
    let (client, manager, project) = (app.client().await, app.manager().await.api().await, app.project().v1(""));
    let elsewhere = app.another_project().await;
    app.join(&client, &elsewhere, "client").await;
    let before = own_token(&app, &client).await;
    get(&app, &before, &project).await.assert_status(200);
    manager.delete(&app.project().v1(&format!("/members/{}", client.user))).await.assert_status(204);
    let anew = invited(&app, &manager, &client.email, "client").await;
    assert_eq!(accept(&client, &anew).await, "joined");
    get(&app, &before, &project).await.assert_status(404);
    get(&app, &before, &elsewhere.v1("")).await.assert_status(200);
    assert_eq!(listed(&app, &before).await, [elsewhere.id.to_string()]);
    assert_eq!(listed(&app, &own_token(&app, &client).await).await.len(), 2);
    get(&app, &own_token(&app, &client).await, &project).await.assert_status(200);
    client.api().await.get(&project).await.assert_status(200);

    let (first, agent) = (app.stranger().await, app.stranger().await);
    let agency = fixture::agency_admin(app.state(), first.user, None).await;
    let share = app.project().v1(&format!("/partners/{agency}"));
    app.admin().await.api().await.put(&share, json!({ "level": "view" })).await.assert_status(200);
    let (api, before) = (first.api().await, own_token(&app, &agent).await);
    for reached in [200, 404] {
        api.post(&format!("/v1/agency/{agency}/invitations"), json!({ "email": agent.email })).await.assert_status(201);
        app.run_jobs().await;
        assert_eq!(accept(&agent, &token(&app.last_mail_to(&agent.email).link())).await, "joined");
        get(&app, &before, &project).await.assert_status(reached);
        assert_eq!(listed(&app, &before).await.len(), usize::from(reached == 200));
        get(&app, &own_token(&app, &agent).await, &project).await.assert_status(200);
        api.delete(&format!("/v1/agency/{agency}/people/{}", agent.user)).await.assert_status(204);
    }
}

#[tokio::test]
async fn the_command_line_takes_nothing_away_unasked_and_leaves_an_admin() {
    let app = TestApp::start().await;
    let (admin, other) = (app.platform_admin().await, app.stranger().await);
    let create = |email: &str, admin, staff| UserCommand::Create { email: email.to_owned(), name: None, admin, staff };
    let role = |email: &str, role| UserCommand::Role { email: email.to_owned(), role };
    let is = async |person: &Person| person.api().await.get("/v1/me").await.json()["platform_role"].clone();
    let done = async |command| manage_people(app.state(), &command).await;
    let refused = done(create(&admin.email, false, true)).await.unwrap_err().to_string();
    assert!(refused.contains(&format!("fataplus user role {} staff", admin.email)), "{refused}");
    let lines = done(create(&format!(" {}", admin.email.to_uppercase()), false, false)).await.unwrap();
    assert!(lines[0].contains("(platform role: admin)") && lines[0].contains("/password?token="), "{lines:?}");
    let refused = done(role(&admin.email, PlatformRole::None)).await.unwrap_err().to_string();
    assert!(refused.contains("is the only admin"), "{refused}");
    assert_eq!(is(&admin).await, "admin");
    done(create(&other.email, true, false)).await.unwrap();
    assert_eq!(is(&other).await, "admin");
    done(role(&admin.email, PlatformRole::Staff)).await.unwrap();
    assert_eq!(is(&admin).await, "staff");
    done(role(&other.email, PlatformRole::None)).await.unwrap_err();
    done(role("nobody@people.test", PlatformRole::Staff)).await.unwrap_err();
    change(&app, &other, "UPDATE users SET disabled_at = now(), credential_epoch = credential_epoch + 1 WHERE id = $1")
        .await;
    done(create(&other.email, false, false)).await.unwrap_err();
}
