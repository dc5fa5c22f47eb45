//! Form of access rules: a network a line, and a blank for the general length of a log-in.

use serde::{Deserialize, Serialize};

use super::super::{api::Settings, store::LimitChanges};
use crate::http::{FieldErrors, Page, api::etag, edge::client_address::ClientAddress, page::Field};

/// Values of the form.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct RulesForm {
    #[serde(default)]
    ip_allow: String,
    #[serde(default)]
    session_minutes: String,
    client_mfa: Option<String>,
    managers_invite: Option<String>,
    #[serde(skip_serializing)]
    confirm: Option<String>,
    /// Version of the rules the form was rendered from.
    #[serde(default, skip_serializing)]
    pub version: String,
    /// Whether a list that locks its author out was just refused; never submitted.
    #[serde(skip)]
    pub shuts_out: bool,
}

/// The form as the page draws it.
pub struct RulesFields {
    pub version: String,
    pub fields: Vec<Field>,
    pub client_mfa: bool,
    pub managers_invite: bool,
    pub client_mfa_hint: String,
    /// Warning before a list that locks its author out; "" without.
    pub shuts_out: String,
}

impl RulesForm {
    /// Form with the present rules.
    pub fn of(settings: &Settings) -> Self {
        let mut form = Self {
            ip_allow: settings.ip_allow.join("\n"),
            session_minutes: settings.session_minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
            client_mfa: settings.client_mfa.then(String::new),
            managers_invite: settings.managers_invite.then(String::new),
            ..Self::default()
        };
        form.version = etag::of(&form).unwrap_or_default();
        form
    }

    /// Changes that the form asks for.
    pub fn changes(&self) -> Result<LimitChanges, FieldErrors> {
        let networks = self.ip_allow.split(|c: char| c == ',' || c.is_whitespace()).filter(|text| !text.is_empty());
        let session_minutes = match self.session_minutes.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| FieldErrors::one("session_minutes", "session-minutes"))?),
        };
        Ok(LimitChanges {
            ip_allow: Some(networks.map(ToOwned::to_owned).collect()),
            session_minutes: Some(session_minutes),
            client_mfa: Some(self.client_mfa.is_some()),
            managers_invite: Some(self.managers_invite.is_some()),
            confirm: self.confirm.is_some(),
            ..LimitChanges::default()
        })
    }

    /// Fields. `client`: address of the reader; `of_others`: whether everybody but clients needs a second factor here.
    pub fn fields(&self, page: &Page, client: ClientAddress, of_others: bool, errors: &FieldErrors) -> RulesFields {
        let address = client.0.to_string();
        let fields = vec![
            Field {
                hint: page.ta("rules-ip-allow-hint", "address", &address),
                ..page.field("textarea", "rules-field-", "ip_allow", &self.ip_allow, errors)
            },
            Field {
                hint: page.t("rules-session-minutes-hint"),
                ..page.field("number", "rules-field-", "session_minutes", &self.session_minutes, errors)
            },
        ];
        let hint = if of_others { "rules-client-mfa-hint" } else { "rules-client-mfa-hint-free" };
        RulesFields {
            version: self.version.clone(),
            fields,
            client_mfa: self.client_mfa.is_some(),
            managers_invite: self.managers_invite.is_some(),
            client_mfa_hint: page.t(hint),
            shuts_out: if self.shuts_out { page.ta("rules-shuts-out", "address", &address) } else { String::new() },
        }
    }
}
