//! Slow and broken connections, in a real browser: a stalled upload is noticed, a broken one continues at the same
//! place, a hopeless one is reported at once, and quota is released.

use std::{
    collections::VecDeque,
    fs,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    extract::Request,
    http::{Method, StatusCode},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
};
use http_body_util::BodyExt;
use serde_json::json;
use tokio::time::Instant;

use crate::support::{
    PASSWORD, Person, TestApp,
    app::Options,
    browser::Browser,
    fixture, run,
    store::{before_the_store, pass_on},
};

const FILE: &str = "%PDF-1.4\nA contract.\n%%EOF\n";

/// Reaction of the store's proxy to a file.
#[derive(Clone, Copy)]
enum Mood {
    /// As with an address that is too old.
    Old,
    /// Accepts it and never answers.
    Silent,
    /// Has trouble of its own.
    Unwell,
}

/// A door before the store, in these moods one after the other and then in none.
#[derive(Clone, Default)]
struct Door {
    moods: Arc<Mutex<VecDeque<Mood>>>,
    files: Arc<AtomicUsize>,
}

impl Door {
    async fn open(&self) -> String {
        let door = self.clone();
        before_the_store(Router::new().fallback(async move |request: Request| door.clone().meet(request).await)).await
    }

    fn then(&self, moods: &[Mood]) {
        self.moods.lock().unwrap().extend(moods);
    }

    fn files(&self) -> usize {
        self.files.load(Ordering::SeqCst)
    }

    async fn meet(self, mut request: Request) -> Response {
        if request.method() != Method::PUT {
            return pass_on(request).await;
        }
        self.files.fetch_add(1, Ordering::SeqCst);
        let mood = self.moods.lock().unwrap().pop_front();
        match mood {
            None => pass_on(request).await,
            Some(Mood::Silent) => std::future::pending().await,
            Some(Mood::Unwell) => {
                (StatusCode::SERVICE_UNAVAILABLE, [("access-control-allow-origin", "*")]).into_response()
            }
            Some(Mood::Old) => {
                let bent = request.uri().to_string().replace("X-Amz-Expires=300", "X-Amz-Expires=301");
                *request.uri_mut() = bent.parse().unwrap();
                pass_on(request).await
            }
        }
    }
}

/// A project with room for one file and a half, and its manager before the form that takes it.
struct Scene {
    app: TestApp,
    door: Door,
    manager: Person,
    browser: Browser,
}

impl Scene {
    async fn set() -> Self {
        let door = Door::default();
        let app = TestApp::with(Options { store: Some(door.open().await), ..Options::default() }).await;
        fixture::allow(app.state(), app.project(), &format!("storage_bytes = {}", FILE.len() * 3 / 2)).await;
        let (manager, browser) = (app.manager().await, Browser::narrow().await);
        browser.goto(&format!("{}/login", app.state().hosts.app)).await;
        browser.fill("email", &manager.email).await;
        browser.fill("password", PASSWORD).await;
        browser.click_and_leave("Sign in").await;
        browser.goto(&format!("{}/documents", app.state().hosts.tenant(app.project().id))).await;
        browser.click("Add a document").await;
        browser.choose_file("file", &file()).await;
        hurry(&browser, "form[data-upload]").await;
        Self { app, door, manager, browser }
    }

    /// A file on its way over a line that has gone silent, which takes all the room there is.
    async fn under_way() -> Self {
        let scene = Self::set().await;
        scene.door.then(&[Mood::Silent]);
        let script = "document.querySelector('form[data-upload]').dataset.silence = 60000";
        scene.browser.client().execute(script, Vec::new()).await.unwrap();
        scene.send().await;
        until("the file is on its way", async || scene.door.files() == 1).await;
        assert_eq!(scene.announce().await, 413);
        scene
    }

    async fn send(&self) {
        self.browser.click_in("form[data-upload]", "Send").await;
    }

    /// Announces as much again, by another way.
    async fn announce(&self) -> u16 {
        let body = json!({ "name": "a.pdf", "size": FILE.len(), "content_type": "application/pdf", "kind": "other" });
        self.manager.api().await.post(&self.app.project().v1("/uploads"), body).await.status
    }
}

/// Half a minute is long for a test.
async fn hurry(browser: &Browser, form: &str) {
    let script =
        "const form = document.querySelector(arguments[0]); form.dataset.silence = 400; form.dataset.pause = 20";
    browser.client().execute(script, vec![json!(form)]).await.unwrap();
}

fn file() -> PathBuf {
    let folder = run().dir.join(format!("files-{}", uuid::Uuid::new_v4()));
    fs::create_dir(&folder).unwrap();
    let path = folder.join("Contrat.pdf");
    fs::write(&path, FILE).unwrap();
    path
}

async fn until(what: &str, condition: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !condition().await {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn an_address_that_is_too_old_is_exchanged_for_another() {
    let scene = Scene::set().await;
    scene.door.then(&[Mood::Old]);
    scene.send().await;
    scene.browser.shows("It has been added to the project").await;
    scene.browser.shows("Contrat.pdf").await;
    assert_eq!(scene.door.files(), 2);
    scene.browser.close().await;
    scene.app.run_jobs().await;
}

#[tokio::test]
async fn an_address_that_is_never_good_is_not_tried_for_ever() {
    let scene = Scene::set().await;
    scene.door.then(&[Mood::Old, Mood::Old]);
    scene.send().await;
    scene.browser.shows("The file store refused this file").await;
    assert_eq!(scene.door.files(), 2);
    // Its room is free again.
    assert_eq!(scene.announce().await, 201);
    scene.browser.close().await;
}

#[tokio::test]
async fn a_line_that_goes_silent_is_noticed_and_said() {
    let scene = Scene::set().await;
    scene.door.then(&[Mood::Silent]);
    scene.send().await;
    scene.browser.shows("It has been added to the project").await;
    assert_eq!(scene.door.files(), 2);

    scene.door.then(&[Mood::Silent; 5]);
    scene.app.leave_jobs();
    fixture::allow(scene.app.state(), scene.app.project(), &format!("storage_bytes = {}", FILE.len() * 5 / 2)).await;
    scene.browser.click("Add a document").await;
    scene.browser.choose_file("file", &file()).await;
    hurry(&scene.browser, "form[data-upload]").await;
    scene.send().await;
    scene.browser.shows("Nothing moved on the line for a while").await;
    // Pressed again it goes to the place that was announced: there is no room for a second one.
    assert_eq!(scene.announce().await, 413);
    scene.send().await;
    until("it was sent once more", async || scene.door.files() == 8).await;
    scene.browser.shows("It has been added to the project").await;
    scene.browser.close().await;
}

#[tokio::test]
async fn trouble_of_the_store_is_called_so() {
    let scene = Scene::set().await;
    scene.door.then(&[Mood::Unwell; 5]);
    scene.send().await;
    scene.browser.shows("Our side does not take files at the moment").await;
    assert_eq!(scene.door.files(), 5);
    scene.browser.close().await;
}

#[tokio::test]
async fn a_page_that_is_left_gives_the_room_back() {
    let scene = Scene::under_way().await;
    scene.browser.goto(&format!("{}/account", scene.app.state().hosts.app)).await;
    until("there is room again", async || scene.announce().await == 201).await;
    scene.browser.close().await;
    scene.app.run_jobs().await;
}

#[tokio::test]
async fn an_upload_is_cancelled_and_gives_the_room_back() {
    let scene = Scene::under_way().await;
    scene.browser.click_in("form[data-upload]", "Cancel").await;
    scene.browser.hides("Contrat.pdf").await;
    until("there is room again", async || scene.announce().await == 201).await;
    scene.browser.close().await;
    scene.app.run_jobs().await;
}

#[tokio::test]
async fn a_large_photo_is_made_smaller_on_request() {
    let app = TestApp::start().await;
    let (client, browser) = (app.client().await, Browser::narrow().await);
    browser.goto(&format!("{}/login", app.state().hosts.app)).await;
    browser.fill("email", &client.email).await;
    browser.fill("password", PASSWORD).await;
    browser.click_and_leave("Sign in").await;
    browser.goto(&format!("{}/documents#send", app.state().hosts.tenant(app.project().id))).await;
    browser.shows("You can take it back").await;
    // A photo that a telephone might take.
    let script = "const [done] = arguments;
        const canvas = document.createElement('canvas'); canvas.width = 3200; canvas.height = 2400;
        const brush = canvas.getContext('2d');
        const grain = brush.createImageData(3200, 2400);
        for (let at = 0, seed = 1; at < grain.data.length; at += 1) {
          seed = (seed * 1103515245 + 12345) & 0x7fffffff;
          grain.data[at] = at % 4 === 3 ? 255 : seed >> 16;
        }
        brush.putImageData(grain, 0, 0);
        canvas.toBlob(blob => {
          const files = new DataTransfer(); files.items.add(new File([blob], 'Photo.jpg', { type: 'image/jpeg' }));
          const input = document.querySelector('input[type=file]');
          input.files = files.files; input.dispatchEvent(new Event('change')); done(blob.size);
        }, 'image/jpeg', 1);";
    let before = browser.client().execute_async(script, Vec::new()).await.unwrap().as_u64().unwrap();
    assert!(before > 2_000_000, "{before}");
    browser.click("Make the pictures smaller").await;
    browser.click_in("form[data-upload]", "Send").await;
    browser.shows("It has arrived").await;
    let documents = client.api().await.get(&app.project().v1("/documents")).await.json();
    let sent = &documents["items"][0];
    assert_eq!(sent["name"], "Photo.jpg");
    assert!(sent["size"].as_u64().unwrap() < before / 2, "{before}: {sent}");
    browser.close().await;
    app.leave_jobs();
}

#[tokio::test]
async fn what_will_not_be_accepted_is_said_before_it_is_sent() {
    let scene = Scene::set().await;
    let page = file();
    fs::write(&page, "<html><body>A page.</body></html>").unwrap();
    let script = "document.querySelector('form[data-upload] input[type=file]').value = ''";
    scene.browser.client().execute(script, Vec::new()).await.unwrap();
    scene.browser.choose_file("file", &page).await;
    scene.send().await;
    scene.browser.shows("it is a web page").await;
    assert_eq!(scene.door.files(), 0);
    scene.browser.close().await;
}

static SAVED: AtomicUsize = AtomicUsize::new(0);

/// Answers autosaved forms by their content, as the store of drafts would.
fn drafts(router: Router) -> Router {
    router.layer(middleware::from_fn(async |request: Request, next: Next| {
        if !request.headers().contains_key("x-autosave") {
            return next.run(request).await;
        }
        SAVED.fetch_add(1, Ordering::SeqCst);
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let says = |word: &str| body.windows(word.len()).any(|window| window == word.as_bytes());
        if says("refuse") {
            let page = Html("<main><h1>Longer than it may be</h1></main>");
            return (StatusCode::PAYLOAD_TOO_LARGE, page).into_response();
        }
        if says("break") && SAVED.load(Ordering::SeqCst).is_multiple_of(2) {
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        StatusCode::NO_CONTENT.into_response()
    }))
}

#[tokio::test]
async fn a_long_draft_is_saved_and_a_refused_one_says_why() {
    let app = TestApp::with(Options { wrap: Some(drafts), ..Options::default() }).await;
    let browser = Browser::start().await;
    browser.goto(&format!("{}/", app.state().hosts.public)).await;
    browser.click("Describe my project").await;
    browser.fill("title", "A shop").await;
    browser.fill("problem", "We only sell on the market").await;
    browser.click_and_leave("Next").await;
    browser.arrives("/2").await;
    browser.client().back().await.unwrap();
    browser.arrives("/1").await;
    hurry(&browser, "form[data-autosave]").await;
    let write = async |text: &str, times: usize| {
        let script = "const area = document.querySelector('form[data-autosave] textarea');
                      area.value = arguments[0].repeat(arguments[1]);
                      area.dispatchEvent(new Event('change', { bubbles: true }))";
        browser.client().execute(script, vec![json!(text), json!(times)]).await.unwrap();
    };
    // More than a browser keeps alive behind a page that is left.
    write("long ", 20_000).await;
    browser.shows("Saved").await;
    assert_eq!(SAVED.load(Ordering::SeqCst), 1);

    write("refuse", 1).await;
    browser.shows("Longer than it may be").await;
    // Long enough for many another try.
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(SAVED.load(Ordering::SeqCst), 2);

    write("fine", 1).await;
    browser.shows("Saved").await;
    write("break", 1).await;
    until("it was tried again", async || SAVED.load(Ordering::SeqCst) == 5).await;
    browser.shows("Saved").await;
    browser.close().await;
}
