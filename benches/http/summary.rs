//! The five figures at the top of the page, for most readers.

use std::fmt::Write;

/// Filled in as the parts are measured; a part that was left out has no line.
#[derive(Default)]
pub struct Summary {
    /// A cached read of a project, requests a second, and its ratio to a handler that does nothing.
    pub cached: Option<(String, String)>,
    /// The ratio of an uncached read to PostgreSQL alone running the same statements.
    pub uncached: Option<String>,
    /// A signed-in person's page, milliseconds: the median, the 99th of a hundred.
    pub page: Option<(String, String)>,
    /// Resident memory before any load, MiB.
    pub memory: Option<f64>,
    /// The part of the isolation check that a start waits for, milliseconds.
    pub start: Option<String>,
}

impl Summary {
    /// Table of the measured values; empty without any.
    pub fn table(&self) -> String {
        let mut rows = String::new();
        let mut row = |what: &str, figure: String| {
            let _ = writeln!(rows, "| {what} | {figure} |");
        };
        if let Some((rate, of_bare)) = &self.cached {
            row("A project read by a member, cached, 16 connections", format!("{rate}/s: {of_bare} of a bare handler"));
        }
        if let Some(of_pgbench) = &self.uncached {
            row(
                "The same with nothing cached, 1 connection: what HTTP and scoped transactions leave",
                format!("{of_pgbench} of PostgreSQL alone"),
            );
        }
        if let Some((median, late)) = &self.page {
            row("A signed-in person's page: median, 99th of a hundred", format!("{median} ms, {late} ms"));
        }
        if let Some(memory) = self.memory {
            row("Memory at rest", format!("{memory:.0} MiB"));
        }
        if let Some(start) = &self.start {
            row("Checking isolation before a start", format!("{start} ms"));
        }
        if rows.is_empty() { rows } else { format!("| Five figures | |\n|---|--:|\n{rows}") }
    }
}
