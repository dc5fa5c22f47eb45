//! History of the demo's projects, played through the functions that handlers call.

use strum::VariantArray;
use time::Duration;

use super::pdf;
use crate::{
    access::{PartnerLevel, PlatformRole, Role, Side, Visibility},
    db::Limits,
    features::{
        files::{
            documents::{
                self, DocumentKind,
                decisions::{
                    Decision,
                    store::{self as approvals, NewApproval},
                },
                uploads::changes::{self as uploads, Announced},
            },
            requests::changes::{self, NewRequest},
        },
        people::partners,
        work::{
            messages,
            plan::{self, MilestoneFields, TaskFields},
            projects::{
                Status,
                store::{self, ProjectChanges},
            },
        },
    },
    http::{Access, AppError, AppState, Caller},
    identity::sessions::AuthTimes,
    ids::{AgencyId, DocumentId, ProjectId, SessionId, UserId},
    storage::{ContentType, FileName},
    text::Language,
};

/// People of the story.
#[derive(Clone, Copy)]
pub struct Cast {
    /// The project manager.
    pub manager: UserId,
    /// The client.
    pub client: UserId,
    /// The person of the partner agency.
    pub partner: UserId,
    /// The partner agency.
    pub agency: AgencyId,
}

/// A project with the access of each person.
struct Stage<'a> {
    state: &'a AppState,
    manager: Access,
    client: Access,
    partner: Access,
}

impl<'a> Stage<'a> {
    fn new(state: &'a AppState, project: ProjectId, title: &str, cast: Cast) -> Self {
        let access = |user, name: &str, role| {
            let caller = Caller {
                user,
                session: SessionId::new(),
                root: SessionId::new(),
                name: name.to_owned(),
                email: String::new(),
                language: Language::Fr,
                platform_role: PlatformRole::None,
                auth_times: AuthTimes::default(),
            };
            Access::assumed(caller, project, title.to_owned(), role, Limits::default())
        };
        Self {
            state,
            manager: access(cast.manager, "Lalao Andriana", Role::MANAGER),
            client: access(cast.client, "Rina Rabe", Role::Client { lead: true }),
            partner: access(cast.partner, "Solo Randria", Role::Partner(PartnerLevel::Edit)),
        }
    }

    /// Moves the project to `status`, one step at a time.
    async fn advance_to(&self, status: Status) -> Result<(), AppError> {
        let mut tx = self.state.db.write(&self.manager.scope()).await?;
        for next in Status::VARIANTS.iter().copied().filter(|next| *next <= status) {
            let current = store::get(&mut tx, self.state.clock.today(), true).await?;
            if next <= current.status {
                continue;
            }
            let changes = ProjectChanges { status: Some(next), ..ProjectChanges::default() };
            store::change(&mut tx, self.state, &current, &changes, self.manager.caller.user).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Marks the first `done` milestones reached; the next one was due `late` days ago, if given.
    async fn reach(&self, done: usize, late: Option<i64>) -> Result<(), AppError> {
        let now = self.state.clock.now();
        let mut tx = self.state.db.write(&self.manager.scope()).await?;
        let milestones = plan::store::milestones(&mut tx).await?;
        for milestone in milestones.iter().take(done) {
            plan::changes::complete_milestone(&mut tx, &self.manager, milestone, true, now).await?;
        }
        if let (Some(days), Some(next)) = (late, milestones.get(done)) {
            let fields = MilestoneFields {
                title: next.title.clone(),
                weight: next.weight,
                due_on: Some(self.state.clock.today() - Duration::days(days)),
            };
            plan::changes::edit_milestone(&mut tx, next.id, fields).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn task(&self, title: &str, visibility: Visibility, side: Side, days: i64) -> Result<(), AppError> {
        let mut tx = self.state.db.write(&self.manager.scope()).await?;
        let milestones = plan::store::milestones(&mut tx).await?;
        let fields = TaskFields {
            milestone_id: plan::next_milestone(&milestones).map(|milestone| milestone.id),
            title: title.to_owned(),
            details: String::new(),
            visibility,
            side,
            assignee_id: None,
            due_on: Some(self.state.clock.today() + Duration::days(days)),
        };
        plan::changes::add_task(&mut tx, self.state, &self.manager, fields).await?;
        Ok(tx.commit().await?)
    }

    /// Uploads a small PDF as `who`, through the regular upload.
    async fn document(&self, who: &Access, kind: DocumentKind, name: &str) -> Result<DocumentId, AppError> {
        let bytes = pdf::page(name);
        let internal = |what: &str| AppError::Internal(format!("the demo's {what} is not one"));
        let content_type = ContentType::parse("application/pdf").map_err(|_| internal("content type"))?;
        let announced = Announced {
            name: FileName::parse(name).map_err(|_| internal("file name"))?,
            size: i64::try_from(bytes.len()).map_err(|_| internal("size"))?,
            content_type: content_type.clone(),
            sha256: None,
            start: None,
            kind,
            visibility: None,
            document_id: None,
            file_request_id: None,
        };
        let upload = uploads::begin(self.state, who, &announced).await?;
        self.state.storage.put(&documents::uploads::key(who.project, upload), &content_type, bytes.into()).await?;
        uploads::complete(self.state, who, upload).await
    }

    async fn publish(&self, document: DocumentId, visibility: Visibility) -> Result<(), AppError> {
        let changes = documents::changes::DocumentChanges { visibility: Some(visibility), ..Default::default() };
        documents::changes::change(self.state, &self.manager, document, &changes).await
    }

    async fn ask(&self, title: &str, instructions: &str, days: i64) -> Result<(), AppError> {
        let new = NewRequest {
            title: title.to_owned(),
            instructions: instructions.to_owned(),
            due_on: Some(self.state.clock.today() + Duration::days(days)),
        };
        changes::ask(self.state, &self.manager, &new).await.map(drop)
    }

    async fn say(&self, who: &Access, words: &str) -> Result<(), AppError> {
        let mut tx = self.state.db.read(&who.scope()).await?;
        let thread = messages::store::first(&mut tx, Visibility::Client).await?;
        drop(tx);
        messages::changes::post(self.state, who, thread.ok_or(AppError::NotFound)?, words).await.map(drop)
    }
}

/// An online shop, half done: a deliverable waits for the client's decision, and a requested file is missing.
pub async fn shop(state: &AppState, project: ProjectId, title: &str, cast: Cast) -> Result<(), AppError> {
    let play = Stage::new(state, project, title, cast);
    play.advance_to(Status::InProgress).await?;
    play.reach(2, None).await?;
    let mut tx = state.db.write(&play.manager.scope()).await?;
    partners::shares::store::share(
        &mut tx,
        (cast.agency, super::PARTNER_AGENCY),
        PartnerLevel::Edit,
        None,
        state.clock.now(),
    )
    .await?;
    tx.commit().await?;
    let brief = play.document(&play.manager, DocumentKind::Specification, "Cahier des charges.pdf").await?;
    play.publish(brief, Visibility::Shared).await?;
    let contract = play.document(&play.manager, DocumentKind::Contract, "Contrat signé.pdf").await?;
    play.publish(contract, Visibility::Client).await?;
    play.document(&play.manager, DocumentKind::Other, "Marges et coûts internes.pdf").await?;
    play.document(&play.partner, DocumentKind::Asset, "Photos des étoffes, sélection.pdf").await?;
    let mockup = play.document(&play.manager, DocumentKind::Deliverable, "Maquettes de la boutique.pdf").await?;
    play.publish(mockup, Visibility::Client).await?;
    play.ask("Logo en haute définition", "Un fichier SVG ou PDF, avec les couleurs exactes.", 5).await?;
    play.task("Relire les textes de la page d’accueil", Visibility::Client, Side::Client, 7).await?;
    play.task("Brancher le paiement mobile", Visibility::Shared, Side::Agency, 12).await?;
    play.task("Négocier l’hébergement", Visibility::Internal, Side::Agency, 3).await?;
    play.say(&play.client, "Bonjour Lalao, les photos des nouvelles étoffes seront prêtes vendredi.").await?;
    play.say(&play.manager, "Merci Rina. Les maquettes sont en ligne : dites-nous ce que vous en pensez.").await
}

/// A booking site that has just begun and is already late.
pub async fn hotel(state: &AppState, project: ProjectId, title: &str, cast: Cast) -> Result<(), AppError> {
    let play = Stage::new(state, project, title, cast);
    play.advance_to(Status::Planning).await?;
    play.reach(0, Some(6)).await?;
    play.ask("Liste des chambres et tarifs", "Un tableau suffit : chambre, nombre de lits, prix par saison.", 2)
        .await?;
    play.say(&play.manager, "Bonjour Rina, il nous manque la liste des chambres pour avancer.").await
}

/// A brand that is delivered and approved.
pub async fn brand(state: &AppState, project: ProjectId, title: &str, cast: Cast) -> Result<(), AppError> {
    let play = Stage::new(state, project, title, cast);
    play.advance_to(Status::Review).await?;
    let charter = play.document(&play.manager, DocumentKind::Deliverable, "Charte graphique.pdf").await?;
    play.publish(charter, Visibility::Shared).await?;
    let decision = NewApproval {
        document_id: charter,
        version: None,
        decision: Decision::Approved,
        comment: "Parfait, merci à toute l’équipe.".to_owned(),
    };
    approvals::decide(state, &play.client, &decision).await?;
    play.reach(5, None).await?;
    play.advance_to(Status::Completed).await?;
    play.say(&play.client, "Merci beaucoup, la coopérative est très contente.").await
}
