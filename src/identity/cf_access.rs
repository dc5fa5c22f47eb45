//! Cloudflare Access in front of the app host: each request that passed it carries an assertion of its sender's
//! identity.

use jsonwebtoken::Algorithm;
use time::OffsetDateTime;

use super::external::{FederationError, Outbound, RemoteKeys, Rules, VouchedIdentity, verify};

/// An Access application of a team.
pub struct AccessTeam {
    issuer: String,
    audience: String,
    keys: RemoteKeys,
}

impl AccessTeam {
    /// The application `audience` of the team at `issuer` (`https://{team}`); makes no request yet.
    #[must_use]
    pub fn new(issuer: String, audience: String, http: Outbound) -> Self {
        let keys = RemoteKeys::new(format!("{issuer}/cdn-cgi/access/certs"), http);
        Self { issuer, audience, keys }
    }

    /// Issuer URL, as the team domain writes it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Verifies an assertion and returns its person. Service tokens name no person and are refused.
    pub async fn verify(&self, assertion: &str, now: OffsetDateTime) -> Result<VouchedIdentity, FederationError> {
        let rules =
            Rules { issuer: &self.issuer, audience: &self.audience, algorithms: &[Algorithm::RS256], not_before: true };
        let claims = verify(assertion, &rules, &self.keys, now).await?;
        if claims.text("type") != Some("app") || claims.has("common_name") {
            return Err(FederationError::Type);
        }
        Ok(VouchedIdentity {
            issuer: self.issuer.clone(),
            subject: claims.subject()?.to_owned(),
            email: claims.text("email").map(ToOwned::to_owned),
            // Access admits only people whose address it has verified.
            email_verified: true,
            strong: claims.is_strong(),
        })
    }
}
