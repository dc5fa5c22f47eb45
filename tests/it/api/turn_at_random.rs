//! The turn at random: home, list, API and mail say the same to each side and to a partner, and doing what is offered ends
//! it.

use fataplus::access::PartnerLevel;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};

use super::{
    documents::{PDF, file},
    turn::{made, turn},
};
use crate::support::{Api, Person, TestApp, Web, fixture};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Agency,
    Client,
    Partner,
}

/// A person of the project, in the API, in the portal, in their list of projects and before their mailbox.
struct Somebody {
    person: Person,
    part: Part,
    api: Api,
    portal: Web,
    list: Web,
    /// Number of mails that were looked at.
    read: usize,
    /// Addresses that the home offered last.
    offered: Vec<String>,
}

impl Somebody {
    async fn of(app: &TestApp, person: Person, part: Part) -> Self {
        if part != Part::Agency {
            // A person with one project alone is led into it, past the list.
            app.join(&person, &app.another_project().await, "client").await;
        }
        let (api, portal, list) = (person.api().await, person.portal(app.project()).await, person.app().await);
        let read = app.mails_to(&person.email).len();
        Self { person, part, api, portal, list, read, offered: Vec::new() }
    }

    /// Looks at the home again. Its addresses are new ones where they were not offered before; the list marks the project
    /// as this person's if there are any.
    async fn looks(&mut self) -> Vec<String> {
        let home = self.portal.get("/").await.assert_status(200).html();
        let rows = scraper::Selector::parse(".turn-you > ul.rows").unwrap();
        let links = scraper::Selector::parse("a.row-title").unwrap();
        let items = home.select(&rows).next().map(|list| list.select(&links).collect::<Vec<_>>());
        let items = items.unwrap_or_default();
        let now: Vec<_> = items.iter().map(|link| link.attr("href").unwrap().to_owned()).collect();
        let list = self.list.get("/projects").await.assert_status(200).html();
        let mark = scraper::Selector::parse("main .badge-you").unwrap();
        let marked = list.select(&mark).next().is_some();
        assert_eq!(marked, !now.is_empty(), "{:?} is offered {now:?}", self.part);
        let before = std::mem::replace(&mut self.offered, now);
        self.offered.iter().filter(|way| !before.contains(way)).cloned().collect()
    }

    /// Asserts that mails came about these addresses; the agency's own tasks are no news to it.
    fn was_told(&mut self, app: &TestApp, ways: &[String], story: &[String]) {
        let mails = app.mails_to(&self.person.email);
        let new: Vec<_> = mails.iter().skip(self.read).map(|mail| &mail.text).collect();
        for way in ways.iter().filter(|way| !(self.part == Part::Agency && way.starts_with("/plan"))) {
            let told = new.iter().any(|text| text.contains(id(way)));
            assert!(told, "{:?} was not told of {way}: {story:?}, {new:?}", self.part);
        }
        self.read = mails.len();
    }
}

/// Something at random that makes somebody's turn.
async fn happens(rng: &mut StdRng, app: &TestApp, [agency, client, partner]: &[Somebody; 3], thread: &str) -> String {
    let (partner, agency, client) = (partner.person.user, &agency.api, &client.api);
    let v1 = |path: &str| app.project().v1(path);
    let today = app.clock().today();
    let ids = async |path: &str, wanted: &dyn Fn(&Value) -> bool| -> Vec<String> {
        let items = agency.get(&v1(path)).await.assert_status(200).json()["items"].as_array().unwrap().clone();
        items.iter().filter(|item| wanted(item)).map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    match rng.random_range(0..9) {
        0 => made(agency, &v1("/file-requests"), json!({ "title": "Logo" })).await,
        1 => {
            let side = *["client", "agency"].choose(rng).unwrap();
            let visibility = if side == "client" { "client" } else { "internal" };
            let task = json!({ "title": "Sign", "side": side, "visibility": visibility, "due_on": today });
            made(agency, &v1("/tasks"), task).await
        }
        2 => file(app, agency, PDF, json!({ "kind": "deliverable", "visibility": "client" })).await,
        3 => made(client, &v1(&format!("/threads/{thread}/messages")), json!({ "body": "And now?" })).await,
        4 => file(app, client, PDF, json!({})).await,
        5 => {
            let awaited = ids("/file-requests", &|request| request["state"] == "open").await;
            let Some(request) = awaited.choose(rng) else { return "nothing awaited".to_owned() };
            file(app, client, PDF, json!({ "file_request_id": request })).await
        }
        6 => {
            let received = ids("/file-requests", &|request| request["state"] == "received").await;
            let Some(request) = received.choose(rng) else { return "nothing received".to_owned() };
            let back = json!({ "state": "open", "return_note": "Larger, please" });
            agency.patch(&v1(&format!("/file-requests/{request}")), back).await.assert_status(200);
            format!("sent back {request}")
        }
        7 => {
            let task = json!({ "title": "Draw", "assignee_id": partner, "visibility": "shared" });
            made(agency, &v1("/tasks"), task).await
        }
        _ => {
            let shown = ids("/documents", &|document| document["kind"] == "deliverable").await;
            let Some(document) = shown.choose(rng) else { return "nothing to decide".to_owned() };
            let asked = json!({ "document_id": document, "decision": "changes_requested", "comment": "Bigger" });
            // A decision that was made stays.
            let answer = client.post(&v1("/approvals"), asked).await;
            assert!([201, 409].contains(&answer.status), "{answer}");
            format!("decided on {document}")
        }
    }
}

/// ID at the end of an address of the home.
fn id(way: &str) -> &str {
    let way = way.trim_end_matches("#new");
    &way[way.len() - 36..]
}

/// Does what an address of the home asks of somebody.
async fn does(app: &TestApp, Somebody { api, part, .. }: &Somebody, way: &str) {
    let v1 = |path: String| app.project().v1(&path);
    let id = id(way);
    match (way.split(['/', '#']).nth(1).unwrap(), *part == Part::Client) {
        ("plan", _) => drop(api.patch(&v1(format!("/tasks/{id}")), json!({ "done": true })).await.assert_status(200)),
        ("file-requests", true) => drop(file(app, api, PDF, json!({ "file_request_id": id })).await),
        ("file-requests", false) => {
            api.patch(&v1(format!("/file-requests/{id}")), json!({ "state": "accepted" })).await.assert_status(200);
        }
        ("documents", true) => {
            let approved = json!({ "document_id": id, "decision": "approved" });
            api.post(&v1("/approvals".to_owned()), approved).await.assert_status(201);
        }
        ("documents", false) => drop(file(app, api, PDF, json!({ "document_id": id })).await),
        ("messages", false) => {
            drop(made(api, &v1(format!("/threads/{id}/messages")), json!({ "body": "Soon." })).await);
        }
        other => panic!("{other:?} is offered by {way}"),
    }
}

#[tokio::test]
async fn all_places_say_the_same_and_doing_what_is_offered_ends_the_turn() {
    for seed in 0..3 {
        let (mut rng, app) = (StdRng::seed_from_u64(seed), TestApp::start().await);
        let mut people = [
            Somebody::of(&app, app.manager().await, Part::Agency).await,
            Somebody::of(&app, app.client().await, Part::Client).await,
            Somebody::of(&app, app.partner(PartnerLevel::Edit).await, Part::Partner).await,
        ];
        let kind = json!({ "kind": "client", "title": "Questions" });
        let thread = made(&people[0].api, &app.project().v1("/threads"), kind).await;
        let mut story = Vec::new();
        for _ in 0..12 {
            story.push(happens(&mut rng, &app, &people, &thread).await);
            app.run_jobs().await;
            let turn = turn(&app, &[&people[0].api, &people[1].api, &people[2].api]).await;
            for person in &mut people {
                let new = person.looks().await;
                person.was_told(&app, &new, &story);
            }
            let [ours, theirs, _] = &people;
            let clients = ["client", "both"].contains(&turn.as_str());
            assert_eq!(!theirs.offered.is_empty(), clients, "{turn}, seed {seed}: {story:?}");
            let agencys = ["agency", "both"].contains(&turn.as_str());
            assert!(ours.offered.is_empty() || agencys, "{turn}, seed {seed}: {story:?}");
        }
        let mut done = 0;
        while let Some(person) = people.iter_mut().rev().find(|person| !person.offered.is_empty()) {
            let way = person.offered[0].clone();
            does(&app, person, &way).await;
            person.looks().await;
            assert!(!person.offered.contains(&way), "{way} is done and offered, seed {seed}: {story:?}");
            // It may be somebody else's turn there.
            for person in &mut people {
                person.looks().await;
            }
            done += 1;
            assert!(done < 100, "it never ends, seed {seed}: {story:?}");
        }
        assert!(done > 0);
        let apis = [&people[0].api, &people[1].api, &people[2].api];
        assert_eq!(turn(&app, &apis).await, "agency", "the project goes on");
        let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
        tx.announce_part();
        sqlx::query("UPDATE projects SET status = 'completed'").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(turn(&app, &apis).await, "nobody", "something waits and was offered to nobody: {story:?}");
        app.leave_jobs();
    }
}
