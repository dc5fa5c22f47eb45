//! Browsers that an account has logged in from before ("device cookies", as OWASP describes them): their failures are
//! counted separately, so that guesses from elsewhere do not delay the account's owner.
//!
//! The cookie holds a random number of the browser and, for each of the accounts that were last here, a keyed hash of it
//! with the account and its credentials' epoch: a new password or address makes the browser unknown again. It does not
//! reveal the accounts, and opens nothing.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::http::HeaderMap;

use crate::{
    http::{
        AppState,
        auth::cookies::{A_YEAR, Cookie},
    },
    identity::{Secret, sessions::Entrant},
    text::hex,
};

/// Maximum number of accounts in a cookie, because people share browsers.
const ACCOUNTS: usize = 4;
/// Length of the browser's number.
const NUMBER: usize = 43;

/// Parsed value of the cookie.
struct Device {
    number: String,
    marks: Vec<String>,
}

impl Device {
    fn of(headers: &HeaderMap, state: &AppState) -> Option<Self> {
        let value = Cookie::Device.get(headers, state)?;
        let mut parts = value.split('.').map(str::to_owned);
        let number = parts.next().filter(|number| number.len() == NUMBER)?;
        Some(Self { number, marks: parts.take(ACCOUNTS).collect() })
    }

    fn mark(&self, state: &AppState, Entrant { user, epoch, .. }: Entrant) -> String {
        hex(&state.keys.tag("known device", &format!("{} {user} {epoch}", self.number)))
    }
}

/// Counter for tries of `account` in the browser behind `headers`: that of `account` alone, unless its person, `entrant`,
/// has logged in there before.
#[must_use]
pub fn counted(
    state: &AppState,
    headers: Option<&HeaderMap>,
    entrant: Option<Entrant>,
    purpose: &str,
    account: &str,
) -> [u8; 32] {
    let device = headers.and_then(|headers| Device::of(headers, state)).zip(entrant).filter(|(device, entrant)| {
        let mark = device.mark(state, *entrant);
        device.marks.iter().any(|known| verify_slices_are_equal(known.as_bytes(), mark.as_bytes()).is_ok())
    });
    match device {
        Some((device, _)) => state.keys.tag(purpose, &format!("{account} {}", device.number)),
        None => state.keys.tag(purpose, account),
    }
}

/// Makes the browser that sent `headers` known to the account that has logged in there.
pub fn remember(state: &AppState, headers: &HeaderMap, entrant: Entrant, answer: &mut HeaderMap) {
    let mut device = Device::of(headers, state)
        .unwrap_or_else(|| Device { number: Secret::new().text().to_owned(), marks: Vec::new() });
    let mark = device.mark(state, entrant);
    device.marks.retain(|known| *known != mark);
    device.marks.insert(0, mark);
    device.marks.truncate(ACCOUNTS);
    let value = format!("{}.{}", device.number, device.marks.join("."));
    Cookie::Device.set(answer, state, &value, Some(A_YEAR));
}
