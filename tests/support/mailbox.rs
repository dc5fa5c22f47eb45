//! The mails that went out.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

use mail_parser::MessageParser;

/// A mail as it waits in the queue. The product makes none but in words of its own.
pub fn mail(to: &str, subject: &str) -> fataplus::mail::Mail {
    let text = "Tonga soa é\n\n123456\n\nhttp://app.localhost:1/open?token=a\n";
    serde_json::from_value(serde_json::json!({ "name": "Rasoa", "email": to, "subject": subject, "text": text }))
        .unwrap()
}

/// A mail as its reader has it.
#[derive(Clone, Debug)]
pub struct Received {
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl Received {
    /// The first link of the text part.
    #[track_caller]
    pub fn link(&self) -> String {
        let mut words = self.text.split_whitespace();
        words.find(|word| word.starts_with("http://")).unwrap_or_else(|| panic!("no link in {self:?}")).to_owned()
    }

    /// The six digits that stand alone on a line of the text part.
    #[track_caller]
    pub fn code(&self) -> String {
        let code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        let mut lines = self.text.lines().map(str::trim);
        lines.find(code).unwrap_or_else(|| panic!("no code in {self:?}")).to_owned()
    }
}

/// The folder mail goes to, and the order in which it came: files of one moment bear the same time.
pub(super) struct Mailbox {
    folder: PathBuf,
    order: Mutex<Vec<PathBuf>>,
}

impl Mailbox {
    pub(super) fn new(folder: PathBuf) -> Self {
        fs::create_dir(&folder).unwrap();
        Self { folder, order: Mutex::new(Vec::new()) }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Records new mails; called after each job.
    pub(super) fn note(&self) {
        let mut order = self.order.lock().unwrap();
        let paths = fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap().path());
        let new = |path: &PathBuf| path.extension().is_some_and(|end| end == "eml") && !order.contains(path);
        let mut new: Vec<PathBuf> = paths.filter(new).collect();
        new.sort_by_key(|path| fs::metadata(path).unwrap().modified().unwrap());
        order.extend(new);
    }

    /// All mails, oldest first.
    pub(super) fn read(&self) -> Vec<Received> {
        self.note();
        self.order.lock().unwrap().iter().map(|path| parse(path)).collect()
    }
}

fn parse(path: &Path) -> Received {
    let bytes = fs::read(path).unwrap();
    let mail = MessageParser::default().parse(&bytes).unwrap();
    let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default();
    let (subject, text) = (mail.subject().unwrap_or_default(), mail.body_text(0).unwrap_or_default());
    for part in [subject, &text] {
        assert!(!part.contains("{$"), "an argument of its words is missing: {part}");
    }
    Received { to: to.to_owned(), subject: subject.to_owned(), text: text.into_owned() }
}
