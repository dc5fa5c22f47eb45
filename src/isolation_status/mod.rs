//! Result of an isolation check, and the status cell of this process. Pure data: `isolation_check` does the checking;
//! the gate before every project, `/health/ready` and the admin page act on the status.

mod status;

use std::{fmt, time::Duration};

use time::OffsetDateTime;
use uuid::Uuid;

pub use status::{GateState, Status};

/// Part of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Part {
    /// Rules for every table, grant and role.
    Catalogue,
    /// Transactions of one synthetic tenant, tried on the other's rows.
    Rows,
    /// Requests to every route by one tenant's person for the other's data.
    Routes,
    /// Object store addresses of one tenant, altered to reach the other's objects.
    Objects,
}

words!(Part);

/// A broken rule, or a successful access from one tenant to another. Names the table or route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Part that found it.
    pub part: Part,
    /// Table or route, and the fault.
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

/// Result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// Everything was tried, nothing crossed.
    Green,
    /// Nothing crossed, but something could not be tried.
    Amber,
    /// Something crossed, or could.
    Red,
}

words!(Verdict);

/// Trigger of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Cause {
    /// Start of the process.
    Start,
    /// Schedule.
    Schedule,
    /// Request of a person: the admin page's button, `fataplus doctor`.
    Demand,
}

words!(Cause);

/// Extent of a check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Number of tenant tables.
    pub tables: usize,
    /// Number of routes of pages and API.
    pub routes: usize,
    /// Number of requests sent to them.
    pub requests: usize,
    /// Number of ways tried to another tenant's objects.
    pub objects: usize,
}

/// Report of one check.
#[derive(Clone, Debug)]
pub struct Report {
    /// Report id, time-ordered.
    pub id: Uuid,
    /// Trigger.
    pub cause: Cause,
    /// Start time.
    pub started_at: OffsetDateTime,
    /// Duration.
    pub took: Duration,
    /// Findings.
    pub findings: Vec<Finding>,
    /// Tests that could not be done, with the reason: `object store: it does not answer`.
    pub untried: Vec<String>,
    /// Extent.
    pub tried: Tried,
}

impl Report {
    /// Result of the check.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match (self.findings.is_empty(), self.untried.is_empty()) {
            (false, _) => Verdict::Red,
            (true, false) => Verdict::Amber,
            (true, true) => Verdict::Green,
        }
    }

    /// Findings and untried tests, a line each.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.findings.iter().map(ToString::to_string).chain(self.untried.iter().cloned()).collect()
    }
}

/// Marks a request of the check itself, made inside the process: it passes the gate that a red verdict closes, so that
/// a later check can be green, and is neither logged nor counted. Requests from outside cannot carry it.
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
