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
