//! Threads and messages.

pub mod store;

/// Routes of a tenant host.
pub fn tenant_pages() -> axum::Router<crate::http::AppState> {
    axum::Router::new()
}

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> utoipa_axum::router::OpenApiRouter<crate::http::AppState> {
    utoipa_axum::router::OpenApiRouter::new()
}

/// Who reads a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ThreadKind {
    /// Agency, client, and partners who may edit.
    Client,
    /// The agency alone.
    Internal,
}

impl ThreadKind {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Internal => "internal",
        }
    }
}
