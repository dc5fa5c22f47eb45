//! Store access probes for the isolation check: which requests the store permits to whom. All of them go to the
//! service's own endpoint, so that the probes work where browsers use another one.

use super::{
    ContentType, GET_LIFETIME, ObjectKey, PUT_LIFETIME, Presigned, PutTerms, Storage, StorageError, presign::lasting,
};
use crate::ids::ProjectId;

impl Storage {
    /// Signed URL that lets its holder read `key`.
    pub async fn address(&self, key: &ObjectKey) -> Result<String, StorageError> {
        let get = self.client().get_object().bucket(self.bucket()).key(key.to_string());
        Ok(get.presigned(lasting(GET_LIFETIME)?).await?.uri().to_owned())
    }

    /// Signed URL that lets its holder write `key` on upload terms: this many bytes of `application/octet-stream`.
    pub async fn address_to_write(&self, key: &ObjectKey, length: u64) -> Result<Presigned, StorageError> {
        let terms = PutTerms { content_type: &ContentType::octet_stream(), length, sha256: None };
        self.presign_put_by(self.client(), key, terms, lasting(PUT_LIFETIME)?).await
    }

    /// Adds an unsigned header to an upload address that asks the store to copy `from` there.
    #[must_use]
    pub fn wishing_a_copy(&self, address: &Presigned, from: &ObjectKey) -> Presigned {
        let mut address = address.clone();
        address.headers.push(("x-amz-copy-source".to_owned(), format!("/{}/{from}", self.bucket())));
        address
    }

    /// Whether the store accepts a write to `address` from a client without credentials, as from a browser.
    pub async fn takes(&self, address: &Presigned, bytes: Vec<u8>) -> Result<bool, StorageError> {
        let mut put = self.browser().put(&address.url).body(bytes);
        // The client sets the length from the body.
        for (name, value) in address.headers.iter().filter(|(name, _)| name != "content-length") {
            put = put.header(name, value);
        }
        answered(put.send().await)
    }

    /// Whether the store serves `address` to a client without credentials.
    pub async fn gives(&self, address: &str) -> Result<bool, StorageError> {
        answered(self.browser().get(address).send().await)
    }

    /// Whether the store serves `key` without a signature or credentials.
    pub async fn gives_anybody(&self, key: &ObjectKey) -> Result<bool, StorageError> {
        given(self.anybody().get_object().bucket(self.bucket()).key(key.to_string()).send().await)
    }

    /// Whether the store lists a project's objects without credentials.
    pub async fn lists_to_anybody(&self, project: ProjectId) -> Result<bool, StorageError> {
        let list = self.anybody().list_objects_v2().bucket(self.bucket()).prefix(format!("projects/{project}/"));
        given(list.send().await)
    }

    /// First thousand keys of a project's objects; `None` if the service's credentials may not list.
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

/// Permission shown by an HTTP answer that was read without the store's own client.
fn answered(answer: Result<reqwest::Response, reqwest::Error>) -> Result<bool, StorageError> {
    let status = answer.map_err(|_| StorageError::Unavailable)?.status();
    match status.as_u16() {
        429 | 500 | 502..=599 => Err(StorageError::Unavailable),
        _ => Ok(status.is_success()),
    }
}

/// Permission shown by an answer of the store's client: a refusal is `false`, no answer an error.
fn given<T, E: Into<StorageError>>(answer: Result<T, E>) -> Result<bool, StorageError> {
    match answer.map_err(Into::into) {
        Ok(_) => Ok(true),
        Err(StorageError::Unavailable) => Err(StorageError::Unavailable),
        Err(_) => Ok(false),
    }
}
