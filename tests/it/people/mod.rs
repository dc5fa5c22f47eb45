//! People: invitations, roles and shares, partner agencies with their own admins, the client's view, one's own account.

mod agency;
mod browser;
mod client_view;
mod invitations;
mod profile;
mod projects;
mod rights;
mod roles;
mod shares;

/// The token of a mail's link.
fn token(link: &str) -> String {
    link.split_once("token=").unwrap().1.to_owned()
}
