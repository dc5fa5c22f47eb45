//! Visibility of words for people, and since when.

use fataplus::access::{PartnerLevel, Role};

use super::{
    canary::{Canary, classes, reads},
    cast::{CAST, Part, Parts},
    world::{FIXED, Window, World},
};

impl World {
    pub fn window(&self, who: usize) -> Window {
        Window { who, marks: std::array::from_fn(|project| self.ledger.mark(who, project)) }
    }

    /// All that the window's person may have been to a project until now.
    pub fn parts(&self, window: &Window, place: usize) -> Parts {
        if place < FIXED {
            return self.ledger.since(window.who, place, window.marks[place]);
        }
        let part = match CAST[window.who].platform {
            "admin" => Some(Role::Admin),
            _ if self.place(place).maker == Some(window.who) => Some(Role::MANAGER),
            _ => None,
        };
        Parts::from([Part(part)])
    }

    /// Whether the caller of the window may see the word.
    pub fn may_see(&self, window: &Window, canary: &Canary) -> bool {
        self.may_see_as(window.who, canary, |place| self.parts(window, place))
    }

    /// The same for a mail, which may come late: by all parts the person ever had.
    pub fn may_get(&self, who: usize, canary: &Canary) -> bool {
        self.may_see_as(who, canary, |place| self.ledger.ever(who, place))
    }

    /// Whether people of this agency may be mailed of it: agencies made meanwhile share one number.
    pub fn agent_may_get(&self, agency: usize, canary: &Canary) -> bool {
        let agencies = self.agencies.read().unwrap();
        let of_these = |at: &usize| *at == agency || agency >= agencies.len() && *at >= 2;
        let mut shared = (0..agencies.len()).filter(of_these).flat_map(|at| &agencies[at].shared);
        let place = matches!(canary.of.as_str(), "a" | "b" | "c").then(|| usize::from(canary.of.as_bytes()[0] - b'a'));
        shared.any(|at| Some(*at) == place) && reads(Role::Partner(PartnerLevel::Manage), &canary.class)
    }

    fn may_see_as(&self, who: usize, canary: &Canary, parts: impl Fn(usize) -> Parts) -> bool {
        let platform = CAST[who].platform;
        let roles = |place: usize| parts(place).into_iter().filter_map(|part| part.0).collect::<Vec<_>>();
        // An agency's admin knows its people.
        let runs = |agency: Option<usize>| CAST[who].runs && agency.is_some() && CAST[who].agency == agency;
        let number = canary.of.get(1..).and_then(|rest| rest.split('x').next()?.parse::<usize>().ok());
        match (canary.of.get(..1).unwrap_or_default(), number) {
            ("a" | "b" | "c", None) => {
                let place = usize::from(canary.of.as_bytes()[0] - b'a');
                roles(place).into_iter().any(|role| reads(role, &canary.class))
            }
            ("n", Some(_)) => matches!(platform, "staff" | "admin"),
            ("m", Some(maker)) => platform == "admin" || who == maker,
            ("p", Some(person)) if canary.class == classes::NAME => {
                let known = |place: usize| self.ledger.ever(person, place).iter().any(|part| part.0.is_some());
                let agencys_own = matches!(CAST[person].platform, "staff" | "admin");
                person == who
                    || platform == "admin"
                    || runs(CAST[person].agency)
                    || (0..FIXED).any(|place| !roles(place).is_empty() && (agencys_own || known(place)))
                    || agencys_own && platform == "staff"
            }
            ("p", Some(person)) => {
                let known = |place: usize| self.ledger.ever(person, place).iter().any(|part| part.0.is_some());
                let in_agency = |place: usize| roles(place).into_iter().any(Role::is_agency);
                person == who
                    || platform == "admin"
                    || runs(CAST[person].agency)
                    || (0..FIXED).any(|place| in_agency(place) && known(place))
            }
            ("g", Some(agency)) => {
                // Those made during the run share one name.
                let agencies = self.agencies.read().unwrap();
                let named = |at: &usize| *at == agency || *at >= 2 && agency >= 2;
                let mut shared = (0..agencies.len()).filter(named).flat_map(|at| &agencies[at].shared);
                // Staff who are admins of a project choose the agencies to share it with.
                let chooses = platform == "staff" && (0..FIXED).any(|place| roles(place).contains(&Role::Admin));
                platform == "admin"
                    || chooses
                    || CAST[who].agency == Some(agency)
                    || shared.any(|place| !roles(*place).is_empty())
            }
            _ => false,
        }
    }
}
