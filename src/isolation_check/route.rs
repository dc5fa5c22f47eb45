//! Routes as the check calls them.

use axum::http::Method;

const PROJECT: &str = "/v1/projects/{project_id}";

/// Host and path under which a route is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Surface {
    /// The API host, with a bearer token.
    Api,
    /// `/api/v1` of the tenant's host, with its cookies.
    TenantApi,
    /// A page of the tenant's host, with its cookies.
    Page,
    /// The API host, outside of projects, with a bearer token.
    Platform,
    /// A page of the app host, with that host's cookies.
    AppPage,
}

/// A route as the check calls it.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub method: Method,
    pub path: String,
    pub surface: Surface,
    /// Whether it is for staff alone, so that the tenant's own person finds nothing there either.
    pub of_staff: bool,
}

impl Route {
    /// Name in a finding.
    pub fn name(&self) -> String {
        let prefix = match self.surface {
            Surface::Api => PROJECT,
            Surface::TenantApi => "/api/v1",
            Surface::Page | Surface::Platform | Surface::AppPage => "",
        };
        format!("{} {prefix}{}", self.method, self.path)
    }

    /// Whether it names a project; the others name a row of the platform.
    pub fn is_of_project(&self) -> bool {
        match self.surface {
            Surface::Api | Surface::TenantApi | Surface::Page => true,
            Surface::Platform | Surface::AppPage => self.path.contains("{project_id}"),
        }
    }
}
