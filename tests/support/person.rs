//! Persons: an account, and the ways its owner reaches the service.

use std::sync::Arc;

use fataplus::{identity::Audience, ids::UserId};

use super::{Api, Project, Web, app::Shared, fixture};

/// A person with an account. The password is `PASSWORD`, the language English.
#[derive(Clone)]
pub struct Person {
    pub user: UserId,
    pub email: String,
    pub name: String,
    shared: Arc<Shared>,
}

impl Person {
    pub(super) fn new(shared: Arc<Shared>, account: fixture::Account) -> Self {
        Self { user: account.user, email: account.email, name: account.name, shared }
    }

    /// A program of the person with a bearer token.
    pub async fn api(&self) -> Api {
        Api::of(self.shared.clone(), self.user).await
    }

    /// The person's browser, logged in on `project`'s host.
    pub async fn portal(&self, project: &Project) -> Web {
        let host = self.shared.state.hosts.tenant(project.id);
        Web::logged_in(self.shared.clone(), self.user, Audience::Tenant(project.id), host.to_string()).await
    }

    /// The person's browser, logged in on the app host; tenant hosts are then reached by the hand-off.
    pub async fn app(&self) -> Web {
        let host = self.shared.state.hosts.app.to_string();
        Web::logged_in(self.shared.clone(), self.user, Audience::App, host).await
    }
}
