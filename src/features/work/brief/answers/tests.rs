//! Tests of the answers: checks, marks, and the questions they lead to.

use serde_json::{Value, json};
use strum::VariantArray;

use super::Answers;
use crate::features::work::brief::questions::{self, QUESTIONS, Topic};

fn whole() -> Value {
    json!({
        "contact_name": "Hery Rakoto", "email": "hery@exemple.mg", "title": "Boutique de vanille",
        "problem": "Nos clients sont loin.", "consent": true,
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut body = whole();
    body[name] = value;
    body
}

fn faults(body: &Value) -> Vec<(String, &'static str, usize)> {
    match Answers::from_json(body.as_object().unwrap()) {
        Ok(_) => Vec::new(),
        Err(faults) => {
            faults.iter().map(|fault| (fault.field.clone(), fault.code, fault.limit.unwrap_or_default())).collect()
        }
    }
}

fn one(name: &str, value: Value) -> Option<(&'static str, usize)> {
    let found = faults(&with(name, value));
    assert!(found.len() <= 1 && found.iter().all(|(field, ..)| field == name), "{name}: {found:?}");
    found.first().map(|(_, code, limit)| (*code, *limit))
}

#[test]
fn the_required_answers_are_enough() {
    assert_eq!(faults(&whole()), []);
}

#[test]
fn each_required_answer_is_missed() {
    let names = ["contact_name", "email", "title", "problem"];
    let mut missing: Vec<_> = names.iter().map(|name| ((*name).to_owned(), "required", 0)).collect();
    missing.push(("consent".to_owned(), "consent", 0));
    assert_eq!(faults(&json!({})), missing);
    for name in ["contact_name", "title", "problem"] {
        assert_eq!(one(name, json!("  \n")), Some(("required", 0)), "{name}");
    }
    assert_eq!(one("consent", json!(false)), Some(("consent", 0)));
}

#[test]
fn limits_are_kept_and_named() {
    assert_eq!(one("title", json!("ab")), Some(("too-short", 3)));
    assert_eq!(one("title", json!("abc")), None);
    assert_eq!(one("title", json!("é".repeat(100))), None);
    assert_eq!(one("title", json!("é".repeat(101))), Some(("too-long", 100)));
    assert_eq!(one("problem", json!("x".repeat(5001))), Some(("too-long", 5000)));
    assert_eq!(one("contact_name", json!("x".repeat(201))), Some(("too-long", 200)));
    let items = |n: usize| json!((0..n).map(|i| i.to_string()).collect::<Vec<_>>());
    assert_eq!(one("must_have", items(50)), None);
    assert_eq!(one("must_have", items(51)), Some(("too-many", 50)));
    assert_eq!(one("modules", json!(["x".repeat(301)])), Some(("item-too-long", 300)));
}

#[test]
fn choices_addresses_and_numbers_are_checked() {
    assert_eq!(one("email", json!("hery@")), Some(("email", 0)));
    assert_eq!(one("email", json!("hery@localhost")), Some(("email", 0)));
    assert_eq!(one("budget", json!("a_lot")), Some(("choice", 0)));
    assert_eq!(one("budget", json!("1m_5m")), None);
    assert_eq!(one("project_types", json!(["shop", "spaceship"])), Some(("choice", 0)));
    assert_eq!(one("project_types", json!(["shop", "web"])), None);
    assert_eq!(one("estimated_users", json!(1200)), None);
    assert_eq!(one("estimated_users", json!("1 200")), None);
    assert_eq!(one("estimated_users", json!(-1)), Some(("number", 0)));
    assert_eq!(one("estimated_users", json!("many")), Some(("number", 0)));
    assert_eq!(one("phone", json!("+261 34 00 000 00")), None);
    assert_eq!(one("phone", json!("call me")), Some(("phone", 0)));
    assert_eq!(one("modules", json!(["payments", "a calendar of our own"])), None);
}

#[test]
fn foreign_names_and_types_are_told_with_the_rest() {
    assert_eq!(one("privacy_version", json!("1")), Some(("unknown", 0)));
    assert_eq!(one("must_have", json!("one")), Some(("type", 0)));
    assert_eq!(one("consent", json!("true")), Some(("type", 0)));
    assert_eq!(one("phone", json!(null)), None);
    let mut body = with("goals", json!(3));
    body["title"] = json!("ab");
    assert_eq!(faults(&body), [("goals".to_owned(), "type", 0), ("title".to_owned(), "too-short", 3)]);
}

#[test]
fn a_form_s_lists_are_lines_and_boxes() {
    let pairs = [
        ("modules", "payments"),
        ("modules", " my own \r\n\r\nmy own\nother"),
        ("consent", "true"),
        ("notes", "a\r\nb\0"),
    ];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let answers = Answers::from_form(QUESTIONS.iter(), &pairs);
    assert_eq!(answers.list("modules"), ["payments", "my own", "other"]);
    assert!(answers.yes("consent"));
    assert_eq!(answers.typed("notes"), "a\nb");
    assert_eq!(
        Answers::from_form(QUESTIONS.iter(), &[("contact_name".into(), "a\nb".into())]).text("contact_name"),
        "a b"
    );
}

#[test]
fn newer_answers_replace_older_ones_of_the_same_step_only() {
    let mut answers = Answers::from_json(whole().as_object().unwrap()).unwrap();
    answers.take(Answers::from_form(questions::of_step(1), &[("title".to_owned(), "x".to_owned())]));
    assert_eq!((answers.text("title"), answers.text("problem")), ("x", ""));
    assert_eq!(answers.text("contact_name"), "Hery Rakoto");
}

#[test]
fn the_brief_holds_what_was_asked_and_answered() {
    let mut body = with("project_types", json!(["cloud"]));
    body["visual_style"] = json!("Sober");
    body["solution"] = json!("Vendre en ligne.");
    body["estimated_users"] = json!("1 200");
    body["notes"] = json!("  ");
    let mut answers = Answers::from_json(body.as_object().unwrap()).unwrap();
    answers.agreed_to("2026-01-01");
    let brief = answers.brief();
    assert_eq!(brief["estimated_users"], json!(1200));
    assert_eq!(brief["project_types"], json!(["cloud"]));
    assert_eq!((brief.get("visual_style"), brief.get("notes")), (None, None));
    assert_eq!(brief["privacy_version"], json!("2026-01-01"));
    assert_eq!(answers.summary(), "Nos clients sont loin.\n\nVendre en ligne.");
}

#[test]
fn answers_are_stored_as_they_were_typed() {
    let answers = Answers::from_json(with("must_have", json!(["a", "b"])).as_object().unwrap()).unwrap();
    let stored: Answers = serde_json::from_value(serde_json::to_value(&answers).unwrap()).unwrap();
    assert_eq!(stored, answers);
}

#[test]
fn what_is_too_long_is_named_and_not_kept() {
    let long = |n: usize| "é".repeat(n);
    let lines = |n: usize, each: usize| (1..n).fold("x".repeat(each), |lines, line| format!("{lines}\n{line}"));
    for (name, fits, misfit, code) in [
        ("contact_name", long(200), long(201), "too-long"),
        ("email", format!("{}@exemple.mg", "h".repeat(60)), format!("{}@exemple.mg", "h".repeat(300)), "email"),
        ("phone", "0".repeat(40), "0".repeat(41), "too-long"),
        ("company_size", "sme".to_owned(), "sme".repeat(20), "choice"),
        ("problem", long(5000), long(5001), "too-long"),
        ("estimated_users", "7".to_owned(), "1".repeat(41), "too-long"),
        ("must_have", lines(50, 300), lines(51, 1), "too-many"),
        ("modules", lines(50, 300), lines(1, 301), "item-too-long"),
    ] {
        let typed = |text: &str| {
            let pairs = [(name.to_owned(), text.to_owned())];
            Answers::from_form(QUESTIONS.iter().filter(|question| question.name == name), &pairs)
        };
        let (mut good, mut bad) = (typed(&fits), typed(&misfit));
        assert_eq!(good.take_misfits(), Answers::default(), "{name}");
        let out = bad.take_misfits();
        assert!(out.has(name) && !bad.has(name), "{name}");
        let named = out.faults(QUESTIONS.iter().filter(|question| question.name == name)).unwrap_err();
        assert_eq!(named.iter().map(|fault| fault.code).collect::<Vec<_>>(), [code], "{name}");
    }
    let padded = [("title".to_owned(), format!("{}Vanille{}", " ".repeat(99), " ".repeat(99)))];
    assert_eq!(Answers::from_form(QUESTIONS.iter(), &padded).typed("title"), "Vanille");
}

fn about(types: &[&str]) -> Answers {
    Answers::default().with_list("project_types", types)
}

fn names(answers: &Answers) -> Vec<&'static str> {
    answers.asked().map(|question| question.name).collect()
}

#[test]
fn who_is_undecided_is_asked_everything() {
    assert_eq!(names(&Answers::default()).len(), QUESTIONS.len());
    assert_eq!(Answers::default().topics(), Topic::VARIANTS);
}

#[test]
fn the_kind_of_project_decides_what_is_asked() {
    let without = |types: &[&str]| {
        let topics = about(types).topics();
        Topic::VARIANTS.iter().copied().filter(|topic| !topics.contains(topic)).collect::<Vec<_>>()
    };
    assert_eq!(without(&["cloud"]), [Topic::Look, Topic::Content]);
    let made = [Topic::Features, Topic::Modules, Topic::Protection, Topic::Technology];
    assert_eq!(without(&["training"]), [&[Topic::Look][..], &made[..2], &[Topic::Content], &made[2..]].concat());
    assert_eq!(without(&["identity", "design"]), made[1..]);
    assert_eq!(without(&["cloud", "shop"]), []);
    assert!(!names(&about(&["support"])).contains(&"visual_style"));
    assert!(!names(&about(&["assistant"])).contains(&"frontend"));
    assert!(names(&about(&["assistant"])).contains(&"backend"));
    assert!(!names(&about(&["logo", "ui_ux"])).contains(&"sensitive_data"));
}

#[test]
fn a_brief_is_read_and_changed() {
    let mut body = with("estimated_users", json!("1 200"));
    body["project_types"] = json!(["shop"]);
    let mut sent = Answers::from_json(body.as_object().unwrap()).unwrap();
    sent.agreed_to("2026-01-01");
    assert_eq!(Answers::from_brief(&sent.brief()).brief(), sent.brief());
    assert_eq!(Answers::from_brief(&json!({ "surprise": 1, "goals": 7 })), Answers::default());

    let newer = json!({ "goals": " Vendre ", "estimated_users": null, "modules": [] });
    let newer = Answers::changes_from_json(newer.as_object().unwrap()).unwrap();
    assert_eq!(
        newer.changes(),
        (json!({ "goals": "Vendre" }), vec!["estimated_users".to_owned(), "modules".to_owned()])
    );
    let refused = json!({ "email": "other@exemple.mg", "problem": null, "budget": "a_lot", "surprise": 1, "notes": 3 });
    let refused = Answers::changes_from_json(refused.as_object().unwrap()).unwrap_err();
    let codes: Vec<_> = refused.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
    assert_eq!(
        codes,
        [("notes", "type"), ("surprise", "unknown"), ("email", "fixed"), ("problem", "required"), ("budget", "choice")]
    );
}
