use rand::{Rng, seq::IndexedRandom};
use serde_json::json;

use super::*;

fn own() -> Trail {
    Trail::Project("FP-2025-X7K9M3P1A".parse().unwrap())
}

/// A whole trail of `count` lines, as the database writes it.
fn trail(count: i64) -> Vec<Entry> {
    let mut before = Vec::new();
    let lines = (1..=count).map(|seq| {
        let (at, actor) = (OffsetDateTime::UNIX_EPOCH + time::Duration::minutes(seq), Some(Uuid::now_v7()));
        let (key, subject) = (seq.checked_rem(3).map(|_| Uuid::now_v7()), Some(Uuid::now_v7()));
        let (detail, salt) =
            (json!({ "name": format!("Été {seq}") }).to_string(), [u8::try_from(seq % 256).unwrap(); 16]);
        let sealed = seal(&salt, actor, key, &detail);
        let hash = link(&before, seq, &content(own(), at, "task-added", subject, &sealed));
        before = hash.to_vec();
        Entry {
            trail: own(),
            seq,
            at,
            kind: "task-added".to_owned(),
            subject_id: subject,
            actor_id: actor,
            key_id: key,
            detail: Some(detail),
            salt: Some(hex(&salt)),
            sealed: hex(&sealed),
            hash: hex(&hash),
        }
    });
    lines.collect()
}

fn check(entries: &[Entry]) -> Result<Chain, (i64, Fault)> {
    let mut chain = Chain::new(own());
    for entry in entries {
        chain.check(entry).map_err(|fault| (entry.seq, fault))?;
    }
    Ok(chain)
}

/// The way in which personal data is erased.
fn erase(entry: &mut Entry) {
    (entry.actor_id, entry.key_id, entry.detail, entry.salt) = (None, None, None, None);
}

fn other_digit(text: &mut String, place: usize) {
    let digit = if text.as_bytes()[place] == b'0' { "1" } else { "0" };
    text.replace_range(place..=place, digit);
}

/// Changes of one line, each of which must be found.
const CHANGES: [fn(&mut Entry); 12] = [
    |entry| entry.at += time::Duration::microseconds(1),
    |entry| entry.kind = "task-done".to_owned(),
    |entry| entry.subject_id = None,
    |entry| entry.subject_id = Some(Uuid::now_v7()),
    |entry| entry.actor_id = Some(Uuid::now_v7()),
    |entry| entry.key_id = None,
    |entry| entry.detail = Some("{}".to_owned()),
    |entry| entry.salt = None,
    |entry| other_digit(&mut entry.sealed, 17),
    |entry| other_digit(&mut entry.hash, 40),
    |entry| entry.trail = Trail::Platform,
    |entry| {
        // A change with a new seal, and a hash that was not calculated again.
        entry.detail = Some("{}".to_owned());
        entry.sealed = hex(&seal(&[7; 16], entry.actor_id, entry.key_id, "{}"));
        entry.salt = Some(hex(&[7; 16]));
    },
];

#[test]
fn a_thousand_of_a_thousand_tampers_are_found() {
    let (whole, mut random) = (trail(60), rand::rng());
    for number in 0..1000 {
        let (mut lines, place) = (whole.clone(), random.random_range(0..59));
        match number % 4 {
            0 | 1 => CHANGES.choose(&mut random).unwrap()(&mut lines[place]),
            2 => drop(lines.remove(place)),
            _ => match number % 3 {
                0 => lines.swap(place, place + 1),
                1 => lines.insert(place, whole[place].clone()),
                // A forged line, with those after it numbered anew.
                _ => {
                    lines.insert(place, whole[random.random_range(0..60)].clone());
                    (1..).zip(&mut lines).for_each(|(seq, line)| line.seq = seq);
                }
            },
        }
        assert!(check(&lines).is_err(), "tamper {number} at {place} was not found");
    }
}

#[test]
fn each_kind_of_change_is_found_where_it_stands() {
    let whole = trail(5);
    for (number, change) in CHANGES.iter().enumerate() {
        let mut lines = whole.clone();
        change(&mut lines[2]);
        assert_eq!(check(&lines).map_err(|(seq, _)| seq).err(), Some(3), "change {number}");
    }
}

#[test]
fn what_was_erased_leaves_the_chain_whole() {
    let mut lines = trail(20);
    assert_eq!(check(&lines).unwrap().last(), 20);
    lines.iter_mut().step_by(3).for_each(erase);
    let chain = check(&lines).unwrap();
    assert_eq!((chain.last(), chain.erased(), chain.hash()), (20, 7, lines[19].hash.clone()));
    let mut half = trail(3);
    (half[1].salt, half[1].detail) = (None, None);
    assert_eq!(check(&half).err(), Some((2, Fault::Seal)), "erased but for the person");
}

#[test]
fn a_trail_holds_its_checkpoint() {
    let (whole, anew) = (trail(9), trail(9));
    let check = |lines: &[Entry], (seq, hash): (i64, &str)| {
        let mut chain = Chain::new(own()).holding(seq, hash.to_owned());
        lines.iter().try_for_each(|entry| chain.check(entry)).and_then(|()| chain.finish())
    };
    let noted = (7, whole[6].hash.as_str());
    assert_eq!(check(&whole, noted), Ok(()));
    assert_eq!(check(&whole[..7], noted), Ok(()));
    assert_eq!(check(&whole[..6], noted), Err(Fault::Cut));
    assert_eq!(check(&anew, noted), Err(Fault::Checkpoint));
}

#[test]
fn the_statement_holds_no_text_of_a_line() {
    let line = AuditLine {
        at: OffsetDateTime::UNIX_EPOCH,
        kind: "changed",
        subject: None,
        actor: None,
        key: None,
        detail: json!({ "name": "'); DROP TABLE audit; --" }),
    };
    let statement = append_statement(own(), &[line]);
    let text = statement.strip_prefix("SELECT append_audit('FP-2025-X7K9M3P1A', '\\x").unwrap();
    let digits = text.strip_suffix("'); ").unwrap();
    assert!(digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{statement}");
}
