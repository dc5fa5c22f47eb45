//! Page of a project made by staff.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use strum::VariantArray;

use super::super::new::{self, Draft};
use crate::{
    db::PlatformScope,
    features::shared::notify,
    http::{
        AppError, AppState, Caller, FieldErrors, Form, Page,
        auth::extract::Staff,
        page::{Choice, Field},
    },
    text::Language,
};

#[derive(Template)]
#[template(path = "pages/project_new.html")]
struct NewPage<'a> {
    p: &'a Page,
    fields: Vec<Field>,
    problem: String,
}

/// The form, with the agency's people to choose the manager from.
async fn render(
    page: &Page,
    state: &AppState,
    caller: &Caller,
    draft: &Draft,
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let staff = notify::staff(&mut tx).await?;
    drop(tx);
    let field = |kind, name, value: &str, required| Field {
        required,
        ..page.field(kind, "project-field-", name, value, errors)
    };
    let hinted = |field: Field, key: &str| Field { hint: page.t(key), ..field };
    let manager = match draft.manager_email.as_str() {
        "" => new::usual_manager(state, caller).unwrap_or_default(),
        email => email,
    };
    let choice =
        |value: &str, label: String, chosen| Choice { value: value.to_owned(), label, hint: String::new(), chosen };
    let people = staff.iter().map(|one| {
        choice(
            &one.email,
            page.ta2("project-manager-choice", "name", &one.name, "email", &one.email),
            one.email == manager,
        )
    });
    let nobody = caller.is_admin().then(|| choice("", page.t("project-manager-none"), manager.is_empty()));
    let languages = Language::VARIANTS.iter().copied();
    let languages = languages
        .map(|one| choice(one.tag(), page.t(&format!("language-{}", one.tag())), one == draft.language))
        .collect();
    page.render(&NewPage {
        p: page,
        fields: vec![
            field("text", "title", &draft.title, true),
            field("text", "organisation", &draft.organisation, true),
            field("textarea", "summary", &draft.summary, false),
            Field {
                conditional: true,
                ..hinted(field("text", "client_name", &draft.client_name, false), "project-field-client-name-hint")
            },
            hinted(field("email", "client_email", &draft.client_email, false), "project-field-client-email-hint"),
            Field { options: nobody.into_iter().chain(people).collect(), ..field("select", "manager_email", "", true) },
            Field { options: languages, ..field("select", "language", "", true) },
        ],
        problem: if errors.is_empty() { String::new() } else { page.t("problem-validation") },
    })
}

/// `GET /projects/new`.
pub async fn show(Staff(caller): Staff, page: Page, State(state): State<AppState>) -> Result<Response, AppError> {
    render(&page, &state, &caller, &Draft::default(), &FieldErrors::default()).await
}

/// Fields of the form, as a browser sends them; the token has been checked already.
#[derive(Debug, Deserialize)]
pub struct NewForm {
    title: String,
    organisation: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    client_name: String,
    #[serde(default)]
    client_email: String,
    #[serde(default)]
    manager_email: String,
    #[serde(default)]
    language: Language,
}

/// Makes the project, and leads into it the people who have a part in it.
pub async fn create(
    Staff(caller): Staff,
    page: Page,
    State(state): State<AppState>,
    Form(form): Form<NewForm>,
) -> Result<Response, AppError> {
    let NewForm { title, organisation, summary, client_name, client_email, manager_email, language } = form;
    let draft = Draft { title, organisation, summary, client_name, client_email, manager_email, language };
    match new::create(&state, &caller, &draft).await {
        Ok(new::Made { project, is_callers: true }) => {
            Ok(Redirect::to(&format!("{}/", state.hosts.tenant(project))).into_response())
        }
        Ok(_) => Ok(page.redirect("/projects", "flash-project-created")),
        Err(AppError::Invalid(errors)) => {
            let mut response = render(&page, &state, &caller, &draft, &errors).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => Err(error),
    }
}
