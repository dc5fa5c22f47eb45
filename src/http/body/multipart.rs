//! Forms with files, for browsers without JavaScript. Others send files straight to the object store.

use std::{future::poll_fn, io, sync::Arc, task::Poll, time::Duration};

use axum::{
    body::Body,
    extract::{
        FromRequest, FromRequestParts, Multipart, Request,
        multipart::{Field, MultipartError},
    },
};
use futures_util::TryStreamExt;
use ipnet::IpNet;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use super::Seen;
use crate::{
    http::{AppError, AppState, auth::csrf::FormBinding, body, routes::Needs},
    limits::{Budget, Hold},
    storage::SNIFF_LENGTH,
    text::normalize,
};

/// Maximum size of all parts together.
pub const LIMIT: usize = 32 * 1024 * 1024;
/// Maximum size of text fields, which are held in memory.
const TEXTS: usize = body::SMALL;
/// Bytes of an oversized form that are read and discarded, so that the browser receives the answer.
const DRAIN: usize = 128 * 1024 * 1024;
const MAX_PARTS: usize = 64;
/// Maximum number of bytes between two fields.
const BETWEEN: usize = 256 * 1024;
/// Maximum size of the whole form with boundaries.
const MOST: usize = LIMIT + DRAIN + MAX_PARTS * BETWEEN;
/// Maximum time for the form, at any pace.
const LONGEST: Duration = Duration::from_hours(1);

/// A form that is not read yet: permission is checked before any file is accepted.
#[derive(Debug)]
pub struct UnreadForm(Request);

impl Needs for UnreadForm {}

impl FromRequest<AppState> for UnreadForm {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, AppError> {
        if body::is_type(request.headers(), "multipart/form-data") {
            Ok(Self(request))
        } else {
            Err(AppError::UnsupportedMediaType)
        }
    }
}

/// Texts and files of a form. They exist only if the request came from our own page with this visitor's token, which is
/// the first field: nothing behind it is read without.
#[derive(Debug)]
pub struct MultipartForm {
    texts: Vec<(String, String)>,
    /// Files of the form.
    pub files: Vec<FilePart>,
}

/// A file as the browser sent it, in a temporary file that is removed with this.
#[derive(Debug)]
pub struct FilePart {
    /// Name as declared.
    pub name: String,
    /// Type as declared.
    pub content_type: String,
    /// Content.
    pub spooled: Spooled,
}

/// Content in a temporary file.
#[derive(Debug)]
pub struct Spooled {
    /// The temporary file.
    pub file: NamedTempFile,
    /// Number of bytes.
    pub size: u64,
    /// SHA-256 of the content.
    pub sha256: [u8; 32],
    /// First bytes, for content detection.
    pub start: Vec<u8>,
    _hold: Hold,
}

impl MultipartForm {
    /// Text of a field, empty without one.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }
}

impl UnreadForm {
    /// Reads the form: texts into memory, files to disk.
    pub async fn read(self, state: &AppState) -> Result<MultipartForm, AppError> {
        let (mut parts, content) = self.0.into_parts();
        let binding = FormBinding::from_request_parts(&mut parts, state).await?;
        let (seen, extensions) = (Seen::default(), parts.extensions.clone());
        let content = Body::from_stream(
            body::pieces(content, MOST, LONGEST, seen.clone()).map_err(|_| io::Error::from(io::ErrorKind::InvalidData)),
        );
        let multipart = Multipart::from_request(Request::from_parts(parts, content), state)
            .await
            .map_err(|_| AppError::BadRequest)?;
        let ours = |token: &[u8]| std::str::from_utf8(token).is_ok_and(|token| binding.matches(token, state));
        let whose = body::whose(&extensions);
        let remaining = RemainingBytes { left: LIMIT, texts: TEXTS, drained: 0, held: state.load.bodies.hold(whose) };
        let form = MultipartForm::read(multipart, seen, ours, (remaining, &state.load.files, whose));
        body::release_while(&extensions, form).await
    }
}

impl MultipartForm {
    async fn read(
        mut multipart: Multipart,
        seen: Seen,
        ours: impl Fn(&[u8]) -> bool,
        (mut remaining, disk, whose): (RemainingBytes, &Arc<Budget>, IpNet),
    ) -> Result<Self, AppError> {
        let token = match next(&mut multipart, &seen).await? {
            Some(field) if field.name() == Some("csrf") => remaining.text(field).await?,
            _ => return Err(AppError::FormExpired),
        };
        if !ours(&token) {
            return Err(AppError::FormExpired);
        }
        let mut form = Self { texts: Vec::new(), files: Vec::new() };
        let mut parts = 1;
        while let Some(field) = next(&mut multipart, &seen).await? {
            parts += 1;
            if parts > MAX_PARTS {
                return Err(AppError::PayloadTooLarge);
            }
            form.add(field, &mut remaining, disk.hold(whose)).await?;
        }
        if remaining.drained > 0 { Err(AppError::PayloadTooLarge) } else { Ok(form) }
    }

    async fn add(&mut self, field: Field<'_>, remaining: &mut RemainingBytes, hold: Hold) -> Result<(), AppError> {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(|file| (file.to_owned(), field.content_type().unwrap_or_default().to_owned()));
        match file {
            // A file field without a chosen file.
            Some((file, _)) if file.is_empty() => {
                remaining.text(field).await?;
            }
            Some((name, content_type)) => {
                let spooled = remaining.file(field, hold).await?;
                self.files.push(FilePart { name, content_type, spooled });
            }
            None => {
                let text = remaining.text(field).await?;
                self.texts.push((name, normalize::fit(std::str::from_utf8(&text).map_err(|_| AppError::BadRequest)?)));
            }
        }
        Ok(())
    }
}

/// Remaining room.
struct RemainingBytes {
    left: usize,
    texts: usize,
    drained: usize,
    /// Budget held for texts.
    held: Hold,
}

impl RemainingBytes {
    /// Whether a piece is kept; otherwise it was discarded.
    fn keeps(&mut self, piece: usize) -> Result<bool, AppError> {
        if self.drained == 0 && piece <= self.left {
            self.left -= piece;
            return Ok(true);
        }
        self.drained += piece;
        if self.drained > DRAIN { Err(AppError::PayloadTooLarge) } else { Ok(false) }
    }

    async fn text(&mut self, mut field: Field<'_>) -> Result<Vec<u8>, AppError> {
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(refused)? {
            let Some(texts) = self.texts.checked_sub(chunk.len()) else { return Err(AppError::PayloadTooLarge) };
            if self.keeps(chunk.len())? {
                self.texts = texts;
                self.held.grow(chunk.len()).await?;
                bytes.extend_from_slice(&chunk);
            }
        }
        Ok(bytes)
    }

    async fn file(&mut self, mut field: Field<'_>, mut hold: Hold) -> Result<Spooled, AppError> {
        let broken = |error: io::Error| AppError::Internal(format!("a file of a form cannot be written: {error}"));
        let file = tokio::task::spawn_blocking(NamedTempFile::new).await.map_err(io::Error::from).flatten();
        let file = file.map_err(broken)?;
        let mut writing = tokio::fs::File::from_std(file.reopen().map_err(broken)?);
        let (mut sha256, mut size, mut start) = (Sha256::new(), 0, Vec::new());
        while let Some(chunk) = field.chunk().await.map_err(refused)? {
            if self.keeps(chunk.len())? {
                hold.grow(chunk.len()).await?;
                writing.write_all(&chunk).await.map_err(broken)?;
                sha256.update(&chunk);
                let missing = (SNIFF_LENGTH as usize).saturating_sub(start.len());
                start.extend(chunk.iter().take(missing));
                size += chunk.len() as u64;
            }
        }
        writing.flush().await.map_err(broken)?;
        Ok(Spooled { file, size, sha256: sha256.finalize().into(), start, _hold: hold })
    }
}

/// Next field. multer would buffer everything before a field and search all of it again and again, so that is bounded
/// here.
async fn next<'a>(multipart: &'a mut Multipart, seen: &Seen) -> Result<Option<Field<'a>>, AppError> {
    let most = seen.bytes() + BETWEEN;
    let mut field = std::pin::pin!(multipart.next_field());
    poll_fn(|context| match field.as_mut().poll(context) {
        Poll::Pending if seen.bytes() > most => Poll::Ready(Err(AppError::PayloadTooLarge)),
        field => field.map_err(refused),
    })
    .await
}

fn refused(_: MultipartError) -> AppError {
    AppError::BadRequest
}
