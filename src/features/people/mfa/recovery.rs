//! Recovery codes for a lost app or key: ten single-use codes.

use rand::Rng;

use crate::{identity::digest, text::normalize};

/// Number of codes in a set.
pub const IN_A_SET: usize = 10;
/// Five bits each, without letters that are easily confused (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS: usize = 5;
const IN_A_GROUP: usize = 5;

/// A new code: 125 bits, in groups.
pub fn fresh() -> String {
    let mut rng = rand::rng();
    let mut letter = || LETTERS.get(rng.random_range(0..LETTERS.len())).map_or('0', |letter| char::from(*letter));
    let mut group = || (0..IN_A_GROUP).map(|_| letter()).collect::<String>();
    (0..GROUPS).map(|_| group()).collect::<Vec<_>>().join("-")
}

/// Digest of a code in any spelling: case, blanks, hyphens and look-alikes do not matter.
pub fn hash(typed: &str) -> [u8; 32] {
    let same = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    digest(&normalize::code(typed).chars().map(same).collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{fresh, hash};

    #[test]
    fn a_code_is_long_and_never_the_same() {
        let codes: BTreeSet<String> = (0..200).map(|_| fresh()).collect();
        assert_eq!(codes.len(), 200);
        for code in codes {
            assert!(code.len() == 29 && code.split('-').all(|group| group.len() == 5), "{code}");
        }
    }

    #[test]
    fn how_it_is_typed_does_not_matter() {
        assert_eq!(hash("A0B1C-D2E3F"), hash(" aob1c d2e3f "));
        assert_eq!(hash("A0B1C-D2E3F"), hash("aoblc-d2e3f"));
        assert_ne!(hash("A0B1C-D2E3F"), hash("A0B1C-D2E3G"));
    }
}
