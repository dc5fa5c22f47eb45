//! The mails that go out, each looked through once and then removed.

use std::{
    collections::HashMap,
    fmt::Write as _,
    fs,
    sync::{Mutex, atomic::Ordering},
    time::Duration,
};

use mail_parser::MessageParser;

use super::{
    canary::{Canary, classes, find},
    cast::CAST,
    world::World,
};

/// Data from mails that the simulation goes on with.
#[derive(Default)]
pub struct Post {
    /// Address → code.
    pub codes: Mutex<HashMap<String, String>>,
    /// Address → token of an invitation.
    pub invitations: Mutex<HashMap<String, String>>,
    /// Tokens that set a password.
    pub passwords: Mutex<Vec<String>>,
    /// Page → recipient of the last mail that led there, and the address with its token.
    pub links: Mutex<HashMap<String, (usize, String)>>,
}

/// A wanderer gets mail about a project after an invitation, whether or not they were ever in it.
fn is_invitation(who: usize, canary: &Canary) -> bool {
    CAST[who].wanders && matches!(canary.class.as_str(), classes::ANY | classes::NAME)
}

impl World {
    /// Reads new mails; files that may still be in writing are left for the next time, unless this is the last.
    pub fn read_mails(&self, last: bool) {
        for entry in fs::read_dir(self.app.mail_folder()).unwrap().filter_map(Result::ok) {
            let path = entry.path();
            let settled = entry.metadata().ok().and_then(|data| data.modified().ok()?.elapsed().ok());
            if path.extension().is_none_or(|end| end != "eml")
                || !last && settled.is_none_or(|since| since < Duration::from_millis(200))
            {
                continue;
            }
            // Two actors may come at once: the one that removes the file reads it.
            let Ok(bytes) = fs::read(&path) else { continue };
            if fs::remove_file(&path).is_ok() {
                self.read_mail(&bytes);
            }
        }
    }

    fn read_mail(&self, bytes: &[u8]) {
        let Some(mail) = MessageParser::default().parse(bytes) else {
            return self.found("a mail cannot be read".to_owned());
        };
        let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default().to_owned();
        let mut text = format!("{}\n", mail.subject().unwrap_or_default());
        for header in mail.headers() {
            let _ = writeln!(text, "{:?}", header.value());
        }
        for part in 0..mail.text_body_count() {
            text.push_str(&mail.body_text(part).unwrap_or_default());
        }
        for part in 0..mail.html_body_count() {
            text.push_str(&mail.body_html(part).unwrap_or_default());
        }
        self.report.mails.fetch_add(1, Ordering::Relaxed);
        self.report.scanned_bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        for canary in find(text.as_bytes()) {
            if self.may_get_at(&to, &canary) {
                self.report.saw(&canary.of, &canary.class);
            } else {
                self.found(format!("a mail to {to} says {canary:?}:\n{text}"));
            }
        }
        self.note(&to, &text);
    }

    /// Whether this may be mailed to this address. An invited person knows the project's name and the person who
    /// invites.
    pub fn may_get_at(&self, to: &str, canary: &Canary) -> bool {
        let Some(own) = find(to.as_bytes()).pop() else { return false };
        let number = |letter| own.of.strip_prefix(letter).and_then(|number| number.parse::<usize>().ok());
        if let Some(who) = number('p') {
            return self.may_get(who, canary) || is_invitation(who, canary);
        }
        canary.of == own.of
            || canary.class == classes::NAME && canary.of.starts_with('p')
            || number('g').is_some_and(|agency| self.agent_may_get(agency, canary))
    }

    fn note(&self, to: &str, text: &str) {
        let link = text.split_whitespace().find(|word| word.contains("token="));
        let token = link.and_then(|link| Some(link.split_once("token=")?.1.to_owned()));
        let path = link.and_then(|link| Some(reqwest::Url::parse(link).ok()?.path().to_owned())).unwrap_or_default();
        let whose = find(to.as_bytes()).first().and_then(|own| own.of.strip_prefix('p')?.parse().ok());
        let code = text.lines().map(str::trim).find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()));
        let (to, post) = (to.to_owned(), &self.mails);
        if let Some(code) = code {
            post.codes.lock().unwrap().insert(to.clone(), code.to_owned());
        }
        if let Some(token) = token {
            // An invitation's token begins with its project.
            if token.to_ascii_uppercase().starts_with("FP-") {
                let mut invitations = post.invitations.lock().unwrap();
                if invitations.len() > 60 {
                    invitations.clear();
                }
                invitations.insert(to, token);
            } else if let Some(who) = whose {
                if path == "/password" {
                    post.passwords.lock().unwrap().push(token);
                } else {
                    post.links.lock().unwrap().insert(path, (who, link.unwrap_or_default().to_owned()));
                }
            }
        }
    }
}
