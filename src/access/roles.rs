//! Roles: of people on the platform, in a project's rows, and in a project as derived from those. `role_of` is the one
//! place that derives a role.

use serde::{Deserialize, Serialize, Serializer};

use super::{Action, Visibility, allows};

/// Role on the whole platform, the least first.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    sqlx::Type,
    utoipa::ToSchema,
    clap::ValueEnum
)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PlatformRole {
    /// No platform role: only the roles of their projects.
    None,
    /// Of the agency: sees submissions, the CRM and their own projects.
    Staff,
    /// Admin of every project.
    Admin,
}

words!(PlatformRole);

/// Role of a member, as stored. People of a partner agency are no members: they have the agency's share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MemberRole {
    /// Of the client.
    Client,
    /// Runs the project for the agency.
    ProjectManager,
    /// Has every permission of the agency.
    Admin,
}

words!(MemberRole);

/// A member's role and lead flag in one, as forms name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Membership {
    /// Of the client.
    Client,
    /// Of the client, and may invite colleagues.
    ClientLead,
    /// Runs the project for the agency.
    ProjectManager,
    /// Has every permission of the agency.
    Admin,
}

words!(Membership);

impl Membership {
    /// Membership of the columns `role` and `lead`; only clients lead.
    #[must_use]
    pub fn of(role: MemberRole, lead: bool) -> Self {
        match role {
            MemberRole::Client if lead => Self::ClientLead,
            MemberRole::Client => Self::Client,
            MemberRole::ProjectManager => Self::ProjectManager,
            MemberRole::Admin => Self::Admin,
        }
    }

    /// The column `role`.
    #[must_use]
    pub fn role(self) -> MemberRole {
        match self {
            Self::Client | Self::ClientLead => MemberRole::Client,
            Self::ProjectManager => MemberRole::ProjectManager,
            Self::Admin => MemberRole::Admin,
        }
    }

    /// The column `lead`.
    #[must_use]
    pub fn is_lead(self) -> bool {
        self == Self::ClientLead
    }

    /// Whether `role` may give and take this membership. A lead invites colleagues, but makes no second lead.
    #[must_use]
    pub fn managed_by(self, role: Role) -> bool {
        match self {
            Self::Client => allows(role, Action::ManageClients),
            Self::ClientLead => allows(role, Action::ManageClients) && role.is_agency(),
            Self::ProjectManager | Self::Admin => allows(role, Action::ManageMembers),
        }
    }

    /// Whether `role` may invite somebody to this place; wider than `managed_by` where managers invite colleagues.
    #[must_use]
    pub fn offered_by(self, role: Role) -> bool {
        self.managed_by(role) || self == Self::ProjectManager && allows(role, Action::InviteManagers)
    }
}

/// Level at which a project is shared with a partner agency, the least first.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    sqlx::Type,
    utoipa::ToSchema
)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PartnerLevel {
    /// Reads.
    View,
    /// Also adds tasks and documents of its own.
    Edit,
    /// Also runs tasks and status.
    Manage,
}

words!(PartnerLevel);

impl PartnerLevel {
    /// Whether `role` may share a project at this level, and change or end such a share.
    #[must_use]
    pub fn shared_by(self, role: Role) -> bool {
        allows(role, Action::ManageMembers) || self <= Self::Edit && allows(role, Action::SharePartners)
    }
}

/// Role of a person in one project, derived by `role_of` at every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Of the client; a lead may invite colleagues.
    Client {
        /// Whether they may invite colleagues.
        lead: bool,
    },
    /// Runs the project for the agency.
    ProjectManager {
        /// Whether the project's setting lets its managers invite colleagues and share the project.
        invites: bool,
    },
    /// Has every permission of the agency; platform admins are admin of every project.
    Admin,
    /// Of a partner agency, with the level of the share.
    Partner(PartnerLevel),
}

/// A role without lead flag and level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum RoleKind {
    /// Of the client.
    Client,
    /// Runs the project for the agency.
    ProjectManager,
    /// Has every permission of the agency.
    Admin,
    /// Of a partner agency.
    Partner,
}

words!(RoleKind);

impl RoleKind {
    /// Whether the role is on the agency's side: project manager or admin.
    #[must_use]
    pub fn is_agency(self) -> bool {
        matches!(self, Self::ProjectManager | Self::Admin)
    }
}

/// Role in a project of a person with this platform role, membership there and level of a share there. A membership
/// outweighs a share; `None` for a person without any.
#[must_use]
pub fn role_of(platform: PlatformRole, member: Option<Membership>, level: Option<PartnerLevel>) -> Option<Role> {
    match (platform, member, level) {
        (PlatformRole::Admin, ..) => Some(Role::Admin),
        (PlatformRole::None | PlatformRole::Staff, Some(membership), _) => Some(membership.into()),
        (PlatformRole::None | PlatformRole::Staff, None, level) => level.map(Role::Partner),
    }
}

impl From<Membership> for Role {
    fn from(membership: Membership) -> Self {
        match membership {
            Membership::Client => Self::Client { lead: false },
            Membership::ClientLead => Self::Client { lead: true },
            Membership::ProjectManager => Self::MANAGER,
            Membership::Admin => Self::Admin,
        }
    }
}

impl Role {
    /// A manager of a project that leaves invitations of colleagues to admins, as projects do unless set otherwise.
    pub const MANAGER: Self = Self::ProjectManager { invites: false };

    /// Every role, for tables and tests.
    pub const ALL: [Self; 8] = [
        Self::Client { lead: false },
        Self::Client { lead: true },
        Self::MANAGER,
        Self::ProjectManager { invites: true },
        Self::Admin,
        Self::Partner(PartnerLevel::View),
        Self::Partner(PartnerLevel::Edit),
        Self::Partner(PartnerLevel::Manage),
    ];

    /// The role under the project's setting by which managers invite colleagues and share the project.
    #[must_use]
    pub fn under(self, managers_invite: bool) -> Self {
        match self {
            Self::ProjectManager { .. } => Self::ProjectManager { invites: managers_invite },
            Self::Client { .. } | Self::Admin | Self::Partner(_) => self,
        }
    }

    /// Name in JSON and in the locale keys (`role-…`).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Client { .. } | Self::ProjectManager { .. } | Self::Admin => self.kind().as_str(),
            Self::Partner(PartnerLevel::View) => "partner_view",
            Self::Partner(PartnerLevel::Edit) => "partner_edit",
            Self::Partner(PartnerLevel::Manage) => "partner_manage",
        }
    }

    /// The role without lead flag and level.
    #[must_use]
    pub fn kind(self) -> RoleKind {
        match self {
            Self::Client { .. } => RoleKind::Client,
            Self::ProjectManager { .. } => RoleKind::ProjectManager,
            Self::Admin => RoleKind::Admin,
            Self::Partner(_) => RoleKind::Partner,
        }
    }

    /// Whether the role is on the agency's side: project manager or admin.
    #[must_use]
    pub fn is_agency(self) -> bool {
        self.kind().is_agency()
    }

    /// Visibilities of documents, tasks and activity that this role sees.
    #[must_use]
    pub fn sees(self) -> &'static [Visibility] {
        match self {
            Self::Client { .. } => &[Visibility::Client, Visibility::Shared],
            Self::ProjectManager { .. } | Self::Admin => <Visibility as strum::VariantArray>::VARIANTS,
            Self::Partner(_) => &[Visibility::Partner, Visibility::Shared],
        }
    }

    /// Initial visibility of this role's own uploads and tasks.
    #[must_use]
    pub fn own_visibility(self) -> Visibility {
        match self {
            Self::Client { .. } => Visibility::Client,
            Self::ProjectManager { .. } | Self::Admin => Visibility::Internal,
            Self::Partner(_) => Visibility::Partner,
        }
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::{MemberRole, Membership, PartnerLevel, PlatformRole, Role, role_of};

    #[test]
    fn who_gives_and_takes_which_membership() {
        let managed = |role| Membership::VARIANTS.iter().map(|member| member.managed_by(role)).collect::<Vec<_>>();
        assert_eq!(managed(Role::Client { lead: false }), [false; 4]);
        assert_eq!(managed(Role::Client { lead: true }), [true, false, false, false]);
        for invites in [false, true] {
            let role = Role::MANAGER.under(invites);
            assert_eq!(managed(role), [true, true, false, false]);
            let offered = Membership::VARIANTS.iter().map(|member| member.offered_by(role)).collect::<Vec<_>>();
            assert_eq!(offered, [true, true, invites, false]);
            let shared = PartnerLevel::VARIANTS.iter().map(|level| level.shared_by(role)).collect::<Vec<_>>();
            assert_eq!(shared, [invites, invites, false]);
        }
        assert_eq!(managed(Role::Admin), [true; 4]);
        for level in PartnerLevel::VARIANTS {
            assert_eq!(managed(Role::Partner(*level)), [false; 4]);
        }
    }

    #[test]
    fn a_platform_admin_is_admin_everywhere_and_a_membership_outweighs_a_share() {
        let manages = Some(PartnerLevel::Manage);
        assert_eq!(role_of(PlatformRole::Admin, Some(Membership::Client), manages), Some(Role::Admin));
        for platform in [PlatformRole::None, PlatformRole::Staff] {
            assert_eq!(role_of(platform, None, None), None);
            assert_eq!(role_of(platform, None, manages), Some(Role::Partner(PartnerLevel::Manage)));
            for member in Membership::VARIANTS {
                assert_eq!(role_of(platform, Some(*member), manages), Some(Role::from(*member)));
            }
        }
    }

    #[test]
    fn a_membership_is_the_columns_of_its_row() {
        for member in Membership::VARIANTS {
            assert_eq!(Membership::of(member.role(), member.is_lead()), *member);
        }
        assert_eq!(Membership::of(MemberRole::Admin, true), Membership::Admin);
    }
}
