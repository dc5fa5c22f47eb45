//! Six-digit code that proves a mailbox.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use rand::Rng;
use time::{Duration, OffsetDateTime};

use super::store::{SentCode, Submission};
use crate::{identity::Keys, ids::SubmissionId, text::normalize};

/// Lifetime of a code.
const LIFE: Duration = Duration::minutes(15);
/// Wrong codes after which only a new one helps.
const TRIES: i32 = 5;
/// Maximum number of codes: the first and five more.
const CODES: i32 = 6;
/// Time in which a correct code may be repeated (the answer got lost, the button was pressed twice).
const REPEAT: Duration = Duration::hours(24);

/// A fresh code.
pub fn fresh() -> String {
    format!("{:06}", rand::rng().random_range(0..1_000_000))
}

/// Stored form of a code.
pub fn sealed(keys: &Keys, submission: SubmissionId, code: &str, now: OffsetDateTime) -> SentCode {
    SentCode { hash: hash(keys, submission, code), expires_at: now + LIFE }
}

/// Keyed hash: without the key a million codes are tried in no time from the row.
fn hash(keys: &Keys, submission: SubmissionId, code: &str) -> [u8; 32] {
    keys.tag("intake code", &format!("{submission} {code}"))
}

/// Whether another code may be sent.
pub fn may_send(submission: &Submission) -> bool {
    submission.codes_sent < CODES
}

/// Reason for refusing a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefusal {
    /// Another code than the mailed one.
    Wrong,
    /// Too many wrong codes came before.
    Exhausted,
    /// Expired.
    Expired,
}

/// Checks a typed code, ignoring separators.
pub fn look_at(keys: &Keys, submission: &Submission, typed: &str, now: OffsetDateTime) -> Result<(), CodeRefusal> {
    let hash = hash(keys, submission.id, &normalize::code(typed));
    let right = submission.code_hash.as_ref().is_some_and(|sent| verify_slices_are_equal(sent, &hash).is_ok());
    let late = match submission.confirmed_at {
        Some(confirmed) => now > confirmed + REPEAT,
        None => submission.code_expires_at.is_none_or(|end| now > end),
    };
    match (right, late) {
        // After the confirmation there is nothing left to guess: the correct code may be repeated whatever was tried
        // since.
        (true, false) if submission.confirmed_at.is_some() => Ok(()),
        _ if submission.wrong_codes >= TRIES => Err(CodeRefusal::Exhausted),
        (_, true) => Err(CodeRefusal::Expired),
        (false, false) => Err(CodeRefusal::Wrong),
        (true, false) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use sqlx::types::Json;
    use time::{Duration, OffsetDateTime};

    use super::{CodeRefusal, Submission, fresh, may_send, sealed};
    use crate::features::front::intake::SubmissionState;
    use crate::{identity::Keys, ids::SubmissionId, text::Language};

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn keys() -> Keys {
        Keys::derive(&"a master key of 32 characters or more".into()).unwrap()
    }

    fn look_at(submission: &Submission, typed: &str, now: OffsetDateTime) -> Result<(), CodeRefusal> {
        super::look_at(&keys(), submission, typed, now)
    }

    fn waiting(code: &str) -> Submission {
        let id = SubmissionId::new();
        let sent = sealed(&keys(), id, code, NOW);
        Submission {
            id,
            state: SubmissionState::AwaitingCode,
            answers: Json::default(),
            email: String::new(),
            language: Language::Fr,
            code_hash: Some(sent.hash.to_vec()),
            code_expires_at: Some(sent.expires_at),
            wrong_codes: 0,
            codes_sent: 1,
            project_id: None,
            decline_reason: None,
            submitted_at: None,
            confirmed_at: None,
        }
    }

    #[test]
    fn a_code_is_six_digits() {
        for _ in 0..200 {
            let code = fresh();
            assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
        }
    }

    #[test]
    fn it_opens_for_fifteen_minutes() {
        let submission = waiting("012345");
        assert_eq!(look_at(&submission, "012345", NOW), Ok(()));
        assert_eq!(look_at(&submission, " 012 345 ", NOW + Duration::minutes(15)), Ok(()));
        assert_eq!(look_at(&submission, "012345", NOW + Duration::minutes(16)), Err(CodeRefusal::Expired));
        assert_eq!(look_at(&submission, "12345", NOW), Err(CodeRefusal::Wrong));
        assert_eq!(look_at(&Submission { code_hash: None, ..submission }, "012345", NOW), Err(CodeRefusal::Wrong));
    }

    #[test]
    fn another_submission_s_code_is_wrong() {
        let stolen = Submission { code_hash: waiting("012345").code_hash, ..waiting("999999") };
        assert_eq!(look_at(&stolen, "012345", NOW), Err(CodeRefusal::Wrong));
    }

    #[test]
    fn who_reads_the_row_cannot_try_codes() {
        let (submission, other) =
            (waiting("012345"), Keys::derive(&"another key of 32 characters or more".into()).unwrap());
        assert_eq!(super::look_at(&other, &submission, "012345", NOW), Err(CodeRefusal::Wrong));
    }

    #[test]
    fn after_five_wrong_ones_even_the_right_one_is_refused() {
        let tried = |wrong_codes| Submission { wrong_codes, ..waiting("012345") };
        assert_eq!(look_at(&tried(4), "012345", NOW), Ok(()));
        assert_eq!(look_at(&tried(5), "012345", NOW), Err(CodeRefusal::Exhausted));
        assert_eq!(look_at(&tried(5), "000000", NOW), Err(CodeRefusal::Exhausted));
    }

    #[test]
    fn a_right_one_may_be_repeated_for_a_day() {
        let done = Submission { confirmed_at: Some(NOW), ..waiting("012345") };
        assert_eq!(look_at(&done, "012345", NOW + Duration::hours(24)), Ok(()));
        assert_eq!(look_at(&done, "012345", NOW + Duration::hours(25)), Err(CodeRefusal::Expired));
        assert_eq!(look_at(&done, "012346", NOW + Duration::hours(1)), Err(CodeRefusal::Wrong));
    }

    #[test]
    fn a_submission_gets_six_codes() {
        assert!(may_send(&Submission { codes_sent: 5, ..waiting("1") }));
        assert!(!may_send(&Submission { codes_sent: 6, ..waiting("1") }));
    }
}
