//! Requests for files: the agency asks and the client answers, or the client sends files unasked; the agency accepts or
//! sends back. Partners see none.

mod api;
pub mod changes;
pub(crate) mod mails;
pub mod store;

use serde::{Deserialize, Serialize};

pub use api::tenant_api;
pub use store::SAMPLES;

/// State of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = FileRequestState)]
#[strum(serialize_all = "snake_case")]
pub enum RequestState {
    /// Files are awaited: the client's turn.
    Open,
    /// Files arrived: the agency's turn. More may still come.
    Received,
    /// The files are accepted.
    Accepted,
}

words!(RequestState);

impl RequestState {
    /// Whether uploads are permitted.
    #[must_use]
    pub fn takes_files(self) -> bool {
        matches!(self, Self::Open | Self::Received)
    }

    /// Whether the agency may set it to `next`: accept received files (also those received otherwise), or send them
    /// back.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Open | Self::Received, Self::Accepted) | (Self::Received | Self::Accepted, Self::Open)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::RequestState::{Accepted, Open, Received};

    #[test]
    fn the_agency_accepts_and_sends_back_and_only_files_make_it_received() {
        assert!(Open.may_become(Accepted) && Received.may_become(Accepted));
        assert!(Received.may_become(Open) && Accepted.may_become(Open));
        for state in [Open, Received, Accepted] {
            assert!(!state.may_become(Received) && !state.may_become(state), "{state:?}");
        }
    }

    #[test]
    fn files_come_until_it_is_accepted() {
        assert!(Open.takes_files() && Received.takes_files() && !Accepted.takes_files());
    }
}
