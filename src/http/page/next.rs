//! Target path after a log-in.

use axum::response::Response;
use serde::Deserialize;

use crate::{
    addresses,
    config::BaseUrl,
    http::{AppState, edge::headers::allow_forms_to},
};

/// Target path after a log-in: a path of the current host and nothing else, whatever the URL holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextPath(String);

impl NextPath {
    const MAX: usize = 2000;

    /// Accepts `text` if it starts with a single `/`, is not too long and holds nothing browsers reinterpret: no
    /// backslash (read as a slash) and no control character (tabs and line ends are dropped).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let ours = text.starts_with('/')
            && !text.starts_with("//")
            && text.len() <= Self::MAX
            && text.is_ascii()
            && !text.bytes().any(|byte| byte == b'\\' || byte == b' ' || byte.is_ascii_control());
        ours.then(|| Self(text.to_owned()))
    }

    /// `text`, or `otherwise` if it is invalid.
    #[must_use]
    pub fn or(text: &str, otherwise: &'static str) -> Self {
        Self::parse(text).unwrap_or_else(|| Self(otherwise.to_owned()))
    }

    /// The same target for any browser: a hand-off keeps the project and the path, without the browser it was begun in.
    #[must_use]
    pub fn for_any_browser(&self) -> Self {
        HandoffTarget::of(&self.0)
            .map_or_else(|| self.clone(), |HandoffTarget { to, next }| Self(hand_off_to(&to, &next)))
    }

    /// The path, with its query.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Path on the app host to `next` of a project, by label or domain, for any browser.
#[must_use]
pub fn hand_off_to(project: &str, next: &str) -> String {
    format!("{}?{}", addresses::HANDOFF, query(&[("to", project), ("next", next)]))
}

/// Query part of a URL.
#[must_use]
pub fn query(pairs: &[(&str, &str)]) -> String {
    serde_html_form::to_string(pairs).unwrap_or_default()
}

/// A hand-off's project, by label or domain, and the path there.
#[derive(Deserialize)]
struct HandoffTarget {
    to: String,
    #[serde(default)]
    next: String,
}

impl HandoffTarget {
    fn of(path: &str) -> Option<Self> {
        let asked = path.strip_prefix(addresses::HANDOFF)?.strip_prefix('?')?;
        serde_html_form::from_str(asked).ok()
    }
}

/// Client's own domain on which a log-in that goes on to `next` ends, if any.
fn custom_target(state: &AppState, next: &str) -> Option<BaseUrl> {
    let target = HandoffTarget::of(next)?;
    state.domains.find(&target.to).map(|host| state.hosts.custom(&host.name))
}

/// Permits the page's forms to lead to the end of `next`, even on a client's own domain.
pub fn allow_next(response: &mut Response, state: &AppState, next: &str) {
    if let Some(target) = custom_target(state, next) {
        allow_forms_to(response, state, &target);
    }
}

#[cfg(test)]
mod tests {
    use super::{NextPath, query};

    #[test]
    fn a_path_of_ours_passes_unchanged() {
        for path in
            ["/", "/documents/7?page=2#top", "/handoff?to=fp-2025-x7k9m3p1a&next=%2Fplan", "/a//b", "/caf%C3%A9"]
        {
            assert_eq!(NextPath::parse(path).map(|next| next.as_str().to_owned()).as_deref(), Some(path));
        }
    }

    #[test]
    fn whatever_could_lead_away_is_refused() {
        let long = format!("/{}", "a".repeat(2000));
        for text in [
            "",
            "documents",
            "//evil.example",
            "/\\evil.example",
            "/a\\b",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            "/a\r\nSet-Cookie: x=1",
            "/a\0b",
            " /a",
            "/a b",
            "/é",
            &long,
        ] {
            assert_eq!(NextPath::parse(text), None, "{text:?}");
            assert_eq!(NextPath::or(text, "/projects").as_str(), "/projects");
        }
    }

    #[test]
    fn a_place_is_kept_without_the_browser_that_asked() {
        let kept = |path| NextPath::parse(path).unwrap().for_any_browser().as_str().to_owned();
        let bound = "/handoff?to=fp-2025-x7k9m3p1a&binding=abc&next=%2Fplan%3Fx%3D1&again=1";
        assert_eq!(kept(bound), "/handoff?to=fp-2025-x7k9m3p1a&next=%2Fplan%3Fx%3D1");
        for path in ["/projects", "/handoff", "/handoff?next=/", "/invitation?token=a.b"] {
            assert_eq!(kept(path), path);
        }
    }

    #[test]
    fn a_query_keeps_its_values_apart() {
        assert_eq!(query(&[("code", "a&b"), ("next", "/x?y=1")]), "code=a%26b&next=%2Fx%3Fy%3D1");
    }
}
