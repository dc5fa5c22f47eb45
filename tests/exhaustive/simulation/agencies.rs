//! Calls of a partner agency's admin. The cast's people stay, so that there are always agents to act; others are
//! removed. Invited people never accept.

use serde_json::json;

use super::{
    calls::Call,
    canary::classes,
    cast::CAST,
    operations::{OPS, Op},
    platform::NOWHERE,
    program::Step,
    world::{Thing, World},
};

impl World {
    pub async fn in_agency(&self, call: Call<'_>, step: &Step) {
        let Op { method, path, .. } = OPS[step.op];
        let (agency, id) = self.own_agency(step);
        let foreign = !(CAST[step.who].runs && CAST[step.who].agency == Some(agency));
        let path = path.replace("{agency_id}", &id);
        match (method, path.rsplit('/').next().unwrap_or_default()) {
            ("GET", "agency") => {
                self.call(call).await;
            }
            ("GET", _) => {
                self.call(call.at(path).foreign(foreign)).await;
            }
            ("POST", "invitations") => {
                let word = || self.word(&format!("g{agency}"), classes::NAME);
                let email = format!("{}@canary.test", word());
                let body = json!({ "email": email, "name": word(), "admin": step.once_in(3, 5) });
                let answer = self.call(call.at(path).body(body).foreign(foreign)).await;
                if let Some(answer) = answer.filter(|answer| answer.status == 201) {
                    let id = answer.json()["id"].as_str().unwrap_or_default().to_owned();
                    self.add(NOWHERE, "agency invitation", Thing::new(&id, "", &agency.to_string()));
                }
            }
            ("DELETE", "{user_id}") if step.once_in(3, 8) => {
                // A person of the other agency, or the admin: neither can be removed.
                let theirs = CAST.iter().position(|person| person.agency == Some(1 - agency.min(1)));
                let who = if step.once_in(2, 14) { theirs.unwrap() } else { step.who };
                let user = self.persons[who].as_ref().map_or_else(uuid::Uuid::now_v7, |person| person.user.0);
                self.call(call.at(path.replace("{user_id}", &user.to_string())).foreign(true)).await;
            }
            ("DELETE", "{user_id}") => {
                let wanted = |thing: &Thing| thing.extra == agency.to_string() || step.once_in(7, 20);
                let thing = self.pick_where(step, NOWHERE, "agent", wanted);
                let foreign = foreign || thing.extra != agency.to_string();
                self.call(call.at(path.replace("{user_id}", &thing.id)).foreign(foreign)).await;
            }
            _ => {
                let thing = self.pick(step, NOWHERE, "agency invitation");
                let foreign = foreign || thing.extra != agency.to_string();
                self.call(call.at(path.replace("{id}", &thing.id)).foreign(foreign)).await;
            }
        }
    }

    /// Mostly the agency the person works for.
    fn own_agency(&self, step: &Step) -> (usize, String) {
        match CAST[step.who].agency.filter(|_| !step.once_in(4, 12)) {
            Some(own) => (own, self.agencies.read().unwrap()[own].id.to_string()),
            None => self.some_agency(step),
        }
    }
}
