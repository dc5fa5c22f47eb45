//! The files of deploy/monitoring: valid, with rules that fire, about figures that exist.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use super::metrics::metrics;
use crate::support::{TestApp, tools::tool};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/monitoring")
}

fn promtool(arguments: &[&str]) {
    let output = Command::new(tool("promtool")).args(arguments).current_dir(folder()).output().unwrap();
    let text = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()).concat();
    assert!(output.status.success(), "{arguments:?}: {text}");
}

/// Expressions of the dashboard, with Grafana's variables filled in.
fn expressions() -> Vec<String> {
    let dashboard: Value = serde_json::from_slice(&fs::read(folder().join("dashboard.json")).unwrap()).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    let expressions = targets.map(|target| target["expr"].as_str().unwrap());
    expressions.map(|text| text.replace("$__rate_interval", "5m").replace("$instance", ".*")).collect()
}

/// Names of metrics in a text.
fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !(letter.is_ascii_lowercase() || letter == '_'));
    let ours = words.filter(|word| word.starts_with("fataplus_") || word.starts_with("process_"));
    ours.map(str::to_owned).collect()
}

#[test]
fn rules_are_valid_and_each_fires() {
    promtool(&["check", "config", "prometheus.yml"]);
    promtool(&["test", "rules", "alerts_test.yml"]);
    let read = |name: &str| fs::read_to_string(folder().join(name)).unwrap();
    let tested = read("alerts_test.yml");
    for rule in read("alerts.yml").lines().filter_map(|line| line.trim().strip_prefix("- alert: ")) {
        let fires = tested
            .split("alertname: ")
            .any(|test| test.strip_prefix(rule).is_some_and(|rest| rest.trim_start().starts_with("exp_alerts:")));
        assert!(fires, "no test shows that {rule} fires");
    }
}

#[test]
fn each_expression_of_the_dashboard_is_valid() {
    let rules: Vec<_> = expressions()
        .iter()
        .enumerate()
        .map(|(number, text)| serde_json::json!({ "record": format!("panel:{number}"), "expr": text }))
        .collect();
    assert!(rules.len() > 10);
    // JSON is YAML.
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(&file, serde_json::json!({ "groups": [{ "name": "dashboard", "rules": rules }] }).to_string()).unwrap();
    promtool(&["check", "rules", file.path().to_str().unwrap()]);
}

#[tokio::test]
async fn rules_and_dashboard_are_about_figures_that_exist() {
    let app = TestApp::start().await;
    let mut portal = app.client().await.portal(app.project()).await;
    portal.get("/").await.assert_status(200);
    let mut database = app.database().connect("fataplus_platform").await;
    let job = "INSERT INTO jobs (id, kind, payload) VALUES (gen_random_uuid(), 'send_mail', '{}')";
    sqlx::raw_sql(job).execute(&mut database).await.unwrap();
    let (text, _) = metrics(&app).await;
    app.discard_jobs().await;
    let known = names(&text);
    let rules = fs::read_to_string(folder().join("alerts.yml")).unwrap();
    let used: BTreeSet<_> =
        names(&rules).into_iter().chain(expressions().iter().flat_map(|text| names(text))).collect();
    assert!(used.len() > 15, "{used:?}");
    let unknown: BTreeSet<_> = used.difference(&known).collect();
    assert!(unknown.is_empty(), "no such figure: {unknown:?}");
}
