//! Normalisation of typed text before it is checked, stored and compared. `fit` applies to every text at the border,
//! from forms and JSON alike; the purpose of a field decides which of the others follows.

use unicode_normalization::UnicodeNormalization as _;

/// Whether `c` is barred from every text: a control character other than a line break or tab.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// Whether `c` is invisible and makes texts look alike or reorders its surroundings: bidirectional controls, zero-width
/// blanks, fillers, tags, noncharacters. The joiners U+200C and U+200D and the variation selectors do not count:
/// Persian, Indic scripts and emoji need them.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    let noncharacter = u32::from(c) & 0xFFFE == 0xFFFE;
    noncharacter
        || matches!(
            c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
                | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
                | '\u{3164}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}'
                | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// Whether `c` is invisible alone but changes its neighbours.
pub(super) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{180B}'..='\u{180F}' | '\u{FE00}'..='\u{FE0F}')
}

/// Whether `text` has no visible character.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    // U+2800 is a pattern of Braille without a dot.
    let shows = |c: char| !c.is_whitespace() && !c.is_control() && !is_invisible(c) && !is_joiner(c) && c != '\u{2800}';
    !text.chars().any(shows)
}

/// Composed (NFC), without unprintable or invisible characters; each line break outside ASCII as `\n`.
#[must_use]
pub fn fit(text: &str) -> String {
    let broken = |c| if matches!(c, '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}') { '\n' } else { c };
    text.chars().map(broken).filter(|c| !is_unprintable(*c) && !is_invisible(*c)).nfc().collect()
}

/// One line: trimmed, every run of white space a single space; empty if nothing is visible.
#[must_use]
pub fn line(text: &str) -> String {
    let line = fit(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if is_blank(&line) {
        return String::new();
    }
    // Invisible ends would make two different names look alike.
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200C}' | '\u{200D}' | '\u{2800}')).to_owned()
}

/// Several lines: trimmed, inner line breaks kept as `\n` alone (browsers send `\r\n`); empty if nothing is visible.
#[must_use]
pub fn lines(text: &str) -> String {
    let text = fit(text).replace("\r\n", "\n").replace('\r', "\n");
    if is_blank(&text) { String::new() } else { text.trim().to_owned() }
}

/// ASCII digits, dashes, dots and blanks in place of their variants, for text that is copied rather than composed.
#[must_use]
pub fn plain(text: &str) -> String {
    // NFKC maps wide and styled digits and blanks; this maps the digits of other scripts in use.
    let digit = |c: char| {
        let zeros = [0x660, 0x6F0, 0x966, 0x9E6, 0xE50];
        let value = zeros.into_iter().find_map(|zero| u32::from(c).checked_sub(zero).filter(|value| *value < 10));
        value.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
    };
    let ascii = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{2E3A}' | '\u{2E3B}' | '\u{30FC}' => '-',
        '\u{B7}' | '\u{2022}' | '\u{2027}' | '\u{22C5}' => '.',
        '\u{2044}' | '\u{2215}' => '/',
        c if c.is_whitespace() => ' ',
        c => digit(c),
    };
    fit(text).chars().filter(|c| !is_joiner(*c)).nfkc().map(ascii).collect()
}

/// A telephone number in the notations people use.
#[must_use]
pub fn phone(text: &str) -> String {
    let number = line(&plain(text));
    match number.split_at_checked(4) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("tel:") => line(rest),
        _ => number,
    }
}

/// Letters and digits of a code from a mail or an authenticator app.
#[must_use]
pub fn code(text: &str) -> String {
    plain(text).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// A whole number, with or without blanks between its digits.
#[must_use]
pub fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let digits: String = plain(text).chars().filter(|c| !c.is_whitespace()).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{code, fit, is_blank, line, lines, number, phone};

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(line("  Hello\r\n\t big\u{0}  world "), "Hello big world");
        assert_eq!(line("a\u{B}b\u{2028}c\u{85}d\u{A0}e"), "a b c d e");
        assert_eq!(line("\u{0}\n"), "");
    }

    #[test]
    fn lines_keep_their_breaks() {
        assert_eq!(lines(" \r\nDear all,\r\n\r\n  see\u{7} you\rsoon\n "), "Dear all,\n\n  see you\nsoon");
        assert_eq!(lines("one\u{2028}two\u{2029}three"), "one\ntwo\nthree");
    }

    #[test]
    fn nothing_turns_a_text_or_hides_in_it() {
        assert_eq!(line("Rasoa\u{202E}"), "Rasoa");
        assert_eq!(line("\u{2067}Rasoa\u{2069} \u{202D}+261\u{202C}"), "Rasoa +261");
        assert_eq!(lines("Ra\u{200B}so\u{FEFF}a\u{2060}\u{AD}"), "Rasoa");
        assert_eq!(line("Rasoa\u{200D}"), "Rasoa");
        assert_eq!(line("Re\u{301}seau"), "Réseau");
        // Joiners that emoji and other scripts need stay.
        for text in ["👩\u{200D}🔧 \u{2764}\u{FE0F}", "می\u{200C}خواهم", "שלום", "Ny Ando’s"] {
            assert_eq!(line(text), text);
        }
    }

    #[test]
    fn blank_is_what_shows_nothing() {
        for text in [
            "",
            " \t\r\n",
            "\u{A0}\u{202F}\u{3000}",
            "\u{200B}",
            "\u{2060}",
            "\u{FEFF}",
            "\u{3164}",
            "\u{115F}\u{1160}",
        ]
        .into_iter()
        .chain([
            "\u{2800}",
            "\u{FE0F}",
            "\u{200D}\u{200C}",
            "\u{E0100}",
            "\u{AD}",
            "\u{2028}",
            "\u{FFA0}",
            "\u{180B}",
        ]) {
            assert!(is_blank(text), "{text:?}");
            assert_eq!((line(text), lines(text)), (String::new(), String::new()), "{text:?}");
        }
        for text in ["a", ".", "\u{FEFF}é", "❤\u{FE0F}", "\u{2801}", "字"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }

    #[test]
    fn a_number_copied_from_anywhere_is_a_number() {
        for typed in [
            "+261 34 05 123 45",
            "\u{202D}+261 34 05 123 45\u{202C}",
            "\u{2066}+261 34 05 123 45\u{2069}",
            "\u{202A}+261\u{A0}34\u{202F}05\u{2009}123\u{3000}45\u{202C}\u{200E}",
            "＋２６１　３４　０５　１２３　４５",
            "tel:+261 34 05 123 45",
            "\u{FEFF}+٢٦١ ٣٤ ٠٥ ١٢٣ ٤٥",
        ] {
            assert_eq!(phone(typed), "+261 34 05 123 45", "{typed:?}");
        }
        for dash in ["\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}", "\u{FE63}", "\u{FF0D}"] {
            assert_eq!(phone(&format!("034{dash}05{dash}123")), "034-05-123", "{dash:?}");
        }
        assert_eq!((phone("（034）05／06"), phone("034·05•06")), ("(034)05/06".to_owned(), "034.05.06".to_owned()));
        assert_eq!(code(" 123\u{A0}456\u{200B}"), "123456");
        assert_eq!(code("１２３‑４５６"), "123456");
        assert_eq!((number("1\u{202F}000"), number::<u32>("ten"), number("２０")), (Some(1000), None, Some(20)));
    }

    proptest! {
        #[test]
        fn what_is_fit_stays_as_it_is(text in "\\PC{0,40}|[\\x00-\\u{10FFFF}]{0,100}") {
            for once in [fit(&text), line(&text), lines(&text)] {
                prop_assert_eq!(fit(&once), once.clone());
            }
            let (once, several, copied) = (line(&text), lines(&text), phone(&text));
            prop_assert_eq!(line(&once), once);
            prop_assert_eq!(lines(&several), several);
            prop_assert_eq!(line(&copied), copied);
        }
    }
}
