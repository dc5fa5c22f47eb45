//! A project made by staff, without intake.

use serde::Deserialize;

use super::{
    provision::{self, Invitee, NewProject},
    store,
};
use crate::{
    db::PlatformScope,
    features::shared::notify,
    http::{AppError, AppState, Caller, Checks},
    ids::{OrganisationId, ProjectId},
    text::{Language, email::normal_email, normalize},
};

/// Fields of a project made by staff. Also the body of `POST /v1/projects`.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// 3–100 characters.
    pub title: String,
    /// The client company's name.
    pub organisation: String,
    /// Summary of the project.
    #[serde(default)]
    pub summary: String,
    /// The client's person, invited as lead; blank for none yet.
    #[serde(default)]
    pub client_name: String,
    /// E-mail address of that person.
    #[serde(default)]
    pub client_email: String,
    /// E-mail address of a staff member; blank for the agency's default manager, or for the caller if they are staff.
    #[serde(default)]
    pub manager_email: String,
    /// Language of mails; French by default.
    #[serde(default)]
    pub language: Language,
}

impl Draft {
    fn fit(&self) -> Self {
        Self {
            title: normalize::line(&self.title),
            organisation: normalize::line(&self.organisation),
            summary: normalize::lines(&self.summary),
            client_name: normalize::line(&self.client_name),
            client_email: normal_email(&self.client_email),
            manager_email: normal_email(&self.manager_email),
            language: self.language,
        }
    }

    fn check(&self) -> Checks {
        let mut checks = Checks::new();
        checks
            .required("title", &self.title)
            .length("title", &self.title, 3, 100)
            .required("organisation", &self.organisation)
            .length("organisation", &self.organisation, 1, 200)
            .length("summary", &self.summary, 0, 5000);
        if !self.client_email.is_empty() || !self.client_name.is_empty() {
            checks.email("client_email", &self.client_email).required("client_name", &self.client_name).length(
                "client_name",
                &self.client_name,
                1,
                200,
            );
        }
        checks
    }
}

/// Address of the manager of a project for which nobody is named: the agency's default manager, or the caller if they
/// are staff; an admin leaves it open.
#[must_use]
pub fn usual_manager<'a>(state: &'a AppState, caller: &'a Caller) -> Option<&'a str> {
    state.default_manager.as_deref().or_else(|| (!caller.is_admin()).then_some(caller.email.as_str()))
}

/// A project that was made.
pub struct Made {
    /// Its ID.
    pub project: ProjectId,
    /// Whether the caller has a part in it.
    pub is_callers: bool,
}

/// Makes the project: decides in one platform transaction, then provisions.
pub async fn create(state: &AppState, caller: &Caller, draft: &Draft) -> Result<Made, AppError> {
    caller.require_staff()?;
    let now = state.clock.now();
    let draft = &draft.fit();
    let mut checks = draft.check();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let manager_email = match draft.manager_email.as_str() {
        "" => usual_manager(state, caller),
        email => Some(email),
    };
    let manager_id = match manager_email {
        Some(email) => notify::staff_at(&mut tx, email).await?.map(|staff| staff.user_id),
        None => None,
    };
    checks.that("manager_email", draft.manager_email.is_empty() || manager_id.is_some(), "not-staff");
    checks.finish()?;
    let (project_id, organisation_id) =
        (provision::issue_id(&mut tx, state.clock.today()).await?, OrganisationId::new());
    store::insert_organisation(&mut tx, organisation_id, &draft.organisation, now).await?;
    let new = NewProject {
        project_id,
        organisation_id,
        organisation: draft.organisation.clone(),
        title: draft.title.clone(),
        summary: draft.summary.clone(),
        language: draft.language,
        brief: serde_json::json!({}),
        client: None,
        invite: Some(Invitee { name: draft.client_name.clone(), email: draft.client_email.clone() })
            .filter(|invitee| !invitee.email.is_empty()),
        manager_id: manager_id.or_else(|| (!caller.is_admin()).then_some(caller.user)),
        made_by: Some(caller.user),
    };
    let job = provision::enqueue(state, &mut tx, &new).await?;
    provision::commit_and_run(state, tx, vec![job]).await?;
    Ok(Made { project: project_id, is_callers: caller.is_admin() || new.manager_id == Some(caller.user) })
}
