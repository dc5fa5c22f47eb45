//! File formats by signature.

mod endings;

use strum::VariantArray;

/// Format shown by the first bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::VariantArray)]
pub(super) enum Format {
    Pdf,
    PostScript,
    Png,
    Jpeg,
    Gif,
    WebP,
    Heif,
    Avif,
    Jpeg2000,
    Tiff,
    Bmp,
    Icon,
    Photoshop,
    InDesign,
    AutoCad,
    /// ZIP and formats based on it: OOXML, `OpenDocument`, EPUB, application packages of Apple and Android.
    Zip,
    /// The container of older Office files and of encrypted OOXML.
    CompoundFile,
    Rtf,
    Gzip,
    SevenZip,
    Rar,
    Zstandard,
    Xz,
    Bzip2,
    Tar,
    Mp4,
    QuickTime,
    M4a,
    Matroska,
    Ogg,
    Flac,
    Mp3,
    Wave,
    Avi,
    Aiff,
    Asf,
    OpenType,
    TrueType,
    Woff,
    Woff2,
    Sqlite,
    /// HTML, SVG, PHP: text that runs when opened as its own type.
    Markup,
    /// Text that names its interpreter in the first line.
    Script,
    /// Readable text in any encoding.
    Text,
    Program,
}

impl Format {
    /// The formats that go under `ending`; none for an ending that is not known. A script goes as text.
    pub(super) fn of_ending(ending: &str) -> impl Iterator<Item = Self> + use<'_> {
        Self::VARIANTS.iter().copied().filter(move |format| *format != Self::Script && format.type_of(ending).is_some())
    }

    /// The media type of a file of the format under `ending`.
    pub(super) fn type_of(self, ending: &str) -> Option<&'static str> {
        self.endings().iter().find(|(known, _)| *known == ending).map(|(_, kind)| *kind)
    }

    /// Whether the content is readable text.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Markup | Self::Script)
    }
}

/// Format of a file by its first bytes, if known.
pub(super) fn format_of(bytes: &[u8]) -> Option<Format> {
    const MARKS: [(&[u8], Format); 46] = [
        (b"MZ", Format::Program),
        (b"\x7fELF", Format::Program),
        (b"\xfe\xed\xfa\xce", Format::Program),
        (b"\xfe\xed\xfa\xcf", Format::Program),
        (b"\xce\xfa\xed\xfe", Format::Program),
        (b"\xcf\xfa\xed\xfe", Format::Program),
        (b"\xca\xfe\xba\xbe", Format::Program),
        (b"\0asm", Format::Program),
        (b"dex\n", Format::Program),
        (b"L\0\0\0\x01\x14\x02\0", Format::Program),
        (b"%PDF-", Format::Pdf),
        (b"%!PS", Format::PostScript),
        (b"\xc5\xd0\xd3\xc6", Format::PostScript),
        (b"\x89PNG\r\n\x1a\n", Format::Png),
        (b"\xff\xd8\xff", Format::Jpeg),
        (b"GIF87a", Format::Gif),
        (b"GIF89a", Format::Gif),
        (b"II*\0", Format::Tiff),
        (b"MM\0*", Format::Tiff),
        (b"PK\x07\x08", Format::Zip),
        (b"8BPS", Format::Photoshop),
        (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5", Format::InDesign),
        (b"AC10", Format::AutoCad),
        (b"\0\0\0\x0cjP  \r\n\x87\n", Format::Jpeg2000),
        (b"PK\x03\x04", Format::Zip),
        (b"PK\x05\x06", Format::Zip),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format::CompoundFile),
        (b"{\\rtf", Format::Rtf),
        (b"\x1f\x8b", Format::Gzip),
        (b"7z\xbc\xaf\x27\x1c", Format::SevenZip),
        (b"Rar!\x1a\x07", Format::Rar),
        (b"\x28\xb5\x2f\xfd", Format::Zstandard),
        (b"\xfd7zXZ\0", Format::Xz),
        (b"BZh", Format::Bzip2),
        (b"\x1a\x45\xdf\xa3", Format::Matroska),
        (b"OggS", Format::Ogg),
        (b"fLaC", Format::Flac),
        (b"ID3", Format::Mp3),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Format::Asf),
        (b"OTTO\0", Format::OpenType),
        (b"\0\x01\0\0\0", Format::TrueType),
        (b"true\0", Format::TrueType),
        (b"ttcf\0", Format::TrueType),
        (b"wOFF", Format::Woff),
        (b"wOF2", Format::Woff2),
        (b"SQLite format 3\0", Format::Sqlite),
    ];
    let marked = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, format)| *format);
    let at = |start: usize, mark: &[u8]| bytes.get(start..).is_some_and(|rest| rest.starts_with(mark));
    let within = |start: &[u8], kind: &[u8]| bytes.starts_with(start) && at(8, kind);
    marked.or_else(|| match () {
        () if within(b"RIFF", b"WEBP") => Some(Format::WebP),
        () if within(b"RIFF", b"WAVE") => Some(Format::Wave),
        () if within(b"RIFF", b"AVI ") => Some(Format::Avi),
        () if within(b"FORM", b"AIF") => Some(Format::Aiff),
        () if at(4, b"ftyp") => Some(of_brand(bytes)),
        () if [b"moov", b"mdat", b"wide"].into_iter().any(|atom| at(4, atom)) => Some(Format::QuickTime),
        () if bytes.starts_with(b"\0\0\x01\0") => Some(Format::Icon),
        () if at(257, b"ustar") => Some(Format::Tar),
        () if bytes.starts_with(b"BM") && at(6, b"\0\0\0\0") => Some(Format::Bmp),
        // The sync word of MPEG audio, layers 2 and 3, and of AAC.
        () if matches!(bytes, [0xff, second, ..] if matches!(second, 0xf1..=0xf3 | 0xf9..=0xfb)) => Some(Format::Mp3),
        () => of_text(bytes),
    })
}

/// MP4-based format by its major brand, or by the compatible brands if that is a general one.
fn of_brand(bytes: &[u8]) -> Format {
    let brands: Vec<&[u8]> = bytes.get(8..64).unwrap_or(bytes.get(8..).unwrap_or_default()).chunks(4).collect();
    let still = |brand: &[u8]| match brand {
        b"avif" | b"avis" => Some(Format::Avif),
        [b'h', b'e', b'i' | b'v', _] => Some(Format::Heif),
        _ => None,
    };
    match brands.first().copied().unwrap_or_default() {
        b"mif1" | b"msf1" | b"miaf" => brands.into_iter().find_map(still).unwrap_or(Format::Heif),
        b"qt  " => Format::QuickTime,
        b"M4A " | b"M4B " | b"M4P " => Format::M4a,
        brand => still(brand).unwrap_or(Format::Mp4),
    }
}

/// Text format of the bytes; `None` if they are not text.
fn of_text(bytes: &[u8]) -> Option<Format> {
    let text = readable(bytes)?;
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // Some programs write a byte order mark or blank lines before it.
    if start.starts_with("%PDF-") {
        return Some(Format::Pdf);
    }
    if start.starts_with("#!") {
        return Some(Format::Script);
    }
    let lower = start.to_ascii_lowercase();
    let acts = TAGS.iter().any(|tag| {
        let rest = lower.strip_prefix(tag);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| !c.is_ascii_alphanumeric()))
    });
    // Behind an XML declaration and comments the first element decides.
    let introduced = lower.starts_with("<?xml") || lower.starts_with("<!--") || lower.starts_with("<!doctype");
    let acts =
        acts || introduced && ["<svg", "<html", ":svg", ":html", "<script"].iter().any(|tag| lower.contains(tag));
    Some(if acts { Format::Markup } else { Format::Text })
}

/// First tags of web pages and pictures in text form.
const TAGS: [&str; 24] = [
    "<!doctype html",
    "<!doctype svg",
    "<html",
    "<head",
    "<body",
    "<script",
    "<iframe",
    "<svg",
    "<svg:svg",
    "<meta",
    "<link",
    "<title",
    "<style",
    "<table",
    "<div",
    "<h1",
    "<p",
    "<a",
    "<b",
    "<br",
    "<img",
    "<font",
    "<form",
    "<?php",
];

/// Decoded text: UTF-8, UTF-16 with a byte order mark, or a single-byte encoding.
fn readable(bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(of).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes {
        [] => return None,
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    // Escapes switch the alphabet in Japanese mail, form feeds part pages.
    let shown = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}') || c >= '\u{80}';
    text.chars().all(shown).then_some(text)
}
