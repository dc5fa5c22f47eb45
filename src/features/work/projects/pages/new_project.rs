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
    features::shared::notify::{self, Recipient},
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

/// The agency's people, of whom one becomes the manager.
async fn staff(state: &AppState) -> Result<Vec<Recipient>, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    Ok(notify::staff(&mut tx).await?)
}

/// The form. It chooses among `staff` by ID: colleagues know each other's names, not their addresses.
fn render(
    page: &Page,
    state: &AppState,
    (caller, staff): (&Caller, &[Recipient]),
    draft: &Draft,
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let field = |kind, name, value: &str, required| Field {
        required,
        ..page.field(kind, "project-field-", name, value, errors)
    };
    let hinted = |field: Field, key: &str| Field { hint: page.t(key), ..field };
    let usual = new::usual_manager(state, caller);
    let manager = match draft.manager_email.as_str() {
        "" => usual.unwrap_or_default(),
        email => email,
    };
    let choice =
        |value: &str, label: String, chosen| Choice { value: value.to_owned(), label, hint: String::new(), chosen };
    let people = staff.iter().map(|one| choice(&one.user_id.to_string(), one.name.clone(), one.email == manager));
    let nobody = usual.is_none().then(|| choice("", page.t("project-manager-none"), manager.is_empty()));
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
            Field { options: nobody.into_iter().chain(people).collect(), ..field("select", "manager", "", true) },
            Field { options: languages, ..field("select", "language", "", true) },
        ],
        problem: if errors.is_empty() { String::new() } else { page.t("problem-validation") },
    })
}

/// `GET /projects/new`.
pub async fn show(Staff(caller): Staff, page: Page, State(state): State<AppState>) -> Result<Response, AppError> {
    render(&page, &state, (&caller, &staff(&state).await?), &Draft::default(), &FieldErrors::default())
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
    /// Their ID; blank for the usual one.
    #[serde(default)]
    manager: String,
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
    let NewForm { title, organisation, summary, client_name, client_email, manager, language } = form;
    let staff = staff(&state).await?;
    let chosen = staff.iter().find(|one| one.user_id.to_string() == manager);
    let manager_email = chosen.map(|one| one.email.clone()).unwrap_or_default();
    let draft = Draft { title, organisation, summary, client_name, client_email, manager_email, language };
    let made = match chosen {
        None if !manager.is_empty() => Err(FieldErrors::one("manager", "not-staff").into()),
        _ => new::create(&state, &caller, &draft).await,
    };
    match made {
        Ok(new::Made { project, is_callers: true }) => {
            Ok(Redirect::to(&format!("{}/", state.hosts.tenant(project))).into_response())
        }
        Ok(_) => Ok(page.redirect("/projects", "flash-project-created")),
        Err(AppError::Invalid(errors)) => {
            let mut response = render(&page, &state, (&caller, &staff), &draft, &errors)?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => Err(error),
    }
}
