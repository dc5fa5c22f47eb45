//! Rules the compiler does not know: which module may use which, and which files may make the proofs that open tenant
//! rows.

use std::{collections::BTreeSet, fs, path::Path};

/// The rooms of `src`, a building seen from the top: each may use those below it and none above.
///
/// `config` stands above `storage`, whose settings it reads; `jobs` writes its rows itself and holds mail; `http` is
/// where state, sessions and rows come together, so it stands above them all.
const ROOMS: &[&str] = &[
    "main",
    "cli",
    "demo",
    "isolation_check",
    "app",
    "worker",
    "features",
    "server",
    "http",
    "limits",
    "metering",
    "config",
    "identity",
    "jobs",
    "mail",
    "storage",
    "dns",
    "db",
    "audit",
    "access",
    "text",
    "isolation_status",
    "ids",
    "clock",
    "addresses",
    "telemetry",
    "words",
];

/// Permitted callers, file by file. A new caller is a decision about isolation: add it here with its reason.
struct Rule {
    what: &'static str,
    text: &'static str,
    callers: &'static [(&'static str, &'static str)],
}

const RULES: &[Rule] = &[
    Rule {
        what: "makes the proof that tenant rows may be reached",
        text: "Scope::authorised(",
        callers: &[
            ("src/http/auth/access.rs", "after the role was looked up"),
            (
                "src/http/auth/authenticate.rs",
                "a key's text has our check, which covers the project: its row is looked for, nothing else",
            ),
            (
                "src/features/people/members/token.rs",
                "an invitation's secret proves it: its digest is looked for, nothing else",
            ),
            ("src/features/work/projects/provision.rs", "the project is being made"),
            (
                "src/features/work/projects/store/directory.rs",
                "an operator's command compares each project with its listings; nothing but IDs leaves it",
            ),
            (
                "src/features/work/projects/store/lists.rs",
                "the statement reads the person's part as well, and nothing is shown without one",
            ),
            ("src/features/shared/runs.rs", "a job runs in the project of its row"),
            ("src/worker/reads.rs", "reads of requests that were admitted to it are appended to its trail"),
            (
                "src/features/platform/audit/mod.rs",
                "an operator's command checks each trail; counts and hashes leave it",
            ),
            (
                "src/features/platform/audit/checkpoints.rs",
                "the end of a trail is signed; a number and a hash leave it",
            ),
            ("src/features/platform/project_admin/mod.rs", "its admin, or the operator on the command line"),
            ("src/isolation_check/tenants.rs", "the two projects that exist for the check alone"),
        ],
    },
    Rule {
        what: "makes an Access, and with it the proof, of a part that was looked up",
        text: "Access::granted(",
        callers: &[("src/http/auth/project_admin.rs", "the other gate, for who opens a project that is closed")],
    },
    Rule {
        what: "makes an Access of somebody who was not looked up",
        text: "Access::assumed(",
        callers: &[("src/demo/story.rs", "the demo's cast acts by the features' own rules")],
    },
    Rule {
        what: "reads what decides on a person's part in a project",
        text: "PlatformScope::Part(",
        callers: &[("src/http/auth/authenticate.rs", "the look at session or token, person and role")],
    },
    Rule {
        what: "reads a person's listings",
        text: "PlatformScope::Listings(",
        callers: &[
            ("src/http/auth/authenticate.rs", "whether a person who stays logged in works anywhere"),
            ("src/features/people/partners/team/api.rs", "projects shared with the agency of its admin"),
            ("src/features/people/partners/pages/team.rs", "projects shared with the agency of its admin"),
            ("src/features/platform/health/pages.rs", "numbers of projects by status, for an admin of the platform"),
            ("src/features/people/sign_in/passwords.rs", "names that are no password for this person"),
            ("src/features/people/sign_in/pages/password.rs", "the only project of the person who has just logged in"),
            ("src/features/work/projects/api.rs", "the caller's list"),
            ("src/features/work/projects/pages.rs", "the caller's list"),
            ("src/features/work/projects/pages/my_work.rs", "the caller's work"),
        ],
    },
    Rule {
        what: "opens a transaction on platform rows",
        text: ".platform(",
        callers: &[
            ("src/app/metrics.rs", "counts of projects and jobs"),
            ("src/cli/forget_copies.rs", "an announcement, and no row"),
            ("src/cli/jobs.rs", "the operator has failed jobs tried again"),
            ("src/features/platform/audit/mod.rs", "the platform's own audit trail"),
            ("src/features/platform/audit/pages/platform.rs", "the platform's own audit trail, for its admins"),
            ("src/cli/user.rs", "the first admin"),
            ("src/demo/mod.rs", "the demo's people"),
            ("src/features/front/intake/pages/entry.rs", "the browser that began a request enters its project"),
            ("src/features/people/account/address.rs", "one's own address"),
            ("src/features/people/sign_in/login.rs", "opening a session"),
            ("src/features/people/account/logins.rs", "one's own log-ins"),
            ("src/features/people/account/api/logins.rs", "one's own log-ins"),
            ("src/features/people/account/pages/logins.rs", "one's own log-ins"),
            ("src/features/people/sign_in/mail_login.rs", "signing in by mail"),
            ("src/features/people/sign_in/pages/handoff.rs", "carrying a session to a tenant host"),
            ("src/features/people/sign_in/pages/login.rs", "logging in and out"),
            ("src/features/people/sign_in/pages/password.rs", "setting a password by a mailed link"),
            ("src/features/people/account/pages/profile.rs", "one's own account"),
            ("src/features/people/sign_in/passwords.rs", "one's own password"),
            ("src/features/people/account/changes.rs", "one's own account"),
            (
                "src/features/platform/health/pages.rs",
                "use, failures and jobs of all projects, for an admin of the platform",
            ),
            ("src/features/platform/domains/check.rs", "which project a name is served for, once its proof was seen"),
            ("src/features/platform/domains/jobs.rs", "whether a name is still served for its project"),
            ("src/cli/project.rs", "the operator gives a project another plan"),
            ("src/features/people/account/pages/authenticator.rs", "an app one is setting up"),
            ("src/features/people/account/pages/codes.rs", "one's own recovery codes"),
            ("src/features/people/account/pages/confirm.rs", "showing once more who one is"),
            ("src/features/people/sign_in/pages/passkey.rs", "passkeys"),
            ("src/features/people/sign_in/pages/second.rs", "a log-in that waits for its second factor"),
            ("src/features/people/account/pages/security.rs", "one's own second factors"),
            ("src/features/platform/project_admin/api.rs", "plans and allowances"),
            ("src/features/people/sign_in/federated.rs", "ways to an issuer and back, and whose an account there is"),
            ("src/features/people/linked_accounts/pages.rs", "one's own linked accounts"),
            ("src/features/front/intake/api.rs", "submissions"),
            ("src/features/front/intake/confirm.rs", "a submission becomes a project"),
            ("src/features/front/intake/pages/code.rs", "submissions"),
            ("src/features/front/intake/pages/mod.rs", "the submission whose token this browser holds"),
            ("src/features/front/intake/pages/staff.rs", "submissions"),
            ("src/features/front/intake/pages/steps.rs", "drafts of submissions"),
            ("src/features/platform/isolation/pages.rs", "the check's history"),
            ("src/features/platform/jobs/pages.rs", "failed jobs, for admins"),
            (
                "src/features/people/members/delivery.rs",
                "the invitation of a partner agency whose mail was not delivered",
            ),
            ("src/features/platform/isolation/store.rs", "the check's history"),
            ("src/features/people/members/accept.rs", "the account of somebody invited"),
            ("src/features/people/partners/api.rs", "partner agencies"),
            ("src/features/people/partners/shares/api.rs", "the name of the agency to share with"),
            ("src/features/people/partners/team/api.rs", "a partner agency, as its admin herself"),
            ("src/features/people/partners/team/mod.rs", "the people of a partner agency, for its own admin"),
            ("src/features/people/partners/pages/agencies.rs", "partner agencies"),
            ("src/features/people/staff/pages.rs", "people of the agency"),
            ("src/features/people/partners/pages/team.rs", "a partner agency, as its admin herself"),
            ("src/features/people/members/pages/client_view.rs", "the mark on one's own session"),
            ("src/features/people/members/pages/sharing.rs", "the agencies an admin may share with"),
            ("src/features/people/members/last_seen.rs", "when a project's people were last on its host"),
            ("src/features/work/projects/api.rs", "a person's list"),
            ("src/features/work/projects/store/directory.rs", "the ledger of projects, for an operator's command"),
            ("src/features/work/projects/new.rs", "an ID from the ledger"),
            ("src/features/work/projects/pages/my_work.rs", "a person's work"),
            ("src/features/work/projects/pages/new_project.rs", "the agency's people, to choose the manager from"),
            ("src/features/work/projects/pages.rs", "a person's list"),
            ("src/features/work/projects/provision.rs", "the people and the organisation of a project being made"),
            ("src/http/auth/authenticate.rs", "the look at session or token, person and role"),
            ("src/http/edge/domains.rs", "the table of served names"),
            ("src/http/api/idempotency.rs", "kept answers"),
            ("src/http/auth/read_credential.rs", "renewing a session"),
            ("src/http/auth/signing.rs", "the keys that sign sessions"),
            ("src/cli/signing_keys.rs", "the keys that sign sessions"),
            ("src/features/people/credentials/personal_tokens/changes.rs", "one's own tokens"),
            ("src/features/people/credentials/personal_tokens/api.rs", "one's own tokens"),
            ("src/features/people/credentials/personal_tokens/pages.rs", "one's own tokens"),
            ("src/worker/expiry.rs", "what was begun on the way in and is over"),
            ("src/worker/meters.rs", "what all projects used in a second"),
            ("src/worker/mod.rs", "the queue"),
            ("src/isolation_check/asking.rs", "the sessions of the synthetic people"),
            ("src/isolation_check/platform.rs", "the synthetic people's rows among the platform's"),
            ("src/isolation_check/tenants.rs", "the synthetic people"),
            ("src/features/people/account/pages/passkeys.rs", "one's own passkeys"),
            ("src/features/people/invitations/invited.rs", "the account of somebody invited"),
            ("src/features/people/sign_in/api.rs", "tokens for programs"),
            ("src/features/shared/runs.rs", "how a job ended"),
        ],
    },
    Rule { what: "holds a pool", text: "PgPool", callers: &[] },
];

/// Path from the root of the repository, and the text without comments and unit tests.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut folders, mut found) = (vec![root.join("src")], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let code = code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>();
                found.push((path.strip_prefix(root).unwrap().display().to_string(), code.join("\n")));
            }
        }
    }
    assert!(found.len() > 50, "{found:?}");
    found
}

/// `src/http/page/mod.rs` and `src/clock.rs` are in `http` and `clock`.
fn room(path: &str) -> &str {
    let rest = path.strip_prefix("src/").unwrap();
    rest.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The rooms named after `crate::`, in paths and in (nested) groups of imports.
fn used(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            rooms.insert(word(rest));
            continue;
        };
        let (mut depth, mut first) = (1, true);
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 1 => break,
                '}' => depth -= 1,
                ',' if depth == 1 => first = true,
                c if first && depth == 1 && !c.is_whitespace() => {
                    rooms.insert(word(&group[at..]));
                    first = false;
                }
                _ => {}
            }
        }
    }
    rooms
}

#[test]
fn each_room_uses_only_those_below_it() {
    let level = |room: &str| ROOMS.iter().position(|known| *known == room);
    let mut ways_up = Vec::new();
    for (path, code) in sources() {
        let own = room(&path);
        if own == "lib" {
            continue;
        }
        assert!(level(own).is_some(), "{path} is in a room that ROOMS does not know");
        for other in used(&code).iter().filter(|other| level(other).is_some_and(|level_of| Some(level_of) < level(own)))
        {
            ways_up.push(format!("{path} uses {other}, which stands above {own}"));
        }
    }
    assert!(ways_up.is_empty(), "{ways_up:#?}");
}

#[test]
fn only_named_files_reach_past_the_scope() {
    let sources = sources();
    for Rule { what, text, callers } in RULES {
        let calls = |(path, code): &&(String, String)| {
            let is_use = |at: usize| {
                let before = &code[..at];
                let longer_word = text.starts_with(char::is_alphabetic)
                    && before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
                let definition = ["struct", "impl", "for", "->"].iter().any(|word| before.trim_end().ends_with(word));
                !longer_word && !definition
            };
            !path.starts_with("src/db/") && code.match_indices(text).any(|(at, _)| is_use(at))
        };
        let found: BTreeSet<&str> = sources.iter().filter(calls).map(|(path, _)| path.as_str()).collect();
        let named: BTreeSet<&str> = callers.iter().map(|(path, _)| *path).collect();
        let (new, gone): (Vec<_>, Vec<_>) = (found.difference(&named).collect(), named.difference(&found).collect());
        assert!(new.is_empty(), "a new place {what} (`{text}`); if that is right, name it with its reason: {new:#?}");
        assert!(gone.is_empty(), "no longer a place that {what} (`{text}`): take it off the list: {gone:#?}");
    }
}

#[test]
fn imports_are_read_as_they_are_written() {
    let code =
        "use crate::{\n    access::{Action, action::View},\n    db::Scope, ids,\n};\nfn f() { crate::text::t() }";
    assert_eq!(used(code).into_iter().collect::<Vec<_>>(), ["access", "db", "ids", "text"]);
    assert_eq!((room("src/http/page/mod.rs"), room("src/clock.rs")), ("http", "clock"));
}
