//! Answers of a project's reads, kept in memory until something changes (ADR 19). A route opts in by `Trait::Kept`; its
//! handler knows nothing of it. The gates of `Access` are passed before each answer, kept or not. Only JSON is kept: a
//! page has tokens and nonces of its own.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;

use super::{
    cache::{AnswerKey, KeptAnswer},
    etag, paging,
};
use crate::{
    db::Subject,
    http::{
        Access, AppError, AppState,
        routes::{KeptFor, RouteTable, Trait},
    },
};

/// Maximum size of a kept answer: a hundred items of a list are smaller.
const LARGEST: usize = 256 << 10;

/// Middleware of the API: answers a read from memory, or keeps what its handler answers.
pub async fn keep(State(state): State<AppState>, request: Request, next: Next) -> Result<Response, AppError> {
    let Some(kept_for) = kept_for(&request) else { return Ok(next.run(request).await) };
    let (mut parts, body) = request.into_parts();
    let access = Access::of_request(&mut parts, &state).await?;
    let Some(target) = parts.uri.path_and_query().cloned() else {
        return Err(AppError::Internal("a request without a path".to_owned()));
    };
    let key = AnswerKey {
        project: access.project,
        target,
        role: access.role,
        scopes: access.scopes(),
        reader: match kept_for {
            KeptFor::Role => None,
            KeptFor::Person => Some(access.caller.user),
        },
    };
    let (answers, day) = (&state.caches.answers, state.clock.today());
    if let Some(answer) = answers.get(&key).filter(|answer| answer.day == day) {
        return Ok(answer.into_response());
    }
    // Names of people stand in most answers, and a name is announced by its person, not by a project.
    let versions =
        answers.before([Some(Subject::Project(access.project)), Some(Subject::People), key.reader.map(Subject::Marks)]);
    parts.extensions.insert(access);
    let query = parts.uri.query().map(str::to_owned);
    let project = key.project;
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    paging::link(query.as_deref(), &mut response);
    let link = response.headers().get(header::LINK).cloned();
    let body = bytes(response.into_body()).await?;
    let answer = Arc::new(KeptAnswer { day, tag: etag::header_value(Some(project), &body)?, body, link });
    if answer.body.len() <= LARGEST {
        answers.keep(key, versions, answer.clone());
    }
    Ok(answer.into_response())
}

fn kept_for(request: &Request) -> Option<KeptFor> {
    if request.method() != Method::GET {
        return None;
    }
    let traits = RouteTable::of(request.extensions(), request.method())?;
    traits.iter().find_map(|given| if let Trait::Kept(kept_for) = given { Some(*kept_for) } else { None })
}

async fn bytes(body: Body) -> Result<Bytes, AppError> {
    Ok(body.collect().await.map_err(|error| AppError::Internal(error.to_string()))?.to_bytes())
}

impl IntoResponse for &KeptAnswer {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/json");
        let headers = [
            (header::CONTENT_TYPE, json),
            (header::ETAG, self.tag.clone()),
            (header::CACHE_CONTROL, etag::ASK_EACH_TIME),
        ];
        let mut response = (headers, self.body.clone()).into_response();
        if let Some(link) = &self.link {
            response.headers_mut().insert(header::LINK, link.clone());
        }
        response
    }
}
