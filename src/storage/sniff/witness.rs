//! `infer`, another reader of first bytes, as a witness: which ending a file without one gets.

use super::{ContentType, FileName, Refused, sniff};

/// First bytes of files, each with the ending that both readers give it.
const AGREED: &[(&[u8], &str)] = &[
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06", "png"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01", "jpg"),
    (b"\xff\xd8\xff\xe1\x1f\xfeExif\0\0MM\0*", "jpg"),
    (b"GIF87a\x10\0\x10\0", "gif"),
    (b"GIF89a\x10\0\x10\0", "gif"),
    (b"RIFF\x10\0\0\0WEBPVP8 ", "webp"),
    (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "avif"),
    (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", "avif"),
    (b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 ", "jp2"),
    (b"II*\0\x08\0\0\0", "tif"),
    (b"MM\0*\0\0\0\x08", "tif"),
    (b"BM\x36\x10\x0e\0\0\0\0\0\x36\0\0\0\x28", "bmp"),
    (b"\0\0\x01\0\x01\0\x10\x10", "ico"),
    (b"8BPS\0\x01\0\0\0\0\0\0\0\x03", "psd"),
    (b"AC1032\0\0\0\0\0", "dwg"),
    (b"{\\rtf1\\ansi\\deff0", "rtf"),
    (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "gz"),
    (b"7z\xbc\xaf\x27\x1c\0\x04", "7z"),
    (b"Rar!\x1a\x07\x01\0", "rar"),
    (b"Rar!\x1a\x07\0\xcf\x90", "rar"),
    (b"\x28\xb5\x2f\xfd\x24\x01\x09\0\0", "zst"),
    (b"\xfd7zXZ\0\0\x04", "xz"),
    (b"BZh91AY&SY", "bz2"),
    (b"PK\x05\x06\0\0\0\0", "zip"),
    (b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41", "mp4"),
    (b"\0\0\0\x20ftypmp42\0\0\0\0mp42isom", "mp4"),
    (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "mov"),
    (b"\0\0\0\x20ftypM4A \0\0\x02\0isom", "m4a"),
    (b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska", "mkv"),
    (b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x1e\x01vorbis", "ogg"),
    (b"fLaC\0\0\0\"\x10\0\x10\0", "flac"),
    (b"ID3\x04\0\0\0\0\0\x23", "mp3"),
    (b"\xff\xfb\x90\x64\0", "mp3"),
    (b"\xff\xf1\x50\x80\x2e\x7f\xfc", "aac"),
    (b"RIFF\x24\x08\0\0WAVEfmt ", "wav"),
    (b"RIFF\x24\x08\0\0AVI LIST", "avi"),
    (b"FORM\0\x01\0\0AIFFCOMM", "aiff"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c", "wmv"),
    (b"OTTO\0\x0c\0\x80", "otf"),
    (b"\0\x01\0\0\0\x0e\0\x80", "ttf"),
    (b"wOFF\0\x01\0\0", "woff"),
    (b"wOF2\0\x01\0\0", "woff2"),
    (b"SQLite format 3\0\x10\0\x01\x01", "sqlite"),
];

/// First bytes that the readers disagree about: our ending, and theirs.
const DIFFERENT: &[(&[u8], &str, Option<&str>)] = &[
    // One format, of which pictures are the usual files here.
    (b"%!PS-Adobe-3.0 EPSF-3.0\n", "eps", Some("ps")),
    // One format, under the ending that telephones give it.
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic", Some("heif")),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heic", Some("heif")),
    // One container, whose contents the name tells apart: `.webm`, `.opus` and `.m4v` stay where a file has them.
    (b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm", "mkv", Some("webm")),
    (b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead", "ogg", Some("opus")),
    (b"\0\0\0\x20ftypM4V \0\0\0\x01M4V isom", "mp4", Some("m4v")),
    // Formats that `infer` does not know.
    (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31", "indd", None),
    (b"ISO-10303-21;\nHEADER;\n", "", None),
];

/// Programs under the ending that `infer` gives them, if it knows them; here they are refused.
const PROGRAMS: &[(&[u8], Option<&str>)] = &[
    (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", Some("exe")),
    (b"\x7fELF\x02\x01\x01\0", Some("elf")),
    (b"\xcf\xfa\xed\xfe\x07\0\0\x01", Some("mach")),
    (b"\xca\xfe\xba\xbe\0\0\0\x34", Some("class")),
    (b"\0asm\x01\0\0\0", Some("wasm")),
    (b"dex\n035\0\x7a", None),
    (b"L\0\0\0\x01\x14\x02\0", None),
];

/// The first files in archives, with the first one's content, that make an archive something more than a ZIP.
const ARCHIVES: &[(&[&str], &str, &str)] = &[
    (&["notes.txt", "logo.png"], "", "zip"),
    (&["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"], "<Types/>", "docx"),
    (&["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/styles.xml"], "<Types/>", "xlsx"),
    (&["[Content_Types].xml", "_rels/.rels", "ppt/presentation.xml", "ppt/slides/1.xml"], "<Types/>", "pptx"),
    (&["mimetype", "content.xml"], "application/vnd.oasis.opendocument.text", "odt"),
    (&["mimetype", "content.xml"], "application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (&["mimetype", "content.xml"], "application/vnd.oasis.opendocument.presentation", "odp"),
    (&["mimetype", "META-INF/container.xml"], "application/epub+zip", "epub"),
];

/// First bytes as a file has them, with what follows left empty.
fn file(start: &[u8]) -> Vec<u8> {
    let mut bytes = start.to_vec();
    bytes.resize(start.len().max(1024), 0);
    bytes
}

fn ours(bytes: &[u8]) -> Result<String, Refused> {
    let filed = sniff(bytes, &ContentType::octet_stream(), &FileName::parse("file").unwrap())?;
    Ok(filed.name.ending().unwrap_or_default())
}

fn theirs(bytes: &[u8]) -> Option<&'static str> {
    infer::get(bytes).map(|kind| kind.extension())
}

/// An archive of stored files, of which the first has `content`.
fn archive(names: &[&str], content: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let content = if index == 0 { content } else { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" };
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        bytes.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0!\0\0\0\0\0");
        bytes.extend([length, length].concat());
        bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(name.bytes().chain(content.bytes()));
    }
    bytes
}

#[test]
fn most_formats_are_the_same_to_both_readers() {
    let archives = ARCHIVES.iter().map(|(names, content, ending)| (archive(names, content), *ending));
    for (bytes, ending) in AGREED.iter().map(|(start, ending)| (file(start), *ending)).chain(archives) {
        let both = (ours(&bytes), theirs(&bytes));
        assert_eq!(both, (Ok(ending.to_owned()), Some(ending)), "{}", bytes.escape_ascii());
    }
}

#[test]
fn the_differences_are_listed() {
    for (start, our_ending, their_ending) in DIFFERENT {
        let bytes = file(start);
        assert_eq!(
            (ours(&bytes), theirs(&bytes)),
            (Ok((*our_ending).to_owned()), *their_ending),
            "{}",
            start.escape_ascii()
        );
        assert_ne!(Some(*our_ending), *their_ending);
    }
}

#[test]
fn programs_are_programs_to_both() {
    for (start, ending) in PROGRAMS {
        let bytes = file(start);
        assert_eq!((ours(&bytes), theirs(&bytes)), (Err(Refused::Executable), *ending), "{}", start.escape_ascii());
    }
}
