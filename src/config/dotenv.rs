//! Settings in a file.

use std::collections::HashMap;

/// Line of a `.env` file that holds no setting, by its number: a mistyped line may hold a secret.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DotenvError {
    /// Not `NAME=value`.
    #[error(".env, line {0}: expected NAME=value, with quotes around a value that holds spaces")]
    NotASetting(usize),
    /// A reference to another setting, which would replace part of the value.
    #[error(".env, line {0}: a value that holds $ is read as it stands only in single quotes")]
    Reference(usize),
}

/// Settings of a `.env` file, by name; of several with one name the last one counts.
pub fn dotenv(text: &str) -> Result<HashMap<String, String>, DotenvError> {
    let mut settings = HashMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        for setting in dotenvy::from_read_iter(line.trim().as_bytes()) {
            let (name, value) = setting.map_err(|_| DotenvError::NotASetting(number))?;
            if line.matches('$').count() != value.matches('$').count() {
                return Err(DotenvError::Reference(number));
            }
            settings.insert(name, value);
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::{DotenvError, dotenv};

    #[test]
    fn settings_are_read_by_name() {
        let settings = dotenv(
            "# a comment\n\n A = one \r\nB=\"two words\"\nC='$3'\nD=a=b#c\nE=\nF=postgres://u:p@h/d?x=1&y=2\nA=four\n",
        )
        .unwrap();
        for (name, value) in [
            ("A", "four"),
            ("B", "two words"),
            ("C", "$3"),
            ("D", "a=b#c"),
            ("E", ""),
            ("F", "postgres://u:p@h/d?x=1&y=2"),
        ] {
            assert_eq!(settings.get(name).map(String::as_str), Some(value), "{name}");
        }
        assert_eq!(settings.len(), 6);
    }

    #[test]
    fn a_faulty_line_is_named_without_its_text() {
        for line in ["secret", "SECRET='secret", "SECRET=secret words", "=secret"] {
            let error = dotenv(&format!("A=1\n\n{line}\n")).unwrap_err();
            assert_eq!(error, DotenvError::NotASetting(3), "{line}");
            assert!(
                error.to_string().starts_with(".env, line 3: ") && !error.to_string().contains("secret"),
                "{error}"
            );
        }
    }

    /// A secret of which a part is silently missing opens nothing that it sealed before.
    #[test]
    fn no_part_of_a_value_is_replaced() {
        for line in ["A=pa$word", "A=\"pa${B}\"", "A=$"] {
            assert_eq!(dotenv(line), Err(DotenvError::Reference(1)), "{line}");
        }
        assert_eq!(dotenv("A='pa$word'").unwrap()["A"], "pa$word");
    }
}
