//! Days, hours, sizes, choices and fields as pages show them.

use time::{Date, OffsetDateTime};

use super::Page;
use crate::{http::FieldErrors, text::Language};

/// An instant or day for a `<time>` element: machine-readable and in words.
#[derive(Clone, Debug)]
pub struct At {
    /// RFC 3339 instant or date.
    pub iso: String,
    /// The same in words.
    pub text: String,
}

/// One choice of a select or group of boxes.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Submitted value.
    pub value: String,
    /// Displayed label.
    pub label: String,
    /// A line of help, or nothing.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A form's field, as `form::field` of templates/components/form.html draws it.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// `text`, `email`, `tel`, `date`, `number`, `textarea`, `select`, `radio`, `checkbox` or `consent`.
    pub kind: &'static str,
    /// Its name, in the form and in JSON.
    pub name: String,
    /// Label above the field.
    pub label: String,
    /// Typed value.
    pub value: String,
    /// A line of help, or nothing.
    pub hint: String,
    /// Error text, or nothing.
    pub error: String,
    /// Whether the field is required.
    pub required: bool,
    /// Whether it is required together with other values, as its hint says.
    pub conditional: bool,
    /// The browser's autofill token, or `off`.
    pub autocomplete: &'static str,
    /// Options of selects, radio cards and boxes.
    pub options: Vec<Choice>,
}

impl Page {
    /// A day in words.
    #[must_use]
    pub fn day(&self, date: Date) -> At {
        At { iso: date.to_string(), text: self.language.day(date) }
    }

    /// An instant in words, in the installation's time zone.
    #[must_use]
    pub fn instant(&self, at: OffsetDateTime) -> At {
        let text = self.ta2("date-time", "date", self.day_of(at).text, "time", self.hour(at));
        let iso = at.format(&time::format_description::well_known::Rfc3339).unwrap_or_default();
        At { iso, text }
    }

    /// An instant as people say it: "today at 23:10", "yesterday at 9:05", else the date, with the year unless it is this
    /// one.
    #[must_use]
    pub fn lately(&self, at: OffsetDateTime) -> At {
        let (_, day) = self.day_lately(at);
        At { text: self.ta2("date-time", "date", day, "time", self.hour(at)), ..self.instant(at) }
    }

    /// The day of an instant, and how people say it.
    #[must_use]
    pub fn day_lately(&self, at: OffsetDateTime) -> (Date, String) {
        let (day, today) = (self.state.clock.zone().local(at).date(), self.state.clock.today());
        let text = match (today - day).whole_days() {
            0 => self.t("date-today"),
            1 => self.t("date-yesterday"),
            _ if day.year() == today.year() => {
                let month = self.t(&format!("month-{}", u8::from(day.month())));
                self.ta2("date-of-this-year", "day", day.day(), "month", month)
            }
            _ => self.day(day).text,
        };
        (day, text)
    }

    /// Time of day at which the client's view ends.
    #[must_use]
    pub fn viewing_hour(&self) -> String {
        self.viewing_until.map(|until| self.hour(until)).unwrap_or_default()
    }

    /// Day of an instant in words, in the same time zone.
    #[must_use]
    pub fn day_of(&self, at: OffsetDateTime) -> At {
        self.day(self.state.clock.zone().local(at).date())
    }

    /// Time of day of an instant, in the same time zone.
    #[must_use]
    pub fn hour(&self, at: OffsetDateTime) -> String {
        let local = self.state.clock.zone().local(at);
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// A size in words: "3,4 Mo".
    #[must_use]
    pub fn size(&self, bytes: i64) -> String {
        let units = ["unit-b", "unit-kb", "unit-mb", "unit-gb"];
        #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
        let mut value = bytes as f64;
        let mut unit = 0;
        while value >= 999.5 && unit + 1 < units.len() {
            value /= 1000.0;
            unit += 1;
        }
        let number = if unit == 0 || value >= 9.95 { format!("{value:.0}") } else { format!("{value:.1}") };
        let number = if self.language == Language::En { number } else { number.replace('.', ",") };
        self.ta(units.get(unit).copied().unwrap_or("unit-b"), "value", number)
    }

    /// Options of a select, labelled `{prefix}{value}` (underscores as hyphens), with `chosen` chosen.
    #[must_use]
    pub fn options<T: Into<&'static str>>(
        &self,
        prefix: &str,
        values: impl IntoIterator<Item = T>,
        chosen: &str,
    ) -> Vec<Choice> {
        let label = |value: &str| self.t(&format!("{prefix}{}", value.replace('_', "-")));
        let choice = |value: &str| Choice {
            value: value.to_owned(),
            label: label(value),
            hint: String::new(),
            chosen: value == chosen,
        };
        values.into_iter().map(|value| choice(value.into())).collect()
    }

    /// A field labelled `{prefix}{name}` (underscores as hyphens), with its typed value and error.
    #[must_use]
    pub fn field(&self, kind: &'static str, prefix: &str, name: &str, value: &str, errors: &FieldErrors) -> Field {
        Field {
            kind,
            name: name.to_owned(),
            label: self.t(&format!("{prefix}{}", name.replace('_', "-"))),
            value: value.to_owned(),
            error: errors.text(name, self.language),
            autocomplete: "off",
            ..Field::default()
        }
    }
}
