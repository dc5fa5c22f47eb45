//! Form of plan and figures: sizes are megabytes, and a blank restores the plan's figure.

use serde::{Deserialize, Serialize};

use super::super::{
    api::Settings,
    store::{FIGURES, LimitChanges},
};
use crate::http::{
    FieldErrors, Page,
    api::etag,
    page::{Choice, Field},
};

const MEGABYTE: i64 = 1_000_000;
/// Number of figures that are always shown; the rest is seldom changed.
const COMMON: usize = 3;

/// Values of the form.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct LimitsForm {
    #[serde(default)]
    plan: String,
    #[serde(default)]
    storage_bytes: String,
    #[serde(default)]
    upload_bytes: String,
    #[serde(default)]
    requests_per_minute: String,
    #[serde(default)]
    concurrent_requests: String,
    #[serde(default)]
    connections: String,
    #[serde(default)]
    statement_ms: String,
    #[serde(default)]
    concurrent_jobs: String,
    #[serde(default)]
    rows: String,
    /// Version of the figures the form was rendered from.
    #[serde(default, skip_serializing)]
    pub version: String,
}

/// The form as the page draws it.
pub struct LimitsFields {
    pub version: String,
    pub plan: Field,
    pub common: Vec<Field>,
    pub rare: Vec<Field>,
}

impl LimitsForm {
    /// Form with the project's own figures.
    pub fn of(settings: &Settings) -> Self {
        let text = |name, figure: Option<i64>| match figure {
            Some(figure) if is_size(name) => megabytes(figure),
            Some(figure) => figure.to_string(),
            None => String::new(),
        };
        let own = &settings.own;
        let mut form = Self {
            plan: settings.plan.clone(),
            storage_bytes: text("storage_bytes", own.storage_bytes),
            upload_bytes: text("upload_bytes", own.upload_bytes),
            requests_per_minute: text("", own.requests_per_minute),
            concurrent_requests: text("", own.concurrent_requests),
            connections: text("", own.connections),
            statement_ms: text("", own.statement_ms),
            concurrent_jobs: text("", own.concurrent_jobs),
            rows: text("", own.rows),
            version: String::new(),
        };
        form.version = etag::of(&form).unwrap_or_default();
        form
    }

    /// Values in the order of `FIGURES`.
    fn figures(&self) -> [&str; 8] {
        [
            &self.storage_bytes,
            &self.upload_bytes,
            &self.requests_per_minute,
            &self.concurrent_requests,
            &self.connections,
            &self.statement_ms,
            &self.concurrent_jobs,
            &self.rows,
        ]
    }

    /// Changes that the form asks for.
    pub fn changes(&self) -> Result<LimitChanges, FieldErrors> {
        let figure = |name: &str, text: &str| match text.trim() {
            "" => Ok(Some(None)),
            text => {
                // Thousands may be grouped: 1 500.
                let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
                let number = if is_size(name) { bytes(&text) } else { text.parse().ok() };
                Ok(Some(Some(number.ok_or_else(|| FieldErrors::one(name, "range"))?)))
            }
        };
        Ok(LimitChanges {
            plan: Some(self.plan.clone()),
            storage_bytes: figure("storage_bytes", &self.storage_bytes)?,
            upload_bytes: figure("upload_bytes", &self.upload_bytes)?,
            requests_per_minute: figure("requests_per_minute", &self.requests_per_minute)?,
            concurrent_requests: figure("concurrent_requests", &self.concurrent_requests)?,
            connections: figure("connections", &self.connections)?,
            statement_ms: figure("statement_ms", &self.statement_ms)?,
            concurrent_jobs: figure("concurrent_jobs", &self.concurrent_jobs)?,
            rows: figure("rows", &self.rows)?,
            ..LimitChanges::default()
        })
    }

    /// Fields, each beside the plan's figure.
    pub fn fields(&self, page: &Page, settings: &Settings, errors: &FieldErrors) -> LimitsFields {
        let planned = settings.plans.iter().find(|plan| plan.name == settings.plan).map(|plan| plan.figures.all());
        let planned = planned.unwrap_or_default();
        let figures = FIGURES.iter().zip(self.figures()).zip(planned).map(|(((name, least, most), typed), planned)| {
            let planned = page.ta("limits-planned", "value", figure(page, name, planned));
            let hint = match *name {
                _ if is_size(name) => planned,
                "rows" => format!("{planned} {} {}", range(page, *least, *most), page.t("limits-rows-lost")),
                _ => format!("{planned} {}", range(page, *least, *most)),
            };
            Field { hint, ..page.field("number", "limits-field-", name, typed, errors) }
        });
        let mut common: Vec<Field> = figures.collect();
        let rare = common.split_off(COMMON);
        let choice = |name: &String| Choice {
            value: name.clone(),
            label: plan_name(page, name),
            hint: String::new(),
            chosen: *name == self.plan,
        };
        let plan = Field {
            options: settings.plans.iter().map(|plan| choice(&plan.name)).collect(),
            required: true,
            ..page.field("select", "limits-field-", "plan", &self.plan, errors)
        };
        LimitsFields { version: self.version.clone(), plan, common, rare }
    }
}

/// Plans are rows: those shipped have names in each language.
fn plan_name(page: &Page, name: &str) -> String {
    let key = format!("plan-{name}");
    if page.language.has(&key) { page.t(&key) } else { name.to_owned() }
}

/// Permitted range in words. No size is too large to be typed.
fn range(page: &Page, least: i64, most: i64) -> String {
    page.ta2("limits-range", "least", least, "most", most)
}

/// A figure in words.
fn figure(page: &Page, name: &str, value: i64) -> String {
    if is_size(name) { page.size(value) } else { value.to_string() }
}

fn is_size(name: &str) -> bool {
    name.ends_with("_bytes")
}

/// Exact to the byte, so that saving an unchanged form changes nothing.
fn megabytes(bytes: i64) -> String {
    let text = format!("{}.{:06}", bytes / MEGABYTE, bytes % MEGABYTE);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Megabytes as typed, with a point or a comma.
fn bytes(text: &str) -> Option<i64> {
    let text = text.replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = !part.is_empty() || !whole.is_empty();
    if !digits || part.len() > 6 || !part.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|whole| *whole >= 0)? };
    let part: i64 = format!("{part:0<6}").parse().ok()?;
    whole.checked_mul(MEGABYTE)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::{bytes, megabytes};

    #[test]
    fn a_size_is_shown_and_read_to_the_byte() {
        for (size, text) in
            [(0, "0"), (1, "0.000001"), (1_500_000, "1.5"), (5_368_709_120, "5368.70912"), (77_000_000, "77")]
        {
            assert_eq!((megabytes(size).as_str(), bytes(text)), (text, Some(size)));
        }
        assert_eq!(bytes("1,5"), Some(1_500_000));
        for wrong in ["", ".", "-1", "1.2.3", "many", "1.0000001", "9223372036855"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }
}
