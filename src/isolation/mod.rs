//! What a check of tenant isolation says, and the cell in which this process keeps the last word. Pure: who checks is
//! `isolation_check`; who heeds it are the gate before every project, `/health/ready` and the admin page.

mod status;

use std::{fmt, time::Duration};

use time::OffsetDateTime;
use uuid::Uuid;

pub use status::{Standing, Status};

/// Which part of the check found something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The rules every table, grant and role is held to.
    Catalogue,
    /// One synthetic tenant's transactions, tried on the other's rows.
    Rows,
    /// One's person, asking every route for what is the other's.
    Routes,
    /// One's addresses in the object store, bent towards the other's objects.
    Objects,
}

impl Part {
    /// As it stands before a finding.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Catalogue => "catalogue",
            Self::Rows => "rows",
            Self::Routes => "routes",
            Self::Objects => "objects",
        }
    }
}

/// A breach of a rule, or a crossing from one tenant to another that went through. Names the table or route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where it was found.
    pub part: Part,
    /// The table or route, and what is wrong with it.
    pub what: String,
}

impl Finding {
    /// A finding of one part.
    pub fn new(part: Part, what: impl Into<String>) -> Self {
        Self { part, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.part.as_str(), self.what)
    }
}

/// What a check comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Everything was tried, nothing crossed.
    Green,
    /// Nothing crossed, but something could not be tried.
    Amber,
    /// Something crossed, or could.
    Red,
}

impl Verdict {
    /// As stored and as templates compare it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }
}

/// Why a check was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The process starts.
    Start,
    /// It was time again.
    Schedule,
    /// Somebody asked: the admin page's button, `fataplus doctor`.
    Demand,
}

impl Cause {
    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Schedule => "schedule",
            Self::Demand => "demand",
        }
    }
}

/// How much was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Tenant tables.
    pub tables: usize,
    /// Routes of pages and API.
    pub routes: usize,
    /// Requests sent for them.
    pub requests: usize,
    /// Ways to another's objects.
    pub objects: usize,
}

/// One check.
#[derive(Clone, Debug)]
pub struct Report {
    /// Time-ordered.
    pub id: Uuid,
    /// Why it was made.
    pub cause: Cause,
    /// When it began.
    pub started_at: OffsetDateTime,
    /// How long it took.
    pub took: Duration,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What could not be tried, and for want of what: `object store: it does not answer`.
    pub untried: Vec<String>,
    /// How much was.
    pub tried: Tried,
}

impl Report {
    /// The verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match (self.findings.is_empty(), self.untried.is_empty()) {
            (false, _) => Verdict::Red,
            (true, false) => Verdict::Amber,
            (true, true) => Verdict::Green,
        }
    }

    /// Findings and what was left untried, a line each.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.findings.iter().map(ToString::to_string).chain(self.untried.iter().cloned()).collect()
    }
}

/// Marks a request of the check's own, made inside the process: it passes the gate that a red verdict closes, so that a
/// later check can be green, and is neither logged nor counted. Nothing from outside can carry it.
#[derive(Clone, Copy, Debug)]
pub struct Probe;

#[cfg(test)]
mod tests {
    use super::{Cause, Finding, Part, Report, Tried, Verdict};

    #[test]
    fn a_crossing_outweighs_what_could_not_be_tried() {
        let mut report = Report {
            id: uuid::Uuid::nil(),
            cause: Cause::Start,
            started_at: time::OffsetDateTime::UNIX_EPOCH,
            took: std::time::Duration::ZERO,
            findings: Vec::new(),
            untried: Vec::new(),
            tried: Tried::default(),
        };
        assert_eq!(report.verdict(), Verdict::Green);
        report.untried.push("object store: it does not answer".to_owned());
        assert_eq!(report.verdict(), Verdict::Amber);
        report.findings.push(Finding::new(Part::Rows, "tasks: seen"));
        assert_eq!(report.verdict(), Verdict::Red);
        assert_eq!(report.lines(), ["rows: tasks: seen", "object store: it does not answer"]);
    }
}
