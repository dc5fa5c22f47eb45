//! Identity providers of the installation.

use std::sync::Arc;

use super::{cf_access::AccessTeam, oidc::Provider};

/// Identity sources for log-ins besides our own accounts.
#[derive(Clone, Default)]
pub struct Federation {
    /// An `OpenID` Connect provider.
    pub provider: Option<Arc<Provider>>,
    /// Cloudflare Access, in front of the app host.
    pub access: Option<Arc<AccessTeam>>,
}

/// Host of an issuer, for display.
#[must_use]
pub fn host_of(issuer: &str) -> &str {
    let rest = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn an_issuer_is_known_by_its_host() {
        assert_eq!(host_of("https://accounts.example.com/realm"), "accounts.example.com");
        assert_eq!(host_of("http://localhost:9"), "localhost:9");
        assert_eq!(host_of("accounts.example.com"), "accounts.example.com");
    }
}
