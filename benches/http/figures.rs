//! Measured values: samples of a span, the figures of a round, the medians of rounds.

use std::time::Duration;

/// Duration of a measurement, and of the warm-up before it.
#[derive(Clone, Copy)]
pub struct Span {
    pub warm_up: Duration,
    pub counted: Duration,
}

/// The times of the answers within one span.
pub struct Samples {
    pub micros: Vec<u32>,
    seconds: f64,
}

impl Samples {
    pub fn new(span: Duration) -> Self {
        Self { micros: Vec::new(), seconds: span.as_secs_f64() }
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    pub fn figures(mut self) -> Figures {
        self.micros.sort_unstable();
        let at = |part: usize| f64::from(self.micros.get(self.micros.len() * part / 1000).copied().unwrap_or_default());
        Figures {
            rate: self.micros.len() as f64 / self.seconds,
            median: at(500),
            late: at(990),
            service: 0.0,
            database: 0.0,
            client: 0.0,
        }
    }
}

/// Requests a second, and microseconds: of the median answer, of the 99th of a hundred, of processor time a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    pub rate: f64,
    pub median: f64,
    pub late: f64,
    pub service: f64,
    pub database: f64,
    pub client: f64,
}

impl Figures {
    /// Two things done one after the other, each measured alone.
    pub fn then(self, next: Self) -> Self {
        Self {
            rate: 1.0 / (1.0 / self.rate + 1.0 / next.rate),
            median: self.median + next.median,
            late: self.late + next.late,
            service: self.service + next.service,
            database: self.database + next.database,
            client: self.client + next.client,
        }
    }
}

/// The rounds of one thing measured.
#[derive(Clone, Debug, Default)]
pub struct Rounds(Vec<Figures>);

impl Rounds {
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    pub fn add(&mut self, figures: Figures) {
        self.0.push(figures);
    }

    /// The median of each figure.
    pub fn median(&self) -> Figures {
        let of = |figure: fn(&Figures) -> f64| median(self.0.iter().map(figure).collect());
        Figures {
            rate: of(|figures| figures.rate),
            median: of(|figures| figures.median),
            late: of(|figures| figures.late),
            service: of(|figures| figures.service),
            database: of(|figures| figures.database),
            client: of(|figures| figures.client),
        }
    }

    /// The median of the ratios round by round: both were measured in the same minute.
    pub fn ratio(&self, other: &Self, figure: fn(&Figures) -> f64) -> f64 {
        median(self.0.iter().zip(&other.0).map(|(own, other)| figure(own) / figure(other)).collect())
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Requests a second.
pub fn rate(value: f64) -> String {
    format!("{value:.0}")
}

/// Microseconds as milliseconds.
pub fn millis(value: f64) -> String {
    format!("{:.2}", value / 1000.0)
}

/// A ratio, or a dash for a missing measurement.
pub fn ratio(value: f64) -> String {
    if value.is_finite() { format!("{value:.2}") } else { "–".to_owned() }
}
