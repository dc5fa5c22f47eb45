//! Objects written, read, copied and removed.

use futures_util::TryStreamExt as _;
use uuid::Uuid;

use super::{Room, digest, document, kind, project, room, upload};
use crate::storage::{ContentType, ObjectKey, StorageError};

#[tokio::test]
async fn objects_are_written_read_peeked_at_copied_and_removed() {
    let Room { ref storage, .. } = room().await;
    let (from, to) = (upload(), document());
    let body = "%PDF-1.7 and some more".repeat(20_000);
    storage.put(&from, &kind("application/pdf"), body.clone().into()).await.unwrap();
    let info = storage.head(&from).await.unwrap().unwrap();
    assert_eq!(info.size, body.len() as u64);

    assert_eq!(storage.peek(&from, &info.etag, 8).await.unwrap(), "%PDF-1.7");
    assert_eq!(storage.peek(&from, "\"0123\"", 8).await, Err(StorageError::Precondition));
    assert_eq!(storage.sha256(&from, "\"0123\"").await, Err(StorageError::Precondition));

    assert_eq!(
        storage.copy_if_match(&from, "\"0123\"", &to, &kind("text/plain")).await,
        Err(StorageError::Precondition)
    );
    assert_eq!(storage.head(&to).await, Ok(None));
    storage.copy_if_match(&from, &info.etag, &to, &kind("text/plain")).await.unwrap();
    let download = storage.get(&to).await.unwrap();
    assert_eq!(download.info, storage.head(&to).await.unwrap().unwrap());
    assert_eq!((download.info.size, download.info.sha256), (info.size, info.sha256));
    let chunks: Vec<_> = download.into_stream().try_collect().await.unwrap();
    assert_eq!(chunks.concat(), body.as_bytes());

    storage.delete(&from).await.unwrap();
    storage.delete(&from).await.unwrap();
    assert_eq!(storage.head(&from).await, Ok(None));
    assert_eq!(storage.get(&from).await.map(|_| ()), Err(StorageError::NotFound));
    assert_eq!(storage.peek(&from, &info.etag, 8).await, Err(StorageError::NotFound));
    assert_eq!(storage.copy_if_match(&from, &info.etag, &to, &kind("text/plain")).await, Err(StorageError::NotFound));
}

#[tokio::test]
async fn bytes_exchanged_after_the_look_are_not_filed() {
    let Room { ref storage, .. } = room().await;
    let (from, to) = (upload(), document());
    storage.put(&from, &kind("text/plain"), "seen".into()).await.unwrap();
    let seen = storage.head(&from).await.unwrap().unwrap();
    storage.put(&from, &kind("text/plain"), "swap".into()).await.unwrap();
    assert_eq!(storage.peek(&from, &seen.etag, 4).await, Err(StorageError::Precondition));
    assert_eq!(
        storage.copy_if_match(&from, &seen.etag, &to, &kind("text/plain")).await,
        Err(StorageError::Precondition)
    );
    assert_eq!(storage.head(&to).await, Ok(None));
}

#[tokio::test]
async fn what_is_copied_has_the_etag_even_while_others_write() {
    let Room { ref storage, .. } = room().await;
    let (from, text) = (upload(), kind("text/plain"));
    let (good, evil) = ("good".repeat(50_000), "evil".repeat(50_000));
    storage.put(&from, &text, good.clone().into()).await.unwrap();
    let etag = storage.head(&from).await.unwrap().unwrap().etag;
    let write = async {
        for _ in 0..20 {
            storage.put(&from, &text, evil.clone().into()).await.unwrap();
            storage.put(&from, &text, good.clone().into()).await.unwrap();
        }
    };
    let copy = async {
        let mut copied = 0;
        for _ in 0..60 {
            let to = document();
            match storage.copy_if_match(&from, &etag, &to, &kind("text/plain")).await {
                Ok(()) => {
                    let info = storage.head(&to).await.unwrap().unwrap();
                    assert_eq!(storage.sha256(&to, &info.etag).await, Ok(digest(good.as_bytes())));
                    copied += 1;
                }
                Err(error) => assert_eq!(error, StorageError::Precondition),
            }
        }
        copied
    };
    let ((), copied) = tokio::join!(write, copy);
    assert!(copied > 0);
}

#[tokio::test]
async fn an_empty_object_has_no_first_bytes() {
    let Room { ref storage, .. } = room().await;
    let key = ObjectKey::Namespace { project: project() };
    storage.put(&key, &ContentType::octet_stream(), "".into()).await.unwrap();
    let info = storage.head(&key).await.unwrap().unwrap();
    assert_eq!(info.size, 0);
    assert_eq!(storage.peek(&key, &info.etag, 8).await.unwrap(), "");
}

#[tokio::test]
async fn nothing_is_copied_between_projects() {
    let Room { ref storage, .. } = room().await;
    let from = upload();
    storage.put(&from, &kind("text/plain"), "theirs".into()).await.unwrap();
    let etag = storage.head(&from).await.unwrap().unwrap().etag;
    let other = "FP-2025-AAAAAAAAA".parse().unwrap();
    let to = ObjectKey::Document { project: other, document: Uuid::now_v7(), version: 1 };
    assert_eq!(storage.copy_if_match(&from, &etag, &to, &kind("text/plain")).await, Err(StorageError::ForeignProject));
    assert_eq!(storage.head(&to).await, Ok(None));
}
