//! Mails to the people of a partner agency about its share. They have no topic: nobody mutes what they may open.

use strum::VariantArray;
use time::{Duration, OffsetDateTime};

use super::store::Share;
use crate::{
    access::PartnerLevel,
    db::TenantTx,
    features::shared::notify,
    http::{Access, AppState},
    ids::AgencyId,
    mail::Word,
};

/// Mails that the project is shared (`project-shared`) or at another level (`share-changed`).
pub async fn told(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    share: &Share,
    key: &str,
) -> Result<(), sqlx::Error> {
    let link = format!("{}/", state.hosts.tenant(access.project));
    let last_day = share.expires_at.map(|end| state.clock.zone().local(end - Duration::SECOND).date());
    let agents = notify::agents_of(tx, &[share.agency_id]).await?;
    for person in notify::people(tx, agents).await? {
        let may = person.language.text(&format!("share-lets-{}", share.level));
        let args = [
            ("project", Word::theirs(&access.title)),
            ("agency", Word::theirs(&share.name)),
            ("may", Word::ours(may)),
            ("until", notify::by_day("share-mail-until", person.language, last_day)),
            ("link", Word::link(&link)),
        ];
        notify::mail_to(tx, &person, key, &args).await?;
    }
    Ok(())
}

/// Mails that the share has ended, apart from people to whom the project is open by another one.
pub async fn ended(
    tx: &mut TenantTx,
    access: &Access,
    agency: AgencyId,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let mut agents = notify::agents_of(tx, &[agency]).await?;
    let others = notify::agents_at(tx, PartnerLevel::VARIANTS, now).await?;
    agents.retain(|agent| !others.contains(agent));
    for person in notify::people(tx, agents).await? {
        notify::mail_to(tx, &person, "share-ended", &[("project", Word::theirs(&access.title))]).await?;
    }
    Ok(())
}
