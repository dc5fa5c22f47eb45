//! `fataplus keys …`: the session signing keys, rotated on a schedule or because one leaked.

use time::OffsetDateTime;

use super::{CliError, output::instant};
use crate::{
    db::{PlatformScope, PlatformTx},
    http::{AppState, auth::signing},
    identity::{
        Keys,
        signing_keys::{self, KeyRow},
    },
};

/// Commands for the signing keys.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum SigningKeysCommand {
    /// List the signing keys: key ID, state, dates.
    List,
    /// Create a new signing key. It signs in a few seconds, once every replica knows it; tokens of the others stay valid until
    /// they expire. Nobody is logged out.
    Rotate {
        /// Let it sign at once.
        #[arg(long)]
        now: bool,
    },
    /// Retire a leaked signing key: its tokens are refused everywhere within a second. Browsers get new ones by
    /// themselves, programs by their refresh tokens.
    Retire {
        /// Key ID, as shown by `keys list`.
        kid: String,
    },
}

/// Carries out the command and returns the lines to print; running services apply it at once.
pub async fn carry_out(state: &AppState, command: &SigningKeysCommand) -> Result<Vec<String>, CliError> {
    signing::begin(state).await?;
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    signing_keys::lock(&mut tx).await?;
    let mut lines = Vec::new();
    match command {
        SigningKeysCommand::List => {
            let rows = signing_keys::rows(&mut tx).await?;
            let living = rows.iter().filter(|key| lives(key, now));
            let signer = signing_keys::current_signer(living.map(|key| (key.signs_from, key.kid.clone())), now);
            lines.extend(rows.iter().map(|key| line(key, signer.as_ref() == Some(&key.kid), now)));
        }
        SigningKeysCommand::Rotate { now: at_once } => {
            let signs_from = if *at_once { now } else { now + Keys::LEARN };
            let kid = rotate(&mut tx, &state.keys, now, signs_from).await?;
            lines.push(format!("{kid} signs from {}", instant(signs_from)));
        }
        SigningKeysCommand::Retire { kid } => {
            if !signing_keys::retire(&mut tx, kid, now).await? {
                return Err(CliError::Other(format!("there is no key {kid} in use; see: fataplus keys list")));
            }
            lines.push(format!("{kid} is retired"));
            if !signing_keys::rows(&mut tx).await?.iter().any(|key| key.signs_from <= now && lives(key, now)) {
                let kid = rotate(&mut tx, &state.keys, now, now).await?;
                lines.push(format!("{kid} signs in its place"));
            }
        }
    }
    tx.commit().await?;
    signing::reload(state).await?;
    Ok(lines)
}

async fn rotate(
    tx: &mut PlatformTx,
    keys: &Keys,
    now: OffsetDateTime,
    signs_from: OffsetDateTime,
) -> Result<String, CliError> {
    let row = keys.new_row(now, signs_from).ok_or_else(|| CliError::Other("no key could be made".to_owned()))?;
    signing_keys::add(tx, &row).await?;
    signing_keys::rotate_to(tx, &row.kid, signs_from + Keys::LIFETIME + Keys::SKEW).await?;
    Ok(row.kid)
}

fn lives(key: &KeyRow, now: OffsetDateTime) -> bool {
    key.retires_at.is_none_or(|at| now < at)
}

fn line(key: &KeyRow, signs: bool, now: OffsetDateTime) -> String {
    let state = match (lives(key, now), signs, key.signs_from > now) {
        (false, ..) => "retired",
        (_, true, _) => "signs",
        (.., true) => "waits",
        _ => "verifies",
    };
    let retires = key.retires_at.map_or_else(|| "–".to_owned(), instant);
    let (made, from) = (instant(key.created_at), instant(key.signs_from));
    format!("{}  {state:8}  made {made}  signs from {from}  retires {retires}", key.kid)
}
