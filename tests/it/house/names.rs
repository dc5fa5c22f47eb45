//! Names of types: a search by name finds one thing. Words that have an enum are not passed on as text.

use std::collections::{BTreeMap, BTreeSet};

use syn::{
    Field, FnArg, Ident, Item, Pat, Type,
    visit::{self, Visit},
};

use super::source::Sources;

/// Number of files that may define types of one name.
const FILES: usize = 2;
/// Number of names that is too many to be defined by more files than that.
const TOO_MANY: usize = 5;

/// Names of the types a file defines, those within functions too.
#[derive(Default)]
struct Types(BTreeSet<String>);

impl Visit<'_> for Types {
    fn visit_item(&mut self, item: &Item) {
        let name = match item {
            Item::Struct(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::Trait(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            _ => None,
        };
        self.0.extend(name.map(Ident::to_string));
        visit::visit_item(self, item);
    }
}

#[test]
fn few_types_share_a_name() {
    let sources = Sources::read();
    let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for source in &sources.files {
        let mut types = Types::default();
        types.visit_file(&source.syntax);
        for name in types.0 {
            by_name.entry(name).or_default().push(&source.path);
        }
    }
    assert!(by_name.len() > 500, "only {} types were found", by_name.len());
    let shared: Vec<_> = by_name.iter().filter(|(_, files)| files.len() > FILES).collect();
    assert!(shared.len() < TOO_MANY, "{} names are defined in more than {FILES} files: {shared:#?}", shared.len());
}

/// Names of fields and parameters that hold a word with an enum of its own, in `src/access`.
const WORDS: [&str; 7] = ["role", "platform_role", "member_role", "level", "partner_level", "workspace", "visibility"];
/// Places where such a name stands for text: a form's field before it is parsed, so that it can be shown again, and
/// roles of PostgreSQL.
const TEXT: [(&str, &str); 7] = [
    ("src/db/embedded/mod.rs", "role"),
    ("src/db/embedded/tests.rs", "role"),
    ("src/db/self_check.rs", "role"),
    ("src/features/files/documents/pages/forms.rs", "visibility"),
    ("src/features/files/documents/pages/mod.rs", "visibility"),
    ("src/features/people/members/pages/sharing.rs", "level"),
    ("src/features/work/plan/pages/tasks.rs", "visibility"),
];

/// Fields and parameters of type `String` or `&str` with such a name.
#[derive(Default)]
struct Texts(Vec<String>);

fn is_text(of: &Type) -> bool {
    match of {
        Type::Reference(reference) => is_text(&reference.elem),
        Type::Path(path) => path.path.is_ident("String") || path.path.is_ident("str"),
        _ => false,
    }
}

impl Texts {
    fn note(&mut self, name: &Ident, of: &Type) {
        if WORDS.iter().any(|word| name == word) && is_text(of) {
            self.0.push(name.to_string());
        }
    }
}

impl Visit<'_> for Texts {
    fn visit_field(&mut self, field: &Field) {
        if let Some(name) = &field.ident {
            self.note(name, &field.ty);
        }
    }

    fn visit_fn_arg(&mut self, argument: &FnArg) {
        if let FnArg::Typed(argument) = argument
            && let Pat::Ident(pattern) = &*argument.pat
        {
            self.note(&pattern.ident, &argument.ty);
        }
    }
}

fn texts(sources: &Sources) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for source in &sources.files {
        let mut texts = Texts::default();
        texts.visit_file(&source.syntax);
        found.extend(texts.0.into_iter().map(|name| (source.path.clone(), name)));
    }
    found
}

#[test]
fn roles_and_their_like_are_no_text() {
    let mut found = texts(&Sources::read());
    found.sort();
    found.dedup();
    let known: Vec<_> = TEXT.iter().map(|(path, name)| ((*path).to_owned(), (*name).to_owned())).collect();
    assert_eq!(found, known, "fields and parameters that should have the type of src/access");
    let sample = "struct A { role: String, level: u8 } fn f(workspace: &str, other: &str) {}";
    let words: Vec<_> = texts(&Sources::of(&[("src/a.rs", sample)])).into_iter().map(|(_, name)| name).collect();
    assert_eq!(words, ["role", "workspace"]);
}
