use std::{fmt::Write as _, fs, path::Path};

use mail_parser::MessageParser;
use time::macros::{date, datetime};
use uuid::Uuid;

use super::{Mailer, is_recipient_s, sender};
use crate::{
    features::shared::notify::by_day,
    mail::{Mail, Word},
    text::Language,
};

#[test]
fn we_write_from_a_domain_as_the_dns_has_it() {
    let from = sender("Société <courrier@société.mg>").unwrap();
    assert_eq!((from.name.as_deref(), from.email.as_ref()), (Some("Société"), "courrier@xn--socit-esab.mg"));
    assert_eq!(sender("no-reply@fata.plus").unwrap().email.to_string(), "no-reply@fata.plus");
}

#[test]
fn a_refusal_of_the_recipient_is_for_good_and_one_of_ours_is_not() {
    for (code, enhanced) in [(550, None), (553, None), (550, Some((5, 1, 1))), (550, Some((5, 2, 1)))] {
        assert!(is_recipient_s(code, enhanced), "{code} {enhanced:?}");
    }
    let ours = [(535, Some((5, 7, 8))), (554, None), (530, None), (550, Some((5, 7, 1))), (553, Some((5, 1, 8)))];
    for (code, enhanced) in ours.into_iter().chain([(552, Some((5, 2, 2))), (450, None), (451, Some((4, 1, 1)))]) {
        assert!(!is_recipient_s(code, enhanced), "{code} {enhanced:?}");
    }
}

/// Kinds of mail: `mail-KIND-subject` in the locales.
fn kinds() -> Vec<String> {
    let mut kinds = Vec::new();
    for file in fs::read_dir("locales/en").unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let keys = text.lines().filter_map(|line| line.strip_prefix("mail-")?.split_once("-subject = "));
        kinds.extend(keys.map(|(kind, _)| kind.to_owned()));
    }
    kinds.sort();
    kinds
}

/// A value for each argument that a mail has.
fn words(language: Language) -> [(&'static str, Word); 22] {
    [
        ("agency", Word::theirs("Mada Solar")),
        ("author", Word::theirs("Hery")),
        ("code", Word::code("012345")),
        ("domain", Word::place("portail.exemple.mg")),
        ("due", by_day("mail-due", language, Some(date!(2025 - 03 - 15)))),
        ("email", Word::place("rasoa@exemple.mg")),
        ("excerpt", Word::passage("The pumps have come.")),
        ("host", Word::place("login.exemple.mg")),
        ("hours", Word::ours("4".into())),
        ("id", Word::from("FP-2025-X7K9M3P1A".parse::<crate::ids::ProjectId>().unwrap())),
        ("inviter", Word::theirs("Hery")),
        ("link", Word::link("https://app.example/open?token=SECRET")),
        ("may", Word::ours(language.text("share-lets-edit"))),
        ("note", Word::passage("The logo is too small.")),
        ("project", Word::theirs("Solar pumps")),
        ("reason", Word::passage("Not before spring.")),
        ("status", Word::ours(language.text("status-review"))),
        ("subject", Word::theirs("Site plan.pdf")),
        ("title", Word::theirs("Solar pumps")),
        ("token", Word::theirs("Accounts")),
        ("until", by_day("share-mail-until", language, Some(date!(2025 - 06 - 30)))),
        ("who", Word::theirs("Rasoa")),
    ]
}

/// Every mail as its recipient has it, in one language.
fn mails(language: Language) -> String {
    let mailer = Mailer::files(Path::new("nowhere"), "Fataplus <no-reply@fata.plus>").unwrap();
    let (mut text, kinds) = (String::new(), kinds());
    assert!(kinds.len() > 25, "{kinds:?}");
    for kind in kinds {
        let mail = Mail::in_words(language, &kind, "Rasoa", "rasoa@exemple.mg", &words(language));
        let mail = if kind == "message" { mail.about(Uuid::from_u128(7)) } else { mail };
        let bytes = mailer.compose(Uuid::nil(), datetime!(2025-03-01 12:00 UTC), &mail).unwrap().formatted();
        let sent = MessageParser::default().parse(&bytes).unwrap();
        let _ = writeln!(text, "==== {kind}");
        for (name, value) in sent.headers_raw() {
            let value = if name == "Subject" { sent.subject().unwrap() } else { value.trim() };
            let _ = writeln!(text, "{name}: {value}");
        }
        let body = sent.body_text(0).unwrap();
        assert!(
            !body.contains("{$") && !body.contains("mail-"),
            "{kind} has an argument or a text that is missing: {body}"
        );
        let _ = writeln!(text, "\n{}\n", body.replace('\r', "").trim_end());
    }
    text
}

#[test]
fn every_mail_in_english() {
    insta::assert_snapshot!(mails(Language::En));
}

#[test]
fn every_mail_in_french() {
    insta::assert_snapshot!(mails(Language::Fr));
}
