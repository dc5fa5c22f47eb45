//! File names, for display only.

use std::fmt::{self, Write as _};

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::text::normalize;

/// A file's name as people see it: display data only, never part of a key or path.
///
/// Composed (NFC), without control, bidirectional or other invisible characters, without path separators, at most
/// [`FileName::MAX_CHARS`] characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileName(String);

/// No visible character is left of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a usable file name")]
pub struct InvalidFileName;

impl FileName {
    /// Maximum length in characters; a longer name is shortened before its extension.
    pub const MAX_CHARS: usize = 150;
    const MAX_EXTENSION: usize = 16;

    /// Cleans `text`. Cleaning a clean name changes nothing.
    pub fn parse(text: &str) -> Result<Self, InvalidFileName> {
        let clean: String = text
            .chars()
            .filter(|c| !c.is_control() && !normalize::is_invisible(*c))
            .map(|c| if matches!(c, '/' | '\\') { '-' } else { c })
            .nfc()
            .collect();
        let mut clean = shorten(trim(&clean));
        if is_device(&clean) {
            clean = shorten(&format!("_{clean}"));
        }
        if normalize::is_blank(&clean) { Err(InvalidFileName) } else { Ok(Self(clean)) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// File extension in lower case, without the dot. `None` if the part behind the last dot is not made of letters and
    /// digits, or is a number as in "Plan v1.2".
    #[must_use]
    pub fn ending(&self) -> Option<String> {
        let ending = self.extension()?;
        let word = (1..=Self::MAX_EXTENSION).contains(&ending.chars().count())
            && ending.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '+'));
        let number = ending.len() <= 2 && ending.bytes().all(|byte| byte.is_ascii_digit());
        (word && !number).then_some(ending)
    }

    /// The name with its extension replaced.
    #[must_use]
    pub fn ending_in(&self, ending: &str) -> Self {
        let stem = self.0.rsplit_once('.').map_or(self.0.as_str(), |(stem, _)| stem);
        Self::joined(stem, ending).unwrap_or_else(|| self.clone())
    }

    /// The name with an extension appended.
    #[must_use]
    pub fn followed_by(&self, ending: &str) -> Self {
        Self::joined(&self.0, ending).unwrap_or_else(|| self.clone())
    }

    /// Joins stem and extension; only the stem is shortened.
    fn joined(stem: &str, ending: &str) -> Option<Self> {
        let room = Self::MAX_CHARS.saturating_sub(ending.chars().count() + 1);
        let stem: String = stem.chars().take(room).collect();
        Self::parse(&format!("{}.{ending}", trim(&stem))).ok()
    }

    /// Part behind the last dot, in lower case.
    #[must_use]
    pub fn extension(&self) -> Option<String> {
        self.0.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, extension)| extension.to_lowercase())
    }

    /// The `Content-Disposition` of a download under this name: `filename` for old readers, `filename*` (RFC 8187)
    /// with the exact name (RFC 6266).
    #[must_use]
    pub fn attachment(&self) -> String {
        let fallback: String = self
            .0
            .nfd()
            .filter(|c| !is_combining_mark(*c))
            .map(|c| if matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%') { c } else { '_' })
            .collect();
        let mut header = format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''");
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
                header.push(char::from(byte));
            } else {
                let _ = write!(header, "%{byte:02X}");
            }
        }
        header
    }
}

/// Removes trailing characters that some systems drop silently, which would make two names look the same.
fn trim(text: &str) -> &str {
    text.trim().trim_end_matches(|c: char| c == '.' || c.is_whitespace())
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= FileName::MAX_CHARS {
        return text.to_owned();
    }
    let extension = text
        .rsplit_once('.')
        .map(|(_, extension)| extension)
        .filter(|extension| extension.chars().count() <= FileName::MAX_EXTENSION);
    let room = FileName::MAX_CHARS - extension.map_or(0, |extension| extension.chars().count() + 1);
    let stem: String = text.chars().take(room).collect();
    let stem = trim(&stem);
    match (extension, stem.rsplit_once('.')) {
        (Some(extension), _) => format!("{stem}.{extension}"),
        // Keeps a part from the middle of the name from becoming its extension.
        (None, Some((before, after))) if after.chars().count() <= FileName::MAX_EXTENSION => {
            format!("{before}-{after}")
        }
        (None, _) => stem.to_owned(),
    }
}

/// Whether Windows reserves the name for a device, with any extension.
fn is_device(name: &str) -> bool {
    let stem = name.split(['.', ':']).next().unwrap_or_default().trim().to_ascii_uppercase();
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let number =
        |rest: &str| matches!(rest, "¹" | "²" | "³") || rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit());
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || port.is_some_and(number)
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for FileName {
    type Error = InvalidFileName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::FileName;

    fn clean(text: &str) -> String {
        FileName::parse(text).unwrap().to_string()
    }

    #[test]
    fn dangerous_characters_go_and_the_rest_stays() {
        assert_eq!(clean("Contrat été \"final\".pdf"), "Contrat été \"final\".pdf");
        assert_eq!(clean("e\u{301}te\u{301}.pdf"), "été.pdf");
        assert_eq!(clean("invoice\u{202E}fdp.exe"), "invoicefdp.exe");
        assert_eq!(clean("../../etc/passwd"), "..-..-etc-passwd");
        assert_eq!(clean("C:\\Users\\a.txt"), "C:-Users-a.txt");
        assert_eq!(clean("a\r\nSet-Cookie: x\0.txt"), "aSet-Cookie: x.txt");
        assert_eq!(clean("  report.pdf. . "), "report.pdf");
        assert_eq!(clean("تقرير.pdf"), "تقرير.pdf");
    }

    #[test]
    fn a_name_of_nothing_is_refused() {
        for text in ["", "   ", "...", "\u{202E}\u{200B}", "\r\n\t", "\u{200D}", "\u{2800}"] {
            assert!(FileName::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = clean(&format!("{}.docx", "é".repeat(300)));
        assert_eq!(name.chars().count(), FileName::MAX_CHARS);
        assert!(name.ends_with("é.docx"));
    }

    #[test]
    fn a_cut_makes_no_ending() {
        let name = clean(&format!("{}.bat.{}", "a".repeat(146), "b".repeat(17)));
        assert_eq!(name, format!("{}-bat", "a".repeat(146)));
        let shown = FileName::parse(&format!("{}.bat", "a".repeat(146))).unwrap();
        assert_eq!(shown.followed_by("pdf").to_string(), format!("{}.pdf", "a".repeat(146)));
        assert_eq!(shown.ending_in("pdf").to_string(), format!("{}.pdf", "a".repeat(146)));
    }

    #[test]
    fn names_of_devices_are_none_of_files() {
        for (typed, name) in
            [("con", "_con"), ("Aux.pdf", "_Aux.pdf"), ("COM1.tar.gz", "_COM1.tar.gz"), ("lpt². txt", "_lpt². txt")]
        {
            assert_eq!(clean(typed), name);
        }
        for name in ["contract.pdf", "com.txt", "COM10.txt", "auxiliary.pdf", "_con"] {
            assert_eq!(clean(name), name);
        }
    }

    #[test]
    fn an_ending_is_a_word() {
        let ending = |name: &str| FileName::parse(name).unwrap().ending();
        assert_eq!(ending("A.tar.GZ").as_deref(), Some("gz"));
        assert_eq!(ending("all.7z").as_deref(), Some("7z"));
        for name in ["Plan v1.2", "README", ".env", "Mr. Rabe", "a.and so on"] {
            assert_eq!(ending(name), None, "{name}");
        }
    }

    #[test]
    fn extension_is_lower_case_and_not_the_whole_name() {
        assert_eq!(FileName::parse("A.B.PDF").unwrap().extension().as_deref(), Some("pdf"));
        assert_eq!(FileName::parse("README").unwrap().extension(), None);
        assert_eq!(FileName::parse(".env").unwrap().extension(), None);
    }

    #[test]
    fn attachment_names_both_ways() {
        assert_eq!(
            FileName::parse("Contrat été \"final\".pdf").unwrap().attachment(),
            "attachment; filename=\"Contrat ete _final_.pdf\"; \
             filename*=UTF-8''Contrat%20%C3%A9t%C3%A9%20%22final%22.pdf"
        );
        assert_eq!(
            FileName::parse("契約.pdf").unwrap().attachment(),
            "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E5%A5%91%E7%B4%84.pdf"
        );
    }

    proptest! {
        #[test]
        fn whatever_comes_in_a_clean_name_comes_out(text in "\\PC{0,40}|[\\x00-\\u{10FFFF}]{0,300}") {
            if let Ok(name) = FileName::parse(&text) {
                let once = name.as_str();
                prop_assert!(once.chars().count() <= FileName::MAX_CHARS);
                prop_assert!(!once.contains(['/', '\\']) && !once.chars().any(char::is_control));
                prop_assert_eq!(&clean(once), once);
                let header = name.attachment();
                prop_assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
                prop_assert_eq!(header.matches('"').count(), 2);
            }
        }
    }
}
