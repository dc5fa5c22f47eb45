//! The documents: short lines and cells, links that lead somewhere, commands and settings that exist.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Characters of a line, outside of code, tables and addresses.
const LINE: usize = 120;
/// Words of a table's cell.
const CELL: usize = 25;
/// Lines of a decision.
const DECISION: usize = 60;

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files below `folder` whose names satisfy `wanted`; built or downloaded folders are left out.
pub fn files(folder: &Path, wanted: &dyn Fn(&str) -> bool, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name().into_string().unwrap());
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" && name != "node_modules" {
                files(&path, wanted, found);
            }
        } else if wanted(&name) {
            found.push(path);
        }
    }
}

/// The documents, each with its path from the root.
fn documents() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(root(), &|name| name.ends_with(".md"), &mut found);
    assert!(found.len() > 15, "{found:?}");
    let named = |path: PathBuf| {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        (name, fs::read_to_string(path).unwrap())
    };
    found.into_iter().map(named).collect()
}

/// Lines with their numbers, and whether they are code.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str, bool)> {
    let mut code = false;
    text.lines().enumerate().map(move |(index, line)| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        (index + 1, line, code || fence)
    })
}

/// Anchor of a heading, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn anchors(text: &str) -> BTreeSet<String> {
    let headings = lines(text).filter(|(_, line, code)| !code && line.starts_with('#'));
    headings.map(|(_, line, _)| anchor(line.trim_start_matches('#'))).collect()
}

/// Words of `text` that begin with `prefix` and continue with characters that `part` admits.
fn words(text: &str, prefix: &str, part: impl Fn(char) -> bool) -> BTreeSet<String> {
    let starts = text.match_indices(prefix).map(|(at, _)| &text[at + prefix.len()..]);
    starts
        .map(|rest| rest.chars().take_while(|c| part(*c)).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect()
}

#[test]
fn lines_and_cells_are_short() {
    let mut long = Vec::new();
    for (name, text) in documents() {
        for (number, line, code) in lines(&text) {
            if code {
                continue;
            }
            if line.trim_start().starts_with('|') {
                let cells = line.split('|').map(|cell| cell.split_whitespace().count());
                long.extend(
                    cells
                        .filter(|words| *words > CELL)
                        .map(|words| format!("{name}:{number}: a cell of {words} words")),
                );
            } else if line.chars().count() > LINE && !line.contains("://") {
                long.push(format!("{name}:{number}: {} characters", line.chars().count()));
            }
        }
        if name.starts_with("docs/adr/") && text.lines().count() > DECISION {
            long.push(format!("{name}: {} lines", text.lines().count()));
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn links_lead_somewhere() {
    let (mut broken, mut followed) = (Vec::new(), 0);
    for (name, text) in documents() {
        let prose = lines(&text).filter(|(_, _, code)| !code).map(|(_, line, _)| line).collect::<Vec<_>>().join("\n");
        for link in prose.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target =
                if file.is_empty() { root().join(&name) } else { root().join(&name).parent().unwrap().join(file) };
            let there = heading.is_empty() && target.exists()
                || fs::read_to_string(&target).is_ok_and(|text| anchors(&text).contains(heading));
            if !there {
                broken.push(format!("{name}: {link}"));
            }
            followed += 1;
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(followed > 50, "only {followed} links were found");
}

#[test]
fn commands_and_settings_exist() {
    let makefile = fs::read_to_string(root().join("Makefile")).unwrap();
    let targets: BTreeSet<&str> =
        makefile.lines().filter_map(|line| line.split_once(": ##")).map(|(name, _)| name).collect();
    assert!(targets.len() > 8, "{targets:?}");
    let mut sources = Vec::new();
    for folder in ["src", "tests", "benches", "scripts", "deploy"] {
        files(&root().join(folder), &|name| !name.ends_with(".md"), &mut sources);
    }
    sources.extend(["Makefile", "compose.production.yml", "docker-compose.yml"].map(|name| root().join(name)));
    let settings = |text: &str| words(text, "FATAPLUS_", |c| c.is_ascii_uppercase() || c == '_');
    let known: BTreeSet<String> =
        sources.iter().filter_map(|path| fs::read_to_string(path).ok()).flat_map(|text| settings(&text)).collect();
    let mut unknown = Vec::new();
    // The changelog may name removed things.
    for (name, text) in documents().into_iter().filter(|(name, _)| name != "CHANGELOG.md") {
        let in_code = lines(&text).filter(|(.., code)| *code).map(|(_, line, _)| line).collect::<Vec<_>>().join("\n");
        let is_target = |c: char| c.is_ascii_lowercase() || c == '-';
        let made = words(&text, "`make ", is_target).into_iter().chain(words(&in_code, "\nmake ", is_target));
        unknown.extend(made.filter(|made| !targets.contains(made.as_str())).map(|made| format!("{name}: make {made}")));
        let named = settings(&text).into_iter().map(|setting| setting.trim_end_matches("_FILE").to_owned());
        unknown.extend(named.filter(|named| !known.contains(named)).map(|named| format!("{name}: FATAPLUS_{named}")));
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// Of `it isolation::catalog`, in the map's table, and of each `--test NAME` in documents and scripts.
#[test]
fn tests_that_are_named_exist() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let binaries = words(&manifest, "path = \"tests/", |c| c.is_ascii_lowercase());
    let mut missing = Vec::new();
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = map.lines().filter_map(|line| line.strip_prefix("| ")?.rsplit_once("| `"));
    let named: Vec<_> = rows.flat_map(|(_, last)| last.split('`')).filter_map(|name| name.split_once(' ')).collect();
    let named: Vec<_> = named.into_iter().filter(|(_, path)| path.contains("::")).collect();
    for (binary, path) in &named {
        let place = root().join("tests").join(binary).join(path.trim_end_matches("::").replace("::", "/"));
        if !place.is_dir() && !place.with_extension("rs").is_file() {
            missing.push(format!("ARCHITECTURE.md: {binary} {path}"));
        }
    }
    let mut callers: Vec<_> = ["Makefile", "scripts/mutate"].map(|name| root().join(name)).into();
    files(root(), &|name| name.ends_with(".md"), &mut callers);
    for caller in callers {
        let text = fs::read_to_string(&caller).unwrap();
        let called = words(&text, "--test ", |c| c.is_ascii_lowercase());
        missing.extend(called.difference(&binaries).map(|name| format!("{}: --test {name}", caller.display())));
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(named.len() > 15 && binaries.len() == 2, "{named:?} {binaries:?}");
}

/// The names of settings among the literals of `code`: `"DATABASE_URL"`. Files with a secret have no row of their own.
fn literals(code: &str) -> BTreeSet<String> {
    let is_name = |word: &&str| {
        word.contains('_')
            && !word.ends_with("_FILE")
            && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    code.split('"').filter(is_name).map(ToOwned::to_owned).collect()
}

#[test]
fn every_setting_has_its_row() {
    let mut sources = Vec::new();
    files(&root().join("src/config"), &|name| name.ends_with(".rs"), &mut sources);
    let code = sources.iter().map(|path| fs::read_to_string(path).unwrap());
    let code = code.map(|text| text.split("#[cfg(test)]").next().unwrap().to_owned());
    let read: BTreeSet<String> = code.flat_map(|text| literals(&text)).collect();
    let text = fs::read_to_string(root().join("docs/configure.md")).unwrap();
    let told: BTreeSet<String> =
        text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).map(ToOwned::to_owned).collect();
    assert!(read.len() > 25, "{read:?}");
    let (untold, unread): (Vec<_>, Vec<_>) = (read.difference(&told).collect(), told.difference(&read).collect());
    assert!(untold.is_empty(), "read by src/config, without a row in docs/configure.md: {untold:#?}");
    assert!(unread.is_empty(), "a row in docs/configure.md that src/config does not read: {unread:#?}");
}

#[test]
fn headings_are_called_as_links_call_them() {
    assert_eq!(anchor(" A sentence, with `code` and a dash-word"), "a-sentence-with-code-and-a-dash-word");
    assert_eq!(anchors("# One\n```\n# no heading\n```\n## Two words\n").len(), 2);
}
