//! An authenticator app.

use fataplus::http::AppState;
use time::Duration;
use totp_rs::{Builder, Secret};

use super::TestApp;

/// An authenticator app that knows one secret.
pub struct Authenticator {
    secret: String,
    /// The code that set it up.
    pub first: String,
}

impl Authenticator {
    /// From the key as the page shows it.
    pub fn new(shown: &str) -> Self {
        Self { secret: shown.replace(' ', ""), first: String::new() }
    }

    /// The code at the service's time.
    pub fn code(&self, state: &AppState) -> String {
        let secret = Secret::try_from_base32(&self.secret).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        totp.generate(state.clock.now().unix_timestamp().try_into().unwrap()).to_string()
    }

    /// A code that was never shown: half a minute later.
    pub fn next_code(&self, app: &TestApp) -> String {
        app.clock().advance(Duration::seconds(30));
        self.code(app.state())
    }
}
