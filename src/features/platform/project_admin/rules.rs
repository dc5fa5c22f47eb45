//! Access rules of a project beyond a log-in: networks, length of a log-in, clients' second factor, which
//! `http::auth::rules` enforces; and whether managers invite colleagues, which is in their role.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};
use serde_json::{Value, json};
use time::Duration;

use super::store::{self, LimitChanges};
use crate::{
    access::Visibility,
    db::Rules,
    features::shared::activity::{self, ActivityKind, Event},
    http::{AppError, AppState, Checks, FieldErrors, auth::project_admin::ProjectAdmin, error::Conflict},
};

/// Maximum number of networks.
const NETWORKS: usize = 100;
/// Permitted lengths of a log-in in minutes.
const SESSION: std::ops::RangeInclusive<i32> = 15..=720;

/// Networks as stored and shown.
pub fn networks(rules: &Rules) -> Vec<String> {
    rules.ip_allow.iter().map(ToString::to_string).collect()
}

/// The length of a log-in in minutes.
pub fn minutes(rules: &Rules) -> Option<i32> {
    rules.session.and_then(|session| i32::try_from(session.whole_minutes()).ok())
}

/// A network in the notations people use: an address alone is one, and bits behind the prefix do not matter.
fn network(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let net = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))?;
    match net {
        IpNet::V6(v6) if v6.prefix_len() >= 96 => {
            let mapped: Option<Ipv4Addr> = v6.addr().to_ipv4_mapped();
            let v4 = mapped.and_then(|address| Ipv4Net::new(address, v6.prefix_len() - 96).ok());
            Some(v4.map_or(net, IpNet::V4).trunc())
        }
        _ => Some(net.trunc()),
    }
}

/// The rules after `changes`.
fn changed(before: &Rules, changes: &LimitChanges) -> Result<Rules, FieldErrors> {
    let mut rules = before.clone();
    let mut checks = Checks::new();
    if let Some(typed) = &changes.ip_allow {
        let networks: Option<Vec<_>> = typed.iter().map(|text| network(text)).collect();
        checks.that("ip_allow", networks.is_some(), "network").that("ip_allow", typed.len() <= NETWORKS, "range");
        let mut networks = networks.unwrap_or_default();
        networks.sort_unstable();
        networks.dedup();
        rules.ip_allow = networks.into();
    }
    if let Some(minutes) = changes.session_minutes {
        checks.that("session_minutes", minutes.is_none_or(|minutes| SESSION.contains(&minutes)), "session-minutes");
        rules.session = minutes.map(|minutes| Duration::minutes(minutes.into()));
    }
    rules.client_mfa = changes.client_mfa.unwrap_or(rules.client_mfa);
    rules.managers_invite = changes.managers_invite.unwrap_or(rules.managers_invite);
    checks.finish()?;
    Ok(rules)
}

/// Changes the rules, and records the change. 409 `would-lock-out` if the admin would lock themselves out without
/// `confirm`.
pub async fn set(
    state: &AppState,
    admin: &ProjectAdmin,
    address: Option<IpAddr>,
    changes: &LimitChanges,
) -> Result<(), AppError> {
    let mut tx = state.db.write(&admin.scope()).await?;
    store::lock_workspace(&mut tx).await?.ok_or(AppError::NotFound)?;
    let before = store::rules::get(&mut tx).await?;
    let rules = changed(&before, changes)?;
    if rules == before {
        return Ok(());
    }
    let shut_out = rules.restricts_addresses() && !address.is_some_and(|address| rules.admits(address));
    if rules.ip_allow != before.ip_allow && shut_out && !changes.confirm {
        return Err(AppError::Conflict(Conflict::LockOut));
    }
    let now = state.clock.now();
    let all = (&*networks(&rules), minutes(&rules), rules.client_mfa, rules.managers_invite);
    store::rules::put(&mut tx, all, now).await?;
    let told = [
        (ActivityKind::RuleAddresses, json!(networks(&before).join(", ")), json!(networks(&rules).join(", "))),
        (ActivityKind::RuleSession, json!(minutes(&before)), json!(minutes(&rules))),
        (ActivityKind::RuleFactor, json!(before.client_mfa), json!(rules.client_mfa)),
        (ActivityKind::RuleInvites, json!(before.managers_invite), json!(rules.managers_invite)),
    ];
    for (kind, was, is) in told {
        if was != is {
            activity::record(&mut tx, now, &event(admin, kind, &was, &is)).await?;
        }
    }
    Ok(tx.commit().await?)
}

fn event(admin: &ProjectAdmin, kind: ActivityKind, was: &Value, is: &Value) -> Event {
    let name = is.as_str().map_or_else(|| is.to_string(), str::to_owned);
    Event {
        actor: Some(admin.caller.user),
        kind,
        subject: None,
        detail: json!({ "name": name, "before": was, "after": is }),
        visibility: Visibility::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::{LimitChanges, Rules, changed, network, networks};

    #[test]
    fn networks_are_read_as_people_write_them() {
        for (text, expected) in [
            ("198.51.100.7", "198.51.100.7/32"),
            (" 198.51.100.7/24 ", "198.51.100.0/24"),
            ("2001:db8::1", "2001:db8::1/128"),
            ("2001:db8:1::/48", "2001:db8:1::/48"),
            ("::ffff:198.51.100.7", "198.51.100.7/32"),
            ("::ffff:198.51.100.0/120", "198.51.100.0/24"),
        ] {
            assert_eq!(network(text).map(|network| network.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "office", "198.51.100.0/33", "198.51.100", "198.51.100.1-9", "2001:db8::/129"] {
            assert_eq!(network(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_left_out_stays_and_what_is_wrong_is_named() {
        let before = Rules::of_row(&["192.0.2.0/24".to_owned()], Some(60), true, false);
        assert_eq!(changed(&before, &LimitChanges::default()).unwrap(), before);
        let list = |list: &[&str]| LimitChanges {
            ip_allow: Some(list.iter().map(|text| (*text).to_owned()).collect()),
            ..LimitChanges::default()
        };
        let rules = changed(&before, &list(&["203.0.113.9", "192.0.2.7/24", "192.0.2.0/24"])).unwrap();
        assert_eq!(networks(&rules), ["192.0.2.0/24", "203.0.113.9/32"]);
        assert_eq!((rules.session, rules.client_mfa), (before.session, true));
        assert!(changed(&before, &list(&[])).unwrap().ip_allow.is_empty());
        assert!(changed(&before, &list(&["here"])).is_err() && changed(&before, &list(&["::/0"; 101])).is_err());
        let session = |minutes| LimitChanges { session_minutes: Some(minutes), ..LimitChanges::default() };
        assert!(changed(&before, &session(None)).unwrap().session.is_none());
        for wrong in [0, 14, 721, -1] {
            assert!(changed(&before, &session(Some(wrong))).is_err(), "{wrong}");
        }
        for right in [15, 720] {
            assert!(changed(&before, &session(Some(right))).is_ok(), "{right}");
        }
    }
}
