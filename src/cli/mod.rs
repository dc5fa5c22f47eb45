//! The command line, a file for each subcommand.

/// Replaces the standard library's, which panics on a closed pipe (`fataplus openapi | head`).
macro_rules! println {
    ($($line:tt)*) => { $crate::cli::output::line(format_args!($($line)*)) };
}

mod audit;
mod compose;
mod demo;
mod doctor;
mod forget_copies;
mod jobs;
mod output;
mod private_file;
mod production_mark;
mod project;
mod relist;
mod run_file;
mod serve;
mod signing_keys;
mod user;

pub use audit::{AuditCommand, verify_all as verify_audit, verify_file as verify_audit_file};
pub use demo::{DemoFile, load_or_create as load_or_create_demo};
pub use forget_copies::carry_out as forget_copies;
pub use jobs::{JobsCommand, RetryArgs, carry_out as manage_jobs};
pub use project::ProjectCommand;
pub use relist::carry_out as relist;
pub use signing_keys::{SigningKeysCommand, carry_out as manage_keys};
pub use user::carry_out as manage_people;

use std::net::SocketAddr;

use compose::Needs;

use crate::{
    access::PlatformRole,
    app, audit as audit_trail,
    config::Config,
    db::{self, SelfCheckError},
    http::{AppError, AppState},
    server::tls::TlsError,
};

/// Subcommands of `fataplus`.
#[derive(Clone, Debug, Default, clap::Subcommand)]
pub enum Command {
    /// Serve the portal and work the job queue (the default).
    #[default]
    #[command(name = "serve")]
    Serve,
    /// Only work the job queue.
    Worker,
    /// Bring the database schema up to date.
    Migrate,
    /// Check the installation; exits 0 only if no tenant reaches another, tried with two synthetic ones.
    Doctor {
        /// Only the checks of a start, catalogue and rows; nothing is recorded in the history.
        #[arg(long)]
        quick: bool,
        /// Besides, whether the tables are spread over the nodes of a Citus cluster (docs/scale.md).
        #[arg(long)]
        citus: bool,
    },
    /// Manage people.
    #[command(subcommand)]
    User(UserCommand),
    /// Manage projects.
    #[command(subcommand)]
    Project(ProjectCommand),
    /// Show, replace and retire the keys that sign sessions.
    #[command(subcommand)]
    Keys(SigningKeysCommand),
    /// Show the jobs that failed, and try them again.
    #[command(subcommand)]
    Jobs(JobsCommand),
    /// Check the audit trails.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Make running services drop all copies of rows that they hold in memory: after rows were changed by hand or
    /// restored. Commits of the service itself announce what they change.
    ForgetCopies,
    /// Write people's lists of projects again, where `doctor` says that they differ from the projects' rows.
    Relist,
    /// Make the demo agency: four people and three projects.
    Demo,
    /// Print the API's description (OpenAPI 3.1).
    Openapi,
}

/// Commands for people.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum UserCommand {
    /// Make a person, and print the link for setting their password. An existing person gets the requested role and
    /// loses nothing.
    Create {
        /// Their e-mail address.
        email: String,
        /// Their name; a new person without one gets the part before the @.
        #[arg(long)]
        name: Option<String>,
        /// Platform admin: admin of every project.
        #[arg(long)]
        admin: bool,
        /// Of the agency: sees submissions, the CRM and their own projects.
        #[arg(long)]
        staff: bool,
    },
    /// Change somebody's platform role. The last admin stays one.
    Role {
        /// Their e-mail address.
        email: String,
        /// The new role.
        role: PlatformRole,
    },
    /// Remove a person's second factors and end their sessions, after they lost all of them. Verify their identity
    /// first.
    ForgetFactors {
        /// Their e-mail address.
        email: String,
    },
}

/// Reason for a command's failure; the text says how to fix it.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The embedded PostgreSQL.
    #[error(transparent)]
    Embedded(#[from] db::embedded::EmbeddedError),
    /// Migrations.
    #[error(transparent)]
    Migrate(db::MigrationError),
    /// The database has migrations that this version does not.
    #[error(
        "{error}.\nIf a newer version made it, run that one. If one from before the first release did, its rows cannot \
         be kept: {begin_again}"
    )]
    AnotherVersion {
        /// Error that names the migration.
        error: db::MigrationError,
        /// Command or document for beginning with an empty database.
        begin_again: String,
    },
    /// Roles.
    #[error(transparent)]
    Roles(#[from] SelfCheckError),
    /// Certificate and key.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A file, socket or process.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A configured address is in use.
    #[error("{name}={address} is taken: {source}. Choose another address, or leave it unset in development")]
    Address {
        /// Name of the setting.
        name: &'static str,
        /// Its value.
        address: SocketAddr,
        /// Error of the system.
        source: std::io::Error,
    },
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl From<AppError> for CliError {
    fn from(error: AppError) -> Self {
        let (slug, _) = error.kind();
        match error {
            AppError::Internal(reason) => Self::Other(reason),
            AppError::Invalid(fields) => Self::Other(
                fields.iter().map(|error| error.text(crate::text::Language::En)).collect::<Vec<_>>().join("; "),
            ),
            _ => Self::Other(slug.to_owned()),
        }
    }
}

impl From<crate::db::DbError> for CliError {
    fn from(error: crate::db::DbError) -> Self {
        Self::Other(error.to_string())
    }
}

impl From<sqlx::Error> for CliError {
    fn from(error: sqlx::Error) -> Self {
        Self::Other(format!("database: {error}"))
    }
}

/// Runs a command to its end.
pub async fn run(command: Command, config: Config) -> Result<(), CliError> {
    Box::pin(carry_out(command, config)).await?;
    Ok(output::finish()?)
}

/// Composes what a command on rows needs, carries it out, and prints the lines it returns. What it changes of the platform
/// is audited by its name.
async fn on_rows(
    config: &Config,
    name: &'static str,
    carry_out: impl AsyncFnOnce(&AppState) -> Result<Vec<String>, CliError>,
) -> Result<(), CliError> {
    let running = compose::start(config, run_file::hosts(config), Needs::Rows).await?;
    let done = audit_trail::within_command(name, running.state.clock.now(), carry_out(&running.state)).await;
    running.stop().await;
    for line in done? {
        println!("{line}");
    }
    Ok(())
}

async fn carry_out(command: Command, config: Config) -> Result<(), CliError> {
    match command {
        Command::Serve => serve::serve(config, serve::What::Everything).await,
        Command::Worker => serve::serve(config, serve::What::Worker).await,
        Command::Migrate => compose::migrate(&config).await,
        Command::Doctor { quick, citus } => doctor::doctor(&config, quick, citus).await,
        Command::User(command) => on_rows(&config, "user", async |state| user::carry_out(state, &command).await).await,
        Command::Project(command) => project::run(&config, command).await,
        Command::Keys(command) => {
            on_rows(&config, "keys", async |state| signing_keys::carry_out(state, &command).await).await
        }
        Command::Jobs(command) => on_rows(&config, "jobs", async |state| jobs::carry_out(state, &command).await).await,
        Command::Audit(command) => audit::run(&config, command).await,
        Command::ForgetCopies => on_rows(&config, "forget-copies", forget_copies::carry_out).await,
        Command::Relist => on_rows(&config, "relist", relist::carry_out).await,
        Command::Demo => demo::run(&config).await,
        Command::Openapi => {
            let document = app::openapi();
            println!("{}", document.to_pretty_json().map_err(|error| CliError::Other(error.to_string()))?);
            Ok(())
        }
    }
}
