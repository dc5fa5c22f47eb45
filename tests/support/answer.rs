//! An answer, with assertions for tests. Every failure shows the request and the answer.

use std::{
    fmt,
    time::{Duration, Instant},
};

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Time limit for retries after a 503.
const PATIENCE: Duration = Duration::from_mins(1);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// An answer, read to its end.
#[derive(Clone)]
pub struct Answer {
    /// The request, for failure messages: `GET http://…`.
    pub request: String,
    /// The address that answered, after redirects.
    pub url: reqwest::Url,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// Retries while the answer is 503, which many requests at once get on a slow machine.
    pub async fn in_the_end(ask: impl AsyncFn() -> Self) -> Self {
        let asked = Instant::now();
        loop {
            let answer = ask().await;
            if answer.status != 503 {
                return answer;
            }
            assert!(asked.elapsed() < PATIENCE, "told to come back for a minute: {answer}");
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    pub async fn of(request: reqwest::RequestBuilder) -> Self {
        let (client, request) = request.build_split();
        let request = request.unwrap();
        let described = format!("{} {}", request.method(), request.url());
        let response = client.execute(request).await.unwrap_or_else(|error| panic!("{described}: {error:?}"));
        Self {
            url: response.url().clone(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap_or_else(|error| panic!("{described}: {error:?}")).to_vec(),
            request: described,
        }
    }

    /// Fails with all there is to see when the status is another.
    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Self {
        assert!(self.status == status, "expected {status} of {self}");
        self
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        self.json_as()
    }

    /// The body as a type.
    #[track_caller]
    pub fn json_as<T: DeserializeOwned>(&self) -> T {
        assert!(self.header("content-type").is_some_and(|kind| kind.ends_with("json")), "not JSON: {self}");
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {self}"))
    }

    /// Name of the problem (RFC 9457), whose status must be the answer's.
    #[track_caller]
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{self}");
        let kind = problem["type"].as_str().unwrap_or_else(|| panic!("no type in {self}"));
        kind.rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// The fields a validation problem names, with their codes.
    #[track_caller]
    pub fn problem_fields(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let problem = self.json();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| (text(&error["field"]), text(&error["code"]))).collect()
    }

    /// A header, if it came and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The page, parsed.
    #[track_caller]
    pub fn html(&self) -> scraper::Html {
        assert!(self.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "not a page: {self}");
        scraper::Html::parse_document(&self.text())
    }

    /// The text of every element `selector` finds, white space collapsed.
    #[track_caller]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let collapsed = |element: scraper::ElementRef<'_>| {
            element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
        };
        self.html().select(&scraper::Selector::parse(selector).unwrap()).map(collapsed).collect()
    }

    /// An attribute of the first element `selector` finds.
    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let (page, found) = (self.html(), scraper::Selector::parse(selector).unwrap());
        let element = page.select(&found).next().unwrap_or_else(|| panic!("no {selector:?} in {self}"));
        element.attr(name).unwrap_or_else(|| panic!("no {name:?} at {selector:?} in {self}")).to_owned()
    }

    /// Fails unless the page shows `text` somewhere.
    #[track_caller]
    pub fn assert_shows(&self, text: &str) -> &Self {
        let shown = self.texts("body").join(" ");
        assert!(shown.contains(text), "{text:?} is not shown in: {shown}\n{self}");
        self
    }

    /// Fails when the page shows `text` anywhere, or holds it in its source.
    #[track_caller]
    pub fn assert_hides(&self, text: &str) -> &Self {
        assert!(!self.text().contains(text), "{text:?} is in {self}");
        self
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} → {} {}", self.request, self.status, self.url)?;
        for (name, value) in &self.headers {
            writeln!(f, "  {name}: {}", String::from_utf8_lossy(value.as_bytes()))?;
        }
        f.write_str(&self.text().chars().take(3000).collect::<String>())
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
