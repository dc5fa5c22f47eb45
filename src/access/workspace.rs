//! State of a project's workspace.

use serde::{Deserialize, Serialize};

/// State of a project's workspace. JSON input accepts only the states that a person may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Workspace {
    /// Being provisioned.
    #[serde(skip_deserializing)]
    Provisioning,
    /// Open.
    Active,
    /// Closed for the moment: members see a notice.
    Suspended,
    /// Archived: out of the lists, kept as it is.
    Archived,
    /// Erased: only its id is left.
    #[serde(skip_deserializing)]
    Erased,
}

words!(Workspace);

impl Workspace {
    /// Whether a person may move a workspace that is `from` to this state. An archived workspace is reopened in two
    /// steps, so that somebody looks at it first.
    #[must_use]
    pub fn may_follow(self, from: Self) -> bool {
        match self {
            Self::Active => from == Self::Suspended,
            Self::Suspended => matches!(from, Self::Active | Self::Archived),
            Self::Archived => matches!(from, Self::Active | Self::Suspended),
            Self::Provisioning | Self::Erased => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::Workspace;

    #[test]
    fn what_is_put_away_is_opened_in_two_steps() {
        let moves =
            |from| Workspace::VARIANTS.iter().copied().filter(move |to| to.may_follow(from)).collect::<Vec<_>>();
        assert_eq!(moves(Workspace::Active), [Workspace::Suspended, Workspace::Archived]);
        assert_eq!(moves(Workspace::Suspended), [Workspace::Active, Workspace::Archived]);
        assert_eq!(moves(Workspace::Archived), [Workspace::Suspended]);
        assert_eq!(moves(Workspace::Provisioning), []);
        assert_eq!(moves(Workspace::Erased), []);
    }
}
