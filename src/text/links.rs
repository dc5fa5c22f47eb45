//! Links in plain text that somebody typed: addresses of pages, e-mail addresses, international telephone numbers.

use linkify::{LinkFinder, LinkKind};

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The piece as typed.
    pub text: String,
    /// Address that it leads to; empty for plain text.
    pub href: String,
}

/// Digits of a telephone number with its country's code (E.164).
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// Cuts `text` into plain pieces and links. Only http, https, mailto and tel are ever led to.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url, LinkKind::Email]).url_must_have_scheme(true);
    let mut pieces = Vec::new();
    for span in finder.spans(text) {
        let (typed, href) = (span.as_str(), span.kind().map(|kind| target(kind, span.as_str())));
        match href {
            Some(href) if !href.is_empty() => pieces.push(Piece { text: typed.to_owned(), href }),
            _ => numbers(typed, &mut pieces),
        }
    }
    pieces
}

fn target(kind: &LinkKind, typed: &str) -> String {
    let lower = typed.to_ascii_lowercase();
    match kind {
        LinkKind::Email => format!("mailto:{typed}"),
        LinkKind::Url if lower.starts_with("https://") || lower.starts_with("http://") => typed.to_owned(),
        _ => String::new(),
    }
}

/// Adds the pieces of a text without other links: a `+`, digits and what people put between them is a number.
fn numbers(text: &str, pieces: &mut Vec<Piece>) {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('+') {
        let (before, from) = rest.split_at(at);
        let belongs = |other: char| other.is_ascii_digit() || " .-()\u{a0}\u{202f}".contains(other);
        let end = from.char_indices().skip(1).find(|(_, one)| !belongs(*one)).map_or(from.len(), |(end, _)| end);
        let typed = from.get(..end).unwrap_or_default();
        let typed = typed.trim_end_matches(|last: char| !last.is_ascii_digit());
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let typed = if DIGITS.contains(&digits.len()) { typed } else { "+" };
        plain.push_str(before);
        if typed == "+" {
            plain.push('+');
        } else {
            push_plain(&mut plain, pieces);
            pieces.push(Piece { text: typed.to_owned(), href: format!("tel:+{digits}") });
        }
        rest = from.get(typed.len()..).unwrap_or_default();
    }
    plain.push_str(rest);
    push_plain(&mut plain, pieces);
}

fn push_plain(plain: &mut String, pieces: &mut Vec<Piece>) {
    if !plain.is_empty() {
        pieces.push(Piece { text: std::mem::take(plain), href: String::new() });
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    fn hrefs(text: &str) -> Vec<String> {
        let cut = pieces(text);
        assert_eq!(cut.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        cut.into_iter().map(|piece| piece.href).filter(|href| !href.is_empty()).collect()
    }

    #[test]
    fn addresses_and_numbers_are_links() {
        assert_eq!(hrefs("Voir (https://exemple.mg/plan?a=1)."), ["https://exemple.mg/plan?a=1"]);
        assert_eq!(hrefs("rina@exemple.mg, +261 34 00 000 00."), ["mailto:rina@exemple.mg", "tel:+261340000000"]);
        assert_eq!(hrefs("+33 1 23 45 67 89 ou +261 34 11 222 33"), ["tel:+33123456789", "tel:+261341122233"]);
    }

    #[test]
    fn nothing_else_is_a_link() {
        assert!(hrefs("javascript:alert(1) data:text/html,x ftp://exemple.mg file:///etc/passwd").is_empty());
        assert!(hrefs("1 + 1, C++, +12, le 12/03, 034 00 000 00, +1234567890123456789").is_empty());
        assert!(hrefs("").is_empty());
    }
}
