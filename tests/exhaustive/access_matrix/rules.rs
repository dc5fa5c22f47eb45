//! Expected answers, derived from the role × action table, the scopes, and the rules for callers without a part.

use fataplus::access::{Action, Role, TokenScope, allows, scope_allows, scope_needed};

use super::{
    askers::{Who, Workspace},
    routes::{Needs, Place, Route},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The handler runs, whatever its answer.
    LetIn,
    /// Open to everybody, whatever the answer.
    Open,
    /// The caller has the permission, but does not see the row.
    NoSuchRow,
    /// This status, and one of these problems.
    Refused(u16, Vec<&'static str>),
    /// A page: to log in, and back.
    ToLogIn,
    /// A page: to set up a second factor, and back.
    ToProve,
}

fn refused(status: u16, problem: &'static str) -> Expected {
    Expected::Refused(status, vec![problem])
}

/// Route that ends the client's view.
const LEAVE: &str = "/view-as/leave";
const LOGOUT: &str = "/logout";

pub fn expected(who: Who, workspace: Workspace, route: &Route) -> Expected {
    let Route { place, needs, .. } = route;
    if *needs == Needs::Nothing {
        let changes = !route.reads() && route.path != LOGOUT;
        return if who.is_viewing() && changes { refused(403, "view-only") } else { Expected::Open };
    }
    // Credentials of programs open no page.
    let nobody = who == Who::Anonymous || who.scope().is_some() && place.is_page();
    if nobody {
        return if place.is_page() { Expected::ToLogIn } else { refused(401, "authentication-required") };
    }
    match needs {
        Needs::May(action) => in_project(who, workspace, route, *action),
        Needs::OfMaker(action) => match in_project(who, workspace, route, *action) {
            Expected::LetIn => Expected::NoSuchRow,
            other => other,
        },
        Needs::Part => if_seen(who.role().is_some() && workspace != Workspace::Erased),
        needs => of_platform(who, *needs),
    }
}

fn if_seen(seen: bool) -> Expected {
    if seen { Expected::LetIn } else { refused(404, "not-found") }
}

fn of_platform(who: Who, needs: Needs) -> Expected {
    match (who, needs) {
        (Who::Key(_) | Who::Token(..), Needs::Program(None)) => Expected::LetIn,
        (Who::Token(_, scope), Needs::Program(Some(needed))) if scope == needed => Expected::LetIn,
        (Who::Key(_) | Who::Token(..), _) => refused(403, "insufficient-scope"),
        (_, Needs::Session | Needs::Program(_)) => Expected::LetIn,
        (_, Needs::Staff) => if_seen(who.is_staff()),
        (_, Needs::PlatformAdmin) => if_seen(who == Who::PlatformAdmin),
        (_, Needs::AgencyAdmin) => if_seen(who == Who::AgencyAdmin),
        (_, needs) => panic!("{needs:?} is not of the platform"),
    }
}

fn in_project(who: Who, workspace: Workspace, route: &Route, action: Action) -> Expected {
    let Some(role) = who.role() else { return refused(404, "not-found") };
    // People who govern the project get in to reopen it, and platform admins from any network.
    let governs = action == Action::GovernProject;
    // A program has no log-in that could expire.
    if workspace == Workspace::Overdue && who.scope().is_none() {
        return if route.place.is_page() { Expected::ToLogIn } else { refused(401, "invalid-token") };
    }
    if workspace == Workspace::Elsewhere && !(governs && who == Who::PlatformAdmin) {
        return refused(403, "address-refused");
    }
    if matches!(who, Who::Unproven(_)) && !matches!(role, Role::Client { .. }) {
        return if route.place.is_page() { Expected::ToProve } else { refused(403, "mfa-required") };
    }
    if who.is_viewing() && !route.reads() && route.path != LEAVE {
        return refused(403, "view-only");
    }
    match workspace {
        Workspace::Active | Workspace::Elsewhere | Workspace::Overdue => {}
        Workspace::Erased => return refused(404, "not-found"),
        _ if governs => {}
        Workspace::Provisioning => return refused(503, "project-preparing"),
        Workspace::Suspended => return refused(403, "project-suspended"),
        Workspace::Archived => return refused(403, "project-archived"),
    }
    let by_role = allows(role, action);
    let by_scope = who.scope().is_none_or(|scope| gives(scope, action, route.reads()));
    match (by_role, by_scope) {
        (true, true) => Expected::LetIn,
        (true, false) => refused(403, "insufficient-scope"),
        _ if is_unseen(role, action) => hidden(who),
        (false, true) => refused(403, "forbidden"),
        // A route may ask for something lesser first, and be refused for that.
        (false, false) => Expected::Refused(403, vec!["forbidden", "insufficient-scope"]),
    }
}

fn gives(scope: TokenScope, action: Action, reads: bool) -> bool {
    scope_allows(scope, action) && (reads || scope.writes())
}

/// Requests for files are between agency and client: for partners there are none.
fn is_unseen(role: Role, action: Action) -> bool {
    matches!(action, Action::AnswerFileRequest | Action::RequestFiles) && !allows(role, Action::AnswerFileRequest)
}

fn hidden(who: Who) -> Expected {
    match who.scope() {
        None => refused(404, "not-found"),
        Some(_) => panic!("programs of partners are not asked"),
    }
}

/// Scope that the answer must name as missing.
pub fn missing_scope(who: Who, route: &Route) -> Option<TokenScope> {
    match route.needs {
        Needs::May(action) if who.role().is_some_and(|role| allows(role, action)) => {
            scope_needed(action, route.reads())
        }
        _ => None,
    }
}

/// Whether a permitted request may get 404: the paths hold no row of the platform's, the query no link's secret, and no
/// identity provider is configured.
pub fn may_be_missing(route: &Route) -> bool {
    let of_row = route.path.contains('{') && !route.path.contains("{project_id}");
    let elsewhere = matches!(route.place, Place::PlatformApi | Place::AppPage);
    let named_in_body = matches!(route.path.as_str(), "/account/email" | "/account/passkeys/remove");
    elsewhere && (of_row || named_in_body || route.path.starts_with("/account/identities/"))
}
