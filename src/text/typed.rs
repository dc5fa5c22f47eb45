//! What people type, made fit to be kept: no control characters, which no page shows and the database refuses.

/// Whether no text may hold `c`: a control character other than a line break or tab.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// One line: ends trimmed, every run of white space a single space.
#[must_use]
pub fn line(text: &str) -> String {
    let printable: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Several lines: ends trimmed, inner line breaks kept, as `\n` alone (browsers send `\r\n`).
#[must_use]
pub fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let printable: String = text.chars().filter(|c| !is_unprintable(*c)).collect();
    printable.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{line, lines};

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(line("  Hello\r\n\t big\u{0}  world "), "Hello big world");
        assert_eq!(line("\u{0}\n"), "");
    }

    #[test]
    fn lines_keep_their_breaks() {
        assert_eq!(lines(" \r\nDear all,\r\n\r\n  see\u{7} you\rsoon\n "), "Dear all,\n\n  see you\nsoon");
    }
}
