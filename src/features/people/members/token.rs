//! Tokens of invitations into a project.

use crate::{
    db::Scope,
    identity::{Secret, digest},
    ids::ProjectId,
};

/// Text of an invitation's token: the project, so that its rows can be reached, and the secret that proves it.
pub fn text(project: ProjectId, secret: &Secret) -> String {
    format!("{project}.{}", secret.text())
}

/// Scope and digest of a token. The scope is no permission yet: the caller finds the row with this digest or nothing.
pub fn scope_of_token(token: &str) -> Option<(Scope, [u8; 32])> {
    let (project, secret) = token.split_once('.')?;
    Some((Scope::authorised(project.parse().ok()?), digest(secret)))
}

#[cfg(test)]
mod tests {
    use super::{scope_of_token, text};
    use crate::identity::Secret;

    #[test]
    fn a_token_leads_to_its_project_and_digest() {
        let (project, secret) = ("FP-2025-X7K9M3P1A".parse().unwrap(), Secret::new());
        let (scope, hash) = scope_of_token(&text(project, &secret)).unwrap();
        assert_eq!((scope.project(), hash), (project, secret.digest()));
    }

    #[test]
    fn anything_else_leads_nowhere() {
        for token in ["", ".", "FP-2025-X7K9M3P1A", "x.y", ".FP-2025-X7K9M3P1A", "FP-2025-X7K9M3P1A'.s", "FP-2025.s"] {
            assert!(scope_of_token(token).is_none(), "{token}");
        }
    }
}
