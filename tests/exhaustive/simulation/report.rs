//! Operations done, and faults found.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    operations::{OPS, Op},
    pages::{self, GETS, Route},
};

const KEPT: usize = 60;

/// Counts of a run.
#[derive(Default)]
pub struct Report {
    /// Requests by operation and status; 0 for a connection that was broken.
    pub calls: Mutex<BTreeMap<(usize, u16), u64>>,
    /// Answers of pages by route and outcome.
    pub pages: Mutex<BTreeMap<(String, String), u64>>,
    /// Which forms were seen on which pages.
    pub holds: Mutex<BTreeMap<(String, String), &'static Route>>,
    /// The last requests, for the report of a fault.
    pub log: Mutex<Vec<String>>,
    pub faults: Mutex<Vec<String>>,
    /// Canaries.
    pub written: AtomicU64,
    pub scanned_bytes: AtomicU64,
    /// Canaries shown to the people they are meant for.
    pub shown: Mutex<BTreeMap<(String, String), u64>>,
    pub mails: AtomicU64,
    pub objects: AtomicU64,
    pub replays: AtomicU64,
    pub foreign: AtomicU64,
    pub not_modified: AtomicU64,
}

impl Report {
    pub fn called(&self, op: usize, status: u16, line: String) {
        *self.calls.lock().unwrap().entry((op, status)).or_default() += 1;
        let mut log = self.log.lock().unwrap();
        if log.len() >= 2 * KEPT {
            log.drain(..KEPT);
        }
        log.push(line);
    }

    pub fn page(&self, route: String, outcome: String) {
        *self.pages.lock().unwrap().entry((route, outcome)).or_default() += 1;
    }

    /// How often a form was sent and not refused: one that is often refused is wanted as long as it never succeeded.
    pub fn taken(&self, route: &str) -> u64 {
        self.of_page(route, &["2", "3"])
    }

    /// How often a page was shown.
    pub fn opened(&self, route: &str) -> u64 {
        self.of_page(route, &["200"])
    }

    fn of_page(&self, route: &str, how: &[&str]) -> u64 {
        let pages = self.pages.lock().unwrap();
        let counted = |(of, outcome): &(String, String)| of == route && how.iter().any(|how| outcome.starts_with(how));
        pages.iter().filter(|(page, _)| counted(page)).map(|(_, count)| count).sum()
    }

    pub fn saw(&self, of: &str, class: &str) {
        let kind: String = of.chars().take(1).collect();
        *self.shown.lock().unwrap().entry((kind, class.to_owned())).or_default() += 1;
    }

    /// Adds another run's counts.
    pub fn add(&self, other: &Self) {
        for (key, count) in other.calls.lock().unwrap().iter() {
            *self.calls.lock().unwrap().entry(*key).or_default() += count;
        }
        for (key, count) in other.shown.lock().unwrap().iter() {
            *self.shown.lock().unwrap().entry(key.clone()).or_default() += count;
        }
        for (key, count) in other.pages.lock().unwrap().iter() {
            *self.pages.lock().unwrap().entry(key.clone()).or_default() += count;
        }
        self.holds.lock().unwrap().extend(other.holds.lock().unwrap().clone());
        for (mine, others) in [
            (&self.written, &other.written),
            (&self.scanned_bytes, &other.scanned_bytes),
            (&self.mails, &other.mails),
            (&self.objects, &other.objects),
            (&self.replays, &other.replays),
            (&self.foreign, &other.foreign),
            (&self.not_modified, &other.not_modified),
        ] {
            mine.fetch_add(others.load(Ordering::Relaxed), Ordering::Relaxed);
        }
    }

    pub fn total(&self) -> u64 {
        self.calls.lock().unwrap().values().sum()
    }

    pub fn of_status(&self, wanted: impl Fn(u16) -> bool) -> u64 {
        self.calls.lock().unwrap().iter().filter(|((_, status), _)| wanted(*status)).map(|(_, count)| count).sum()
    }

    /// Operations that never succeeded.
    pub fn never_done(&self) -> Vec<String> {
        let calls = self.calls.lock().unwrap();
        let done = |op| calls.iter().any(|((of, status), _)| *of == op && matches!(status, 200..400));
        let never = OPS.iter().enumerate().filter(|(op, _)| !done(*op));
        let never = never.map(|(_, op)| format!("{} {}", op.method, op.path));
        let pages = self.pages.lock().unwrap();
        let opened = |page: &String| pages.keys().any(|(of, how)| of == page && how.starts_with(['2', '3']));
        never.chain(pages::reachable().filter(|page| !opened(page))).collect()
    }

    /// The pages that were never opened, and those with a form that never succeeded.
    pub fn sought(&self) -> Vec<&'static Route> {
        let (never, holds) = (self.never_done(), self.holds.lock().unwrap());
        let pages = GETS.iter().copied().filter(|at| never.contains(&at.name("get")));
        pages.chain(holds.iter().filter(|((form, _), _)| never.contains(form)).map(|(_, at)| *at)).collect()
    }

    /// Kinds of words never shown to anybody: owner and audience.
    pub fn never_shown(&self) -> Vec<(&'static str, &'static str)> {
        let kinds =
            [("a", "internal"), ("b", "client"), ("c", "partner"), ("a", "thread"), ("b", "shared"), ("p", "mail")];
        let shown = self.shown.lock().unwrap();
        kinds.into_iter().filter(|(of, class)| !shown.contains_key(&((*of).to_owned(), (*class).to_owned()))).collect()
    }

    /// Everything as a table.
    pub fn table(&self) -> String {
        let (calls, mut text) = (self.calls.lock().unwrap(), String::new());
        for (op, Op { method, path, .. }) in OPS.iter().enumerate() {
            let of: Vec<_> = calls.iter().filter(|((of, _), _)| *of == op).collect();
            let statuses: Vec<_> = of
                .iter()
                .map(
                    |((_, status), count)| {
                        if *status == 0 { format!("cut {count}") } else { format!("{status}: {count}") }
                    },
                )
                .collect();
            let total: u64 = of.iter().map(|(_, count)| **count).sum();
            let _ = writeln!(text, "{total:8}  {method:6} {path:75} {}", statuses.join(", "));
        }
        drop(calls);
        let pages = self.pages.lock().unwrap();
        for page in pages::reachable() {
            let of: Vec<_> = pages.iter().filter(|((of, _), _)| *of == page).collect();
            let outcomes: Vec<_> = of.iter().map(|((_, how), count)| format!("{how}: {count}")).collect();
            let total: u64 = of.iter().map(|(_, count)| **count).sum();
            let _ = writeln!(text, "{total:8}  {page:82} {}", outcomes.join(", "));
        }
        drop(pages);
        let get = |of: &AtomicU64| of.load(Ordering::Relaxed);
        let _ = writeln!(
            text,
            "{} calls: {} answered well, {} refused, {} connections broken, {} answers of 429 or 503",
            self.total(),
            self.of_status(|status| matches!(status, 200..400)),
            self.of_status(|status| matches!(status, 400..500) && status != 429),
            self.of_status(|status| status == 0),
            self.of_status(|status| matches!(status, 429 | 503)),
        );
        let _ = writeln!(
            text,
            "{} canaries written; {} bytes, {} mails and {} objects looked through; {} replays, {} answers of 304, {} \
             foreign IDs refused",
            get(&self.written),
            get(&self.scanned_bytes),
            get(&self.mails),
            get(&self.objects),
            get(&self.replays),
            get(&self.not_modified),
            get(&self.foreign),
        );
        let shown: Vec<_> =
            self.shown.lock().unwrap().iter().map(|((of, class), n)| format!("{of}-{class} {n}")).collect();
        let _ = writeln!(text, "canaries shown to those they are for: {}", shown.join(", "));
        text
    }
}
