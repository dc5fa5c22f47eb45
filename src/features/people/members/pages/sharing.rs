//! Sharing with partner agencies, on the page of the project's people.

use serde::Deserialize;
use strum::VariantArray;
use time::OffsetDateTime;

use crate::{
    access::{Action, PartnerLevel},
    clock::Zone,
    db::PlatformScope,
    features::people::partners::shares::{last_day, store as shares},
    http::{
        Access, AppError, AppState, Page,
        api::etag,
        page::{At, Choice},
    },
    text::initials,
};

/// Maximum number of agencies to choose from.
const AGENCIES: i64 = 500;

/// A partner agency on the page.
pub struct Partner {
    pub id: String,
    pub name: String,
    pub initials: String,
    /// The level in words.
    pub may: String,
    pub until: Option<At>,
    /// Levels, for readers who may change the share.
    pub levels: Vec<Choice>,
    /// Last day of the share, in the form's notation.
    pub until_day: String,
    /// Version that the form is rendered from.
    pub version: String,
}

/// Version of a share, for its form.
pub fn version(share: &shares::Share) -> String {
    etag::of(&(&share.level, share.expires_at.map(OffsetDateTime::unix_timestamp))).unwrap_or_default()
}

#[derive(Default, Deserialize)]
pub struct ShareForm {
    #[serde(default)]
    pub agency: String,
    #[serde(default)]
    pub level: String,
    /// Last day of the share; blank for no end.
    #[serde(default)]
    pub until: String,
    /// Version that the form was rendered from.
    #[serde(default)]
    pub version: String,
}

/// A share for the reader; its end is shown as the last valid day.
pub fn partner(access: &Access, page: &Page, zone: &Zone, row: shares::Share) -> Partner {
    let last = row.expires_at.map(|end| last_day(zone, end));
    let levels = if row.level.shared_by(access.role) { levels(access) } else { Vec::new() };
    Partner {
        version: version(&row),
        id: row.agency_id.to_string(),
        initials: initials(&row.name),
        name: row.name,
        may: page.t(&format!("people-level-{}", row.level)),
        until: last.map(|day| page.day(day)),
        levels: page.options("people-level-", &levels, row.level.as_str()),
        until_day: last.map(|day| day.to_string()).unwrap_or_default(),
    }
}

/// Levels at which the reader may share the project.
pub fn levels(access: &Access) -> Vec<PartnerLevel> {
    PartnerLevel::VARIANTS.iter().copied().filter(|level| level.shared_by(access.role)).collect()
}

/// Agencies to choose from, for our own staff who may share the project. Others see only agencies with a share.
pub async fn agencies(state: &AppState, access: &Access, chosen: &str) -> Result<Vec<Choice>, AppError> {
    if !access.can(Action::SharePartners) || !access.caller.is_staff() {
        return Ok(Vec::new());
    }
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let mut agencies = shares::agencies(&mut tx, None, AGENCIES, state.clock.now()).await?;
    agencies.sort_by(|a, b| a.name.cmp(&b.name));
    let choice = |agency: shares::Agency| {
        let value = agency.id.to_string();
        Choice { chosen: value == chosen, value, label: agency.name, hint: String::new() }
    };
    let nobody = Choice { chosen: chosen.is_empty(), ..Choice::default() };
    Ok(std::iter::once(nobody).chain(agencies.into_iter().map(choice)).collect())
}
