//! Bars of a figure over time, for an SVG that the page draws. The table beside it says the same in numbers.

use crate::http::Page;

/// Height of the drawing area, in its own units; the template says it too.
const HEIGHT: i64 = 100;
/// Width of a bar with its gap.
const STEP: i64 = 10;
/// Width of a bar; the template says it too.
const BAR: i64 = 8;

/// A bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Left edge.
    pub x: i64,
    /// Upper edge.
    pub y: i64,
    /// Height; at least 1 unless there is nothing.
    pub height: i64,
    /// Day and figure in words.
    pub title: String,
}

/// A chart of one figure.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Name of the figure.
    pub title: String,
    /// The figure of the whole time, in words.
    pub total: String,
    /// The largest figure, in words; empty if there is none.
    pub top: String,
    /// Width of the drawing area.
    pub width: i64,
    /// The bars, the oldest first.
    pub bars: Vec<Bar>,
}

impl Chart {
    /// Title and largest figure, for those who do not see the bars.
    #[must_use]
    pub fn label(&self, page: &Page) -> String {
        if self.top.is_empty() {
            return format!("{}. {}", self.title, page.t("chart-nothing"));
        }
        page.ta2("chart-label", "title", &self.title, "top", &self.top)
    }

    /// Bars of these figures, as high as their share of the largest one. `said` puts the figure at a place into words.
    pub fn new(title: String, total: String, figures: &[i64], said: impl Fn(usize, i64) -> String) -> Self {
        let top = figures.iter().copied().max().unwrap_or_default();
        let bars = figures.iter().zip(0_i64..).enumerate().map(|(place, (&figure, column))| {
            let height = if figure > 0 { (figure.saturating_mul(HEIGHT) / top.max(1)).max(1) } else { 0 };
            Bar { x: column * STEP, y: HEIGHT - height, height, title: said(place, figure) }
        });
        let place = figures.iter().rposition(|figure| *figure == top && top > 0);
        let width = i64::try_from(figures.len()).unwrap_or_default() * STEP - (STEP - BAR);
        Self { bars: bars.collect(), top: place.map(|place| said(place, top)).unwrap_or_default(), title, total, width }
    }
}

#[cfg(test)]
mod tests {
    use super::{Chart, HEIGHT};

    #[test]
    fn bars_are_as_high_as_their_share_of_the_largest() {
        let chart = Chart::new("Calls".into(), "7".into(), &[0, 1, 4, 2], |place, figure| format!("{place}: {figure}"));
        let heights: Vec<_> = chart.bars.iter().map(|bar| bar.height).collect();
        assert_eq!(heights, [0, HEIGHT / 4, HEIGHT, HEIGHT / 2]);
        assert!(chart.bars.iter().all(|bar| bar.y + bar.height == HEIGHT));
        assert_eq!((chart.top.as_str(), chart.width), ("2: 4", 38));
        // A little is seen beside a lot, and nothing is nothing.
        let chart = Chart::new(String::new(), String::new(), &[1, 1000, 0], |_, _| String::new());
        assert_eq!(chart.bars.iter().map(|bar| bar.height).collect::<Vec<_>>(), [1, HEIGHT, 0]);
        assert!(
            Chart::new(String::new(), String::new(), &[0, 0], |_, _| String::new()).bars.iter().all(|b| b.height == 0)
        );
    }
}
