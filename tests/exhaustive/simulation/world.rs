//! A service, its three projects and its cast, and all that the simulation knows of them.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use axum::Router;
use fataplus::{config::Intake, ids::ProjectId};
use uuid::Uuid;

use super::{
    Plan,
    canary::classes,
    cast::{FORGETFUL, Ledger},
    needs::Expects,
    program::Step,
    report::Report,
};
use crate::support::{Api, Person, Project, TestApp, Web, app::Options, fixture};

/// Number of projects whose parts the ledger knows.
pub const FIXED: usize = 3;
/// Rows the simulation remembers of a kind in a project; older ones are forgotten, not deleted.
const REMEMBERED: usize = 40;
const PLACES: usize = 40;

/// A project.
#[derive(Clone)]
pub struct Place {
    pub tag: String,
    pub project: Project,
    /// Person who made it during the run, and so manages it.
    pub maker: Option<usize>,
}

/// A partner agency.
#[derive(Clone)]
pub struct Agency {
    pub id: Uuid,
    pub shared: HashSet<usize>,
}

/// A row that was made.
#[derive(Clone, Debug)]
pub struct Thing {
    pub id: String,
    /// Audience of its words.
    pub class: String,
    /// Further data: the kind of a document, the token of an upload.
    pub extra: String,
    /// Of another project than the one it is used in, or of none.
    pub foreign: bool,
}

impl Thing {
    pub fn new(id: &str, class: &str, extra: &str) -> Self {
        Self { id: id.to_owned(), class: class.to_owned(), extra: extra.to_owned(), foreign: false }
    }
}

/// Start of the time over which a person's parts count.
pub struct Window {
    pub who: usize,
    pub marks: [usize; FIXED],
}

/// An entity tag with its owner.
#[derive(Clone)]
pub struct Tag {
    pub text: String,
    pub place: Option<usize>,
    pub path: String,
    /// Whether its body is specific: the tag of an empty list is everybody's.
    pub telling: bool,
}

/// Everything of one case.
pub struct World {
    pub expects: Expects,
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
    /// Pages with what was never done in the cases before.
    pub sought: Vec<&'static super::pages::Route>,
    pub mails: super::mails::Post,
    things: Mutex<HashMap<(usize, &'static str), Vec<Thing>>>,
    /// IDs of all rows that answers reported as made.
    made: Mutex<HashSet<String>>,
    pub apis: RwLock<Vec<Option<Arc<Api>>>>,
    webs: Mutex<HashMap<(usize, usize), Arc<Web>>>,
    serial: AtomicU64,
}

/// A layer around the service, to see that the simulation notices its faults.
pub type Wrap = fn(Router) -> Router;

impl World {
    pub async fn new(review: bool, plan: Plan, sought: Vec<&'static super::pages::Route>) -> Self {
        let intake = if review { Intake::Review } else { Intake::Open };
        let app = TestApp::with(Options { max_connections: 2, intake, wrap: plan.wrap, ..Options::default() }).await;
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
            expects: plan.expects,
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
            sought,
            mails: super::mails::Post::default(),
            things: Mutex::default(),
            made: Mutex::default(),
            apis: RwLock::new(Vec::new()),
            webs: Mutex::default(),
            serial: AtomicU64::new(1),
            app,
        };
        world.furnish().await;
        world
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

    /// The person's e-mail address, which a form may have changed.
    pub async fn address_of(&self, who: usize) -> String {
        let user = self.persons[who].as_ref().unwrap().user.0;
        let mut tx = fixture::platform(self.app.state()).await;
        let asked = sqlx::query_scalar("SELECT email FROM users WHERE id = $1").bind(user);
        asked.fetch_one(tx.conn()).await.unwrap()
    }

    /// Opens a new session for a person whose sessions were ended.
    pub async fn log_in_again(&self, who: usize) {
        if who == FORGETFUL {
            let api = Arc::new(self.persons[who].as_ref().unwrap().api().await);
            self.apis.write().unwrap()[who] = Some(api);
            self.webs.lock().unwrap().retain(|(of, _), _| *of != who);
        }
    }

    /// The person's browser at the project's portal; at the app host without a project.
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

    /// Remembers a row that an answer reports as made. If the row was known before, as a document that got another
    /// version, the call that took it meanwhile has the latest state.
    pub fn made(&self, place: usize, kind: &'static str, thing: Thing) {
        if self.made.lock().unwrap().insert(thing.id.clone()) {
            self.add(place, kind, thing);
        }
    }

    /// Remembers a row, or gives back one that was taken.
    pub fn add(&self, place: usize, kind: &'static str, thing: Thing) {
        let mut things = self.things.lock().unwrap();
        let kept = things.entry((place, kind)).or_default();
        if let Some(known) = kept.iter().find(|one| one.id == thing.id) {
            assert_eq!(known.class, thing.class, "the simulation no longer knows for whom the {kind} {} is", thing.id);
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

    pub fn has(&self, place: usize, kind: &'static str) -> bool {
        self.things.lock().unwrap().get(&(place, kind)).is_some_and(|kept| !kept.is_empty())
    }

    /// The row of this ID.
    pub fn known(&self, place: usize, kind: &'static str, id: &str) -> Option<Thing> {
        self.things.lock().unwrap().get(&(place, kind))?.iter().find(|thing| thing.id == id).cloned()
    }

    /// The same, kept from other actors until it is given back with `add`.
    pub fn take_known(&self, place: usize, kind: &'static str, id: &str) -> Option<Thing> {
        let mut things = self.things.lock().unwrap();
        let kept = things.get_mut(&(place, kind))?;
        let at = kept.iter().position(|thing| thing.id == id)?;
        Some(kept.remove(at))
    }

    /// As `pick`, kept from other actors until it is given back with `add`.
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
