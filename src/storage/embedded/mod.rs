//! An S3 server inside the process, for development and tests: real protocol, real signatures, files in a directory.
//!
//! It is no production store: it accepts the encryption header without encrypting and keeps one copy. `bucket_guard` lists the
//! supported operations. One process at a time may serve a directory.

mod bucket_guard;
mod signed_headers;

use std::{fmt, io, path::Path, sync::Arc, time::Duration};

use axum::{
    Router,
    error_handling::HandleError,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware,
};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::S3Config;
use bucket_guard::BucketGuard;

const REGION: &str = "us-east-1";
const STOP_GRACE: Duration = Duration::from_secs(5);

/// A running server. Dropping it stops accepting; [`Embedded::stop`] also waits for requests under way.
#[derive(Debug)]
pub struct Embedded {
    config: S3Config,
    shutdown: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Credentials of the only client.
#[derive(Debug, Clone)]
pub struct EmbeddedCredentials {
    /// Access key id.
    pub access_key_id: String,
    /// Secret access key.
    pub secret_access_key: SecretString,
}

/// Origins that CORS allows.
#[derive(Clone)]
pub struct AllowedOrigins(Arc<dyn Fn(&str) -> bool + Send + Sync>);

impl AllowedOrigins {
    /// Origins that satisfy the predicate, as written in the `Origin` header: `http://fp-….localhost:8080`.
    pub fn new(allowed: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(allowed))
    }
}

impl fmt::Debug for AllowedOrigins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AllowedOrigins")
    }
}

impl Embedded {
    /// Serves `bucket`, made if need be, under `dir` on the listener until stopped.
    pub fn start(
        dir: &Path,
        listener: TcpListener,
        credentials: EmbeddedCredentials,
        bucket: &str,
        origins: AllowedOrigins,
    ) -> io::Result<Self> {
        if !s3s::path::check_bucket_name(bucket) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a bucket name"));
        }
        std::fs::create_dir_all(dir.join(bucket))?;
        let files = FileSystem::new(dir).map_err(|_| io::Error::other("the object directory cannot be opened"))?;
        let endpoint = format!("http://{}", listener.local_addr()?);

        let mut builder = S3ServiceBuilder::new(BucketGuard::new(files, dir, bucket));
        builder.set_auth(SimpleAuth::from_single(
            credentials.access_key_id.as_str(),
            credentials.secret_access_key.expose_secret(),
        ));
        let service = HandleError::new(builder.build(), |_| async { StatusCode::INTERNAL_SERVER_ERROR });
        let app = Router::new()
            .fallback_service(service)
            .layer(middleware::from_fn(signed_headers::require))
            .layer(cors(origins));

        let (shutdown, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let server = axum::serve(listener, app).with_graceful_shutdown(async {
                let _ = stopped.await;
            });
            if let Err(error) = server.await {
                tracing::error!(%error, "the embedded object store stopped");
            }
        });
        let config = S3Config {
            endpoint: Some(endpoint),
            public_endpoint: None,
            region: REGION.to_owned(),
            bucket: bucket.to_owned(),
            access_key_id: credentials.access_key_id,
            secret_access_key: credentials.secret_access_key,
            encrypt: true,
        };
        Ok(Self { config, shutdown, task })
    }

    /// Base URL, e.g. `http://127.0.0.1:40123`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        self.config.endpoint.as_deref().unwrap_or_default()
    }

    /// Settings for a [`super::Storage`] client.
    #[must_use]
    pub fn config(&self) -> &S3Config {
        &self.config
    }

    /// Stops accepting, waits up to five seconds for requests under way, and ends.
    pub async fn stop(self) {
        let Self { shutdown, mut task, .. } = self;
        let _ = shutdown.send(());
        if tokio::time::timeout(STOP_GRACE, &mut task).await.is_err() {
            task.abort();
        }
    }
}

fn cors(origins: AllowedOrigins) -> CorsLayer {
    let allowed =
        AllowOrigin::predicate(move |origin: &HeaderValue, _| origin.to_str().is_ok_and(|text| (origins.0)(text)));
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::HEAD, Method::PUT])
        .allow_headers([
            header::CONTENT_TYPE,
            HeaderName::from_static("x-amz-checksum-sha256"),
            HeaderName::from_static("x-amz-server-side-encryption"),
        ])
        .expose_headers([header::ETAG])
        .max_age(Duration::from_mins(5))
}
