//! Questions as fields of a form, and answers as text.

use super::{
    answers::Answers,
    questions::{Question, QuestionKind, TYPES, Topic, UNDECIDED, of_step},
};
use crate::http::{
    FieldErrors, Page,
    page::{Choice, Field},
};

/// Fields of a step of the intake form.
#[must_use]
pub fn step_fields(page: &Page, answers: &Answers, step: u8, errors: &FieldErrors) -> Vec<Field> {
    of_step(step).map(|question| field(page, answers, question, errors)).collect()
}

/// Fields of a topic that the brief asks for. A chosen group of project is asked about more closely.
#[must_use]
pub fn topic_fields(page: &Page, answers: &Answers, topic: Topic, errors: &FieldErrors) -> Vec<Field> {
    answers
        .asked()
        .filter(|question| question.topic == topic && !question.fixed)
        .flat_map(|question| {
            let closer = if question.kind == QuestionKind::Types { kinds(page, answers, question) } else { Vec::new() };
            std::iter::once(field(page, answers, question, errors)).chain(closer)
        })
        .collect()
}

/// `several` is a group of boxes with room for other words; the template draws it.
fn field(page: &Page, answers: &Answers, question: &Question, errors: &FieldErrors) -> Field {
    let name = question.name;
    let chosen = |choices: &[&str]| -> Vec<Choice> {
        let given = Some(answers.text(name)).filter(|given| !given.is_empty()).unwrap_or(UNDECIDED);
        choices.iter().map(|value| choice(value, label(page, name, value), given == *value)).collect()
    };
    let (kind, value, options) = match question.kind {
        QuestionKind::Line { .. } | QuestionKind::Number => ("text", answers.typed(name).to_owned(), Vec::new()),
        QuestionKind::Email => ("email", answers.typed(name).to_owned(), Vec::new()),
        QuestionKind::Phone => ("tel", answers.typed(name).to_owned(), Vec::new()),
        QuestionKind::Text => ("textarea", answers.typed(name).to_owned(), Vec::new()),
        QuestionKind::One(choices) => ("radio", String::new(), chosen(choices)),
        QuestionKind::List => ("textarea", answers.list(name).join("\n"), Vec::new()),
        QuestionKind::Types => {
            let groups = answers.groups();
            let group = |(group, _): &(&str, _)| choice(group, group_label(page, group), groups.contains(group));
            ("checkbox", String::new(), TYPES.iter().map(group).collect())
        }
        QuestionKind::Several(known) => {
            let (boxes, others): (Vec<_>, Vec<_>) =
                answers.list(name).iter().map(String::as_str).partition(|item| known.contains(item));
            let option = |value: &&str| choice(value, label(page, name, value), boxes.contains(value));
            ("several", others.join("\n"), known.iter().map(option).collect())
        }
        QuestionKind::Consent => ("consent", answers.yes(name).to_string(), Vec::new()),
    };
    let key = format!("ask-{}-hint", name.replace('_', "-"));
    Field {
        hint: if page.language.has(&key) { page.t(&key) } else { String::new() },
        // One of the choices always holds where a choice stands for no answer.
        required: question.required || options.iter().any(|option| option.value == UNDECIDED),
        autocomplete: match name {
            "contact_name" => "name",
            "email" => "email",
            "phone" => "tel",
            "company" => "organization",
            _ => "off",
        },
        options,
        ..page.field(kind, "ask-", name, &value, errors)
    }
}

/// The kinds of project in each chosen group, but for the group's own name.
fn kinds(page: &Page, answers: &Answers, question: &Question) -> Vec<Field> {
    let (chosen, groups) = (answers.list(question.name), answers.groups());
    let closer = |(group, kinds): &(&str, &[&str])| Field {
        kind: "checkbox",
        name: question.name.to_owned(),
        label: group_label(page, group),
        options: kinds
            .iter()
            .filter(|kind| *kind != group)
            .map(|kind| choice(kind, label(page, question.name, kind), chosen.iter().any(|one| one == kind)))
            .collect(),
        ..Field::default()
    };
    TYPES.iter().filter(|(group, kinds)| groups.contains(group) && kinds.len() > 1).map(closer).collect()
}

fn choice(value: &str, label: String, chosen: bool) -> Choice {
    Choice { value: value.to_owned(), label, hint: String::new(), chosen }
}

fn label(page: &Page, name: &str, value: &str) -> String {
    page.t(&format!("choice-{}-{}", name.replace('_', "-"), value.replace('_', "-")))
}

fn group_label(page: &Page, group: &str) -> String {
    page.t(&format!("group-{group}"))
}

/// An answer for reading.
pub struct ShownAnswer {
    /// Short form of the question.
    pub label: String,
    /// Lines of a text or items of a list.
    pub lines: Vec<String>,
}

/// Given answers to these questions, for reading.
pub fn shown<'a>(page: &Page, answers: &Answers, questions: impl Iterator<Item = &'a Question>) -> Vec<ShownAnswer> {
    questions
        .filter(|question| answers.has(question.name) && question.is_read())
        .map(|question| {
            let name = question.name;
            let read = |item: &str| match question.kind {
                QuestionKind::One(known) | QuestionKind::Several(known) if known.contains(&item) => {
                    label(page, name, item)
                }
                _ => item.to_owned(),
            };
            let lines = match question.kind {
                QuestionKind::Types => shown_kinds(page, answers, question),
                QuestionKind::Several(_) | QuestionKind::List => {
                    answers.list(name).iter().map(|item| read(item)).collect()
                }
                _ => answers.text(name).lines().map(read).collect(),
            };
            ShownAnswer { label: page.t(&format!("ask-{}", name.replace('_', "-"))), lines }
        })
        .collect()
}

/// The chosen kinds of project, a line for each group.
fn shown_kinds(page: &Page, answers: &Answers, question: &Question) -> Vec<String> {
    let (chosen, groups) = (answers.list(question.name), answers.groups());
    let line = |(group, kinds): &(&str, &[&str])| {
        let closer: Vec<String> = kinds
            .iter()
            .filter(|kind| *kind != group && chosen.iter().any(|one| one == *kind))
            .map(|kind| label(page, question.name, kind))
            .collect();
        let group = group_label(page, group);
        if closer.is_empty() { group } else { page.ta2("brief-kinds", "group", group, "kinds", closer.join(", ")) }
    };
    TYPES.iter().filter(|(group, _)| groups.contains(group)).map(line).collect()
}
