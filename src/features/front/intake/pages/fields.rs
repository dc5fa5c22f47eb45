//! Questions as fields of a form, and answers as text.

use super::super::{
    answers::Answers,
    questions::{Question, QuestionKind, TYPES},
};
use crate::http::{
    FieldErrors, Page,
    page::{Choice, Field},
};

/// Fields of one step. `several` is a group of boxes with room for other words; the template draws it.
pub fn of_step(page: &Page, answers: &Answers, section: u8, errors: &FieldErrors) -> Vec<Field> {
    answers
        .asked()
        .filter(|question| question.section == section)
        .flat_map(|question| match question.kind {
            QuestionKind::Types => types(page, answers, question, errors),
            _ => vec![field(page, answers, question, errors)],
        })
        .collect()
}

fn field(page: &Page, answers: &Answers, question: &Question, errors: &FieldErrors) -> Field {
    let name = question.name;
    let chosen = |choices: &[&str]| -> Vec<Choice> {
        choices.iter().map(|value| choice(page, name, value, answers.text(name) == *value)).collect()
    };
    let (kind, value, options) = match question.kind {
        QuestionKind::Line { .. } | QuestionKind::Number => ("text", answers.typed(name).to_owned(), Vec::new()),
        QuestionKind::Email => ("email", answers.typed(name).to_owned(), Vec::new()),
        QuestionKind::Phone => ("tel", answers.typed(name).to_owned(), Vec::new()),
        QuestionKind::Text => ("textarea", answers.typed(name).to_owned(), Vec::new()),
        QuestionKind::One(choices) => ("radio", String::new(), chosen(choices)),
        QuestionKind::List | QuestionKind::Types => ("textarea", answers.list(name).join("\n"), Vec::new()),
        QuestionKind::Several(known) => {
            let (boxes, others): (Vec<_>, Vec<_>) =
                answers.list(name).iter().map(String::as_str).partition(|item| known.contains(item));
            let options = known.iter().map(|value| choice(page, name, value, boxes.contains(value))).collect();
            ("several", others.join("\n"), options)
        }
        QuestionKind::Consent => ("consent", answers.yes(name).to_string(), Vec::new()),
    };
    let key = format!("ask-{}-hint", name.replace('_', "-"));
    Field {
        hint: if page.language.has(&key) { page.t(&key) } else { String::new() },
        required: question.required,
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

/// The kinds of project, a group of boxes for each family of trades.
fn types(page: &Page, answers: &Answers, question: &Question, errors: &FieldErrors) -> Vec<Field> {
    let chosen = answers.list(question.name);
    let group = |(index, (group, kinds)): (usize, &(&str, &[&str]))| Field {
        kind: "checkbox",
        name: question.name.to_owned(),
        label: page.t(&format!("group-{group}")),
        error: if index == 0 { errors.text(question.name, page.language) } else { String::new() },
        // Required as a group: the word "optional" would otherwise appear six times.
        required: true,
        options: kinds
            .iter()
            .map(|kind| choice(page, question.name, kind, chosen.iter().any(|one| one == kind)))
            .collect(),
        ..Field::default()
    };
    TYPES.iter().enumerate().map(group).collect()
}

fn choice(page: &Page, name: &str, value: &str, chosen: bool) -> Choice {
    Choice { value: value.to_owned(), label: label(page, name, value), hint: String::new(), chosen }
}

fn label(page: &Page, name: &str, value: &str) -> String {
    page.t(&format!("choice-{}-{}", name.replace('_', "-"), value.replace('_', "-")))
}

/// An answer for reading.
pub struct ShownAnswer {
    /// Short form of the question.
    pub label: String,
    /// Lines of a text or items of a list.
    pub lines: Vec<String>,
}

/// Given answers of one step, for reading.
pub fn shown(page: &Page, answers: &Answers, section: u8) -> Vec<ShownAnswer> {
    answers
        .asked()
        .filter(|question| {
            question.section == section && answers.has(question.name) && question.kind != QuestionKind::Consent
        })
        .map(|question| {
            let name = question.name;
            let known = |item: &str| match question.kind {
                QuestionKind::One(known) | QuestionKind::Several(known) => known.contains(&item),
                QuestionKind::Types => TYPES.iter().any(|(_, kinds)| kinds.contains(&item)),
                _ => false,
            };
            // In the form the group's heading stands above; here the label must name it.
            let open = |item: &str| {
                question.kind == QuestionKind::Types
                    && TYPES.iter().any(|(group, kinds)| *group == item && kinds.len() > 1)
            };
            let read = |item: &str| match open(item) {
                true => page.ta("choice-project-types-open", "group", page.t(&format!("group-{item}"))),
                false if known(item) => label(page, name, item),
                false => item.to_owned(),
            };
            let lines = match question.kind {
                QuestionKind::Types | QuestionKind::Several(_) | QuestionKind::List => {
                    answers.list(name).iter().map(|item| read(item)).collect()
                }
                _ => answers.text(name).lines().map(read).collect(),
            };
            ShownAnswer { label: page.t(&format!("ask-{}", name.replace('_', "-"))), lines }
        })
        .collect()
}
