//! People of a project: members, invitations, partner agencies.

mod accept;
mod agencies;
mod agency;
mod api;
mod delivery;
mod invitations;
mod invite;
mod mails;
mod pages;
mod partners;
mod seen;
mod shares;
mod store;
mod token;

use serde::{Deserialize, Serialize};

use crate::{
    access::{Action, Role, allows},
    db::PlatformTx,
    http::Operations,
    ids::UserId,
};

pub use delivery::note_delivery;
pub use invite::invite_client_lead;
pub use pages::{app_pages, tenant_pages};
pub use shares::share;

/// Routes of the API host under `/v1`.
#[must_use]
pub fn platform_api() -> Operations {
    Operations::new().merge(api::platform_api()).merge(agencies::platform_api()).merge(agency::platform_api())
}

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
#[must_use]
pub fn tenant_api() -> Operations {
    Operations::new().merge(api::tenant_api()).merge(partners::tenant_api())
}

/// A member's role, as stored. Partners are no members: theirs is a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum MemberRole {
    /// The client's person.
    Client,
    /// Runs the project for the agency.
    ProjectManager,
    /// May do all there is to do for the agency.
    Admin,
}

impl MemberRole {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::ProjectManager => "project_manager",
            Self::Admin => "admin",
        }
    }
}

/// A place in a project: what somebody is invited as, or is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The role.
    pub role: MemberRole,
    /// A client who may invite colleagues.
    pub lead: bool,
}

impl Place {
    /// The places there are, with their names in forms.
    pub const ALL: [(&'static str, Self); 4] = [
        ("client", Self { role: MemberRole::Client, lead: false }),
        ("client_lead", Self { role: MemberRole::Client, lead: true }),
        ("project_manager", Self { role: MemberRole::ProjectManager, lead: false }),
        ("admin", Self { role: MemberRole::Admin, lead: false }),
    ];

    /// The place a form names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, place)| place)
    }

    /// What whoever has it is in the project.
    fn as_role(self) -> Role {
        match self.role {
            MemberRole::Client => Role::Client { lead: self.lead },
            MemberRole::ProjectManager => Role::ProjectManager,
            MemberRole::Admin => Role::Admin,
        }
    }

    /// Whether `role` may give and take this place. A lead brings colleagues in, but makes no second lead.
    #[must_use]
    pub fn managed_by(self, role: Role) -> bool {
        match self.role {
            MemberRole::Client => allows(role, Action::ManageClients) && (!self.lead || role.is_agency()),
            MemberRole::ProjectManager | MemberRole::Admin => allows(role, Action::ManageMembers),
        }
    }
}

/// Whether somebody is an admin of a partner agency.
pub async fn is_agency_admin(tx: &mut PlatformTx, user: UserId) -> Result<bool, sqlx::Error> {
    Ok(!agency::of_admin(tx, user).await?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::Place;
    use crate::access::{PartnerLevel, Role};

    #[test]
    fn who_gives_and_takes_which_place() {
        let managed = |role| Place::ALL.map(|(_, place)| place.managed_by(role));
        assert_eq!(managed(Role::Client { lead: false }), [false; 4]);
        assert_eq!(managed(Role::Client { lead: true }), [true, false, false, false]);
        assert_eq!(managed(Role::ProjectManager), [true, true, false, false]);
        assert_eq!(managed(Role::Admin), [true; 4]);
        for level in [PartnerLevel::View, PartnerLevel::Edit, PartnerLevel::Manage] {
            assert_eq!(managed(Role::Partner(level)), [false; 4]);
        }
    }
}
