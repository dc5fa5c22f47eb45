//! Addresses of pages that other pages lead to, said once for the mount and for links and redirects.

/// Log-in, on the app host.
pub const LOGIN: &str = "/login";
/// Log-in by a mailed link or code.
pub const LOGIN_MAIL: &str = "/login/mail";
/// First log-in of a new client, on the app host.
pub const ENTER: &str = "/login/enter";
/// A recent authentication, asked for before dangerous actions.
pub const CONFIRM: &str = "/account/confirm";
/// The second factors of an account.
pub const SECURITY: &str = "/account/security";
/// A new password by a mailed link.
pub const PASSWORD: &str = "/password";
/// Asking for such a link.
pub const PASSWORD_FORGOT: &str = "/password/forgot";
/// A person's projects.
pub const PROJECTS: &str = "/projects";
/// A person's open items, over all their projects.
pub const WORK: &str = "/work";
/// The way that carries a log-in to a project's host.
pub const HANDOFF: &str = "/handoff";
/// The API's description for readers, on the API host.
pub const API_DOCS: &str = "/docs";
/// The intake form, on the public host.
pub const START: &str = "/start";
/// The window that hands chosen files to the portal, on the public host.
pub const CHOSEN_FILES: &str = "/start/files";
