//! File formats by signature, with the extensions of each format and the media type of each extension.

/// Format shown by the first bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

type Endings = &'static [(&'static str, &'static str)];

impl Format {
    const ALL: [Self; 44] = {
        use Format as F;
        [
            F::Pdf,
            F::PostScript,
            F::Png,
            F::Jpeg,
            F::Gif,
            F::WebP,
            F::Heif,
            F::Avif,
            F::Jpeg2000,
            F::Tiff,
            F::Bmp,
            F::Icon,
            F::Photoshop,
            F::InDesign,
            F::AutoCad,
            F::Zip,
            F::CompoundFile,
            F::Rtf,
            F::Gzip,
            F::SevenZip,
            F::Rar,
            F::Zstandard,
            F::Xz,
            F::Bzip2,
            F::Tar,
            F::Mp4,
            F::QuickTime,
            F::M4a,
            F::Matroska,
            F::Ogg,
            F::Flac,
            F::Mp3,
            F::Wave,
            F::Avi,
            F::Aiff,
            F::Asf,
            F::OpenType,
            F::TrueType,
            F::Woff,
            F::Woff2,
            F::Sqlite,
            F::Markup,
            F::Text,
            F::Program,
        ]
    };

    /// Extensions of the format, each with its media type. The first is given to a file that has no extension or
    /// another format's.
    pub(super) fn endings(self) -> Endings {
        match self {
            Self::Pdf => &[("pdf", "application/pdf"), ("ai", "application/pdf")],
            Self::PostScript => {
                &[("eps", "application/postscript"), ("ps", "application/postscript"), ("ai", "application/postscript")]
            }
            Self::Png => &[("png", "image/png"), ("apng", "image/apng")],
            Self::Jpeg => {
                &[("jpg", "image/jpeg"), ("jpeg", "image/jpeg"), ("jpe", "image/jpeg"), ("jfif", "image/jpeg")]
            }
            Self::Gif => &[("gif", "image/gif")],
            Self::WebP => &[("webp", "image/webp")],
            Self::Heif => &[("heic", "image/heic"), ("heif", "image/heif"), ("hif", "image/heif")],
            Self::Avif => &[("avif", "image/avif")],
            Self::Jpeg2000 => &[("jp2", "image/jp2"), ("jpx", "image/jpx"), ("jpf", "image/jpx")],
            Self::Tiff => &[("tif", "image/tiff"), ("tiff", "image/tiff")],
            Self::Bmp => &[("bmp", "image/bmp"), ("dib", "image/bmp")],
            Self::Icon => &[("ico", "image/vnd.microsoft.icon")],
            Self::Photoshop => &[("psd", "image/vnd.adobe.photoshop"), ("psb", "image/vnd.adobe.photoshop")],
            Self::InDesign => &[("indd", "application/x-indesign"), ("indt", "application/x-indesign")],
            Self::AutoCad => &[("dwg", "image/vnd.dwg"), ("dwt", "image/vnd.dwg")],
            Self::Zip => ZIPPED,
            Self::CompoundFile => COMPOUND,
            Self::Rtf => &[("rtf", "application/rtf")],
            Self::Gzip => &[("gz", "application/gzip"), ("tgz", "application/gzip")],
            Self::SevenZip => &[("7z", "application/x-7z-compressed")],
            Self::Rar => &[("rar", "application/vnd.rar"), ("cbr", "application/vnd.comicbook-rar")],
            Self::Zstandard => &[("zst", "application/zstd"), ("tzst", "application/zstd")],
            Self::Xz => &[("xz", "application/x-xz"), ("txz", "application/x-xz")],
            Self::Bzip2 => &[("bz2", "application/x-bzip2"), ("tbz2", "application/x-bzip2")],
            Self::Tar => &[("tar", "application/x-tar")],
            Self::Mp4 => &[
                ("mp4", "video/mp4"),
                ("m4v", "video/mp4"),
                ("mov", "video/quicktime"),
                ("m4a", "audio/mp4"),
                ("m4b", "audio/mp4"),
                ("3gp", "video/3gpp"),
                ("3g2", "video/3gpp2"),
                ("f4v", "video/mp4"),
            ],
            Self::QuickTime => &[("mov", "video/quicktime"), ("qt", "video/quicktime"), ("mp4", "video/mp4")],
            Self::M4a => &[("m4a", "audio/mp4"), ("m4b", "audio/mp4"), ("m4r", "audio/mp4"), ("mp4", "audio/mp4")],
            Self::Matroska => &[("mkv", "video/x-matroska"), ("webm", "video/webm"), ("mka", "audio/x-matroska")],
            Self::Ogg => &[("ogg", "audio/ogg"), ("opus", "audio/ogg"), ("oga", "audio/ogg"), ("ogv", "video/ogg")],
            Self::Flac => &[("flac", "audio/flac")],
            Self::Mp3 => &[("mp3", "audio/mpeg"), ("mp2", "audio/mpeg"), ("aac", "audio/aac")],
            Self::Wave => &[("wav", "audio/wav")],
            Self::Avi => &[("avi", "video/x-msvideo")],
            Self::Aiff => &[("aiff", "audio/aiff"), ("aif", "audio/aiff"), ("aifc", "audio/aiff")],
            Self::Asf => &[("wmv", "video/x-ms-wmv"), ("wma", "audio/x-ms-wma"), ("asf", "video/x-ms-asf")],
            Self::OpenType => &[("otf", "font/otf"), ("ttf", "font/ttf")],
            Self::TrueType => &[("ttf", "font/ttf"), ("otf", "font/otf"), ("ttc", "font/collection")],
            Self::Woff => &[("woff", "font/woff")],
            Self::Woff2 => &[("woff2", "font/woff2")],
            Self::Sqlite => &[("sqlite", "application/vnd.sqlite3"), ("db", "application/vnd.sqlite3")],
            Self::Markup => &[
                ("html", "text/html"),
                ("htm", "text/html"),
                ("xhtml", "application/xhtml+xml"),
                ("svg", "image/svg+xml"),
                ("php", "text/plain"),
            ],
            Self::Text | Self::Script => TEXTS,
            Self::Program => &[],
        }
    }

    /// The formats that go under `ending`; none for an ending that is not known.
    pub(super) fn of_ending(ending: &str) -> impl Iterator<Item = Self> + use<'_> {
        Self::ALL.into_iter().filter(move |format| format.type_of(ending).is_some())
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

const ZIPPED: Endings = &[
    ("zip", "application/zip"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("dotx", "application/vnd.openxmlformats-officedocument.wordprocessingml.template"),
    ("xltx", "application/vnd.openxmlformats-officedocument.spreadsheetml.template"),
    ("potx", "application/vnd.openxmlformats-officedocument.presentationml.template"),
    ("ppsx", "application/vnd.openxmlformats-officedocument.presentationml.slideshow"),
    ("docm", "application/vnd.ms-word.document.macroenabled.12"),
    ("xlsm", "application/vnd.ms-excel.sheet.macroenabled.12"),
    ("pptm", "application/vnd.ms-powerpoint.presentation.macroenabled.12"),
    ("xlsb", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
    ("vsdx", "application/vnd.ms-visio.drawing.main+xml"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("odg", "application/vnd.oasis.opendocument.graphics"),
    ("odf", "application/vnd.oasis.opendocument.formula"),
    ("ott", "application/vnd.oasis.opendocument.text-template"),
    ("epub", "application/epub+zip"),
    ("pages", "application/vnd.apple.pages"),
    ("numbers", "application/vnd.apple.numbers"),
    ("key", "application/vnd.apple.keynote"),
    ("apk", "application/vnd.android.package-archive"),
    ("aab", "application/zip"),
    ("ipa", "application/zip"),
    ("kmz", "application/vnd.google-earth.kmz"),
    ("sketch", "application/zip"),
    ("xd", "application/zip"),
    ("fig", "application/zip"),
    ("idml", "application/vnd.adobe.indesign-idml-package"),
    ("3mf", "model/3mf"),
    ("usdz", "model/vnd.usdz+zip"),
    ("cbz", "application/vnd.comicbook+zip"),
];

const COMPOUND: Endings = &[
    ("doc", "application/msword"),
    ("dot", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("xlt", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pps", "application/vnd.ms-powerpoint"),
    ("pot", "application/vnd.ms-powerpoint"),
    ("msg", "application/vnd.ms-outlook"),
    ("vsd", "application/vnd.visio"),
    ("pub", "application/vnd.ms-publisher"),
    ("mpp", "application/vnd.ms-project"),
    // Encrypted.
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("docm", "application/vnd.ms-word.document.macroenabled.12"),
    ("xlsm", "application/vnd.ms-excel.sheet.macroenabled.12"),
    ("pptm", "application/vnd.ms-powerpoint.presentation.macroenabled.12"),
];

const TEXTS: Endings = &[
    ("txt", "text/plain"),
    ("text", "text/plain"),
    ("log", "text/plain"),
    ("csv", "text/csv"),
    ("tsv", "text/tab-separated-values"),
    ("md", "text/markdown"),
    ("json", "application/json"),
    ("geojson", "application/geo+json"),
    ("jsonl", "application/jsonl"),
    ("xml", "application/xml"),
    ("yaml", "application/yaml"),
    ("yml", "application/yaml"),
    ("toml", "application/toml"),
    ("ini", "text/plain"),
    ("sql", "application/sql"),
    ("vcf", "text/vcard"),
    ("ics", "text/calendar"),
    ("eml", "message/rfc822"),
    ("srt", "text/plain"),
    ("vtt", "text/vtt"),
    ("dxf", "image/vnd.dxf"),
    ("step", "model/step"),
    ("stp", "model/step"),
    ("obj", "model/obj"),
    ("kml", "application/vnd.google-earth.kml+xml"),
    ("gpx", "application/gpx+xml"),
    ("tex", "application/x-tex"),
    // Text extensions that binary containers share: a private key, a public key, a graph, a translation.
    ("key", "text/plain"),
    ("pub", "text/plain"),
    ("dot", "text/plain"),
    ("pot", "text/plain"),
    ("css", "text/css"),
    ("js", "text/javascript"),
    ("mjs", "text/javascript"),
    ("ts", "text/plain"),
    ("jsx", "text/plain"),
    ("tsx", "text/plain"),
    ("vue", "text/plain"),
    ("py", "text/plain"),
    ("rb", "text/plain"),
    ("pl", "text/plain"),
    ("sh", "text/plain"),
    ("rs", "text/plain"),
    ("go", "text/plain"),
    ("java", "text/plain"),
    ("kt", "text/plain"),
    ("swift", "text/plain"),
    ("dart", "text/plain"),
];

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
