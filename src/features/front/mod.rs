//! Pages before a log-in: the landing page and the intake form.

pub mod intake;
pub mod site;
