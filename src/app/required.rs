//! Action that each project route requires, for the API's description: `access::scope_needed` derives the scope that a
//! token or key needs. The handlers check by themselves; a test compares this table with their answers.

use crate::access::Action;

/// Action that a route under a project's address requires.
#[must_use]
pub fn action(method: &str, tail: &str) -> Option<Action> {
    let reads = method.eq_ignore_ascii_case("get");
    let mut parts = tail.split('/').skip(1);
    let (first, of_row) = (parts.next().unwrap_or_default(), parts.next().is_some());
    Some(match (first, reads) {
        ("" | "milestones" | "tasks" | "activity", true) => Action::ViewProject,
        ("", false) => Action::EditProject,
        ("milestones", false) => Action::EditPlan,
        ("tasks", false) if method.eq_ignore_ascii_case("patch") => Action::CompleteOwnTasks,
        ("tasks", false) => Action::EditOwnTasks,
        ("documents" | "approvals", true) => Action::ViewDocuments,
        ("documents", false) => Action::EditOwnDocument,
        ("approvals", false) => Action::DecideOnDeliverable,
        ("uploads", _) => Action::UploadDocument,
        ("file-requests", true) => Action::AnswerFileRequest,
        ("file-requests", false) => Action::RequestFiles,
        ("threads", false) if !of_row => Action::UseInternalThreads,
        ("threads", _) => Action::UseSharedThreads,
        ("members" | "partners", true) => Action::ViewMembers,
        ("members", false) | ("invitations", _) => Action::ManageClients,
        ("partners", false) => Action::ManageMembers,
        ("domains", _) => Action::EditSettings,
        ("settings" | "workspace", _) => Action::GovernProject,
        ("api-keys", _) => Action::ViewOperations,
        _ => return None,
    })
}
