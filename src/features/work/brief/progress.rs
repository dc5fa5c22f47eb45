//! How far a brief is answered.

use super::{answers::Answers, questions::Topic};

/// Topics of a brief, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Topics with an answer.
    pub answered: usize,
    /// All topics these answers lead to.
    pub all: usize,
    /// The first topic without an answer.
    pub next: Option<Topic>,
}

impl Progress {
    /// Counts the topics of `answers`.
    #[must_use]
    pub fn of(answers: &Answers) -> Self {
        let topics = answers.topics();
        let open: Vec<Topic> = topics.iter().copied().filter(|topic| is_open(answers, *topic)).collect();
        Self { answered: topics.len() - open.len(), all: topics.len(), next: open.first().copied() }
    }
}

/// Whether a topic has no answer, be it one that was given with the request.
#[must_use]
pub fn is_open(answers: &Answers, topic: Topic) -> bool {
    !answers.asked().any(|asked| asked.topic == topic && asked.is_read() && answers.has(asked.name))
}

/// The next topic without an answer after this one.
#[must_use]
pub fn open_after(answers: &Answers, topic: Topic) -> Option<Topic> {
    let later = answers.topics().into_iter().skip_while(|one| *one != topic).skip(1);
    later.into_iter().find(|topic| is_open(answers, *topic))
}
