//! Every text there is to type, from the API's description, and which were typed.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Api,
    bodies::{self, payload},
};

/// Texts that are compared, looked up or read as something, and never shown as they were typed: codes and secrets,
/// addresses of mail and of networks, names of hosts, numbers, types of files. They are refused.
const NEVER_SHOWN: &[&str] = &[
    "POST /v1/agency/{agency_id}/invitations email",
    "POST /v1/auth/password password",
    "POST /v1/auth/password token",
    "POST /v1/auth/password/forgot email",
    "POST /v1/auth/refresh refresh_token",
    "POST /v1/auth/token email",
    "POST /v1/auth/token password",
    "POST /v1/auth/token totp",
    "POST /v1/intake email",
    "POST /v1/intake phone",
    "POST /v1/intake/{submission_id}/confirm code",
    "POST /v1/invitations/accept password",
    "POST /v1/invitations/accept token",
    "PATCH /v1/me phone",
    "POST /v1/partner-agencies agents[]",
    "POST /v1/projects client_email",
    "POST /v1/projects manager_email",
    "POST /v1/projects/{project_id}/api-keys networks[]",
    "POST /v1/projects/{project_id}/domains name",
    "POST /v1/projects/{project_id}/invitations email",
    "PATCH /v1/projects/{project_id}/brief phone",
    "PATCH /v1/projects/{project_id}/settings ip_allow[]",
    "PATCH /v1/projects/{project_id}/settings plan",
    "POST /v1/projects/{project_id}/uploads content_type",
    "POST /v1/projects/{project_id}/uploads first_bytes",
    "POST /v1/projects/{project_id}/uploads sha256",
];

/// Values typed into fields.
pub struct Tried {
    document: Value,
    fields: BTreeSet<String>,
    /// All that must be shown somewhere.
    pub typed: BTreeSet<String>,
}

impl Tried {
    pub fn new() -> Self {
        let document = serde_json::to_value(fataplus::app::openapi()).unwrap();
        Self { document, fields: BTreeSet::new(), typed: BTreeSet::new() }
    }

    /// Records the fields of a request body.
    pub fn note(&mut self, method: &Method, path: &str, body: &Value) {
        let parts = |path: &str| path.split('/').map(ToOwned::to_owned).collect::<Vec<_>>();
        let fits = |template: &&String| {
            let (template, path) = (parts(template), parts(path));
            template.len() == path.len() && template.iter().zip(&path).all(|(a, b)| a.starts_with('{') || a == b)
        };
        let templates = self.document["paths"].as_object().unwrap().keys().filter(fits);
        let template = templates.min_by_key(|template| template.matches('{').count()).unwrap();
        let mut texts = Vec::new();
        texts_of(body, "", &mut texts);
        for (name, text) in texts.into_iter().filter(|(_, text)| text.contains("ran=1")) {
            self.fields.insert(format!("{method} {template} {name}"));
            self.typed.insert(text);
        }
    }

    pub async fn send(&mut self, api: &Api, method: Method, path: &str, body: Value) -> Answer {
        self.note(&method, path, &body);
        let answer = api.send(api.request(method, path).json(&body)).await;
        assert!(matches!(answer.status, 200 | 201 | 202 | 204), "{answer}");
        answer
    }

    pub async fn made(&mut self, api: &Api, path: &str, body: Value) -> Value {
        self.send(api, Method::POST, path, body).await.assert_status(201).json()
    }

    /// Fails for a text of the description that was neither typed nor is refused.
    pub async fn assert_all(&self, api: &Api, project: &str) {
        let mut left = BTreeSet::new();
        for (path, item) in self.document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let method = method.to_uppercase();
                let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
                let mut names = BTreeSet::new();
                texts_of_schema(&self.document, schema, "", &mut names);
                let names = names.into_iter().map(|name| (format!("{method} {path} {name}"), name));
                for (field, name) in names.filter(|(field, _)| !self.fields.contains(field)) {
                    left.insert(field);
                    let mut body = bodies::example(&self.document, &method.to_lowercase(), operation);
                    let list = name.strip_suffix("[]");
                    body[list.unwrap_or(&name)] =
                        if list.is_some() { json!([payload("no")]) } else { json!(payload("no")) };
                    let path = path.replace("{project_id}", project);
                    let answer = api.send(api.request(method.parse().unwrap(), &path).json(&body)).await;
                    // A forgotten password gets the same answer whatever is typed.
                    assert!(
                        matches!(answer.status, 400..=429) || path.ends_with("/forgot"),
                        "type {name} in `markup.rs`, and look at the pages that show it; it was accepted: {answer}"
                    );
                }
            }
        }
        let known: BTreeSet<_> = NEVER_SHOWN.iter().map(|field| (*field).to_owned()).collect();
        assert_eq!(left, known, "type these, and look at the pages that show them; or they are refused");
    }
}

fn texts_of(body: &Value, name: &str, texts: &mut Vec<(String, String)>) {
    match body {
        Value::String(text) => texts.push((name.to_owned(), text.clone())),
        Value::Array(items) => items.iter().for_each(|item| texts_of(item, &format!("{name}[]"), texts)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| texts_of(value, &inner(name, key), texts)),
        _ => {}
    }
}

fn inner(name: &str, key: &str) -> String {
    if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") }
}

/// Those that are neither one of a few words nor of a form of their own.
fn texts_of_schema(document: &Value, schema: &Value, name: &str, names: &mut BTreeSet<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        return texts_of_schema(
            document,
            &document.pointer(reference.trim_start_matches('#')).unwrap().clone(),
            name,
            names,
        );
    }
    for one in ["oneOf", "anyOf", "allOf"].iter().filter_map(|several| schema[several].as_array()).flatten() {
        texts_of_schema(document, one, name, names);
    }
    let is_text =
        schema["type"] == "string" || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("string")));
    if is_text && ["enum", "const", "format"].iter().all(|rule| schema[rule].is_null()) {
        names.insert(name.to_owned());
    }
    if !schema["items"].is_null() {
        texts_of_schema(document, &schema["items"], &format!("{name}[]"), names);
    }
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        texts_of_schema(document, property, &inner(name, key), names);
    }
    if schema["additionalProperties"].is_object() {
        texts_of_schema(document, &schema["additionalProperties"], &inner(name, "*"), names);
    }
}
