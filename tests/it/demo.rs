//! The demo that a first start creates.

use fataplus::demo;

use crate::support::TestApp;

#[tokio::test]
async fn the_demo_is_played_to_its_end() {
    let app = TestApp::start().await;
    assert!(!demo::anybody(app.state()).await.unwrap(), "nobody of the test has a password");
    let passwords = demo::PEOPLE.map(|person| format!("tsara ny {} eto an-toerana", person.name));
    let made = demo::create(app.state(), &passwords.each_ref().map(String::as_str)).await.unwrap();
    assert_eq!(made.len(), 3);
    app.run_jobs().await;
    assert!(demo::anybody(app.state()).await.unwrap());
    let admin = app.platform_admin().await.api().await;
    for (project, status) in made.iter().zip(["in_progress", "planning", "completed"]) {
        let project = admin.get(&format!("/v1/projects/{project}")).await.assert_status(200).json();
        assert_eq!(project["status"], status, "{project}");
    }
}
