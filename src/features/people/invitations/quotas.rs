//! Mail quotas of invitations: 5 a day for one mailbox, 100 for a project or agency.

use time::{Duration, OffsetDateTime};

use crate::{
    http::{AppError, Checks},
    mail::mailbox,
};

/// Maximum number of mails to one mailbox within a day.
const TO_ONE: usize = 5;
/// Maximum number of mails from one project, or one partner agency, within a day.
const IN_ALL: usize = 100;

/// A mail that went out within the last day.
pub struct SentMail {
    pub at: OffsetDateTime,
    pub email: String,
}

/// Whether one more mail may go to `email` beside those `sent`, the first one first.
pub fn room(sent: &[SentMail], email: &str, now: OffsetDateTime) -> Result<(), AppError> {
    let same = |mail: &&SentMail| mailbox(&mail.email) == mailbox(email);
    let to_one: Vec<OffsetDateTime> = sent.iter().filter(same).map(|mail| mail.at).collect();
    let in_all: Vec<OffsetDateTime> = sent.iter().map(|mail| mail.at).collect();
    // Time of the mail that must be a day old before there is room again.
    let due = |sent: &[OffsetDateTime], most: usize| sent.get(sent.len().checked_sub(most)?).copied();
    match due(&to_one, TO_ONE).max(due(&in_all, IN_ALL)) {
        None => Ok(()),
        Some(due) => {
            let wait = (due + Duration::DAY - now).whole_seconds().max(1);
            Err(AppError::TooManyMails { retry_after: u32::try_from(wait).unwrap_or(u32::MAX) })
        }
    }
}

/// Checks the name of an invited person, because it greets them in a mail from us.
pub fn check_name(checks: &mut Checks, name: &str) {
    let leads_away = ["://", "www."].iter().any(|sign| name.to_lowercase().contains(sign));
    checks.length("name", name, 0, 200).that("name", !leads_away, "name-link");
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};

    use super::{IN_ALL, SentMail, TO_ONE, room};
    use crate::http::AppError;

    fn wait(others: usize, same: usize) -> Option<u32> {
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let at = |ago: usize| now - Duration::minutes(i64::try_from(ago).unwrap());
        let mut sent: Vec<SentMail> =
            (1..=others).map(|ago| SentMail { at: at(ago), email: format!("o{ago}@people.test") }).collect();
        sent.extend((1..=same).map(|ago| SentMail { at: at(ago), email: format!("Vic+{ago}@people.test") }));
        sent.sort_by_key(|mail| mail.at);
        match room(&sent, "vic@people.test", now) {
            Ok(()) => None,
            Err(AppError::TooManyMails { retry_after }) => Some(retry_after),
            Err(error) => panic!("{error:?}"),
        }
    }

    #[test]
    fn a_mailbox_and_a_sender_have_so_many_a_day() {
        assert_eq!(wait(0, 0), None);
        assert_eq!(wait(50, TO_ONE - 1), None);
        assert_eq!(wait(0, TO_ONE), Some(24 * 3600 - 5 * 60));
        assert_eq!(wait(IN_ALL - 1, 0), None);
        assert_eq!(wait(IN_ALL, 0), Some(24 * 3600 - 100 * 60));
    }
}
