//! Reader of the API's description at `/docs/`: a page for each subject, made of the description alone.

use std::{collections::BTreeSet, fmt::Write};

use askama::Template;
use serde_json::Value;

use super::api_example::referred;
use crate::http::page::assets;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Header of each page.
struct Frame<'a> {
    title: &'a str,
    version: &'a str,
    subjects: Vec<Subject<'a>>,
    /// Subject of the page; empty on the first.
    current: &'a str,
    /// URL paths of the style sheet and the icon.
    style: &'static str,
    icon: &'static str,
}

struct Subject<'a> {
    name: &'a str,
    url: String,
    operations: usize,
}

#[derive(Template)]
#[template(path = "api/index.html")]
struct IndexPage<'a> {
    frame: Frame<'a>,
    description: Vec<Vec<TextPart<'a>>>,
    servers: Vec<Named<'a>>,
    credentials: Vec<Named<'a>>,
}

#[derive(Template)]
#[template(path = "api/subject.html")]
struct SubjectPage<'a> {
    frame: Frame<'a>,
    name: &'a str,
    operations: Vec<Operation<'a>>,
    schemas: Vec<Schema<'a>>,
}

struct Named<'a> {
    name: &'a str,
    text: Vec<Vec<TextPart<'a>>>,
}

/// A part of a text; between backticks it is code.
struct TextPart<'a> {
    text: &'a str,
    code: bool,
}

struct Operation<'a> {
    id: &'a str,
    method: String,
    path: &'a str,
    summary: Vec<Vec<TextPart<'a>>>,
    description: Vec<Vec<TextPart<'a>>>,
    parameters: Vec<Row<'a>>,
    /// Kind of the body; empty without one.
    body: String,
    answers: Vec<ResponseView<'a>>,
    call: String,
    /// Body of the successful answer; empty without one.
    example: String,
}

struct ResponseView<'a> {
    status: &'a str,
    text: &'a str,
    kind: String,
}

struct Schema<'a> {
    name: &'a str,
    text: Vec<Vec<TextPart<'a>>>,
    /// Kind of a schema without properties.
    kind: String,
    rows: Vec<Row<'a>>,
}

/// A parameter or property.
struct Row<'a> {
    name: &'a str,
    kind: String,
    required: bool,
    text: Vec<Vec<TextPart<'a>>>,
}

fn str_of<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn members<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
    value.get(key).and_then(Value::as_object).into_iter().flatten().map(|(name, of)| (name.as_str(), of))
}

fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// Paragraphs of a text.
fn paragraphs(text: &str) -> Vec<Vec<TextPart<'_>>> {
    let pieces = |text| str::split(text, '`').zip([false, true].into_iter().cycle());
    let paragraph = |text| pieces(text).map(|(text, code)| TextPart { text, code }).collect();
    text.split("\n\n").filter(|text| !text.is_empty()).map(paragraph).collect()
}

/// Kind of value in a few words; schemas by their names.
fn kind(schema: &Value) -> String {
    if let Some(name) = referred(schema) {
        return name.to_owned();
    }
    for (several, by) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")] {
        if schema.get(several).is_some() {
            return items(schema, several).map(kind).collect::<Vec<_>>().join(by);
        }
    }
    if schema.get("enum").is_some() {
        return items(schema, "enum").map(ToString::to_string).collect::<Vec<_>>().join(" | ");
    }
    let kinds: Vec<_> = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => vec![one.as_str()],
        _ => vec!["anything"],
    };
    let one = |one: &str| match one {
        "array" => format!("list of {}", schema.get("items").map(kind).unwrap_or_default()),
        "string" if schema.get("format").is_some() => str_of(schema, "format").to_owned(),
        other => other.to_owned(),
    };
    kinds.into_iter().map(one).collect::<Vec<_>>().join(" or ")
}

/// Properties of a schema, with those of the schemas it includes.
fn rows<'a>(schemas: &'a Value, schema: &'a Value) -> Vec<Row<'a>> {
    let included = referred(schema).and_then(|name| schemas.get(name));
    let schema = included.unwrap_or(schema);
    let is_required = |name: &str| items(schema, "required").any(|one| one.as_str() == Some(name));
    let own = members(schema, "properties").map(|(name, of)| Row {
        name,
        kind: kind(of),
        required: is_required(name),
        text: paragraphs(str_of(of, "description")),
    });
    own.chain(items(schema, "allOf").flat_map(|part| rows(schemas, part))).collect()
}

fn parameter(parameter: &Value) -> Row<'_> {
    Row {
        name: str_of(parameter, "name"),
        kind: parameter.get("schema").map(kind).unwrap_or_default(),
        required: parameter.get("required") == Some(&Value::Bool(true)),
        text: paragraphs(str_of(parameter, "description")),
    }
}

/// First content of a body or answer.
fn content(value: &Value) -> Option<&Value> {
    members(value, "content").next().map(|(_, content)| content)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// The call as a command line; `$API` stands for a server, `$ETAG` for the version that was read.
fn call(method: &str, path: &str, open: bool, versioned: bool, body: Option<&Value>) -> String {
    let mut call = format!("curl -X {method} \"$API{path}\"");
    if !open {
        call.push_str(" \\\n  -H \"Authorization: Bearer $TOKEN\"");
    }
    if versioned {
        call.push_str(" \\\n  -H \"If-Match: $ETAG\"");
    }
    if let Some(body) = body {
        let _ = write!(call, " \\\n  -H \"Content-Type: application/json\" \\\n  -d '{}'", pretty(body));
    }
    call
}

/// An operation of the description, with its place.
struct Found<'a> {
    subject: &'a str,
    path: &'a str,
    method: &'static str,
    item: &'a Value,
    operation: &'a Value,
}

fn found(description: &Value) -> Vec<Found<'_>> {
    let operations = members(description, "paths").flat_map(|(path, item)| {
        METHODS.into_iter().filter_map(move |method| {
            let operation = item.get(method)?;
            let subject = items(operation, "tags").next().and_then(Value::as_str)?;
            Some(Found { subject, path, method, item, operation })
        })
    });
    operations.collect()
}

fn operation<'a>(&Found { path, method, item, operation, .. }: &Found<'a>) -> Operation<'a> {
    let method = method.to_uppercase();
    let body = operation.get("requestBody").and_then(content);
    let open = items(operation, "security").any(|one| one.as_object().is_some_and(serde_json::Map::is_empty));
    let versioned = items(operation, "parameters").any(|one| str_of(one, "name") == "If-Match");
    let answers = members(operation, "responses").map(|(status, answer)| ResponseView {
        status,
        text: str_of(answer, "description"),
        kind: content(answer).and_then(|content| content.get("schema")).map(kind).unwrap_or_default(),
    });
    let good = members(operation, "responses").find(|(status, _)| status.starts_with('2'));
    Operation {
        id: str_of(operation, "operationId"),
        path,
        summary: paragraphs(str_of(operation, "summary")),
        description: paragraphs(str_of(operation, "description")),
        parameters: items(item, "parameters").chain(items(operation, "parameters")).map(parameter).collect(),
        body: body.and_then(|body| body.get("schema")).map(kind).unwrap_or_default(),
        answers: answers.collect(),
        call: call(&method, path, open, versioned, body.and_then(|body| body.get("example"))),
        example: good.and_then(|(_, answer)| content(answer)?.get("example")).map(pretty).unwrap_or_default(),
        method,
    }
}

/// Names of the schemas that a value refers to, and that those refer to.
fn reached<'a>(schemas: &'a Value, value: &'a Value, names: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(members) => {
            if let Some(name) = referred(value)
                && names.insert(name)
                && let Some(schema) = schemas.get(name)
            {
                reached(schemas, schema, names);
            }
            members.values().for_each(|value| reached(schemas, value, names));
        }
        Value::Array(items) => items.iter().for_each(|value| reached(schemas, value, names)),
        _ => {}
    }
}

/// Paths below `/docs/` and their pages, in HTML.
pub fn pages(description: &Value) -> Result<Vec<(String, String)>, askama::Error> {
    let none = Value::Null;
    let schemas = description.pointer("/components/schemas").unwrap_or(&none);
    let found = found(description);
    let names: BTreeSet<&str> = found.iter().map(|found| found.subject).collect();
    let url = |name: &str| name.replace(' ', "-");
    let info = description.get("info").unwrap_or(&none);
    let frame = |current| Frame {
        title: str_of(info, "title"),
        version: str_of(info, "version"),
        subjects: names
            .iter()
            .map(|name| Subject {
                name,
                url: url(name),
                operations: found.iter().filter(|found| found.subject == *name).count(),
            })
            .collect(),
        current,
        style: assets::url("app.css"),
        icon: assets::url("favicon.svg"),
    };
    let credentials = description.pointer("/components/securitySchemes").unwrap_or(&none);
    let index = IndexPage {
        frame: frame(""),
        description: paragraphs(str_of(info, "description")),
        servers: items(description, "servers")
            .map(|server| Named { name: str_of(server, "url"), text: paragraphs(str_of(server, "description")) })
            .collect(),
        credentials: credentials
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, scheme)| Named { name, text: paragraphs(str_of(scheme, "description")) })
            .collect(),
    };
    let mut pages = vec![(String::new(), index.render()?)];
    for name in &names {
        let mut used = BTreeSet::new();
        let here: Vec<_> = found.iter().filter(|found| found.subject == *name).collect();
        for found in &here {
            reached(schemas, found.operation, &mut used);
        }
        let page = SubjectPage {
            frame: frame(name),
            name,
            operations: here.into_iter().map(operation).collect(),
            schemas: used
                .iter()
                .filter_map(|name| Some((*name, schemas.get(*name)?)))
                .map(|(name, schema)| Schema {
                    name,
                    text: paragraphs(str_of(schema, "description")),
                    kind: kind(schema),
                    rows: rows(schemas, schema),
                })
                .collect(),
        };
        pages.push((url(name), page.render()?));
    }
    Ok(pages)
}
