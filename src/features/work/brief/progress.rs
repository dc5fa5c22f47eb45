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
        let open = |topic: &Topic| {
            !answers.asked().any(|asked| asked.topic == *topic && !asked.fixed && answers.has(asked.name))
        };
        let open: Vec<Topic> = topics.iter().copied().filter(open).collect();
        Self { answered: topics.len() - open.len(), all: topics.len(), next: open.first().copied() }
    }
}
