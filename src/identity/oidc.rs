//! Log-in with an `OpenID` Connect provider: the authorization code flow with PKCE (RFC 7636, RFC 9700). Discovery
//! happens at the first log-in rather than at start, so that a provider that is down affects no other log-in.

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

use super::external::{
    FederationError, Outbound, RemoteKeys, Rules, Unreachable, VouchedIdentity, named, says_yes, verify,
};

/// Lifetime of a discovery document.
const BELIEVED: Duration = Duration::hours(1);
/// Pause after a failed discovery.
const AGAIN: Duration = Duration::seconds(5);

/// An `OpenID` Connect provider with our client registration.
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

/// Fields of the discovery document that we use (`OpenID` Connect Discovery 1.0 §3, RFC 8414, RFC 9207).
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

/// An authorization request, as begun.
pub struct AuthorizationRequest {
    /// URL for the redirect.
    pub url: String,
    /// State that comes back in the answer; only its digest is stored.
    pub state: String,
    /// Data to store, sealed, until the answer comes.
    pub kept: PendingAuthorization,
}

/// Data that our side must remember of an authorization request.
#[derive(Serialize, Deserialize)]
pub struct PendingAuthorization {
    verifier: String,
    nonce: String,
}

/// An authenticated person, with the access token for their user info.
pub struct Vouched {
    /// Identity from the ID token.
    pub told: VouchedIdentity,
    access: SecretString,
}

type Ready = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

impl Provider {
    /// Provider at `issuer`; makes no request yet.
    #[must_use]
    pub fn new(issuer: String, client_id: String, client_secret: SecretString, http: Outbound) -> Self {
        Self { issuer, client_id, client_secret, http, known: Mutex::default() }
    }

    /// Issuer URL, as the provider writes it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Begins an authorization request that returns to `redirect`.
    pub async fn begin(&self, redirect: String, now: OffsetDateTime) -> Result<AuthorizationRequest, FederationError> {
        let provider = self.description(now).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = self
            .client(&provider, redirect)?
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let kept = PendingAuthorization { verifier: verifier.into_secret(), nonce: nonce.secret().clone() };
        Ok(AuthorizationRequest { url: url.into(), state: state.into_secret(), kept })
    }

    /// Refuses an answer that names another issuer, or none where this provider always names itself (RFC 9207).
    pub async fn check_response_issuer(&self, named: Option<&str>, now: OffsetDateTime) -> Result<(), FederationError> {
        let right = match named {
            Some(named) => named == self.issuer,
            None => !self.description(now).await?.names_itself,
        };
        if right { Ok(()) } else { Err(FederationError::ResponseIssuer) }
    }

    /// Exchanges the returned code for the person's identity.
    pub async fn finish(
        &self,
        redirect: String,
        code: String,
        kept: PendingAuthorization,
        now: OffsetDateTime,
    ) -> Result<Vouched, FederationError> {
        let provider = self.description(now).await?;
        let client = self.client(&provider, redirect)?;
        let exchange = client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(kept.verifier))
            .request_async(&self.http);
        let answer = exchange.await.map_err(|error| self.not_traded(&error))?;
        let token = answer.id_token().ok_or(FederationError::Malformed)?.to_string();
        let rules = Rules {
            issuer: &self.issuer,
            audience: &self.client_id,
            algorithms: &provider.algorithms,
            // Providers hardly ever set `nbf`.
            not_before: false,
        };
        let claims = verify(&token, &rules, &provider.keys, now).await?;
        // OpenID Connect Core §3.1.3.7: a token with further audiences must name the client it was issued to.
        let party = claims.text("azp");
        if (claims.has("azp") || claims.has_more_audiences()) && party != Some(self.client_id.as_str()) {
            return Err(FederationError::Party);
        }
        if claims.text("nonce") != Some(kept.nonce.as_str()) {
            return Err(FederationError::Nonce);
        }
        let told = VouchedIdentity {
            issuer: self.issuer.clone(),
            subject: claims.subject()?.to_owned(),
            email: claims.text("email").map(ToOwned::to_owned),
            email_verified: claims.is_true("email_verified"),
            strong: claims.is_strong(),
        };
        Ok(Vouched { told, access: answer.access_token().secret().clone().into() })
    }

    /// The identity with its e-mail address: many providers return the address only from the user info endpoint.
    pub async fn with_email(&self, vouched: Vouched, now: OffsetDateTime) -> Result<VouchedIdentity, FederationError> {
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
            // Core §5.3.2: user info with another subject must be ignored.
            if info.sub != told.subject {
                return Err(FederationError::Claim("sub"));
            }
            told.email = info.email;
            told.email_verified = says_yes(&info.email_verified);
        }
        Ok(told)
    }

    /// Logs why the token endpoint refused a code, for operators. The error code is logged only if it is one of a short
    /// known list.
    fn not_traded(
        &self,
        error: &RequestTokenError<Unreachable, StandardErrorResponse<CoreErrorResponseType>>,
    ) -> FederationError {
        match error {
            RequestTokenError::ServerResponse(answer) => {
                let kind = match answer.error() {
                    CoreErrorResponseType::Extension(_) => "another",
                    known => known.as_ref(),
                };
                tracing::warn!(issuer = self.issuer, kind, "a provider does not take a code");
                FederationError::Code
            }
            RequestTokenError::Parse(..) => FederationError::Malformed,
            RequestTokenError::Request(error) => {
                tracing::warn!(issuer = self.issuer, ?error, "a provider cannot be asked to take a code");
                FederationError::Unreachable
            }
            RequestTokenError::Other(_) => FederationError::Unreachable,
        }
    }

    fn client(&self, provider: &Description, redirect: String) -> Result<Ready, FederationError> {
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(|_| FederationError::Misconfigured)?;
        let redirect = RedirectUrl::new(redirect).map_err(|_| FederationError::Misconfigured)?;
        let auth_type = if provider.secret_in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        // The client's own ID token checks are not used, so it needs no keys.
        Ok(CoreClient::new(ClientId::new(self.client_id.clone()), issuer, JsonWebKeySet::new(Vec::new()))
            .set_client_secret(ClientSecret::new(self.client_secret.expose_secret().to_owned()))
            .set_auth_uri(provider.authorization.clone())
            .set_token_uri(provider.token.clone())
            .set_redirect_uri(redirect)
            .set_auth_type(auth_type))
    }

    /// Discovery document; one visitor fetches it for all.
    async fn description(&self, now: OffsetDateTime) -> Result<Arc<Description>, FederationError> {
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
                    // Counted from the end of the request, so that waiting visitors do not wait as long once more.
                    known.failed_at = Some(now + asking.elapsed());
                    if reason != FederationError::Unreachable {
                        return Err(reason);
                    }
                }
            }
        }
        // The old document stays in use while the provider is silent: the log-in's own requests show whether it still
        // holds.
        known.description.clone().ok_or(FederationError::Unreachable)
    }

    async fn ask(&self, before: Option<&Description>) -> Result<Description, FederationError> {
        let url = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let metadata: Metadata = self.http.json(&url, None).await?;
        if metadata.issuer != self.issuer {
            return Err(FederationError::Misconfigured);
        }
        let keys = match before {
            // The same key set stays, because it knows when it was last fetched.
            Some(before) if before.keys.url() == metadata.jwks_uri => before.keys.clone(),
            _ => Arc::new(RemoteKeys::new(metadata.jwks_uri.clone(), self.http.clone())),
        };
        metadata.read(self.issuer.starts_with("https://"), keys)
    }
}

impl Metadata {
    fn read(self, https: bool, keys: Arc<RemoteKeys>) -> Result<Description, FederationError> {
        let endpoints = [Some(&self.authorization_endpoint), Some(&self.token_endpoint), Some(&self.jwks_uri)];
        let endpoints = endpoints.into_iter().chain([self.userinfo_endpoint.as_ref()]).flatten();
        let safe = |url: &String| !https || url.starts_with("https://");
        let algorithms: Vec<Algorithm> =
            self.id_token_signing_alg_values_supported.iter().filter_map(|name| named(name)).collect();
        let proves_codes =
            self.code_challenge_methods_supported.is_none_or(|methods| methods.iter().any(|method| method == "S256"));
        if !endpoints.into_iter().all(safe) || algorithms.is_empty() || !proves_codes {
            return Err(FederationError::Misconfigured);
        }
        let can = |name: &str| {
            let methods = self.token_endpoint_auth_methods_supported.as_ref();
            methods.map(|methods| methods.iter().any(|method| method == name))
        };
        Ok(Description {
            secret_in_body: can("client_secret_basic") == Some(false) && can("client_secret_post") == Some(true),
            authorization: AuthUrl::new(self.authorization_endpoint).map_err(|_| FederationError::Misconfigured)?,
            token: TokenUrl::new(self.token_endpoint).map_err(|_| FederationError::Misconfigured)?,
            userinfo: self.userinfo_endpoint,
            algorithms,
            names_itself: self.authorization_response_iss_parameter_supported,
            keys,
        })
    }
}

#[cfg(test)]
mod tests;
