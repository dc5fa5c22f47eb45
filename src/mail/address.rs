//! Addresses that mail can be sent to.

use lettre::{
    Address,
    address::{AddressError, Envelope},
};

use crate::text::email;

/// Whether `text`, in any spelling, is an address that every relay accepts.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let wire = email::canonical(text).and_then(|address| email::on_the_wire(&address));
    wire.is_some_and(|wire| is_plain(&wire))
}

/// The address with its domain in DNS form, so that a relay without SMTPUTF8 accepts it.
pub(super) fn recipient(address: &str) -> Result<Address, AddressError> {
    email::on_the_wire(address).as_deref().unwrap_or(address).parse()
}

/// Whether any relay accepts mail for this address: a plain local part, a domain of letters, digits and hyphens with a
/// dot in it. Other forms of RFC 5321 (quoted parts, address literals, other alphabets) are refused by so many relays
/// that a mail would only wait and fail.
fn is_plain(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= 254
        && is_local_part(local)
        && is_domain(domain)
        && text.parse::<Address>().is_ok_and(|address| Envelope::new(None, vec![address]).is_ok())
}

/// RFC 5322's dot-atom, of at most 64 octets (RFC 5321 §4.5.3.1.1).
fn is_local_part(local: &str) -> bool {
    let atom = |atom: &str| {
        !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    local.len() <= 64 && local.split('.').all(atom)
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A numeric last label belongs to an IP address.
    let named = |last: &str| last.bytes().any(|b| b.is_ascii_alphabetic());
    domain.len() <= 253 && domain.split('.').all(label) && domain.rsplit_once('.').is_some_and(|(_, last)| named(last))
}

/// Mailbox behind an address, for limits: `+suffix` is ignored, and so are dots at Gmail.
#[must_use]
pub fn mailbox(address: &str) -> String {
    let address = email::normal_email(address);
    let Some((local, domain)) = address.rsplit_once('@') else { return address };
    let local = local.split('+').next().unwrap_or_default();
    match domain {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
        _ => format!("{local}@{domain}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_address, is_plain, mailbox, recipient};

    #[test]
    fn only_what_a_relay_takes_is_an_address() {
        for good in ["rasoa@people.test", "r.a-s+oa_1@xn--socit-esab.mg", "o'neil@a.b.example", "A@b.c1"] {
            assert!(is_plain(good) && is_address(good), "{good}");
        }
        let long = format!("{}@people.test", "a".repeat(65));
        let labels = format!("a@{}.test", "b".repeat(64));
        for bad in [
            "",
            "rasoa",
            "@people.test",
            "rasoa@",
            "rasoa@localhost",
            "\"x y\"@people.test",
            "a@[127.0.0.1]",
            "a@[IPv6:::1]",
            "a@127.0.0.1",
            "a b@people.test",
            ".a@people.test",
            "a.@people.test",
            "a..b@people.test",
            "a@-people.test",
            "a@people-.test",
            "a@people..test",
            "a@.test",
            "a@people.test.",
            "a@pe_ople.test",
            "é@people.test",
            "a@société.mg",
            "a@b@people.test",
            "a(b)@people.test",
            "a\u{200b}@people.test",
            "a@people.test\r\nBcc: x@y.test",
            &long,
            &labels,
        ] {
            assert!(!is_plain(bad), "{bad}");
        }
    }

    #[test]
    fn a_domain_goes_out_as_the_dns_has_it() {
        assert!(is_address("R@société.mg") && is_address("a@people.test\u{200B}") && !is_address("é@people.test"));
        assert_eq!(recipient("r@société.mg").unwrap().to_string(), "r@xn--socit-esab.mg");
        assert_eq!(recipient("r@localhost").unwrap().to_string(), "r@localhost");
    }

    #[test]
    fn one_mailbox_has_many_addresses() {
        assert_eq!(mailbox("Victim+7@people.test"), "victim@people.test");
        assert_eq!(mailbox("v.ic.tim+x@googlemail.com"), "victim@gmail.com");
        assert_eq!(mailbox("v.ictim@people.test"), "v.ictim@people.test");
    }
}
