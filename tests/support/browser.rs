//! A real browser against the service. One driver per run, a session and a profile per test.
//!
//! ```ignore
//! let browser = Browser::start().await;
//! browser.goto(&format!("{}/login", app.state().hosts.app)).await;
//! browser.fill("Your e-mail address", &person.email).await;
//! browser.click("Log in").await;
//! browser.shows("Your projects").await;
//! browser.screenshot("projects").await;
//! browser.close().await;
//! ```

mod driver;

use std::{fs, path::Path, time::Duration};

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
    error::CmdError,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::Instant;

/// Time limit for a page to reach an expected state; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A window of its own, with a profile of its own.
pub struct Browser {
    client: Client,
}

impl Browser {
    /// A wide window.
    pub async fn start() -> Self {
        Self::sized(1280, 900, &[], true).await
    }

    /// A wide window, whose owner reads French.
    pub async fn start_in_french() -> Self {
        Self::sized(1280, 900, &["--lang=fr"], true).await
    }

    /// A telephone's width, which no real window can be.
    pub async fn narrow() -> Self {
        Self::sized(390, 844, &[], true).await
    }

    /// The smallest width that pages fit (WCAG 2.2, 1.4.10: 320 CSS pixels).
    pub async fn smallest() -> Self {
        Self::sized(320, 640, &[], true).await
    }

    /// A telephone's width, and its owner's language.
    pub async fn narrow_in_french() -> Self {
        Self::sized(390, 844, &["--lang=fr"], true).await
    }

    /// A telephone's width, in an engine that runs no script of a page.
    pub async fn narrow_without_script(french: bool) -> Self {
        let browser = Self::sized(390, 844, if french { &["--lang=fr"] } else { &[] }, false).await;
        browser.goto("data:text/html,<title>plain</title><script>document.title = 'ran'</script>").await;
        assert_eq!(browser.client.title().await.unwrap(), "plain", "a script ran");
        browser
    }

    /// Resolves names of real-looking domains to this machine, with any certificate accepted.
    pub async fn among_domains() -> Self {
        Self::sized(1280, 900, &["--host-resolver-rules=MAP *.test 127.0.0.1, MAP *.mg 127.0.0.1"], true).await
    }

    async fn sized(width: u32, height: u32, more: &[&str], scripts: bool) -> Self {
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-gpu".to_owned(),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", driver::profile().display()),
        ];
        arguments.extend(more.iter().map(|more| (*more).to_owned()));
        let language = if more.contains(&"--lang=fr") { "fr" } else { "en" };
        if language == "en" {
            arguments.push("--lang=en".to_owned());
        }
        let mut options = json!({ "args": arguments, "prefs": { "intl.accept_languages": language } });
        if !scripts {
            // Blocked, as a visitor's setting does.
            options["prefs"]["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        if width < 500 {
            let screen = json!({ "width": width, "height": height, "pixelRatio": 1, "touch": false, "mobile": false });
            options["mobileEmulation"] = json!({ "deviceMetrics": screen });
        }
        let wishes = json!({ "acceptInsecureCerts": more.iter().any(|more| more.contains("MAP")), "goog:chromeOptions": options });
        let Value::Object(wishes) = wishes else { unreachable!("an object was written") };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(wishes).connect(&driver::url().await).await;
        Self { client: client.unwrap() }
    }

    /// Raw client, for cookies, windows, scripts.
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub async fn goto(&self, address: &str) {
        self.client.goto(address).await.unwrap();
    }

    pub async fn url(&self) -> String {
        self.client.current_url().await.unwrap().to_string()
    }

    /// Waits until the page shows `text`.
    pub async fn shows(&self, text: &str) {
        self.until(&format!("the page shows {text:?}"), async || self.text().await.contains(text)).await;
    }

    /// Waits until the page no longer shows `text`.
    pub async fn hides(&self, text: &str) {
        self.until(&format!("the page does not show {text:?}"), async || !self.text().await.contains(text)).await;
    }

    /// Waits until the address contains `part`.
    pub async fn arrives(&self, part: &str) {
        self.until(&format!("the address contains {part:?}"), async || self.url().await.contains(part)).await;
    }

    /// Replaces the value of the field with that label (as shown) or name. A select's option by its text.
    pub async fn fill(&self, field: &str, text: &str) {
        let literal = xpath_literal(field);
        let any = "*[self::input or self::textarea or self::select]";
        let path = format!(
            "//{any}[(@name={literal} or @id={literal}) and not(@type='hidden')]
             | //{any}[@id=//label[contains(normalize-space(.), {literal})]/@for]
             | //label[contains(normalize-space(.), {literal})]//{any}"
        );
        // A part of the page that is replaced meanwhile takes its field with it.
        let filled = async || {
            let element = self.element(&path).await;
            if element.tag_name().await? == "select" {
                return element.select_by_label(text).await;
            }
            element.clear().await?;
            element.send_keys(text).await
        };
        self.until(&format!("{field:?} takes a text"), async || filled().await.is_ok()).await;
    }

    /// Presses Ctrl and Enter in the field of that name.
    pub async fn press_control_enter(&self, field: &str) {
        let element = self.element(&format!("//*[@name={}]", xpath_literal(field))).await;
        element.send_keys("\u{e009}\u{e007}").await.unwrap();
    }

    /// Chooses a file for the field of that name or id.
    pub async fn choose_file(&self, field: &str, path: &Path) {
        let field = xpath_literal(field);
        let element = self.element(&format!("//input[@type='file' and (@name={field} or @id={field})]")).await;
        element.send_keys(path.to_str().unwrap()).await.unwrap();
    }

    /// Presses the button, link, box or tab with that text, or else the first that contains it.
    pub async fn click(&self, text: &str) {
        let (literal, any) = (xpath_literal(text), "*[self::a or self::button or self::summary or self::label]");
        let whole = format!(
            "//{any}[normalize-space(.)={literal}] | //input[@type='submit' and @value={literal}]
             | //*[@aria-label={literal}]"
        );
        let part = format!("//{any}[contains(normalize-space(.), {literal})]");
        self.press(&self.first_of(&[&whole, &part]).await).await.unwrap();
    }

    /// Presses an element in the middle of the window, where nothing that stays in sight lies above it: a driver, unlike
    /// a person, scrolls to nothing that lies below such a bar.
    async fn press(&self, element: &Element) -> Result<(), CmdError> {
        let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.client.execute(middle, vec![serde_json::to_value(element.clone()).unwrap()]).await?;
        element.click().await
    }

    /// Clicks what leads to another page, or reloads this one, and waits for it.
    pub async fn click_and_leave(&self, text: &str) {
        self.leave(text, self.click(text)).await;
    }

    /// As `click_and_leave`, by keyboard alone.
    pub async fn key_and_leave(&self, text: &str) {
        self.leave(text, self.key(text)).await;
    }

    /// Presses Enter on what has that text, which Tab comes to.
    pub async fn key(&self, text: &str) {
        // One with just this text, if the page shows one.
        let script = "const at = document.activeElement, text = arguments[0];
            const whole = one => one.innerText.trim() === text && one.checkVisibility();
            if ([...document.querySelectorAll('a, button, summary')].some(whole)) return whole(at);
            return [at.innerText, at.getAttribute('aria-label'), at.value].join(' ').includes(text)
                   && at !== document.body";
        self.tab_to(script, text).await;
        self.type_key('\u{e007}').await;
    }

    /// Types into the field of that name or ID, which Tab comes to.
    pub async fn type_into(&self, field: &str, text: &str) {
        let script = "return [document.activeElement.name, document.activeElement.id].includes(arguments[0])";
        self.tab_to(script, field).await;
        self.client.active_element().await.unwrap().send_keys(text).await.unwrap();
    }

    /// Presses the space bar on the box of that name, which Tab comes to.
    pub async fn key_tick(&self, name: &str) {
        let script = "return document.activeElement.name === arguments[0]";
        self.tab_to(script, name).await;
        self.type_key(' ').await;
    }

    async fn type_key(&self, key: char) {
        let keys = KeyActions::new("keyboard".to_owned());
        let keys = keys.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Presses Tab until `script` returns true for `argument`.
    async fn tab_to(&self, script: &str, argument: &str) {
        for _ in 0..200 {
            if self.client.execute(script, vec![json!(argument)]).await.unwrap() == json!(true) {
                return;
            }
            self.type_key('\u{e004}').await;
        }
        self.screenshot("failed").await;
        panic!("Tab does not come to {argument:?} on {}", self.url().await);
    }

    async fn leave(&self, text: &str, press: impl Future<Output = ()>) {
        self.client.execute("window.seenBefore = true", Vec::new()).await.unwrap();
        press.await;
        let new = "return document.readyState === 'complete' && window.seenBefore === undefined";
        self.until(&format!("{text:?} leads to a page"), async || {
            self.client.execute(new, Vec::new()).await.is_ok_and(|new| new == json!(true))
        })
        .await;
    }

    /// Presses the first shown button with that text inside of the first shown `container` (a CSS selector).
    pub async fn click_in(&self, container: &str, text: &str) {
        let path = format!(".//button[contains(normalize-space(.), {})]", xpath_literal(text));
        let pressed = async || {
            for place in self.client.find_all(Locator::Css(container)).await.unwrap_or_default() {
                if !place.is_displayed().await.unwrap_or(false) {
                    continue;
                }
                for button in place.find_all(Locator::XPath(&path)).await.unwrap_or_default() {
                    if button.is_displayed().await.unwrap_or(false) && self.press(&button).await.is_ok() {
                        return true;
                    }
                }
            }
            false
        };
        self.until(&format!("{container} has a button {text:?}"), pressed).await;
    }

    /// Whether the page has, at this moment, something for that CSS selector.
    pub async fn has(&self, selector: &str) -> bool {
        !self.client.find_all(Locator::Css(selector)).await.unwrap().is_empty()
    }

    /// Value of the field of that name.
    pub async fn value(&self, name: &str) -> String {
        let path = format!("//*[@name={}]", xpath_literal(name));
        self.element(&path).await.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Presses the box of that name.
    pub async fn tick(&self, name: &str) {
        let path = format!("//label[.//input[@name={}]]", xpath_literal(name));
        self.press(&self.element(&path).await).await.unwrap();
    }

    /// Waits until the address no longer contains `part`.
    pub async fn leaves(&self, part: &str) {
        self.until(&format!("the address no longer contains {part:?}"), async || !self.url().await.contains(part))
            .await;
    }

    /// The cookies of the page at hand, as a request sends them.
    pub async fn cookies(&self) -> String {
        let cookies = self.client.get_all_cookies().await.unwrap();
        cookies.iter().map(|cookie| format!("{}={}", cookie.name(), cookie.value())).collect::<Vec<_>>().join("; ")
    }

    /// Into `target/screenshots`, for people to look at.
    pub async fn screenshot(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}.png")), self.client.screenshot().await.unwrap()).unwrap();
    }

    /// Fails when the page wrote an error to the console: a blocked script, a missing file.
    pub async fn assert_no_errors(&self) {
        let script =
            "return performance.getEntriesByType('resource').filter(r => r.responseStatus >= 400).map(r => r.name)";
        let failed = self.client.execute(script, Vec::new()).await.unwrap();
        assert_eq!(failed, json!([]), "files of {} are missing", self.url().await);
    }

    /// Closes the window; one that is left open (by a failed test) ends with the driver.
    pub async fn close(self) {
        self.client.close().await.unwrap();
    }

    async fn text(&self) -> String {
        // Not there between two pages.
        let body = self.client.execute("return document.body ? document.body.innerText : ''", Vec::new()).await;
        body.ok().and_then(|text| text.as_str().map(ToOwned::to_owned)).unwrap_or_default()
    }

    async fn element(&self, path: &str) -> Element {
        self.first_of(&[path]).await
    }

    /// The first shown element of the first path that has one.
    async fn first_of(&self, paths: &[&str]) -> Element {
        let deadline = Instant::now() + PATIENCE;
        loop {
            for path in paths {
                for element in self.client.find_all(Locator::XPath(path)).await.unwrap_or_default() {
                    if element.is_displayed().await.unwrap_or(false) {
                        return element;
                    }
                }
            }
            if Instant::now() > deadline {
                self.screenshot("failed").await;
                panic!("{paths:?} is not on {}: {}", self.url().await, self.text().await);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    async fn until(&self, what: &str, condition: impl AsyncFn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !condition().await {
            if Instant::now() > deadline {
                self.screenshot("failed").await;
                panic!("waited in vain until {what}, at {}: {}", self.url().await, self.text().await);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

/// `XPath` knows no escapes in strings: one with both quotes is put together.
pub fn xpath_literal(text: &str) -> String {
    if !text.contains('"') {
        return format!("\"{text}\"");
    }
    let parts: Vec<String> = text.split('"').map(|part| format!("\"{part}\"")).collect();
    format!("concat({})", parts.join(", '\"', "))
}
