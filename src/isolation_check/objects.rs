//! One tenant's addresses in the object store, bent towards the other's object.

use super::tenants::{Tenants, object};
use crate::{
    isolation::{Finding, Part, Report},
    storage::{ContentType, Storage, StorageError},
};

/// Tries every way; a store that does not answer is noted as untried.
pub async fn check(storage: &Storage, tenants: &Tenants, report: &mut Report) {
    if let Err(error) = tried(storage, tenants, report).await {
        report.untried.push(format!("object store: {error}"));
    }
}

async fn tried(storage: &Storage, Tenants { a, b }: &Tenants, report: &mut Report) -> Result<(), StorageError> {
    for tenant in [a, b] {
        if storage.head(&object(tenant)).await?.is_none() {
            let bytes = tenant.canary.clone().into_bytes().into();
            storage.put(&object(tenant), &ContentType::octet_stream(), bytes).await?;
        }
    }
    let (own, foreign) = (object(a), object(b));
    let address = storage.address(&own).await?;
    if !storage.gives(&address).await? {
        // Were it refused to its owner as well, the refusals below would mean nothing.
        return Err(StorageError::Other("its own address of an object".to_owned()));
    }
    let bent = address.replace(&own.to_string(), &foreign.to_string());
    let listed = storage.list(a.project).await?;
    let strangers = listed.as_ref().and_then(|keys| {
        let prefix = format!("projects/{}/", a.project);
        keys.iter().find(|key| !key.starts_with(&prefix))
    });
    let tries = [
        (bent == address || storage.gives(&bent).await?, "a signed address serves another object than it was signed for"),
        (storage.gives_anybody(&foreign).await?, "an object is given to anybody, unsigned"),
        (storage.lists_to_anybody(b.project).await?, "a project's objects are listed to anybody, unsigned"),
        (strangers.is_some(), "a project's list holds another's objects"),
    ];
    report.tried.objects = tries.len() - usize::from(listed.is_none());
    let found = tries.into_iter().filter(|(crossed, _)| *crossed);
    report.findings.extend(found.map(|(_, what)| Finding::new(Part::Objects, what)));
    Ok(())
}
