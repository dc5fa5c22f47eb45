//! Forms of pages: opens a page, fills in one of its forms and sends it as a browser does, checks the answer like every
//! other, and goes on with the page it leads to, for a few forms.
//!
//! Forms with files are left out: files take the API's way (`files.rs`).

use std::time::{Duration, Instant};

use fataplus::access::{Action::DecideOnDeliverable, Role, allows};
use reqwest::{Method, Url};
use scraper::{ElementRef, Html, Selector};

use super::{
    canary::{
        classes::{ANY, CLIENT, SHARED},
        find,
    },
    cast::{CAST, FORGETFUL, NOBODY},
    filling::{Effect, Filled},
    pages::{GETS, PORTAL, PUBLIC, Route, UNREACHED, route},
    platform::NOWHERE,
    program::Step,
    sending::{PATIENCE, Wire},
    world::{FIXED, Thing, Window, World},
};
use crate::support::{Answer, Web};

/// Forms of one walk; the one that asks for a project has nine steps, and then a code.
const FORMS: usize = 3;
const STEPS: usize = 12;
const REDIRECTS: usize = 8;
/// Person who sets up an authenticator app; no other step depends on them.
pub const CAREFUL: usize = 16;

/// A person with a browser.
pub struct Walk {
    pub who: usize,
    pub place: Option<usize>,
    /// Recipient of mails, and the address to type, before the log-in.
    pub to: Option<String>,
    /// Owner tag of the words in a request for a project.
    pub tag: String,
    /// Page that is reached by a link of the first one.
    by_link: Option<&'static str>,
    web: Web,
}

/// A form as it stands on a page.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: String,
    pub route: &'static Route,
    pub fields: Vec<Field>,
    /// Its named buttons, of which one is pressed.
    pub buttons: Vec<(String, String)>,
}

impl Form {
    /// The ID that stands in its address for `{name}`.
    pub fn id(&self, name: &str) -> String {
        let (url, gap) = (Url::parse(&self.action).unwrap(), format!("{{{name}}}"));
        let mut parts = self.route.path.split('/').zip(url.path().split('/'));
        parts.find(|(part, _)| *part == gap).map_or("", |(_, id)| id).to_owned()
    }
}

/// A field; those a visitor cannot reach are hidden too.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub kind: String,
    pub value: String,
    pub options: Vec<String>,
    pub checked: bool,
    pub required: bool,
}

fn field(element: ElementRef<'_>) -> Option<Field> {
    let attribute = |name| element.attr(name).unwrap_or_default().to_owned();
    let mut options = Vec::new();
    let (mut kind, mut value) = (attribute("type"), attribute("value"));
    // Numbers are typed as text, so that a browser sends also what it cannot read.
    if attribute("inputmode") == "decimal" {
        "number".clone_into(&mut kind);
    }
    match element.value().name() {
        "textarea" => (kind, value) = ("text".to_owned(), element.text().collect()),
        "select" => {
            let all: Vec<_> = element.select(&Selector::parse("option").unwrap()).collect();
            let of = |option: &ElementRef<'_>| option.attr("value").unwrap_or_default().to_owned();
            value = all.iter().find(|one| one.attr("selected").is_some()).or(all.first()).map(of).unwrap_or_default();
            (kind, options) = ("select".to_owned(), all.iter().map(of).collect());
        }
        _ if attribute("tabindex") == "-1" => "hidden".clone_into(&mut kind),
        _ => {}
    }
    let [checked, required] = ["checked", "required"].map(|name| element.attr(name).is_some());
    Some(Field { name: element.attr("name")?.to_owned(), kind, value, options, checked, required })
}

/// The forms of a page that a browser without JavaScript can send, but for those with files.
fn forms(page: &Html, url: &Url, world: &World) -> Vec<Form> {
    let select = |within: ElementRef<'_>, what: &str| -> Vec<_> {
        within.select(&Selector::parse(what).unwrap()).filter_map(field).collect()
    };
    let plain = Selector::parse("form[method=post]:not([enctype])").unwrap();
    let found = page.select(&plain).filter_map(|form| {
        let action = url.join(form.attr("action")?).ok()?;
        let route = route(world, "post", &action).or_else(|| {
            world.found(format!("a form leads nowhere: {action} on {url}"));
            None
        })?;
        let buttons = select(form, "button[name]").into_iter().map(|button| (button.name, button.value)).collect();
        let fields = select(form, "input, select, textarea");
        Some(Form { action: action.to_string(), route, fields, buttons })
    });
    found.collect()
}

/// The addresses on a page that lead to `path`.
fn links(page: &Html, url: &Url, world: &World, path: &str) -> Vec<String> {
    let selector = Selector::parse("a[href]").unwrap();
    let hrefs = page.select(&selector).filter_map(|link| url.join(link.attr("href")?).ok());
    hrefs.filter(|to| route(world, "get", to).is_some_and(|route| route.path == path)).map(Into::into).collect()
}

/// Mostly one of those `wanted`.
fn able(step: &Step, wanted: impl Fn(usize) -> bool) -> usize {
    let able: Vec<usize> = (0..CAST.len()).filter(|who| wanted(*who)).collect();
    if able.is_empty() || step.once_in(4, 13) { step.who } else { step.choose(10, &able) }
}

impl World {
    /// Opens a page, and sends some forms.
    pub async fn form(&self, step: &Step) {
        let Some((mut walk, start)) = self.set_out(step).await else { return };
        let long = ["/start", "/account/security", "/requests"].iter().any(|end| start.ends_with(end));
        let (mut path, mut page) = (start.clone(), None);
        for turn in 0..if long { STEPS } else { FORMS } {
            let step = Step { twist: step.twist.rotate_left(u32::try_from(turn).unwrap() * 7), ..*step };
            if page.is_none() {
                page = self.open(&step, &mut walk, &path, turn == 0).await;
            }
            let Some(shown) = page.take() else { return };
            if let Some(wanted) = walk.by_link.filter(|_| path == start) {
                let links = links(&shown.html(), &shown.url, self, wanted);
                let Some(link) = links.get(step.twist as usize % links.len().max(1)) else { return };
                path.clone_from(link);
                continue;
            }
            let Some((form, filled)) = self.choose(&step, &walk, &shown).await else {
                if path == start {
                    return;
                }
                path.clone_from(&start);
                continue;
            };
            let Some(answer) = self.press(&step, &mut walk, &form, filled).await else { return };
            // Log-out, or log-in as an unknown person. Whose code was right is a client of no part in the cast.
            let enters = form.route.path == "/start/{token}/code" && answer.status == 303;
            if matches!(form.route.path.as_str(), "/logout" | "/invitation") || enters || self.stopped() {
                return;
            }
            match answer.header("location") {
                Some(to) => path = answer.url.join(to).unwrap().to_string(),
                None => page = Some(answer).filter(is_page),
            }
        }
    }

    /// Person and first page of a walk, in a browser of its own, so that its session belongs to no other walk.
    async fn set_out(&self, step: &Step) -> Option<(Walk, String)> {
        let start = self.wanting(step);
        let web = self.app.anonymous();
        let walk = Walk { who: step.who, place: None, to: None, tag: String::new(), by_link: None, web };
        match start.host {
            PORTAL => self.at_a_portal(step, walk, &start.path).await,
            PUBLIC => Some(self.at_the_door(step, walk, &start.path)),
            _ => self.at_the_app(step, walk, &start.path).await,
        }
    }

    async fn at_a_portal(&self, step: &Step, mut walk: Walk, path: &str) -> Option<(Walk, String)> {
        let place = self.where_to(step);
        let role = |who| self.likely(who, place);
        let agency = !step.once_in(3, 11);
        walk.place = Some(place);
        walk.who = able(step, |who| role(who).is_some_and(|role| role.is_agency() || !agency));
        if path == "/people" && step.once_in(2, 24) {
            // A person who may share a project.
            walk.who = able(step, |who| CAST[who].platform != "none" && role(who) == Some(Role::Admin));
        }
        // A page about foreign rows has no form; `page` requests it already.
        let turned = |turn| Step { twist: step.twist.rotate_left(turn * 5), ..*step };
        let mut known = (0..4_u32).map(|turn| self.address(&turned(turn), place, path)).find(|(_, foreign)| !foreign);
        if path == "/documents/{document_id}" && step.once_in(2, 18) || step.once_in(6, 20) {
            // Deliverables that wait for a client's decision are rare among the others.
            let waits = |thing: &Thing| thing.extra == "deliverable" && matches!(thing.class.as_str(), CLIENT | SHARED);
            let document = self.pick_where(step, place, "document", waits);
            known = Some((format!("/documents/{}", document.id), document.foreign));
            walk.who = able(step, |who| role(who).is_some_and(|role| allows(role, DecideOnDeliverable)));
        }
        let (address, _) = known.filter(|(_, foreign)| !foreign)?;
        let project = self.place(place).project;
        walk.web = match &self.persons[walk.who] {
            // Sometimes by the app host, which hands a session over.
            Some(person) if step.once_in(6, 14) => {
                walk.web = person.app().await;
                return Some((walk, format!("{}{address}", self.app.state().hosts.tenant(project.id))));
            }
            Some(person) => person.portal(&project).await,
            None => self.app.anonymous_at(project.id),
        };
        Some((walk, address))
    }

    /// A visitor who asks for a project, or goes on asking.
    fn at_the_door(&self, step: &Step, mut walk: Walk, path: &str) -> (Walk, String) {
        walk.who = NOBODY;
        let kind = if path.ends_with("/done") { "sent draft" } else { "draft" };
        let draft = self.pick(step, NOWHERE, kind);
        let path = if path.contains("{token}") && draft.foreign { "/start" } else { path };
        if path.contains("{token}") {
            (walk.tag, walk.to) = (draft.class, Some(draft.extra));
        } else {
            walk.tag = format!("n{}", self.number());
            walk.to = Some(format!("{}@canary.test", self.word(&walk.tag, ANY)));
        }
        let path = path.replace("{token}", &draft.id).replace("{step}", &(1 + step.pick % 3).to_string());
        (walk, format!("{}{path}", self.app.state().hosts.public))
    }

    async fn at_the_app(&self, step: &Step, mut walk: Walk, path: &str) -> Option<(Walk, String)> {
        let at = |path: &str| format!("{}{path}", self.app.state().hosts.app);
        // Links of mails and open invitations wait for a while only.
        let mut waiting: Vec<_> = self.mails.links.lock().unwrap().keys().cloned().collect();
        waiting.extend(self.has(NOWHERE, "in review").then(|| "/requests".to_owned()));
        // One is left to the API.
        waiting.extend((self.mails.passwords.lock().unwrap().len() > 1).then(|| "/password".to_owned()));
        let first = waiting.get(usize::from(step.pick) % waiting.len().max(1)).filter(|_| step.once_in(2, 19));
        let path = first.map_or(path, String::as_str);
        let staff = |who: usize| matches!(CAST[who].platform, "admin" | "staff");
        match path {
            "/invitation" => {
                let (to, token) = {
                    let mut invitations = self.mails.invitations.lock().unwrap();
                    let to = invitations.keys().min()?.clone();
                    invitations.remove_entry(&to)?
                };
                walk.tag = self.tag_of(token.split('.').next().unwrap_or_default());
                let own = find(to.as_bytes()).pop().and_then(|own| own.of.strip_prefix('p')?.parse::<usize>().ok());
                walk.who = own.unwrap_or(NOBODY);
                if let Some(person) = own.and_then(|who| self.persons[who].as_ref()) {
                    walk.web = person.app().await;
                }
                walk.to = Some(to);
                return Some((walk, at(&format!("/invitation?token={token}"))));
            }
            "/password" => {
                let token = self.mails.passwords.lock().unwrap().pop()?;
                walk.who = FORGETFUL;
                return Some((walk, at(&format!("/password?token={token}"))));
            }
            "/login/link" | "/account/email" => {
                let (who, address) = self.mails.links.lock().unwrap().remove(path)?;
                walk.who = who;
                if path == "/account/email" {
                    walk.web = self.persons[who].as_ref()?.app().await;
                }
                return Some((walk, address));
            }
            "/" | "/login" | "/login/mail" | "/password/forgot" => {
                walk.who = if step.once_in(2, 15) { FORGETFUL } else { step.who % NOBODY };
                return Some((walk, at(path)));
            }
            "/agency" => walk.who = able(step, |who| CAST[who].runs),
            _ if path.starts_with("/account/security") => walk.who = able(step, |who| who == CAREFUL),
            _ if path.starts_with("/account") => walk.who = able(step, |who| who == FORGETFUL),
            _ if path.starts_with("/admin") || path.contains("{project_id}") => {
                walk.who = able(step, |who| CAST[who].platform == "admin");
            }
            _ => walk.who = able(step, staff),
        }
        if let Some(person) = &self.persons[walk.who] {
            walk.web = person.app().await;
        }
        if path.starts_with("/requests") && staff(walk.who) {
            // One that waits for its answer, kept from the others; or whichever the list leads to.
            let waits = self.take(step, NOWHERE, "in review");
            if !waits.foreign {
                return Some((walk, at(&format!("/requests/{}", waits.id))));
            }
            walk.by_link = Some("/requests/{id}");
            return Some((walk, at("/requests")));
        }
        // Operations the three fixed projects are left out of are done to those made during the run.
        let made = self.places.read().unwrap().len() - FIXED;
        let place = if made > 0 { FIXED + usize::from(step.pick) % made } else { 0 };
        let place = if step.once_in(2, 17) { place } else { self.where_to(step) };
        Some((walk, at(&path.replace("{project_id}", self.place(place).project.id.as_str()))))
    }

    /// A page with one of the forms that were taken least, one of the pages that opened least, or any.
    fn wanting(&self, step: &Step) -> &'static Route {
        if !self.sought.is_empty() && step.once_in(2, 28) {
            return self.sought[usize::from(step.pick) % self.sought.len()];
        }
        let holds = self.report.holds.lock().unwrap();
        let mut wanted: Vec<(u64, &'static Route)> = if step.once_in(2, 22) && !holds.is_empty() {
            holds.iter().map(|((form, _), at)| (self.report.taken(form), *at)).collect()
        } else if step.once_in(2, 25) {
            GETS.iter().map(|at| (self.report.opened(&at.name("get")), *at)).collect()
        } else {
            return GETS[usize::from(step.pick) % GETS.len()];
        };
        wanted.sort_by_key(|(times, _)| *times);
        wanted[usize::from(step.pick) % wanted.len().div_ceil(3)].1
    }

    /// The page at the end of the redirects, if there is one.
    async fn open(&self, step: &Step, walk: &mut Walk, path: &str, first: bool) -> Option<Answer> {
        let mut path = path.to_owned();
        for turn in 0..REDIRECTS {
            let window = self.window(walk.who);
            let line = format!("[{}] {}: opens {path}", step.actor, CAST[walk.who].called);
            let asked = tokio::time::timeout(PATIENCE, walk.web.get_without_following(&path)).await;
            let Ok(answer) = asked else {
                self.found(format!("{line}: no answer in {PATIENCE:?}"));
                return None;
            };
            let answer = answer.clone();
            self.answered(step, walk, &window, &line, "get", &answer);
            if let Some(place) = walk.place.filter(|_| first && turn == 0 && path.starts_with('/')) {
                self.check_page(walk.who, &window, place, &path, &line, &answer);
            }
            let Some(to) = answer.header("location").filter(|_| matches!(answer.status, 301..=303)) else {
                return Some(answer).filter(|answer| answer.status == 200 && is_page(answer));
            };
            path = answer.url.join(to).unwrap().to_string();
        }
        None
    }

    fn answered(&self, step: &Step, walk: &Walk, window: &Window, line: &str, method: &str, answer: &Answer) {
        self.report.called(step.op, answer.status, format!("{line} → {}", answer.status));
        self.count_page(method, answer);
        // A person who reads their own mail, or sees their own words again, learns nothing new.
        let shown = answer.headers.values().flat_map(|value| find(value.as_bytes())).chain(find(&answer.body));
        let mut known: Vec<_> = shown.collect();
        known.retain(|canary| walk.to.as_ref().is_some_and(|to| self.may_get_at(to, canary)));
        self.scan_but(&known, window, line, answer);
    }

    /// One of the page's forms, mostly the one that was taken least until now, filled in.
    async fn choose(&self, step: &Step, walk: &Walk, page: &Answer) -> Option<(Form, Filled)> {
        let mut forms = self.forms_of(page);
        // Codes come by mail, a moment after they are asked for.
        if let Some(to) = self.waits_for_code(walk, &forms) {
            self.await_code(&to).await;
        }
        let from = usize::from(step.pick) % forms.len().max(1);
        forms.rotate_left(from);
        if !step.once_in(4, 16) {
            forms.sort_by_cached_key(|form| self.report.taken(&form.route.name("post")));
        }
        for form in forms {
            // These two stand on every page.
            let rare = matches!(form.route.path.as_str(), "/language" | "/logout") && !step.once_in(12, 21);
            if rare || UNREACHED.contains(&form.route.name("post").as_str()) {
                continue;
            }
            if let Some(filled) = self.fill(step, walk, &form, page).await {
                return Some((form, filled));
            }
        }
        None
    }

    /// The forms of a page, which is known from now on for having them.
    pub fn forms_of(&self, page: &Answer) -> Vec<Form> {
        let forms = forms(&page.html(), &page.url, self);
        if let Some(at) = route(self, "get", &page.url).filter(|at| GETS.iter().any(|one| std::ptr::eq(*one, *at))) {
            let wanted = forms.iter().map(|form| form.route.name("post"));
            let wanted = wanted.filter(|form| !UNREACHED.contains(&form.as_str()));
            self.report.holds.lock().unwrap().extend(wanted.map(|form| ((form, at.path.clone()), at)));
        }
        forms
    }

    fn waits_for_code(&self, walk: &Walk, forms: &[Form]) -> Option<String> {
        let to = |form: &Form| match form.route.path.as_str() {
            "/start/{token}/code" => walk.to.clone(),
            "/login/mail/code" => Some(self.persons[walk.who].as_ref()?.email.clone()),
            _ => None,
        };
        forms.iter().find_map(to).filter(|to| !self.mails.codes.lock().unwrap().contains_key(to))
    }

    async fn await_code(&self, to: &str) {
        let until = Instant::now() + Duration::from_secs(2);
        while Instant::now() < until && !self.mails.codes.lock().unwrap().contains_key(to) {
            tokio::time::sleep(Duration::from_millis(20)).await;
            self.read_mails(false);
        }
    }

    /// Sends the form; records its change of permissions before and after.
    async fn press(&self, step: &Step, walk: &mut Walk, form: &Form, filled: Filled) -> Option<Answer> {
        let Filled { fields, mut effect } = filled;
        let _alone = match effect {
            Effect::Parts(place, ..) | Effect::Back(place, _) => Some(self.changes[place].lock().await),
            _ => None,
        };
        if let Effect::Back(place, who) = effect {
            effect = Effect::Parts(place, vec![who], Some(self.back(who, place)));
        }
        if let Effect::Parts(place, people, part) = &effect {
            for who in people {
                self.ledger.changing(*who, *place, *part);
            }
        }
        let answer = self.post(step, walk, form, &fields, matches!(effect, Effect::None)).await;
        let done = answer.as_ref().map(|answer| matches!(answer.status, 200..400));
        match effect {
            Effect::None | Effect::Back(..) => {}
            Effect::Parts(place, people, part) => {
                for who in people {
                    self.ledger.changed(who, place, part, done);
                }
            }
            Effect::Row(place, kind, now, was) => match done {
                Some(true) => now.into_iter().for_each(|now| self.add(place, kind, now)),
                Some(false) => self.add(place, kind, was),
                None => {}
            },
        }
        let answer = answer?;
        let to = answer.header("location").unwrap_or_default();
        if form.route.path == "/start/{token}/code" && to.ends_with("/login/enter") {
            let token = form.action.rsplit('/').nth(1).unwrap_or_default();
            let extra = walk.to.clone().unwrap_or_default();
            self.add(NOWHERE, "sent draft", Thing::new(token, &walk.tag, &extra));
        }
        if let (PUBLIC, Some(rest)) = (form.route.host, to.strip_prefix("/start/")) {
            let token = rest.split('/').next().unwrap_or_default();
            let kind = if rest.ends_with("/done") { "sent draft" } else { "draft" };
            let extra = walk.to.clone().unwrap_or_default();
            self.add(NOWHERE, kind, Thing::new(token, &walk.tag, &extra));
        }
        Some(answer)
    }

    async fn post(
        &self,
        step: &Step,
        walk: &mut Walk,
        form: &Form,
        fields: &[(String, String)],
        cut: bool,
    ) -> Option<Answer> {
        let window = self.window(walk.who);
        let line = format!("[{}] {}: sends {} {fields:?}", step.actor, CAST[walk.who].called, form.action);
        if let Some(cut) = step.cut.filter(|_| cut) {
            let body = serde_html_form::to_string(fields).unwrap();
            let request = walk.web.fetch(Method::POST, &form.action).header("accept", "text/html");
            let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
            return self.send(step.op, &line, &Wire::of(request), Some(cut)).await;
        }
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let Ok(answer) = tokio::time::timeout(PATIENCE, walk.web.post(&form.action, &fields)).await else {
            self.found(format!("{line}: no answer in {PATIENCE:?}"));
            return None;
        };
        let answer = answer.clone();
        self.answered(step, walk, &window, &line, "post", &answer);
        Some(answer)
    }
}

pub fn is_page(answer: &Answer) -> bool {
    answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"))
}
