//! Settings of the object store.

use secrecy::SecretString;

/// Object store settings: AWS S3, Cloudflare R2, Garage, or the embedded server.
#[derive(Debug, Clone)]
pub struct S3Config {
    /// Endpoint for the service: scheme, host and port, no path. None means AWS in `region`.
    pub endpoint: Option<String>,
    /// Endpoint for browsers, if it differs. A signature covers the host, so it must be exact.
    pub public_endpoint: Option<String>,
    /// Region; `auto` on R2.
    pub region: String,
    /// The only bucket; projects are separated by key.
    pub bucket: String,
    /// Access key id.
    pub access_key_id: String,
    /// Secret access key; `Debug` hides it.
    pub secret_access_key: SecretString,
    /// Asks for encryption at rest (AES-256) on every write. Leave it on unless the store refuses the header; such a
    /// store must be encrypted at disk level.
    pub encrypt: bool,
}

impl S3Config {
    /// Endpoint for browsers.
    pub(super) fn browser_endpoint(&self) -> Option<&str> {
        self.public_endpoint.as_deref().or(self.endpoint.as_deref())
    }

    /// Scheme, host and port that browsers use, for `connect-src`.
    pub(super) fn browser_origin(&self) -> String {
        let aws = || format!("https://s3.{}.amazonaws.com", self.region);
        let Some(endpoint) = self.browser_endpoint() else { return aws() };
        let (scheme, rest) = endpoint.split_once("://").unwrap_or(("https", endpoint));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        format!("{scheme}://{authority}")
    }
}
