//! Sides of a project, between which the turn goes to and fro.

use super::Role;

/// Side that has to act while something is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx::Type, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Side {
    /// The agency's.
    Agency,
    /// The client's.
    Client,
}

words!(Side);

impl Role {
    /// Side of the role; partners have none.
    #[must_use]
    pub fn side(self) -> Option<Side> {
        match self {
            Self::Client { .. } => Some(Side::Client),
            Self::ProjectManager { .. } | Self::Admin => Some(Side::Agency),
            Self::Partner(_) => None,
        }
    }
}
