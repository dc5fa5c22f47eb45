//! The client and the embedded server against each other, over TCP.

mod unsigned;

use std::{
    path::PathBuf,
    time::{Duration, Instant, SystemTime},
};

use aws_sdk_s3::presigning::PresigningConfig;
use futures_util::TryStreamExt as _;
use reqwest::{Method, StatusCode, header::HeaderMap};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use uuid::Uuid;

use super::{
    ContentType, FileName, ObjectKey, Presigned, PutTerms, S3Config, Storage, StorageError,
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
async fn a_presigned_upload_is_accepted_and_known_afterwards() {
    let room = room().await;
    let (key, body) = (upload(), b"%PDF-1.7 hello".as_slice());
    let pdf = kind("application/pdf");
    let terms = PutTerms { content_type: &pdf, length: 14, sha256: Some(digest(body)) };
    let before = SystemTime::now();
    let presigned = room.storage.presign_put(&key, terms).await.unwrap();

    let names: Vec<_> = presigned.headers.iter().map(|(name, _)| name.as_str()).collect();
    for name in ["content-type", "content-length", "x-amz-checksum-sha256", "x-amz-server-side-encryption"] {
        assert!(names.contains(&name), "{name} is not among the signed headers {names:?}");
    }
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(presigned.url.starts_with(&format!("{}/documents/{key}?", room.server.endpoint())));
    assert!(presigned.expires_at <= before + Duration::from_secs(302));
    assert!(!format!("{presigned:?}").contains("Signature"));

    assert_eq!(send(&presigned, &presigned.url, &[], body).await, StatusCode::OK);
    let info = room.storage.head(&key).await.unwrap().unwrap();
    assert_eq!(info.size, 14);
    assert_eq!(info.content_type.as_deref(), Some("application/pdf"));
    assert_eq!(info.sha256, Some(digest(body)));
    assert_eq!(room.storage.sha256(&key, &info.etag).await, Ok(digest(body)));
}

#[tokio::test]
async fn whatever_differs_from_the_signed_terms_is_refused() {
    let room = room().await;
    let key = upload();
    let pdf = kind("application/pdf");
    let terms = PutTerms { content_type: &pdf, length: 4, sha256: None };
    let presigned = room.storage.presign_put(&key, terms).await.unwrap();
    let url = presigned.url.as_str();

    let other_key = url.replace(&key.to_string(), &upload().to_string());
    let other_project = url.replace("FP-2025-X7K9M3P1A", "FP-2025-AAAAAAAAA");
    let (start, end) = url.split_at(url.find("X-Amz-Signature=").unwrap() + "X-Amz-Signature=".len());
    let other_signature = format!("{start}{}{}", if end.starts_with('0') { '1' } else { '0' }, &end[1..]);
    let longer_life = url.replace("X-Amz-Expires=300", "X-Amz-Expires=3000");
    let unsigned = url.split('?').next().unwrap();
    for (what, url) in [
        ("key", other_key.as_str()),
        ("project", other_project.as_str()),
        ("signature", other_signature.as_str()),
        ("expiry", longer_life.as_str()),
        ("no signature", unsigned),
    ] {
        assert_ne!(url, presigned.url, "{what}");
        assert_eq!(send(&presigned, url, &[], b"1234").await, StatusCode::FORBIDDEN, "{what}");
    }
    let other_type = [("content-type", "text/html")];
    assert_eq!(send(&presigned, url, &other_type, b"1234").await, StatusCode::FORBIDDEN, "type");
    let no_encryption = [("x-amz-server-side-encryption", "aws:kms")];
    assert_eq!(send(&presigned, url, &no_encryption, b"1234").await, StatusCode::FORBIDDEN, "encryption");
    assert_eq!(send(&presigned, url, &[], b"12345").await, StatusCode::FORBIDDEN, "longer");
    assert_eq!(send(&presigned, url, &[], b"123").await, StatusCode::FORBIDDEN, "shorter");
    let read = reqwest::get(url).await.unwrap();
    assert_eq!(read.status(), StatusCode::FORBIDDEN, "method");

    let past = PresigningConfig::builder()
        .start_time(SystemTime::now() - Duration::from_secs(301))
        .expires_in(Duration::from_mins(5))
        .build()
        .unwrap();
    let expired = room.storage.presign_put_by(room.storage.presigner(), &key, terms, past).await.unwrap();
    assert_eq!(send(&expired, &expired.url, &[], b"1234").await, StatusCode::FORBIDDEN, "expired");

    assert_eq!(room.storage.head(&key).await, Ok(None), "a refused upload left something behind");
    assert_eq!(send(&presigned, url, &[], b"1234").await, StatusCode::OK);
}

#[tokio::test]
async fn another_body_than_the_signed_sha256_is_refused_and_not_kept() {
    let room = room().await;
    let key = upload();
    let pdf = kind("application/pdf");
    let terms = PutTerms { content_type: &pdf, length: 4, sha256: Some(digest(b"good")) };
    let presigned = room.storage.presign_put(&key, terms).await.unwrap();
    assert_eq!(send(&presigned, &presigned.url, &[], b"evil").await, StatusCode::BAD_REQUEST);
    assert_eq!(room.storage.head(&key).await, Ok(None));
    assert_eq!(send(&presigned, &presigned.url, &[], b"good").await, StatusCode::OK);
    assert_eq!(send(&presigned, &presigned.url, &[], b"evil").await, StatusCode::BAD_REQUEST);
    assert_eq!(room.storage.head(&key).await.unwrap().unwrap().sha256, Some(digest(b"good")));
    room.storage.delete(&key).await.unwrap();
    assert_eq!(std::fs::read_dir(&room.dir).unwrap().count(), 1, "notes on objects are left beside the bucket");
    assert_eq!(std::fs::read_dir(room.dir.join("documents/incoming")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_presigned_download_is_an_attachment_of_a_harmless_type() {
    let room = room().await;
    let key = document();
    room.storage.put(&key, &kind("text/html"), "<script>".into()).await.unwrap();
    let name = FileName::parse("Contrat été \"final\".html").unwrap();
    let url = room.storage.presign_get(&key, &name, &kind("text/html")).await.unwrap();
    assert!(url.contains("X-Amz-Expires=120&"), "two minutes");

    let answer = reqwest::get(&url).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    assert_eq!(answer.headers()["cache-control"], "private, no-store");
    assert_eq!(
        answer.headers()["content-disposition"],
        "attachment; filename=\"Contrat ete _final_.html\"; \
         filename*=UTF-8''Contrat%20%C3%A9t%C3%A9%20%22final%22.html"
    );
    assert_eq!(answer.bytes().await.unwrap(), "<script>");

    for changed in [url.replace("attachment", "inline"), url.replace("octet-stream", "html")] {
        assert_ne!(changed, url);
        assert_eq!(reqwest::get(changed).await.unwrap().status(), StatusCode::FORBIDDEN);
    }
}

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
async fn addresses_for_browsers_name_the_public_endpoint() {
    let room = room().await;
    let public = Some("https://files.example.com/".to_owned());
    let storage = Storage::new(&S3Config { public_endpoint: public, ..room.server.config().clone() });
    storage.ready().await.unwrap();
    assert_eq!(storage.browser_origin(), "https://files.example.com");
    let name = FileName::parse("a.txt").unwrap();
    let url = storage.presign_get(&document(), &name, &kind("text/plain")).await.unwrap();
    assert!(url.starts_with("https://files.example.com/documents/projects/"), "{url}");

    let aws = S3Config { endpoint: None, region: "eu-west-3".to_owned(), ..room.server.config().clone() };
    assert_eq!(Storage::new(&aws).browser_origin(), "https://s3.eu-west-3.amazonaws.com");
    let url = Storage::new(&aws).presign_get(&document(), &name, &kind("text/plain")).await.unwrap();
    assert!(url.starts_with("https://s3.eu-west-3.amazonaws.com/documents/projects/"), "{url}");
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
