//! Limits over time besides a project's own (`fairness`): for each address, account and key, and for what costs others
//! something, such as mail. A limit counts what somebody did wrong, or one account's requests: a place is taken first, and
//! given back to a log-in that was right, and to the address of a request that an account answers for. None of them depends
//! on whether an account or project exists. Each replica counts for itself and gives out its part.

use std::{
    convert::Infallible,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, request::Parts},
    middleware::Next,
    response::Response,
};
use ipnet::IpNet;
use quick_cache::sync::Cache;
use uuid::Uuid;

use super::{
    AppError, AppState,
    client::ClientAddress,
    error::{Exceeded, Failure},
    limiter::{Gate, Place},
    session::Credential,
};
use crate::{identity::digest, ids::UserId, isolation::Probe, mail::mailbox, text::email};

/// Gates held at a time, at the most: those asked least are forgotten first, and open again.
const GATES: usize = 200_000;

/// How much is let through in which time, and how much of it at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Limit {
    /// As headers and problems name it.
    name: &'static str,
    quota: u32,
    /// Seconds.
    window: u32,
    burst: u32,
}

const MINUTE: u32 = 60;
const HOUR: u32 = 3600;
/// Generous: a whole office may stand behind one address.
const ADDRESS: Limit = Limit { name: "address", quota: 600, window: MINUTE, burst: 600 };
/// Style sheets and scripts, which cost next to nothing; a browser keeps them.
const ASSETS: Limit = Limit { name: "assets", quota: 3000, window: MINUTE, burst: 3000 };
/// Passwords, codes and made-up tokens of nobody in particular, as far as they were wrong.
const ANONYMOUS: Limit = Limit { name: "anonymous", quota: 20, window: MINUTE, burst: 10 };
/// What keeps a row or sends a mail, whoever asks: drafts, links, ways to another service. An office does in a morning.
const ASKED: Limit = Limit { name: "asked", quota: 300, window: HOUR, burst: 60 };
/// How long a log-in waits for others of its address that may yet turn out to be right.
const PATIENCE: Duration = Duration::from_secs(5);
const ACCOUNT: Limit = Limit { name: "account", quota: 300, window: MINUTE, burst: 300 };
const KEY: Limit = Limit { name: "key", quota: 600, window: MINUTE, burst: 600 };
const MAIL: Limit = Limit { name: "mail", quota: 5, window: HOUR, burst: 5 };
const SUBMISSIONS: Limit = Limit { name: "submissions", quota: 10, window: HOUR, burst: 10 };
/// Requests for a project that are begun; many of them are never sent.
const DRAFTS: Limit = Limit { name: "drafts", quota: 30, window: HOUR, burst: 30 };
/// Steps of one draft, which saves itself in the pauses of who types …
const SAVES: Limit = Limit { name: "saves", quota: 40, window: MINUTE, burst: 40 };
/// … and of all drafts behind an address.
const ADDRESS_SAVES: Limit = Limit { name: "saves", quota: 300, window: MINUTE, burst: 300 };
const COMPANY: Limit = Limit { name: "mail_domain", quota: 20, window: HOUR, burst: 20 };
/// Everybody's mail lies there.
const PUBLIC_COMPANY: Limit = Limit { name: "mail_domain", quota: 200, window: HOUR, burst: 200 };
const PUBLIC_MAIL: [&str; 16] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.fr",
    "ymail.com",
    "hotmail.com",
    "hotmail.fr",
    "outlook.com",
    "outlook.fr",
    "live.com",
    "live.fr",
    "icloud.com",
    "orange.fr",
    "free.fr",
    "proton.me",
    "moov.mg",
];

/// What a mail is about: each kind is counted by itself, so that one says nothing of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Post {
    /// A link to set a password.
    Password,
    /// A link or code to log in with.
    SignIn,
    /// The code of an intake form.
    IntakeCode,
}

/// Who is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Whose {
    Address(IpNet),
    Assets(IpNet),
    Anonymous(IpNet),
    Asked(IpNet),
    Account(UserId),
    Key(Uuid),
    Mail(Post, [u8; 32]),
    Submissions(IpNet),
    Drafts(IpNet),
    Saves([u8; 32]),
    AddressSaves(IpNet),
    Company(String),
}

/// The gates.
#[derive(Debug)]
pub struct Rates {
    on: bool,
    replicas: u32,
    gates: Cache<Whose, Arc<Gate>>,
}

/// Where one limit stands after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The limit.
    pub name: &'static str,
    /// How much it lets through …
    pub quota: u32,
    /// … in so many seconds.
    pub window: u32,
    /// How much is left at once.
    pub remaining: u32,
    /// Seconds until all of it is.
    pub reset: u32,
}

impl Told {
    /// Of a limit that gives back `quota` in `window` seconds and has `remaining` of `burst` left.
    #[must_use]
    pub fn new(name: &'static str, (quota, window): (u32, u32), burst: u32, remaining: u32) -> Self {
        let spent = u64::from(burst.saturating_sub(remaining));
        let reset = (spent * u64::from(window)).div_ceil(u64::from(quota.max(1)));
        Self { name, quota, window, remaining, reset: u32::try_from(reset).unwrap_or(window) }
    }
}

impl Rates {
    /// Gates for one of `replicas` processes; all open when not `on`.
    #[must_use]
    pub fn new(on: bool, replicas: u32) -> Self {
        Self { on, replicas: replicas.max(1), gates: Cache::new(GATES) }
    }

    /// Whether a mail of this kind may go to `email`. Ask whether or not anybody has it.
    #[must_use]
    pub fn mail(&self, post: Post, email: &str) -> bool {
        self.require_mail(post, email).is_ok()
    }

    /// The same, where who asks is told when there is room again.
    pub fn require_mail(&self, post: Post, email: &str) -> Result<(), AppError> {
        self.check(&Whose::Mail(post, digest(&mailbox(email))), MAIL)?;
        Ok(())
    }

    /// Lets somebody at `address` ask for a project with an address of mail of `email`'s domain. The first of an hour from
    /// a network is let through however often that domain was named elsewhere: strangers shut no company out.
    pub fn submission(&self, address: ClientAddress, email: &str) -> Result<(), AppError> {
        let told = self.check(&Whose::Submissions(address.network()), SUBMISSIONS)?;
        let domain = email::normal(email).rsplit('@').next().unwrap_or_default().to_owned();
        let limit = if PUBLIC_MAIL.contains(&domain.as_str()) { PUBLIC_COMPANY } else { COMPANY };
        let first = told.is_none_or(|told| told.remaining + 1 == self.part(SUBMISSIONS.burst).get());
        match self.check(&Whose::Company(domain), limit) {
            Err(_) if first => Ok(()),
            checked => checked.map(drop),
        }
    }

    fn part(&self, figure: u32) -> NonZeroU32 {
        NonZeroU32::new(figure.div_ceil(self.replicas)).unwrap_or(NonZeroU32::MIN)
    }

    fn gate(&self, whose: &Whose, limit: Limit) -> Option<Arc<Gate>> {
        let (quota, burst, window) = (self.part(limit.quota), self.part(limit.burst), limit.window);
        let made = || Ok::<_, Infallible>(Gate::new(quota, Duration::from_secs(window.into()), burst));
        let Ok(gate) = self.gates.get_or_insert_with(whose, made);
        self.on.then_some(gate)
    }

    /// Lets somebody at `address` begin a draft.
    pub fn draft(&self, address: ClientAddress) -> Result<(), AppError> {
        self.check(&Whose::Drafts(address.network()), DRAFTS).map(drop)
    }

    /// Lets somebody at `address` save a step of the draft that `draft` names.
    pub fn save(&self, address: ClientAddress, draft: [u8; 32]) -> Result<(), AppError> {
        self.check(&Whose::AddressSaves(address.network()), ADDRESS_SAVES)?;
        self.check(&Whose::Saves(draft), SAVES).map(drop)
    }

    fn check(&self, whose: &Whose, limit: Limit) -> Result<Option<Told>, AppError> {
        let Some(gate) = self.gate(whose, limit) else { return Ok(None) };
        gate.take().map(|left| Some(limit.told(&gate, left))).map_err(|wait| limit.refuse(wait))
    }

    fn hold(&self, whose: &Whose, limit: Limit) -> Result<Option<(Place, Told)>, AppError> {
        let Some(gate) = self.gate(whose, limit) else { return Ok(None) };
        gate.hold().map(|(place, left)| Some((place, limit.told(&gate, left)))).map_err(|wait| limit.refuse(wait))
    }

    async fn hold_patiently(&self, whose: &Whose, limit: Limit) -> Result<Option<(Place, Told)>, AppError> {
        let Some(gate) = self.gate(whose, limit) else { return Ok(None) };
        let held = gate.hold_patiently(PATIENCE).await;
        held.map(|(place, left)| Some((place, limit.told(&gate, left)))).map_err(|wait| limit.refuse(wait))
    }
}

impl Limit {
    fn told(self, gate: &Gate, left: u32) -> Told {
        Told::new(self.name, (self.quota, self.window), gate.burst(), left)
    }

    fn refuse(self, wait: Duration) -> AppError {
        AppError::RateLimited {
            exceeded: Exceeded::over_time(self.name, self.quota, self.window),
            retry_after: u32::try_from(wait.as_secs()).unwrap_or(self.window).saturating_add(1),
        }
    }
}

/// What limits said of a request; the tightest is told.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<Mutex<Option<Told>>>);

impl Tally {
    /// Notes where a limit stands.
    pub fn tell(&self, told: Told) {
        let mut tightest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tightest.is_none_or(|known| told.remaining < known.remaining) {
            *tightest = Some(told);
        }
    }

    /// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers), unless a refusal has set its own.
    pub fn write(&self, headers: &mut HeaderMap) {
        let told = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(told), false) = (told, headers.contains_key("ratelimit")) {
            write(headers, told);
        }
    }
}

/// Both headers of one limit.
pub fn write(headers: &mut HeaderMap, told: Told) {
    let Told { name, quota, window, remaining, reset } = told;
    let policy = HeaderValue::try_from(format!("\"{name}\";q={quota};w={window}"));
    let left = HeaderValue::try_from(format!("\"{name}\";r={remaining};t={reset}"));
    if let (Ok(policy), Ok(left)) = (policy, left) {
        headers.insert("ratelimit-policy", policy);
        headers.insert("ratelimit", left);
    }
}

/// Marks a request whose account was counted.
#[derive(Clone, Copy)]
struct Counted;

fn tell(extensions: &Extensions, told: Option<Told>) {
    if let (Some(tally), Some(told)) = (extensions.get::<Tally>(), told) {
        tally.tell(told);
    }
}

/// The place a request has among those of its address, until an account or key answers for it.
#[derive(Clone, Debug)]
struct AtAddress(Arc<Mutex<Option<Place>>>);

/// Somebody is counted instead.
fn leave_address(extensions: &Extensions) {
    if let Some(AtAddress(place)) = extensions.get()
        && let Some(place) = place.lock().unwrap_or_else(PoisonError::into_inner).take()
    {
        place.give_back();
    }
}

/// Counts a request at its address.
pub fn address(state: &AppState, extensions: &mut Extensions) -> Result<(), AppError> {
    if extensions.get::<Probe>().is_some() {
        return Ok(());
    }
    let Some(client) = extensions.get::<ClientAddress>() else { return Ok(()) };
    if let Some((place, told)) = state.rates.hold(&Whose::Address(client.network()), ADDRESS)? {
        tell(extensions, Some(told));
        extensions.insert(AtAddress(Arc::new(Mutex::new(Some(place)))));
    }
    Ok(())
}

/// Counts a style sheet, script or picture that was asked for, there or not.
pub fn asset(state: &AppState, extensions: &Extensions) -> Result<(), AppError> {
    let Some(client) = extensions.get::<ClientAddress>() else { return Ok(()) };
    state.rates.check(&Whose::Assets(client.network()), ASSETS).map(drop)
}

/// A request that nobody in particular sends, until it is known what became of it.
#[derive(Debug, Default)]
pub struct Attempt {
    place: Option<Place>,
    /// It counts when it came to something, and not when it was wrong.
    asks: bool,
}

/// Counts what nobody in particular sends. To be asked once the credential is read: a made-up one is nobody's.
pub fn attempt<'a>(
    state: &'a AppState,
    request: &Request,
) -> impl Future<Output = Result<Attempt, AppError>> + Send + use<'a> {
    let (whose, tally) = (attempted(request), request.extensions().get::<Tally>().cloned());
    async move {
        let held = match &whose {
            Some(whose @ Whose::Asked(_)) => state.rates.hold(whose, ASKED)?,
            Some(whose) => state.rates.hold_patiently(whose, ANONYMOUS).await?,
            None => None,
        };
        let Some((place, told)) = held else { return Ok(Attempt::default()) };
        if let Some(tally) = tally {
            tally.tell(told);
        }
        Ok(Attempt { place: Some(place), asks: matches!(whose, Some(Whose::Asked(_))) })
    }
}

/// As what a request counts that nobody in particular sends, if it does.
fn attempted(request: &Request) -> Option<Whose> {
    let (extensions, path, safe) = (request.extensions(), request.uri().path(), request.method().is_safe());
    if is_helper(path) || extensions.get::<Probe>().is_some() {
        return None;
    }
    let network = extensions.get::<ClientAddress>()?.network();
    if leads_away(path) || (!safe && asks_for_something(path)) {
        return Some(Whose::Asked(network));
    }
    let somebody = matches!(extensions.get(), Some(Credential::Session { .. } | Credential::Shown(_)));
    (!safe && (!somebody || is_log_in(path))).then_some(Whose::Anonymous(network))
}

impl Attempt {
    /// Gives the place back unless `response` says that something was wrong, or was given.
    pub fn settle(self, response: &Response) {
        let status = response.status();
        let failure = response.extensions().get::<Failure>().map(|failure| failure.slug);
        let wrong = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::UNPROCESSABLE_ENTITY)
            // The password was right.
            && failure != Some("mfa-required");
        let given = status.is_success() || status.is_redirection();
        let counts = if self.asks { given } else { wrong };
        if let Some(place) = self.place
            && !counts
        {
            place.give_back();
        }
    }
}

/// What a page asks by itself while its form is filled in: the worth of a password being typed, and a step of an intake
/// form, which saves itself; sending it has its own limit.
fn is_helper(path: &str) -> bool {
    path == "/password/strength" || is_draft(path)
}

/// Whoever is logged in tries passwords no faster than others.
fn is_log_in(path: &str) -> bool {
    ["/login", "/password", "/account/password", "/auth/", "/v1/auth/"].iter().any(|prefix| path.starts_with(prefix))
}

/// The way to whoever else vouches for a log-in begins with a link, and is kept until its answer comes.
fn leads_away(path: &str) -> bool {
    ["/login/oidc", "/login/access", "/account/identities/oidc", "/account/identities/access"].contains(&path)
}

/// Mails are sent and drafts are kept for whoever asks.
fn asks_for_something(path: &str) -> bool {
    ["/login/mail", "/password/forgot", "/v1/auth/password/forgot", "/start", "/v1/intake"].contains(&path)
        || (path.starts_with("/start/") && path.ends_with("/code/resend"))
        || (path.starts_with("/v1/intake/") && path.ends_with("/resend"))
}

fn is_draft(path: &str) -> bool {
    let mut parts = path.strip_prefix("/start/").unwrap_or_default().split('/');
    let (token, step, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
    token.len() == 43 && rest.is_none() && step.parse::<u8>().is_ok()
}

/// Counts a request of a person's, once, instead of at her address.
pub fn account(state: &AppState, parts: &mut Parts, user: UserId) -> Result<(), AppError> {
    if parts.extensions.get::<Probe>().is_some() || parts.extensions.get::<Counted>().is_some() {
        return Ok(());
    }
    tell(&parts.extensions, state.rates.check(&Whose::Account(user), ACCOUNT)?);
    leave_address(&parts.extensions);
    parts.extensions.insert(Counted);
    Ok(())
}

/// Counts a request made with a project's or person's key, instead of her account and address.
pub fn key(state: &AppState, parts: &mut Parts, key: Uuid) -> Result<(), AppError> {
    tell(&parts.extensions, state.rates.check(&Whose::Key(key), KEY)?);
    leave_address(&parts.extensions);
    parts.extensions.insert(Counted);
    Ok(())
}

/// Middleware of the API host, behind the one that reads its bearer token.
pub async fn limit(State(state): State<AppState>, mut request: Request, next: Next) -> Result<Response, AppError> {
    address(&state, request.extensions_mut())?;
    let attempt = attempt(&state, &request).await?;
    let response = next.run(request).await;
    attempt.settle(&response);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::{ACCOUNT, ANONYMOUS, AppError, ClientAddress, MAIL, Post, Rates, Tally, Told, UserId, Whose};

    fn at(address: &str) -> Whose {
        Whose::Anonymous(ClientAddress(address.parse().unwrap()).network())
    }

    #[test]
    fn a_burst_passes_and_then_it_is_said_when_to_come_back() {
        let rates = Rates::new(true, 1);
        for left in (0..ANONYMOUS.burst).rev() {
            let told = rates.check(&at("192.0.2.1"), ANONYMOUS).unwrap().unwrap();
            assert_eq!((told.name, told.remaining), ("anonymous", left));
        }
        let Err(AppError::RateLimited { exceeded, retry_after }) = rates.check(&at("192.0.2.1"), ANONYMOUS) else {
            panic!("the burst is over")
        };
        assert_eq!((exceeded.name, exceeded.quota, exceeded.window_seconds), ("anonymous", Some(20), Some(60)));
        assert!((1..=4).contains(&retry_after), "{retry_after}");
        // The neighbour, and other limits, are others.
        assert!(rates.check(&at("192.0.2.2"), ANONYMOUS).is_ok());
        assert!(rates.check(&Whose::Account(UserId::new()), ACCOUNT).is_ok());
    }

    #[test]
    fn a_subscriber_of_ipv6_is_one() {
        let rates = Rates::new(true, 1);
        for last in 0..ANONYMOUS.burst {
            rates.check(&at(&format!("2001:db8:1:2::{last}")), ANONYMOUS).unwrap();
        }
        assert!(rates.check(&at("2001:db8:1:2:ffff::1"), ANONYMOUS).is_err());
        assert!(rates.check(&at("2001:db8:1:3::1"), ANONYMOUS).is_ok());
    }

    #[test]
    fn mails_are_counted_by_kind_and_recipient() {
        let rates = Rates::new(true, 1);
        for _ in 0..MAIL.quota {
            assert!(rates.mail(Post::Password, "rasoa@people.test"));
        }
        assert!(!rates.mail(Post::Password, " Rasoa+2@people.test "));
        assert!(rates.mail(Post::IntakeCode, "rasoa@people.test"));
        assert!(rates.mail(Post::Password, "rina@people.test"));
    }

    #[test]
    fn public_mail_has_room_for_many() {
        let rates = Rates::new(true, 1);
        let from = |number: u8| ClientAddress([192, 0, 2, number].into());
        // From ten networks, in turn.
        let asked = |rates: &Rates, domain: &str| {
            let email = format!("x@{domain}");
            (0..100).filter(|number| rates.submission(from(number % 10), &email).is_ok()).count()
        };
        assert_eq!(asked(&rates, "Company.example"), 20);
        assert_eq!(asked(&rates, "company.example"), 0);
        // The company itself, which has not asked yet, is not shut out.
        assert!(rates.submission(from(100), "director@company.example").is_ok());
        assert!(rates.submission(from(100), "director@company.example").is_err());
        let rates = Rates::new(true, 1);
        assert_eq!(asked(&rates, "gmail.com"), 100);
        let one = (0..100).take_while(|_| rates.submission(from(200), "x@gmail.com").is_ok()).count();
        assert_eq!(one, 10);
    }

    #[test]
    fn an_office_fills_in_its_drafts_and_no_draft_saves_all_day_long() {
        let rates = Rates::new(true, 1);
        let office = ClientAddress([192, 0, 2, 1].into());
        let draft = |number: u8| [number; 32];
        for number in 0..20 {
            rates.draft(office).unwrap();
            assert!((0..15).all(|_| rates.save(office, draft(number)).is_ok()), "{number}");
        }
        let elsewhere = ClientAddress([192, 0, 2, 2].into());
        let saved = (0..100).take_while(|_| rates.save(elsewhere, draft(99)).is_ok()).count();
        assert_eq!(saved, 40);
        assert!(rates.save(elsewhere, draft(98)).is_ok());
        let begun = (0..100).take_while(|_| rates.draft(elsewhere).is_ok()).count();
        assert_eq!(begun, 30);
    }

    #[test]
    fn replicas_divide_and_off_is_off() {
        let rates = Rates::new(true, 5);
        assert!(rates.mail(Post::SignIn, "a@b.test") && !rates.mail(Post::SignIn, "a@b.test"));
        let rates = Rates::new(false, 1);
        assert!((0..100).all(|_| rates.mail(Post::SignIn, "a@b.test")));
    }

    #[test]
    fn the_tightest_is_told() {
        let tally = Tally::default();
        tally.tell(Told::new("address", (600, 60), 600, 590));
        tally.tell(Told::new("project", (100, 60), 100, 7));
        tally.tell(Told::new("account", (300, 60), 300, 299));
        let mut headers = HeaderMap::new();
        tally.write(&mut headers);
        assert_eq!(headers["ratelimit-policy"], "\"project\";q=100;w=60");
        assert_eq!(headers["ratelimit"], "\"project\";r=7;t=56");
    }
}
