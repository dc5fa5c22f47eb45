//! The two files of Compose: the local one needs no settings and touches nothing of production's.

use std::collections::{BTreeMap, BTreeSet};

const LOCAL: &str = include_str!("../../docker-compose.yml");
const PRODUCTION: &str = include_str!("../../compose.production.yml");
const EXAMPLE: &str = include_str!("../../deploy/compose/env.example");

/// Lines that say something.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
}

/// Name and value of a line `name: value`, indented by `depth`.
fn entry(line: &str, depth: usize) -> Option<(&str, &str)> {
    let text =
        line.get(depth..).filter(|text| line.starts_with(&" ".repeat(depth)) && !text.starts_with([' ', '-']))?;
    text.split_once(':').map(|(name, value)| (name, value.trim()))
}

/// Lines below each entry of a section, such as `services`.
fn section<'a>(text: &'a str, name: &str) -> BTreeMap<&'a str, Vec<&'a str>> {
    let (mut inside, mut found, mut current) = (false, BTreeMap::new(), "");
    for line in lines(text) {
        if let Some((top, _)) = entry(line, 0) {
            inside = top == name;
        } else if inside {
            if let Some((below, _)) = entry(line, 2) {
                current = below;
            }
            found.entry(current).or_insert_with(Vec::new).push(line);
        }
    }
    assert!(found.len() > 1, "{name}: {found:?}");
    found
}

fn names<'a>(text: &'a str, of: &str) -> BTreeSet<&'a str> {
    section(text, of).into_keys().collect()
}

/// Images by the part of their name before the version.
fn images(text: &str) -> BTreeMap<&str, &str> {
    let images = lines(text).filter_map(|line| line.trim().strip_prefix("image: "));
    images.filter_map(|image| image.split_once(':')).collect()
}

#[test]
fn the_local_file_reads_no_setting() {
    let read: Vec<_> = lines(LOCAL).filter(|line| line.contains('$') || line.contains("env_file")).collect();
    assert!(read.is_empty(), "{read:#?}");
    assert!(lines(LOCAL).any(|line| line.trim() == "FATAPLUS_ENV: development"));
}

#[test]
fn the_local_file_shares_nothing_with_production() {
    assert!(lines(LOCAL).any(|line| entry(line, 0) == Some(("name", "fataplus-local"))));
    // The volumes of installations are called after their folder.
    assert!(!lines(PRODUCTION).any(|line| entry(line, 0).is_some_and(|(name, _)| name == "name")));
    // Even if somebody gave both one name of a project.
    for of in ["services", "volumes", "networks"] {
        let (local, production) = (names(LOCAL, of), names(PRODUCTION, of));
        assert!(local.is_disjoint(&production), "{of}: {local:?} {production:?}");
    }
    assert_ne!(images(LOCAL)["fataplus"], images(PRODUCTION)["fataplus"]);
    let ports = |text| lines(text).filter_map(|line| line.trim().strip_prefix("- \"127.0.0.1:")).collect::<Vec<_>>();
    assert_eq!(ports(LOCAL), ["8091:3900\"", "8092:8025\"", "8090:8090\""]);
    assert!(ports(PRODUCTION).iter().all(|port| !port.contains("809")), "{:?}", ports(PRODUCTION));
}

#[test]
fn ports_are_published_on_this_machine_alone() {
    for text in [LOCAL, PRODUCTION] {
        let mut published = 0;
        for (service, below) in section(text, "services") {
            let ports = below.iter().skip_while(|line| line.trim() != "ports:").skip(1);
            for port in ports.take_while(|line| line.trim_start().starts_with('-')) {
                assert!(port.trim().starts_with("- \"127.0.0.1:"), "{service}: {port}");
                published += 1;
            }
        }
        assert!(published >= 3, "only {published} ports were found");
    }
}

#[test]
fn both_files_run_the_same_versions() {
    let (local, production) = (images(LOCAL), images(PRODUCTION));
    for (name, version) in local.iter().filter(|(name, _)| **name != "fataplus") {
        let there = production[name].trim_start_matches("${GARAGE_VERSION:-").trim_end_matches('}');
        assert_eq!(*version, there, "{name}");
    }
    assert_eq!(local.len(), 5, "{local:?}");
}

#[test]
fn the_example_chooses_production_and_names_what_it_reads() {
    let settings: BTreeSet<&str> =
        EXAMPLE.lines().filter_map(|line| line.trim_start_matches('#').split_once('=')).map(|(name, _)| name).collect();
    assert!(EXAMPLE.contains("\nCOMPOSE_FILE=compose.production.yml\n"));
    assert!(lines(PRODUCTION).any(|line| line.trim() == "FATAPLUS_ENV: production"));
    let read = PRODUCTION.split("${").skip(1).filter_map(|rest| rest.split([':', '}']).next());
    let unnamed: Vec<_> = read.filter(|name| !settings.contains(name)).collect();
    assert!(unnamed.is_empty(), "{unnamed:?}");
    assert!(PRODUCTION.contains("FATAPLUS_REQUIRE_MFA: ${FATAPLUS_REQUIRE_MFA:-on}"));
    assert!(EXAMPLE.contains("\nFATAPLUS_REQUIRE_MFA=on\n"));
}
