//! Presigned addresses: what is signed is all that they permit.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::presigning::PresigningConfig;
use reqwest::StatusCode;

use super::{digest, document, kind, room, send, upload};
use crate::storage::{FileName, PutTerms, S3Config, Storage};

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
