//! Forms with files, for browsers without JavaScript. Others send files straight to the object store.

use std::{future::poll_fn, io, task::Poll};

use axum::{
    body::{Body, Bytes},
    extract::{
        FromRequest, FromRequestParts, Multipart, Request,
        multipart::{Field, MultipartError},
    },
};

use futures_util::TryStreamExt;

use super::{
    AppError, AppState,
    body::{self, Seen},
    session::FormBinding,
};
use crate::text::typed;

/// The bytes of all parts together, at the most; they are held in memory.
pub const LIMIT: usize = 32 * 1024 * 1024;
/// What is still read, and thrown away, of a form that is too large, so that the browser hears the answer.
const DRAIN: usize = 128 * 1024 * 1024;
const MAX_PARTS: usize = 64;
/// What may come while a field's name is waited for.
const BETWEEN: usize = 256 * 1024;
/// The whole form, boundaries and all.
const MOST: usize = LIMIT + DRAIN + MAX_PARTS * BETWEEN;

/// A form's texts and files. They exist only when the request came from our own page and carries this visitor's token,
/// which is the form's first field: nothing behind it is read without.
#[derive(Debug)]
pub struct MultipartForm {
    texts: Vec<(String, String)>,
    /// The files that were chosen.
    pub files: Vec<FilePart>,
}

/// A file as the browser sent it.
#[derive(Clone, Debug)]
pub struct FilePart {
    /// Its name, as told.
    pub name: String,
    /// Its type, as told.
    pub content_type: String,
    /// Its bytes.
    pub bytes: Bytes,
}

impl MultipartForm {
    /// The text of a field, empty if there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }
}

impl FromRequest<AppState> for MultipartForm {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, AppError> {
        let (mut parts, content) = request.into_parts();
        let binding = FormBinding::from_request_parts(&mut parts, state).await?;
        if !body::is_type(&parts.headers, "multipart/form-data") {
            return Err(AppError::UnsupportedMediaType);
        }
        let (seen, extensions) = (Seen::default(), parts.extensions.clone());
        let content = Body::from_stream(
            body::pieces(content, MOST, seen.clone()).map_err(|_| io::Error::from(io::ErrorKind::InvalidData)),
        );
        let multipart = Multipart::from_request(Request::from_parts(parts, content), state)
            .await
            .map_err(|_| AppError::BadRequest)?;
        let ours = |token: &[u8]| std::str::from_utf8(token).is_ok_and(|token| binding.matches(token, state));
        body::aside(&extensions, Self::read(multipart, seen, ours)).await
    }
}

impl MultipartForm {
    async fn read(mut multipart: Multipart, seen: Seen, ours: impl Fn(&[u8]) -> bool) -> Result<Self, AppError> {
        let mut room = Room { left: LIMIT, drained: 0 };
        let token = match next(&mut multipart, &seen).await? {
            Some(field) if field.name() == Some("csrf") => room.read(field).await?,
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
            form.add(field, &mut room).await?;
        }
        if room.drained > 0 { Err(AppError::PayloadTooLarge) } else { Ok(form) }
    }

    async fn add(&mut self, field: Field<'_>, room: &mut Room) -> Result<(), AppError> {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(|file| (file.to_owned(), field.content_type().unwrap_or_default().to_owned()));
        let bytes = room.read(field).await?;
        match file {
            // A file field nobody chose a file for.
            Some((file, _)) if file.is_empty() => {}
            Some((file, content_type)) => self.files.push(FilePart { name: file, content_type, bytes: bytes.into() }),
            None => self.texts.push((name, typed::fit(std::str::from_utf8(&bytes).map_err(|_| AppError::BadRequest)?))),
        }
        Ok(())
    }
}

/// How much may still be kept.
struct Room {
    left: usize,
    drained: usize,
}

impl Room {
    async fn read(&mut self, mut field: Field<'_>) -> Result<Vec<u8>, AppError> {
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(refused)? {
            if self.drained == 0 && chunk.len() <= self.left {
                self.left -= chunk.len();
                bytes.extend_from_slice(&chunk);
            } else {
                bytes = Vec::new();
                self.drained += chunk.len();
                if self.drained > DRAIN {
                    return Err(AppError::PayloadTooLarge);
                }
            }
        }
        Ok(bytes)
    }
}

/// The next field. The library would keep whatever comes until one begins, and look through all of it again and again.
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
