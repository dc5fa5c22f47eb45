//! Request bodies that pass parsing, so that the permission decides: for the API an example of its description, for
//! pages one form with every field's name.

use serde_json::{Map, Value, json};

/// Text in a field of no certain meaning.
pub const TEXT: &str = "Site plan";

/// A field of every form there is.
pub const FORM: &[(&str, &str)] = &[
    ("assignee_id", ""),
    ("body", "Salama"),
    ("comment", "Misaotra"),
    ("decision", "approved"),
    ("details", ""),
    ("direction", "up"),
    ("done", "true"),
    ("due_on", ""),
    ("email", "new@people.test"),
    ("kind", "internal"),
    ("language", "en"),
    ("level", "view"),
    ("message", "0198c2a0-0000-7000-8000-000000000000"),
    ("milestone_id", ""),
    ("name", "site-plan.pdf"),
    ("organisation", "Mada Solar"),
    ("place", "client"),
    ("reason", ""),
    ("side", "agency"),
    ("state", "accepted"),
    ("status", "review"),
    ("title", TEXT),
    ("version", "1"),
    ("visibility", "shared"),
    ("weight", "1"),
];

/// Breaks out of an attribute, a text, a script, a template; reports if it runs.
pub fn payload(field: &str) -> String {
    format!("{field}\"'><img src=x onerror=ran=1><svg/onload=ran=1>{{{{ran=1}}}}")
}

/// `FORM` with a file, for the form that takes one.
pub fn with_file(csrf: &str) -> (&'static str, String) {
    const BETWEEN: &str = "between-the-parts";
    let part =
        |head: &str, body: &str| format!("--{BETWEEN}\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let parts = [
        part("name=\"csrf\"", csrf),
        part("name=\"kind\"", "other"),
        part("name=\"file\"; filename=\"plan.txt\"\r\nContent-Type: text/plain", "A plan."),
        format!("--{BETWEEN}--\r\n"),
    ];
    ("multipart/form-data; boundary=between-the-parts", parts.concat())
}

/// Body by the description: required fields, and for a change all fields that may change.
pub fn example(document: &Value, method: &str, operation: &Value) -> Value {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if schema.is_null() { json!({}) } else { of_schema(document, schema, "", method == "patch") }
}

fn of_schema(document: &Value, schema: &Value, name: &str, all: bool) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let found = document.pointer(reference.trim_start_matches('#')).unwrap();
        return of_schema(document, found, name, all);
    }
    let none = json!({ "type": "null" });
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(one) = schema[several].as_array().and_then(|all| all.iter().find(|one| **one != none)) {
            return of_schema(document, one, name, all);
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    let kind = schema["type"].as_str().or_else(|| {
        let kinds = schema["type"].as_array()?;
        kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null")
    });
    match kind {
        Some("object") => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let properties = schema["properties"].as_object().cloned().unwrap_or_else(Map::new);
            let wanted = properties.iter().filter(|(name, _)| all || required.iter().any(|one| one == *name));
            Value::Object(wanted.map(|(name, of)| (name.clone(), of_schema(document, of, name, all))).collect())
        }
        Some("array") => json!([]),
        Some("boolean") => json!(false),
        Some("integer" | "number") => json!(schema["minimum"].as_i64().unwrap_or(1)),
        Some("string") => match (schema["format"].as_str(), name) {
            (Some("date"), _) => json!("2031-03-01"),
            (Some("date-time"), _) => json!("2031-03-01T12:00:00Z"),
            // Put in its place when the rows are known.
            (Some("uuid") | None, name) if name.ends_with("_id") => json!(format!("{{{name}}}")),
            (_, "email") => json!("new@people.test"),
            (_, "content_type") => json!("text/plain"),
            _ => json!(TEXT),
        },
        _ => json!(TEXT),
    }
}
