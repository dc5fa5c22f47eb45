//! A service, its three projects and its cast, and all that the machine knows of them.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use axum::Router;
use fataplus::{access::Role, config::Intake, db::PlatformScope, ids::ProjectId};
use uuid::Uuid;

use super::{
    canary::{Canary, classes, reads},
    cast::{CAST, FORGETFUL, Ledger, Part, Parts, SHARES},
    program::Step,
    report::Report,
};
use crate::support::{Api, Person, Project, TestApp, Web, app::Options, fixture};

/// Projects whose parts the ledger knows.
pub const FIXED: usize = 3;
/// Rows the machine remembers of a kind in a project; older ones are forgotten, not deleted.
const REMEMBERED: usize = 40;
const PLACES: usize = 40;

/// A project.
#[derive(Clone)]
pub struct Place {
    pub tag: String,
    pub project: Project,
    /// Who made it during the run, and so manages it.
    pub maker: Option<usize>,
}

/// A partner agency.
#[derive(Clone)]
pub struct Agency {
    pub id: Uuid,
    pub shared: HashSet<usize>,
}

/// A row somebody made.
#[derive(Clone, Debug)]
pub struct Thing {
    pub id: String,
    /// For whom its words are.
    pub class: String,
    /// What else there is to know: the kind of a document, the token of an upload.
    pub extra: String,
    /// Of another project than the one it is used in, or of none.
    pub foreign: bool,
}

impl Thing {
    pub fn new(id: &str, class: &str, extra: &str) -> Self {
        Self { id: id.to_owned(), class: class.to_owned(), extra: extra.to_owned(), foreign: false }
    }
}

/// From when on somebody's parts count for what she may see.
pub struct Window {
    pub who: usize,
    marks: [usize; FIXED],
}

/// An entity tag, and whose it is.
#[derive(Clone)]
pub struct Tag {
    pub text: String,
    pub place: Option<usize>,
    pub path: String,
    /// Its body says something of somebody: an empty list's tag is everybody's.
    pub telling: bool,
}

/// Everything of one case.
pub struct World {
    pub app: TestApp,
    pub documented: Arc<BTreeMap<(String, String), HashSet<u16>>>,
    pub persons: Vec<Option<Person>>,
    pub places: RwLock<Vec<Place>>,
    pub agencies: RwLock<Vec<Agency>>,
    pub ledger: Ledger,
    /// One change of members at a time in each project, so that the ledger knows the order.
    pub changes: [tokio::sync::Mutex<()>; FIXED],
    pub report: Report,
    pub stop: AtomicBool,
    pub tags: Mutex<Vec<Tag>>,
    /// Cursors, with the place or person and the path they are of.
    pub cursors: Mutex<Vec<(String, String, String)>>,
    /// Idempotency keys in use, with the person and the place.
    pub keys: Mutex<HashSet<(String, usize, Option<usize>)>>,
    pub mails: super::mails::Post,
    things: Mutex<HashMap<(usize, &'static str), Vec<Thing>>>,
    apis: RwLock<Vec<Option<Arc<Api>>>>,
    webs: Mutex<HashMap<(usize, usize), Arc<Web>>>,
    serial: AtomicU64,
}

/// A layer laid around the service, to see that the machine notices what it does.
pub type Wrap = fn(Router) -> Router;

impl World {
    pub async fn new(review: bool, wrap: Option<Wrap>) -> Self {
        let intake = if review { Intake::Review } else { Intake::Open };
        let app = TestApp::with(Options { max_connections: 2, intake, wrap, ..Options::default() }).await;
        let mut projects = vec![app.project().clone()];
        while projects.len() < FIXED {
            projects.push(app.another_project().await);
        }
        let places = projects.into_iter().zip(["a", "b", "c"]).map(|(project, tag)| Place {
            tag: tag.to_owned(),
            project,
            maker: None,
        });
        let mut world = Self {
            documented: Arc::new(documented(&app).await),
            persons: Vec::new(),
            places: RwLock::new(places.collect()),
            agencies: RwLock::new(Vec::new()),
            ledger: Ledger::new(FIXED),
            changes: Default::default(),
            report: Report::default(),
            stop: AtomicBool::new(false),
            tags: Mutex::default(),
            cursors: Mutex::default(),
            keys: Mutex::default(),
            mails: super::mails::Post::default(),
            things: Mutex::default(),
            apis: RwLock::new(Vec::new()),
            webs: Mutex::default(),
            serial: AtomicU64::new(1),
            app,
        };
        world.furnish().await;
        world
    }

    /// Titles, people, agencies and shares, as the platform's own rows.
    async fn furnish(&mut self) {
        let state = self.app.state().clone();
        for (who, cast) in CAST.iter().enumerate() {
            let person = match cast.platform {
                "admin" => Some(self.app.platform_admin().await),
                "staff" => Some(self.app.staff().await),
                "none" => Some(self.app.stranger().await),
                _ => None,
            };
            let Some(mut person) = person else {
                self.persons.push(None);
                continue;
            };
            person.name = format!("{} {}", self.word(&format!("p{who}"), classes::NAME), cast.called);
            person.email = format!("{}@people.test", self.word(&format!("p{who}"), classes::MAIL));
            let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
            let named = sqlx::query("UPDATE users SET name = $2, email = $3 WHERE id = $1");
            let named = named.bind(person.user.0).bind(&person.name).bind(&person.email);
            named.execute(tx.conn()).await.unwrap();
            tx.commit().await.unwrap();
            for (project, role) in cast.parts {
                let lead = *role == Role::Client { lead: true };
                let place = self.place(*project);
                fixture::member(&state, &place.project, person.user, role.name(), lead).await;
            }
            self.persons.push(Some(person));
        }
        for agency in 0..2 {
            let id = Uuid::now_v7();
            let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
            let name = self.word(&format!("g{agency}"), classes::NAME);
            let made = sqlx::query("INSERT INTO partner_agencies (id, name) VALUES ($1, $2)").bind(id).bind(name);
            made.execute(tx.conn()).await.unwrap();
            for (who, _) in CAST.iter().enumerate().filter(|(_, person)| person.agency == Some(agency)) {
                let agent = sqlx::query("INSERT INTO partner_agents (agency_id, user_id) VALUES ($1, $2)");
                let agent = agent.bind(id).bind(self.persons[who].as_ref().unwrap().user.0);
                agent.execute(tx.conn()).await.unwrap();
            }
            tx.commit().await.unwrap();
            let shared = SHARES.iter().filter(|(of, ..)| *of == agency).map(|(_, project, _)| *project);
            self.agencies.write().unwrap().push(Agency { id, shared: shared.collect() });
        }
        for (agency, project, level) in SHARES {
            let (agency, place) = (self.agencies.read().unwrap()[*agency].id, self.place(*project));
            let mut tx = state.db.write(&fixture::scope(place.project.id)).await.unwrap();
            let role = Role::Partner(*level).name();
            let shared = sqlx::query(
                "INSERT INTO partner_shares (project_id, agency_id, level, created_at) VALUES ($1, $2, $3, $4)",
            );
            let level = role.trim_start_matches("partner_");
            let shared = shared.bind(place.project.id.as_str()).bind(agency).bind(level).bind(state.clock.now());
            shared.execute(tx.conn()).await.unwrap();
            tx.commit().await.unwrap();
        }
        for project in 0..FIXED {
            let place = self.place(project);
            let mut tx = state.db.write(&fixture::scope(place.project.id)).await.unwrap();
            let titled = sqlx::query("UPDATE projects SET title = $1, summary = $2 WHERE project_id = $3");
            let [title, summary] = [0; 2].map(|_| self.word(&place.tag, classes::ANY));
            titled.bind(title).bind(summary).bind(place.project.id.as_str()).execute(tx.conn()).await.unwrap();
            let organisation: Uuid =
                sqlx::query_scalar("SELECT organisation_id FROM projects").fetch_one(tx.conn()).await.unwrap();
            tx.commit().await.unwrap();
            let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
            let named = sqlx::query("UPDATE organisations SET name = $1 WHERE id = $2");
            named.bind(self.word(&place.tag, classes::ANY)).bind(organisation).execute(tx.conn()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut apis = Vec::new();
        for person in &self.persons {
            apis.push(match person {
                Some(person) => Some(Arc::new(person.api().await)),
                None => None,
            });
        }
        *self.apis.write().unwrap() = apis;
    }

    /// A new word.
    pub fn word(&self, of: &str, class: &str) -> String {
        self.report.written.fetch_add(1, Ordering::Relaxed);
        format!("zq7-{of}-{class}-{:06}", self.serial.fetch_add(1, Ordering::Relaxed))
    }

    pub fn number(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }

    pub fn place(&self, place: usize) -> Place {
        self.places.read().unwrap()[place].clone()
    }

    /// A project made during the run.
    pub fn add_place(&self, id: &str, tag: &str, maker: Option<usize>) {
        let Ok(id) = id.parse::<ProjectId>() else { return };
        let mut places = self.places.write().unwrap();
        if places.len() < PLACES && !places.iter().any(|place| place.project.id == id) {
            places.push(Place { tag: tag.to_owned(), project: Project { id, title: String::new() }, maker });
        }
    }

    pub fn api(&self, who: usize) -> Option<Arc<Api>> {
        self.apis.read().unwrap()[who].clone()
    }

    /// A new session for her whose sessions were ended.
    pub async fn log_in_again(&self, who: usize) {
        if who == FORGETFUL {
            let api = Arc::new(self.persons[who].as_ref().unwrap().api().await);
            self.apis.write().unwrap()[who] = Some(api);
            self.webs.lock().unwrap().retain(|(of, _), _| *of != who);
        }
    }

    /// Her browser at the project's portal; at the app for no project.
    pub async fn web(&self, who: usize, place: Option<usize>) -> Arc<Web> {
        let key = (who, place.unwrap_or(usize::MAX));
        if let Some(web) = self.webs.lock().unwrap().get(&key) {
            return web.clone();
        }
        let web = match (&self.persons[who], place) {
            (Some(person), Some(place)) => person.portal(&self.place(place).project).await,
            (Some(person), None) => person.app().await,
            (None, Some(place)) => self.app.anonymous_at(self.place(place).project.id),
            (None, None) => self.app.anonymous(),
        };
        let web = Arc::new(web);
        self.webs.lock().unwrap().insert(key, web.clone());
        web
    }

    /// Remembers a row.
    pub fn add(&self, place: usize, kind: &'static str, thing: Thing) {
        let mut things = self.things.lock().unwrap();
        let kept = things.entry((place, kind)).or_default();
        if kept.iter().any(|one| one.id == thing.id) {
            return;
        }
        if kept.len() >= REMEMBERED {
            kept.remove(0);
        }
        kept.push(thing);
    }

    /// Some row of this kind: of this project, at times of another, or one that never was.
    pub fn pick(&self, step: &Step, place: usize, kind: &'static str) -> Thing {
        self.find(step, place, kind, false)
    }

    /// A row of this project that is as `wanted`, if there is one; else any.
    pub fn pick_where(&self, step: &Step, place: usize, kind: &'static str, wanted: impl Fn(&Thing) -> bool) -> Thing {
        let things = self.things.lock().unwrap();
        let fitting: Vec<_> = things.get(&(place, kind)).into_iter().flatten().filter(|thing| wanted(thing)).collect();
        let found = fitting.get(usize::from(step.pick) % fitting.len().max(1)).map(|thing| (*thing).clone());
        drop(things);
        found.unwrap_or_else(|| self.pick(step, place, kind))
    }

    /// The same, kept from other actors until it is given back with `add`.
    pub fn take(&self, step: &Step, place: usize, kind: &'static str) -> Thing {
        self.find(step, place, kind, true)
    }

    fn find(&self, step: &Step, place: usize, kind: &'static str, take: bool) -> Thing {
        let foreign = place < FIXED && step.once_in(9, 3);
        let of = if foreign { (place + 1 + usize::from(step.once_in(2, 7))) % FIXED } else { place };
        let mut things = self.things.lock().unwrap();
        let kept = things.entry((of, kind)).or_default();
        let at = usize::from(step.pick) % kept.len().max(1);
        let found = if take && of == place && at < kept.len() { Some(kept.remove(at)) } else { kept.get(at).cloned() };
        match found {
            Some(thing) => Thing { foreign: of != place, ..thing },
            None => Thing { foreign: true, ..Thing::new(&Uuid::now_v7().to_string(), classes::INTERNAL, "") },
        }
    }

    pub fn forget(&self, place: usize, kind: &'static str, id: &str) {
        self.things.lock().unwrap().entry((place, kind)).or_default().retain(|thing| thing.id != id);
    }

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
            _ if self.place(place).maker == Some(window.who) => Some(Role::ProjectManager),
            _ => None,
        };
        Parts::from([Part(part)])
    }

    /// Whether what the window's person was shown may be shown to her.
    pub fn may_see(&self, window: &Window, canary: &Canary) -> bool {
        self.may_see_as(window.who, canary, |place| self.parts(window, place))
    }

    /// The same for a mail, which may come late: by all she ever was.
    pub fn may_get(&self, who: usize, canary: &Canary) -> bool {
        self.may_see_as(who, canary, |place| self.ledger.ever(who, place))
    }

    fn may_see_as(&self, who: usize, canary: &Canary, parts: impl Fn(usize) -> Parts) -> bool {
        let platform = CAST[who].platform;
        let roles = |place: usize| parts(place).into_iter().filter_map(|part| part.0).collect::<Vec<_>>();
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
                    || (0..FIXED).any(|place| !roles(place).is_empty() && (agencys_own || known(place)))
                    || agencys_own && platform == "staff"
            }
            ("p", Some(person)) => {
                let known = |place: usize| self.ledger.ever(person, place).iter().any(|part| part.0.is_some());
                let in_agency = |place: usize| roles(place).into_iter().any(Role::is_agency);
                person == who || platform == "admin" || (0..FIXED).any(|place| in_agency(place) && known(place))
            }
            ("g", Some(agency)) => {
                // Those made during the run share one name.
                let agencies = self.agencies.read().unwrap();
                let named = |at: &usize| *at == agency || *at >= 2 && agency >= 2;
                let mut shared = (0..agencies.len()).filter(named).flat_map(|at| &agencies[at].shared);
                platform == "admin" || CAST[who].agency == Some(agency) || shared.any(|place| !roles(*place).is_empty())
            }
            _ => false,
        }
    }

    /// Notes a fault, and ends the run.
    pub fn found(&self, fault: String) {
        self.report.faults.lock().unwrap().push(fault);
        self.stop.store(true, Ordering::Relaxed);
    }

    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// The statuses the API's description gives each operation.
async fn documented(app: &TestApp) -> BTreeMap<(String, String), HashSet<u16>> {
    let document = app.anonymous_api().get("/openapi.json").await.assert_status(200).json();
    let mut all = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(_, value)| value.is_object()) {
            let statuses = operation["responses"].as_object().unwrap().keys();
            let statuses = statuses.filter_map(|status| status.parse().ok()).collect();
            all.insert((method.to_uppercase(), path.clone()), statuses);
        }
    }
    all
}
