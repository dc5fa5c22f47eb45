//! Visibility of rows inside a project.

use serde::{Deserialize, Serialize};

/// Audience of a document, thread, task or event, in the order of the choice on the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Visibility {
    /// Only the agency.
    Internal,
    /// Agency and client.
    Client,
    /// Agency and partners.
    Partner,
    /// Agency, client and partners.
    Shared,
}

words!(Visibility);
