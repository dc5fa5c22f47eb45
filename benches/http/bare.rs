//! A handler that only writes JSON of the same length: the cost of HTTP itself here.

use std::{path::Path, sync::Arc};

use axum::{Router, extract::State, routing::get};
use serde_json::Value;

use crate::Failure;

/// Serves until it is ended.
pub fn serve(port: u16, body: &Path) -> Result<(), Failure> {
    let value: Value = serde_json::from_slice(&std::fs::read(body)?)?;
    let handler = get(|State(value): State<Arc<Value>>| async move {
        axum::response::IntoResponse::into_response(axum::Json(&*value))
    });
    let router: Router = Router::new().fallback(handler).with_state(Arc::new(value));
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
        Ok(axum::serve(axum::serve::ListenerExt::tap_io(listener, |stream| drop(stream.set_nodelay(true))), router)
            .await?)
    })
}
