//! A one-page PDF with a title on it, so that the demo's documents open.

use std::fmt::Write;

/// The bytes (PDF 1.4, ISO 32000-1). Letters outside the standard font's encoding become `?`.
pub fn page(title: &str) -> Vec<u8> {
    let text: String = title
        .chars()
        .map(|c| match c {
            '(' | ')' | '\\' => ' ',
            ' '..='~' => c,
            _ => char::from(u8::try_from(u32::from(c)).unwrap_or(b'?')),
        })
        .collect();
    let content = format!("BT /F1 24 Tf 72 740 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.chars().count()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        offsets.push(pdf.chars().count());
        let _ = write!(pdf, "{number} 0 obj\n{object}\nendobj\n");
    }
    let table = pdf.chars().count();
    pdf.push_str("xref\n0 6\n0000000000 65535 f \n");
    for offset in offsets {
        let _ = writeln!(pdf, "{offset:010} 00000 n ");
    }
    let _ = write!(pdf, "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    // One byte a character: Latin-1, as the font's encoding and the offsets require.
    pdf.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}
