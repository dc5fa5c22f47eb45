//! The API's description, short enough to be read when it changes: who may call, what is sent, what comes back.

use std::fmt::Write as _;

use serde_json::Value;

const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

#[test]
fn the_api_is_described_so() {
    let document = serde_json::to_value(fataplus::app::openapi()).unwrap();
    let mut text = String::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in METHODS.iter().filter(|method| item[**method].is_object()) {
            let _ = writeln!(text, "{} {path}", method.to_uppercase());
            operation(&mut text, &item["parameters"], &item[*method]);
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let _ = write!(text, "\n{name}");
        match schema["properties"].as_object() {
            None => {
                let _ = writeln!(text, " = {}", shape(schema));
            }
            Some(properties) => {
                text.push('\n');
                for (field, of) in properties {
                    let _ = writeln!(text, "  {field}{}: {}", optional(schema, field), shape(of));
                }
            }
        }
    }
    insta::assert_snapshot!(text);
}

/// Callers, parameters, body and answers of an operation.
fn operation(text: &mut String, shared: &Value, operation: &Value) {
    let callers = operation["security"].as_array().into_iter().flatten().map(|requirement| {
        let schemes = requirement.as_object().unwrap().iter();
        let schemes = schemes.map(|(name, scopes)| match scopes.as_array().unwrap().first() {
            Some(scope) => format!("{name} with {}", scope.as_str().unwrap()),
            None => name.clone(),
        });
        schemes.collect::<Vec<_>>().join(" and ")
    });
    let callers = callers.map(|caller| if caller.is_empty() { "everybody".to_owned() } else { caller });
    let callers = callers.collect::<Vec<_>>().join(", ");
    let _ = writeln!(text, "  by {}", if callers.is_empty() { "session" } else { &callers });
    let parameters = [shared, &operation["parameters"]].into_iter().filter_map(Value::as_array).flatten();
    for parameter in parameters {
        let optional = if parameter["required"] == true { "" } else { "?" };
        let [name, place] = ["name", "in"].map(|of| parameter[of].as_str().unwrap());
        let _ = writeln!(text, "  {place} {name}{optional}: {}", shape(&parameter["schema"]));
    }
    for (kind, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
        let _ = writeln!(text, "  body {kind}: {}", shape(&content["schema"]));
    }
    let mut refusals = Vec::new();
    for (status, answer) in operation["responses"].as_object().unwrap() {
        if status.starts_with(['4', '5']) {
            assert_eq!(
                shape(&answer["content"]["application/problem+json"]["schema"]),
                "Problem",
                "{status}: {answer}"
            );
            refusals.push(status.as_str());
            continue;
        }
        let content = answer["content"].as_object().into_iter().flatten();
        let content: Vec<_> =
            content.map(|(kind, content)| format!(" {kind}: {}", shape(&content["schema"]))).collect();
        let _ = writeln!(text, "  {status}{}", content.concat());
    }
    let _ = writeln!(text, "  problems {}", refusals.join(" "));
}

fn optional(schema: &Value, field: &str) -> &'static str {
    let required = schema["required"].as_array().is_some_and(|names| names.iter().any(|name| name == field));
    if required { "" } else { "?" }
}

/// A schema in one line.
fn shape(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap().to_owned();
    }
    let joined = |of: &Value, by| of.as_array().map(|all| all.iter().map(shape).collect::<Vec<_>>().join(by));
    for (several, by) in [("oneOf", " | "), ("anyOf", " | "), ("allOf", " & ")] {
        if let Some(text) = joined(&schema[several], by) {
            return text;
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ");
    }
    if let Some(properties) = schema["properties"].as_object() {
        let fields = properties.iter().map(|(name, of)| format!("{name}{}: {}", optional(schema, name), shape(of)));
        return format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "));
    }
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().map(|kind| kind.as_str().unwrap()).collect(),
        _ => vec!["anything"],
    };
    let kinds: Vec<_> = kinds.into_iter().map(|kind| kind_of(schema, kind)).collect();
    kinds.join(" | ")
}

fn kind_of(schema: &Value, kind: &str) -> String {
    match kind {
        "array" => format!("[{}]", shape(&schema["items"])),
        "object" if schema["additionalProperties"].is_object() => {
            format!("{{ *: {} }}", shape(&schema["additionalProperties"]))
        }
        "null" | "boolean" => kind.to_owned(),
        _ => {
            let bounds = ["format", "minimum", "maximum", "minLength", "maxLength", "pattern", "default"];
            let bounds = bounds.into_iter().filter(|bound| !schema[*bound].is_null());
            let bounds: Vec<_> = bounds.map(|bound| format!("{bound} {}", schema[bound])).collect();
            if bounds.is_empty() { kind.to_owned() } else { format!("{kind} ({})", bounds.join(", ")) }
        }
    }
}
