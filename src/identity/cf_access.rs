//! Cloudflare Access in front of the app host: each request that passed it carries an assertion of who sent it.

use jsonwebtoken::Algorithm;
use time::OffsetDateTime;

use super::external::{Outbound, Refused, RemoteKeys, Rules, Told, verify};

/// An Access application of a team's.
pub struct AccessTeam {
    issuer: String,
    audience: String,
    keys: RemoteKeys,
}

impl AccessTeam {
    /// The application `audience` of the team at `issuer` (`https://{team}`); nothing is asked yet.
    #[must_use]
    pub fn new(issuer: String, audience: String, http: Outbound) -> Self {
        let keys = RemoteKeys::new(format!("{issuer}/cdn-cgi/access/certs"), http);
        Self { issuer, audience, keys }
    }

    /// As it calls itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The person an assertion speaks of. Service tokens speak of none.
    pub async fn verify(&self, assertion: &str, now: OffsetDateTime) -> Result<Told, Refused> {
        let rules =
            Rules { issuer: &self.issuer, audience: &self.audience, algorithms: &[Algorithm::RS256], not_before: true };
        let claims = verify(assertion, &rules, &self.keys, now).await?;
        if claims.text("type") != Some("app") || claims.has("common_name") {
            return Err(Refused::Type);
        }
        Ok(Told {
            issuer: self.issuer.clone(),
            subject: claims.subject()?.to_owned(),
            email: claims.text("email").map(ToOwned::to_owned),
            // Access lets nobody through whose address it has not seen to be hers.
            email_verified: true,
            strong: claims.is_strong(),
        })
    }
}
