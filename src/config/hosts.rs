//! Base URLs of the public, app, API and tenant hosts.

use std::{fmt, str::FromStr};

use super::reader::Reader;
use crate::ids::ProjectId;

/// An origin: scheme, host in lower case, port unless it is the scheme's default. No path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    scheme: &'static str,
    host: String,
    port: Option<u16>,
}

impl BaseUrl {
    /// The host without its port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Port in the address, if written.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    fn sibling(&self, host: String) -> Self {
        Self { scheme: self.scheme, host, port: self.port }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl FromStr for BaseUrl {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (scheme, rest) = match text.trim_end_matches('/').split_once("://") {
            Some(("https", rest)) => ("https", rest),
            Some(("http", rest)) => ("http", rest),
            _ => return Err(()),
        };
        let (host, port) = match rest.split_once(':') {
            Some((host, port)) => (host, Some(port.parse().map_err(|_| ())?)),
            None => (rest, None),
        };
        let well_formed = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        if well_formed { Ok(Self { scheme, host: host.to_ascii_lowercase(), port }) } else { Err(()) }
    }
}

/// Base URLs of the four kinds of host.
#[derive(Clone, Debug)]
pub struct Hosts {
    /// Landing page and intake form.
    pub public: BaseUrl,
    /// Log-in, lists, CRM.
    pub app: BaseUrl,
    /// JSON API.
    pub api: BaseUrl,
    /// Parent of the tenants' hosts, e.g. `fata.plus`.
    pub tenant_domain: String,
}

impl Hosts {
    /// `localhost`, `app.localhost`, `api.localhost` and `fp-….localhost` on one port.
    #[must_use]
    pub fn development(port: u16) -> Self {
        let public = BaseUrl { scheme: "http", host: "localhost".to_owned(), port: Some(port) };
        Self {
            app: public.sibling("app.localhost".to_owned()),
            api: public.sibling("api.localhost".to_owned()),
            tenant_domain: "localhost".to_owned(),
            public,
        }
    }

    /// The same over TLS.
    #[must_use]
    pub fn secure(mut self) -> Self {
        for url in [&mut self.public, &mut self.app, &mut self.api] {
            url.scheme = "https";
        }
        self
    }

    /// Whether `origin` belongs to one of our hosts: the public host, the app host or a tenant's.
    #[must_use]
    pub fn is_ours(&self, origin: &str) -> bool {
        origin.parse::<BaseUrl>().is_ok_and(|origin| {
            let label = origin.host.strip_suffix(&self.tenant_domain).and_then(|host| host.strip_suffix('.'));
            let tenant = label.is_some_and(|label| label.parse::<ProjectId>().is_ok());
            (tenant && origin == self.tenant_label(label.unwrap_or_default()))
                || origin == self.app
                || origin == self.public
        })
    }

    /// The address of one project's portal.
    #[must_use]
    pub fn tenant(&self, project: ProjectId) -> BaseUrl {
        self.tenant_label(&project.label())
    }

    /// The address of a client's own domain.
    #[must_use]
    pub fn custom(&self, name: &str) -> BaseUrl {
        self.public.sibling(name.to_owned())
    }

    /// Whether `name`, in lower case, is one of our own hosts or lies below one of them or the tenant domain.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        let below =
            |parent: &str| name.strip_suffix(parent).is_some_and(|before| before.is_empty() || before.ends_with('.'));
        [&self.public.host, &self.app.host, &self.api.host, &self.tenant_domain].into_iter().any(|ours| below(ours))
    }

    /// Base URL of a label under the tenant domain, whether or not a project has it.
    #[must_use]
    pub fn tenant_label(&self, label: &str) -> BaseUrl {
        self.public.sibling(format!("{label}.{}", self.tenant_domain))
    }
}

pub(super) fn read(reader: &mut Reader<'_>, production: bool) -> Option<Hosts> {
    let names = ["FATAPLUS_PUBLIC_URL", "FATAPLUS_APP_URL", "FATAPLUS_API_URL", "FATAPLUS_TENANT_DOMAIN"];
    let any = production || names.iter().any(|name| reader.text(name).is_some());
    if !any {
        return None;
    }
    let mut url = |name: &str| -> Option<BaseUrl> {
        let text = reader.text_if(name, true)?;
        match text.parse::<BaseUrl>() {
            Ok(url) if production && url.scheme != "https" => {
                reader.mistake(format!("{name} must be https in production"));
                None
            }
            Ok(url) => Some(url),
            Err(()) => {
                reader.mistake(format!("{name} is not an address such as https://fata.plus"));
                None
            }
        }
    };
    let (public, app, api) = (url("FATAPLUS_PUBLIC_URL"), url("FATAPLUS_APP_URL"), url("FATAPLUS_API_URL"));
    let tenant_domain = reader.text_if("FATAPLUS_TENANT_DOMAIN", true);
    let (public, app, api) = (public?, app?, api?);
    if public.host == app.host || public.host == api.host || app.host == api.host {
        reader.mistake("FATAPLUS_PUBLIC_URL, FATAPLUS_APP_URL and FATAPLUS_API_URL need three different hosts");
        return None;
    }
    Some(Hosts { public, app, api, tenant_domain: tenant_domain?.to_ascii_lowercase() })
}
