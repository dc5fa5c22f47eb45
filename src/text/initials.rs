//! Initials of names.

/// Initials for a person's picture: the first letter of the first and of the last word, upper-case. Other characters
/// and words without a letter are skipped; a combining accent stays with its letter.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(first_letter);
    let (first, last) = (words.next(), words.next_back());
    first.into_iter().chain(last).collect()
}

fn first_letter(word: &str) -> Option<String> {
    let mut rest = word.chars().skip_while(|c| !c.is_alphabetic());
    let letter = rest.next()?;
    // Keeps a letter whose upper case is two letters, as ß.
    let mut upper = letter.to_uppercase();
    let letter = if upper.len() == 1 { upper.next() } else { Some(letter) };
    Some(letter.into_iter().chain(rest.take_while(|c| is_mark(*c))).collect())
}

/// Blocks of combining marks, which follow their letter.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x0300..=0x036f | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff | 0xfe20..=0xfe2f)
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn they_are_the_first_letters_of_the_first_and_the_last_word() {
        for (name, expected) in [
            ("Rina Rakotomalala", "RR"),
            ("Jean Luc de la Tour", "JT"),
            ("jean-luc de la Tour", "JT"),
            ("jean-luc", "J"),
            ("éva", "É"),
            ("e\u{301}va o\u{302}nja", "E\u{301}O\u{302}"),
            ("Rina (Baobab)", "RB"),
            ("“Rina” 42", "R"),
            ("4ever Young", "EY"),
            ("🌱 Rina 🌱", "R"),
            ("\u{202e}Rina\u{202c} Rabe", "RR"),
            ("李 小龙", "李小"),
            ("ßen", "ß"),
            ("solo@baobab.test", "S"),
            ("🌱", ""),
            ("  ", ""),
            ("", ""),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
