//! Rate limits besides a project's own (`quotas`): for each address, account and key, and for actions that cost
//! others something, such as mail. A limit counts failures, or an account's requests: a request with a credential of ours
//! is counted by it from the start; otherwise a place is taken first at the address, and given back to a correct log-in
//! and to a request that an account turns out to answer for. No limit depends on whether an account or project exists.
//! Each replica counts for itself and grants its share.

use std::{convert::Infallible, num::NonZeroU32, sync::Arc, time::Duration};

use ipnet::IpNet;
use quick_cache::sync::Cache;
use uuid::Uuid;

use super::{
    LimitStatus, OverLimit,
    limiter::{Limiter, Place},
    table::{ADDRESS_SAVES, COMPANY, DRAFTS, Limit, MAIL, PUBLIC_COMPANY, PUBLIC_MAIL, SAVES, SUBMISSIONS},
};
use crate::{identity::digest, ids::UserId, mail::mailbox, text::email};

/// Maximum number of limiters kept; evicting one (least used first) resets its count.
const LIMITERS: usize = 200_000;
/// Time that a log-in waits for undecided ones of its address.
const PATIENCE: Duration = Duration::from_secs(5);

/// Purpose of a mail: each is counted by itself, so that one reveals nothing about another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailKind {
    /// A link to set a password.
    Password,
    /// A link or code to log in with.
    SignIn,
    /// The code of an intake form.
    IntakeCode,
}

/// Subject of a limit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum LimitKey {
    Address(IpNet),
    Assets(IpNet),
    Anonymous(IpNet),
    Asked(IpNet),
    Account(UserId),
    Key(Uuid),
    /// The text of a token or key, whether or not it is still good.
    Token([u8; 32]),
    Mail(MailKind, [u8; 32]),
    Submissions(IpNet),
    Drafts(IpNet),
    Saves([u8; 32]),
    AddressSaves(IpNet),
    Company(String),
}

/// Limiters of all subjects.
#[derive(Debug)]
pub struct RateLimits {
    on: bool,
    replicas: u32,
    limiters: Cache<LimitKey, Arc<Limiter>>,
}

impl RateLimits {
    /// Limiters for one of `replicas` processes; without effect if not `on`.
    #[must_use]
    pub fn new(on: bool, replicas: u32) -> Self {
        Self { on, replicas: replicas.max(1), limiters: Cache::new(LIMITERS) }
    }

    /// Whether a mail of this kind may go to `email`. Ask for unknown addresses as well.
    #[must_use]
    pub fn mail(&self, kind: MailKind, email: &str) -> bool {
        self.require_mail(kind, email).is_ok()
    }

    /// The same with an error that tells the caller when there is room again.
    pub fn require_mail(&self, kind: MailKind, email: &str) -> Result<(), OverLimit> {
        self.check(&LimitKey::Mail(kind, digest(&mailbox(email))), MAIL)?;
        Ok(())
    }

    /// Permits a client in `network` to ask for a project with an e-mail address of `email`'s domain. The first request
    /// of an hour from a network always passes the domain's limit, so that strangers shut no company out.
    pub fn submission(&self, network: IpNet, email: &str) -> Result<(), OverLimit> {
        let told = self.check(&LimitKey::Submissions(network), SUBMISSIONS)?;
        let domain = email::normal_email(email).rsplit('@').next().unwrap_or_default().to_owned();
        let limit = if PUBLIC_MAIL.contains(&domain.as_str()) { PUBLIC_COMPANY } else { COMPANY };
        let first = told.is_none_or(|told| told.remaining + 1 == self.part(SUBMISSIONS.burst).get());
        match self.check(&LimitKey::Company(domain), limit) {
            Err(_) if first => Ok(()),
            checked => checked.map(drop),
        }
    }

    fn part(&self, figure: u32) -> NonZeroU32 {
        NonZeroU32::new(figure.div_ceil(self.replicas)).unwrap_or(NonZeroU32::MIN)
    }

    fn limiter(&self, key: &LimitKey, limit: Limit) -> Option<Arc<Limiter>> {
        if !self.on {
            return None;
        }
        let (quota, burst, window) = (self.part(limit.quota), self.part(limit.burst), limit.window);
        let made = || Ok::<_, Infallible>(Limiter::new(quota, Duration::from_secs(window.into()), burst));
        let Ok(limiter) = self.limiters.get_or_insert_with(key, made);
        Some(limiter)
    }

    /// Permits a client in `network` to begin a draft.
    pub fn draft(&self, network: IpNet) -> Result<(), OverLimit> {
        self.check(&LimitKey::Drafts(network), DRAFTS).map(drop)
    }

    /// Permits a client in `network` to save a step of the draft that `draft` names.
    pub fn save(&self, network: IpNet, draft: [u8; 32]) -> Result<(), OverLimit> {
        self.check(&LimitKey::AddressSaves(network), ADDRESS_SAVES)?;
        self.check(&LimitKey::Saves(draft), SAVES).map(drop)
    }

    /// Counts a request against a limit.
    pub(crate) fn check(&self, key: &LimitKey, limit: Limit) -> Result<Option<LimitStatus>, OverLimit> {
        let Some(limiter) = self.limiter(key, limit) else { return Ok(None) };
        limiter.take().map(|left| Some(limit.told(&limiter, left))).map_err(|wait| limit.refuse(wait))
    }

    /// Counts a request whose place may be given back.
    pub(crate) fn hold(&self, key: &LimitKey, limit: Limit) -> Result<Option<(Place, LimitStatus)>, OverLimit> {
        let Some(limiter) = self.limiter(key, limit) else { return Ok(None) };
        limiter.hold().map(|(place, left)| Some((place, limit.told(&limiter, left)))).map_err(|wait| limit.refuse(wait))
    }

    /// The same, after waiting for undecided requests.
    pub(crate) async fn hold_patiently(
        &self,
        key: &LimitKey,
        limit: Limit,
    ) -> Result<Option<(Place, LimitStatus)>, OverLimit> {
        let Some(limiter) = self.limiter(key, limit) else { return Ok(None) };
        let held = limiter.hold_patiently(PATIENCE).await;
        held.map(|(place, left)| Some((place, limit.told(&limiter, left)))).map_err(|wait| limit.refuse(wait))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::{
        super::{
            TightestLimit,
            table::{ACCOUNT, ANONYMOUS},
        },
        LimitKey, LimitStatus, MAIL, MailKind, OverLimit, RateLimits, UserId,
    };
    use crate::http::edge::client_address::ClientAddress;

    fn at(address: &str) -> LimitKey {
        LimitKey::Anonymous(ClientAddress(address.parse().unwrap()).network())
    }

    #[test]
    fn a_burst_passes_and_then_it_is_said_when_to_come_back() {
        let rates = RateLimits::new(true, 1);
        for left in (0..ANONYMOUS.burst).rev() {
            let told = rates.check(&at("192.0.2.1"), ANONYMOUS).unwrap().unwrap();
            assert_eq!((told.name, told.remaining), ("anonymous", left));
        }
        let Err(OverLimit { exceeded, retry_after }) = rates.check(&at("192.0.2.1"), ANONYMOUS) else {
            panic!("the burst is over")
        };
        assert_eq!((exceeded.name, exceeded.quota, exceeded.window_seconds), ("anonymous", Some(20), Some(60)));
        assert!((1..=4).contains(&retry_after), "{retry_after}");
        // A neighbouring address and other limits are separate.
        assert!(rates.check(&at("192.0.2.2"), ANONYMOUS).is_ok());
        assert!(rates.check(&LimitKey::Account(UserId::new()), ACCOUNT).is_ok());
    }

    #[test]
    fn a_subscriber_of_ipv6_is_one() {
        let rates = RateLimits::new(true, 1);
        for last in 0..ANONYMOUS.burst {
            rates.check(&at(&format!("2001:db8:1:2::{last}")), ANONYMOUS).unwrap();
        }
        assert!(rates.check(&at("2001:db8:1:2:ffff::1"), ANONYMOUS).is_err());
        assert!(rates.check(&at("2001:db8:1:3::1"), ANONYMOUS).is_ok());
    }

    #[test]
    fn mails_are_counted_by_kind_and_recipient() {
        let rates = RateLimits::new(true, 1);
        for _ in 0..MAIL.quota {
            assert!(rates.mail(MailKind::Password, "rasoa@people.test"));
        }
        assert!(!rates.mail(MailKind::Password, " Rasoa+2@people.test "));
        assert!(rates.mail(MailKind::IntakeCode, "rasoa@people.test"));
        assert!(rates.mail(MailKind::Password, "rina@people.test"));
    }

    #[test]
    fn public_mail_has_room_for_many() {
        let rates = RateLimits::new(true, 1);
        let from = |number: u8| ClientAddress([192, 0, 2, number].into()).network();
        // From ten networks, in turn.
        let asked = |rates: &RateLimits, domain: &str| {
            let email = format!("x@{domain}");
            (0..100).filter(|number| rates.submission(from(number % 10), &email).is_ok()).count()
        };
        assert_eq!(asked(&rates, "Company.example"), 20);
        assert_eq!(asked(&rates, "company.example"), 0);
        // The company itself, which has not asked yet, is not shut out.
        assert!(rates.submission(from(100), "director@company.example").is_ok());
        assert!(rates.submission(from(100), "director@company.example").is_err());
        let rates = RateLimits::new(true, 1);
        assert_eq!(asked(&rates, "gmail.com"), 100);
        let one = (0..100).take_while(|_| rates.submission(from(200), "x@gmail.com").is_ok()).count();
        assert_eq!(one, 10);
    }

    #[test]
    fn an_office_fills_in_its_drafts_and_no_draft_saves_all_day_long() {
        let rates = RateLimits::new(true, 1);
        let office = ClientAddress([192, 0, 2, 1].into()).network();
        let draft = |number: u8| [number; 32];
        for number in 0..20 {
            rates.draft(office).unwrap();
            assert!((0..15).all(|_| rates.save(office, draft(number)).is_ok()), "{number}");
        }
        let elsewhere = ClientAddress([192, 0, 2, 2].into()).network();
        let saved = (0..100).take_while(|_| rates.save(elsewhere, draft(99)).is_ok()).count();
        assert_eq!(saved, 40);
        assert!(rates.save(elsewhere, draft(98)).is_ok());
        let begun = (0..100).take_while(|_| rates.draft(elsewhere).is_ok()).count();
        assert_eq!(begun, 30);
    }

    #[test]
    fn replicas_divide_and_off_is_off() {
        let rates = RateLimits::new(true, 5);
        assert!(rates.mail(MailKind::SignIn, "a@b.test") && !rates.mail(MailKind::SignIn, "a@b.test"));
        let rates = RateLimits::new(false, 1);
        assert!((0..100).all(|_| rates.mail(MailKind::SignIn, "a@b.test")));
    }

    #[test]
    fn the_tightest_is_told() {
        let tightest = TightestLimit::default();
        tightest.tell(LimitStatus::new("address", (600, 60), 600, 590));
        tightest.tell(LimitStatus::new("project", (100, 60), 100, 7));
        tightest.tell(LimitStatus::new("account", (300, 60), 300, 299));
        let mut headers = HeaderMap::new();
        tightest.write(&mut headers);
        assert_eq!(headers["ratelimit-policy"], "\"project\";q=100;w=60");
        assert_eq!(headers["ratelimit"], "\"project\";r=7;t=56");
    }
}
