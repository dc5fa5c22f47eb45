//! Pages to return to after a form, a log-in or a proof of identity.

use axum::{
    extract::OriginalUri,
    http::{Method, Uri, header, request::Parts},
};

use crate::{
    addresses,
    http::{AppState, auth::csrf::Visitor, edge::host::HostKind, routes::RouteTable},
};

/// A URL path of this host that GET can open: that of the page, or of the page whose form was sent.
#[must_use]
pub fn back(parts: &Parts) -> String {
    let here = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
    if matches!(parts.method, Method::GET | Method::HEAD) {
        return here.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    }
    let opens = RouteTable::is_own_form(&parts.extensions);
    // Only our own pages can have sent the form, so the part before the path is ignored.
    let referer = parts.headers.get(header::REFERER).and_then(|value| value.to_str().ok()?.parse::<Uri>().ok());
    let sender = referer.as_ref().and_then(Uri::path_and_query);
    match sender.filter(|sender| opens || sender.path() != here.path()) {
        // A page with errors stands at the path of its form, which GET may not open.
        Some(sender) => match RouteTable::openable(&parts.extensions, sender.path()) {
            path if path == sender.path() => sender.to_string(),
            above => above.to_owned(),
        },
        None if opens => here.path().to_owned(),
        None => "/".to_owned(),
    }
}

/// Path on the app host that carries a log-in to this browser on a project's host, and on to `next` there; `None` for
/// hosts without a hand-off.
#[must_use]
pub fn hand_off(kind: &HostKind, visitor: &Visitor, next: &str) -> Option<String> {
    let to = match kind {
        HostKind::Tenant(label) => label.to_string(),
        HostKind::Custom(host) => host.name.to_string(),
        HostKind::Public | HostKind::App | HostKind::Api => return None,
    };
    let binding = visitor.binding_text();
    let asked = [("to", to.as_str()), ("binding", &binding), ("next", next)];
    Some(format!("{}?{}", addresses::HANDOFF, serde_html_form::to_string(asked).unwrap_or_default()))
}

fn encode(text: &str) -> String {
    serde_html_form::to_string([("", text)]).unwrap_or_default().split_off(1)
}

/// Log-in URL for an anonymous visitor: the app host's form, or from a project's host the hand-off, which requires a
/// log-in.
#[must_use]
pub fn login_url(state: &AppState, kind: Option<&HostKind>, parts: &Parts) -> String {
    let (app, onward) = (&state.hosts.app, onward(kind, parts));
    match kind {
        Some(HostKind::Tenant(_) | HostKind::Custom(_)) => format!("{app}{onward}"),
        _ => format!("{app}{}?next={}", addresses::LOGIN, encode(&onward)),
    }
}

/// URL of `page` on the app host, with a `next` that returns here afterwards.
#[must_use]
pub fn mended_at(state: &AppState, page: &str, parts: &Parts) -> String {
    let next = encode(&onward(parts.extensions.get::<HostKind>(), parts));
    format!("{}{page}?next={next}", state.hosts.app)
}

/// Path on the app host that returns to this page, from a project's host by the hand-off.
fn onward(kind: Option<&HostKind>, parts: &Parts) -> String {
    let (here, visitor) = (back(parts), parts.extensions.get::<Visitor>());
    kind.zip(visitor).and_then(|(kind, visitor)| hand_off(kind, visitor, &here)).unwrap_or(here)
}

#[cfg(test)]
mod tests {
    use axum::{
        Extension, Router,
        body::{Body, to_bytes},
        http::{Method, Request, request::Parts},
        routing::any,
    };
    use tower::ServiceExt;

    use super::back;
    use crate::{
        http::routes::{Pages, RouteTable},
        telemetry::requests::Requests,
    };

    async fn led(method: Method, path: &str, referer: Option<&str>) -> String {
        let here = any(|parts: Parts| async move { back(&parts) });
        let mounted = Pages::new().get("/messages/{id}", async || "").post("/messages/{id}", async || "");
        let mounted = mounted.post("/messages/new", async || "");
        let table = RouteTable::new(&Requests::default(), ("app", ""), mounted.routes());
        let routes = Router::new().route("/messages/{id}", here.clone()).route("/settings/leave", here);
        let routes = routes.layer(Extension(table));
        let mut request = Request::builder().method(method).uri(path);
        if let Some(referer) = referer {
            request = request.header("referer", referer);
        }
        let response = routes.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        String::from_utf8(to_bytes(response.into_body(), 1000).await.unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn whoever_sent_a_form_comes_back_to_a_page_that_opens() {
        let post = async |path, referer| led(Method::POST, path, referer).await;
        assert_eq!(led(Method::GET, "/messages/7?page=2", None).await, "/messages/7?page=2");
        let there = Some("https://fp-1.example/messages/7?page=2");
        assert_eq!(post("/messages/7", there).await, "/messages/7?page=2", "the page of the form itself");
        assert_eq!(post("/messages/7", None).await, "/messages/7");
        assert_eq!(post("/settings/leave", there).await, "/messages/7?page=2");
        let nowhere = Some("https://fp-1.example/settings/leave");
        assert_eq!(post("/settings/leave", nowhere).await, "/", "what was shown there opens for a form only");
        assert_eq!(post("/settings/leave", None).await, "/");
        // A page with errors stands at its form's path: the way back is the page above it.
        for (sender, above) in [
            ("/messages/7/last", "/messages/7"),
            ("/partners/7", "/"),
            ("/messages/", "/"),
            ("//evil.example/messages/7", "/"),
            ("/messages/new", "/"),
        ] {
            let sender = format!("https://fp-1.example{sender}");
            assert_eq!(led(Method::POST, "/settings/leave", Some(&sender)).await, above, "{sender}");
        }
    }
}
