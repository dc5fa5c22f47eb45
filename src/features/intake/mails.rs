//! What is written to the client and to staff about a request.

use super::{answers::Answers, store::Submission};
use crate::features::notify::Recipient;
use crate::{
    config::Hosts,
    ids::SubmissionId,
    mail::Mail,
    text::{Language, Value},
};

/// The six digits.
pub fn code(language: Language, answers: &Answers, email: &str, code: &str) -> Mail {
    let name = answers.text("contact_name");
    // As text: a leading zero must stay, and no language may group the digits.
    compose(language, "code", name, email, &[("title", answers.text("title")), ("code", code)])
}

/// The agency doesn't take it on.
pub fn declined(submission: &Submission, reason: &str) -> Mail {
    let answers = &submission.answers;
    let args = [("title", answers.text("title")), ("reason", reason)];
    compose(submission.language, "declined", answers.text("contact_name"), &submission.email, &args)
}

/// To staff: a request waits for an answer.
pub fn to_decide(staff: &Recipient, answers: &Answers, hosts: &Hosts, id: SubmissionId) -> Mail {
    let link = format!("{}/requests/{id}", hosts.app);
    let args = [("title", answers.text("title")), ("who", answers.text("contact_name")), ("link", &link)];
    compose(staff.language, "decide", &staff.name, &staff.email, &args)
}

fn compose(language: Language, kind: &str, name: &str, email: &str, args: &[(&'static str, &str)]) -> Mail {
    let args: Vec<_> = args.iter().map(|(name, value)| (*name, Value::from(*value))).collect();
    Mail::in_words(language, &format!("intake-{kind}"), name, email, &args)
}
