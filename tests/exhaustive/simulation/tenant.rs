//! Calls to the API in a project.

use fataplus::access::Role;

use super::{
    calls::Call,
    canary::classes::{CLIENT, INTERNAL, PARTNER, SHARED},
    operations::{OPS, Op},
    program::Step,
    world::{FIXED, World},
};
use crate::support::Answer;

pub const PREFIX: &str = "/v1/projects/{project_id}";

/// The ID an answer gives.
pub fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap_or_default().to_owned()
}

/// The step's operation in a project.
pub fn in_place<'a>(step: &'a Step, place: usize, tail: &str) -> Call<'a> {
    let mut call = Call::new(step, OPS[step.op].method, &format!("{PREFIX}{tail}"));
    (call.place, call.path) = (Some(place), tail.to_owned());
    call
}

impl World {
    /// Which project the step means: mostly one of the three, at times one made during the run.
    pub fn where_to(&self, step: &Step) -> usize {
        let places = self.places.read().unwrap().len();
        if step.once_in(12, 23) && places > FIXED {
            FIXED + usize::from(step.place) % (places - FIXED)
        } else {
            usize::from(step.place) % FIXED
        }
    }

    /// Probable role of the person, to choose calls that are likely to be permitted.
    pub fn likely(&self, who: usize, place: usize) -> Option<Role> {
        self.parts(&self.window(who), place).into_iter().find_map(|part| part.0)
    }

    /// An audience the person may write for.
    pub fn class_for(&self, step: &Step, place: usize) -> &'static str {
        match self.likely(step.who, place) {
            Some(Role::Client { .. }) => CLIENT,
            Some(Role::Partner(_)) => step.choose(2, &[PARTNER, PARTNER, SHARED]),
            _ => step.choose(2, &[INTERNAL, CLIENT, PARTNER, SHARED]),
        }
    }

    pub async fn in_project(&self, step: &Step) {
        let Op { method, path, .. } = OPS[step.op];
        let tail = path.strip_prefix(PREFIX).unwrap();
        let mut place = self.where_to(step);
        let places = self.places.read().unwrap().len();
        if tail == "/workspace" && places > FIXED && step.once_in(2, 3) {
            place = FIXED + usize::from(step.pick) % (places - FIXED);
        }
        match (method, tail) {
            ("GET", tail) if tail.contains("{version}") || tail.ends_with("/download") => {
                self.download(step, place, tail).await;
            }
            ("GET", tail) => self.read(step, place, tail).await,
            ("POST", "/uploads") => self.upload(step, place).await,
            ("PATCH", "") => self.change_project(step, place).await,
            (_, tail)
                if tail.starts_with("/members")
                    || tail.starts_with("/invitations")
                    || tail.starts_with("/partners") =>
            {
                self.people(step, place, tail).await;
            }
            (_, tail) => self.write(step, place, tail).await,
        }
    }

    /// Lists, with pages and filters, and single rows.
    async fn read(&self, step: &Step, place: usize, tail: &str) {
        let mut call = in_place(step, place, tail);
        if tail.contains('{') {
            let kind = match tail.split('/').nth(1).unwrap() {
                "documents" => "document",
                "file-requests" => "request",
                "threads" => "thread",
                "partners" => return self.read_partner(step, place).await,
                _ => panic!("no kind of row is known for GET {tail}: name it here"),
            };
            let thing = self.pick(step, place, kind);
            call.path = fill(tail, &thing.id);
            call = call.foreign(thing.foreign);
        }
        let list = !matches!(tail, "" | "/brief" | "/settings" | "/usage" | "/audit" | "/audit.jsonl")
            && (!tail.contains('{') || tail.ends_with("/messages"));
        if list {
            let mut query = vec![format!("limit={}", step.choose(4, &[1, 2, 50, 100]))];
            if tail == "/documents" && step.once_in(3, 6) {
                query.push(format!("visibility={}", step.choose(8, &[INTERNAL, CLIENT, PARTNER, SHARED])));
            }
            if tail == "/tasks" && step.once_in(3, 6) {
                query.push(format!("milestone_id={}", self.pick(step, place, "milestone").id));
            }
            let known = self.cursors.lock().unwrap().clone();
            let owner = place.to_string();
            if step.once_in(3, 9) && !known.is_empty() {
                let (of, path, cursor) = &known[usize::from(step.pick) % known.len()];
                let own = *of == owner && *path == call.path;
                // Between lists of one project a cursor is merely useless.
                if own || *of != owner {
                    call.wrong_cursor = !own;
                    query.push(format!("cursor={cursor}"));
                }
            }
            call.path = format!("{}?{}", call.path, query.join("&"));
        }
        let path = call.path.split('?').next().unwrap_or_default().to_owned();
        let Some(answer) = self.call(call).await else { return };
        if answer.status == 200 && list {
            self.note_cursor(place.to_string(), path, &answer);
        }
    }

    pub fn note_cursor(&self, of: String, path: String, answer: &Answer) {
        if let Some(cursor) = answer.json()["next_cursor"].as_str() {
            let mut cursors = self.cursors.lock().unwrap();
            if cursors.len() >= 60 {
                cursors.drain(..20);
            }
            cursors.push((of, path, cursor.to_owned()));
        }
    }

    async fn read_partner(&self, step: &Step, place: usize) {
        let agency = self.some_agency(step);
        let tail = "/partners/{agency_id}";
        self.call(in_place(step, place, tail).at(fill(tail, &agency.1))).await;
    }
}

/// A row's class as one of the visibilities.
pub fn visible_class(class: &str) -> &'static str {
    [SHARED, CLIENT, PARTNER].into_iter().find(|one| *one == class).unwrap_or(INTERNAL)
}

/// The path with the row's ID in its first gap.
pub fn fill(path: &str, id: &str) -> String {
    match (path.find('{'), path.find('}')) {
        (Some(from), Some(to)) => format!("{}{id}{}", &path[..from], &path[to + 1..]),
        _ => path.to_owned(),
    }
}
