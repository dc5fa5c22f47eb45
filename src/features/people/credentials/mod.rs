//! Credentials of programs: personal tokens and project keys. Both have scopes, an expiry, and a text that is shown
//! once.

pub(crate) mod api_keys;
mod may_issue;
pub(crate) mod personal_tokens;
mod views;

use std::net::IpAddr;

use ipnet::IpNet;
use time::{Duration, OffsetDateTime};

use crate::{
    access::{Scopes, TokenScope},
    http::{Checks, FieldErrors},
    text::normalize,
};

pub use api_keys::SAMPLES;
pub use api_keys::api::tenant_api;
pub use api_keys::pages::tenant_pages;
pub use personal_tokens::api::platform_api;
pub use personal_tokens::pages::app_pages;

/// Maximum lifetime.
const LONGEST: Duration = Duration::days(365);
/// Maximum number of networks of a key.
const NETWORKS: usize = 50;
/// Maximum number of live tokens of a person, and of live keys of a project.
const LIVE: usize = 50;

/// A token or key to make.
#[derive(Clone, Debug)]
struct NewCredential {
    name: String,
    scopes: Scopes,
    networks: Vec<String>,
    expires_at: OffsetDateTime,
}

impl NewCredential {
    /// Validates a request for a token or key.
    fn new(
        name: &str,
        scopes: &[TokenScope],
        networks: &[String],
        expires_at: Option<OffsetDateTime>,
        now: OffsetDateTime,
    ) -> Result<Self, FieldErrors> {
        let (name, scopes): (_, Scopes) = (normalize::line(name), scopes.iter().copied().collect());
        let read: Vec<Option<String>> = networks.iter().map(|network| canonical(network)).collect();
        let expires_at = expires_at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Checks::new()
            .required("name", &name)
            .length("name", &name, 1, 100)
            .that("scopes", !scopes.is_empty(), "scopes")
            .that("expires_at", expires_at > now, "date-past")
            .that("expires_at", expires_at <= now + LONGEST, "token-life")
            .that("networks", read.iter().all(Option::is_some), "network")
            .within("networks", read.len() <= NETWORKS, "networks", NETWORKS)
            .finish()?;
        Ok(Self { name, scopes, networks: read.into_iter().flatten().collect(), expires_at })
    }
}

/// A network in stored form: first address and prefix length. A single address is a network of one.
fn canonical(text: &str) -> Option<String> {
    let network = match text.trim().parse::<IpAddr>() {
        Ok(address) => IpNet::from(address.to_canonical()),
        Err(_) => text.trim().parse::<IpNet>().ok()?,
    };
    Some(network.trunc().to_string())
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};

    use super::{LONGEST, NewCredential, TokenScope, canonical};

    #[test]
    fn a_network_is_written_one_way() {
        assert_eq!(canonical("203.0.113.9").as_deref(), Some("203.0.113.9/32"));
        assert_eq!(canonical(" 203.0.113.9/24 ").as_deref(), Some("203.0.113.0/24"));
        assert_eq!(canonical("2001:db8::1/32").as_deref(), Some("2001:db8::/32"));
        assert_eq!(canonical("::ffff:203.0.113.9").as_deref(), Some("203.0.113.9/32"));
        for text in ["", "here", "203.0.113.9/33", "203.0.113", "0.0.0.0/-1"] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_is_said_beside_its_field() {
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let faults = |name: &str, scopes: &[TokenScope], network: &str, life: Duration| -> Vec<String> {
            let faults = NewCredential::new(name, scopes, &[network.to_owned()], Some(now + life), now).err();
            faults
                .iter()
                .flat_map(|faults| faults.iter().map(|fault| fault.field.clone()).collect::<Vec<_>>())
                .collect()
        };
        let day = Duration::days(1);
        assert_eq!(faults("A backup", &[TokenScope::ProjectRead], "10.0.0.0/8", day), Vec::<String>::new());
        assert_eq!(faults("  ", &[], "ten", Duration::ZERO), ["name", "scopes", "expires_at", "networks"]);
        assert_eq!(faults("A backup", &[TokenScope::ProjectRead], "::/0", LONGEST + day), ["expires_at"]);
    }
}
