//! Cookies planted from below the same domain, and requests sent from there.

use serde_json::json;

use super::Scene;
use crate::support::browser::Browser;

const STEMS: [&str; 5] = ["session", "renewal", "visitor", "flash", "language"];

#[tokio::test]
async fn cookies_planted_for_the_whole_domain_change_nothing() {
    let scene = Scene::set().await;
    let suffix = scene.app.state().cookie_suffix.clone();
    // The attacker has an account, and wants the victim to use its session.
    let attacker = scene.app.stranger().await;
    let web = attacker.app().await;
    let host = scene.app.state().hosts.app.host().to_owned();
    let theirs = web.cookie(&host, "session").unwrap().to_owned();

    scene.browser.goto(&scene.evil).await;
    let plant =
        "for (const [name, value, attributes] of arguments[0]) document.cookie = `${name}=${value}; ${attributes}`";
    let mut planted = vec![json!(["planted", "yes", "Domain=portal.test; Path=/"])];
    for stem in STEMS {
        for name in
            [format!("fp-{stem}{suffix}"), format!("__Host-fp-{stem}{suffix}"), format!("__host-fp-{stem}{suffix}")]
        {
            for attributes in [
                "Domain=portal.test; Path=/",
                "Domain=portal.test; Path=/; Secure",
                "Domain=portal.test; Path=/people; Secure",
            ] {
                planted.push(json!([name, theirs, attributes]));
            }
        }
    }
    scene.run(plant, vec![json!(planted)]).await;
    // Planting as such works …
    scene.browser.goto(&format!("{}/people", scene.home())).await;
    let seen = scene.run("return document.cookie", Vec::new()).await;
    assert!(seen.as_str().unwrap().contains("planted=yes"), "{seen}");
    assert!(seen.as_str().unwrap().contains(&format!("fp-session{suffix}=")), "{seen}");
    // … but not under a cookie name of ours, and the victim keeps identity and page.
    assert!(!seen.as_str().unwrap().contains("__Host-"), "{seen}");
    scene.browser.shows(&scene.victim.name).await;
    for page in [format!("{}/plan", scene.home()), format!("{}/account", scene.app.state().hosts.app)] {
        scene.browser.goto(&page).await;
        assert!(scene.browser.url().await.starts_with(&page), "still logged in");
        assert!(
            !scene.run("return document.body.innerText", Vec::new()).await.as_str().unwrap().contains(&attacker.email)
        );
    }
    scene.browser.goto(&format!("{}/account", scene.app.state().hosts.app)).await;
    scene.browser.shows(&scene.victim.email).await;
    // The victim's own forms still work beside them.
    scene.browser.goto(&format!("{}/plan", scene.home())).await;
    assert_eq!(post_from_own_page(&scene, "by herself").await, 200);
    assert_eq!(scene.milestones().await, ["by herself"]);

    scene.browser.close().await;

    // Nor do they log in a visitor without a session: a browser that holds nothing but the planted cookies.
    let browser = Browser::among_domains().await;
    browser.goto(&scene.evil).await;
    browser.client().execute(plant, vec![json!(planted)]).await.unwrap();
    browser.goto(&format!("{}/account", scene.app.state().hosts.app)).await;
    browser.arrives("/login").await;
    browser.close().await;
}

/// Sends the current page's form as its own button would; returns the status.
async fn post_from_own_page(scene: &Scene, title: &str) -> u64 {
    let send = "const done = arguments[arguments.length - 1];
        const csrf = document.querySelector('input[name=csrf]').value;
        fetch('/plan/milestones', { method: 'POST', body: new URLSearchParams({ csrf, title: arguments[0], weight: '1', due_on: '' }) })
            .then((answer) => done(answer.status), (error) => done(0))";
    scene.run_until_called(send, vec![json!(title)]).await.as_u64().unwrap()
}

#[tokio::test]
async fn a_sibling_can_post_nothing() {
    let scene = Scene::set().await;
    let target = format!("{}/plan/milestones", scene.home());
    // A valid token of another person: the attacker's own, of the same host.
    let attacker = scene.app.client().await;
    let mut web = attacker.portal(scene.app.project()).await;
    let page = web.get("/people").await.assert_status(200).html();
    let selector = scraper::Selector::parse("input[name=csrf]").unwrap();
    let theirs = page.select(&selector).next().unwrap().value().attr("value").unwrap().to_owned();
    // And the victim's own, stolen somehow: the origin still is not ours.
    scene.browser.goto(&format!("{}/plan", scene.home())).await;
    let stolen = scene.run("return document.querySelector('input[name=csrf]').value", Vec::new()).await;
    let tokens = [json!(""), json!("x".repeat(43)), json!(theirs), stolen];

    let other = scene.app.another_project().await;
    scene.app.join(&scene.victim, &other, "project_manager").await;
    let sibling = format!("{}/people", scene.app.state().hosts.tenant(other.id));
    let submit = "const [target, csrf, how] = arguments;
        const form = document.createElement('form');
        Object.assign(form, { method: 'post', action: target, enctype: how });
        for (const [name, value] of Object.entries({ csrf, title: 'from a sibling', weight: '1', due_on: '' })) {
            const field = document.createElement('input');
            Object.assign(field, { name, value });
            form.append(field);
        }
        document.body.append(form);
        form.submit()";
    for from in [&scene.evil, &sibling] {
        for csrf in &tokens {
            for how in ["application/x-www-form-urlencoded", "text/plain"] {
                scene.browser.goto(from).await;
                scene.run(submit, vec![json!(target), csrf.clone(), json!(how)]).await;
                if *from == scene.evil {
                    scene.browser.arrives("/plan/milestones").await;
                    scene.browser.shows("This form is out of date").await;
                }
            }
        }
    }
    // Requests of scripts with the victim's cookies: refused, and their answers unreadable.
    let fetched = "const [target, csrf, mode, headers] = arguments, done = arguments[arguments.length - 1];
        fetch(target, { method: 'POST', mode, credentials: 'include', headers,
                        body: new URLSearchParams({ csrf, title: 'from a sibling', weight: '1', due_on: '' }) })
            .then((answer) => done(`${answer.type} ${answer.status}`), () => done('refused'))";
    let api = format!("{}/api/v1/milestones", scene.home());
    scene.browser.goto(&scene.evil).await;
    for csrf in &tokens {
        for target in [&target, &api] {
            let quiet =
                scene.run_until_called(fetched, vec![json!(target), csrf.clone(), json!("no-cors"), json!({})]).await;
            assert!(matches!(quiet.as_str().unwrap(), "opaque 0" | "refused"), "{quiet}");
            let read =
                scene.run_until_called(fetched, vec![json!(target), csrf.clone(), json!("cors"), json!({})]).await;
            assert_eq!(read, "refused");
            let header = json!({ "x-csrf-token": csrf, "content-type": "application/json" });
            let asked = scene.run_until_called(fetched, vec![json!(target), csrf.clone(), json!("cors"), header]).await;
            assert_eq!(asked, "refused");
        }
    }
    // Reading fails as well: the requesting page cannot see the answer.
    let read = "const done = arguments[arguments.length - 1];
        fetch(arguments[0], { credentials: 'include' }).then((answer) => answer.text()).then(done, () => done('refused'))";
    assert_eq!(scene.run_until_called(read, vec![json!(format!("{}/people", scene.home()))]).await, "refused");
    assert_eq!(scene.run_until_called(read, vec![json!(format!("{}/api/v1/activity", scene.home()))]).await, "refused");
    assert_eq!(scene.milestones().await, Vec::<String>::new());

    // The right page does the same with the same fields.
    scene.browser.goto(&format!("{}/plan", scene.home())).await;
    assert_eq!(post_from_own_page(&scene, "from her own page").await, 200);
    assert_eq!(scene.milestones().await, ["from her own page"]);
    scene.browser.close().await;
}
