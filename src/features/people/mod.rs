//! People: log-in, accounts, credentials of programs, members, partner agencies.

pub mod account;
pub mod credentials;
pub mod invitations;
pub mod linked_accounts;
pub mod members;
pub mod mfa;
pub mod partners;
pub mod sign_in;
pub mod staff;
