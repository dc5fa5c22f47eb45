//! Client address of a request: the peer of the connection or, behind configured proxies, the address they report.
//! Other sources are ignored.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, request::Parts},
};
use ipnet::{IpNet, Ipv6Net};

use crate::http::routes::Needs;

pub(super) const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
pub(super) const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
pub(super) const CLOUDFLARE: HeaderName = HeaderName::from_static("cf-connecting-ip");

/// Marks a request that reached a proxy of ours over plain HTTP although the service uses TLS.
#[derive(Clone, Copy, Debug)]
pub struct PlainHttp;

/// Address of the client; IPv4-mapped IPv6 as IPv4.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub std::net::IpAddr);

impl ClientAddress {
    /// Placeholder for an unknown address, which is in no network.
    pub const UNKNOWN: Self = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));

    /// Address set by the outermost layer in the headers.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        address(headers.get(FORWARDED_FOR)?.to_str().ok()?).map(Self)
    }

    /// Address recorded by the outermost layer, if any.
    #[must_use]
    pub fn noted(parts: &Parts) -> Option<IpAddr> {
        parts.extensions.get().map(|Self(address)| *address)
    }

    /// Network that limits count: an IPv4 address, or the /64 of an IPv6 address, because one subscriber has that many.
    #[must_use]
    pub fn network(self) -> IpNet {
        match self.0 {
            IpAddr::V4(_) => self.0.into(),
            IpAddr::V6(address) => Ipv6Net::new(address, 64).map_or(self.0.into(), |net| net.trunc().into()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self::UNKNOWN))
    }
}

impl Needs for ClientAddress {}

/// Trusted proxies (`FATAPLUS_TRUSTED_PROXIES`).
#[derive(Clone, Debug, Default)]
pub struct Proxies(Arc<[IpNet]>);

impl Proxies {
    /// Proxies in `networks`.
    #[must_use]
    pub fn new(networks: &[IpNet]) -> Self {
        Self(networks.into())
    }

    /// Whether `address` belongs to a trusted proxy.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Whether `peer` is a trusted proxy whose client used plain HTTP. Of several proxies the first one's report
    /// counts.
    pub(super) fn tells_of_plain_http(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        let told = headers.get(FORWARDED_PROTO).and_then(|told| told.to_str().ok()?.split(',').next());
        told.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("http")) && self.trusts(peer)
    }

    /// Client behind `peer`: the right-most address of `X-Forwarded-For` that is no trusted proxy's. Everything to its
    /// left is that client's own claim. If all hops are ours, the edge's `CF-Connecting-IP` names the client.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.trusts(peer) {
            return peer;
        }
        let mut nearest = peer;
        let lines: Vec<_> = headers.get_all(FORWARDED_FOR).iter().collect();
        for hop in lines.iter().rev().flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b',')) {
            // An unparsable hop ends the chain.
            let Some(hop) = std::str::from_utf8(hop).ok().and_then(address) else { return nearest };
            if !self.trusts(hop) {
                return hop;
            }
            nearest = hop;
        }
        let mut told = headers.get_all(CLOUDFLARE).iter();
        match (told.next().and_then(|value| address(value.to_str().ok()?)), told.next()) {
            (Some(client), None) => client,
            _ => nearest,
        }
    }
}

/// An address as proxies write it: bare, or with a port, IPv6 then in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let parsed = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    parsed.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::http::HeaderMap;

    use super::{ClientAddress, Proxies, address};

    fn seen(trusted: &[&str], peer: &str, lines: &[(&'static str, &'static str)]) -> String {
        let trusted: Vec<_> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        Proxies::new(&trusted).client(peer.parse::<IpAddr>().unwrap(), &headers).to_string()
    }

    const FOR: &str = "x-forwarded-for";
    const CF: &str = "cf-connecting-ip";

    #[test]
    fn a_stranger_says_nothing_about_himself() {
        for lines in [&[(FOR, "10.0.0.1")][..], &[(CF, "10.0.0.1")], &[(FOR, "127.0.0.1"), (CF, "127.0.0.1")]] {
            assert_eq!(seen(&[], "203.0.113.9", lines), "203.0.113.9");
            assert_eq!(seen(&["127.0.0.0/8", "10.0.0.0/8"], "203.0.113.9", lines), "203.0.113.9");
        }
    }

    #[test]
    fn behind_trusted_proxies_the_right_most_stranger_counts() {
        let ours = &["127.0.0.1/32", "10.0.0.0/8"];
        // Headers of the client stand to the left of the proxy's entry.
        assert_eq!(seen(ours, "127.0.0.1", &[(FOR, "1.1.1.1, 198.51.100.7")]), "198.51.100.7");
        assert_eq!(seen(ours, "127.0.0.1", &[(FOR, "1.1.1.1, 198.51.100.7, 10.0.0.3")]), "198.51.100.7");
        // Over several lines as well, and a claim to be Cloudflare's changes nothing.
        let lines = [(FOR, "10.9.9.9"), (FOR, "198.51.100.7"), (CF, "10.9.9.9")];
        assert_eq!(seen(ours, "127.0.0.1", &lines), "198.51.100.7");
        // All hops are ours: the edge names the visitor, or it is the first hop itself.
        assert_eq!(seen(ours, "127.0.0.1", &[(FOR, "10.0.0.5"), (CF, "198.51.100.7")]), "198.51.100.7");
        assert_eq!(seen(ours, "127.0.0.1", &[(CF, "198.51.100.7")]), "198.51.100.7");
        assert_eq!(seen(ours, "127.0.0.1", &[(FOR, "10.0.0.5")]), "10.0.0.5");
        assert_eq!(seen(ours, "127.0.0.1", &[]), "127.0.0.1");
        // Two of them were not written by one edge.
        assert_eq!(seen(ours, "127.0.0.1", &[(CF, "198.51.100.7"), (CF, "1.1.1.1")]), "127.0.0.1");
    }

    #[test]
    fn nonsense_ends_what_can_be_known() {
        let ours = &["127.0.0.1/32", "10.0.0.0/8"];
        assert_eq!(seen(ours, "127.0.0.1", &[(FOR, "198.51.100.7, unknown, 10.0.0.2")]), "10.0.0.2");
        assert_eq!(seen(ours, "127.0.0.1", &[(FOR, "198.51.100.7,")]), "127.0.0.1");
        assert_eq!(seen(ours, "127.0.0.1", &[(FOR, ""), (CF, "198.51.100.7")]), "127.0.0.1");
    }

    #[test]
    fn addresses_are_read_in_every_dress() {
        for (text, expected) in [
            ("198.51.100.7", "198.51.100.7"),
            (" 198.51.100.7:4711 ", "198.51.100.7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            ("[::ffff:198.51.100.7]:80", "198.51.100.7"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
        ] {
            assert_eq!(address(text).map(|address| address.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "unknown", "_hidden", "1.2.3", "1.2.3.4.5", "[1.2.3.4", "localhost"] {
            assert_eq!(address(text), None, "{text}");
        }
    }

    #[test]
    fn limits_count_subscribers() {
        let network = |text: &str| ClientAddress(text.parse().unwrap()).network().to_string();
        assert_eq!(network("198.51.100.7"), "198.51.100.7/32");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    }
}
