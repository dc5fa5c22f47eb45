//! Quick actions: what people of the agency do most, from the project's first page.

use strum::VariantArray;
use time::Date;

use super::{Status, store::turn};
use crate::{
    access::MemberRole,
    db::TenantTx,
    features::{files::documents::DocumentKind, shared::notify},
    http::{Access, Page, page::Choice},
};

/// Forms of the quick actions.
pub struct QuickActions {
    /// Sentences with the names of the client's people, who see what is shown or asked and are mailed.
    pub readers: String,
    /// Kinds of a document to show.
    pub kinds: Vec<Choice>,
    /// The next status; `None` after the last.
    pub next: Option<NextStatus>,
}

/// The status after the current one.
pub struct NextStatus {
    pub status: &'static str,
    pub label: String,
    /// Sentence about what the project leaves open; empty unless it is completed.
    pub open: String,
}

/// The quick actions of a reader of the agency, in the transaction of their page.
pub async fn actions(
    tx: &mut TenantTx,
    page: &Page,
    access: &Access,
    status: Status,
    today: Date,
) -> Result<Option<QuickActions>, sqlx::Error> {
    if !access.role.is_agency() {
        return Ok(None);
    }
    let clients = notify::members_with_roles(tx, &[MemberRole::Client]).await?;
    let mut names: Vec<_> = clients.into_iter().map(|client| client.name).collect();
    names.sort_by_key(|name| name.to_lowercase());
    let next = status.next();
    let open = open_work(tx, page, access, next, today).await?;
    let next = next.map(|next| NextStatus {
        status: next.as_str(),
        label: page.ta("quick-status", "status", page.t(&next.key())),
        open,
    });
    Ok(Some(QuickActions {
        readers: match names.join(", ") {
            nobody if nobody.is_empty() => page.t("quick-readers-none"),
            names => format!("{} {}", page.ta("quick-readers", "names", names), page.t("quick-mailed")),
        },
        kinds: page.options("kind-", DocumentKind::VARIANTS, DocumentKind::Other.as_str()),
        next,
    }))
}

/// Sentence about what a project leaves open, if `next` completes it; empty otherwise, and if nothing is open.
pub async fn open_work(
    tx: &mut TenantTx,
    page: &Page,
    access: &Access,
    next: Option<Status>,
    today: Date,
) -> Result<String, sqlx::Error> {
    if next != Some(Status::Completed) {
        return Ok(String::new());
    }
    let open = turn::unfinished(tx, &access.sees(), access.role.side().is_some(), today).await?;
    let counts = [
        ("project-open-milestones", open.milestones),
        ("project-open-tasks", open.tasks),
        ("project-open-others", open.others),
    ];
    let said = counts.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| page.ta(key, "count", count));
    Ok(match said.collect::<Vec<_>>().join(", ") {
        nothing if nothing.is_empty() => nothing,
        said => page.ta("project-still-open", "what", said),
    })
}
