//! Host of a request. The Host header is compared exactly; forwarded headers are ignored.

use std::fmt;

use axum::{
    extract::FromRequestParts,
    http::{Request, header, request::Parts, uri::Authority},
};

use super::domains::{CustomHost, Domains};
use crate::{
    config::{BaseUrl, Hosts},
    http::{AppError, routes::Needs},
    ids::ProjectId,
};

/// The kinds of host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostKind {
    /// Landing page and intake.
    Public,
    /// Log-in and lists.
    App,
    /// JSON API.
    Api,
    /// Any single label under the tenant domain, issued or not.
    Tenant(Label),
    /// A client's own domain, verified.
    Custom(CustomHost),
}

/// A label under the tenant domain. A project's label, issued or not, needs no allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// A label in the form of a project id.
    Project(ProjectId),
    /// Any other label, which leads nowhere; in lower case.
    Other(Box<str>),
}

impl Label {
    /// The project, if the label is in the form of an id.
    #[must_use]
    pub fn project(&self) -> Option<ProjectId> {
        match self {
            Self::Project(project) => Some(*project),
            Self::Other(_) => None,
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project(project) => f.write_str(&project.label()),
            Self::Other(label) => f.write_str(label),
        }
    }
}

/// Marks answers of a client's own domain: headers must not affect its other hosts.
#[derive(Clone, Copy, Debug)]
pub struct OnCustomDomain;

/// Project named by a request; `None` if the text cannot be an ID. Both answer alike.
#[derive(Clone, Copy, Debug)]
pub struct ProjectRef(pub Option<ProjectId>);

impl<S: Send + Sync> FromRequestParts<S> for ProjectRef {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        parts.extensions.get().copied().ok_or(AppError::NotFound)
    }
}

impl Needs for ProjectRef {}

impl HostKind {
    /// Kind of the request's host: 400 for two Hosts or a mismatch, 421 for a foreign domain. Our own hosts are
    /// recognised before clients' domains are searched, and without allocating.
    pub fn of<B>(request: &Request<B>, hosts: &Hosts, domains: &Domains) -> Result<Self, AppError> {
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
        Self::parse(host, hosts, domains).ok_or(AppError::MisdirectedRequest)
    }

    fn parse(host: &str, hosts: &Hosts, domains: &Domains) -> Option<Self> {
        let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
        if port.is_some_and(|port| port.parse::<u16>().is_err()) {
            return None;
        }
        for (ours, kind) in [(&hosts.public, Self::Public), (&hosts.app, Self::App), (&hosts.api, Self::Api)] {
            if name.eq_ignore_ascii_case(ours.host()) {
                return Some(kind);
            }
        }
        let Some(label) = label_under(name, &hosts.tenant_domain) else {
            return domains.find(name).map(Self::Custom);
        };
        let well_formed = !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let label = || match label.parse() {
            Ok(project) => Label::Project(project),
            Err(_) => Label::Other(label.to_ascii_lowercase().into()),
        };
        well_formed.then(|| Self::Tenant(label()))
    }

    /// Project of the host; `None` for our own hosts, and for a label that cannot be an ID.
    #[must_use]
    pub fn project(&self) -> Option<ProjectId> {
        match self {
            Self::Public | Self::App | Self::Api => None,
            Self::Tenant(label) => label.project(),
            Self::Custom(host) => Some(host.project),
        }
    }

    /// Our own base URL of this host.
    #[must_use]
    pub fn base(&self, hosts: &Hosts) -> BaseUrl {
        match self {
            Self::Public => hosts.public.clone(),
            Self::App => hosts.app.clone(),
            Self::Api => hosts.api.clone(),
            Self::Tenant(label) => hosts.tenant_label(&label.to_string()),
            Self::Custom(host) => hosts.custom(&host.name),
        }
    }
}

/// Part of `name` before `.{domain}`, in any case.
fn label_under<'a>(name: &'a str, domain: &str) -> Option<&'a str> {
    let at = name.len().checked_sub(domain.len())?;
    let under = name.get(at..)?.eq_ignore_ascii_case(domain);
    name.get(..at).filter(|_| under)?.strip_suffix('.')
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::{AppError, CustomHost, Domains, HostKind, Label};
    use crate::config::Hosts;

    fn of(request: &Request<()>) -> Result<HostKind, AppError> {
        let domains = Domains::of(&[("portal.client.mg", "FP-2025-X7K9M3P1A".parse().unwrap())]);
        HostKind::of(request, &Hosts::development(8080), &domains)
    }

    fn kind(hosts: &[&str]) -> Result<HostKind, u16> {
        let mut request = Request::builder().uri("/");
        for host in hosts {
            request = request.header("host", *host);
        }
        of(&request.body(()).unwrap()).map_err(|error: AppError| error.kind().1.as_u16())
    }

    #[test]
    fn each_host_has_its_kind() {
        assert_eq!(kind(&["localhost:8080"]), Ok(HostKind::Public));
        assert_eq!(kind(&["APP.localhost"]), Ok(HostKind::App));
        assert_eq!(kind(&["api.localhost:1"]), Ok(HostKind::Api));
        let project = "FP-2025-X7K9M3P1A".parse().unwrap();
        for host in ["fp-2025-x7k9m3p1a.localhost", "FP-2025-x7k9m3p1a.LOCALHOST:8080"] {
            assert_eq!(kind(&[host]), Ok(HostKind::Tenant(Label::Project(project))));
        }
        assert_eq!(kind(&["Whatever.localhost"]), Ok(HostKind::Tenant(Label::Other("whatever".into()))));
        for host in ["portal.client.mg", "PORTAL.client.mg:8080"] {
            assert_eq!(kind(&[host]), Ok(HostKind::Custom(CustomHost { name: "portal.client.mg".into(), project })));
        }
    }

    #[test]
    fn foreign_or_odd_hosts_are_refused() {
        for foreign in [
            "evil.example",
            "localhost.evil.example",
            "a.b.localhost",
            "localhost.",
            "127.0.0.1",
            "xlocalhost",
            "client.mg",
            "portal.client.mg.",
            "a.portal.client.mg",
            "",
        ] {
            assert_eq!(kind(&[foreign]), Err(421), "{foreign}");
        }
        assert_eq!(kind(&["localhost:99999"]), Err(421));
        assert_eq!(kind(&["localhost", "localhost"]), Err(400));
        assert_eq!(kind(&[]), Err(400));
    }

    #[test]
    fn an_absolute_form_target_must_agree() {
        let request = Request::builder().uri("http://app.localhost/").header("host", "localhost").body(()).unwrap();
        assert_eq!(of(&request).unwrap_err().kind().1.as_u16(), 400);
    }
}
