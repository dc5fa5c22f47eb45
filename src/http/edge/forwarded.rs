//! Outermost layer: records the client's address, and replaces headers that claim one.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};

use crate::{
    db::authority,
    http::{
        AppState,
        edge::client_address::{CLOUDFLARE, ClientAddress, FORWARDED_FOR, FORWARDED_PROTO, PlainHttp},
    },
};

/// Outermost middleware: records the client's address for all other layers, and replaces headers that claim one. It
/// admits nothing yet.
pub async fn note(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical());
    let client = peer.map(|peer| ClientAddress(state.proxies.client(peer, request.headers())));
    if state.production && peer.is_some_and(|peer| state.proxies.tells_of_plain_http(peer, request.headers())) {
        request.extensions_mut().insert(PlainHttp);
    }
    let headers = request.headers_mut();
    for name in [FORWARDED_FOR, FORWARDED_PROTO, CLOUDFLARE, HeaderName::from_static("forwarded")] {
        headers.remove(name);
    }
    if let Some(client) = client {
        if let Ok(value) = HeaderValue::try_from(client.0.to_string()) {
            headers.insert(FORWARDED_FOR, value);
        }
        request.extensions_mut().insert(client);
    }
    authority::within(None, next.run(request)).await
}
