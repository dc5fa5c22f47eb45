//! Changes, as transactions announce them at commit.

use std::{convert::Infallible, fmt, str::FromStr};

use uuid::Uuid;

use crate::ids::{ProjectId, UserId};

/// A change of rows that copies in memory depend on. Its text is the payload of its announcement: IDs and fixed words,
/// without a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Rows of a project.
    Rows(ProjectId),
    /// Rows of a project on which people's parts in it depend: its own row, members, shares, rules, keys, figures.
    Part(ProjectId),
    /// A person's account or agencies, which others see too.
    Account(UserId),
    /// A person's sessions or tokens.
    Person(UserId),
    /// Marks of what a person has read.
    Marks(UserId),
    /// The served domains.
    Domains,
    /// The signing keys.
    SigningKeys,
    /// Rows of any project or person.
    Everything,
}

impl Change {
    /// Whether a request may have been admitted because of these rows.
    pub(super) fn affects_authority(self) -> bool {
        matches!(self, Self::Part(_) | Self::Account(_) | Self::Person(_) | Self::Everything)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows(project) => write!(f, "{project}"),
            Self::Part(project) => write!(f, "part {project}"),
            Self::Account(person) => write!(f, "account {}", person.0),
            Self::Person(person) => write!(f, "{}", person.0),
            Self::Marks(person) => write!(f, "marks {}", person.0),
            Self::Domains => f.write_str("domains"),
            Self::SigningKeys => f.write_str("keys"),
            Self::Everything => f.write_str("all"),
        }
    }
}

impl FromStr for Change {
    type Err = Infallible;

    /// A text that is not understood comes from another version: it stands for any change.
    fn from_str(payload: &str) -> Result<Self, Infallible> {
        let person = |id: &str| id.parse::<Uuid>().map(UserId);
        let change = match payload.split_once(' ').unwrap_or(("", payload)) {
            ("part", id) => id.parse().map(Self::Part).ok(),
            ("account", id) => person(id).map(Self::Account).ok(),
            ("marks", id) => person(id).map(Self::Marks).ok(),
            ("", "domains") => Some(Self::Domains),
            ("", "keys") => Some(Self::SigningKeys),
            ("", id) => id.parse().map(Self::Rows).ok().or_else(|| person(id).map(Self::Person).ok()),
            _ => None,
        };
        Ok(change.unwrap_or(Self::Everything))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_read_as_the_change_it_was_written_from() {
        let (project, person) = ("FP-2025-X7K9M3P1A".parse().unwrap(), UserId::new());
        for change in [
            Change::Rows(project),
            Change::Part(project),
            Change::Account(person),
            Change::Person(person),
            Change::Marks(person),
            Change::Domains,
            Change::SigningKeys,
            Change::Everything,
        ] {
            let payload = change.to_string();
            assert_eq!(payload.parse(), Ok(change));
            assert!(!payload.contains('\''), "{payload}");
        }
        assert_eq!("of a later version".parse(), Ok(Change::Everything));
    }
}
