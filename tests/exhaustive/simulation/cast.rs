//! People of the simulation, and its knowledge of their parts while they change.

use std::{collections::BTreeSet, sync::Mutex};

use fataplus::access::{PartnerLevel, Role};

/// A person of the cast.
pub struct Person {
    /// For reports.
    pub called: &'static str,
    /// `admin`, `staff`, `none`; empty for the anonymous visitor.
    pub platform: &'static str,
    /// Parts at the start: project and role.
    pub parts: &'static [(usize, Role)],
    /// Agency the person works for.
    pub agency: Option<usize>,
    /// Whether the person is its admin.
    pub runs: bool,
    /// Whether the person is removed from projects and invited again during the run.
    pub wanders: bool,
}

const CLIENT: Role = Role::Client { lead: false };
const LEAD: Role = Role::Client { lead: true };
const MANAGER: Role = Role::MANAGER;

const fn person(called: &'static str, platform: &'static str, parts: &'static [(usize, Role)]) -> Person {
    Person { called, platform, parts, agency: None, runs: false, wanders: false }
}

const fn wanderer(called: &'static str, parts: &'static [(usize, Role)]) -> Person {
    Person { called, platform: "none", parts, agency: None, runs: false, wanders: true }
}

const fn agent(called: &'static str, agency: usize, runs: bool) -> Person {
    Person { called, platform: "none", parts: &[], agency: Some(agency), runs, wanders: false }
}

/// Projects A, B and C are 0, 1 and 2.
pub const CAST: &[Person] = &[
    person("admin of the platform", "admin", &[]),
    person("manager of A", "staff", &[(0, MANAGER)]),
    person("manager of C", "staff", &[(2, MANAGER)]),
    person("admin of A and B", "staff", &[(0, Role::Admin), (1, Role::Admin)]),
    person("admin of C", "staff", &[(2, Role::Admin)]),
    person("client in A, manager of B", "none", &[(0, CLIENT), (1, MANAGER)]),
    person("lead client of A", "none", &[(0, LEAD)]),
    person("lead client of B", "none", &[(1, LEAD)]),
    person("lead client of C", "none", &[(2, LEAD)]),
    wanderer("client of A", &[(0, CLIENT)]),
    wanderer("client of B and C", &[(1, CLIENT), (2, CLIENT)]),
    wanderer("client of C, removed from A", &[(0, CLIENT), (2, CLIENT)]),
    agent("admin of P", 0, true),
    agent("colleague at P", 0, false),
    agent("admin of Q", 1, true),
    person("staff", "staff", &[]),
    person("stranger", "none", &[]),
    wanderer("forgetful client of B", &[(1, CLIENT)]),
    person("nobody", "", &[]),
];

/// Person whose password is forgotten and set anew, which ends their sessions.
pub const FORGETFUL: usize = 17;
/// A visitor without a session.
pub const NOBODY: usize = 18;
/// Person who is removed from A before anything else.
pub const REMOVED: usize = 11;
/// Agency, project, level at the start.
pub const SHARES: &[(usize, usize, PartnerLevel)] =
    &[(0, 0, PartnerLevel::Edit), (0, 2, PartnerLevel::View), (1, 1, PartnerLevel::Manage)];

/// Possible parts of a person in a project at some time: one, or several while a change is under way.
pub type Parts = BTreeSet<Part>;

/// A role by rank, so that parts can stand in a set; `None` is no part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(pub Option<Role>);

impl Part {
    fn rank(self) -> usize {
        self.0.map_or(0, |role| 1 + Role::ALL.iter().position(|one| *one == role).unwrap())
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Part {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

/// One person's parts in one project, as they changed.
#[derive(Default)]
struct Cell {
    history: Vec<Parts>,
    /// Whether a change got no answer: it may still happen, whatever is answered later.
    tainted: bool,
}

/// Everybody's parts in the three projects.
pub struct Ledger {
    cells: Mutex<Vec<Vec<Cell>>>,
}

impl Ledger {
    /// As the cast stands at the start.
    pub fn new(projects: usize) -> Self {
        let start = |who: usize, project: usize| {
            let person = &CAST[who];
            let own = person.parts.iter().find(|(of, _)| *of == project).map(|(_, role)| *role);
            let shared = SHARES.iter().find(|(agency, of, _)| person.agency == Some(*agency) && *of == project);
            let part = own.or(shared.map(|(_, _, level)| Role::Partner(*level)));
            let part = if person.platform == "admin" { Some(Role::Admin) } else { part };
            Cell { history: vec![Parts::from([Part(part)])], tainted: false }
        };
        let row = |who| (0..projects).map(|project| start(who, project)).collect();
        Self { cells: Mutex::new((0..CAST.len()).map(row).collect()) }
    }

    /// Where the history stands, to ask `since` later.
    pub fn mark(&self, who: usize, project: usize) -> usize {
        self.cells.lock().unwrap()[who][project].history.len() - 1
    }

    /// Possible parts of the person since `mark`.
    pub fn since(&self, who: usize, project: usize, mark: usize) -> Parts {
        self.cells.lock().unwrap()[who][project].history[mark..].iter().flatten().copied().collect()
    }

    /// Possible parts of the person now.
    pub fn now(&self, who: usize, project: usize) -> Parts {
        self.since(who, project, self.mark(who, project))
    }

    /// Parts the person ever had.
    pub fn ever(&self, who: usize, project: usize) -> Parts {
        self.since(who, project, 0)
    }

    /// A change to `part` is being sent.
    pub fn changing(&self, who: usize, project: usize, part: Option<Role>) {
        let mut cells = self.cells.lock().unwrap();
        let cell = &mut cells[who][project];
        let mut parts = cell.history.last().unwrap().clone();
        parts.insert(Part(part));
        cell.history.push(parts);
    }

    /// Records the answer to a change: done, not done, or unknown without an answer.
    pub fn changed(&self, who: usize, project: usize, part: Option<Role>, done: Option<bool>) {
        let mut cells = self.cells.lock().unwrap();
        let cell = &mut cells[who][project];
        let parts = match done {
            _ if cell.tainted => return,
            None => {
                cell.tainted = true;
                return;
            }
            Some(true) => Parts::from([Part(part)]),
            Some(false) => cell.history[cell.history.len() - 2].clone(),
        };
        cell.history.push(parts);
    }
}

#[test]
fn a_part_is_uncertain_while_it_changes_and_for_ever_after_a_broken_connection() {
    let ledger = Ledger::new(3);
    let (is, was) = (Part(None), Part(Some(CLIENT)));
    assert_eq!(ledger.now(9, 0), Parts::from([was]));
    let mark = ledger.mark(9, 0);
    ledger.changing(9, 0, None);
    assert_eq!(ledger.now(9, 0), Parts::from([is, was]));
    ledger.changed(9, 0, None, Some(false));
    assert_eq!(ledger.now(9, 0), Parts::from([was]));
    ledger.changing(9, 0, None);
    ledger.changed(9, 0, None, Some(true));
    assert_eq!((ledger.now(9, 0), ledger.since(9, 0, mark)), (Parts::from([is]), Parts::from([is, was])));
    ledger.changing(9, 0, Some(CLIENT));
    ledger.changed(9, 0, Some(CLIENT), None);
    ledger.changing(9, 0, None);
    ledger.changed(9, 0, None, Some(true));
    assert_eq!(ledger.now(9, 0), Parts::from([is, was]));
}
