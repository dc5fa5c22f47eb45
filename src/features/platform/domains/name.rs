//! Normalisation of domain names.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use crate::config::Hosts;

/// Maximum length, with room for the prefix `_fataplus.`.
const LENGTH: usize = 253 - "_fataplus.".len();

/// `typed` in DNS form, or the code of its error. A URL pasted from the browser is accepted.
pub fn normal(typed: &str, hosts: &Hosts, storage_origin: &str) -> Result<String, &'static str> {
    let typed = typed.trim();
    let bare = ["https://", "http://"].into_iter().find_map(|scheme| typed.strip_prefix(scheme));
    let bare = bare.map_or(typed, |rest| rest.strip_suffix('/').unwrap_or(rest));
    let bare = bare.strip_suffix('.').unwrap_or(bare);
    let ascii = Uts46::new()
        .to_ascii(bare.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .map_err(|_| "domain")?;
    // The last label of a name begins with a letter; a numeric end belongs to an address (RFC 1123, 2.1; URL standard).
    let top = ascii.rsplit_once('.').map_or("", |(_, top)| top);
    if !top.starts_with(|c: char| c.is_ascii_lowercase()) || ascii.len() > LENGTH {
        return Err("domain");
    }
    let storage = storage_origin.split_once("://").map_or("", |(_, rest)| rest.split(':').next().unwrap_or_default());
    if hosts.holds(&ascii) || ascii == storage {
        return Err("domain-ours");
    }
    Ok(ascii.into_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::normal;
    use crate::config::Hosts;

    fn hosts() -> Hosts {
        let lookup = |name: &str| {
            let value = match name {
                "FATAPLUS_PUBLIC_URL" => "https://fata.plus",
                "FATAPLUS_APP_URL" => "https://fata.pro",
                "FATAPLUS_API_URL" => "https://bknd.fata.plus",
                "FATAPLUS_TENANT_DOMAIN" => "fata.plus",
                _ => return None,
            };
            Some(value.to_owned())
        };
        crate::config::Config::read(&lookup).unwrap().hosts.unwrap()
    }

    fn asked(typed: &str) -> Result<String, &'static str> {
        normal(typed, &hosts(), "https://files.example.com")
    }

    #[test]
    fn a_name_is_brought_into_the_form_of_the_dns() {
        for (typed, name) in [
            ("portal.client.mg", "portal.client.mg"),
            ("  Portal.CLIENT.mg. ", "portal.client.mg"),
            ("https://portal.client.mg/", "portal.client.mg"),
            ("client.mg", "client.mg"),
            ("PORTAIL.société.mg", "portail.xn--socit-esab.mg"),
            ("xn--socit-esab.mg", "xn--socit-esab.mg"),
            ("ｐortal。client.mg", "portal.client.mg"),
            ("a--b.r3---sn.example.com", "a--b.r3---sn.example.com"),
            ("1.2.example.com", "1.2.example.com"),
        ] {
            assert_eq!(asked(typed).as_deref(), Ok(name), "{typed}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let long = format!("{}.mg", "a".repeat(64));
        let longer = format!("{}mg", "abcdefgh.".repeat(27));
        for typed in [
            "",
            ".",
            "mg",
            "portal client.mg",
            "portal.client.mg:8443",
            "portal.client.mg/path",
            "https://portal.client.mg/path",
            "user@client.mg",
            "_portal.client.mg",
            "*.client.mg",
            "-a.client.mg",
            "a-.client.mg",
            "a..mg",
            "portal.client.mg..",
            "127.0.0.1",
            "10.1",
            "0x7f.1",
            "client.0x7f",
            "[::1]",
            "::1",
            "portal.client.mg\u{0}",
            "xn--zzzzzz-.mg",
            &long,
            &longer,
        ] {
            assert_eq!(asked(typed), Err("domain"), "{typed}");
        }
    }

    #[test]
    fn our_own_names_are_not_to_be_claimed() {
        for typed in [
            "fata.plus",
            "FATA.pro",
            "bknd.fata.plus",
            "fp-2025-x7k9m3p1a.fata.plus",
            "a.b.fata.plus",
            "files.example.com",
        ] {
            assert_eq!(asked(typed), Err("domain-ours"), "{typed}");
        }
        assert!(asked("notfata.plus").is_ok());
    }

    proptest! {
        #[test]
        fn whatever_is_taken_stays_as_it_is(typed in "\\PC{0,40}\\.[a-zé]{2,6}") {
            if let Ok(name) = asked(&typed) {
                prop_assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.'));
                prop_assert_eq!(asked(&name), Ok(name.clone()));
            }
        }
    }
}
