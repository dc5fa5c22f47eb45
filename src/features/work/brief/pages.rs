//! Pages of the brief: all answers, and a page for each topic.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    answers::Answers,
    fields::{self, ShownAnswer, topic_fields},
    marks::Marks,
    progress::{Progress, is_open, open_after},
    questions::{QUESTIONS, Question, TYPES, Topic},
    store,
};
use crate::{
    access::action::CompleteBrief,
    features::shared::frame,
    http::{
        ApiPath, AppError, AppState, FieldErrors, Form, Page, Pages, Require,
        page::{Field, PortalHead},
    },
};

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new().get("/brief", show).get("/brief/{topic}", ask).post("/brief/{topic}", save)
}

/// A topic with its answers.
struct TopicView {
    title: String,
    url: String,
    answers: Vec<ShownAnswer>,
}

#[derive(Template)]
#[template(path = "pages/brief.html")]
struct BriefPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    topics: Vec<TopicView>,
    /// Address of the first topic without an answer; empty when each has one.
    next: String,
    answered: usize,
}

#[derive(Template)]
#[template(path = "pages/brief_topic.html")]
struct TopicPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    place: usize,
    places: usize,
    title: String,
    text: String,
    action: String,
    was: String,
    fields: Vec<Field>,
    problem: String,
}

fn url(topic: Topic) -> String {
    format!("/brief/{topic}")
}

/// Address of the next topic without an answer after this one, of the whole brief after the last.
fn after(answers: &Answers, topic: Topic) -> String {
    open_after(answers, topic).map_or_else(|| "/brief".to_owned(), url)
}

fn asked(answers: &Answers, topic: Topic) -> impl Iterator<Item = &'static Question> + use<> {
    answers.asked().filter(move |question| question.topic == topic && !question.fixed)
}

/// Whether a group of project was newly chosen that the same page asks about more closely.
fn is_asked_more(before: &Answers, now: &Answers) -> bool {
    let (before, now) = (before.groups(), now.groups());
    TYPES.iter().any(|(group, kinds)| kinds.len() > 1 && now.contains(group) && !before.contains(group))
}

async fn show(access: Require<CompleteBrief>, page: Page, State(state): State<AppState>) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let answers = store::answers(&mut tx).await?;
    let project = frame::head(&mut tx, &access, state.clock.today()).await?;
    drop(tx);
    let progress = Progress::of(&answers);
    let view = |topic: Topic| TopicView {
        title: page.t(&format!("topic-{topic}")),
        url: url(topic),
        answers: fields::shown(&page, &answers, QUESTIONS.iter().filter(|question| question.topic == topic)),
    };
    page.render(&BriefPage {
        p: &page,
        project,
        tab: "overview",
        topics: answers.topics().into_iter().map(view).collect(),
        next: progress.next.map(url).unwrap_or_default(),
        answered: progress.answered,
    })
}

/// One topic: the form shows `shown`, and carries marks of the stored answers.
fn render(
    page: &Page,
    project: PortalHead,
    (held, shown): (&Answers, &Answers),
    topic: Topic,
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let topics = held.topics();
    let place = topics.iter().position(|one| *one == topic).ok_or(AppError::NotFound)?;
    page.render(&TopicPage {
        p: page,
        project,
        tab: "overview",
        place: place + 1,
        places: topics.len(),
        title: page.t(&format!("topic-{topic}")),
        text: page.t(&format!("topic-{topic}-text")),
        action: url(topic),
        was: Marks::of(held, asked(held, topic)).text(),
        fields: topic_fields(page, shown, topic, errors),
        problem: if errors.is_empty() { String::new() } else { page.t("problem-validation") },
    })
}

async fn ask(
    access: Require<CompleteBrief>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(topic): ApiPath<String>,
) -> Result<Response, AppError> {
    let topic: Topic = topic.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = state.db.read(&access.scope()).await?;
    let answers = store::answers(&mut tx).await?;
    let project = frame::head(&mut tx, &access, state.clock.today()).await?;
    render(&page, project, (&answers, &answers), topic, &FieldErrors::default())
}

/// Stores the answers that were changed in the form, and leads to the next topic.
async fn save(
    access: Require<CompleteBrief>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(topic): ApiPath<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let topic: Topic = topic.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = state.db.write(&access.scope()).await?;
    let held = Answers::from_brief(&store::read(&mut tx, true).await?);
    let mut typed = Answers::from_form(asked(&held, topic), &pairs);
    if let Some((_, was)) = pairs.iter().find(|(name, _)| name == "was") {
        Marks::parse(was).keep_changed(&mut typed);
    }
    let skips = pairs.iter().any(|(name, _)| name == "skip");
    let faults = |typed: &Answers| typed.faults(asked(&held, topic).filter(|question| typed.holds(question)));
    let mut wrong = Vec::new();
    if skips {
        // Going on is no time for complaints: an answer that cannot be kept is left out, the others are not.
        wrong.extend(faults(&typed).err().iter().flat_map(FieldErrors::iter).map(|one| one.field.clone()));
        typed.retain(|question| !wrong.iter().any(|field| field == question.name));
    }
    if let Err(errors) = faults(&typed) {
        let mut shown = held.clone();
        shown.take(typed);
        let project = frame::head(&mut tx, &access, state.clock.today()).await?;
        let mut response = render(&page, project, (&held, &shown), topic, &errors)?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    store::change(&mut tx, &held, &typed, access.caller.user, state.clock.now()).await?;
    tx.commit().await?;
    let mut now = held.clone();
    now.take(typed);
    // One that had an answer was chosen from the list, and leads back there.
    let next = match (is_asked_more(&held, &now), is_open(&held, topic)) {
        _ if !wrong.is_empty() => return Ok(page.redirect(&after(&now, topic), "flash-answer-left")),
        _ if skips => return Ok(Redirect::to(&after(&now, topic)).into_response()),
        (true, _) => url(topic),
        (false, true) => after(&now, topic),
        (false, false) => "/brief".to_owned(),
    };
    Ok(if next == "/brief" { page.redirect(&next, "flash-saved") } else { Redirect::to(&next).into_response() })
}
