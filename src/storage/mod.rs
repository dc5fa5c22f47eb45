//! Documents in S3-compatible storage: AWS S3, Cloudflare R2, Garage, or the embedded server of development and tests.
//!
//! The way of a file: [`Storage::presign_put`] to a quarantine key → [`Storage::head`] → [`Storage::peek`] and
//! [`sniff`] → [`Storage::copy_if_match`] to the final key → [`Storage::delete`]. Each step names the `ETag` of the
//! head, so that bytes swapped in between are refused rather than stored unseen.
//! A new kind of object is a new variant of [`ObjectKey`].

mod config;
mod content_type;
mod crossing;
pub mod embedded;
mod error;
mod file_name;
mod formats;
mod key;
mod objects;
mod presign;
mod production_mark;
mod sniff;
#[cfg(test)]
mod tests;

pub use config::S3Config;
pub use content_type::{ContentType, InvalidContentType};
pub use error::StorageError;
pub use file_name::{FileName, InvalidFileName};
pub use key::ObjectKey;
pub use objects::{Download, ObjectInfo, Storage};
pub use presign::{GET_LIFETIME, PUT_LIFETIME, Presigned, PutTerms};
pub use sniff::{Filed, Refused, SNIFF_LENGTH, check_name, sniff};
