//! Expected permission of each route, written by hand and by path. The register derives the same from the handlers'
//! argument types; this list is never generated, so that a handler with a wrong argument is noticed.

use fataplus::{
    access::{Action, TokenScope},
    app,
    http::routes::RouteInfo,
};

use super::routes::Needs;
use crate::support::routes::path_at;

/// Expected permission of the route.
pub fn expected_need(place: app::Mount, route: &RouteInfo) -> Needs {
    let (method, path) = (route.method.as_str().to_lowercase(), path_at(place, route));
    let needs = match place {
        app::Mount::TenantApi => of_tenant_api(&method, &path),
        app::Mount::PlatformApi => of_platform_api(&method, &path),
        app::Mount::TenantPage => of_tenant_page(&method, &path),
        app::Mount::AppPage => of_app_page(&method, &path),
        app::Mount::PublicPage => Some(Needs::Nothing),
    };
    needs.unwrap_or_else(|| panic!("what must {place:?} {method} {path} ask for? Write it here."))
}

#[expect(clippy::match_same_arms, reason = "each feature has an arm of its own")]
fn of_tenant_api(method: &str, path: &str) -> Option<Needs> {
    let reads = method == "get";
    let mut parts = path.split('/').skip(1);
    let (first, of_row) = (parts.next().unwrap_or_default(), parts.next().is_some());
    Some(Needs::May(match (first, reads) {
        ("" | "milestones" | "tasks" | "activity", true) => Action::ViewProject,
        ("", false) => Action::EditProject,
        ("milestones", false) => Action::EditPlan,
        ("tasks", false) if method == "patch" => Action::CompleteOwnTasks,
        ("tasks", false) => Action::EditOwnTasks,
        ("documents" | "approvals", true) => Action::ViewDocuments,
        ("documents", false) if method == "delete" => Action::TakeBackDocument,
        ("documents", false) => Action::EditOwnDocument,
        ("approvals", false) => Action::DecideOnDeliverable,
        ("uploads", _) => Action::UploadDocument,
        ("file-requests", true) => Action::AnswerFileRequest,
        ("brief", _) => Action::CompleteBrief,
        ("file-requests", false) => Action::RequestFiles,
        ("threads", false) if !of_row || path.ends_with("/answered") => Action::UseInternalThreads,
        ("threads", _) => Action::UseSharedThreads,
        ("members" | "partners", true) => Action::ViewMembers,
        ("members", false) | ("invitations", _) => Action::ManageClients,
        ("partners", false) => Action::SharePartners,
        ("domains", _) => Action::EditSettings,
        ("settings" | "workspace", _) => Action::GovernProject,
        ("usage" | "audit" | "audit.jsonl", true) => Action::ViewOperations,
        ("api-keys", _) => Action::ViewOperations,
        _ => return None,
    }))
}

/// The rows asked for are somebody else's: what is allowed with one's own asks for more here.
pub fn on_row(needs: Needs, path: &str) -> Needs {
    match needs {
        Needs::May(action) if path.contains('{') => match action {
            Action::EditOwnTasks | Action::CompleteOwnTasks => Needs::May(Action::EditPlan),
            Action::EditOwnDocument | Action::TakeBackDocument => Needs::May(Action::EditDocument),
            Action::UploadDocument => Needs::OfMaker(Action::ViewDocuments),
            action => Needs::May(action),
        },
        needs => needs,
    }
}

#[expect(clippy::match_same_arms, reason = "each feature has an arm of its own")]
fn of_tenant_page(method: &str, path: &str) -> Option<Needs> {
    let reads = method == "get";
    let mut parts = path.split('/').skip(1);
    let (first, second, last) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), path.rsplit('/').next()?);
    let action = match (first, second, reads) {
        ("session" | "logout" | "language", ..) => return Some(Needs::Nothing),
        ("", ..) | ("plan" | "activity", "", true) | ("view-as", "leave", false) => Action::ViewProject,
        ("settings", "", false) => Action::EditProject,
        // The page needs any of its permissions, and the status is the lesser one.
        ("settings", "", true) | ("settings", "status", _) => Action::ChangeStatus,
        ("settings", "domains", _) => Action::EditSettings,
        ("brief", ..) => Action::CompleteBrief,
        ("plan", "milestones", _) => Action::EditPlan,
        ("plan", "tasks", false) if last == "done" => Action::CompleteOwnTasks,
        ("plan", "tasks", _) => Action::EditOwnTasks,
        ("documents", _, true) => Action::ViewDocuments,
        ("documents", "upload", false) => Action::UploadDocument,
        ("documents", ..) => match last {
            "publish" => Action::PublishDocument,
            "rename" => Action::EditOwnDocument,
            "delete" => Action::TakeBackDocument,
            "approval" | "undo" => Action::DecideOnDeliverable,
            _ => return None,
        },
        ("file-requests", _, true) => Action::AnswerFileRequest,
        ("file-requests", _, false) => Action::RequestFiles,
        ("messages", "threads", _) => Action::UseInternalThreads,
        ("messages", ..) if last == "answered" => Action::UseInternalThreads,
        ("messages", ..) => Action::UseSharedThreads,
        ("people", "", true) => Action::ViewMembers,
        ("people" | "invitations", _, false) => Action::ManageClients,
        ("partners", _, false) => Action::SharePartners,
        ("view-as", "", false) => Action::ViewAsClient,
        ("usage" | "usage.csv" | "audit" | "audit.jsonl", "", true) => Action::ViewOperations,
        ("keys", ..) => Action::ViewOperations,
        _ => return None,
    };
    Some(Needs::May(action))
}

fn of_app_page(method: &str, path: &str) -> Option<Needs> {
    let mut parts = path.split('/').skip(1);
    Some(match (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) {
        ("" | "login" | "logout" | "password" | "language" | "invitation", _) => Needs::Nothing,
        ("account" | "work", _) => Needs::Session,
        ("handoff", _) => Needs::Part,
        ("projects", "") if method == "get" => Needs::Session,
        ("projects", "" | "new") | ("requests", _) => Needs::Staff,
        ("projects", "{project_id}") if path.ends_with("/portal") => Needs::Part,
        ("projects", "{project_id}") => Needs::May(Action::GovernProject),
        ("agency", _) => Needs::AgencyAdmin,
        ("admin", _) => Needs::PlatformAdmin,
        _ => return None,
    })
}

fn of_platform_api(method: &str, path: &str) -> Option<Needs> {
    Some(match (method, path.split('/').nth(2)?, path.split('/').nth(3)) {
        (_, "intake" | "invitations", _) | ("post", "auth", Some("token" | "refresh" | "password")) => Needs::Nothing,
        ("get", "me", None) => Needs::Program(None),
        ("get", "projects", None) => Needs::Program(Some(TokenScope::ProjectRead)),
        (_, "me", _) | ("get", "agency", None) | ("post", "auth", Some("logout")) => Needs::Session,
        ("post", "projects", None) | (_, "submissions", _) => Needs::Staff,
        (_, "partner-agencies", _) => Needs::PlatformAdmin,
        (_, "agency", Some(_)) => Needs::AgencyAdmin,
        _ => return None,
    })
}
