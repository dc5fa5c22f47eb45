//! A browser's manners without its engine: cookies by host, `Origin` and `Sec-Fetch-*`, redirects, forms. The HTTP
//! client's own cookie store would drop Secure cookies, which a browser keeps on `*.localhost`.

use std::{collections::BTreeMap, sync::Arc};

use fataplus::{
    http::auth::{cookies::Cookie, session_cookies::set_session},
    identity::Audience,
    ids::UserId,
};
use reqwest::{
    Method, Url,
    header::{HeaderMap, SET_COOKIE},
};

use super::{Answer, app::Shared, fixture, form};

const REDIRECTS: usize = 10;

/// A visitor's browser. Pages are asked for by path on the host it is at, or by whole address.
pub struct Web {
    shared: Arc<Shared>,
    /// Host → cookie → value.
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    base: Url,
    page: Option<Answer>,
}

impl Web {
    pub(super) fn anonymous(shared: Arc<Shared>, base: String) -> Self {
        Self { shared, cookies: BTreeMap::new(), base: base.parse().unwrap(), page: None }
    }

    pub(super) async fn logged_in(shared: Arc<Shared>, user: UserId, audience: Audience, base: String) -> Self {
        let opened = fixture::session(&shared.state, user, audience).await;
        let mut headers = HeaderMap::new();
        set_session(&mut headers, &shared.state, audience, user, &opened).unwrap();
        let mut web = Self::anonymous(shared, base);
        web.keep_cookies(&web.base.clone(), &headers);
        web
    }

    /// The same browser, with English chosen on the app host.
    #[must_use]
    pub fn in_english(mut self) -> Self {
        let state = &self.shared.state;
        let (host, cookie) = (state.hosts.app.host().to_owned(), Cookie::Language.name(state));
        self.cookies.entry(host).or_default().insert(cookie, "en".to_owned());
        self
    }

    /// The page it shows.
    #[track_caller]
    pub fn page(&self) -> &Answer {
        self.page.as_ref().expect("no page was opened yet")
    }

    /// A cookie of the browser for `host` whose name contains `part`.
    pub fn cookie(&self, host: &str, part: &str) -> Option<&str> {
        let found = self.cookies.get(host)?.iter().find(|(name, _)| name.contains(part));
        found.map(|(_, value)| value.as_str())
    }

    /// Forgets every cookie.
    pub fn clear_cookies(&mut self) {
        self.cookies.clear();
    }

    /// Opens a page as by a link, following redirects, and shows it.
    pub async fn get(&mut self, address: &str) -> &Answer {
        let url = self.resolve(address);
        self.navigate(Method::GET, url, None, true).await
    }

    /// Opens a page as by a link; a redirect is the answer.
    pub async fn get_without_following(&mut self, address: &str) -> &Answer {
        let url = self.resolve(address);
        self.navigate(Method::GET, url, None, false).await
    }

    /// Sends the form `selector` finds on the shown page, with `fields` typed into it, and follows redirects.
    pub async fn submit(&mut self, selector: &str, fields: &[(&str, &str)]) -> &Answer {
        let filled = form::fill(&self.page().html(), selector, fields);
        let mut url = self.page().url.join(&filled.action).unwrap();
        if filled.action.is_empty() {
            url = self.page().url.clone();
        }
        if filled.method.eq_ignore_ascii_case("post") {
            self.navigate(Method::POST, url, Some(filled.fields), true).await
        } else {
            url.query_pairs_mut().clear().extend_pairs(&filled.fields);
            self.navigate(Method::GET, url, None, true).await
        }
    }

    /// Posts fields without a form, as an attacker or a page that was open too long would.
    pub async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> &Answer {
        let url = self.resolve(address);
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.navigate(Method::POST, url, Some(fields), false).await
    }

    /// A script's request of the page shown, with this host's cookies, to be completed by hand.
    pub fn fetch(&self, method: Method, address: &str) -> reqwest::RequestBuilder {
        let url = self.resolve(address);
        self.request(method, &url, Some(&self.base))
    }

    /// Sends a request that `fetch` began.
    pub async fn send(&mut self, request: reqwest::RequestBuilder) -> Answer {
        let answer = Answer::of(request).await;
        self.keep_cookies(&answer.url, &answer.headers);
        answer
    }

    fn resolve(&self, address: &str) -> Url {
        self.base.join(address).unwrap()
    }

    fn request(&self, method: Method, url: &Url, from: Option<&Url>) -> reqwest::RequestBuilder {
        let site = match from {
            None => "none",
            Some(from) if from.origin() == url.origin() => "same-origin",
            // Two names under localhost are two sites; under one domain they would be same-site, refused alike.
            Some(_) => "cross-site",
        };
        let mut request = self.shared.client.request(method.clone(), url.clone()).header("sec-fetch-site", site);
        if let (Some(from), false) = (from, method.is_safe()) {
            request = request.header("origin", from.origin().ascii_serialization());
        }
        let cookies = self.cookies.get(url.host_str().unwrap_or_default());
        let cookies: Vec<_> = cookies.into_iter().flatten().map(|(name, value)| format!("{name}={value}")).collect();
        if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) }
    }

    async fn navigate(
        &mut self,
        method: Method,
        url: Url,
        fields: Option<Vec<(String, String)>>,
        follow: bool,
    ) -> &Answer {
        let from = self.page.as_ref().map_or_else(|| self.base.clone(), |page| page.url.clone());
        let (mut method, mut url, mut fields) = (method, url, fields);
        for _ in 0..REDIRECTS {
            let mut request = self.request(method.clone(), &url, Some(&from));
            request = request.header("sec-fetch-mode", "navigate").header("accept", "text/html");
            if let Some(fields) = &fields {
                let body = serde_html_form::to_string(fields).unwrap();
                request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
            }
            let answer = Answer::of(request).await;
            self.keep_cookies(&answer.url, &answer.headers);
            let target = answer.header("location").filter(|_| follow && matches!(answer.status, 301..=303 | 307 | 308));
            let Some(target) = target.map(|target| url.join(target).unwrap()) else {
                self.base = answer.url.join("/").unwrap();
                return self.page.insert(answer);
            };
            if matches!(answer.status, 301..=303) {
                (method, fields) = (Method::GET, None);
            }
            url = target;
        }
        panic!("more than {REDIRECTS} redirects, at last to {url}");
    }

    fn keep_cookies(&mut self, url: &Url, headers: &HeaderMap) {
        let host = url.host_str().unwrap_or_default().to_owned();
        for cookie in headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').unwrap();
            let attributes: Vec<_> = attributes.split(';').map(str::trim).collect();
            // A browser would drop cookies without these attributes, so a test must notice.
            for needed in ["Secure", "Path=/", "HttpOnly"] {
                assert!(attributes.contains(&needed), "a {needed} is missing in {cookie}");
            }
            assert!(name.starts_with("__Host-") && !cookie.contains("Domain="), "{cookie}");
            let kept = self.cookies.entry(host.clone()).or_default();
            if attributes.contains(&"Max-Age=0") {
                kept.remove(name);
            } else {
                kept.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
