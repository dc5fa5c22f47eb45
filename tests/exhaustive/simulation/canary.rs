//! Words that name their owner: `zq7-<owner>-<audience>-<number>`. Every field that a person of the simulation writes
//! holds one, so that an answer can be judged by its words, without remembering where each was written.

use fataplus::access::{PartnerLevel, Role};

const MARK: &[u8] = b"zq7-";

/// A word found in an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Canary {
    /// Owner: a project's letter, `p…` a person, `g…` an agency, `n…` a request for a project, `m…x…` a project by
    /// staff.
    pub of: String,
    /// Audience: one of `classes::ALL`.
    pub class: String,
}

/// Audiences of words.
pub mod classes {
    /// Everybody with a part in the project.
    pub const ANY: &str = "any";
    /// The agency alone.
    pub const INTERNAL: &str = "internal";
    /// Agency and client.
    pub const CLIENT: &str = "client";
    /// Agency and partners.
    pub const PARTNER: &str = "partner";
    /// All, by the visibility of the thing.
    pub const SHARED: &str = "shared";
    /// Readers of shared threads.
    pub const THREAD: &str = "thread";
    /// Readers of threads of agency and partners.
    pub const WORKERS: &str = "workers";
    /// A person's or an agency's name.
    pub const NAME: &str = "name";
    /// A person's address.
    pub const MAIL: &str = "mail";

    /// All of them.
    pub const ALL: [&str; 9] = [ANY, INTERNAL, CLIENT, PARTNER, SHARED, THREAD, WORKERS, NAME, MAIL];

    /// The class of words in a thread of this audience.
    pub fn of_thread(audience: &str) -> &'static str {
        match audience {
            "client" => CLIENT,
            "shared" => THREAD,
            "partner" => WORKERS,
            _ => INTERNAL,
        }
    }

    /// Possible visibilities of a thing whose words are of `class`, the widest first.
    pub fn visibilities(class: &str) -> &'static [&'static str] {
        match class {
            SHARED => &[SHARED, CLIENT, PARTNER, INTERNAL],
            CLIENT => &[CLIENT, INTERNAL],
            PARTNER => &[PARTNER, INTERNAL],
            _ => &[INTERNAL],
        }
    }
}

/// Whether `role` may read a project's word of `class`.
pub fn reads(role: Role, class: &str) -> bool {
    match class {
        classes::ANY | classes::SHARED => true,
        classes::INTERNAL => role.is_agency(),
        classes::CLIENT => !matches!(role, Role::Partner(_)),
        classes::PARTNER => !matches!(role, Role::Client { .. }),
        classes::THREAD => role != Role::Partner(PartnerLevel::View),
        classes::WORKERS => role != Role::Partner(PartnerLevel::View) && !matches!(role, Role::Client { .. }),
        _ => false,
    }
}

/// Every canary in `bytes`, in either case.
pub fn find(bytes: &[u8]) -> Vec<Canary> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = bytes[at..].windows(MARK.len()).position(|window| window.eq_ignore_ascii_case(MARK)) {
        at += next + MARK.len();
        let word = |from: usize| {
            let length = bytes[from..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            String::from_utf8_lossy(&bytes[from..from + length]).to_ascii_lowercase()
        };
        let of = word(at);
        let mut end = at + of.len();
        let mut class = String::new();
        if bytes.get(end) == Some(&b'-') {
            class = word(end + 1);
            end += 1 + class.len();
        }
        // Cut off behind its owner or within its class a word still counts for its owner; inside a random token it
        // counts for none.
        let ends = !bytes.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let known = classes::ALL.contains(&class.as_str());
        if is_owner(&of) && (known || ends && classes::ALL.iter().any(|known| known.starts_with(&class))) {
            found.push(Canary { of, class });
        }
    }
    found
}

/// Surroundings of a word, for a report.
pub fn around(text: &str, canary: &Canary) -> String {
    let word = format!("zq7-{}-{}", canary.of, canary.class);
    let Some(at) = text.to_ascii_lowercase().find(&word) else { return String::new() };
    text[text.floor_char_boundary(at.saturating_sub(200))..text.ceil_char_boundary(at + 100)].to_owned()
}

/// A random token of 43 characters holds the mark once in a hundred thousand times; with a valid owner behind it,
/// never.
fn is_owner(of: &str) -> bool {
    let is_number = |number: &str| {
        number.starts_with(|first: char| first.is_ascii_digit())
            && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x')
    };
    matches!(of, "a" | "b" | "c") || of.strip_prefix(['p', 'g', 'n', 'm']).is_some_and(is_number)
}

#[test]
fn canaries_are_found_wherever_they_stand() {
    let found = find(b"{\"t\":\"ZQ7-A-Internal-000001\"} <b>zq7-p3-mail-000002@x</b> zq7-b");
    let found: Vec<_> = found.iter().map(|one| (one.of.as_str(), one.class.as_str())).collect();
    assert_eq!(found, [("a", "internal"), ("p3", "mail"), ("b", "")]);
    assert!(find(b"zq7").is_empty() && find(b"").is_empty());
    for token in ["uKAa8xbCrEDoq0haZEq0Zq7-keRdGoULOCi4VmwV9n0", "5DBpVPZZq7-e_yM6WtJF6E7NgYlhjg05ICGqsE0Yzq7-b_-a"] {
        assert!(find(token.as_bytes()).is_empty(), "by chance: {token}");
    }
    assert_eq!(find(b"zq7-n1402-int").len() + find(b"zq7-m3x12-any-1").len(), 2);
}

#[test]
fn words_are_read_by_those_they_are_for() {
    let [client, manager] = [Role::Client { lead: false }, Role::MANAGER];
    let [onlooker, editor] = [PartnerLevel::View, PartnerLevel::Edit].map(Role::Partner);
    let readers = |class| [client, manager, onlooker, editor].map(|role| reads(role, class));
    assert_eq!(readers(classes::ANY), [true; 4]);
    assert_eq!(readers(classes::INTERNAL), [false, true, false, false]);
    assert_eq!(readers(classes::CLIENT), [true, true, false, false]);
    assert_eq!(readers(classes::PARTNER), [false, true, true, true]);
    assert_eq!(readers(classes::THREAD), [true, true, false, true]);
    assert_eq!(readers(classes::WORKERS), [false, true, false, true]);
    assert_eq!(readers(""), [false; 4]);
}
