//! Examples of bodies, made from their schemas.

use serde_json::{Map, Value, json};

/// Depth at which an example ends: schemas may hold each other.
const DEPTH: usize = 8;

/// Values of texts by the name of their property, where the schema says no more than "text".
const NAMED: &[(&str, &str)] = &[
    ("body", "When do we begin?"),
    ("contact_name", "Voahangy Rasoa"),
    ("content_type", "application/pdf"),
    ("cursor", ""),
    ("email", "voahangy@example.mg"),
    ("language", "fr"),
    ("name", "Logo.pdf"),
    ("organisation", "Mada Solar"),
    ("portal_url", "https://fp-2025-x7k9m3p1a.fata.plus"),
    ("title", "A shop for cloth"),
];

/// An example of an answer; `schemas` are those its schema may refer to.
#[must_use]
pub fn of(schemas: &Value, schema: &Value) -> Value {
    example(schemas, schema, "", DEPTH)
}

/// An example of a request: the properties that are required, or all where none is.
#[must_use]
pub fn of_request(schemas: &Value, schema: &Value) -> Value {
    let whole = of(schemas, schema);
    let schema = referred(schema).and_then(|name| schemas.get(name)).unwrap_or(schema);
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let required: Map<_, _> = required.filter_map(|name| Some((name.to_owned(), whole.get(name)?.clone()))).collect();
    if required.is_empty() { whole } else { Value::Object(required) }
}

/// Name of the schema that a reference leads to.
#[must_use]
pub fn referred(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

fn example(schemas: &Value, schema: &Value, name: &str, depth: usize) -> Value {
    let Some(depth) = depth.checked_sub(1) else { return Value::Null };
    let inner = |schema: &Value, name: &str| example(schemas, schema, name, depth);
    if let Some(referred) = referred(schema) {
        return inner(schemas.get(referred).unwrap_or(&Value::Null), name);
    }
    if let Some(first) = schema.get("enum").and_then(Value::as_array).and_then(|values| values.first()) {
        return first.clone();
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let parts = parts.iter().filter_map(|part| inner(part, name).as_object().cloned());
        return Value::Object(parts.flatten().collect());
    }
    let either = ["oneOf", "anyOf"].iter().find_map(|key| schema.get(key)?.as_array());
    if let Some(one) = either.and_then(|all| all.iter().find(|one| one.get("type") != Some(&json!("null")))) {
        return inner(one, name);
    }
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        kind => kind.and_then(Value::as_str),
    };
    match kind.unwrap_or_default() {
        "object" => {
            let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
            Value::Object(properties.map(|(name, of)| (name.clone(), inner(of, name))).collect::<Map<_, _>>())
        }
        "array" => json!([inner(schema.get("items").unwrap_or(&Value::Null), name)]),
        "integer" | "number" => json!(schema.get("minimum").and_then(Value::as_i64).unwrap_or(1).max(1)),
        "boolean" => json!(true),
        "string" => json!(text(schema, name)),
        _ => Value::Null,
    }
}

fn text(schema: &Value, name: &str) -> &'static str {
    match schema.get("format").and_then(Value::as_str) {
        Some("date-time") => "2027-03-31T09:00:00Z",
        Some("date") => "2027-03-31",
        Some("uuid") => "0195e9a4-7c5e-7a52-8f6b-2f1f5f0f9a11",
        _ if matches!(name, "id" | "project_id") => "FP-2025-X7K9M3P1A",
        _ => NAMED.iter().find(|(named, _)| *named == name).map_or("…", |(_, text)| text),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn examples_follow_references_and_end() {
        let schemas = json!({
            "Id": { "type": "string", "format": "uuid" },
            "Node": { "type": "object", "properties": {
                "id": { "$ref": "#/components/schemas/Id" },
                "state": { "enum": ["open", "done"] },
                "due_on": { "oneOf": [{ "type": "null" }, { "type": "string", "format": "date" }] },
                "size": { "type": ["integer", "null"], "minimum": 5 },
                "children": { "type": "array", "items": { "$ref": "#/components/schemas/Node" } },
            } },
        });
        let made = super::of(
            &schemas,
            &json!({ "allOf": [{ "$ref": "#/x/Node" }, { "type": "object", "properties": {
            "email": { "type": "string" } } }] }),
        );
        assert_eq!((&made["state"], &made["due_on"], &made["size"]), (&json!("open"), &json!("2027-03-31"), &json!(5)));
        let request = super::of_request(
            &schemas,
            &json!({ "required": ["a"], "type": "object", "properties": {
            "a": { "type": "integer" }, "b": { "type": "string" } } }),
        );
        assert_eq!(request, json!({ "a": 1 }));
        assert_eq!(made["id"].as_str().unwrap().len(), 36);
        assert_eq!(made["email"], "voahangy@example.mg");
        assert_eq!(made["children"][0]["children"][0]["children"][0]["children"], json!(null));
    }
}
