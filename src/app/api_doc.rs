use axum::{
    Router,
    http::{HeaderValue, header},
    middleware,
    response::Response,
    routing::get,
};
use utoipa::openapi::{
    Components, Info, OpenApi, OpenApiBuilder, Required,
    path::{ParameterBuilder, ParameterIn},
    schema::{ObjectBuilder, Type},
    security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::http::AppState;

/// The API's description (OpenAPI 3.1), made of both routers' documents.
pub fn document(platform: OpenApi, tenant: OpenApi) -> OpenApi {
    let mut doc = OpenApiBuilder::new()
        .info(Info::new("Fataplus API", env!("CARGO_PKG_VERSION")))
        .components(Some(Components::new()))
        .build()
        .nest("/v1", platform)
        .nest("/v1/projects/{project_id}", tenant);
    // The project itself stands at the prefix, not below it.
    if let Some(project) = doc.paths.paths.remove("/v1/projects/{project_id}/") {
        doc.paths.paths.insert("/v1/projects/{project_id}".to_owned(), project);
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
    }
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    doc.components.get_or_insert_default().add_security_scheme("bearer", bearer);
    doc.security = Some(vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
    doc
}

/// `/openapi.json`, and `/docs` to read it with, all of it from our own files.
pub fn routes(platform: OpenApi, tenant: OpenApi) -> Router<AppState> {
    let doc = document(platform, tenant);
    let ui = SwaggerUi::new("/docs").url("/openapi.json", doc).config(Config::default().validator_url("none"));
    Router::from(ui)
        .route("/", get(|| async { axum::response::Redirect::to("/docs/") }))
        .layer(middleware::map_response(allow_its_styles))
}

/// The reader sets styles on elements and holds images in its style sheet: its own page may, no other.
async fn allow_its_styles(mut response: Response) -> Response {
    let policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                  connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}
