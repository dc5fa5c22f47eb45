//! Lines of a trail on a page, with the addresses that narrow it.

use serde::Deserialize;
use strum::VariantArray;
use uuid::Uuid;

use super::super::{
    Shown,
    store::{Line, Wanted},
};
use crate::{
    features::shared::activity,
    http::{Page, page::At, page::next::query},
    ids::UserId,
};

/// Number of lines on a page.
pub const PAGE: i64 = 50;

/// Query of the page.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    shown: Shown,
    subject: Option<Uuid>,
    person: Option<UserId>,
    before: Option<i64>,
}

impl Asked {
    /// The lines to read.
    pub fn wanted(self) -> Wanted {
        let Self { shown, subject, person, before } = self;
        Wanted { shown, subject, person, before }
    }

    /// Address of these lines on the page at `path`.
    fn address(self, path: &str) -> String {
        let Self { shown, subject, person, before } = self;
        let shown = (shown != Shown::All).then(|| shown.to_string());
        let (subject, person) = (subject.map(|id| id.to_string()), person.map(|id| id.to_string()));
        let before = before.map(|seq| seq.to_string());
        let pairs = [("shown", &shown), ("subject", &subject), ("person", &person), ("before", &before)];
        let pairs: Vec<_> = pairs.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect();
        if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", query(&pairs)) }
    }
}

/// A kind of lines to choose.
pub struct Filter {
    pub label: String,
    pub url: String,
    pub current: bool,
}

/// A line of the page.
pub struct LineView {
    pub seq: i64,
    pub at: At,
    pub text: String,
    /// Lines of the same row; empty without one.
    pub subject_url: String,
    /// Lines of the same person; empty without one.
    pub person_url: String,
}

/// The lines of a page and the ways on.
pub struct Lines {
    pub filters: Vec<Filter>,
    /// Way back to all lines; empty if those of no one row or person are shown.
    pub all_url: String,
    pub rows: Vec<LineView>,
    pub previous: String,
    pub next: String,
    /// Address of the whole trail as a file.
    pub export_url: String,
}

impl Lines {
    /// Those of the page at `path`: `found` were read with one more than a page holds.
    pub fn new(page: &Page, path: &str, asked: Asked, mut found: Vec<Line>) -> Self {
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = found.len() > most;
        found.truncate(most);
        let first = Asked { before: None, ..asked };
        let whole = Asked { subject: None, person: None, ..first };
        let of = |subject, person| Asked { shown: Shown::All, subject, person, before: None }.address(path);
        let filter = |shown: Shown| Filter {
            label: page.t(&format!("audit-{shown}")),
            url: Asked { shown, ..first }.address(path),
            current: shown == asked.shown,
        };
        let last = found.last().filter(|_| more).map(|last| last.seq);
        let is_narrowed = asked.subject.is_some() || asked.person.is_some();
        Self {
            filters: Shown::VARIANTS.iter().copied().map(filter).collect(),
            all_url: if is_narrowed { whole.address(path) } else { String::new() },
            previous: asked.before.map(|_| first.address(path)).unwrap_or_default(),
            next: last.map(|seq| Asked { before: Some(seq), ..asked }.address(path)).unwrap_or_default(),
            export_url: format!("{path}.jsonl"),
            rows: found
                .into_iter()
                .map(|line| LineView {
                    seq: line.seq,
                    at: page.instant(line.at),
                    text: activity::sentence(page, &line.kind, (line.actor, line.key.as_deref()), &line.detail),
                    subject_url: line.subject.map(|id| of(Some(id), None)).unwrap_or_default(),
                    person_url: line.actor_id.map(|id| of(None, Some(id))).unwrap_or_default(),
                })
                .collect(),
        }
    }
}
