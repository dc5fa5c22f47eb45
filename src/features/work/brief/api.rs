//! API of the brief.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ArrayBuilder, ObjectBuilder, RefOr, Schema, schema::Type},
};

use super::{
    answers::Answers,
    questions::{ITEM_MAX, ITEMS_MAX, QUESTIONS, QuestionKind, TEXT_MAX, TYPES},
    store,
};
use crate::{
    access::action::CompleteBrief,
    http::{
        AppError, AppState, Json, Operations, Require, operation,
        render_error::Problem,
        routes::{KeptFor, Trait},
    },
};

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> Operations {
    Operations::new().mount(operation!(get)).with(Trait::Kept(KeptFor::Role)).mount(operation!(change))
}

/// Schemas of the answers to all questions, with each question's name.
pub fn answer_schemas() -> impl Iterator<Item = (&'static str, RefOr<Schema>)> {
    QUESTIONS.iter().map(|question| (question.name, schema(question.kind)))
}

fn schema(kind: QuestionKind) -> RefOr<Schema> {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let list = |item: ObjectBuilder| ArrayBuilder::new().items(item).max_items(Some(ITEMS_MAX)).build().into();
    RefOr::T(match kind {
        QuestionKind::Line { min, max } => text().min_length(Some(min)).max_length(Some(max)).build().into(),
        QuestionKind::Email | QuestionKind::Phone => text().build().into(),
        QuestionKind::Text => text().max_length(Some(TEXT_MAX)).build().into(),
        QuestionKind::Number => ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build().into(),
        QuestionKind::One(choices) => text().enum_values(Some(choices.iter().copied())).build().into(),
        QuestionKind::Types => {
            list(text().enum_values(Some(TYPES.iter().flat_map(|(_, kinds)| kinds.iter().copied()))))
        }
        QuestionKind::Several(_) | QuestionKind::List => list(text().max_length(Some(ITEM_MAX))),
        QuestionKind::Consent => {
            ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([true])).build().into()
        }
    })
}

/// Given answers by the names of their questions, and the date of the privacy page that was agreed to
/// (`privacy_version`).
#[derive(Serialize)]
#[serde(transparent)]
pub struct Answered(pub Value);

impl ToSchema for Answered {}

impl PartialSchema for Answered {
    fn schema() -> RefOr<Schema> {
        let agreed = ObjectBuilder::new().schema_type(Type::String);
        let object = ObjectBuilder::new().schema_type(Type::Object).property("privacy_version", agreed);
        let object = answer_schemas().fold(object, |object, (name, answer)| object.property(name, answer));
        RefOr::T(object.build().into())
    }
}

/// Newer answers by the names of their questions; `null` takes one away.
#[derive(Deserialize)]
#[serde(transparent)]
struct BriefChanges(Map<String, Value>);

impl ToSchema for BriefChanges {}

impl PartialSchema for BriefChanges {
    fn schema() -> RefOr<Schema> {
        let object = ObjectBuilder::new().schema_type(Type::Object);
        let asked = QUESTIONS.iter().filter(|question| !question.fixed);
        let object = asked.fold(object, |object, question| object.property(question.name, schema(question.kind)));
        RefOr::T(object.build().into())
    }
}

/// The client's answers about the project, for the client and the agency.
#[utoipa::path(get, path = "/brief", tag = "project",
    responses((status = 200, body = Answered), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn get(access: Require<CompleteBrief>, State(state): State<AppState>) -> Result<Json<Answered>, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    Ok(Json(Answered(store::read(&mut tx, false).await?)))
}

/// Changes answers; those that are not named stay.
#[utoipa::path(patch, path = "/brief", tag = "project", request_body = BriefChanges,
    responses((status = 200, body = Answered), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change(
    access: Require<CompleteBrief>,
    State(state): State<AppState>,
    Json(BriefChanges(body)): Json<BriefChanges>,
) -> Result<Json<Answered>, AppError> {
    let newer = Answers::changes_from_json(&body)?;
    let mut tx = state.db.write(&access.scope()).await?;
    let before = Answers::from_brief(&store::read(&mut tx, true).await?);
    store::change(&mut tx, &before, &newer, access.caller.user, state.clock.now()).await?;
    let brief = store::read(&mut tx, false).await?;
    tx.commit().await?;
    Ok(Json(Answered(brief)))
}
