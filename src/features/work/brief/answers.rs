//! Answers to the questions: parsed from a form or JSON, checked, and turned into the project's brief.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::VariantArray;

use super::questions::{ITEM_MAX, ITEMS_MAX, QUESTIONS, Question, QuestionKind, TEXT_MAX, TYPES, Topic, question};
use crate::{
    http::{Checks, FieldErrors},
    text::{email, normalize},
};

/// One answer, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// A ticked box.
    Yes(bool),
    /// A text, choice or number.
    Text(String),
    /// A list.
    List(Vec<String>),
}

impl Answer {
    /// The empty answer to a question of this kind.
    fn empty(kind: QuestionKind) -> Self {
        form_answer(kind, std::iter::empty())
    }
}

/// Answers by the names of their questions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Answer>);

/// Version of the privacy page that was agreed to; no question, but stored with the answers.
const AGREED_TO: &str = "privacy_version";

impl Answers {
    /// Groups of the chosen kinds of project.
    #[must_use]
    pub fn groups(&self) -> Vec<&'static str> {
        let types = self.list("project_types");
        let chosen = |group: &[&str]| types.iter().any(|kind| group.contains(&kind.as_str()));
        TYPES.iter().filter(|(_, kinds)| chosen(kinds)).map(|(group, _)| *group).collect()
    }

    /// Questions these answers lead to; all questions before a kind of project is chosen.
    pub fn asked(&self) -> impl Iterator<Item = &'static Question> + use<> {
        let groups = self.groups();
        QUESTIONS.iter().filter(move |question| {
            groups.is_empty()
                || question.groups.is_empty()
                || question.groups.iter().any(|group| groups.contains(group))
        })
    }

    /// Topics these answers lead to.
    #[must_use]
    pub fn topics(&self) -> Vec<Topic> {
        let asked = |topic: &Topic| self.asked().any(|question| question.topic == *topic && !question.fixed);
        Topic::VARIANTS.iter().copied().filter(asked).collect()
    }

    /// Text of an answer, trimmed; empty without one.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        if let Some(Answer::Text(text)) = self.0.get(name) { text.trim() } else { "" }
    }

    /// Text as typed.
    #[must_use]
    pub fn typed(&self, name: &str) -> &str {
        if let Some(Answer::Text(text)) = self.0.get(name) { text } else { "" }
    }

    /// The items of a list.
    #[must_use]
    pub fn list(&self, name: &str) -> &[String] {
        if let Some(Answer::List(items)) = self.0.get(name) { items } else { &[] }
    }

    /// Whether a box is ticked.
    #[must_use]
    pub fn yes(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Answer::Yes(true))
    }

    /// Whether there is an answer at all.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.yes(name) || !self.text(name).is_empty() || !self.list(name).is_empty()
    }

    /// Whether these answers say something about the question, be it nothing.
    #[must_use]
    pub fn holds(&self, asked: &Question) -> bool {
        self.0.contains_key(asked.name)
    }

    /// The answer to a question, the empty one if there is none.
    pub(super) fn get(&self, asked: &Question) -> Answer {
        self.0.get(asked.name).cloned().unwrap_or_else(|| Answer::empty(asked.kind))
    }

    /// Keeps only the answers to questions that `kept` says yes to.
    pub(super) fn retain(&mut self, mut kept: impl FnMut(&'static Question) -> bool) {
        let names: Vec<&'static Question> = self.0.keys().filter_map(|name| question(name)).collect();
        for asked in names {
            if !kept(asked) {
                self.0.remove(asked.name);
            }
        }
    }

    /// Records the version of the privacy page that the consent was given to.
    pub fn agreed_to(&mut self, version: &str) {
        self.0.insert(AGREED_TO.to_owned(), Answer::Text(version.to_owned()));
    }

    /// Answers to `questions` in a posted form. A question with an empty field has an empty answer.
    #[must_use]
    pub fn from_form<'a>(questions: impl Iterator<Item = &'a Question>, pairs: &[(String, String)]) -> Self {
        let answer = |asked: &Question| {
            let values = pairs.iter().filter(|(name, _)| name == asked.name).map(|(_, value)| value.as_str());
            (asked.name.to_owned(), form_answer(asked.kind, values))
        };
        Self(questions.map(answer).collect())
    }

    /// All answers, in a JSON body; each unknown name and each value of the wrong type is an error.
    pub fn from_json(body: &Map<String, Value>) -> Result<Self, FieldErrors> {
        let (answers, mut checks) = Self::parse(body.iter().filter(|(_, value)| !value.is_null()));
        for asked in QUESTIONS {
            answers.check(asked, &mut checks);
        }
        checks.finish().map(|()| answers)
    }

    /// Newer answers, in a JSON body; `null` takes an answer away.
    pub fn changes_from_json(body: &Map<String, Value>) -> Result<Self, FieldErrors> {
        let (answers, mut checks) = Self::parse(body.iter());
        for asked in QUESTIONS.iter().filter(|asked| answers.holds(asked)) {
            checks.that(asked.name, !asked.fixed, "fixed");
            answers.check(asked, &mut checks);
        }
        checks.finish().map(|()| answers)
    }

    fn parse<'a>(body: impl Iterator<Item = (&'a String, &'a Value)>) -> (Self, Checks) {
        let (mut answers, mut checks) = (BTreeMap::new(), Checks::new());
        for (name, value) in body {
            let Some(asked) = question(name) else {
                checks.that(name, false, "unknown");
                continue;
            };
            let answer = if value.is_null() { Some(Answer::empty(asked.kind)) } else { json_answer(asked.kind, value) };
            checks.that(name, answer.is_some(), "type");
            answers.extend(answer.map(|answer| (name.clone(), answer)));
        }
        (Self(answers), checks)
    }

    /// Answers of a project's brief.
    #[must_use]
    pub fn from_brief(brief: &Value) -> Self {
        let known = |(name, value): (&String, &Value)| {
            let answer = match question(name) {
                Some(asked) => json_answer(asked.kind, value)?,
                None => Answer::Text(value.as_str().filter(|_| name == AGREED_TO)?.to_owned()),
            };
            Some((name.clone(), answer))
        };
        Self(brief.as_object().into_iter().flatten().filter_map(known).collect())
    }

    /// Replaces answers by newer ones; the others stay.
    pub fn take(&mut self, newer: Self) {
        self.0.extend(newer.0);
    }

    /// Removes and returns answers that do not fit their question, which `faults` names; blanks around an answer do not
    /// count.
    #[must_use]
    pub fn take_misfits(&mut self) -> Self {
        let misfits: Vec<String> = self.0.keys().filter(|name| !self.fits(name)).cloned().collect();
        Self(misfits.into_iter().filter_map(|name| self.0.remove_entry(&name)).collect())
    }

    fn fits(&self, name: &str) -> bool {
        let Some(most) = question(name).map(|asked| asked.kind.most()) else { return false };
        match self.0.get(name) {
            Some(Answer::Text(text)) => text.chars().count() <= most,
            Some(Answer::List(items)) => {
                items.len() <= ITEMS_MAX && items.iter().all(|item| item.chars().count() <= ITEM_MAX)
            }
            Some(Answer::Yes(_)) | None => true,
        }
    }

    /// Errors of the answers to `questions`.
    pub fn faults<'a>(&self, questions: impl Iterator<Item = &'a Question>) -> Result<(), FieldErrors> {
        let mut checks = Checks::new();
        for asked in questions {
            self.check(asked, &mut checks);
        }
        checks.finish()
    }

    /// Errors of all questions these answers lead to.
    pub fn all_faults(&self) -> Result<(), FieldErrors> {
        self.faults(self.asked())
    }

    fn check(&self, asked: &Question, checks: &mut Checks) {
        let (name, text, items) = (asked.name, self.text(asked.name), self.list(asked.name));
        if asked.required {
            let code = if asked.kind == QuestionKind::Consent { "consent" } else { "required" };
            checks.that(name, self.has(name), code);
        }
        if !self.has(name) {
            return;
        }
        match asked.kind {
            QuestionKind::Line { min, max } => checks.length(name, text, min, max),
            QuestionKind::Email => checks.email(name, text),
            QuestionKind::Phone => checks.phone(name, text),
            QuestionKind::Text => checks.length(name, text, 0, TEXT_MAX),
            QuestionKind::Number => checks.length(name, text, 0, asked.kind.most()).that(
                name,
                normalize::number::<u32>(text).is_some(),
                "number",
            ),
            QuestionKind::One(choices) => checks.one_of(name, text, choices),
            QuestionKind::Types => {
                let known = |item: &String| TYPES.iter().any(|(_, kinds)| kinds.contains(&item.as_str()));
                checks.that(name, items.iter().all(known), "choice")
            }
            QuestionKind::Several(_) | QuestionKind::List => checks
                .within(name, items.len() <= ITEMS_MAX, "too-many", ITEMS_MAX)
                .within(name, items.iter().all(|item| item.chars().count() <= ITEM_MAX), "item-too-long", ITEM_MAX),
            QuestionKind::Consent => checks,
        };
    }

    /// Answers as the project stores them: names and values, numbers as numbers.
    #[must_use]
    pub fn brief(&self) -> Value {
        let values = self.asked().filter_map(|asked| Some((asked.name.to_owned(), self.value(asked)?)));
        let mut brief: Map<String, Value> = values.collect();
        let agreed = self.text(AGREED_TO);
        if !agreed.is_empty() {
            brief.insert(AGREED_TO.to_owned(), agreed.into());
        }
        Value::Object(brief)
    }

    /// Topics of those among these answers that `before` does not say.
    #[must_use]
    pub fn differing(&self, before: &Self) -> Vec<Topic> {
        let differs = |topic: &Topic| {
            let questions = QUESTIONS.iter().filter(|asked| asked.topic == *topic && self.holds(asked));
            questions.into_iter().any(|asked| self.value(asked) != before.value(asked))
        };
        Topic::VARIANTS.iter().copied().filter(differs).collect()
    }

    /// These answers as changes of a brief: the values to set, and the names that have none any more.
    #[must_use]
    pub fn changes(&self) -> (Value, Vec<String>) {
        let given = QUESTIONS.iter().filter(|asked| self.holds(asked));
        let (set, gone): (Vec<&Question>, Vec<&Question>) = given.partition(|asked| self.has(asked.name));
        let values = set.into_iter().filter_map(|asked| Some((asked.name.to_owned(), self.value(asked)?)));
        (Value::Object(values.collect()), gone.into_iter().map(|asked| asked.name.to_owned()).collect())
    }

    fn value(&self, asked: &Question) -> Option<Value> {
        self.has(asked.name).then(|| match asked.kind {
            QuestionKind::Types | QuestionKind::Several(_) | QuestionKind::List => self.list(asked.name).into(),
            QuestionKind::Consent => true.into(),
            QuestionKind::Number => normalize::number::<u32>(self.text(asked.name)).into(),
            _ => self.text(asked.name).into(),
        })
    }

    /// A few lines about the project, in the client's own words.
    #[must_use]
    pub fn summary(&self) -> String {
        format!("{}\n\n{}", self.text("problem"), self.text("solution")).trim().to_owned()
    }

    #[cfg(test)]
    pub(super) fn with_list(mut self, name: &str, items: &[&str]) -> Self {
        self.0.insert(name.to_owned(), Answer::List(items.iter().map(|item| (*item).to_owned()).collect()));
        self
    }
}

fn clean(kind: QuestionKind, text: &str) -> String {
    match kind {
        QuestionKind::Text => normalize::lines(text),
        QuestionKind::Phone => normalize::phone(text),
        QuestionKind::Email => email::canonical(text).unwrap_or_else(|| normalize::line(text)),
        _ => normalize::line(text),
    }
}

fn items<'a>(kind: QuestionKind, lines: impl Iterator<Item = &'a str>) -> Answer {
    let mut items: Vec<String> = Vec::new();
    for item in lines.map(|line| clean(kind, line.trim())).filter(|item| !item.is_empty()) {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    Answer::List(items)
}

fn form_answer<'a>(kind: QuestionKind, mut values: impl Iterator<Item = &'a str>) -> Answer {
    match kind {
        QuestionKind::Types => chosen_kinds(values),
        QuestionKind::Several(_) | QuestionKind::List => items(kind, values.flat_map(str::lines)),
        QuestionKind::Consent => Answer::Yes(values.any(|value| value == "true")),
        _ => Answer::Text(unpadded(kind, clean(kind, values.next().unwrap_or_default()))),
    }
}

/// Kinds of project in a form, which has a box for each group: without it the group's kinds do not count.
fn chosen_kinds<'a>(values: impl Iterator<Item = &'a str>) -> Answer {
    let Answer::List(mut kinds) = items(QuestionKind::Types, values) else { return Answer::empty(QuestionKind::Types) };
    let groups: Vec<_> = TYPES.iter().filter(|(group, _)| kinds.iter().any(|kind| kind == group)).collect();
    kinds.retain(|kind| groups.iter().any(|(_, kinds)| kinds.contains(&kind.as_str())));
    Answer::List(kinds)
}

/// Text as typed, or trimmed if only blanks make it too long.
fn unpadded(kind: QuestionKind, text: String) -> String {
    if text.chars().count() <= kind.most() { text } else { text.trim().to_owned() }
}

fn json_answer(kind: QuestionKind, value: &Value) -> Option<Answer> {
    match (kind, value) {
        (QuestionKind::Types | QuestionKind::Several(_) | QuestionKind::List, Value::Array(values)) => {
            let texts: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
            texts.map(|texts| items(kind, texts.into_iter()))
        }
        (QuestionKind::Consent, Value::Bool(yes)) => Some(Answer::Yes(*yes)),
        (QuestionKind::Number, Value::Number(number)) => Some(Answer::Text(number.to_string())),
        (QuestionKind::Types | QuestionKind::Several(_) | QuestionKind::List | QuestionKind::Consent, _) => None,
        (_, Value::String(text)) => Some(Answer::Text(clean(kind, text))),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
