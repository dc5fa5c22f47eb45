//! Pages a client opens on a slow line: at most 100 KB on the first visit, 15 KB on the next.

use crate::support::{TestApp, fixture, page_weight::Weight};

const FIRST: usize = 100 * 1024;
const REPEAT: usize = 15 * 1024;

fn assert_light(weight: &Weight) {
    assert!(weight.parts.len() >= 2, "no style sheet was found, so nothing was weighed: {weight}");
    assert!(weight.first <= FIRST && weight.repeat <= REPEAT, "{weight}");
    assert!(weight.repeat < weight.first / 2, "nothing is kept by the browser: {weight}");
}

#[tokio::test]
async fn a_clients_home_is_light() {
    let app = TestApp::start().await;
    fixture::furnish(app.state(), app.project()).await;
    assert_light(&app.client().await.portal(app.project()).await.weigh("/").await);
}

#[tokio::test]
async fn the_landing_page_is_light() {
    let app = TestApp::start().await;
    assert_light(&app.anonymous().weigh("/").await);
}

/// Bytes a second and milliseconds there and back of a slow line: 400 kbit/s, 400 ms.
const SLOW: (usize, usize) = (50_000, 400);
const FIRST_PAINT_MS: usize = 1500;

/// The first paint waits for the page and its style sheet, one after the other. Chromium, throttled so and with an empty
/// cache, takes 1.4 to 1.5 seconds for these pages of a debug build.
#[tokio::test]
async fn daily_pages_are_painted_soon_on_a_slow_line() {
    let app = TestApp::start().await;
    fixture::furnish(app.state(), app.project()).await;
    let mut web = app.client().await.portal(app.project()).await;
    let (bytes_a_second, way) = SLOW;
    for path in ["/", "/messages", "/documents"] {
        let weight = web.weigh(path).await;
        let blocks = |url: &str| reqwest::Url::parse(url).unwrap().path().ends_with(".css");
        let sheets: Vec<_> = weight.parts.iter().skip(1).filter(|(url, ..)| blocks(url)).collect();
        assert_eq!(sheets.len(), 1, "{weight}");
        let bytes = weight.parts[0].1 + sheets[0].1;
        let takes = 2 * way + bytes * 1000 / bytes_a_second;
        assert!(takes <= FIRST_PAINT_MS, "{path}: {takes} ms for {bytes} bytes\n{weight}");
    }
}
