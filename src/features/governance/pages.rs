use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;

use super::{
    Workspace,
    api::{self, Settings},
    rules,
    store::{Changes, FIGURES},
};
use crate::http::{
    ApiPath, AppError, AppState, Caller, FieldErrors, Form, Page,
    access::{Governor, governor},
    client::ClientAddress,
    error::Conflict,
    mfa,
    page::{Choice, Field},
};

/// Routes of the app host: a project that is closed has no pages of its own.
pub fn app_pages() -> Router<AppState> {
    Router::new()
        .route("/projects/{project_id}/manage", get(show))
        .route("/projects/{project_id}/limits", post(save_limits))
        .route("/projects/{project_id}/workspace", post(set_workspace))
        .route("/projects/{project_id}/security", post(save_rules))
}

#[derive(Template)]
#[template(path = "pages/project_manage.html")]
struct ManagePage<'a> {
    p: &'a Page,
    id: String,
    title: String,
    url: String,
    workspace: String,
    plan: Field,
    common: Vec<Field>,
    rare: Vec<Field>,
    rare_open: bool,
    storage_percent: i64,
    storage_text: String,
    moves: Vec<Choice>,
    reason: String,
    reason_error: String,
    security: Vec<Field>,
    client_mfa: bool,
    shuts_out: String,
    problem: String,
}

/// What was typed; blank gives the plan's figure back. Sizes are megabytes.
#[derive(Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    plan: String,
    #[serde(default)]
    storage_bytes: String,
    #[serde(default)]
    upload_bytes: String,
    #[serde(default)]
    requests_per_minute: String,
    #[serde(default)]
    concurrent_requests: String,
    #[serde(default)]
    connections: String,
    #[serde(default)]
    statement_ms: String,
    #[serde(default)]
    concurrent_jobs: String,
}

/// The rules as typed: a network a line, blank for as long as everywhere.
#[derive(Debug, Default, Deserialize)]
struct TypedRules {
    #[serde(default)]
    ip_allow: String,
    #[serde(default)]
    session_minutes: String,
    client_mfa: Option<String>,
    confirm: Option<String>,
    /// Whether a list that shuts out its author was just refused; never sent.
    #[serde(skip)]
    shuts_out: bool,
}

impl TypedRules {
    fn of(settings: &Settings) -> Self {
        Self {
            ip_allow: settings.ip_allow.join("\n"),
            session_minutes: settings.session_minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
            client_mfa: settings.client_mfa.then(String::new),
            ..Self::default()
        }
    }

    fn changes(&self) -> Result<Changes, FieldErrors> {
        let networks = self.ip_allow.split(|c: char| c == ',' || c.is_whitespace()).filter(|text| !text.is_empty());
        let session_minutes = match self.session_minutes.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| FieldErrors::one("session_minutes", "session-minutes"))?),
        };
        Ok(Changes {
            ip_allow: Some(networks.map(ToOwned::to_owned).collect()),
            session_minutes: Some(session_minutes),
            client_mfa: Some(self.client_mfa.is_some()),
            confirm: self.confirm.is_some(),
            ..Changes::default()
        })
    }
}

/// Where the page is looked at, and what of it was typed.
struct Shown<'a> {
    client: ClientAddress,
    limits: Option<Typed>,
    rules: Option<TypedRules>,
    wished: &'a Move,
    errors: &'a FieldErrors,
}

#[derive(Debug, Default, Deserialize)]
struct Move {
    #[serde(default)]
    state: String,
    #[serde(default)]
    reason: String,
}

const MEGABYTE: i64 = 1_000_000;

fn is_size(name: &str) -> bool {
    name.ends_with("_bytes")
}

/// To the byte, so that saving the form again changes nothing.
fn megabytes(bytes: i64) -> String {
    let text = format!("{}.{:06}", bytes / MEGABYTE, bytes % MEGABYTE);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Megabytes as typed, with a point or a comma.
fn bytes(text: &str) -> Option<i64> {
    let text = text.replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = !part.is_empty() || !whole.is_empty();
    if !digits || part.len() > 6 || !part.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|whole| *whole >= 0)? };
    let part: i64 = format!("{part:0<6}").parse().ok()?;
    whole.checked_mul(MEGABYTE)?.checked_add(part)
}

impl Typed {
    fn of(settings: &Settings) -> Self {
        let text = |name, figure: Option<i64>| match figure {
            Some(figure) if is_size(name) => megabytes(figure),
            Some(figure) => figure.to_string(),
            None => String::new(),
        };
        let own = &settings.own;
        Self {
            plan: settings.plan.clone(),
            storage_bytes: text("storage_bytes", own.storage_bytes),
            upload_bytes: text("upload_bytes", own.upload_bytes),
            requests_per_minute: text("", own.requests_per_minute),
            concurrent_requests: text("", own.concurrent_requests),
            connections: text("", own.connections),
            statement_ms: text("", own.statement_ms),
            concurrent_jobs: text("", own.concurrent_jobs),
        }
    }

    /// In the order of `FIGURES`.
    fn figures(&self) -> [&str; 7] {
        [
            &self.storage_bytes,
            &self.upload_bytes,
            &self.requests_per_minute,
            &self.concurrent_requests,
            &self.connections,
            &self.statement_ms,
            &self.concurrent_jobs,
        ]
    }

    fn changes(&self) -> Result<Changes, FieldErrors> {
        let figure = |name: &str, text: &str| match text.trim() {
            "" => Ok(Some(None)),
            text => {
                let number = if is_size(name) { bytes(text) } else { text.parse().ok() };
                Ok(Some(Some(number.ok_or_else(|| FieldErrors::one(name, "range"))?)))
            }
        };
        Ok(Changes {
            plan: Some(self.plan.clone()),
            storage_bytes: figure("storage_bytes", &self.storage_bytes)?,
            upload_bytes: figure("upload_bytes", &self.upload_bytes)?,
            requests_per_minute: figure("requests_per_minute", &self.requests_per_minute)?,
            concurrent_requests: figure("concurrent_requests", &self.concurrent_requests)?,
            connections: figure("connections", &self.connections)?,
            statement_ms: figure("statement_ms", &self.statement_ms)?,
            concurrent_jobs: figure("concurrent_jobs", &self.concurrent_jobs)?,
            ..Changes::default()
        })
    }
}

async fn render(
    page: &Page,
    state: &AppState,
    governor: &Governor,
    Shown { client, limits, rules, wished, errors }: Shown<'_>,
) -> Result<Response, AppError> {
    let settings = api::settings(state, governor).await?;
    let typed = limits.unwrap_or_else(|| Typed::of(&settings));
    let rules = rules.unwrap_or_else(|| TypedRules::of(&settings));
    let address = client.0.to_string();
    let security = vec![
        Field {
            hint: page.ta("rules-ip-allow-hint", "address", &address),
            ..page.field("textarea", "rules-field-", "ip_allow", &rules.ip_allow, errors)
        },
        Field {
            hint: page.t("rules-session-minutes-hint"),
            ..page.field("number", "rules-field-", "session_minutes", &rules.session_minutes, errors)
        },
    ];
    let planned = settings.plans.iter().find(|plan| plan.name == settings.plan).map(|plan| plan.figures.all());
    let planned = planned.unwrap_or_default();
    let figures = FIGURES.iter().zip(typed.figures()).zip(planned).map(|(((name, ..), typed), planned)| {
        let planned = if is_size(name) { page.size(planned) } else { planned.to_string() };
        let hint = page.ta("limits-planned", "value", planned);
        Field { hint, ..page.field("number", "limits-field-", name, typed, errors) }
    });
    let mut common: Vec<Field> = figures.collect();
    let rare = common.split_off(3);
    let plans: Vec<&str> = settings.plans.iter().map(|plan| plan.name.as_str()).collect();
    let plan = Field {
        options: plans
            .iter()
            .map(|name| Choice {
                value: (*name).to_owned(),
                label: plan_name(page, name),
                hint: String::new(),
                chosen: *name == typed.plan,
            })
            .collect(),
        required: true,
        ..page.field("select", "limits-field-", "plan", &typed.plan, errors)
    };
    let moves = Workspace::ALL
        .into_iter()
        .filter(|to| to.may_follow(&settings.workspace))
        .map(|to| Choice {
            value: to.as_str().to_owned(),
            label: page.t(&format!("workspace-{}", to.as_str())),
            hint: page.t(&format!("workspace-{}-hint", to.as_str())),
            chosen: wished.state == to.as_str(),
        })
        .collect();
    let quota = settings.limits.storage_bytes;
    let mut response = page.render(&ManagePage {
        p: page,
        id: governor.project.to_string(),
        title: governor.title.clone(),
        url: state.hosts.tenant(governor.project).to_string(),
        workspace: settings.workspace,
        plan,
        rare_open: rare.iter().any(|field| !field.error.is_empty() || !field.value.is_empty()),
        common,
        rare,
        storage_percent: (settings.storage_used_bytes.saturating_mul(100) / quota.max(1)).clamp(0, 100),
        storage_text: page.ta2(
            "limits-storage-used",
            "used",
            page.size(settings.storage_used_bytes),
            "quota",
            page.size(quota),
        ),
        moves,
        reason: wished.reason.clone(),
        reason_error: errors.text("reason", page.language),
        security,
        client_mfa: rules.client_mfa.is_some(),
        shuts_out: if rules.shuts_out { page.ta("rules-shuts-out", "address", &address) } else { String::new() },
        problem: if errors.is_empty() { String::new() } else { page.t("problem-validation") },
    })?;
    if !errors.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    } else if rules.shuts_out {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// Plans are rows: those that were shipped have names in each language.
fn plan_name(page: &Page, name: &str) -> String {
    let key = format!("plan-{name}");
    if page.language.has(&key) { page.t(&key) } else { name.to_owned() }
}

async fn show(
    caller: Caller,
    client: ClientAddress,
    page: Page,
    State(state): State<AppState>,
    ApiPath(project): ApiPath<String>,
) -> Result<Response, AppError> {
    let governor = governor(&state, caller, project.parse().ok(), Some(client.0)).await?;
    let (wished, errors) = (&Move::default(), &FieldErrors::default());
    render(&page, &state, &governor, Shown { client, limits: None, rules: None, wished, errors }).await
}

async fn save_limits(
    caller: Caller,
    client: ClientAddress,
    page: Page,
    State(state): State<AppState>,
    ApiPath(project): ApiPath<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let governor = governor(&state, caller, project.parse().ok(), Some(client.0)).await?;
    let outcome = match typed.changes() {
        Ok(changes) => api::set_limits(&state, &governor, &changes).await,
        Err(errors) => Err(errors.into()),
    };
    match outcome {
        Ok(()) => Ok(page.redirect(&format!("/projects/{}/manage", governor.project), "flash-saved")),
        Err(AppError::Invalid(errors)) => {
            let (wished, errors) = (&Move::default(), &errors);
            render(&page, &state, &governor, Shown { client, limits: Some(typed), rules: None, wished, errors }).await
        }
        Err(error) => Err(error),
    }
}

async fn set_workspace(
    caller: Caller,
    client: ClientAddress,
    page: Page,
    State(state): State<AppState>,
    ApiPath(project): ApiPath<String>,
    Form(moved): Form<Move>,
) -> Result<Response, AppError> {
    let governor = governor(&state, caller, project.parse().ok(), Some(client.0)).await?;
    mfa::require_fresh_proof(&state, &governor.caller)?;
    let outcome = match Workspace::ALL.into_iter().find(|to| to.as_str() == moved.state) {
        Some(to) => {
            let by = Some(governor.caller.user);
            super::set_workspace(&state, governor.project, to, &moved.reason, by).await
        }
        None => Err(FieldErrors::one("reason", "choose-status").into()),
    };
    match outcome {
        Ok(()) => Ok(page.redirect(&format!("/projects/{}/manage", governor.project), "flash-saved")),
        Err(AppError::Invalid(errors)) => {
            let (wished, errors) = (&moved, &errors);
            render(&page, &state, &governor, Shown { client, limits: None, rules: None, wished, errors }).await
        }
        Err(error) => Err(error),
    }
}

async fn save_rules(
    caller: Caller,
    client: ClientAddress,
    page: Page,
    State(state): State<AppState>,
    ApiPath(project): ApiPath<String>,
    Form(mut typed): Form<TypedRules>,
) -> Result<Response, AppError> {
    let governor = governor(&state, caller, project.parse().ok(), Some(client.0)).await?;
    mfa::require_fresh_proof(&state, &governor.caller)?;
    let outcome = match typed.changes() {
        Ok(changes) => rules::set(&state, &governor, Some(client.0), &changes).await,
        Err(errors) => Err(errors.into()),
    };
    let errors = match outcome {
        Ok(()) => return Ok(page.redirect(&format!("/projects/{}/manage", governor.project), "flash-saved")),
        Err(AppError::Invalid(errors)) => errors,
        Err(AppError::Conflict(Conflict::LockOut)) => {
            typed.shuts_out = true;
            FieldErrors::default()
        }
        Err(error) => return Err(error),
    };
    let (wished, errors) = (&Move::default(), &errors);
    render(&page, &state, &governor, Shown { client, limits: None, rules: Some(typed), wished, errors }).await
}

#[cfg(test)]
mod tests {
    use super::{bytes, megabytes};

    #[test]
    fn a_size_is_shown_and_read_to_the_byte() {
        for (size, text) in
            [(0, "0"), (1, "0.000001"), (1_500_000, "1.5"), (5_368_709_120, "5368.70912"), (77_000_000, "77")]
        {
            assert_eq!((megabytes(size).as_str(), bytes(text)), (text, Some(size)));
        }
        assert_eq!(bytes("1,5"), Some(1_500_000));
        for wrong in ["", ".", "-1", "1.2.3", "many", "1.0000001", "9223372036855"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }
}
