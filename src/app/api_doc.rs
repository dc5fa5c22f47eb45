//! The API's description (OpenAPI 3.1), completed from the routers' documents, and its reader at `/docs`.

use std::{collections::HashMap, sync::LazyLock};

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, Method, StatusCode},
    response::{IntoResponse, Redirect},
    routing::get,
};
use serde_json::Value;
use utoipa::openapi::{
    Components, Content, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr, Required, Response as Answer,
    ServerBuilder,
    path::{Operation, ParameterBuilder, ParameterIn},
    schema::{ObjectBuilder, Type},
    security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
};

use super::{api_example, api_reader};
use crate::{
    access::{TokenScope, scope_needed},
    addresses,
    http::{AppError, AppState, Operations, edge::compress::Fixed, routes::Need},
};

/// The API's description (OpenAPI 3.1), made of both routers' descriptions.
pub fn document(platform: &Operations, tenant: &Operations) -> OpenApi {
    let needs: HashMap<(String, Method), Need> = [("/v1", platform), (PROJECT, tenant)]
        .into_iter()
        .flat_map(|(prefix, mounted)| mounted.routes().iter().map(move |route| (prefix, route)))
        .map(|(prefix, route)| {
            ((format!("{prefix}{}", route.path.trim_end_matches('/')), route.method.clone()), route.need)
        })
        .collect();
    let mut doc = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Fataplus API")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(DESCRIPTION))
                .build(),
        )
        .servers(Some([ServerBuilder::new()
            .url("/")
            .description(Some("The host that serves this description."))
            .build()]))
        .components(Some(Components::new()))
        .build()
        .nest("/v1", platform.description())
        .nest(PROJECT, tenant.description());
    // The project itself stands at the prefix, not below it.
    if let Some(project) = doc.paths.paths.remove(&format!("{PROJECT}/")) {
        doc.paths.paths.insert(PROJECT.to_owned(), project);
    }
    for (path, item) in &mut doc.paths.paths {
        if path.contains("{project_id}") {
            let parameter = ParameterBuilder::new()
                .name("project_id")
                .parameter_in(ParameterIn::Path)
                .required(Required::True)
                .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
                .description(Some("The project's ID, in either case: FP-2025-X7K9M3P1A"))
                .build();
            item.parameters.get_or_insert_default().push(parameter.into());
        }
        complete(path, item, |method| needs.get(&(path.clone(), method)).copied());
    }
    let components = doc.components.get_or_insert_default();
    for (name, format, description) in SCHEMES {
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.bearer_format = Some((*format).to_owned());
        scheme.description = Some((*description).to_owned());
        components.add_security_scheme(*name, SecurityScheme::Http(scheme));
    }
    doc.security = Some(vec![SecurityRequirement::new(SESSION, Vec::<String>::new())]);
    examples(&mut doc);
    doc
}

/// Conventions that all operations share.
const DESCRIPTION: &str = "JSON over HTTPS. A project's resources stand under `/v1/projects/{project_id}`, and without \
    the ID under `/api/v1` on the project's own host.

Errors are problem documents (RFC 9457, `application/problem+json`) with a stable `type`; those of validation list the \
    fields. What a caller may not see answers 404, as if it did not exist.

Lists take `limit` (at most 100) and an opaque `cursor`, and answer `items` and `next_cursor`. A POST that creates takes \
    an `Idempotency-Key`, kept for 24 hours. Single resources carry an `ETag`: `If-None-Match` answers 304, and a \
    change that needs `If-Match` answers 412 when somebody was faster.

A request beyond a limit answers 429 with `Retry-After`; `RateLimit` headers tell what is left. Times are RFC 3339 in \
    UTC; days are `YYYY-MM-DD`.";

/// Where one project's operations stand.
const PROJECT: &str = "/v1/projects/{project_id}";
const SESSION: &str = "session";

/// Credentials: name, format, description.
const SCHEMES: &[(&str, &str, &str)] = &[
    (SESSION, "JWT", "A log-in's access token, of ten minutes; `POST /v1/auth/token` gives it."),
    ("personal_token", "fpt_…", "A person's own token: acts as its owner, as far as its scopes go."),
    (
        "project_key",
        "fpk_…",
        "A project's key: acts in that project alone, as a project manager, as far as its scopes go.",
    ),
];

/// Credentials of people; project keys are excluded.
const OF_PERSONS: &[(&str, &str, &str)] = SCHEMES.split_at(2).0;

/// Says which scope a token or key needs, and lets it in where there is one.
fn scopes(need: Option<Need>, reads: bool, operation: &mut Operation) {
    let (needed, schemes) = match (need, need.and_then(Need::action)) {
        (_, Some(action)) => (scope_needed(action, reads).map(TokenScope::as_str), SCHEMES),
        (Some(Need::Program(Some(scope))), _) => (Some(scope.as_str()), OF_PERSONS),
        (Some(Need::Program(None)), _) => (Some("any"), SCHEMES),
        (None | Some(Need::Nothing), _) => return,
        _ => (None, SCHEMES),
    };
    let text = match needed {
        Some(scope) if schemes.len() < SCHEMES.len() => {
            format!("Scope of a token: `{scope}`. Not for the keys of projects.")
        }
        Some(scope) => format!("Scope of a token or key: `{scope}`."),
        None => "Not for tokens and keys.".to_owned(),
    };
    let description = operation.description.take().map(|before| format!("{before}\n\n{text}")).unwrap_or(text);
    operation.description = Some(description);
    if let Some(scope) = needed {
        let requirement = |(name, ..): &(&str, _, _)| match *name {
            SESSION => SecurityRequirement::new(SESSION, Vec::<String>::new()),
            name => SecurityRequirement::new(name, [scope]),
        };
        operation.security = Some(schemes.iter().map(requirement).collect());
    }
}

/// Completes each operation for OpenAPI 3.1: an ID made of method and path, the refusals that do not come from the
/// handler, and a description of every answer (the meaning of its status unless the handler gives one).
fn complete(path: &str, item: &mut PathItem, need: impl Fn(Method) -> Option<Need>) {
    let operations = [
        (Method::GET, &mut item.get),
        (Method::PUT, &mut item.put),
        (Method::POST, &mut item.post),
        (Method::PATCH, &mut item.patch),
        (Method::DELETE, &mut item.delete),
    ];
    for (method, operation) in operations {
        let Some(operation) = operation else { continue };
        let (need, reads) = (need(method.clone()), method == Method::GET);
        let method = method.as_str().to_ascii_lowercase();
        let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty() && *word != "v1");
        scopes(need, reads, operation);
        operation.operation_id = Some(std::iter::once(method.as_str()).chain(words).collect::<Vec<_>>().join("_"));
        let open = need == Some(Need::Nothing);
        if open {
            operation.security = Some(vec![SecurityRequirement::default()]);
        }
        for status in refusals(path, &method, open, operation.request_body.is_some()) {
            operation.responses.responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(Answer::new("")));
        }
        for (status, answer) in &mut operation.responses.responses {
            if let RefOr::T(answer) = answer
                && status.starts_with(['4', '5'])
            {
                let problem = RefOr::T(Content::new(Some(Ref::from_schema_name("Problem"))));
                answer.content = [("application/problem+json".to_owned(), problem)].into_iter().collect();
            }
            if let RefOr::T(answer) = answer
                && answer.description.is_empty()
            {
                let reason = status.parse().ok().and_then(|code: StatusCode| code.canonical_reason());
                reason.unwrap_or(status).clone_into(&mut answer.description);
            }
        }
    }
}

/// Statuses that are answered before a handler runs: by the limits, by the checks of the credential (a token may not be
/// used where only a log-in is accepted), of the caller's role in the project, of body, query, `If-None-Match` and
/// `Idempotency-Key`; and when database or store are unavailable.
fn refusals(path: &str, method: &str, open: bool, body: bool) -> Vec<&'static str> {
    let mut statuses = vec!["429", "503"];
    if !open {
        statuses.extend(["401", "403"]);
    }
    if path.contains("{project_id}") {
        statuses.push("404");
    }
    if method == "get" {
        statuses.extend(["304", "400", "422"]);
    }
    if method == "post" {
        statuses.extend(["409", "413", "422"]);
    }
    if body {
        statuses.extend(["400", "413", "415", "422"]);
    }
    statuses
}

/// Examples of what is sent and of what comes back.
fn examples(doc: &mut OpenApi) {
    let schemas = serde_json::to_value(doc.components.as_ref().map(|components| &components.schemas));
    let schemas = schemas.unwrap_or_default();
    let add = |content: &mut RefOr<Content>, example: fn(&Value, &Value) -> Value| {
        if let RefOr::T(content) = content
            && let Some(Ok(schema)) = content.schema.as_ref().map(serde_json::to_value)
        {
            content.example = Some(example(&schemas, &schema));
        }
    };
    for item in doc.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            if let Some(RefOr::T(body)) = &mut operation.request_body {
                body.content.values_mut().for_each(|content| add(content, api_example::of_request));
            }
            for (status, answer) in &mut operation.responses.responses {
                if let RefOr::T(answer) = answer
                    && status.starts_with('2')
                {
                    answer.content.values_mut().for_each(|content| add(content, api_example::of));
                }
            }
        }
    }
}

/// `/openapi.json`, and `/docs` to read it with. Each is made when somebody first asks for it: a start need not wait.
pub fn routes() -> Router<AppState> {
    let description = async |method: Method, headers: HeaderMap| DOCUMENT.answer(&method, &headers).await;
    let page = async |path: Option<Path<String>>, method: Method, headers: HeaderMap| {
        let path = path.map(|Path(path)| path).unwrap_or_default();
        match PAGES.get(&path) {
            Some(page) => page.answer(&method, &headers).await,
            None => AppError::NotFound.into_response(),
        }
    };
    Router::new()
        .route("/openapi.json", get(description))
        .route(addresses::API_DOCS, get(async || Redirect::to("/docs/")))
        .route("/docs/", get(page))
        .route("/docs/{subject}", get(page))
        .route("/", get(async || Redirect::to("/docs/")))
}

/// Content that only a new version changes.
const FOR_A_WHILE: &str = "public, max-age=300";

static DOCUMENT: LazyLock<Fixed> = LazyLock::new(|| {
    let text = serde_json::to_vec(&super::openapi()).unwrap_or_default();
    Fixed::new("application/json".to_owned(), text.into(), FOR_A_WHILE)
});

/// Pages of the reader by their paths below `/docs/`.
static PAGES: LazyLock<HashMap<String, Fixed>> = LazyLock::new(|| {
    let description = serde_json::to_value(super::openapi()).unwrap_or_default();
    let pages = api_reader::pages(&description).unwrap_or_else(|error| {
        tracing::error!(%error, "the API's description could not be rendered");
        Vec::new()
    });
    let html = "text/html; charset=utf-8";
    pages.into_iter().map(|(path, page)| (path, Fixed::new(html.to_owned(), page.into(), FOR_A_WHILE))).collect()
});

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
    };

    use crate::access::TokenScope;

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
    }

    /// The description keeps schemas by name, and silently takes the last of two.
    #[test]
    fn no_two_schemas_share_a_name() {
        let mut names = BTreeSet::new();
        for path in sources(Path::new("src")) {
            let text = fs::read_to_string(&path).unwrap();
            for rest in text.split(concat!("ToSchema", ")]")).skip(1) {
                let kinds = ["pub struct ", "pub(super) struct ", "struct ", "pub enum ", "enum "];
                let own =
                    |line: &'_ str| kinds.iter().find_map(|kind| line.trim_start().strip_prefix(kind).map(str::len));
                let at = rest.lines().position(|line| own(line).is_some()).unwrap();
                let declared = rest.lines().nth(at).unwrap();
                let mut attributes = rest.lines().take(at);
                let given = attributes.find_map(|line| line.split_once("#[schema(as = "));
                let name = match given {
                    Some((_, name)) => name,
                    None => &declared[declared.len() - own(declared).unwrap()..],
                };
                let name = name.split(|c: char| !c.is_alphanumeric()).next().unwrap();
                assert!(names.insert(name.to_owned()), "{name} in {} is the second of its name", path.display());
            }
        }
        assert!(names.len() > 40, "{names:?}");
    }

    #[test]
    fn every_operation_has_its_own_id_and_every_answer_a_description() {
        let doc = serde_json::to_value(crate::app::openapi()).unwrap();
        let mut ids = BTreeSet::new();
        for (path, item) in doc["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap().iter().filter(|(_, value)| value.is_object()) {
                let id = operation["operationId"].as_str().unwrap();
                assert!(ids.insert(id.to_owned()), "{id} is not the only one of its name");
                for (status, answer) in operation["responses"].as_object().unwrap() {
                    assert!(answer["description"].is_string(), "{method} {path} says nothing of {status}");
                }
            }
        }
        assert!(ids.len() > 40, "{ids:?}");
    }

    #[test]
    fn every_route_of_a_project_says_which_scope_it_needs() {
        let doc = serde_json::to_value(crate::app::openapi()).unwrap();
        for (path, item) in doc["paths"].as_object().unwrap() {
            let of_project = path.starts_with("/v1/projects/{project_id}");
            for (method, operation) in
                item.as_object().unwrap().iter().filter(|(_, value)| value["responses"].is_object())
            {
                let text = operation["description"].as_str().unwrap_or_default();
                let says = text.contains("Scope of a token or key: `") || text.contains("Not for tokens and keys.");
                assert!(says || !of_project, "{method} {path} says nothing of scopes");
                let lets_in = operation["security"].to_string().contains("project_key");
                assert_eq!(lets_in && of_project, of_project && text.contains("Scope of a token or key"), "{path}");
            }
        }
        let schemes = &doc["components"]["securitySchemes"];
        assert_eq!(schemes["personal_token"]["scheme"], "bearer");
        let operations = doc["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values());
        for requirement in operations.filter_map(|operation| operation["security"].as_array()).flatten() {
            let unknown = requirement.as_object().unwrap().keys().find(|name| schemes[name].is_null());
            assert_eq!(unknown, None, "a scheme that is not described");
        }
        let named: Vec<_> = TokenScope::VARIANTS.iter().map(|scope| scope.as_str()).collect();
        assert_eq!(doc["components"]["schemas"]["Scope"]["enum"], serde_json::json!(named));
    }
}
