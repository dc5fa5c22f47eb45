//! The client and the embedded server against each other, over TCP.

mod objects;
mod presigned;
mod unsigned;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use reqwest::{Method, StatusCode, header::HeaderMap};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use uuid::Uuid;

use super::{
    ContentType, ObjectKey, Presigned, PutTerms, S3Config, Storage, StorageError,
    embedded::{AllowedOrigins, Embedded, EmbeddedCredentials},
};
use crate::ids::ProjectId;

const PAGE: &str = "http://fp-2025-x7k9m3p1a.localhost:8080";

/// A server of its own on a free port, with an empty directory that goes with it.
struct Room {
    server: Embedded,
    storage: Storage,
    dir: PathBuf,
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

async fn room() -> Room {
    let dir = std::env::temp_dir().join(format!("fataplus-storage-{}", Uuid::new_v4()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let credentials =
        EmbeddedCredentials { access_key_id: "tests".to_owned(), secret_access_key: "only-for-tests".into() };
    let origins = AllowedOrigins::new(|origin| origin == PAGE);
    let server = Embedded::start(&dir, listener, credentials, "documents", origins).unwrap();
    Room { storage: Storage::new(server.config()), server, dir }
}

fn project() -> ProjectId {
    "FP-2025-X7K9M3P1A".parse().unwrap()
}

fn upload() -> ObjectKey {
    ObjectKey::Upload { project: project(), upload: Uuid::now_v7() }
}

fn document() -> ObjectKey {
    ObjectKey::Document { project: project(), document: Uuid::now_v7(), version: 1 }
}

fn kind(text: &str) -> ContentType {
    ContentType::parse(text).unwrap()
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

async fn send(presigned: &Presigned, url: &str, overrides: &[(&str, &str)], body: &'static [u8]) -> StatusCode {
    let mut headers = HeaderMap::new();
    let own = presigned.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    // reqwest, like a browser, states the length of the body it has.
    for (name, value) in own.filter(|(name, _)| *name != "content-length").chain(overrides.iter().copied()) {
        headers.insert(name.parse::<reqwest::header::HeaderName>().unwrap(), value.parse().unwrap());
    }
    reqwest::Client::new().put(url).headers(headers).body(body).send().await.unwrap().status()
}

#[tokio::test]
async fn only_the_one_bucket_exists_and_none_is_made() {
    let room = room().await;
    room.storage.ready().await.unwrap();
    let foreign = Storage::new(&S3Config { bucket: "foreign".to_owned(), ..room.server.config().clone() });
    assert_eq!(foreign.ready().await, Err(StorageError::NotFound));
    let refused = foreign.put(&upload(), &kind("text/plain"), "x".into()).await;
    assert_eq!(refused, Err(StorageError::Other("NoSuchBucket".to_owned())));
    assert!(!room.dir.join("foreign").exists());
    let stranger = Storage::new(&S3Config { secret_access_key: "guess".into(), ..room.server.config().clone() });
    assert_eq!(stranger.ready().await, Err(StorageError::Other("403".to_owned())));
}

#[tokio::test]
async fn keys_and_operations_outside_the_plan_are_refused() {
    let room = room().await;
    let client = room.storage.presigner();
    let key = upload();
    room.storage.put(&key, &kind("text/plain"), "mine".into()).await.unwrap();
    std::fs::write(room.dir.join("outside"), "secret").unwrap();
    for bad in ["../outside", "a/../../outside", "./a", "a//b", "a/", "/a", "a\0b", "a b", &"a".repeat(121)] {
        let get = client.get_object().bucket("documents").key(bad).send().await.unwrap_err();
        assert_eq!(get.raw_response().unwrap().status().as_u16(), 400, "GET {bad:?}");
        let put = client.put_object().bucket("documents").key(bad).body(b"x".to_vec().into()).send().await.unwrap_err();
        assert_eq!(put.raw_response().unwrap().status().as_u16(), 400, "PUT {bad:?}");
    }
    let copy = client.copy_object().bucket("documents").key("a").copy_source("documents/../outside").send().await;
    assert_eq!(copy.unwrap_err().raw_response().unwrap().status().as_u16(), 400);
    let copy = client.copy_object().bucket("documents").key("a").copy_source(format!("foreign/{key}")).send().await;
    assert_eq!(copy.unwrap_err().raw_response().unwrap().status().as_u16(), 404);
    let list = client.list_objects_v2().bucket("documents").send().await.unwrap_err();
    assert_eq!(list.raw_response().unwrap().status().as_u16(), 501);
    let make = client.create_bucket().bucket("foreign").send().await.unwrap_err();
    assert_eq!(make.raw_response().unwrap().status().as_u16(), 501);
    let unsigned = reqwest::get(format!("{}/documents/{key}", room.server.endpoint())).await.unwrap();
    assert_eq!(unsigned.status(), StatusCode::FORBIDDEN);
}

async fn preflight(room: &Room, origin: &str) -> HeaderMap {
    reqwest::Client::new()
        .request(Method::OPTIONS, format!("{}/documents/{}", room.server.endpoint(), upload()))
        .header("origin", origin)
        .header("access-control-request-method", "PUT")
        .header("access-control-request-headers", "content-type,x-amz-checksum-sha256,x-amz-server-side-encryption")
        .send()
        .await
        .unwrap()
        .headers()
        .clone()
}

#[tokio::test]
async fn pages_of_allowed_origins_may_talk_to_the_server_and_no_others() {
    let room = room().await;
    let allowed = preflight(&room, PAGE).await;
    assert_eq!(allowed["access-control-allow-origin"], PAGE);
    assert!(allowed["access-control-allow-methods"].to_str().unwrap().contains("PUT"));
    let headers = allowed["access-control-allow-headers"].to_str().unwrap();
    for name in ["content-type", "x-amz-checksum-sha256", "x-amz-server-side-encryption"] {
        assert!(headers.contains(name), "{name} in {headers}");
    }
    for other in ["http://evil.localhost:8080", "null", "https://fp-2025-x7k9m3p1a.localhost:8080"] {
        assert!(!preflight(&room, other).await.contains_key("access-control-allow-origin"), "{other}");
    }

    let text = kind("text/plain");
    let terms = PutTerms { content_type: &text, length: 2, sha256: None };
    let presigned = room.storage.presign_put(&upload(), terms).await.unwrap();
    let mut put = reqwest::Client::new().put(&presigned.url).header("origin", PAGE).body("ok");
    for (name, value) in &presigned.headers {
        put = put.header(name, value);
    }
    let answer = put.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "every header given, sent as given");
    assert_eq!(answer.headers()["access-control-allow-origin"], PAGE);
    assert!(answer.headers()["access-control-expose-headers"].to_str().unwrap().contains("etag"));
    assert!(answer.headers().contains_key("etag"));
}

#[tokio::test]
async fn a_stopped_server_is_reported_quickly_and_a_started_one_still_has_the_objects() {
    let Room { server, storage, dir } = &mut room().await;
    let key = document();
    storage.put(&key, &kind("text/plain"), "kept".into()).await.unwrap();
    let credentials = EmbeddedCredentials {
        access_key_id: server.config().access_key_id.clone(),
        secret_access_key: server.config().secret_access_key.clone(),
    };
    let address = server.endpoint().trim_start_matches("http://").to_owned();
    let replacement = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origins = AllowedOrigins::new(|_| false);
    let second = Embedded::start(dir, replacement, credentials.clone(), "documents", origins.clone()).unwrap();
    let first = std::mem::replace(server, second);
    first.stop().await;

    let start = Instant::now();
    assert_eq!(storage.head(&key).await, Err(StorageError::Unavailable));
    assert_eq!(storage.ready().await, Err(StorageError::Unavailable));
    let took = start.elapsed();
    println!("two answers from a stopped server took {took:?}");
    assert!(took < Duration::from_secs(2), "{took:?}");

    let listener = TcpListener::bind(address).await.unwrap();
    let again = Embedded::start(dir, listener, credentials, "documents", origins).unwrap();
    assert_eq!(storage.head(&key).await.unwrap().unwrap().size, 4);
    again.stop().await;
}

#[tokio::test]
async fn a_server_that_accepts_and_says_nothing_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let room = room().await;
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let storage = Storage::new(&S3Config { endpoint: Some(endpoint), ..room.server.config().clone() });
    let start = Instant::now();
    assert_eq!(storage.ready().await, Err(StorageError::Unavailable));
    println!("a silent server was given up after {:?}", start.elapsed());
    assert!(start.elapsed() < Duration::from_secs(6));
}

#[tokio::test]
async fn a_store_that_refuses_encryption_is_not_asked_for_it() {
    let room = room().await;
    let storage = Storage::new(&S3Config { encrypt: false, ..room.server.config().clone() });
    let text = kind("text/plain");
    let terms = PutTerms { content_type: &text, length: 2, sha256: None };
    let presigned = storage.presign_put(&upload(), terms).await.unwrap();
    assert!(!presigned.headers.iter().any(|(name, _)| name.contains("encryption")), "{:?}", presigned.headers);
    assert_eq!(send(&presigned, &presigned.url, &[], b"ok").await, StatusCode::OK);
}

#[tokio::test]
async fn secrets_are_not_printed() {
    let room = room().await;
    assert!(!format!("{:?} {:?}", room.server, room.server.config()).contains("only-for-tests"));
}
