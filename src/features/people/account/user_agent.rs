//! Description of a `User-Agent` header in a few words, by which people recognise their devices.

/// A browser or program, and its operating system; either may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// `Firefox`, `curl` …
    pub browser: Option<String>,
    /// `Windows`, `Android` …
    pub system: Option<String>,
}

/// Marks of browsers; those built on others come first.
const BROWSERS: [(&str, &str); 10] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Version/", "Safari"),
];

/// Marks of systems; iPhones mention Mac OS, and Android mentions Linux.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

impl Device {
    /// Parses the header. A program that is no browser keeps its own name.
    #[must_use]
    pub fn of(user_agent: &str) -> Self {
        let find = |marks: &[(&str, &str)]| {
            marks.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| (*name).to_owned())
        };
        let browser = find(&BROWSERS).or_else(|| program(user_agent));
        Self { browser, system: find(&SYSTEMS) }
    }
}

fn program(user_agent: &str) -> Option<String> {
    let name = user_agent.split(['/', ' ']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    ((1..=30).contains(&name.len()) && name != "Mozilla" && name.chars().all(plain)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::Device;

    #[test]
    fn devices_are_known_again() {
        for (header, browser, system) in [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Windows"),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
                "Safari",
                "macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 Mobile/15E148 Safari/604.1",
                "Chrome",
                "iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0 Mobile Safari/537.36",
                "Samsung Internet",
                "Android",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0",
                "Edge",
                "Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
                "Chrome",
                "Linux",
            ),
            ("curl/8.5.0", "curl", ""),
            ("python-requests/2.32", "python-requests", ""),
        ] {
            let word = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            assert_eq!(Device::of(header), Device { browser: word(browser), system: word(system) }, "{header}");
        }
    }

    #[test]
    fn nonsense_is_nobodys_device() {
        for header in ["", "Mozilla/5.0", "<script>alert(1)</script>", &"x".repeat(300), "\u{202e}evil/1"] {
            assert_eq!(Device::of(header), Device::default(), "{header}");
        }
    }
}
