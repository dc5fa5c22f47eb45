//! Browsers in which an account was logged in to before ("device cookies", as OWASP describes them): what goes wrong in
//! one is counted by itself, so that guesses from elsewhere do not make its owner wait.
//!
//! The cookie holds a random number of the browser's and, for each of the accounts that were last here, a keyed hash of it
//! with the account and its credentials' epoch: a new password or address makes the browser a stranger again. It
//! does not tell whose they are, and opens nothing.

use axum::http::HeaderMap;
use subtle::ConstantTimeEq;

use crate::{
    http::{AppState, cookies::Cookie},
    identity::{Secret, hex, sessions::Entrant},
};

/// Accounts a browser is known to; people share them.
const ACCOUNTS: usize = 4;
const A_YEAR: i64 = 365 * 24 * 3600;
/// Characters of a browser's number.
const NUMBER: usize = 43;

/// The cookie's value, taken apart.
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

    fn mark(&self, state: &AppState, Entrant { user, epoch }: Entrant) -> String {
        hex(&state.keys.tag("known device", &format!("{} {user} {epoch}", self.number)))
    }
}

/// The counter for tries of `account` in the browser behind `headers`: that of `account` alone, unless its person,
/// `entrant`, was let in there before.
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
        device.marks.iter().any(|known| bool::from(known.as_bytes().ct_eq(mark.as_bytes())))
    });
    match device {
        Some((device, _)) => state.keys.tag(purpose, &format!("{account} {}", device.number)),
        None => state.keys.tag(purpose, account),
    }
}

/// Makes the browser that sent `headers` known to the account that was let in there.
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
