//! Runs of mails. An invitation shows whether its mail could be delivered.

use crate::{
    features::{
        people::members,
        shared::runs::{Failure, Run},
    },
    http::{AppError, AppState},
    jobs::{self, Claimed},
    mail::Mail,
};

impl Run for Mail {
    async fn run(self, state: &AppState, claimed: &Claimed) -> Result<(), Failure> {
        Ok(state.mailer.send(claimed.id, claimed.created_at, &self).await?)
    }

    /// Marks the invitation of a mail that is given up, and clears the mark if the mail went out after all.
    async fn after_run(state: &AppState, claimed: &Claimed, failure: Option<&Failure>) -> Result<(), AppError> {
        match failure {
            Some(failure) if jobs::is_last(claimed, failure.is_permanent) => {
                members::note_delivery(state, claimed, Some(state.clock.now())).await
            }
            None if claimed.failed_before => members::note_delivery(state, claimed, None).await,
            _ => Ok(()),
        }
    }
}
