//! Settings of federated log-in: an `OpenID` Connect provider, Cloudflare Access.

use reqwest::Url;
use secrecy::SecretString;

use super::{BaseUrl, reader::Reader};

/// An `OpenID` Connect provider with our client registration.
#[derive(Clone, Debug)]
pub struct OidcConfig {
    /// `OIDC_ISSUER`: issuer URL, exactly as the provider writes it.
    pub issuer: String,
    /// `OIDC_CLIENT_ID`.
    pub client_id: String,
    /// `OIDC_CLIENT_SECRET`.
    pub client_secret: SecretString,
}

/// A Cloudflare Access application in front of the app host.
#[derive(Clone, Debug)]
pub struct CloudflareAccessConfig {
    /// `CF_ACCESS_TEAM_DOMAIN`, as a base URL.
    pub team: BaseUrl,
    /// `CF_ACCESS_AUD`: the application's audience tag.
    pub audience: String,
}

/// All three settings, or none.
pub(super) fn oidc(reader: &mut Reader<'_>, production: bool) -> Option<OidcConfig> {
    let any = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_CLIENT_SECRET_FILE"]
        .iter()
        .any(|name| reader.text(name).is_some());
    let issuer = reader.text_if("OIDC_ISSUER", any);
    let client_id = reader.text_if("OIDC_CLIENT_ID", any);
    let client_secret = reader.secret_if("OIDC_CLIENT_SECRET", any);
    if issuer.as_deref().is_some_and(|issuer| !is_issuer(issuer, production)) {
        reader.mistake(if production {
            "OIDC_ISSUER is not an https address such as https://accounts.example.com"
        } else {
            "OIDC_ISSUER is not an address such as https://accounts.example.com"
        });
    }
    Some(OidcConfig { issuer: issuer?, client_id: client_id?, client_secret: client_secret? })
}

/// An address without user, query or fragment (`OpenID` Connect Discovery 1.0 §3).
fn is_issuer(text: &str, production: bool) -> bool {
    let whole = |url: &Url| {
        url.host().is_some()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    };
    let scheme = |url: &Url| url.scheme() == "https" || (!production && url.scheme() == "http");
    text.len() <= 500 && Url::parse(text).is_ok_and(|url| whole(&url) && scheme(&url))
}

/// Both settings, or none.
pub(super) fn access(reader: &mut Reader<'_>, production: bool) -> Option<CloudflareAccessConfig> {
    let any = ["CF_ACCESS_TEAM_DOMAIN", "CF_ACCESS_AUD"].iter().any(|name| reader.text(name).is_some());
    let team = reader.text_if("CF_ACCESS_TEAM_DOMAIN", any);
    let audience = reader.text_if("CF_ACCESS_AUD", any);
    let team = match team.as_deref().map(|team| address(team, production)) {
        Some(None) => {
            reader.mistake("CF_ACCESS_TEAM_DOMAIN is not a name such as agency.cloudflareaccess.com");
            None
        }
        Some(team) => team,
        None => None,
    };
    Some(CloudflareAccessConfig { team: team?, audience: audience? })
}

/// `https://{team}`. Development accepts another scheme and a port, for a stand-in.
fn address(team: &str, production: bool) -> Option<BaseUrl> {
    if !production && team.contains("://") {
        return team.parse().ok();
    }
    let address: BaseUrl = format!("https://{team}").parse().ok()?;
    (address.port().is_none() && !team.ends_with('/')).then_some(address)
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    /// Reads the settings; returns the mistakes that name one of `names`.
    fn read(settings: &[(&str, &str)]) -> (Option<Config>, Vec<String>) {
        let look_up = |name: &str| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        match Config::read(&look_up) {
            Ok(config) => (Some(config), Vec::new()),
            Err(error) => {
                (None, error.0.into_iter().filter(|line| line.contains("OIDC") || line.contains("CF_")).collect())
            }
        }
    }

    #[test]
    fn a_provider_is_given_whole_or_not_at_all() {
        let whole = [
            ("OIDC_ISSUER", "http://localhost:9/realm"),
            ("OIDC_CLIENT_ID", "portal"),
            ("OIDC_CLIENT_SECRET", "not to be shown"),
        ];
        let oidc = read(&whole).0.unwrap().oidc.unwrap();
        assert_eq!((oidc.issuer.as_str(), oidc.client_id.as_str()), ("http://localhost:9/realm", "portal"));
        assert!(!format!("{oidc:?}").contains("shown"));
        assert!(read(&[]).0.unwrap().oidc.is_none());
        for (left_out, expected) in [
            (0, "OIDC_ISSUER is missing"),
            (1, "OIDC_CLIENT_ID is missing"),
            (2, "OIDC_CLIENT_SECRET (or OIDC_CLIENT_SECRET_FILE) is missing"),
        ] {
            let mut some = whole.to_vec();
            some.remove(left_out);
            assert_eq!(read(&some).1, [expected]);
        }
    }

    #[test]
    fn in_production_the_issuer_speaks_https() {
        let with = |issuer, environment| {
            read(&[
                ("FATAPLUS_ENV", environment),
                ("OIDC_ISSUER", issuer),
                ("OIDC_CLIENT_ID", "portal"),
                ("OIDC_CLIENT_SECRET", "secret"),
            ])
            .1
        };
        let mistake = ["OIDC_ISSUER is not an https address such as https://accounts.example.com"];
        assert_eq!(with("http://accounts.example.com", "production"), mistake);
        assert_eq!(with("https://accounts.example.com/", "production"), [""; 0]);
        for issuer in ["accounts.example.com", "https://a.example?x", "https://a.example#x", "https://u@a.example"] {
            assert_eq!(with(issuer, "production"), mistake, "{issuer}");
        }
    }

    #[test]
    fn a_team_is_a_name_and_an_audience() {
        let with = |team, environment| {
            read(&[("FATAPLUS_ENV", environment), ("CF_ACCESS_TEAM_DOMAIN", team), ("CF_ACCESS_AUD", "tag")])
        };
        let team = |text| with(text, "development").0.unwrap().access.unwrap().team.to_string();
        assert_eq!(team("agency.cloudflareaccess.com"), "https://agency.cloudflareaccess.com");
        assert_eq!(team("http://127.0.0.1:9"), "http://127.0.0.1:9");
        let mistake = ["CF_ACCESS_TEAM_DOMAIN is not a name such as agency.cloudflareaccess.com"];
        for team in ["http://127.0.0.1:9", "https://agency.cloudflareaccess.com", "agency.example:8443", "a/b"] {
            assert_eq!(with(team, "production").1, mistake, "{team}");
        }
        assert_eq!(read(&[("CF_ACCESS_AUD", "tag")]).1, ["CF_ACCESS_TEAM_DOMAIN is missing"]);
        assert_eq!(read(&[("CF_ACCESS_TEAM_DOMAIN", "a.example")]).1, ["CF_ACCESS_AUD is missing"]);
    }
}
