//! Our pages inside of, or beside, a sibling's.

use serde_json::json;

use super::Scene;

/// Loads `address` into a frame of the current page, and reads its content from inside.
async fn framed(scene: &Scene, address: &str) -> String {
    let embed = "const [address] = arguments, done = arguments[arguments.length - 1];
        const frame = document.createElement('iframe');
        frame.onload = () => done('loaded');
        frame.src = address;
        document.body.append(frame)";
    scene.run_until_called(embed, vec![json!(address)]).await;
    let client = scene.browser.client();
    client.enter_frame(0).await.unwrap();
    let text = scene.run("return location.protocol + document.body.innerText", Vec::new()).await;
    client.enter_parent_frame().await.unwrap();
    text.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn no_page_of_ours_is_shown_in_a_frame() {
    let scene = Scene::set().await;
    let (app, public) = (&scene.app.state().hosts.app, &scene.app.state().hosts.public);
    for page in [
        format!("{}/people", scene.home()),
        format!("{app}/projects"),
        format!("{app}/login"),
        format!("{public}/start"),
    ] {
        scene.browser.goto(&scene.evil).await;
        let shown = framed(&scene, &page).await;
        assert!(shown.starts_with("chrome-error:") && !shown.contains(&scene.app.project().title), "{page}: {shown}");
    }
    // Frames as such work.
    scene.browser.goto(&scene.evil).await;
    let shown = framed(&scene, &format!("{}/other", scene.evil)).await;
    assert!(shown.contains("the attacker's page"), "{shown}");
    scene.browser.close().await;
}

#[tokio::test]
async fn a_page_that_was_opened_is_out_of_its_openers_reach() {
    let scene = Scene::set().await;
    let client = scene.browser.client();
    let mine = client.window().await.unwrap();
    let mut reach = Vec::new();
    for page in [format!("{}/people", scene.home()), format!("{}/other", scene.evil)] {
        client.switch_to_window(mine.clone()).await.unwrap();
        scene.browser.goto(&scene.evil).await;
        scene
            .run(
                "window.opened = window.open(arguments[0]); window.heard = []; onmessage = (e) => heard.push(e.data)",
                vec![json!(page)],
            )
            .await;
        let windows = client.windows().await.unwrap();
        let theirs = windows.into_iter().find(|window| *window != mine).unwrap();
        client.switch_to_window(theirs).await.unwrap();
        scene.browser.arrives(page.rsplit('/').next().unwrap()).await;
        // Messages the page receives, and whether it knows its opener.
        let opener = scene.run("window.heard = []; addEventListener('message', (e) => heard.push(e.data)); return window.opener !== null", Vec::new()).await;
        client.switch_to_window(mine.clone()).await.unwrap();
        let reached = scene.run("opened.postMessage('look', '*'); return !opened.closed", Vec::new()).await;
        let peeked = scene
            .run("try { return opened.document.body.innerText.length > 0 } catch { return false }", Vec::new())
            .await;
        reach.push((opener, reached, peeked));
        let windows = client.windows().await.unwrap();
        let theirs = windows.into_iter().find(|window| *window != mine).unwrap();
        client.switch_to_window(theirs).await.unwrap();
        if page.starts_with(&scene.home()) {
            scene.browser.shows(&scene.victim.name).await;
            assert_eq!(scene.run("return heard", Vec::new()).await, json!([]));
        }
        client.close_window().await.unwrap();
    }
    assert_eq!(reach[0], (json!(false), json!(false), json!(false)), "ours knows no opener, and shows it nothing");
    assert_eq!(reach[1], (json!(true), json!(true), json!(true)), "the attacker's own pages reach each other");
    client.switch_to_window(mine).await.unwrap();
    scene.browser.close().await;
}
