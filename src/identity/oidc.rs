//! Logging in with an `OpenID` Connect provider: the authorization code flow with PKCE (RFC 7636, RFC 9700). The
//! provider is asked who it is when somebody first wants to go there, not before: one that is down harms nobody else.

use std::{sync::Arc, time::Instant};

use jsonwebtoken::Algorithm;
use openidconnect::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet, IssuerUrl,
    JsonWebKeySet, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    Scope, StandardErrorResponse, TokenResponse, TokenUrl,
    core::{CoreAuthenticationFlow, CoreClient, CoreErrorResponseType},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;

use super::external::{Outbound, Refused, RemoteKeys, Rules, Told, Unreachable, named, says_yes, verify};

/// What a provider says of itself is believed this long.
const BELIEVED: Duration = Duration::hours(1);
/// One that did not answer is not asked again for this long.
const AGAIN: Duration = Duration::seconds(5);

/// A provider, and who we are to it.
pub struct Provider {
    issuer: String,
    client_id: String,
    client_secret: SecretString,
    http: Outbound,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    description: Option<Arc<Description>>,
    read_at: Option<OffsetDateTime>,
    failed_at: Option<OffsetDateTime>,
}

/// What we use of what it says of itself (`OpenID` Connect Discovery 1.0 §3, RFC 8414, RFC 9207).
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    id_token_signing_alg_values_supported: Vec<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

struct Description {
    authorization: AuthUrl,
    token: TokenUrl,
    userinfo: Option<String>,
    algorithms: Vec<Algorithm>,
    secret_in_body: bool,
    names_itself: bool,
    keys: Arc<RemoteKeys>,
}

/// A visitor's way to the provider, as begun.
pub struct Begun {
    /// Where to send the browser.
    pub url: String,
    /// Comes back in the answer; only its digest is kept.
    pub state: String,
    /// Is kept, sealed, until the answer comes.
    pub kept: Kept,
}

/// What our side must remember of a way begun.
#[derive(Serialize, Deserialize)]
pub struct Kept {
    verifier: String,
    nonce: String,
}

/// Somebody the provider vouched for, and the right to ask it for her address.
pub struct Vouched {
    /// Who.
    pub told: Told,
    access: SecretString,
}

type Ready = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

impl Provider {
    /// The provider `issuer`; nothing is asked yet.
    #[must_use]
    pub fn new(issuer: String, client_id: String, client_secret: SecretString, http: Outbound) -> Self {
        Self { issuer, client_id, client_secret, http, known: Mutex::default() }
    }

    /// As it calls itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Begins a way there that is to end at `redirect`.
    pub async fn begin(&self, redirect: String, now: OffsetDateTime) -> Result<Begun, Refused> {
        let provider = self.description(now).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = self
            .client(&provider, redirect)?
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let kept = Kept { verifier: verifier.into_secret(), nonce: nonce.secret().clone() };
        Ok(Begun { url: url.into(), state: state.into_secret(), kept })
    }

    /// Refuses an answer that names another issuer, or none where this one always names itself (RFC 9207).
    pub async fn check_response_issuer(&self, named: Option<&str>, now: OffsetDateTime) -> Result<(), Refused> {
        let right = match named {
            Some(named) => named == self.issuer,
            None => !self.description(now).await?.names_itself,
        };
        if right { Ok(()) } else { Err(Refused::ResponseIssuer) }
    }

    /// Trades the code that came back for who she is.
    pub async fn finish(
        &self,
        redirect: String,
        code: String,
        kept: Kept,
        now: OffsetDateTime,
    ) -> Result<Vouched, Refused> {
        let provider = self.description(now).await?;
        let client = self.client(&provider, redirect)?;
        let exchange = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(kept.verifier))
            .request_async(&self.http);
        let answer = exchange.await.map_err(|error| self.not_traded(&error))?;
        let token = answer.id_token().ok_or(Refused::Malformed)?.to_string();
        let rules = Rules {
            issuer: &self.issuer,
            audience: &self.client_id,
            algorithms: &provider.algorithms,
            // Providers hardly ever write it.
            not_before: false,
        };
        let claims = verify(&token, &rules, &provider.keys, now).await?;
        // OpenID Connect Core §3.1.3.7: with others in the audience it must say whom it was made out to.
        let party = claims.text("azp");
        if (claims.has("azp") || claims.has_more_audiences()) && party != Some(self.client_id.as_str()) {
            return Err(Refused::Party);
        }
        if claims.text("nonce") != Some(kept.nonce.as_str()) {
            return Err(Refused::Nonce);
        }
        let told = Told {
            issuer: self.issuer.clone(),
            subject: claims.subject()?.to_owned(),
            email: claims.text("email").map(ToOwned::to_owned),
            email_verified: claims.is_true("email_verified"),
            strong: claims.is_strong(),
        };
        Ok(Vouched { told, access: answer.access_token().secret().clone().into() })
    }

    /// Who she is, with her address: many providers tell it only to those who ask once more.
    pub async fn with_email(&self, vouched: Vouched, now: OffsetDateTime) -> Result<Told, Refused> {
        #[derive(Deserialize)]
        struct UserInfo {
            sub: String,
            email: Option<String>,
            #[serde(default)]
            email_verified: serde_json::Value,
        }
        let mut told = vouched.told;
        let provider = self.description(now).await?;
        if let (None, Some(url)) = (&told.email, &provider.userinfo) {
            let bearer = format!("Bearer {}", vouched.access.expose_secret());
            let info: UserInfo = self.http.json(url, Some(&bearer)).await?;
            // Core §5.3.2: of somebody else it says nothing to us.
            if info.sub != told.subject {
                return Err(Refused::Claim("sub"));
            }
            told.email = info.email;
            told.email_verified = says_yes(&info.email_verified);
        }
        Ok(told)
    }

    /// Why a code could not be traded. Whoever runs the service reads what to mend: the kind of error is one of a short
    /// list, or not repeated.
    fn not_traded(
        &self,
        error: &RequestTokenError<Unreachable, StandardErrorResponse<CoreErrorResponseType>>,
    ) -> Refused {
        match error {
            RequestTokenError::ServerResponse(answer) => {
                let kind = match answer.error() {
                    CoreErrorResponseType::Extension(_) => "another",
                    known => known.as_ref(),
                };
                tracing::warn!(issuer = self.issuer, kind, "a provider does not take a code");
                Refused::Code
            }
            RequestTokenError::Parse(..) => Refused::Malformed,
            RequestTokenError::Request(error) => {
                tracing::warn!(issuer = self.issuer, ?error, "a provider cannot be asked to take a code");
                Refused::Unreachable
            }
            RequestTokenError::Other(_) => Refused::Unreachable,
        }
    }

    fn client(&self, provider: &Description, redirect: String) -> Result<Ready, Refused> {
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(|_| Refused::Misconfigured)?;
        let redirect = RedirectUrl::new(redirect).map_err(|_| Refused::Misconfigured)?;
        let auth_type = if provider.secret_in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        // Its own checks of ID tokens are not used, so that it needs no keys.
        Ok(CoreClient::new(ClientId::new(self.client_id.clone()), issuer, JsonWebKeySet::new(Vec::new()))
            .set_client_secret(ClientSecret::new(self.client_secret.expose_secret().to_owned()))
            .set_auth_uri(provider.authorization.clone())
            .set_token_uri(provider.token.clone())
            .set_redirect_uri(redirect)
            .set_auth_type(auth_type))
    }

    /// What the provider says of itself, asked for by one visitor for all.
    async fn description(&self, now: OffsetDateTime) -> Result<Arc<Description>, Refused> {
        let mut known = self.known.lock().await;
        let fresh = known.read_at.is_some_and(|at| now - at < BELIEVED);
        let just_failed = known.failed_at.is_some_and(|at| now - at < AGAIN);
        if !fresh && !just_failed {
            let asking = Instant::now();
            match self.ask(known.description.as_deref()).await {
                Ok(description) => {
                    *known = Known { description: Some(Arc::new(description)), read_at: Some(now), failed_at: None };
                }
                Err(reason) => {
                    tracing::warn!(issuer = self.issuer, %reason, "a provider could not be asked who it is");
                    // Counted from its end: those who waited meanwhile don't wait as long once more.
                    known.failed_at = Some(now + asking.elapsed());
                    if reason != Refused::Unreachable {
                        return Err(reason);
                    }
                }
            }
        }
        // What it said before goes on while it is silent: the answers it must give in any case will tell.
        known.description.clone().ok_or(Refused::Unreachable)
    }

    async fn ask(&self, before: Option<&Description>) -> Result<Description, Refused> {
        let url = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let metadata: Metadata = self.http.json(&url, None).await?;
        if metadata.issuer != self.issuer {
            return Err(Refused::Misconfigured);
        }
        let keys = match before {
            // The same keys: when they were last asked for is to be remembered.
            Some(before) if before.keys.url() == metadata.jwks_uri => before.keys.clone(),
            _ => Arc::new(RemoteKeys::new(metadata.jwks_uri.clone(), self.http.clone())),
        };
        metadata.read(self.issuer.starts_with("https://"), keys)
    }
}

impl Metadata {
    fn read(self, https: bool, keys: Arc<RemoteKeys>) -> Result<Description, Refused> {
        let endpoints = [Some(&self.authorization_endpoint), Some(&self.token_endpoint), Some(&self.jwks_uri)];
        let endpoints = endpoints.into_iter().chain([self.userinfo_endpoint.as_ref()]).flatten();
        let safe = |url: &String| !https || url.starts_with("https://");
        let algorithms: Vec<Algorithm> =
            self.id_token_signing_alg_values_supported.iter().filter_map(|name| named(name)).collect();
        let proves_codes =
            self.code_challenge_methods_supported.is_none_or(|methods| methods.iter().any(|method| method == "S256"));
        if !endpoints.into_iter().all(safe) || algorithms.is_empty() || !proves_codes {
            return Err(Refused::Misconfigured);
        }
        let can = |name: &str| {
            let methods = self.token_endpoint_auth_methods_supported.as_ref();
            methods.map(|methods| methods.iter().any(|method| method == name))
        };
        Ok(Description {
            secret_in_body: can("client_secret_basic") == Some(false) && can("client_secret_post") == Some(true),
            authorization: AuthUrl::new(self.authorization_endpoint).map_err(|_| Refused::Misconfigured)?,
            token: TokenUrl::new(self.token_endpoint).map_err(|_| Refused::Misconfigured)?,
            userinfo: self.userinfo_endpoint,
            algorithms,
            names_itself: self.authorization_response_iss_parameter_supported,
            keys,
        })
    }
}

#[cfg(test)]
mod tests;
