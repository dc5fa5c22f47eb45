//! Does a file hold what it says it is? Three witnesses must agree: the first bytes, the declared type, the name's
//! extension. To learn a new format, add a [`Format`] and its three rows.

use super::{ContentType, FileName};

/// How many first bytes [`sniff`] wants to see.
pub const SNIFF_LENGTH: u32 = 1024;

/// Why an upload is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A program, by its bytes or by a name that a double click would run.
    #[error("programs are not accepted")]
    Executable,
    /// Bytes, declared type and extension tell different stories.
    #[error("the content is not what its type or name says")]
    Contradicted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Pdf,
    Png,
    Jpeg,
    Gif,
    WebP,
    /// ZIP and what is built on it: OOXML, `OpenDocument`, EPUB.
    Zip,
    /// The container of older Office files and of encrypted OOXML.
    CompoundFile,
    Program,
}

/// The type to file the upload under, if its first bytes fit `declared` and `name`.
pub fn sniff(first_bytes: &[u8], declared: &ContentType, name: &FileName) -> Result<ContentType, Refused> {
    let extension = name.extension().unwrap_or_default();
    if EXECUTABLE_EXTENSIONS.contains(&extension.as_str()) {
        return Err(Refused::Executable);
    }
    let found = format_of(first_bytes);
    if found == Some(Format::Program) {
        return Err(Refused::Executable);
    }
    let said = formats_of_type(declared.as_str());
    let named = formats_of_extension(&extension);
    let fits = |allowed: &[Format]| found.is_some_and(|format| allowed.contains(&format));
    if !(said.is_empty() || fits(said)) || !(named.is_empty() || fits(named)) {
        return Err(Refused::Contradicted);
    }
    // Bytes of a known format under a type that is neither that format's nor silent, such as PNG declared text/plain.
    if found.is_some() && said.is_empty() && !is_silent(declared.as_str()) {
        return Err(Refused::Contradicted);
    }
    Ok(match found {
        Some(format) if is_silent(declared.as_str()) => type_of(format, &extension),
        _ => declared.clone(),
    })
}

fn format_of(bytes: &[u8]) -> Option<Format> {
    const PROGRAMS: [&[u8]; 8] = [
        b"MZ",
        b"\x7fELF",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
        b"\0asm",
    ];
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    Some(match () {
        () if PROGRAMS.into_iter().any(starts) => Format::Program,
        () if starts(b"%PDF-") => Format::Pdf,
        () if starts(b"\x89PNG\r\n\x1a\n") => Format::Png,
        () if starts(b"\xff\xd8\xff") => Format::Jpeg,
        () if starts(b"GIF87a") || starts(b"GIF89a") => Format::Gif,
        () if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => Format::WebP,
        () if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") => Format::Zip,
        () if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => Format::CompoundFile,
        () => return None,
    })
}

/// The formats a declared type may have; none listed means the bytes need no magic.
fn formats_of_type(declared: &str) -> &'static [Format] {
    match declared {
        "application/pdf" => &[Format::Pdf],
        "image/png" => &[Format::Png],
        "image/jpeg" => &[Format::Jpeg],
        "image/gif" => &[Format::Gif],
        "image/webp" => &[Format::WebP],
        "application/zip" | "application/x-zip-compressed" | "application/epub+zip" => &[Format::Zip],
        "application/msword" | "application/vnd.ms-powerpoint" | "application/vnd.ms-outlook" => {
            &[Format::CompoundFile]
        }
        _ if declared.starts_with("application/vnd.openxmlformats-officedocument.")
            || declared.ends_with(".macroenabled.12") =>
        {
            &[Format::Zip, Format::CompoundFile]
        }
        _ if declared.starts_with("application/vnd.oasis.opendocument.") => &[Format::Zip],
        _ => &[],
    }
}

fn formats_of_extension(extension: &str) -> &'static [Format] {
    match extension {
        "pdf" => &[Format::Pdf],
        "png" => &[Format::Png],
        "jpg" | "jpeg" => &[Format::Jpeg],
        "gif" => &[Format::Gif],
        "webp" => &[Format::WebP],
        "zip" | "odt" | "ods" | "odp" | "epub" => &[Format::Zip],
        "docx" | "xlsx" | "pptx" | "docm" | "xlsm" | "pptm" => &[Format::Zip, Format::CompoundFile],
        _ => &[],
    }
}

/// Types that claim nothing: no name for it, or what Windows says of a spreadsheet, whether CSV or workbook.
fn is_silent(declared: &str) -> bool {
    matches!(declared, "application/octet-stream" | "application/vnd.ms-excel")
}

fn type_of(format: Format, extension: &str) -> ContentType {
    ContentType::known(match (format, extension) {
        (Format::Pdf, _) => "application/pdf",
        (Format::Png, _) => "image/png",
        (Format::Jpeg, _) => "image/jpeg",
        (Format::Gif, _) => "image/gif",
        (Format::WebP, _) => "image/webp",
        (_, "docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (_, "xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        (_, "pptx") => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        (Format::Zip, "odt") => "application/vnd.oasis.opendocument.text",
        (Format::Zip, "ods") => "application/vnd.oasis.opendocument.spreadsheet",
        (Format::Zip, "odp") => "application/vnd.oasis.opendocument.presentation",
        (Format::Zip, _) => "application/zip",
        (Format::CompoundFile, "doc") => "application/msword",
        (Format::CompoundFile, "xls") => "application/vnd.ms-excel",
        (Format::CompoundFile, "ppt") => "application/vnd.ms-powerpoint",
        (Format::CompoundFile | Format::Program, _) => "application/octet-stream",
    })
}

const EXECUTABLE_EXTENSIONS: [&str; 16] =
    ["exe", "com", "scr", "pif", "msi", "dll", "cpl", "bat", "cmd", "ps1", "vbs", "vbe", "wsf", "hta", "lnk", "jar"];

#[cfg(test)]
mod tests {
    use super::{ContentType, FileName, Refused, sniff};

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    fn look(bytes: &[u8], declared: &str, name: &str) -> Result<String, Refused> {
        sniff(bytes, &ContentType::parse(declared).unwrap(), &FileName::parse(name).unwrap())
            .map(|kind| kind.to_string())
    }

    #[test]
    fn honest_files_keep_their_type() {
        for (bytes, declared, name) in [
            (b"%PDF-1.7\n".as_slice(), "application/pdf", "contract.pdf"),
            (PNG, "image/png", "logo.PNG"),
            (b"\xff\xd8\xff\xe0", "image/jpeg", "photo.jpg"),
            (b"GIF89a", "image/gif", "a.gif"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp", "a.webp"),
            (b"PK\x03\x04", DOCX, "terms.docx"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DOCX, "encrypted.docx"),
            (b"<svg xmlns=", "image/svg+xml", "logo.svg"),
            (b"<!doctype html>", "text/html", "page.html"),
            (b"a;b;c\n", "application/vnd.ms-excel", "list.csv"),
            (b"", "text/plain", "empty.txt"),
        ] {
            assert_eq!(look(bytes, declared, name).as_deref(), Ok(declared), "{name}");
        }
    }

    #[test]
    fn undeclared_files_get_the_type_of_their_bytes() {
        assert_eq!(look(PNG, "application/octet-stream", "logo").as_deref(), Ok("image/png"));
        assert_eq!(look(b"PK\x03\x04", "application/octet-stream", "terms.docx").as_deref(), Ok(DOCX));
        assert_eq!(look(b"anything", "application/octet-stream", "x.dat").as_deref(), Ok("application/octet-stream"));
    }

    #[test]
    fn contradictions_are_refused() {
        for (bytes, declared, name) in [
            (PNG, "application/pdf", "contract.pdf"),
            (PNG, "text/plain", "notes.txt"),
            (PNG, "image/png", "contract.pdf"),
            (b"<!doctype html>".as_slice(), "application/pdf", "contract.pdf"),
            (b"<!doctype html>", "application/octet-stream", "contract.pdf"),
            (b"", "application/pdf", "contract.pdf"),
            (b"PK\x03\x04", "image/png", "logo.png"),
            (b"%PDF-1.7", DOCX, "terms.docx"),
        ] {
            assert_eq!(look(bytes, declared, name), Err(Refused::Contradicted), "{declared} {name}");
        }
    }

    #[test]
    fn programs_are_always_refused() {
        for (bytes, declared, name) in [
            (b"MZ\x90\0".as_slice(), "application/octet-stream", "setup"),
            (b"MZ\x90\0", "application/pdf", "contract.pdf"),
            (b"\x7fELF\x02", "text/plain", "notes.txt"),
            (b"\xcf\xfa\xed\xfe", "application/octet-stream", "tool"),
            (b"echo hello", "text/plain", "run.BAT"),
            (b"%PDF-1.7", "application/pdf", "contract.pdf.exe"),
        ] {
            assert_eq!(look(bytes, declared, name), Err(Refused::Executable), "{name}");
        }
    }
}
