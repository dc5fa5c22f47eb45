//! What an operation asks for, held against its answers: by the list that the access matrix has, so that a handler with
//! a wrong permission is noticed by what it does. The register adds how a refusal looks.

use fataplus::{
    access::{Action, Role, allows},
    app::Mount,
    http::routes::{Need, RouteInfo},
};

use super::{
    cast::{CAST, NOBODY},
    operations::OPS,
    world::World,
};
use crate::access_matrix::routes::Needs;

/// Says what a route must ask for.
pub type Expects = fn(Mount, &RouteInfo) -> Needs;

/// Actions of the body that a lesser one may be enough for: the status alone.
const LESSER: &[(Action, Action)] = &[(Action::EditProject, Action::ChangeStatus)];

/// Permission a call in a project needs.
#[derive(Clone, Copy)]
pub struct Rule {
    action: Action,
    need: Need,
    /// Whether the row may be missing or hidden.
    pub of_row: bool,
}

impl Rule {
    pub fn may(self, role: Role) -> bool {
        let lesser = |(greater, lesser): &(Action, Action)| *greater == self.action && allows(role, *lesser);
        allows(role, self.action) || matches!(self.need, Need::OnRow(..)) && LESSER.iter().any(lesser)
    }

    /// The answer to a role that may not.
    pub fn denied(self, role: Role) -> u16 {
        if matches!(self.need, Need::Seen(see, _) if !allows(role, see)) { 404 } else { 403 }
    }
}

impl World {
    /// The rule of an operation in a project; none outside of projects.
    pub fn rule(&self, op: usize) -> Option<Rule> {
        let (place, route) = OPS[op].route.filter(|(place, _)| *place == Mount::TenantApi)?;
        match (self.expects)(place, route) {
            Needs::May(action) => Some(Rule { action, need: route.need, of_row: route.path.contains('{') }),
            needs => panic!("{needs:?} is of no project: {}", route.path),
        }
    }

    /// Whether the person has what an operation outside of projects asks for.
    pub fn meets(&self, who: usize, op: usize) -> bool {
        let Some((place, route)) = OPS[op].route.filter(|(place, _)| *place == Mount::PlatformApi) else { return true };
        match (self.expects)(place, route) {
            Needs::Nothing => true,
            Needs::Session | Needs::Program(_) => who != NOBODY,
            Needs::AgencyAdmin => CAST[who].runs,
            Needs::Staff => matches!(CAST[who].platform, "staff" | "admin"),
            Needs::PlatformAdmin => CAST[who].platform == "admin",
            needs => panic!("{needs:?} is of a project: {}", route.path),
        }
    }
}
