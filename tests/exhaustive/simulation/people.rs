//! Members, invitations and shares: calls that change permissions. One change at a time in a project, so that the
//! ledger knows their order; everything else goes on meanwhile.

use fataplus::access::{PartnerLevel, Role};
use serde_json::json;

use super::{
    calls::Call,
    canary::classes::{self, ANY, CLIENT, INTERNAL},
    cast::{CAST, NOBODY},
    operations::OPS,
    program::Step,
    tenant::{fill, in_place},
    world::{FIXED, Thing, World},
};
use crate::support::PASSWORD;

const BACK: Role = Role::Client { lead: false };

impl World {
    /// Mostly one of the first two agencies, whose agents act; its place in the list and its ID.
    pub fn some_agency(&self, step: &Step) -> (usize, String) {
        let agencies = self.agencies.read().unwrap();
        let known = if step.once_in(5, 21) { agencies.len() } else { 2 };
        let at = usize::from(step.pick) % known;
        (at, agencies[at].id.to_string())
    }

    pub async fn people(&self, step: &Step, place: usize, tail: &str) {
        let (method, tag) = (OPS[step.op].method, self.place(place).tag);
        let call = in_place(step, place, tail);
        match (method, tail) {
            ("DELETE", "/members/{user_id}") => self.remove(call, step, place).await,
            ("PUT" | "DELETE", "/partners/{agency_id}") => {
                self.share(call, step, place).await;
            }
            ("POST", "/invitations") => {
                let agency = self.likely(step.who, place).is_some_and(Role::is_agency);
                // A lead's invitation is visible to the lead and the agency.
                let class = if agency { INTERNAL } else { CLIENT };
                let role = step.choose(4, &["client", "client", "project_manager", "admin"]);
                let wanderer = (0..CAST.len()).find(|who| {
                    let away = place < FIXED && self.ledger.now(*who, place).iter().all(|part| part.0.is_none());
                    let ever = place < FIXED && self.ledger.ever(*who, place).iter().any(|part| part.0.is_some());
                    CAST[*who].wanders && away && ever
                });
                let body = match wanderer.filter(|_| agency && step.once_in(2, 6)) {
                    Some(who) => json!({ "email": self.address_of(who).await, "role": "client" }),
                    None => json!({ "email": format!("{}@canary.test", self.word(&tag, class)),
                                    "name": self.word(&tag, ANY), "role": role,
                                    "lead": role == "client" && agency && step.once_in(2, 9) }),
                };
                let call = call.body(body);
                if let Some(answer) = self.call(call).await.filter(|answer| answer.status == 201) {
                    let id = answer.json()["id"].as_str().unwrap_or_default().to_owned();
                    self.add(place, "invitation", Thing::new(&id, class, ""));
                }
            }
            // The existing place of the member, because the ledger decides on places.
            ("PATCH", "/members/{user_id}") => {
                let who = usize::from(step.pick) % NOBODY;
                let user = self.persons[who].as_ref().map(|person| person.user.to_string()).unwrap_or_default();
                self.call(call.at(fill(tail, &user)).body(json!({}))).await;
            }
            ("POST", "/invitations/{id}/resend") | ("DELETE", "/invitations/{id}") => {
                let thing = self.pick(step, place, "invitation");
                let path = fill(tail, &thing.id);
                self.call(call.at(path).foreign(thing.foreign)).await;
            }
            other => panic!("nothing is known to do for {other:?}"),
        }
    }

    /// Removes a person who can come back; the others stay, so that there are always people of every kind.
    async fn remove(&self, mut call: Call<'_>, step: &Step, place: usize) {
        let in_place = |who: usize| place < FIXED && self.ledger.now(who, place).iter().any(|part| part.0.is_some());
        let mut wanderers: Vec<usize> = (0..CAST.len()).filter(|who| CAST[*who].wanders).collect();
        wanderers.sort_by_key(|who| !in_place(*who));
        if step.once_in(2, 17) {
            wanderers.truncate(2);
        }
        let who = wanderers[usize::from(step.pick) % wanderers.len()];
        let user = self.persons[who].as_ref().unwrap().user.to_string();
        call.path = fill(&call.path, &user);
        if place >= FIXED {
            self.call(call.foreign(true)).await;
            return;
        }
        let _alone = self.changes[place].lock().await;
        let away = self.ledger.now(who, place).iter().all(|part| part.0.is_none());
        // After a broken connection the member's state is unknown for good: that is worth it now and then only.
        call.whole = !step.once_in(12, 15);
        self.ledger.changing(who, place, None);
        let answer = self.call(call.foreign(away)).await;
        let done = answer.map(|answer| answer.status == 204);
        self.ledger.changed(who, place, None, done);
    }

    async fn share(&self, mut call: Call<'_>, step: &Step, place: usize) {
        let (agency, id) = self.some_agency(step);
        call.path = fill(&call.path, &id);
        let put = OPS[step.op].method == "PUT";
        let level = step.choose(4, &[PartnerLevel::View, PartnerLevel::Edit, PartnerLevel::Manage]);
        if put {
            let level = Role::Partner(level).name();
            call = call.body(json!({ "level": level.trim_start_matches("partner_") }));
        }
        if place >= FIXED {
            // No person of the cast may get a part there.
            if !put {
                self.call(call.foreign(true)).await;
            }
            return;
        }
        let part = put.then_some(Role::Partner(level));
        let agents: Vec<usize> = (0..CAST.len()).filter(|who| CAST[*who].agency == Some(agency)).collect();
        let _alone = self.changes[place].lock().await;
        call.whole = !step.once_in(12, 15);
        if put {
            self.agencies.write().unwrap()[agency].shared.insert(place);
        }
        for who in &agents {
            self.ledger.changing(*who, place, part);
        }
        let done = self.call(call).await.map(|answer| matches!(answer.status, 200 | 204));
        for who in &agents {
            self.ledger.changed(*who, place, part, done);
        }
    }

    /// Accepts a mailed invitation: as the wanderer it is for, or as a new person.
    pub async fn accept(&self, step: &Step) {
        let waiting = {
            let mut invitations = self.mails.invitations.lock().unwrap();
            let mut to: Vec<String> = invitations.keys().cloned().collect();
            to.sort();
            // People who can come back go first.
            to.sort_by_key(|to| !to.ends_with("@people.test"));
            to.first().filter(|_| !step.once_in(8, 4)).and_then(|to| Some((to.clone(), invitations.remove(to)?)))
        };
        let call = Call::new(step, "POST", "/v1/invitations/accept");
        let Some((to, token)) = waiting else {
            let token = format!("{}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", self.place(0).project.id);
            self.call(call.body(json!({ "token": token, "password": PASSWORD })).foreign(true)).await;
            return;
        };
        let own = super::canary::find(to.as_bytes()).pop();
        let Some(who) = own.and_then(|own| own.of.strip_prefix('p')?.parse::<usize>().ok()) else {
            let project = token.split('.').next().unwrap_or_default().to_owned();
            let tag = self.tag_of(&project);
            let name = self.word(&tag, classes::ANY);
            let body = json!({ "token": token, "name": name, "password": PASSWORD });
            self.call_as(NOBODY, call.body(body)).await;
            return;
        };
        let project = token.split('.').next().unwrap_or_default();
        let Some(place) = (0..FIXED).find(|place| self.place(*place).project.id.as_str() == project) else { return };
        let _alone = self.changes[place].lock().await;
        let mut call = call.body(json!({ "token": token }));
        call.whole = !step.once_in(12, 15);
        let back = Some(self.back(who, place));
        self.ledger.changing(who, place, back);
        let answer = self.call_as(who, call).await;
        self.ledger.changed(who, place, back, answer.map(|answer| answer.status == 200));
    }

    /// Role after accepting: a client, or the present one. Call it while no other change is under way.
    pub fn back(&self, who: usize, place: usize) -> Role {
        self.ledger.now(who, place).into_iter().find_map(|part| part.0).unwrap_or(BACK)
    }

    pub fn tag_of(&self, project: &str) -> String {
        let places = self.places.read().unwrap();
        let found = places.iter().find(|place| place.project.id.as_str() == project);
        found.map_or_else(|| "n0".to_owned(), |place| place.tag.clone())
    }
}
