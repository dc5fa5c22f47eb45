//! Marks of answers, by which a form that comes back shows what was changed in it.

use std::collections::BTreeMap;

use super::{answers::Answers, questions::Question};
use crate::http::body::merge::short_digest;

/// Marks of the answers a form was rendered with, by question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(BTreeMap<String, String>);

impl Marks {
    /// Marks of these answers, for a form to carry.
    #[must_use]
    pub fn of<'a>(answers: &Answers, questions: impl Iterator<Item = &'a Question>) -> Self {
        Self(questions.map(|asked| (asked.name.to_owned(), mark(answers, asked))).collect())
    }

    /// Parses the marks in a form.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self(text.split(' ').filter_map(|one| one.split_once('=')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect())
    }

    /// Marks in the notation of the form.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|(name, mark)| format!("{name}={mark}")).collect::<Vec<_>>().join(" ")
    }

    /// Leaves in `typed` only answers that were changed in a form rendered with these marks; the marks follow.
    pub fn keep_changed(&mut self, typed: &mut Answers) {
        let answers = typed.clone();
        typed.retain(|asked| {
            let mark = mark(&answers, asked);
            match self.0.get_mut(asked.name) {
                Some(shown) if *shown != mark => {
                    *shown = mark;
                    true
                }
                _ => false,
            }
        });
    }
}

fn mark(answers: &Answers, asked: &Question) -> String {
    short_digest(&serde_json::to_string(&answers.get(asked)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Answers, Marks};
    use crate::features::work::brief::questions::{QUESTIONS, Topic};

    #[test]
    fn an_older_form_changes_only_what_was_changed_in_it() {
        let goals = || QUESTIONS.iter().filter(|question| question.topic == Topic::Goals);
        let form = |goal: &str, impact: &str| {
            let pairs = [("goals", goal), ("expected_impact", impact)];
            Answers::from_form(goals(), &pairs.map(|(name, value)| (name.to_owned(), value.to_owned())))
        };
        // Two tabs of an empty page; the first saves the goals, the second the impact.
        let mut held = Answers::default();
        let shown = Marks::of(&held, goals());
        let (mut first, mut second) = (shown.clone(), Marks::parse(&shown.text()));
        assert_eq!(second, shown);
        let mut typed = form("Vendre", "");
        first.keep_changed(&mut typed);
        held.take(typed);
        let mut typed = form("", "Plus loin");
        second.keep_changed(&mut typed);
        held.take(typed);
        assert_eq!((held.text("goals"), held.text("expected_impact")), ("Vendre", "Plus loin"));
        // The first removes its goals, and leaves the impact it never showed unchanged.
        let mut typed = form("", "");
        first.keep_changed(&mut typed);
        held.take(typed);
        assert_eq!((held.text("goals"), held.text("expected_impact")), ("", "Plus loin"));
        // A question that the form did not hold is not answered by it.
        let mut typed = form("x", "y");
        Marks::default().keep_changed(&mut typed);
        assert_eq!(typed, Answers::default());
    }
}
