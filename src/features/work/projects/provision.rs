//! Provisioning of a project. The decision (an ID in the ledger and this job) is one platform transaction of the
//! caller's; all tenant rows are one transaction here. Every step may run again: a process killed at any point leaves
//! either no project or one that the next worker finishes.

use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{Date, Duration, OffsetDateTime};

use crate::{
    access::{MemberRole, Membership, Visibility, Workspace},
    db::{PlatformScope, PlatformTx, Scope, TenantTx},
    features::{
        people::{
            members::{self, FirstInvitation},
            sign_in,
        },
        shared::{
            activity,
            notify::{self, Recipient},
            runs::{self, Failure, Run},
        },
        work::{messages, plan},
    },
    http::{AppError, AppState},
    ids::{OrganisationId, ProjectId, UserId},
    jobs::{self, Claimed, Job},
    mail::{Mail, Word},
    storage::{ContentType, ObjectKey},
    text::Language,
};

/// Lifetime of the link in the welcome mail for setting a first password.
const WELCOME: Duration = Duration::hours(72);

/// Milliseconds between looks at a workspace being provisioned elsewhere.
const MOMENTS: [u64; 6] = [40, 80, 160, 320, 640, 1280];

/// Data of a new project. It waits in the job queue until the project is provisioned.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewProject {
    /// ID from the ledger.
    pub project_id: ProjectId,
    /// The client company.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation: String,
    /// 3–100 characters.
    pub title: String,
    /// Summary of the project.
    pub summary: String,
    /// Language of mails.
    pub language: Language,
    /// The intake answers, `{}` without intake.
    pub brief: serde_json::Value,
    /// Client's person with a proven mailbox: a member at once, and the lead.
    pub client: Option<Person>,
    /// Client's person named by staff: invited, not yet a member.
    pub invite: Option<Invitee>,
    /// Project manager; without one, admins are told.
    pub manager_id: Option<UserId>,
    /// Staff member who made the project.
    pub made_by: Option<UserId>,
}

/// A person with an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Person {
    /// The account.
    pub user_id: UserId,
    /// Display name.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

/// A person who may not have an account yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invitee {
    /// Display name.
    pub name: String,
    /// E-mail address, lower-case.
    pub email: String,
}

/// Takes a fresh ID from the ledger.
pub async fn issue_id(tx: &mut PlatformTx, today: Date) -> Result<ProjectId, sqlx::Error> {
    loop {
        let id = ProjectId::generate(today.year(), &mut rand::rng());
        let issued =
            sqlx::query!("INSERT INTO project_ids (project_id) VALUES ($1) ON CONFLICT DO NOTHING", id.as_str())
                .execute(tx.conn())
                .await?;
        if issued.rows_affected() == 1 {
            return Ok(id);
        }
    }
}

impl Job for NewProject {
    const KIND: &'static str = "provision";
    /// A confirmed project was promised.
    const IS_GIVEN_UP: bool = false;
}

impl Run for NewProject {
    async fn run(self, state: &AppState, claimed: &Claimed) -> Result<(), Failure> {
        if claimed.project != Some(self.project_id) {
            return Err(AppError::Internal("a provisioning job names another project".to_owned()).into());
        }
        Ok(provision(state, &self).await?)
    }
}

/// Enqueues the job of a project. It is held before its commit: otherwise a worker may take it, and the answer would go
/// out before the project exists.
pub async fn enqueue(state: &AppState, tx: &mut PlatformTx, new: &NewProject) -> Result<Claimed, AppError> {
    Ok(jobs::enqueue_held(tx, state.clock.now(), new.project_id, new).await?)
}

/// Commits the decision with `jobs` that were enqueued in it and runs them at once, so that the workspaces exist before
/// the answer. After a failure the worker takes them up again.
pub async fn commit_and_run(state: &AppState, tx: PlatformTx, jobs: Vec<Claimed>) -> Result<(), AppError> {
    // A separate task: a visitor who goes away drops this future, and a claimed job that is never settled would wait
    // for the end of its lease.
    let run = tokio::spawn({
        let state = state.clone();
        async move {
            tx.commit().await?;
            for job in jobs {
                let id = job.id;
                if let Err(error) = runs::settle::<NewProject>(&state, job).await {
                    tracing::warn!(job = %id, ?error, "provisioning was left to the worker");
                }
            }
            Ok(())
        }
    });
    run.await.map_err(|error| AppError::Internal(format!("provisioning ended by itself: {error}")))?
}

/// Waits (2.5 seconds at most) until a concurrent confirmation has provisioned the project; otherwise the worker does.
pub async fn await_rows(state: &AppState, project: ProjectId) -> Result<(), AppError> {
    for pause in MOMENTS {
        // The pause comes first: waiting requests would take the project's connections from the one that provisions it.
        tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
        let mut tx = state.db.read(&Scope::authorised(project)).await?;
        let found = sqlx::query!("SELECT 1 AS one FROM projects WHERE project_id = $1", project.as_str())
            .fetch_optional(tx.conn())
            .await?;
        drop(tx);
        if found.is_some() {
            break;
        }
    }
    Ok(())
}

/// Whether the workspace is still being provisioned: it is closed, and its people have had no mail.
pub async fn is_under_way(state: &AppState, project: ProjectId) -> Result<bool, AppError> {
    let mut tx = state.db.read(&Scope::authorised(project)).await?;
    let workspace = sqlx::query_scalar!(
        r#"SELECT workspace AS "workspace: Workspace" FROM projects WHERE project_id = $1"#,
        project.as_str(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(workspace.is_none_or(|workspace| workspace == Workspace::Provisioning))
}

/// Provisions the project: rows and storage namespace first, then the workspace opens and mail goes out.
pub async fn provision(state: &AppState, new: &NewProject) -> Result<(), AppError> {
    let scope = Scope::authorised(new.project_id);
    let now = state.clock.now();
    let mut tx = state.db.write(&scope).await?;
    insert_rows(&mut tx, new, now).await?;
    tx.commit().await?;

    state
        .storage
        .put(&ObjectKey::Namespace { project: new.project_id }, &ContentType::octet_stream(), Vec::new().into())
        .await?;

    // The link for the first password is a platform row, made before the mail that carries it; it is wasted if the
    // process dies in between.
    let welcome = match &new.client {
        Some(client) => Some(first_steps(state, new, client).await?),
        None => None,
    };
    let admins = match new.manager_id {
        Some(_) => Vec::new(),
        None => notify::admins(&mut state.db.platform(PlatformScope::Platform).await?).await?,
    };
    let mut tx = state.db.write(&scope).await?;
    tx.announce_part();
    let opened = sqlx::query!(
        "UPDATE projects SET workspace = 'active' WHERE project_id = $1 AND workspace = 'provisioning'",
        new.project_id.as_str(),
    )
    .execute(tx.conn())
    .await?;
    if opened.rows_affected() == 1 {
        for mail in welcome.into_iter().chain(tell_staff(state, &mut tx, new, admins).await?) {
            jobs::enqueue(&mut tx, &mail).await?;
        }
        if let Some(invitee) = &new.invite {
            let first = FirstInvitation {
                email: &invitee.email,
                name: &invitee.name,
                language: new.language,
                project_title: &new.title,
            };
            members::invite_client_lead(state, &mut tx, first, now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn insert_rows(tx: &mut TenantTx, new: &NewProject, now: OffsetDateTime) -> Result<(), AppError> {
    tx.announce_part();
    let project = new.project_id;
    let made = sqlx::query!(
        "INSERT INTO projects (project_id, organisation_id, title, summary, status_changed_at, language, brief,
                               created_at, updated_at, organisation)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $5, $5, $8) ON CONFLICT (project_id) DO NOTHING",
        project.as_str(),
        new.organisation_id.0,
        new.title,
        new.summary,
        now,
        new.language.tag(),
        new.brief,
        new.organisation,
    )
    .execute(tx.conn())
    .await?;
    if made.rows_affected() == 0 {
        return Ok(());
    }
    sqlx::query!("INSERT INTO project_settings (project_id) VALUES ($1)", project.as_str()).execute(tx.conn()).await?;
    let client = new.client.as_ref().map(|client| client.user_id);
    let people = [(client, Membership::ClientLead), (new.manager_id, Membership::ProjectManager)];
    for (user, member) in people.into_iter().filter_map(|(user, member)| Some((user?, member))) {
        // A manager who is also the client (an agency's own project) keeps the first role.
        sqlx::query!(
            "INSERT INTO members (project_id, user_id, role, lead, joined_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (project_id, user_id) DO NOTHING",
            project.as_str(),
            user.0,
            member.role().as_str(),
            member.is_lead(),
            now,
        )
        .execute(tx.conn())
        .await?;
    }
    messages::store::insert_first_threads(tx, new.language, now).await?;
    plan::store::insert_defaults(tx, new.language, now).await?;
    let event = activity::Event {
        actor: new.made_by,
        kind: activity::ActivityKind::ProjectCreated,
        subject: None,
        detail: json!({ "name": new.title }),
        visibility: Visibility::Shared,
    };
    Ok(activity::record(tx, now, &event).await?)
}

/// Welcome mail of the client: a link to set a password, or to the portal if there is one.
async fn first_steps(state: &AppState, new: &NewProject, client: &Person) -> Result<Mail, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let user = sqlx::query!("SELECT language, password_hash FROM users WHERE id = $1", client.user_id.0)
        .fetch_one(tx.conn())
        .await?;
    let to = Recipient {
        user_id: client.user_id,
        name: client.name.clone(),
        email: client.email.clone(),
        language: Language::from_tag(&user.language).unwrap_or(new.language),
        muted: Vec::new(),
    };
    let (key, link) = match user.password_hash {
        None => ("welcome", sign_in::passwords::password_link(&mut tx, state, client.user_id, WELCOME).await?),
        Some(_) => ("project-ready", state.hosts.tenant(new.project_id).to_string()),
    };
    tx.commit().await?;
    Ok(compose(&to, key, new, &link))
}

/// Mails the project managers about their new project, or the admins if it has none.
async fn tell_staff(
    state: &AppState,
    tx: &mut TenantTx,
    new: &NewProject,
    admins: Vec<Recipient>,
) -> Result<Vec<Mail>, AppError> {
    let (key, people) = match new.manager_id {
        Some(_) => ("new-project", notify::members_with_roles(tx, &[MemberRole::ProjectManager]).await?),
        None => ("unassigned-project", admins),
    };
    let link = state.hosts.tenant(new.project_id).to_string();
    Ok(people.iter().map(|person| compose(person, key, new, &link)).collect())
}

fn compose(to: &Recipient, key: &str, new: &NewProject, link: &str) -> Mail {
    let args = [("title", Word::theirs(&new.title)), ("id", new.project_id.into()), ("link", Word::link(link))];
    notify::compose(to, key, &args)
}
