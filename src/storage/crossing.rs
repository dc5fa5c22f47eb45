//! What the store gives to whom, for the check that tenants are kept apart. All of it goes to the service's own endpoint,
//! so that it can be tried where browsers use another.

use super::{
    ContentType, GET_LIFETIME, ObjectKey, PUT_LIFETIME, Presigned, PutTerms, Storage, StorageError, presign::lasting,
};
use crate::ids::ProjectId;

impl Storage {
    /// An address that lets its holder read `key`.
    pub async fn address(&self, key: &ObjectKey) -> Result<String, StorageError> {
        let get = self.client().get_object().bucket(self.bucket()).key(key.to_string());
        Ok(get.presigned(lasting(GET_LIFETIME)?).await?.uri().to_owned())
    }

    /// An address that lets its holder write `key`, as those given out for uploads: so many bytes, of no type.
    pub async fn address_to_write(&self, key: &ObjectKey, length: u64) -> Result<Presigned, StorageError> {
        let terms = PutTerms { content_type: &ContentType::octet_stream(), length, sha256: None };
        self.presign_put_by(self.client(), key, terms, lasting(PUT_LIFETIME)?).await
    }

    /// An address to write, and with it the wish to have `from` copied there: a header that the address does not sign.
    #[must_use]
    pub fn wishing_a_copy(&self, address: &Presigned, from: &ObjectKey) -> Presigned {
        let mut address = address.clone();
        address.headers.push(("x-amz-copy-source".to_owned(), format!("/{}/{from}", self.bucket())));
        address
    }

    /// Whether somebody who has an address and no credentials may write there, as a browser would.
    pub async fn takes(&self, address: &Presigned, bytes: Vec<u8>) -> Result<bool, StorageError> {
        let mut put = self.browser().put(&address.url).body(bytes);
        // The length is that of the body.
        for (name, value) in address.headers.iter().filter(|(name, _)| name != "content-length") {
            put = put.header(name, value);
        }
        answered(put.send().await)
    }

    /// Whether somebody who has an address and no credentials is given what lies there.
    pub async fn gives(&self, address: &str) -> Result<bool, StorageError> {
        answered(self.browser().get(address).send().await)
    }

    /// Whether anybody is given `key`, without an address or credentials.
    pub async fn gives_anybody(&self, key: &ObjectKey) -> Result<bool, StorageError> {
        given(self.anybody().get_object().bucket(self.bucket()).key(key.to_string()).send().await)
    }

    /// Whether anybody may list a project's objects.
    pub async fn lists_to_anybody(&self, project: ProjectId) -> Result<bool, StorageError> {
        let list = self.anybody().list_objects_v2().bucket(self.bucket()).prefix(format!("projects/{project}/"));
        given(list.send().await)
    }

    /// The keys of a project's objects, the first thousand; `None` where the service's key may not list.
    pub async fn list(&self, project: ProjectId) -> Result<Option<Vec<String>>, StorageError> {
        let list = self.client().list_objects_v2().bucket(self.bucket()).prefix(format!("projects/{project}/"));
        match list.send().await.map_err(StorageError::from) {
            Ok(listed) => {
                Ok(Some(listed.contents().iter().filter_map(|object| object.key()).map(str::to_owned).collect()))
            }
            Err(StorageError::Other(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The same of an answer that was read without the store's own client.
fn answered(answer: Result<reqwest::Response, reqwest::Error>) -> Result<bool, StorageError> {
    let status = answer.map_err(|_| StorageError::Unavailable)?.status();
    match status.as_u16() {
        429 | 500 | 502..=599 => Err(StorageError::Unavailable),
        _ => Ok(status.is_success()),
    }
}

/// A refusal is an answer; silence is none.
fn given<T, E: Into<StorageError>>(answer: Result<T, E>) -> Result<bool, StorageError> {
    match answer.map_err(Into::into) {
        Ok(_) => Ok(true),
        Err(StorageError::Unavailable) => Err(StorageError::Unavailable),
        Err(_) => Ok(false),
    }
}
