//! Values for forms: in each field a word for its audience, or a visitor's choice.

use std::collections::BTreeMap;

use fataplus::access::{PartnerLevel, Role};

use super::{
    canary::{
        classes::{self, ANY, CLIENT, INTERNAL, MAIL, NAME, PARTNER},
        find,
    },
    cast::{CAST, FORGETFUL, NOBODY},
    forms::{CAREFUL, Form, Walk},
    pages::PORTAL,
    program::Step,
    tenant::visible_class,
    world::{FIXED, Thing, World},
};
use crate::support::{Answer, Authenticator, PASSWORD};

/// Change that a form makes to the simulation's knowledge.
pub enum Effect {
    None,
    /// The parts of these people in a project.
    Parts(usize, Vec<usize>, Option<Role>),
    /// The person accepts an invitation to a project.
    Back(usize, usize),
    /// A row that was taken: its state if the form succeeds, and if not.
    Row(usize, &'static str, Option<Thing>, Thing),
}

/// Field → its values.
type Chosen = BTreeMap<String, Vec<String>>;

/// A form, ready to be sent.
pub struct Filled {
    pub fields: Vec<(String, String)>,
    pub effect: Effect,
}

/// These end sessions or change the address, so only the person whose sessions may end at any time sends them.
const OF_THE_FORGETFUL: &[&str] = &[
    "/account/password",
    "/account/email",
    "/account/email/confirm",
    "/account/sessions/others",
    "/account/sessions/{session_id}/end",
    "/password",
];

/// Settings that may shut people out of a project: the form is sent unchanged.
const AS_IT_STANDS: &[&str] = &["/projects/{project_id}/limits", "/projects/{project_id}/security"];

/// Forms of a portal whose words everybody in the project may read.
const FOR_ANYBODY: &[&str] = &["/settings", "/settings/status", "/plan/milestones", "/plan/milestones/{id}"];

impl World {
    /// Fills in the form; `None` for one that is better left alone.
    pub async fn fill(&self, step: &Step, walk: &Walk, form: &Form, page: &Answer) -> Option<Filled> {
        let path = form.route.path.as_str();
        if OF_THE_FORGETFUL.contains(&path) && walk.who != FORGETFUL
            || path.starts_with("/account/security/") && walk.who != CAREFUL
        {
            return None;
        }
        let (mut fields, texts) = chosen(step, form, AS_IT_STANDS.contains(&path));
        if path == "/projects/{project_id}/workspace" {
            // The three fixed projects stay open, and an archived one does not come back.
            if (0..FIXED).any(|place| form.action.contains(self.place(place).project.id.as_str())) {
                return None;
            }
            let offered = |state: &&str| form.fields.iter().any(|field| field.value == *state);
            fields.insert("state".to_owned(), vec![["active", "suspended"].into_iter().find(offered)?.to_owned()]);
        }
        let (of, class, effect) = self.meaning(step, walk, form, page, &mut fields)?;
        for (name, kind, required) in texts {
            let value = match (kind.as_str(), name.as_str()) {
                ("password", _) => PASSWORD.to_owned(),
                (_, "code") => self.code(walk, path, page)?,
                ("tel", _) => "+261 34 00 000 00".to_owned(),
                ("number", _) | (_, "estimated_users") => (1 + step.pick % 100).to_string(),
                ("date", "until") | (_, "networks" | "manager_email") => String::new(),
                ("date", _) => (self.app.clock().today() + time::Duration::days(30)).to_string(),
                ("email", _) => self.email(walk, path, &of, &class).await?,
                (_, "name") if path == "/settings/domains" => format!("{}.example", self.word(&of, &class)),
                (_, "name") if path == "/people/invite" => self.word(&of, ANY),
                _ if required || name == "client_name" || !step.once_in(8, 9) => self.word(&of, &class),
                _ => String::new(),
            };
            fields.insert(name, vec![value]);
        }
        if !form.buttons.is_empty() {
            // The first one goes on.
            let (name, value) = &form.buttons[if step.once_in(4, 6) { form.buttons.len() - 1 } else { 0 }];
            fields.insert(name.clone(), vec![value.clone()]);
        }
        let fields =
            fields.into_iter().flat_map(|(name, values)| values.into_iter().map(move |one| (name.clone(), one)));
        Some(Filled { fields: fields.collect(), effect })
    }

    /// Owner, audience and effect of a form.
    fn meaning(
        &self,
        step: &Step,
        walk: &Walk,
        form: &Form,
        page: &Answer,
        fields: &mut Chosen,
    ) -> Option<(String, String, Effect)> {
        let path = form.route.path.as_str();
        let own = |class: &str, effect| Some((format!("p{}", walk.who), class.to_owned(), effect));
        if form.route.host == PORTAL {
            // A project that was just made is none of the places: its forms would be nobody's.
            let place = walk.place?;
            let (class, effect) = self.meaning_in(step, walk, place, form, fields)?;
            return Some((self.place(place).tag, class, effect));
        }
        match path {
            path if path.starts_with("/start") => Some((walk.tag.clone(), ANY.to_owned(), Effect::None)),
            path if path.starts_with("/requests/") => {
                let of = find(&page.body).into_iter().find(|canary| canary.of.starts_with('n'))?.of;
                Some((of, ANY.to_owned(), Effect::None))
            }
            "/projects" => {
                // Another manager would be mailed of the project; the ledger knows only its maker.
                let maker = self.persons[walk.who].as_ref()?.user.to_string();
                fields.insert("manager".to_owned(), vec![maker]);
                let of = format!("m{}x{}", walk.who, self.number());
                Some((of, ANY.to_owned(), Effect::None))
            }
            "/invitation" => {
                let token = form.fields.iter().find(|field| field.name == "token")?.value.clone();
                let place = (0..FIXED).find(|place| token.starts_with(self.place(*place).project.id.as_str()));
                let effect = match (walk.who, place) {
                    (NOBODY, _) => Effect::None,
                    (who, Some(place)) => Effect::Back(place, who),
                    _ => return None,
                };
                Some((walk.tag.clone(), ANY.to_owned(), effect))
            }
            path if path.starts_with("/agency/") => {
                if path.ends_with("/people/{user}/remove") && self.of_cast(&form.id("user")).is_some() {
                    // The cast's agents stay, so that there are always some to act.
                    return None;
                }
                Some((self.agency_tag(&form.id("agency"))?, NAME.to_owned(), Effect::None))
            }
            "/admin/agencies" => Some(("g99".to_owned(), NAME.to_owned(), Effect::None)),
            "/admin/agencies/{agency}/admin" => {
                Some((self.agency_tag(&form.id("agency"))?, NAME.to_owned(), Effect::None))
            }
            // Why it was closed stands in the timeline, for the agency.
            "/projects/{project_id}/workspace" => {
                Some((self.tag_of(&form.id("project_id")), INTERNAL.to_owned(), Effect::None))
            }
            "/account" => own(NAME, Effect::None),
            _ => own(MAIL, Effect::None),
        }
    }

    fn meaning_in(
        &self,
        step: &Step,
        walk: &Walk,
        place: usize,
        form: &Form,
        fields: &mut Chosen,
    ) -> Option<(String, Effect)> {
        let role = self.likely(walk.who, place);
        let of_side = match role {
            Some(Role::Client { .. }) => CLIENT,
            Some(Role::Partner(_)) => PARTNER,
            _ => INTERNAL,
        };
        let one = |fields: &Chosen, name: &str| fields.get(name)?.first().cloned();
        let gone = |kind, id: String| {
            let was = self.take_known(place, kind, &id)?;
            Some((String::new(), Effect::Row(place, kind, None, was)))
        };
        let plain = |class: &str| Some((class.to_owned(), Effect::None));
        match form.route.path.as_str() {
            "/plan/tasks" => {
                // The short form of the agency asks for no visibility: what is for the client is seen by the client.
                let for_client = one(fields, "side").as_deref() == Some("client");
                let usual = if for_client { CLIENT } else { of_side };
                plain(&one(fields, "visibility").unwrap_or_else(|| usual.to_owned()))
            }
            "/plan/tasks/{id}" => {
                // All its words are written anew.
                let class = one(fields, "visibility")?;
                let was = self.take_known(place, "task", &form.id("id"))?;
                Some((class.clone(), Effect::Row(place, "task", Some(Thing::new(&was.id, &class, "")), was)))
            }
            "/plan/tasks/{id}/delete" => gone("task", form.id("id")),
            "/plan/milestones/{id}/delete" => gone("milestone", form.id("id")),
            "/documents/{document_id}/delete" => gone("document", form.id("document_id")),
            "/documents/{document_id}/rename" | "/documents/{document_id}/publish" => {
                let was = self.take_known(place, "document", &form.id("document_id"))?;
                let class = visible_class(&was.class);
                if let Some(visibility) = fields.get_mut("visibility") {
                    // The names are written already: it can be published only to people who may read them.
                    *visibility = vec![step.choose(8, classes::visibilities(class)).to_owned()];
                }
                Some((class.to_owned(), Effect::Row(place, "document", Some(was.clone()), was)))
            }
            "/documents/{document_id}/approval" => {
                let document = self.known(place, "document", &form.id("document_id"))?;
                plain(visible_class(&document.class))
            }
            "/brief/{topic}" | "/file-requests" | "/file-requests/{file_request_id}/decision" => plain(CLIENT),
            "/messages/threads" => plain(classes::of_thread(&one(fields, "kind")?)),
            "/messages/{id}" | "/messages/{id}/last" => plain(&self.known(place, "thread", &form.id("id"))?.class),
            // Only people who can come back are removed or get another place; newcomers act in no steps.
            "/people/{user}/remove" | "/people/{user}/place" => match self.of_cast(&form.id("user")) {
                None => plain(ANY),
                Some(who) if CAST[who].wanders && place < FIXED => {
                    let part = match one(fields, "place").as_deref() {
                        None => None,
                        Some("client") => Some(Role::Client { lead: false }),
                        Some("client_lead") => Some(Role::Client { lead: true }),
                        Some("project_manager") => Some(Role::MANAGER),
                        Some(_) => Some(Role::Admin),
                    };
                    Some((String::new(), Effect::Parts(place, vec![who], part)))
                }
                Some(_) => None,
            },
            path @ ("/partners" | "/partners/{agency}" | "/partners/{agency}/remove") => {
                if path == "/partners" {
                    // Most agencies on offer were made by a form and are unknown to the ledger.
                    fields.insert("agency".to_owned(), vec![self.some_agency(step).1]);
                }
                let agency = one(fields, "agency").unwrap_or_else(|| form.id("agency"));
                let known = self.agencies.read().unwrap().iter().position(|known| known.id.to_string() == agency);
                let agency = known.filter(|_| place < FIXED)?;
                let part = match one(fields, "level").as_deref() {
                    _ if path.ends_with("remove") => None,
                    Some("view") => Some(PartnerLevel::View),
                    Some("edit") => Some(PartnerLevel::Edit),
                    _ => Some(PartnerLevel::Manage),
                };
                self.agencies.write().unwrap()[agency].shared.insert(place);
                let agents = (0..CAST.len()).filter(|who| CAST[*who].agency == Some(agency)).collect();
                Some((String::new(), Effect::Parts(place, agents, part.map(Role::Partner))))
            }
            // A lead's invitation is visible to the lead and the agency.
            "/people/invite" => plain(if role.is_some_and(Role::is_agency) { INTERNAL } else { CLIENT }),
            path if FOR_ANYBODY.contains(&path) => plain(ANY),
            _ => plain(INTERNAL),
        }
    }

    async fn email(&self, walk: &Walk, path: &str, of: &str, class: &str) -> Option<String> {
        Some(match path {
            path if path.starts_with("/start") => walk.to.clone()?,
            "/password/forgot" => self.address_of(FORGETFUL).await,
            path if path.starts_with("/login") && walk.who == NOBODY => return None,
            path if path.starts_with("/login") => self.address_of(walk.who).await,
            "/account/email" => format!("{}@people.test", self.word(of, class)),
            _ => format!("{}@canary.test", self.word(of, class)),
        })
    }

    /// A code that came by mail, or that an app shows.
    fn code(&self, walk: &Walk, path: &str, page: &Answer) -> Option<String> {
        match path {
            "/account/security/app/confirm" => {
                Some(Authenticator::new(page.texts("#secret").first()?).code(self.app.state()))
            }
            "/start/{token}/code" => self.mails.codes.lock().unwrap().get(walk.to.as_ref()?).cloned(),
            // The link of the same mail is good only until then.
            "/login/mail/code" if self.number().is_multiple_of(2) => None,
            "/login/mail/code" => self.mails.codes.lock().unwrap().remove(&self.persons[walk.who].as_ref()?.email),
            _ => None,
        }
    }

    fn of_cast(&self, user: &str) -> Option<usize> {
        self.persons.iter().position(|person| person.as_ref().is_some_and(|person| person.user.to_string() == user))
    }

    /// Tag of an agency; those made by a form are unknown.
    fn agency_tag(&self, id: &str) -> Option<String> {
        let agencies = self.agencies.read().unwrap();
        let at = agencies.iter().position(|agency| agency.id.to_string() == id)?;
        Some(if at < 2 { format!("g{at}") } else { "g99".to_owned() })
    }
}

/// Chosen values, and the fields left to write: name, kind, and whether they are required.
fn chosen(step: &Step, form: &Form, as_it_stands: bool) -> (Chosen, Vec<(String, String, bool)>) {
    let (mut fields, mut texts) = (Chosen::new(), Vec::new());
    let mut radios = BTreeMap::<&str, Vec<&str>>::new();
    for (bits, field) in (0..).zip(&form.fields) {
        let mut put = |value: &str| fields.entry(field.name.clone()).or_default().push(value.to_owned());
        match field.kind.as_str() {
            "radio" if !as_it_stands => radios.entry(&field.name).or_default().push(&field.value),
            "radio" | "checkbox" if as_it_stands => {
                if field.checked {
                    put(&field.value);
                }
            }
            "checkbox" if field.required || step.once_in(2, bits) => put(&field.value),
            "checkbox" => {}
            "select" if field.options.is_empty() => {}
            "select" if !as_it_stands => {
                put(&field.options[step.twist.rotate_right(bits) as usize % field.options.len()]);
            }
            _ if as_it_stands || matches!(field.kind.as_str(), "hidden" | "select") => put(&field.value),
            kind => texts.push((field.name.clone(), kind.to_owned(), field.required)),
        }
    }
    for (bits, (name, values)) in (5..).zip(radios) {
        fields.insert(name.to_owned(), vec![step.choose(bits, &values).to_owned()]);
    }
    (fields, texts)
}
