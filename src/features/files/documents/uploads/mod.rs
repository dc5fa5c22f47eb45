//! Uploads: announced, quarantined, checked, copied to their place, and only then recorded as versions.

pub(crate) mod api;
pub mod changes;
pub mod jobs;
mod mails;
pub(crate) mod store;

use time::Duration;

use crate::{
    ids::{ProjectId, UploadId},
    storage::{ObjectKey, PUT_LIFETIME},
};

/// Key of an upload until it is completed.
#[must_use]
pub fn key(project: ProjectId, upload: UploadId) -> ObjectKey {
    ObjectKey::Upload { project, upload: upload.0 }
}

/// Time for an announced upload to be completed: to begin, to send `size` bytes over a poor line (100 kB/s), and some
/// to spare.
#[must_use]
pub(crate) fn time_to_complete(size: i64) -> Duration {
    let begin = Duration::try_from(PUT_LIFETIME).unwrap_or(Duration::minutes(5));
    begin + Duration::seconds(size / 100_000) + Duration::minutes(10)
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::time_to_complete;

    #[test]
    fn a_large_file_may_take_its_time() {
        assert_eq!(time_to_complete(1000), Duration::minutes(15));
        assert!(time_to_complete(1 << 30) > Duration::hours(2));
    }
}
