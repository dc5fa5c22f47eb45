//! From a submission to a project: the code is mailed and typed in, and one transaction decides.

use time::OffsetDateTime;

use super::{
    SubmissionState,
    code::{self, CodeRefusal},
    consent, mails,
    store::{self, Submission, entry::EnteringBrowser},
};
use crate::{
    config::Intake,
    db::{PlatformScope, PlatformTx},
    features::{
        shared::notify::{self, Recipient},
        work::{
            brief::answers::Answers,
            projects::provision::{self, NewProject, Person},
        },
    },
    http::{AppError, AppState, edge::client_address::ClientAddress, error::Conflict},
    ids::{OrganisationId, ProjectId, SubmissionId},
    jobs::{self, Claimed},
    limits::{MailKind, QuotaExceeded},
    text::{Language, email::normal_email},
};

/// Result of a correct code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// The project is made, or exists already.
    Project(ProjectId),
    /// The project is made, and its new client may enter with the browser that typed the code.
    Entry(ProjectId),
    /// Staff review the request first.
    InReview,
}

/// Refuses everybody while intake is closed.
pub fn require_open(state: &AppState) -> Result<(), AppError> {
    if state.intake == Intake::Closed { Err(AppError::IntakeClosed) } else { Ok(()) }
}

/// Begins a draft, with the secret of its link if it has one, while there is room for it.
pub async fn begin(
    state: &AppState,
    tx: &mut PlatformTx,
    client: ClientAddress,
    resume: Option<[u8; 32]>,
    answers: &Answers,
    language: Language,
) -> Result<SubmissionId, AppError> {
    let (id, now) = (SubmissionId::new(), state.clock.now());
    let from = state.keys.tag("intake address", &client.network().to_string());
    if !store::make_room(tx, from, now).await? {
        let exceeded = QuotaExceeded::at_once("open_drafts", None);
        return Err(AppError::RateLimited { exceeded, retry_after: 3600 });
    }
    store::insert_draft(tx, id, (resume, from), answers, language, now).await?;
    Ok(id)
}

/// Stores a complete request, and mails its code.
pub async fn submit_whole(
    state: &AppState,
    client: ClientAddress,
    answers: Answers,
    language: Language,
) -> Result<SubmissionId, AppError> {
    require_open(state)?;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let id = begin(state, &mut tx, client, None, &answers, language).await?;
    let draft = store::lock(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    submit(state, &mut tx, draft, None).await?;
    tx.commit().await?;
    Ok(id)
}

/// Submits the finished draft of this token: its code is mailed. Repeating it while a code is pending changes nothing.
pub async fn submit_draft(state: &AppState, id: SubmissionId, token: &str) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let draft = store::lock(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    if draft.state == SubmissionState::Draft {
        draft.answers.all_faults()?;
        submit(state, &mut tx, draft, Some(token)).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn submit(
    state: &AppState,
    tx: &mut PlatformTx,
    mut draft: Submission,
    token: Option<&str>,
) -> Result<(), AppError> {
    require_open(state)?;
    draft.answers.agreed_to(&consent::privacy_version());
    let now = state.clock.now();
    store::save_answers(tx, draft.id, &draft.answers, draft.language, now).await?;
    send_code(state, tx, &draft, token).await
}

/// Mails a new code, with a link back to the page that asks for it, if there is one; the previous code is void and the
/// count of wrong ones starts again.
async fn send_code(
    state: &AppState,
    tx: &mut PlatformTx,
    submission: &Submission,
    token: Option<&str>,
) -> Result<(), AppError> {
    if !code::may_send(submission) {
        return Err(AppError::CodeExhausted);
    }
    let (now, code) = (state.clock.now(), code::fresh());
    let email = normal_email(submission.answers.text("email"));
    state.rate_limits.require_mail(MailKind::IntakeCode, &email)?;
    let sent = code::sealed(&state.keys, submission.id, &code, now);
    if !store::await_code(tx, submission.id, &email, &sent, now).await? {
        return Err(AppError::Conflict(Conflict::State));
    }
    let link = token.map(|token| format!("{}/start/{token}", state.hosts.public));
    let mail = mails::code(submission.language, &email, &code, link.as_deref());
    jobs::enqueue_platform(tx, None, &mail).await?;
    Ok(())
}

/// Mails another code for a pending submission, requested by the draft's link if it has one.
pub async fn resend(state: &AppState, id: SubmissionId, token: Option<&str>) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let submission = store::lock(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    match submission.state {
        SubmissionState::Draft => return Err(AppError::NotFound),
        SubmissionState::AwaitingCode => send_code(state, &mut tx, &submission, token).await?,
        SubmissionState::InReview | SubmissionState::Accepted | SubmissionState::Declined => {
            return Err(AppError::Conflict(Conflict::State));
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Checks a typed code. However often and however concurrently the correct one comes, there is one project. The first
/// correct one lets in the browser that began the request, if its address had no account.
pub async fn confirm(
    state: &AppState,
    id: SubmissionId,
    typed: &str,
    browser: Option<EnteringBrowser>,
) -> Result<Confirmation, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let submission = store::lock(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    if matches!(submission.state, SubmissionState::Draft | SubmissionState::Declined) {
        return Err(AppError::NotFound);
    }
    if let Err(refusal) = code::look_at(&state.keys, &submission, typed, now) {
        return Err(match refusal {
            CodeRefusal::Wrong => {
                store::count_wrong(&mut tx, id).await?;
                tx.commit().await?;
                AppError::WrongCode
            }
            CodeRefusal::Exhausted => AppError::CodeExhausted,
            CodeRefusal::Expired => AppError::CodeExpired,
        });
    }
    if let Some(project) = project_of(&submission)? {
        drop(tx);
        provision::await_rows(state, project).await?;
        return Ok(Confirmation::Project(project));
    }
    if submission.state == SubmissionState::InReview {
        return Ok(Confirmation::InReview);
    }
    if state.intake == Intake::Review {
        store::to_review(&mut tx, id, now).await?;
        let deciders = match default_manager(state, &mut tx).await? {
            Some(manager) => vec![manager],
            None => notify::admins(&mut tx).await?,
        };
        for decider in deciders {
            let mail = mails::to_decide(&decider, &submission.answers, &state.hosts, id);
            jobs::enqueue_platform(&mut tx, None, &mail).await?;
        }
        tx.commit().await?;
        return Ok(Confirmation::InReview);
    }
    let Made { project, job, newcomer } = make_project(state, &mut tx, &submission, now).await?;
    let entering = browser.filter(|_| newcomer);
    if let Some(browser) = entering {
        store::entry::permit(&mut tx, id, browser, now).await?;
    }
    provision::commit_and_run(state, tx, vec![job]).await?;
    Ok(if entering.is_some() { Confirmation::Entry(project) } else { Confirmation::Project(project) })
}

/// Accepts a request for staff.
pub async fn accept(state: &AppState, id: SubmissionId) -> Result<ProjectId, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let submission = in_review(&mut tx, id).await?;
    let Made { project, job, .. } = make_project(state, &mut tx, &submission, now).await?;
    provision::commit_and_run(state, tx, vec![job]).await?;
    Ok(project)
}

/// Declines a request for staff, with a reason.
pub async fn decline(state: &AppState, id: SubmissionId, reason: &str) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let submission = in_review(&mut tx, id).await?;
    store::declined(&mut tx, id, reason, state.clock.now()).await?;
    jobs::enqueue_platform(&mut tx, None, &mails::declined(&submission, reason)).await?;
    tx.commit().await?;
    Ok(())
}

/// A submission for staff; drafts are visible to their author alone.
pub async fn submitted(state: &AppState, id: SubmissionId) -> Result<Submission, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = store::lock(&mut tx, id).await?.filter(|found| found.state != SubmissionState::Draft);
    found.ok_or(AppError::NotFound)
}

async fn in_review(tx: &mut PlatformTx, id: SubmissionId) -> Result<Submission, AppError> {
    let submission = store::lock(tx, id).await?.filter(|found| found.state != SubmissionState::Draft);
    let submission = submission.ok_or(AppError::NotFound)?;
    if submission.state == SubmissionState::InReview {
        Ok(submission)
    } else {
        Err(AppError::Conflict(Conflict::State))
    }
}

/// Project of an accepted submission.
pub fn project_of(submission: &Submission) -> Result<Option<ProjectId>, AppError> {
    let parsed = submission.project_id.as_deref().map(str::parse).transpose();
    parsed.map_err(|_| AppError::Internal("a submission names no project ID".to_owned()))
}

/// The agency's default manager, while they belong to the staff.
async fn default_manager(state: &AppState, tx: &mut PlatformTx) -> Result<Option<Recipient>, sqlx::Error> {
    match &state.default_manager {
        Some(email) => notify::staff_at(tx, email).await,
        None => Ok(None),
    }
}

/// A project that was decided on.
struct Made {
    project: ProjectId,
    /// Its provisioning.
    job: Claimed,
    /// Whether its client had no account.
    newcomer: bool,
}

async fn make_project(
    state: &AppState,
    tx: &mut PlatformTx,
    submission: &Submission,
    now: OffsetDateTime,
) -> Result<Made, AppError> {
    let answers = &submission.answers;
    let name = answers.text("contact_name");
    let (project_id, organisation_id) = (provision::issue_id(tx, state.clock.today()).await?, OrganisationId::new());
    let (account, newcomer) = store::find_or_add_user(tx, &submission.email, name, submission.language, now).await?;
    let company = Some(answers.text("company")).filter(|company| !company.is_empty()).unwrap_or(name);
    let organisation = [company, answers.text("sector"), answers.text("company_size")];
    store::insert_organisation(tx, organisation_id, organisation, now).await?;
    let manager_id = default_manager(state, tx).await?.map(|manager| manager.user_id);
    let new = NewProject {
        project_id,
        organisation_id,
        organisation: company.to_owned(),
        title: answers.text("title").to_owned(),
        summary: answers.summary(),
        language: submission.language,
        brief: answers.brief(),
        client: Some(Person { user_id: account.user_id, name: account.name, email: account.email }),
        invite: None,
        manager_id,
        made_by: None,
    };
    let job = provision::enqueue(state, tx, &new).await?;
    if !store::accepted(tx, submission.id, project_id, now).await? {
        return Err(AppError::Conflict(Conflict::State));
    }
    Ok(Made { project: project_id, job, newcomer })
}
