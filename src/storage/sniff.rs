//! Content detection: the media type and file name an upload is stored under. The first bytes decide; name and declared
//! type count only where the bytes match no known format. Harmless content gets the matching type and extension.
//! Programs, active content (HTML, SVG, scripts) and unrecognisable bytes under the name of a harmless format are
//! refused.

use super::{
    ContentType, FileName,
    formats::{Format, format_of},
};

/// Number of first bytes that [`sniff`] needs.
pub const SNIFF_LENGTH: u32 = 1024;

/// Reason for refusing an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A program, by its bytes or by an extension that a double click would run.
    #[error("programs are not accepted")]
    Executable,
    /// A web page or an active picture under the name of something harmless.
    #[error("the content is a web page, and its type or name says otherwise")]
    Page,
    /// An empty file under the name of a format that is never empty.
    #[error("the file is empty")]
    Empty,
    /// Bytes of no known format under the name of a format that its bytes would show.
    #[error("the content is not what its type or name says")]
    Contradicted,
}

impl Refused {
    /// Argument value for the locale key `field-file-type`.
    #[must_use]
    pub fn found(self) -> &'static str {
        match self {
            Self::Executable => "program",
            Self::Page => "page",
            Self::Empty => "empty",
            Self::Contradicted => "unknown",
        }
    }
}

/// Type and name an upload is stored under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// Media type of the bytes.
    pub content_type: ContentType,
    /// File name with the extension of its format.
    pub name: FileName,
}

/// Refuses a name that a double click would run, regardless of the content.
pub fn check_name(name: &FileName) -> Result<(), Refused> {
    // A part before a colon is a file of its own to Windows.
    let runs = name.as_str().split(':').any(|part| {
        let part = part.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
        part.rsplit_once('.').is_some_and(|(_, ending)| RUN.contains(&ending.trim().to_lowercase().as_str()))
    });
    if runs { Err(Refused::Executable) } else { Ok(()) }
}

/// Type and name for an upload whose first [`SNIFF_LENGTH`] bytes are `first_bytes`.
pub fn sniff(first_bytes: &[u8], declared: &ContentType, name: &FileName) -> Result<Filed, Refused> {
    check_name(name)?;
    let ending = name.ending().unwrap_or_default();
    let claim = Claim { ending: &ending, declared };
    let Some(found) = format_of(first_bytes) else {
        return claim.without_a_mark(first_bytes.is_empty()).map(|kind| filed(kind, name.clone()));
    };
    match found {
        Format::Program => Err(Refused::Executable),
        Format::Script if claim.of_no_text() => Err(Refused::Executable),
        Format::Markup if claim.of_no_text() => Err(Refused::Page),
        Format::Markup | Format::Script => Ok(filed(claim.text_type(found), name.clone())),
        Format::Text if Format::of_ending(&ending).any(Format::is_text) || !is_known(&ending) => {
            Ok(filed(claim.text_type(found), name.clone()))
        }
        Format::CompoundFile => claim.compound(name),
        _ => Ok(claim.by_its_bytes(found, first_bytes, name)),
    }
}

fn filed(content_type: ContentType, name: FileName) -> Filed {
    Filed { content_type, name }
}

fn is_known(ending: &str) -> bool {
    Format::of_ending(ending).next().is_some()
}

/// Format claimed by name and declared type.
struct Claim<'a> {
    /// In lower case, empty for none.
    ending: &'a str,
    declared: &'a ContentType,
}

impl Claim<'_> {
    /// Files a known binary format: its own extension stays, another format's is removed, an unknown one stays.
    fn by_its_bytes(&self, found: Format, first_bytes: &[u8], name: &FileName) -> Filed {
        if let Some(kind) = found.type_of(self.ending) {
            return filed(ContentType::known(kind), name.clone());
        }
        let given = match (found, self.ending) {
            (Format::Zip, _) => self.zipped(first_bytes),
            // Programs export CSV or XML under "Excel" extensions.
            (Format::Text, "xls" | "xlsx" | "ods") => Some(if first_bytes.starts_with(b"<") { "xml" } else { "csv" }),
            // AAC shares the sync word and differs in the layer bits.
            (Format::Mp3, _) if matches!(first_bytes, [_, 0xf1 | 0xf9, ..]) => Some("aac"),
            _ => None,
        };
        let usual = found.endings().first().copied().unwrap_or(("bin", "application/octet-stream"));
        let (ending, kind) = given.and_then(|ending| Some((ending, found.type_of(ending)?))).unwrap_or(usual);
        let name = match self.ending {
            "" => name.followed_by(ending),
            known if is_known(known) => name.ending_in(ending),
            _ => name.clone(),
        };
        filed(ContentType::known(kind), name)
    }

    /// Extension of a ZIP-based format, by the names of the first files in the archive.
    fn zipped(&self, first_bytes: &[u8]) -> Option<&'static str> {
        const PARTS: [(&str, &str); 9] = [
            ("mimetypeapplication/vnd.oasis.opendocument.text", "odt"),
            ("mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods"),
            ("mimetypeapplication/vnd.oasis.opendocument.presentation", "odp"),
            ("mimetypeapplication/epub+zip", "epub"),
            ("word/", "docx"),
            ("xl/", "xlsx"),
            ("ppt/", "pptx"),
            ("AndroidManifest.xml", "apk"),
            ("doc.kml", "kmz"),
        ];
        let has = |part: &str| first_bytes.windows(part.len()).any(|window| window == part.as_bytes());
        let part = PARTS.iter().find(|(part, _)| has(part)).map(|(_, ending)| *ending);
        part.or_else(|| match (self.ending, self.declared.as_str()) {
            _ if !has("[Content_Types].xml") => None,
            ("doc" | "dot", _) | (_, "application/msword") => Some("docx"),
            ("xls" | "xlt", _) | (_, "application/vnd.ms-excel") => Some("xlsx"),
            ("ppt" | "pps", _) | (_, "application/vnd.ms-powerpoint") => Some("pptx"),
            _ => None,
        })
    }

    /// Container of older Office files, shared with installers: the exact format shows only deep inside the file.
    fn compound(&self, name: &FileName) -> Result<Filed, Refused> {
        if let Some(kind) = Format::CompoundFile.type_of(self.ending) {
            return Ok(filed(ContentType::known(kind), name.clone()));
        }
        let declared = self.declared.as_str();
        let by_type = Format::CompoundFile.endings().iter().find(|(_, kind)| *kind == declared);
        match by_type {
            Some((ending, _)) if self.ending.is_empty() => Ok(filed(self.declared.clone(), name.followed_by(ending))),
            Some((ending, _)) if is_known(self.ending) => Ok(filed(self.declared.clone(), name.ending_in(ending))),
            Some(_) => Ok(filed(self.declared.clone(), name.clone())),
            None if is_known(self.ending) || self.is_of_marked_bytes() => Err(Refused::Contradicted),
            None => Ok(filed(ContentType::octet_stream(), name.clone())),
        }
    }

    /// Media type of text: the extension's, or the declared one if it is a text type.
    fn text_type(&self, found: Format) -> ContentType {
        let by_ending = [found, Format::Text, Format::Markup].into_iter().find_map(|kind| kind.type_of(self.ending));
        let declared = self.declared.as_str();
        let of_text = declared.starts_with("text/")
            || declared.ends_with("+xml")
            || matches!(
                declared,
                "application/json" | "application/xml" | "application/javascript" | "application/sql"
            );
        let usual = if found == Format::Markup && self.ending.is_empty() { "text/html" } else { "text/plain" };
        match by_ending {
            Some(kind) => ContentType::known(kind),
            None if of_text || !self.is_of_marked_bytes() && !self.is_silent() => self.declared.clone(),
            None => ContentType::known(usual),
        }
    }

    /// Media type of bytes without a known signature: the declared one, unless the claimed format would have a
    /// signature.
    fn without_a_mark(&self, empty: bool) -> Result<ContentType, Refused> {
        match Format::Text.type_of(self.ending) {
            _ if self.is_of_marked_bytes() => Err(if empty { Refused::Empty } else { Refused::Contradicted }),
            Some(kind) if empty => Ok(ContentType::known(kind)),
            _ => Ok(self.declared.clone()),
        }
    }

    /// Whether name or type claim a format other than text.
    fn of_no_text(&self) -> bool {
        let by_ending = is_known(self.ending) && !Format::of_ending(self.ending).any(Format::is_text);
        let declared = self.declared.as_str();
        let kind = declared.split('/').next().unwrap_or_default();
        by_ending
            || self.is_of_marked_bytes()
            || matches!(kind, "image" | "audio" | "video" | "font") && !declared.ends_with("+xml")
    }

    /// Whether name or type claim a format that always has a signature in its first bytes.
    fn is_of_marked_bytes(&self) -> bool {
        let declared = self.declared.as_str();
        MARKED_ENDINGS.contains(&self.ending)
            || MARKED_TYPES.contains(&declared)
            || declared.starts_with("application/vnd.openxmlformats-officedocument.")
            || declared.starts_with("application/vnd.oasis.opendocument.")
            || declared.ends_with(".macroenabled.12")
    }

    /// Types that claim nothing: the generic type, and the one Windows sends for any spreadsheet, CSV or workbook.
    fn is_silent(&self) -> bool {
        matches!(self.declared.as_str(), "application/octet-stream" | "application/vnd.ms-excel")
    }
}

const MARKED_ENDINGS: [&str; 17] = [
    "pdf", "png", "jpg", "jpeg", "gif", "webp", "zip", "odt", "ods", "odp", "epub", "docx", "xlsx", "pptx", "docm",
    "xlsm", "pptm",
];

const MARKED_TYPES: [&str; 11] = [
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/zip",
    "application/x-zip-compressed",
    "application/epub+zip",
    "application/msword",
    "application/vnd.ms-powerpoint",
    "application/vnd.ms-outlook",
];

/// Extensions that a double click runs on some system.
const RUN: [&str; 27] = [
    "exe", "com", "scr", "pif", "msi", "msp", "dll", "cpl", "bat", "cmd", "ps1", "vbs", "vbe", "jse", "wsf", "wsh",
    "ws", "wsc", "sct", "hta", "lnk", "scf", "reg", "msc", "chm", "xll", "jar",
];

#[cfg(test)]
mod tests;
#[cfg(test)]
mod witness;
