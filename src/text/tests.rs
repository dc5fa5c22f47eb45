use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};

use super::{Language, bundles};

/// Each key with the names of the arguments its text uses.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    for source in bundles::sources(language) {
        let resource = fluent_syntax::parser::parse(source).map_err(|(_, errors)| errors).expect("a file that parses");
        for entry in resource.body {
            if let Entry::Message(message) = entry {
                let mut args = BTreeSet::new();
                for element in message.value.expect("a message with a value").elements {
                    if let PatternElement::Placeable { expression } = element {
                        collect(&expression, &mut args);
                    }
                }
                let twice = keys.insert(message.id.name.clone(), args);
                assert!(twice.is_none(), "{} is defined twice in {}", message.id.name, language.tag());
            }
        }
    }
    keys
}

fn collect(expression: &Expression<String>, args: &mut BTreeSet<String>) {
    let inline = match expression {
        Expression::Inline(inline) => inline,
        Expression::Select { selector, variants } => {
            for element in variants.iter().flat_map(|variant| &variant.value.elements) {
                if let PatternElement::Placeable { expression } = element {
                    collect(expression, args);
                }
            }
            selector
        }
    };
    if let InlineExpression::VariableReference { id } = inline {
        args.insert(id.name.clone());
    }
}

#[test]
fn the_three_languages_have_the_same_keys_and_arguments() {
    let french = keys(Language::Fr);
    assert!(!french.is_empty());
    for language in [Language::En, Language::Mg] {
        let other = keys(language);
        let missing: Vec<_> = french.keys().filter(|key| !other.contains_key(*key)).collect();
        let surplus: Vec<_> = other.keys().filter(|key| !french.contains_key(*key)).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{}: missing {missing:?}, surplus {surplus:?}",
            language.tag()
        );
        for (key, args) in &french {
            assert_eq!(Some(args), other.get(key), "{key} in {}", language.tag());
        }
    }
}

/// Keys used as literals in templates and code, and prefixes of composed ones (`status-{name}`).
fn used() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut whole, mut prefixes) = (BTreeSet::new(), BTreeSet::new());
    let mut folders = vec!["templates".into(), "src".into()];
    while let Some(folder) = folders.pop() {
        let folder: std::path::PathBuf = folder;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            for literal in std::fs::read_to_string(&path).unwrap_or_default().split('"').skip(1) {
                let key: String = literal.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                let rest = &literal[key.len()..];
                if rest.is_empty() && key.ends_with('-') || rest.starts_with('{') && key.ends_with('-') {
                    prefixes.insert(key);
                } else if rest.is_empty() {
                    whole.insert(key);
                }
            }
        }
    }
    (whole, prefixes)
}

#[test]
fn every_text_is_used() {
    let (whole, prefixes) = used();
    let unused: Vec<_> = keys(Language::Fr)
        .into_keys()
        .filter(|key| !whole.contains(key) && !prefixes.iter().any(|prefix| key.starts_with(prefix)))
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

#[test]
fn every_key_in_a_template_has_a_text() {
    let french = keys(Language::Fr);
    let mut folders = vec![std::path::PathBuf::from("templates")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for call in ["p.t(\"", "p.ta(\"", "p.ta2(\"", "p.t( \""] {
                for rest in source.split(call).skip(1) {
                    let key = rest.split('"').next().unwrap();
                    assert!(french.contains_key(key), "{key} in {} has no text", path.display());
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 50, "the scan found next to nothing");
}

#[test]
fn the_browser_s_wish_decides_by_weight() {
    assert_eq!(Language::negotiate("de, en-GB;q=0.5, mg;q=0.8"), Some(Language::Mg));
    assert_eq!(Language::negotiate("fr; q=0.5, mg ;q=0.4, en ; q=0.8"), Some(Language::En));
    assert_eq!(Language::negotiate("fr-MG"), Some(Language::Fr));
    assert_eq!(Language::negotiate("de;q=1, ja"), None);
    assert_eq!(Language::negotiate("en;q=0"), None);
}

/// The arguments of a call, from after its opening bracket, split at the commas of its own level.
fn arguments(call: &str) -> Vec<String> {
    let (mut depth, mut quoted, mut arguments) = (0, false, vec![String::new()]);
    for (before, c) in std::iter::once(' ').chain(call.chars()).zip(call.chars()) {
        match c {
            '"' if before != '\\' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted && depth == 0 => break,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                arguments.push(String::new());
                continue;
            }
            _ => {}
        }
        arguments.last_mut().unwrap().push(c);
    }
    arguments.into_iter().map(|argument| argument.trim().to_owned()).collect()
}

#[test]
fn every_fault_of_a_field_has_a_text() {
    let (french, mut folders, mut seen) = (keys(Language::Fr), vec![std::path::PathBuf::from("src")], 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for (call, place) in [(".that(", 2), ("FieldErrors::one(", 1)] {
                for rest in source.split(call).skip(1) {
                    let code = arguments(rest).get(place).cloned().unwrap_or_default();
                    let Some(code) = code.strip_prefix('"').and_then(|code| code.strip_suffix('"')) else { continue };
                    assert!(
                        french.contains_key(&format!("field-{code}")),
                        "field-{code}, of {}, has no text",
                        path.display()
                    );
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 40, "the scan found next to nothing: {seen}");
}

#[test]
fn the_first_of_a_month_is_said_as_in_french() {
    let day = |day: u8| {
        let args = [("day", day.into()), ("month", "décembre".into()), ("year", "2026".into())];
        Language::Fr.text_with("date", &args).into_owned()
    };
    assert_eq!([day(1), day(21)], ["1er décembre 2026", "21 décembre 2026"]);
}
