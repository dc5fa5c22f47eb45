//! Doors of the features: the same file names everywhere, and SQL behind one of them.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};

use super::source::{Source, Sources};

/// File names that every feature may have: words and rules, SQL, use cases, mails, JSON, HTML, jobs, unit tests.
const DOORS: [&str; 8] = ["mod", "store", "changes", "mails", "api", "pages", "jobs", "tests"];
/// Doors that may be folders, whose files are named as their feature needs.
const FOLDERS: [&str; 3] = ["store", "api", "pages"];

/// Further files of a feature, each with the reason why it is no part of a door.
const FURTHER: &[(&str, &str)] = &[
    ("files/documents/downloads", "bytes of a version, for api and pages"),
    ("files/documents/permissions", "who may do what with which document, without rows"),
    ("front/intake/code", "the mailed code of a request"),
    ("front/intake/confirm", "a request becomes a project: the longest use case"),
    ("front/intake/consent", "the privacy notice that a consent is given to"),
    ("people/account/address", "use cases of a change of address"),
    ("people/account/logins", "use cases of one's log-ins"),
    ("people/account/profile", "words of the profile: what may be changed, and the mail preferences"),
    ("people/account/user_agent", "what a User-Agent says, without rows"),
    ("people/credentials/may_issue", "extractor of callers who may make credentials"),
    ("people/credentials/views", "what the pages of tokens and of keys share"),
    ("people/invitations/invited", "the person invited, whatever into"),
    ("people/invitations/quotas", "mail quotas, without rows"),
    ("people/invitations/views", "what pages of invitations share"),
    ("people/linked_accounts/notice", "the page of a refused log-in, which sign_in shows too"),
    ("people/members/accept", "accepting an invitation: account and membership"),
    ("people/members/delivery", "what the worker notes at an invitation"),
    ("people/members/last_seen", "last visits, from rows of the platform"),
    ("people/members/token", "text of an invitation's token, which proves a project"),
    ("people/mfa/codes", "a typed code as a factor"),
    ("people/mfa/delay", "delays after failures, with the rows they are counted in"),
    ("people/mfa/known_browser", "the cookie of a known browser"),
    ("people/mfa/passkeys", "WebAuthn ceremonies"),
    ("people/mfa/recovery", "recovery codes, without rows"),
    ("people/mfa/totp", "codes of an app (RFC 6238), without rows"),
    ("people/sign_in/federated", "flows to an issuer and back"),
    ("people/sign_in/login", "what every way of log-in ends in"),
    ("people/sign_in/mail_login", "log-in by mail, with its rows"),
    ("people/sign_in/passwords", "use cases of passwords"),
    ("people/sign_in/pending", "a log-in between its factors"),
    ("platform/audit/checkpoints", "the signed end of a trail, in the object store"),
    ("platform/domains/check", "the daily check of a served name"),
    ("platform/domains/name", "names of domains, without rows"),
    ("platform/project_admin/rules", "use cases of access rules"),
    ("work/brief/answers", "the answers as data, and their checks"),
    ("work/brief/fields", "questions and answers as the form and two features' pages show them"),
    ("work/brief/marks", "marks by which an older form changes only what was changed in it"),
    ("work/brief/progress", "how many topics are answered, without rows"),
    ("work/brief/questions", "the form and the brief as data"),
    ("work/plan/tasks", "words and use cases of tasks"),
    ("work/projects/home", "what the project's first page puts together"),
    ("work/projects/items", "open items as two pages list them"),
    ("work/projects/new", "use case: staff make a project"),
    ("work/projects/provision", "the job that makes a project's rows, step by step"),
    ("work/projects/quick", "forms of the agency on the project's first page"),
    ("work/projects/settings", "page and use cases of a project's settings"),
];

/// Files with SQL besides stores, each with the reason why it keeps it.
const SQL: &[(&str, &str)] = &[
    ("people/mfa/delay", "each statement is a step of one count under a lock"),
    ("people/sign_in/mail_login", "each statement is a check: link, code, tries, epoch"),
    ("work/projects/provision", "each statement is a step that may run again"),
];

/// Path of a feature's file below `src/features`, without its extension, and its parts below wing and feature.
fn place(source: &Source) -> Option<(&str, Vec<&str>)> {
    let path = source.path.strip_prefix("src/features/")?.strip_suffix(".rs")?;
    let parts: Vec<_> = path.split('/').skip(2).collect();
    (!parts.is_empty()).then_some((path, parts))
}

/// Whether the file is a door, or lies behind one.
fn is_door(parts: &[&str]) -> bool {
    let (name, folders) = parts.split_last().unwrap();
    DOORS.contains(name) || folders.iter().any(|folder| FOLDERS.contains(folder))
}

/// Names in `found` that `listed` lacks, and those that it has without reason.
fn compared<'a>(found: &BTreeSet<&'a str>, listed: &[(&'a str, &'a str)]) -> (Vec<&'a str>, Vec<&'a str>) {
    let listed: BTreeSet<_> = listed.iter().map(|(path, _)| *path).collect();
    (found.difference(&listed).copied().collect(), listed.difference(found).copied().collect())
}

#[test]
fn features_have_the_same_doors() {
    let sources = Sources::read();
    let places = sources.files.iter().filter_map(place);
    let further: BTreeSet<_> =
        places.filter(|(path, parts)| !is_door(parts) && !path.ends_with("/tests")).map(|(path, _)| path).collect();
    let (new, gone) = compared(&further, FURTHER);
    assert!(new.is_empty(), "files that are no doors; if that is right, name them with a reason: {new:#?}");
    assert!(gone.is_empty(), "no longer there: {gone:#?}");
    assert!(is_door(&["store"]) && is_door(&["pages", "home"]) && is_door(&["team", "api"]));
    assert!(!is_door(&["helpers"]) && !is_door(&["team", "helpers"]));
}

/// Whether a file calls the macros or functions of sqlx that send statements.
#[derive(Default)]
struct Statements(bool);

impl Visit<'_> for Statements {
    fn visit_path(&mut self, path: &syn::Path) {
        let mut parts = path.segments.iter().map(|segment| segment.ident.to_string());
        self.0 |= parts.next().is_some_and(|first| first == "sqlx")
            && parts.next().is_some_and(|second| second.starts_with("query"));
        visit::visit_path(self, path);
    }
}

fn sends_statements(source: &Source) -> bool {
    let mut statements = Statements::default();
    statements.visit_file(&source.syntax);
    // A macro's body is no syntax for syn.
    statements.0
        || source.syntax.items.iter().any(|item| {
            matches!(item, syn::Item::Macro(item)
        if item.mac.tokens.to_string().contains("sqlx :: query"))
        })
}

#[test]
fn statements_stand_in_stores() {
    let sources = Sources::read();
    let (mut inside, mut outside) = (0, BTreeSet::new());
    for source in sources.files.iter().filter(|source| sends_statements(source)) {
        match place(source) {
            Some((_, parts)) if parts.contains(&"store") => inside += 1,
            Some((path, _)) => _ = outside.insert(path),
            None => {}
        }
    }
    assert!(inside > 15, "only {inside} stores were found");
    let (new, gone) = compared(&outside, SQL);
    assert!(new.is_empty(), "SQL outside stores: {new:#?}");
    assert!(gone.is_empty(), "without SQL now: {gone:#?}");
}
