//! Permissions for uploading, changing and deciding. Pure functions; visibility has been checked before.

use strum::VariantArray;

use super::{DocumentKind, reaches_client};
use crate::{
    access::{Action, Role, Visibility, allows},
    features::files::requests::RequestState,
    http::{AppError, error::Conflict},
};

/// Target of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A new document.
    New,
    /// A new document that answers a request for files.
    Request(RequestState),
    /// A version of a document.
    Version {
        /// Kind of the document.
        kind: DocumentKind,
        /// Whether the uploader brought the document.
        own: bool,
        /// State of the request the document belongs to.
        request: Option<RequestState>,
    },
}

/// Reason for a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The role has no permission.
    Role,
    /// The request is closed.
    Closed,
}

impl From<Denied> for AppError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Role => Self::Forbidden,
            Denied::Closed => Self::Conflict(Conflict::State),
        }
    }
}

fn unless(allowed: bool, denied: Denied) -> Result<(), Denied> {
    if allowed { Ok(()) } else { Err(denied) }
}

/// Whether `role` may upload to the target now.
pub fn may_upload(role: Role, target: Target) -> Result<(), Denied> {
    let answers = |state: RequestState| {
        unless(allows(role, Action::AnswerFileRequest), Denied::Role)
            .and_then(|()| unless(state.takes_files(), Denied::Closed))
    };
    match target {
        Target::New => unless(allows(role, Action::UploadDocument), Denied::Role),
        Target::Version { own, .. } if may_edit(role, own) => Ok(()),
        // The side that decides on a deliverable does not deliver it.
        Target::Version { kind, .. } if !kinds_to_upload(role).contains(&kind) => Err(Denied::Role),
        Target::Request(state) | Target::Version { request: Some(state), .. } => answers(state),
        Target::Version { request: None, .. } => Err(Denied::Role),
    }
}

/// Whether `role` may rename a document; `own` for the uploader's.
#[must_use]
pub fn may_edit(role: Role, own: bool) -> bool {
    allows(role, Action::EditDocument) || own && allows(role, Action::EditOwnDocument)
}

/// Whether `role` may delete a document: any for the agency; the uploader's own (`own`) unless it is the client's too
/// (`of_client`), who sees it or has decided on it; one of the caller's files alone that the agency has not accepted (`may_lose`).
#[must_use]
pub fn may_delete(role: Role, own: bool, of_client: bool, may_lose: bool) -> bool {
    allows(role, Action::EditDocument)
        || may_edit(role, own) && !of_client
        || may_lose && allows(role, Action::TakeBackDocument)
}

/// Whether the client decides on such a document: a deliverable that was published to it.
#[must_use]
pub fn may_decide(kind: DocumentKind, visibility: Visibility) -> bool {
    kind == DocumentKind::Deliverable && reaches_client(visibility)
}

/// Visibility of an upload by `role`: its own side's, or another one if it may publish.
pub fn visibility_of_upload(role: Role, wished: Option<Visibility>) -> Result<Visibility, Denied> {
    let own = role.own_visibility();
    match wished {
        Some(wished) if wished != own => unless(allows(role, Action::PublishDocument), Denied::Role).map(|()| wished),
        _ => Ok(own),
    }
}

/// Kinds that `role` may upload: a client does not deliver, because it decides on deliverables.
#[must_use]
pub fn kinds_to_upload(role: Role) -> Vec<DocumentKind> {
    DocumentKind::VARIANTS
        .iter()
        .copied()
        .filter(|kind| *kind != DocumentKind::Deliverable || !matches!(role, Role::Client { .. }))
        .collect()
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::{Denied, Target, kinds_to_upload, may_decide, may_delete, may_edit, may_upload, visibility_of_upload};
    use crate::{
        access::{PartnerLevel, Role, Visibility},
        features::files::{documents::DocumentKind, requests::RequestState},
    };

    const CLIENT: Role = Role::Client { lead: true };
    const MANAGER: Role = Role::MANAGER;
    const VIEWER: Role = Role::Partner(PartnerLevel::View);
    const EDITOR: Role = Role::Partner(PartnerLevel::Edit);

    fn version(own: bool, request: Option<RequestState>) -> Target {
        Target::Version { kind: DocumentKind::Other, own, request }
    }

    #[test]
    fn a_client_sends_files_unasked_and_into_a_request_that_takes_them() {
        assert_eq!(may_upload(CLIENT, Target::New), Ok(()));
        assert_eq!(may_upload(CLIENT, Target::Request(RequestState::Open)), Ok(()));
        assert_eq!(may_upload(CLIENT, Target::Request(RequestState::Received)), Ok(()));
        assert_eq!(may_upload(CLIENT, Target::Request(RequestState::Accepted)), Err(Denied::Closed));
        assert_eq!(may_upload(CLIENT, version(true, None)), Err(Denied::Role));
        assert_eq!(may_upload(CLIENT, version(false, Some(RequestState::Open))), Ok(()));
        assert_eq!(may_upload(CLIENT, version(true, Some(RequestState::Accepted))), Err(Denied::Closed));
        let delivered =
            Target::Version { kind: DocumentKind::Deliverable, own: false, request: Some(RequestState::Open) };
        assert_eq!(may_upload(CLIENT, delivered), Err(Denied::Role));
        assert_eq!(may_upload(MANAGER, delivered), Ok(()));
    }

    #[test]
    fn the_agency_brings_anything_but_into_a_closed_request() {
        assert_eq!(may_upload(MANAGER, Target::New), Ok(()));
        assert_eq!(may_upload(MANAGER, version(false, None)), Ok(()));
        assert_eq!(may_upload(MANAGER, version(false, Some(RequestState::Accepted))), Ok(()));
        assert_eq!(may_upload(MANAGER, Target::Request(RequestState::Open)), Ok(()));
        assert_eq!(may_upload(MANAGER, Target::Request(RequestState::Accepted)), Err(Denied::Closed));
    }

    #[test]
    fn a_partner_brings_its_own_from_level_edit_and_answers_no_request() {
        assert_eq!(may_upload(VIEWER, Target::New), Err(Denied::Role));
        assert_eq!(may_upload(VIEWER, version(true, None)), Err(Denied::Role));
        assert_eq!(may_upload(EDITOR, Target::New), Ok(()));
        assert_eq!(may_upload(EDITOR, version(true, None)), Ok(()));
        assert_eq!(may_upload(EDITOR, version(false, None)), Err(Denied::Role));
        assert_eq!(may_upload(EDITOR, Target::Request(RequestState::Open)), Err(Denied::Role));
        assert_eq!(may_upload(EDITOR, version(false, Some(RequestState::Open))), Err(Denied::Role));
    }

    #[test]
    fn who_renames() {
        assert!(may_edit(MANAGER, false) && may_edit(EDITOR, true));
        assert!(!may_edit(EDITOR, false) && !may_edit(VIEWER, true) && !may_edit(CLIENT, true));
    }

    #[test]
    fn a_client_takes_back_what_is_not_accepted() {
        let (seen, partners) = (true, false);
        assert!(may_delete(CLIENT, true, seen, true) && !may_delete(CLIENT, true, seen, false));
        assert!(may_delete(MANAGER, false, seen, false) && may_delete(EDITOR, true, partners, false));
        assert!(!may_delete(EDITOR, false, partners, false) && !may_delete(EDITOR, true, seen, false));
        assert!(!may_delete(VIEWER, true, partners, true));
    }

    #[test]
    fn an_upload_is_its_side_s_until_published() {
        assert_eq!(visibility_of_upload(MANAGER, None), Ok(Visibility::Internal));
        assert_eq!(visibility_of_upload(MANAGER, Some(Visibility::Shared)), Ok(Visibility::Shared));
        assert_eq!(visibility_of_upload(CLIENT, None), Ok(Visibility::Client));
        assert_eq!(visibility_of_upload(CLIENT, Some(Visibility::Client)), Ok(Visibility::Client));
        assert_eq!(visibility_of_upload(CLIENT, Some(Visibility::Shared)), Err(Denied::Role));
        assert_eq!(visibility_of_upload(EDITOR, None), Ok(Visibility::Partner));
        assert_eq!(visibility_of_upload(EDITOR, Some(Visibility::Client)), Err(Denied::Role));
    }

    #[test]
    fn a_client_decides_on_published_deliverables_and_delivers_none() {
        for visibility in Visibility::VARIANTS.iter().copied() {
            let published = matches!(visibility, Visibility::Client | Visibility::Shared);
            assert_eq!(may_decide(DocumentKind::Deliverable, visibility), published, "{visibility:?}");
            assert!(!may_decide(DocumentKind::Contract, visibility));
        }
        assert!(!kinds_to_upload(CLIENT).contains(&DocumentKind::Deliverable));
        assert!(kinds_to_upload(MANAGER).contains(&DocumentKind::Deliverable));
    }
}
