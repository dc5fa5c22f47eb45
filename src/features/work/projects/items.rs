//! Open items, as pages list them.

use time::Date;

use super::store::turn::{Todo, Waiting};
use crate::{access::Side, http::Page, ids::TaskId};

/// A row that leads to an open item.
pub struct Item {
    pub title: String,
    pub url: String,
    /// Task that can be completed here; empty for other items.
    pub task: String,
    /// Label of the item's button; empty without a button.
    pub label: String,
    /// Why files were sent back, or to whom a task is given; empty otherwise.
    pub note: String,
    pub due: String,
    pub late: bool,
    pub status: String,
}

/// An item with its due day.
pub fn item(page: &Page, title: &str, url: String, due_on: Option<Date>, today: Date) -> Item {
    let late = due_on.is_some_and(|due| due < today);
    let key = if late { "home-late-since" } else { "home-due" };
    Item {
        title: title.to_owned(),
        url,
        task: String::new(),
        label: String::new(),
        note: String::new(),
        due: due_on.map(|due| page.ta(key, "date", page.day(due).text)).unwrap_or_default(),
        late,
        status: if late { "overdue" } else { "open" }.to_owned(),
    }
}

impl Item {
    /// The item with a task that can be completed here.
    pub fn of_task(self, id: TaskId) -> Self {
        Self { task: id.to_string(), ..self }
    }
}

/// An open item for a reader on `side`; one of their own side has a button: to its page, or for a task that completes it.
pub fn waiting_item(page: &Page, side: Side, one: &Waiting, today: Date) -> Item {
    let title = match (one.todo, side) {
        (Todo::Decide, Side::Client) => page.ta("home-decide", "name", &one.title),
        (Todo::Decide, Side::Agency) => page.ta("home-decide-client", "name", &one.title),
        (Todo::CheckFiles, _) => page.ta("home-check", "name", &one.title),
        (Todo::Correct, _) => page.ta("home-correct", "name", &one.title),
        (Todo::Answer, _) => page.ta2("home-answer-to", "name", &one.person, "thread", &one.title),
        (Todo::SendFiles | Todo::Task, _) => one.title.clone(),
    };
    let label = match one.todo {
        _ if one.side != side => String::new(),
        Todo::SendFiles => page.t("home-send-files"),
        Todo::CheckFiles => page.t("home-check-files"),
        Todo::Decide => page.t("home-give-opinion"),
        Todo::Correct => page.t("home-see-correction"),
        Todo::Answer => page.t("home-answer"),
        Todo::Task => String::new(),
    };
    let note = match one.todo {
        Todo::Task if !one.person.is_empty() => page.ta("home-assigned", "name", &one.person),
        _ if one.note.is_empty() => String::new(),
        _ => page.ta("home-sent-back", "note", &one.note),
    };
    let item = Item { label, note, ..item(page, &title, place(one), one.due_on, today) };
    if one.todo == Todo::Task && one.side == side { item.of_task(one.subject.into()) } else { item }
}

/// Path of the item's page.
pub fn place(one: &Waiting) -> String {
    let id = one.subject;
    match one.todo {
        Todo::SendFiles | Todo::CheckFiles => format!("/file-requests/{id}"),
        Todo::Decide | Todo::Correct => format!("/documents/{id}"),
        Todo::Answer => format!("/messages/{id}#new"),
        Todo::Task => format!("/plan#t-{id}"),
    }
}
