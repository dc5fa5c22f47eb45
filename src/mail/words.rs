//! Values inserted into mails. Mails go out in our name to people who may never have heard of us: text typed by others
//! may name things in a mail, but never carries a link.

use std::borrow::Cow;

use crate::{
    ids::ProjectId,
    text::{Value, email, normalize},
};

/// A value for the text of a mail. No constructor takes a plain string without naming its source.
#[derive(Clone, Debug)]
pub struct Word(Cow<'static, str>);

impl Word {
    /// Name typed by a person: a title, a person, a file. One line of at most 100 characters that no mail program makes
    /// a link of.
    #[must_use]
    pub fn theirs(text: &str) -> Self {
        Self(guarded(text, 100).into())
    }

    /// Message typed by a person; cleaned the same way, at most 1000 characters.
    #[must_use]
    pub fn passage(text: &str) -> Self {
        Self(guarded(text, 1000).into())
    }

    /// Text from our locales.
    #[must_use]
    pub fn ours(text: Cow<'static, str>) -> Self {
        Self(text)
    }

    /// Link to a page of ours, which must begin with our own address.
    #[must_use]
    pub fn link(url: &str) -> Self {
        Self(url.split_whitespace().next().unwrap_or_default().to_owned().into())
    }

    /// Digits of a code, as text: a leading zero stays, and no language groups them.
    #[must_use]
    pub fn code(code: &str) -> Self {
        Self(code.chars().filter(char::is_ascii_digit).collect())
    }

    /// A mailbox or host name that the mail must name, proven or checked before.
    #[must_use]
    pub fn place(name: &str) -> Self {
        let name = email::on_the_wire(name).unwrap_or_else(|| name.to_owned());
        Self(name.chars().filter(char::is_ascii_graphic).collect())
    }

    pub(super) fn value(&self) -> Value<'_> {
        Value::from(self.0.as_ref())
    }
}

impl From<ProjectId> for Word {
    fn from(id: ProjectId) -> Self {
        Self(id.to_string().into())
    }
}

/// One line of at most `most` characters, without invisible characters, double quotation marks and links.
pub(super) fn guarded(text: &str, most: usize) -> String {
    let seen =
        normalize::line(text).chars().filter(|c| !normalize::is_invisible(*c)).map(without_quotes).collect::<String>();
    let words: Vec<String> = seen.split_whitespace().map(without_link).collect();
    let text = words.join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// Replaces double quotation marks, which would end the quotation a title stands in.
fn without_quotes(c: char) -> char {
    if matches!(c, '"' | '“' | '”' | '„' | '«' | '»') { '\'' } else { c }
}

/// File extensions that are no top-level domains.
const FILES: [&str; 36] = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "txt", "csv", "jpg", "jpeg", "png",
    "gif", "svg", "webp", "heic", "tif", "tiff", "psd", "eps", "indd", "mp3", "mp4", "wav", "dwg", "xml", "json",
    "html", "pages", "numbers", "key", "apk",
];

/// Removes a word with a URL or e-mail address; spaces out the dots of one that looks like a domain.
fn without_link(word: &str) -> String {
    let lower = word.to_lowercase();
    if ["://", "http:", "https:", "www.", "mailto:", "tel:", "sms:"].iter().any(|sign| lower.contains(sign)) {
        return "…".to_owned();
    }
    let is_dot = |c: char| matches!(c, '.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}' | '\u{2024}');
    let trimmed = lower.trim_end_matches(|c: char| !c.is_alphanumeric());
    let names_file = trimmed.rsplit_once('.').is_some_and(|(_, end)| FILES.contains(&end));
    let last = if names_file { trimmed.matches(is_dot).count() } else { 0 };
    let dots = word.chars().filter(|c| is_dot(*c)).count();
    let (mut apart, mut before, mut dot) = (String::with_capacity(word.len()), None, 0);
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        apart.push(c);
        if is_dot(c) {
            dot += 1;
            let next = chars.peek().copied();
            // Numbers, versions and file extensions stay whole.
            let number = dots < 3 && next.is_some_and(|next| next.is_ascii_digit());
            let joins = before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
            if joins && !number && dot != last {
                apart.push(' ');
            }
        }
        before = Some(c);
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn what_others_typed_leads_nowhere() {
        for (typed, shown) in [
            ("Solar pumps for Ambovombe", "Solar pumps for Ambovombe"),
            ("Win at https://evil.example/now today", "Win at … today"),
            ("visit www.evil.example", "visit …"),
            ("(HTTP://EVIL.EXAMPLE)", "…"),
            ("Refonte d'ocean.mg", "Refonte d'ocean. mg"),
            ("evil。com evil．com", "evil。 com evil． com"),
            ("write to a.b@evil.example!", "write to a. b@evil. example!"),
            ("call tel:+261340000000", "call …"),
            ("at 192.168.1.10/x", "at 192. 168. 1. 10/x"),
            ("Devis v2.1 (1.5 M).pdf, plan.final.docx", "Devis v2.1 (1.5 M).pdf, plan. final.docx"),
            ("paid.zip evil.com.pdf", "paid. zip evil. com.pdf"),
            ("M. Rakoto etc...", "M. Rakoto etc..."),
            ("a\u{202e}moc.live\u{202c} ev\u{200b}il.com", "amoc. live evil. com"),
            ("Shop” is blocked. Call “us", "Shop' is blocked. Call 'us"),
            ("one\r\n\r\ntwo\u{2028}three", "one two three"),
            ("\u{2066}\u{200b}", ""),
        ] {
            assert_eq!(guarded(typed, 100), shown, "{typed}");
        }
        assert_eq!(guarded(&"é".repeat(200), 100), format!("{}…", "é".repeat(99)));
    }
}
