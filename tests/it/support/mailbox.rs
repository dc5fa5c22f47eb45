//! The mails that went out.

use std::{fs, path::Path};

use mail_parser::MessageParser;

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

/// All mails in `folder`, oldest first.
pub(super) fn read(folder: &Path) -> Vec<Received> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut files: Vec<_> = entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "eml")).collect();
    files.sort_by_key(|entry| entry.metadata().unwrap().modified().unwrap());
    let parse = |entry: &fs::DirEntry| {
        let bytes = fs::read(entry.path()).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default();
        Received {
            to: to.to_owned(),
            subject: mail.subject().unwrap_or_default().to_owned(),
            text: mail.body_text(0).unwrap_or_default().into_owned(),
        }
    };
    files.iter().map(parse).collect()
}
