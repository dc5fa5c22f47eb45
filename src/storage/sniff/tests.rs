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
