//! Reader of settings, which collects all mistakes.

use std::{fmt, str::FromStr};

use secrecy::SecretString;

/// Looks up a setting by its name: the process environment, then the `.env` file.
pub type Lookup<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// All mistakes found, a line each; names settings, never their values.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<String>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration has {} mistake(s):", self.0.len())?;
        self.0.iter().try_for_each(|mistake| write!(f, "\n  {mistake}"))
    }
}

impl std::error::Error for ConfigErrors {}

pub(super) struct Reader<'a> {
    lookup: &'a Lookup<'a>,
    mistakes: Vec<String>,
}

impl<'a> Reader<'a> {
    pub fn new(lookup: &'a Lookup<'a>) -> Self {
        Self { lookup, mistakes: Vec::new() }
    }

    /// The value, trimmed; an empty one counts as unset.
    pub fn text(&mut self, name: &str) -> Option<String> {
        (self.lookup)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    pub fn text_if(&mut self, name: &str, required: bool) -> Option<String> {
        let value = self.text(name);
        if required && value.is_none() {
            self.mistake(format!("{name} is missing"));
        }
        value
    }

    /// A secret: the value itself, or the contents of the file `{name}_FILE` names.
    pub fn secret(&mut self, name: &str) -> Option<SecretString> {
        let file_name = format!("{name}_FILE");
        match (self.text(name), self.text(&file_name)) {
            (Some(_), Some(_)) => {
                self.mistake(format!("{name} and {file_name} are both set; keep one"));
                None
            }
            (Some(value), None) => Some(value.into()),
            (None, Some(path)) => match std::fs::read_to_string(&path) {
                Ok(value) => Some(value.trim().to_owned().into()),
                Err(error) => {
                    self.mistake(format!("{file_name}: cannot read the file it names ({})", error.kind()));
                    None
                }
            },
            (None, None) => None,
        }
    }

    pub fn secret_if(&mut self, name: &str, required: bool) -> Option<SecretString> {
        let before = self.mistakes.len();
        let value = self.secret(name);
        if required && value.is_none() && self.mistakes.len() == before {
            self.mistake(format!("{name} (or {name}_FILE) is missing"));
        }
        value
    }

    pub fn master_key(&mut self, required: bool) -> Option<SecretString> {
        use secrecy::ExposeSecret;
        let key = self.secret_if("FATAPLUS_MASTER_KEY", required)?;
        if key.expose_secret().len() < 32 {
            self.mistake("FATAPLUS_MASTER_KEY is shorter than 32 characters; make one with: openssl rand -base64 48");
            return None;
        }
        Some(key)
    }

    pub fn parsed<T: FromStr>(&mut self, name: &str, expected: &str) -> Option<T> {
        let text = self.text(name)?;
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.mistake(format!("{name} is not {expected}"));
        }
        parsed
    }

    pub fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)], default: T) -> T {
        let Some(text) = self.text(name) else { return default };
        if let Some((_, choice)) = choices.iter().find(|(word, _)| *word == text) {
            return *choice;
        }
        let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
        self.mistake(format!("{name} is none of: {}", words.join(", ")));
        default
    }

    pub fn mistake(&mut self, what: impl Into<String>) {
        self.mistakes.push(what.into());
    }

    pub fn finish<T>(self, value: T) -> Result<T, ConfigErrors> {
        if self.mistakes.is_empty() { Ok(value) } else { Err(ConfigErrors(self.mistakes)) }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn production_names_everything_that_is_missing() {
        let error = Config::read(&|name| (name == "FATAPLUS_ENV").then(|| "production".to_owned())).unwrap_err();
        insta::assert_snapshot!(error.to_string());
    }

    #[test]
    fn a_pool_has_a_size_that_works() {
        let with = |size: &'static str| {
            Config::read(&|name| (name == "FATAPLUS_DATABASE_CONNECTIONS").then(|| size.to_owned()))
        };
        assert_eq!(Config::read(&|_| None).unwrap().connections, 20);
        for size in ["2", "80", "500"] {
            assert_eq!(with(size).unwrap().connections.to_string(), size);
        }
        for size in ["0", "1", "501", "-3", "twenty"] {
            let mistakes = with(size).unwrap_err().0;
            let expected = "FATAPLUS_DATABASE_CONNECTIONS is not a number from 2 to 500, such as 20";
            assert_eq!(mistakes, [expected], "{size}");
        }
    }

    #[test]
    fn mistakes_are_reported_together_and_without_values() {
        let error = Config::read(&|name| match name {
            "FATAPLUS_LISTEN" => Some("secret-value".to_owned()),
            "FATAPLUS_INTAKE" => Some("ajar".to_owned()),
            "FATAPLUS_TIME_ZONE" => Some("Indian/Nowhere".to_owned()),
            "DATABASE_URL" => Some("postgres://x".to_owned()),
            "FATAPLUS_MASTER_KEY" => Some("short".to_owned()),
            _ => None,
        })
        .unwrap_err();
        assert_eq!(error.0.len(), 5, "{error}");
        assert!(error.0.iter().any(|mistake| mistake.starts_with("FATAPLUS_TIME_ZONE is not the name")), "{error}");
        assert!(!error.to_string().contains("secret-value"));
    }
}
