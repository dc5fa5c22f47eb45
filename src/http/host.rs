//! Which of our hosts a request is for. The Host header is compared exactly; forwarded headers are not looked at.

use axum::http::{Request, header, uri::Authority};

use super::AppError;
use crate::{
    config::{BaseUrl, Hosts},
    ids::ProjectId,
};

/// The kinds of host, and for a tenant's the label as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostKind {
    /// Landing page and intake.
    Public,
    /// Log-in and lists.
    App,
    /// JSON API.
    Api,
    /// Any one label under the tenant domain, issued or not.
    Tenant {
        /// The label, lower-case.
        label: String,
    },
}

/// The project a request speaks of; `None` when what stands there cannot be an ID. Both answer alike.
#[derive(Clone, Copy, Debug)]
pub struct ProjectRef(pub Option<ProjectId>);

impl HostKind {
    /// The kind of `request`'s host: 400 for two Hosts or a mismatch, 421 for a foreign domain.
    pub fn of<B>(request: &Request<B>, hosts: &Hosts) -> Result<Self, AppError> {
        let mut headers = request.headers().get_all(header::HOST).iter();
        let header = match (headers.next(), headers.next()) {
            (_, Some(_)) => return Err(AppError::BadRequest),
            (Some(host), None) => Some(host.to_str().map_err(|_| AppError::BadRequest)?),
            (None, None) => None,
        };
        let authority = request.uri().authority().map(Authority::as_str);
        let host = match (header, authority) {
            (Some(host), Some(authority)) if !host.eq_ignore_ascii_case(authority) => return Err(AppError::BadRequest),
            (Some(host), _) | (None, Some(host)) => host,
            (None, None) => return Err(AppError::BadRequest),
        };
        Self::parse(host, hosts).ok_or(AppError::MisdirectedRequest)
    }

    fn parse(host: &str, hosts: &Hosts) -> Option<Self> {
        let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
        if port.is_some_and(|port| port.parse::<u16>().is_err()) {
            return None;
        }
        let name = name.to_ascii_lowercase();
        for (ours, kind) in [(&hosts.public, Self::Public), (&hosts.app, Self::App), (&hosts.api, Self::Api)] {
            if name == ours.host() {
                return Some(kind);
            }
        }
        let label = name.strip_suffix(&hosts.tenant_domain)?.strip_suffix('.')?;
        let well_formed = !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        well_formed.then(|| Self::Tenant { label: label.to_owned() })
    }

    /// Our own address of this host.
    #[must_use]
    pub fn base(&self, hosts: &Hosts) -> BaseUrl {
        match self {
            Self::Public => hosts.public.clone(),
            Self::App => hosts.app.clone(),
            Self::Api => hosts.api.clone(),
            Self::Tenant { label } => hosts.tenant_label(label),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::{AppError, HostKind};
    use crate::config::Hosts;

    fn kind(hosts: &[&str]) -> Result<HostKind, u16> {
        let mut request = Request::builder().uri("/");
        for host in hosts {
            request = request.header("host", *host);
        }
        HostKind::of(&request.body(()).unwrap(), &Hosts::development(8080))
            .map_err(|error: AppError| error.kind().1.as_u16())
    }

    #[test]
    fn each_host_has_its_kind() {
        assert_eq!(kind(&["localhost:8080"]), Ok(HostKind::Public));
        assert_eq!(kind(&["APP.localhost"]), Ok(HostKind::App));
        assert_eq!(kind(&["api.localhost:1"]), Ok(HostKind::Api));
        let tenant = |label: &str| Ok(HostKind::Tenant { label: label.to_owned() });
        assert_eq!(kind(&["fp-2025-x7k9m3p1a.localhost"]), tenant("fp-2025-x7k9m3p1a"));
        assert_eq!(kind(&["whatever.localhost"]), tenant("whatever"));
    }

    #[test]
    fn foreign_or_odd_hosts_are_refused() {
        for foreign in
            ["evil.example", "localhost.evil.example", "a.b.localhost", "localhost.", "127.0.0.1", "xlocalhost"]
        {
            assert_eq!(kind(&[foreign]), Err(421), "{foreign}");
        }
        assert_eq!(kind(&["localhost:99999"]), Err(421));
        assert_eq!(kind(&["localhost", "localhost"]), Err(400));
        assert_eq!(kind(&[]), Err(400));
    }

    #[test]
    fn an_absolute_form_target_must_agree() {
        let request = Request::builder().uri("http://app.localhost/").header("host", "localhost").body(()).unwrap();
        assert_eq!(HostKind::of(&request, &Hosts::development(8080)).unwrap_err().kind().1.as_u16(), 400);
    }
}
