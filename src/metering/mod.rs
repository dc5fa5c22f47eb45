//! Meters: what each project uses, counted in memory and written once a second ([ADR 31](../../docs/adr/0031-meters.md)).

mod rows;

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
};

use time::Date;

use crate::ids::{DocumentId, ProjectId, UserId};

pub use rows::{delete_expired, hour_of, write};

/// Number of locks that requests of different projects share.
const SHARDS: usize = 16;

/// Kinds of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Meter {
    /// Requests to the API that were admitted.
    ApiCalls,
    /// Requests for pages and by forms that were admitted.
    PageViews,
    /// Pages of documents that were opened.
    DocumentViews,
    /// Versions that were downloaded.
    Downloads,
    /// Messages that were written.
    Messages,
    /// Requests that failed by the service's own fault (5xx).
    Failures,
    /// Bytes of documents and open uploads: a level, not a count.
    StorageBytes,
}

words!(Meter);

/// Use of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct DocumentUse {
    views: i64,
    downloads: i64,
}

/// Counts that are not written yet.
#[derive(Debug, Default)]
pub struct Counts {
    amounts: HashMap<(ProjectId, Meter), i64>,
    /// Latest storage of a project.
    storage: HashMap<ProjectId, i64>,
    documents: HashMap<(ProjectId, DocumentId), DocumentUse>,
    people: HashSet<(ProjectId, UserId)>,
}

impl Counts {
    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.amounts.is_empty() && self.storage.is_empty() && self.documents.is_empty() && self.people.is_empty()
    }

    /// Adds counts of other projects.
    fn add(&mut self, other: Self) {
        self.amounts.extend(other.amounts);
        self.storage.extend(other.storage);
        self.documents.extend(other.documents);
        self.people.extend(other.people);
    }
}

/// Requests of a project since this process began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// Admitted requests.
    pub requests: u64,
    /// Those that failed by the service's own fault.
    pub failures: u64,
}

/// Counts of some projects, and the people who are known to have used them today.
#[derive(Debug, Default)]
struct Shard {
    pending: Counts,
    known: HashSet<(ProjectId, UserId)>,
    totals: HashMap<ProjectId, Total>,
}

impl Shard {
    fn count(&mut self, project: ProjectId, meter: Meter) {
        *self.pending.amounts.entry((project, meter)).or_default() += 1;
    }
}

/// Counters of all projects in this process.
#[derive(Debug, Default)]
pub struct Meters {
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
    /// Day of the people who are known.
    day: Mutex<Option<Date>>,
}

impl Meters {
    #[expect(clippy::indexing_slicing, reason = "a remainder is below the number it is of")]
    fn shard(&self, project: ProjectId) -> MutexGuard<'_, Shard> {
        let number = usize::try_from(self.hasher.hash_one(project) % SHARDS as u64).unwrap_or_default();
        self.shards[number].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts an admitted request, and its person unless it is a program's. Returns whether this process has not seen them
    /// in the project today.
    pub fn request(&self, project: ProjectId, person: Option<UserId>, meter: Meter) -> bool {
        let mut shard = self.shard(project);
        shard.count(project, meter);
        shard.totals.entry(project).or_default().requests += 1;
        let is_first = person.is_some_and(|person| shard.known.insert((project, person)));
        if is_first && let Some(person) = person {
            shard.pending.people.insert((project, person));
        }
        is_first
    }

    /// Counts a request that failed by the service's own fault. The ID may be a stranger's: what no request was admitted
    /// to since the start is not counted.
    pub fn failure(&self, project: ProjectId) {
        let mut shard = self.shard(project);
        if let Some(total) = shard.totals.get_mut(&project) {
            total.failures += 1;
            shard.count(project, Meter::Failures);
        }
    }

    /// The projects with the most requests since the start, at most `most` of them.
    #[must_use]
    pub fn busiest(&self, most: usize) -> Vec<(ProjectId, Total)> {
        let shards = self.shards.iter().map(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner));
        let mut all: Vec<_> = shards.flat_map(|shard| shard.totals.clone()).collect();
        all.sort_unstable_by_key(|(project, total)| (std::cmp::Reverse(total.requests), *project));
        all.truncate(most);
        all
    }

    /// Counts one more.
    pub fn count(&self, project: ProjectId, meter: Meter) {
        self.shard(project).count(project, meter);
    }

    /// Counts a look at a document, or a download.
    pub fn document(&self, project: ProjectId, document: DocumentId, meter: Meter) {
        let mut shard = self.shard(project);
        shard.count(project, meter);
        let used = shard.pending.documents.entry((project, document)).or_default();
        if meter == Meter::Downloads { used.downloads += 1 } else { used.views += 1 }
    }

    /// Notes the project's storage in bytes.
    pub fn stored(&self, project: ProjectId, bytes: i64) {
        self.shard(project).pending.storage.insert(project, bytes);
    }

    /// Takes all counts for the rows of `today`. People are counted again on each day.
    pub fn take(&self, today: Date) -> Counts {
        let before = self.day.lock().unwrap_or_else(PoisonError::into_inner).replace(today);
        let mut all = Counts::default();
        for shard in &self.shards {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            if before != Some(today) {
                // Those of the last second are written for today.
                let Shard { pending, known, .. } = &mut *shard;
                known.clone_from(&pending.people);
            }
            all.add(std::mem::take(&mut shard.pending));
        }
        all
    }

    /// Returns counts that could not be written. A level that was noted meanwhile stays.
    pub fn put_back(&self, counts: Counts) {
        for ((project, meter), amount) in counts.amounts {
            *self.shard(project).pending.amounts.entry((project, meter)).or_default() += amount;
        }
        for (project, bytes) in counts.storage {
            self.shard(project).pending.storage.entry(project).or_insert(bytes);
        }
        for ((project, document), used) in counts.documents {
            let mut shard = self.shard(project);
            let document = shard.pending.documents.entry((project, document)).or_default();
            document.views += used.views;
            document.downloads += used.downloads;
        }
        for (project, person) in counts.people {
            self.shard(project).pending.people.insert((project, person));
        }
    }
}

#[cfg(test)]
mod tests;
