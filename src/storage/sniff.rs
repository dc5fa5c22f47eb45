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
mod tests {
    use super::{ContentType, FileName, Refused, sniff};

    const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    const ANY: &str = "application/octet-stream";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF";
    const HEIC: &[u8] = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    const WEBP: &[u8] = b"RIFF\x10\0\0\0WEBPVP8 ";
    const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
    const ZIP: &[u8] = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0";
    const OOXML: &[u8] = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0[Content_Types].xml";
    const OLD_OFFICE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0";
    const RTF: &[u8] = b"{\\rtf1\\ansi";

    /// Type and name.
    fn look(bytes: &[u8], declared: &str, name: &str) -> Result<(String, String), Refused> {
        let filed = sniff(bytes, &ContentType::parse(declared).unwrap(), &FileName::parse(name).unwrap())?;
        Ok((filed.content_type.to_string(), filed.name.to_string()))
    }

    #[test]
    fn honest_files_keep_type_and_name() {
        for (bytes, declared, name) in [
            (PDF, "application/pdf", "contract.pdf"),
            (PNG, "image/png", "logo.PNG"),
            (JPEG, "image/jpeg", "photo.jpg"),
            (b"GIF89a", "image/gif", "a.gif"),
            (WEBP, "image/webp", "a.webp"),
            (HEIC, "image/heic", "IMG_1.HEIC"),
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", "image/avif", "a.avif"),
            (OOXML, DOCX, "terms.docx"),
            (OLD_OFFICE, DOCX, "encrypted.docx"),
            (OLD_OFFICE, "application/msword", "old.doc"),
            (OLD_OFFICE, "application/vnd.ms-outlook", "mail.msg"),
            (b"<svg xmlns=", "image/svg+xml", "logo.svg"),
            (b"<!doctype html>", "text/html", "page.html"),
            (b"a;b;c\n", "text/csv", "list.csv"),
            (b"", "text/plain", "empty.txt"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/quicktime", "clip.MOV"),
            (b"\0\0\0\x20ftypisom\0\0\x02\0isom", "video/mp4", "clip.mp4"),
            (b"\0\0\0\x20ftypM4A \0\0\x02\0isom", "audio/mp4", "voice.m4a"),
            (b"\x1a\x45\xdf\xa3\x01", "video/webm", "clip.webm"),
            (b"OggS\0\x02", "audio/ogg", "voice.opus"),
            (b"fLaC\0\0\0\"", "audio/flac", "song.flac"),
            (b"8BPS\0\x01", "image/vnd.adobe.photoshop", "poster.psd"),
            (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5", "application/x-indesign", "book.indd"),
            (b"%!PS-Adobe-3.0 EPSF-3.0\n", "application/postscript", "logo.eps"),
            (b"AC1032\0\0", "image/vnd.dwg", "plan.dwg"),
            (b"ISO-10303-21;\nHEADER;", "model/step", "part.step"),
            (b"  0\nSECTION\n  2\nHEADER\n", "image/vnd.dxf", "plan.dxf"),
            (RTF, "application/rtf", "letter.rtf"),
            (b"OTTO\0\x0c", "font/otf", "type.otf"),
            (b"\0\x01\0\0\0\x0e", "font/ttf", "type.ttf"),
            (b"wOF2\0\x01", "font/woff2", "type.woff2"),
            (b"7z\xbc\xaf\x27\x1c\0\x04", "application/x-7z-compressed", "all.7z"),
            (b"Rar!\x1a\x07\x01\0", "application/vnd.rar", "all.rar"),
            (b"\x1f\x8b\x08\0", "application/gzip", "all.tar.gz"),
            (b"\x28\xb5\x2f\xfd", "application/zstd", "all.tar.zst"),
            (ZIP, "application/vnd.android.package-archive", "app-release.apk"),
            (ZIP, "application/vnd.google-earth.kmz", "route.kmz"),
            (ZIP, "application/vnd.apple.pages", "letter.pages"),
            (ZIP, "application/vnd.apple.keynote", "talk.key"),
            (ZIP, "application/vnd.apple.numbers", "budget.numbers"),
            (b"{\"a\":1}", "application/json", "data.json"),
            (b"# Title\n<b>x</b>", "text/markdown", "notes.md"),
            (b"<p align=center>Logo</p>", "text/markdown", "readme.md"),
            (b"select 1;", "application/sql", "dump.sql"),
            (b"BEGIN:VCARD\r\n", "text/vcard", "card.vcf"),
            (b"BEGIN:VCALENDAR\r\n", "text/calendar", "day.ics"),
            (b"From: a@b.test\r\n", "message/rfc822", "mail.eml"),
        ] {
            for declared_as in [declared, ANY] {
                let expected = (declared.to_owned(), name.to_owned());
                assert_eq!(look(bytes, declared_as, name), Ok(expected), "{name} as {declared_as}");
            }
        }
    }

    #[test]
    fn harmless_files_are_filed_under_what_they_are() {
        for (bytes, declared, name, kind, filed) in [
            (JPEG, "image/heic", "IMG_0042.HEIC", "image/jpeg", "IMG_0042.jpg"),
            (HEIC, "image/jpeg", "IMG_0042.jpg", "image/heic", "IMG_0042.heic"),
            (WEBP, "image/jpeg", "photo.jpg", "image/webp", "photo.webp"),
            (PNG, "text/plain", "notes.txt", "image/png", "notes.png"),
            (PNG, "image/png", "contract.pdf", "image/png", "contract.png"),
            (PDF, "application/postscript", "logo.ai", "application/pdf", "logo.ai"),
            (b"%!PS-Adobe-3.0", "application/pdf", "logo.ai", "application/postscript", "logo.ai"),
            (b"\xef\xbb\xbf\n%PDF-1.4", "application/pdf", "scan.pdf", "application/pdf", "scan.pdf"),
            (RTF, "application/msword", "letter.doc", "application/rtf", "letter.rtf"),
            (RTF, "application/msword", "letter.rtf", "application/rtf", "letter.rtf"),
            (OOXML, "application/msword", "terms.docx", DOCX, "terms.docx"),
            (OOXML, "application/msword", "terms.doc", DOCX, "terms.docx"),
            (OOXML, "application/vnd.ms-excel", "list.xls", XLSX, "list.xlsx"),
            (ZIP, "image/png", "logo.png", "application/zip", "logo.zip"),
            (ZIP, ANY, "brushes.procreate", "application/zip", "brushes.procreate"),
            (PNG, ANY, "logo", "image/png", "logo.png"),
            (PDF, ANY, "Plan v1.2", "application/pdf", "Plan v1.2.pdf"),
            (b"name\tsum\n", "application/vnd.ms-excel", "export.xls", "text/csv", "export.csv"),
            (b"Dear all", "application/pdf", "letter.pdf", "text/plain", "letter.txt"),
            ("Fid\u{e9}lit\u{e9}".as_bytes(), "text/plain", "a.txt", "text/plain", "a.txt"),
            (b"Fid\xe9lit\xe9;1", "application/vnd.ms-excel", "a.csv", "text/csv", "a.csv"),
            (b"\xff\xfea\0;\0b\0", "text/plain", "a.csv", "text/csv", "a.csv"),
            (b"\x83e\x83X\x83g", "text/plain", "a.txt", "text/plain", "a.txt"),
            (b"anything\0", ANY, "x.dat", ANY, "x.dat"),
            (b"\0\0\x01\xba", "video/mpeg", "clip.mpg", "video/mpeg", "clip.mpg"),
            (b"all: build\n", ANY, "Makefile", "text/plain", "Makefile"),
            (b"#!/bin/sh\n", "application/x-sh", "deploy.sh", "text/plain", "deploy.sh"),
            (b"-----BEGIN CERTIFICATE-----", ANY, "server.key", "text/plain", "server.key"),
            (OLD_OFFICE, "application/vnd.ms-excel", "list.csv", "application/vnd.ms-excel", "list.xls"),
        ] {
            assert_eq!(look(bytes, declared, name), Ok((kind.to_owned(), filed.to_owned())), "{name} as {declared}");
        }
    }

    #[test]
    fn what_pretends_to_be_harmless_is_refused_by_what_it_is() {
        for (bytes, declared, name, refused) in [
            (b"<!doctype html>".as_slice(), "application/pdf", "contract.pdf", Refused::Page),
            (b"<!doctype html>", ANY, "contract.pdf", Refused::Page),
            (b"  \n<HTML><body>", "image/jpeg", "photo.jpg", Refused::Page),
            (b"\xff\xfe<\0h\0t\0m\0l\0>\0", "image/jpeg", "photo.jpg", Refused::Page),
            (b"<svg onload=\"x()\">", "image/png", "logo.png", Refused::Page),
            (b"<?xml version=\"1.0\"?>\n<svg>", "image/png", "logo.png", Refused::Page),
            (b"<!-- --><script>x()</script>", "image/gif", "a.gif", Refused::Page),
            (b"<?php system($_GET[0]);", "image/jpeg", "photo.jpg", Refused::Page),
            (b"<html><table>", "application/vnd.ms-excel", "list.xls", Refused::Page),
            (b"<html>", "image/heic", "IMG_1.heic", Refused::Page),
            (b"<html>", "image/png", "logo", Refused::Page),
            (b"", "application/pdf", "contract.pdf", Refused::Empty),
            (b"\x01\x02\0\x03", "application/pdf", "contract.pdf", Refused::Contradicted),
            (b"\x01\x02\0\x03", "image/png", "logo.dat", Refused::Contradicted),
            (OLD_OFFICE, "image/jpeg", "photo.jpg", Refused::Contradicted),
        ] {
            assert_eq!(look(bytes, declared, name), Err(refused), "{declared} {name}");
        }
    }

    #[test]
    fn programs_are_always_refused() {
        let long = |ending: &str| format!("{}{ending}", "a".repeat(200));
        for (bytes, declared, name) in [
            (b"MZ\x90\0".as_slice(), ANY, "setup"),
            (b"MZ\x90\0", "application/pdf", "contract.pdf"),
            (b"\x7fELF\x02", "text/plain", "notes.txt"),
            (b"\xcf\xfa\xed\xfe", ANY, "tool"),
            (b"L\0\0\0\x01\x14\x02\0", ANY, "Contract"),
            (b"#!/bin/sh\n", "image/jpeg", "photo.jpg"),
            (b"echo hello", "text/plain", "run.BAT"),
            (b"echo hello", "text/plain", ".bat"),
            (b"echo hello", "text/plain", "run.bat. . "),
            (b"echo hello", "text/plain", "run.bat:.txt"),
            (b"echo hello", "text/plain", "run.bat::$DATA"),
            (b"echo hello", "text/plain", "run.b\u{200b}at"),
            (PDF, "application/pdf", "contract.pdf .exe"),
            (PDF, "application/pdf", "contract.pdf.exe"),
            (PDF, "application/pdf", "contract\u{202e}fdp.exe"),
            (PDF, "application/pdf", &long(".pdf.exe")),
        ] {
            assert_eq!(look(bytes, declared, name), Err(Refused::Executable), "{name}");
        }
    }

    #[test]
    fn a_name_that_is_cut_ends_in_what_the_file_is() {
        for hidden in ["bat", "html", "hta", "exe", "svg"] {
            // The cut would fall just behind the hidden ending.
            let name = format!("{}.{hidden}.{}", "a".repeat(149 - hidden.len()), "b".repeat(40));
            let (kind, filed) = look(PDF, "application/pdf", &name).unwrap();
            assert_eq!((kind.as_str(), filed.rsplit_once('.').unwrap().1), ("application/pdf", "pdf"));
            let (_, filed) = look(b"anything\0", ANY, &name).unwrap();
            assert!(!filed.contains('.') && filed.chars().count() == FileName::MAX_CHARS, "{filed}");
            let (_, filed) = look(JPEG, ANY, &format!("{}.heic", "é".repeat(300))).unwrap();
            assert!(filed.ends_with("é.jpg") && filed.chars().count() <= FileName::MAX_CHARS, "{filed}");
        }
    }
}
