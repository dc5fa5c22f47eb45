//! Canonical form of e-mail addresses, in which they are stored, looked up and compared.
//!
//! The domain is in Unicode (`société.mg`); each has one DNS form (`xn--socit-esab.mg`), which mail is sent to, so that
//! two domains are equal here exactly when they are equal in the DNS.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use unicode_normalization::UnicodeNormalization as _;

use super::normalize;

/// Canonical form: composed, lower-case, without invisible characters; `None` if mail cannot be sent to it.
#[must_use]
pub fn canonical(text: &str) -> Option<String> {
    let text: String = normalize::line(text).nfkc().collect();
    let text = text.trim_matches(['<', '>']);
    let text = match text.split_at_checked(7) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("mailto:") => rest,
        _ => text,
    };
    let (local, domain) = text.rsplit_once('@')?;
    let local: String = local.to_lowercase().chars().filter(|c| !normalize::is_joiner(*c)).nfkc().collect();
    let ascii = ascii_domain(domain)?;
    // Quoted local parts may hold anything, but hardly any server accepts them and nobody has one.
    let odd = |c: char| c.is_whitespace() || c.is_control() || "\"(),:;<>@[\\]".contains(c);
    let (domain, Ok(())) = Uts46::new().to_unicode(ascii.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast)
    else {
        return None;
    };
    let address = format!("{local}@{domain}");
    let fits = !local.is_empty() && local.len() <= 64 && local.len() + 1 + ascii.len() <= 254;
    (fits && !local.contains(odd) && address == address.to_lowercase()).then_some(address)
}

/// Look-up form of `text`, whether or not it is an address.
#[must_use]
pub fn normal_email(text: &str) -> String {
    canonical(text).unwrap_or_else(|| normalize::line(text).to_lowercase())
}

/// Wire form, as the DNS and mail servers know it: only the local part may be beyond ASCII.
#[must_use]
pub fn on_the_wire(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    Some(format!("{local}@{}", ascii_domain(domain)?))
}

/// A domain of at least two labels, of which the last begins with a letter: a numeric end belongs to an IP address.
fn ascii_domain(domain: &str) -> Option<String> {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let ascii = |domain: &str| {
        let checks = (AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify);
        Uts46::new().to_ascii(domain.as_bytes(), checks.0, checks.1, checks.2).ok().map(std::borrow::Cow::into_owned)
    };
    // A joiner that IDNA rejects has no meaning there and is removed.
    let visible = || domain.chars().filter(|c| !normalize::is_joiner(*c)).collect::<String>();
    let ascii = ascii(domain).or_else(|| ascii(&visible()))?;
    let (_, top) = ascii.rsplit_once('.')?;
    top.starts_with(|c: char| c.is_ascii_lowercase()).then_some(ascii)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{canonical, normal_email, on_the_wire};

    #[test]
    fn one_mailbox_has_one_form() {
        for typed in [
            "c@example.mg",
            " C@Example.MG\r\n",
            "c@example.mg\u{200B}",
            "\u{FEFF}c@exam\u{200B}ple.mg",
            "c\u{2060}@example.mg\u{202C}",
            "c@example\u{AD}.mg",
            "c\u{200D}@exam\u{200D}ple.mg",
            "c@example.mg.",
            "mailto:c@example.mg",
            "<c@example.mg>",
            "ｃ＠ｅｘａｍｐｌｅ．ｍｇ",
            "c@example。mg",
        ] {
            assert_eq!(canonical(typed).as_deref(), Some("c@example.mg"), "{typed:?}");
        }
        for typed in
            ["r@société.mg", "R@SOCIÉTÉ.mg", "r@socie\u{301}te\u{301}.mg", "r@xn--socit-esab.mg", "r@XN--SOCIT-ESAB.mg"]
        {
            let one = canonical(typed).unwrap();
            assert_eq!(
                (one.as_str(), on_the_wire(&one).as_deref()),
                ("r@société.mg", Some("r@xn--socit-esab.mg")),
                "{typed}"
            );
        }
        assert_eq!(canonical("E\u{301}va@example.mg").as_deref(), Some("éva@example.mg"));
        assert_eq!(canonical("a+b.c_d-e'f@a--b.example.mg").as_deref(), Some("a+b.c_d-e'f@a--b.example.mg"));
    }

    #[test]
    fn what_is_no_address_is_none() {
        let long = format!("{}@example.mg", "a".repeat(65));
        let longer = format!("a@{}mg", "abcdefgh.".repeat(28));
        for typed in [
            "",
            "@",
            "a@",
            "@example.mg",
            "a@localhost",
            "a@b@",
            "a b@example.mg",
            "\"x y\"@people.test",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@10.1",
            "a@-b.mg",
            "a@b_c.mg",
            "a@xn--zzzzzz-.mg",
            "a@example..mg",
            "<a>b@example.mg",
            &long,
            &longer,
        ] {
            assert_eq!(canonical(typed), None, "{typed:?}");
        }
        assert_eq!(normal_email(" Nobody\u{200B} "), "nobody");
    }

    proptest! {
        #[test]
        fn the_form_is_its_own(local in "\\PC{1,12}", domain in "\\PC{1,12}\\.[a-zé]{2,6}") {
            if let Some(address) = canonical(&format!("{local}@{domain}")) {
                prop_assert_eq!(canonical(&address), Some(address.clone()));
                let wire = on_the_wire(&address).unwrap();
                prop_assert_eq!(canonical(&wire), Some(address));
            }
        }
    }
}
