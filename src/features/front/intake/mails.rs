//! Mails to the client and to staff about a request.

use super::store::Submission;
use crate::{
    config::Hosts,
    features::{
        shared::notify::{self, Recipient},
        work::brief::answers::Answers,
    },
    ids::SubmissionId,
    mail::{Mail, Word},
    text::Language,
};

/// The six digits, and a link back to the page that asks for them; a program has no link. Anybody may fill in the form
/// with any address, so no other typed text goes into this mail.
pub fn code(language: Language, email: &str, code: &str, link: Option<&str>) -> Mail {
    let args = [("code", Word::code(code)), ("link", Word::link(link.unwrap_or("none")))];
    Mail::in_words(language, "intake-code", "", email, &args)
}

/// The agency declines the request.
pub fn declined(submission: &Submission, reason: &str) -> Mail {
    let (answers, language) = (&submission.answers, submission.language);
    let args = [("title", Word::theirs(answers.text("title"))), ("reason", Word::passage(reason))];
    Mail::in_words(language, "intake-declined", answers.text("contact_name"), &submission.email, &args)
}

/// To staff: a request waits for an answer.
pub fn to_decide(staff: &Recipient, answers: &Answers, hosts: &Hosts, id: SubmissionId) -> Mail {
    let link = format!("{}/requests/{id}", hosts.app);
    let args = [
        ("title", Word::theirs(answers.text("title"))),
        ("who", Word::theirs(answers.text("contact_name"))),
        ("link", Word::link(&link)),
    ];
    notify::compose(staff, "intake-decide", &args)
}
