//! One tenant's object store addresses, altered to reach the other's objects: one of each kind.

use super::tenants::{Tenants, objects};
use crate::{
    db::SyntheticTenant,
    isolation_status::{Finding, Part, Report},
    storage::{ContentType, ObjectKey, Presigned, Storage, StorageError},
};

/// Tries every way; a store that does not answer is recorded as untried.
pub async fn check(storage: &Storage, tenants: &Tenants, report: &mut Report) {
    if let Err(error) = tried(storage, tenants, report).await {
        report.untried.push(format!("object store: {error}"));
    }
}

async fn tried(storage: &Storage, Tenants { a, b }: &Tenants, report: &mut Report) -> Result<(), StorageError> {
    let mut note = |crossed: bool, what: String| {
        report.tried.objects += 1;
        if crossed {
            report.findings.push(Finding::new(Part::Objects, what));
        }
    };
    for ((kind, own), (_, foreign)) in objects(a).iter().zip(&objects(b)) {
        place(storage, a, own).await?;
        place(storage, b, foreign).await?;
        let address = storage.address(own).await?;
        answers(storage.gives(&address).await?)?;
        let bent = address.replace(&own.to_string(), &foreign.to_string());
        let crossed = bent == address || storage.gives(&bent).await?;
        note(crossed, format!("{kind}: a signed address serves another object than it was signed for"));
        note(storage.gives_anybody(foreign).await?, format!("{kind}: given to anybody, unsigned"));
        // Upload addresses are the only ones for writing.
        if let ObjectKey::Upload { .. } = own {
            let written = |tenant: &SyntheticTenant| tenant.canary.clone().into_bytes();
            let address = storage.address_to_write(own, written(a).len() as u64).await?;
            answers(storage.takes(&address, written(a)).await?)?;
            let url = address.url.replace(&own.to_string(), &foreign.to_string());
            // Writes the existing content, so that a successful write would lose nothing.
            let crossed =
                url == address.url || storage.takes(&Presigned { url, ..address.clone() }, written(b)).await?;
            note(crossed, format!("{kind}: a signed address overwrites another object than it was signed for"));
            // Signed for a body, the address covers no copy and no other operation that a header can request.
            let copy = storage.wishing_a_copy(&address, foreign);
            let mut public = address.clone();
            public.headers.push(("x-amz-acl".to_owned(), "public-read".to_owned()));
            for wish in [copy, public] {
                let header = wish.headers.last().map_or("", |(name, _)| name).to_owned();
                let taken = storage.takes(&wish, written(a)).await?;
                note(taken, format!("{kind}: a signed address takes {header}, which it does not sign"));
            }
        }
    }
    if let Some(keys) = storage.list(a.project).await? {
        let prefix = format!("projects/{}/", a.project);
        let foreign = keys.iter().any(|key| !key.starts_with(&prefix));
        note(foreign, "a project's list holds another's objects".to_owned());
    }
    let listed = storage.lists_to_anybody(b.project).await?;
    note(listed, "a project's objects are listed to anybody, unsigned".to_owned());
    Ok(())
}

/// Writes the tenant's object if it is missing.
async fn place(storage: &Storage, tenant: &SyntheticTenant, key: &ObjectKey) -> Result<(), StorageError> {
    if storage.head(key).await?.is_none() {
        storage.put(key, &ContentType::octet_stream(), tenant.canary.clone().into()).await?;
    }
    Ok(())
}

/// Verifies that the holder's own address works; otherwise refusals of altered ones would prove nothing.
fn answers(own: bool) -> Result<(), StorageError> {
    if own { Ok(()) } else { Err(StorageError::Other("its own address of an object".to_owned())) }
}
