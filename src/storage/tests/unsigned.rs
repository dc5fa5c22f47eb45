//! Headers outside the signature are refused on every method, in every position.

use aws_sdk_s3::{
    config::{ConfigBag, Intercept, RuntimeComponents, interceptors::BeforeTransmitInterceptorContextMut},
    error::BoxError,
};
use reqwest::{Method, RequestBuilder, StatusCode};

use super::{kind, room, send, upload};
use crate::storage::{PutTerms, presign::lasting};

const WISHES: [(&str, &str); 14] = [
    ("x-amz-copy-source", "/documents/projects/FP-2025-AAAAAAAAA/namespace"),
    ("x-amz-copy-source-range", "bytes=0-1"),
    ("x-amz-metadata-directive", "REPLACE"),
    ("X-AMZ-ACL", "public-read"),
    ("x-amz-grant-read", "uri=\"http://acs.amazonaws.com/groups/global/AllUsers\""),
    ("x-amz-meta-note", "mine"),
    ("x-amz-tagging", "a=b"),
    ("x-amz-storage-class", "STANDARD"),
    ("x-amz-website-redirect-location", "/elsewhere"),
    ("x-amz-checksum-crc32", "AAAAAA=="),
    ("x-amz-sdk-checksum-algorithm", "SHA256"),
    ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
    ("x-amz-date", "20250101T000000Z"),
    ("x-amz-anything", "at all"),
];

#[tokio::test]
async fn headers_that_an_address_does_not_sign_are_refused_on_every_verb() {
    let room = room().await;
    let (key, text, lifetime) = (upload(), kind("text/plain"), lasting(crate::storage::GET_LIFETIME).unwrap());
    let terms = PutTerms { content_type: &text, length: 4, sha256: None };
    let put = room.storage.presign_put(&key, terms).await.unwrap();
    assert_eq!(send(&put, &put.url, &[], b"mine").await, StatusCode::OK);
    let (client, bucket, name) = (room.storage.presigner(), room.storage.bucket(), key.to_string());
    let get = client.get_object().bucket(bucket).key(&name).presigned(lifetime.clone()).await.unwrap();
    let head = client.head_object().bucket(bucket).key(&name).presigned(lifetime.clone()).await.unwrap();
    let delete = client.delete_object().bucket(bucket).key(&name).presigned(lifetime).await.unwrap();
    let ask = |method: &Method, url: &str| reqwest::Client::new().request(method.clone(), url);
    let status = async |request: RequestBuilder| request.send().await.unwrap().status();

    for wish in WISHES {
        assert_eq!(send(&put, &put.url, &[wish], b"evil").await, StatusCode::FORBIDDEN, "PUT {wish:?}");
        for (method, address) in [(Method::GET, get.uri()), (Method::HEAD, head.uri()), (Method::DELETE, delete.uri())]
        {
            let asked = status(ask(&method, address).header(wish.0, wish.1)).await;
            assert_eq!(asked, StatusCode::FORBIDDEN, "{method} {wish:?}");
        }
    }
    let twice = reqwest::Client::new().put(&put.url).header("x-amz-server-side-encryption", "AES256");
    let twice = put.headers.iter().fold(twice.body("evil"), |request, (name, value)| request.header(name, value));
    assert_eq!(status(twice).await, StatusCode::FORBIDDEN, "a signed header, twice");
    let read = ask(&Method::GET, get.uri()).header("range", "bytes=0-1").send().await.unwrap();
    assert_eq!(read.bytes().await.unwrap(), "mi", "other headers do no harm, and nothing was written");
    assert_eq!(status(ask(&Method::DELETE, delete.uri())).await, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn parameters_that_were_added_to_an_address_are_refused() {
    let room = room().await;
    let (key, text) = (upload(), kind("text/plain"));
    let put = room.storage.presign_put(&key, PutTerms { content_type: &text, length: 4, sha256: None }).await.unwrap();
    for added in [
        "x-amz-copy-source=/documents/projects/FP-2025-AAAAAAAAA/namespace",
        "x-amz-acl=public-read",
        "X-Amz-Acl=public-read",
        "%58-%61mz-Acl=public-read",
        "x-amz-meta-note=mine",
        "x-amz-tagging=a%3Db",
        "acl",
        "tagging",
        "uploads",
        "partNumber=1&uploadId=1",
        "X-Amz-Expires=300",
        "X-Amz-Expires=604800",
        "X-Amz-SignedHeaders=host%3Bx-amz-acl",
        "x-amz-signedheaders=host%3Bx-amz-acl",
        "X-Amz-Signature=0",
        "x-amz-signature=0",
        "Signature=0",
        "AWSAccessKeyId=tests&Signature=0&Expires=4102444800",
    ] {
        for url in [format!("{}&{added}", put.url), put.url.replacen('?', &format!("?{added}&"), 1)] {
            let status = send(&put, &url, &[("x-amz-acl", "public-read")], b"evil").await;
            assert!(status.is_client_error(), "{added}, with its header: {status}");
            let status = send(&put, &url, &[], b"evil").await;
            assert!(status.is_client_error() || status == StatusCode::NOT_IMPLEMENTED, "{added}: {status}");
        }
    }
    assert_eq!(room.storage.head(&key).await, Ok(None));
    assert_eq!(send(&put, &put.url, &[], b"mine").await, StatusCode::OK);
}

#[derive(Debug)]
struct AddedOnTheWay;

impl Intercept for AddedOnTheWay {
    fn name(&self) -> &'static str {
        "added on the way"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        context.request_mut().headers_mut().insert("x-amz-meta-note", "added");
        Ok(())
    }
}

#[tokio::test]
async fn a_request_signed_in_its_headers_covers_them_all() {
    let room = room().await;
    let (client, key) = (room.storage.presigner(), upload().to_string());
    let put = || client.put_object().bucket("documents").key(&key).body(b"mine".to_vec().into());
    put().metadata("note", "signed").send().await.unwrap();
    let refused = put().customize().interceptor(AddedOnTheWay).send().await.unwrap_err();
    assert_eq!(refused.raw_response().unwrap().status().as_u16(), 403);
    let get = client.get_object().bucket("documents").key(&key);
    let refused = get.customize().interceptor(AddedOnTheWay).send().await.unwrap_err();
    assert_eq!(refused.raw_response().unwrap().status().as_u16(), 403);
}
