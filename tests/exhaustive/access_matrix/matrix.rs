use fataplus::{
    access::{PartnerLevel, Role, TokenScope},
    ids::ProjectId,
    text::Language,
};
use strum::VariantArray;

use super::{
    askers::{Asker, Who, Workspace},
    comparable, never_issued,
    routes::{self, Place, Route},
    rules::{self, Expected, expected},
};
use crate::support::{Answer, TestApp, app::Options};

const OF_PROJECTS: [Place; 3] = [Place::Api, Place::TenantApi, Place::TenantPage];
const ELSEWHERE: [Place; 3] = [Place::PlatformApi, Place::AppPage, Place::PublicPage];
const CLIENT: Role = Role::Client { lead: false };

/// Callers without a part in the project.
const NOBODIES: [Who; 9] = [
    Who::Stranger,
    Who::Staff,
    Who::AdminElsewhere,
    Who::Invited,
    Who::Removed(CLIENT),
    Who::Removed(Role::MANAGER),
    Who::Removed(Role::Admin),
    Who::ShareOver,
    Who::LeftAgency,
];

/// Asks each column at each route of `places`; no answer may be another than it should be.
async fn ask_all(columns: &[Who], workspaces: &[Workspace], places: &[Place]) {
    ask_all_of(&TestApp::start().await, columns, workspaces, places).await;
}

async fn ask_all_of(app: &TestApp, columns: &[Who], workspaces: &[Workspace], places: &[Place]) {
    app.leave_jobs();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for routes in places.iter().map(|place| routes::of(*place)) {
        for (who, workspace) in columns.iter().flat_map(|who| workspaces.iter().map(move |state| (*who, *state))) {
            // A project for each asker, because permitted requests change it.
            let asker = Asker::new(app, who, workspace).await;
            for route in &routes {
                let answer = asker.ask(app, route, asker.project.id).await;
                let due = expected(who, workspace, route);
                if let Err(why) = judge(app, &asker, (who, route, &due), &answer).await {
                    wrong.push(format!("{who:?} {workspace:?} {route}: {due:?}, but {} {why}", answer.status));
                }
                count += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

async fn judge(
    app: &TestApp,
    asker: &Asker,
    (who, route, due): (Who, &Route, &Expected),
    answer: &Answer,
) -> Result<(), String> {
    let unless = |right: bool, why: &str| if right { Ok(()) } else { Err(why.to_owned()) };
    let location = answer.header("location").unwrap_or_default();
    let to_log_in = location.contains("/handoff?") || location.contains("/login?next=");
    let problem = if route.place.is_page() || answer.status < 400 { String::new() } else { answer.problem() };
    match due {
        Expected::ToLogIn => unless(answer.status == 303 && to_log_in, location),
        Expected::ToProve => unless(answer.status == 303 && location.contains("/account/security?next="), location),
        Expected::Open => {
            // Programs are turned away where people's own affairs are, even those that can be settled without a log-in.
            let of_people = who.scope().is_some() && problem == "insufficient-scope";
            let refused = answer.status == 403 && !of_people || problem == "authentication-required";
            let for_somebody = location.contains("/login?next=");
            unless(!refused && !for_somebody && answer.status < 500, &problem)
        }
        Expected::LetIn => {
            let missing = matches!(answer.status, 404 | 422) && rules::may_be_missing(route);
            let of_contents = matches!(answer.status, 400 | 409..=429) && !route.reads();
            unless(matches!(answer.status, 200..=303) && !to_log_in || of_contents || missing, &problem)
        }
        Expected::NoSuchRow => unless(answer.status == 404, &problem),
        Expected::Refused(status, problems) => {
            unless(answer.status == *status, &problem)?;
            if route.place.is_page() {
                let shown = answer.texts("h1").concat();
                let told = problems.iter().any(|slug| shown == Language::En.text(&format!("problem-{slug}")));
                unless(told || *status == 503, &shown)?;
            } else {
                unless(problems.contains(&problem.as_str()), &problem)?;
            }
            if problem == "insufficient-scope" {
                let challenge = answer.header("www-authenticate").unwrap_or_default();
                let named = |scope: TokenScope| challenge.contains(&format!("scope=\"{scope}\""));
                let needed = rules::missing_scope(who, route);
                unless(challenge.contains("error=\"insufficient_scope\""), challenge)?;
                unless(needed.is_none() || TokenScope::VARIANTS.iter().any(|scope| named(*scope)), challenge)?;
            }
            if *status != 404 || who.role().is_some() {
                return Ok(());
            }
            // As if there were no such project.
            unless(!answer.text().contains(&asker.project.title), "shows the title")?;
            let elsewhere = asker.ask(app, route, never_issued()).await;
            let alike = nameless(answer, asker.project.id) == nameless(&elsewhere, never_issued());
            unless(alike, "unlike a project that never was")
        }
    }
}

/// Comparable part of an answer, without the requested ID.
fn nameless(answer: &Answer, project: ProjectId) -> String {
    let told = format!("{:?}", comparable(answer));
    told.replace(project.as_str(), "ID").replace(&project.label(), "LABEL")
}

#[tokio::test]
async fn each_role_is_let_do_what_the_table_says() {
    let columns: Vec<Who> = Role::ALL.map(Who::Has).into_iter().chain([Who::PlatformAdmin]).collect();
    ask_all(&columns, &[Workspace::Active], &OF_PROJECTS).await;
}

#[tokio::test]
async fn who_has_no_part_finds_nothing() {
    let columns: Vec<Who> = NOBODIES.into_iter().chain([Who::Anonymous]).collect();
    ask_all(&columns, &[Workspace::Active], &OF_PROJECTS).await;
}

#[tokio::test]
async fn a_project_that_is_not_open_says_so_to_its_people_alone() {
    let columns = [
        Who::Anonymous,
        Who::Stranger,
        Who::Invited,
        Who::Removed(CLIENT),
        Who::Has(CLIENT),
        Who::Has(Role::MANAGER),
        Who::Has(Role::Admin),
        Who::Has(Role::Partner(PartnerLevel::Manage)),
        Who::PlatformAdmin,
        Who::Key(TokenScope::ProjectRead),
    ];
    ask_all(&columns, &[Workspace::Suspended], &OF_PROJECTS).await;
    let few = [Who::Stranger, Who::Has(CLIENT), Who::Has(Role::Admin)];
    ask_all(&few, &[Workspace::Provisioning, Workspace::Archived, Workspace::Erased], &OF_PROJECTS).await;
}

#[tokio::test]
async fn what_a_project_demands_beyond_a_log_in_only_its_people_learn() {
    let columns = [
        Who::Anonymous,
        Who::Stranger,
        Who::Removed(Role::MANAGER),
        Who::Has(CLIENT),
        Who::Has(Role::Admin),
        Who::PlatformAdmin,
        Who::Key(TokenScope::PlanWrite),
    ];
    ask_all(&columns, &[Workspace::Elsewhere, Workspace::Overdue], &OF_PROJECTS).await;
}

#[tokio::test]
async fn who_must_show_a_second_factor_is_let_in_nowhere_without() {
    let app = TestApp::with(Options { require_mfa: true, ..Options::default() }).await;
    let columns: Vec<Who> = Role::ALL.map(Who::Unproven).into_iter().chain([Who::Anonymous, Who::Stranger]).collect();
    ask_all_of(&app, &columns, &[Workspace::Active], &OF_PROJECTS).await;
}

#[tokio::test]
async fn who_looks_as_the_client_does_sees_what_he_sees_and_changes_nothing() {
    ask_all(&[Who::Viewing(Role::MANAGER), Who::Viewing(Role::Admin)], &[Workspace::Active], &OF_PROJECTS).await;
}

#[tokio::test]
async fn a_key_does_what_its_scope_and_a_manager_may() {
    let columns: Vec<Who> = TokenScope::VARIANTS.iter().copied().map(Who::Key).collect();
    ask_all(&columns, &[Workspace::Active], &OF_PROJECTS).await;
}

#[tokio::test]
async fn a_token_does_what_its_scope_and_its_person_may() {
    let lead = Role::Client { lead: true };
    let columns: Vec<Who> = TokenScope::VARIANTS.iter().map(|scope| Who::Token(lead, *scope)).collect();
    ask_all(&columns, &[Workspace::Active], &OF_PROJECTS).await;
}

#[tokio::test]
async fn outside_projects_each_is_let_do_what_she_is_to_the_platform() {
    let columns = [
        Who::Anonymous,
        Who::Stranger,
        Who::Invited,
        Who::Removed(Role::MANAGER),
        Who::Has(CLIENT),
        Who::Has(Role::MANAGER),
        Who::Has(Role::Admin),
        Who::Has(Role::Partner(PartnerLevel::Manage)),
        Who::AgencyAdmin,
        Who::Staff,
        Who::PlatformAdmin,
        Who::Key(TokenScope::ProjectRead),
        Who::Token(Role::Admin, TokenScope::ProjectRead),
        Who::Token(CLIENT, TokenScope::DocumentsRead),
    ];
    ask_all(&columns, &[Workspace::Active], &ELSEWHERE).await;
    ask_all(&[Who::Stranger, Who::Has(CLIENT), Who::Has(Role::Admin)], &[Workspace::Suspended], &ELSEWHERE).await;
}
