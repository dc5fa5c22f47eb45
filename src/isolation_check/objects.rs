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
    let prefix = format!("projects/{}/", a.project);
    let mut note = |crossed: bool, what: &str| {
        report.tried.objects += 1;
        if crossed {
            report.findings.push(Finding::new(Part::Objects, what));
        }
    };
    if let Some(keys) = listed {
        note(keys.iter().any(|key| !key.starts_with(&prefix)), "a project's list holds another's objects");
    }
    let crossed = bent == address || storage.gives(&bent).await?;
    note(crossed, "a signed address serves another object than it was signed for");
    note(storage.gives_anybody(&foreign).await?, "an object is given to anybody, unsigned");
    note(storage.lists_to_anybody(b.project).await?, "a project's objects are listed to anybody, unsigned");
    Ok(())
}
