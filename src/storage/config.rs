use secrecy::SecretString;

/// Where the objects are: AWS S3, Cloudflare R2, Garage, or the embedded server.
#[derive(Debug, Clone)]
pub struct S3Config {
    /// The service's own way to the store: scheme, host and port, no path. None means AWS in `region`.
    pub endpoint: Option<String>,
    /// The store as a browser reaches it, where that differs. A signature covers the host, so it must be exact.
    pub public_endpoint: Option<String>,
    /// `auto` on R2.
    pub region: String,
    /// The one bucket; projects are told apart by key.
    pub bucket: String,
    /// The public half of the credentials.
    pub access_key_id: String,
    /// The secret half; `Debug` hides it.
    pub secret_access_key: SecretString,
    /// Asks for encryption at rest (AES-256) on every write. Leave it on unless the store refuses the header; such a
    /// store has to be encrypted below, by its disks.
    pub encrypt: bool,
}

impl S3Config {
    /// The endpoint a browser uses.
    pub(super) fn browser_endpoint(&self) -> Option<&str> {
        self.public_endpoint.as_deref().or(self.endpoint.as_deref())
    }

    /// Scheme, host and port of the address a browser uses, for `connect-src`.
    pub(super) fn browser_origin(&self) -> String {
        let aws = || format!("https://s3.{}.amazonaws.com", self.region);
        let Some(endpoint) = self.browser_endpoint() else { return aws() };
        let (scheme, rest) = endpoint.split_once("://").unwrap_or(("https", endpoint));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        format!("{scheme}://{authority}")
    }
}
