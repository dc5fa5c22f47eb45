use fataplus::access::{PartnerLevel, Role, Scope};

use super::{
    askers::{Asker, Who, Workspace},
    never_issued,
    routes::{self, Place, Route},
    rules::{self, Expected, expected},
};
use crate::support::{Answer, TestApp};

const OF_PROJECTS: [Place; 3] = [Place::Api, Place::TenantApi, Place::TenantPage];
const ELSEWHERE: [Place; 3] = [Place::PlatformApi, Place::AppPage, Place::PublicPage];
const CLIENT: Role = Role::Client { lead: false };

/// Who has no part in a project, or no longer, or not yet.
const NOBODIES: [Who; 9] = [
    Who::Stranger,
    Who::Staff,
    Who::AdminElsewhere,
    Who::Invited,
    Who::Removed(CLIENT),
    Who::Removed(Role::ProjectManager),
    Who::Removed(Role::Admin),
    Who::ShareOver,
    Who::LeftAgency,
];

/// Every answer that is not what it should be, each column at each route of `places`.
async fn ask_all(columns: &[Who], workspaces: &[Workspace], places: &[Place]) {
    let app = TestApp::start().await;
    app.leave_jobs();
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for workspace in workspaces {
        for who in columns {
            for place in places {
                // A project of its own for each, since what is let in changes it.
                let asker = Asker::new(&app, *who, *workspace).await;
                for route in routes::of(*place) {
                    let answer = asker.ask(&app, &route, asker.project.id).await;
                    let due = expected(*who, *workspace, &route);
                    if let Err(why) = judge(&app, &asker, (*who, &route, &due), &answer).await {
                        let name = format!("{place:?} {} {}", route.method, route.path);
                        wrong.push(format!("{who:?} {workspace:?} {name}: {due:?}, but {} {why}", answer.status));
                    }
                    asked += 1;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
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
        Expected::LetIn => {
            let missing = answer.status == 404 && rules::row_may_be_missing(route);
            let of_contents = matches!(answer.status, 400 | 409..=429) && !route.reads();
            unless(matches!(answer.status, 200..=303) && !to_log_in || of_contents || missing, &problem)
        }
        Expected::NoSuchRow => unless(answer.status == 404, &problem),
        Expected::Refused(status, problems) => {
            unless(answer.status == *status, &problem)?;
            unless(route.place.is_page() || problems.contains(&problem.as_str()), &problem)?;
            if problem == "insufficient-scope" {
                let challenge = answer.header("www-authenticate").unwrap_or_default();
                let named = |scope: Scope| challenge.contains(&format!("scope=\"{scope}\""));
                let needed = rules::missing_scope(who, route);
                unless(challenge.contains("error=\"insufficient_scope\""), challenge)?;
                unless(needed.is_none() || Scope::ALL.iter().any(|scope| named(*scope)), challenge)?;
            }
            if *status != 404 || who.role().is_some() {
                return Ok(());
            }
            // As if there were no such project.
            unless(!answer.text().contains(&asker.project.title), "shows the title")?;
            let elsewhere = asker.ask(app, route, never_issued()).await;
            unless(super::comparable(answer) == super::comparable(&elsewhere), "unlike a project that never was")
        }
    }
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
        Who::Has(Role::ProjectManager),
        Who::Has(Role::Admin),
        Who::Has(Role::Partner(PartnerLevel::Manage)),
        Who::PlatformAdmin,
        Who::Key(Scope::ProjectRead),
    ];
    ask_all(&columns, &[Workspace::Suspended], &OF_PROJECTS).await;
    let few = [Who::Stranger, Who::Has(CLIENT), Who::Has(Role::Admin)];
    ask_all(&few, &[Workspace::Provisioning, Workspace::Archived, Workspace::Erased], &OF_PROJECTS).await;
}

#[tokio::test]
async fn who_looks_as_the_client_does_sees_what_he_sees_and_changes_nothing() {
    ask_all(&[Who::Viewing(Role::ProjectManager), Who::Viewing(Role::Admin)], &[Workspace::Active], &OF_PROJECTS).await;
}

#[tokio::test]
async fn a_key_does_what_its_scope_and_a_manager_may() {
    let columns: Vec<Who> = Scope::ALL.iter().copied().map(Who::Key).collect();
    ask_all(&columns, &[Workspace::Active], &OF_PROJECTS).await;
}

#[tokio::test]
async fn a_token_does_what_its_scope_and_its_person_may() {
    let lead = Role::Client { lead: true };
    let columns: Vec<Who> = Scope::ALL.iter().map(|scope| Who::Token(lead, *scope)).collect();
    ask_all(&columns, &[Workspace::Active], &OF_PROJECTS).await;
}

#[tokio::test]
async fn outside_projects_each_is_let_do_what_she_is_to_the_platform() {
    let columns = [
        Who::Anonymous,
        Who::Stranger,
        Who::Invited,
        Who::Removed(Role::ProjectManager),
        Who::Has(CLIENT),
        Who::Has(Role::ProjectManager),
        Who::Has(Role::Admin),
        Who::Has(Role::Partner(PartnerLevel::Manage)),
        Who::AgencyAdmin,
        Who::Staff,
        Who::PlatformAdmin,
        Who::Key(Scope::ProjectRead),
        Who::Token(Role::Admin, Scope::ProjectRead),
        Who::Token(CLIENT, Scope::DocumentsRead),
    ];
    ask_all(&columns, &[Workspace::Active], &ELSEWHERE).await;
    ask_all(&[Who::Stranger, Who::Has(CLIENT), Who::Has(Role::Admin)], &[Workspace::Suspended], &ELSEWHERE).await;
}
