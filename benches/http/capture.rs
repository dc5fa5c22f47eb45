//! Which statements a request runs: PostgreSQL is asked to log them, so that `pgbench` runs exactly these.

use std::{collections::HashMap, fs, time::Duration};

use sqlx::AssertSqlSafe;

use crate::{
    Failure,
    cluster::{Cluster, Service},
    load::Client,
    requests::{self, Read},
    seed::Asker,
};

/// Project of the watched request. Its asker is a manager, whose number differs from the project's.
pub const WATCHED: u32 = 2;

/// A transaction as PostgreSQL saw it.
#[derive(Clone, Debug, Default)]
pub struct Transaction {
    pub role: String,
    /// `BEGIN …`, as sent.
    pub begin: String,
    /// Names of settings, with their values.
    pub settings: Vec<(String, String)>,
    pub statements: Vec<Statement>,
}

/// A prepared statement with its bound values.
#[derive(Clone, Debug)]
pub struct Statement {
    pub sql: String,
    pub parameters: Vec<Option<String>>,
}

/// The transactions of one request, nothing cached.
pub async fn transactions(cluster: &Cluster, database: &str, read: Read) -> Result<Vec<Transaction>, Failure> {
    let mut superuser = cluster.superuser(database).await?;
    let mut log_statements = async |value: &str| {
        for role in ["fataplus_app", "fataplus_platform"] {
            let sql = format!("ALTER ROLE {role} IN DATABASE {database} {value}");
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut superuser).await?;
        }
        Ok::<_, Failure>(())
    };
    log_statements("SET log_statement = 'all'").await?;
    let service = Service::start(cluster, database, &[("FATAPLUS_CACHE_SECONDS", "0")]).await?;
    let request = requests::one(service.address.port(), read, WATCHED)?;
    let mut client = Client::connect(service.address).await?;
    // Connections, their types and statements are ready after a few; the last one counts.
    let mut begin = 0;
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        begin = usize::try_from(fs::metadata(cluster.log())?.len())?;
        let status = client.ask(&request).await?;
        if status != 200 {
            return Err(format!("the watched request was answered {status}").into());
        }
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let log = fs::read(cluster.log())?;
    log_statements("RESET log_statement").await?;
    drop(client);
    service.stop().await?;
    let text = String::from_utf8_lossy(log.get(begin..).unwrap_or_default()).into_owned();
    let asker = Asker::of(WATCHED)?;
    let own = [asker.project.to_string(), asker.user.to_string()];
    let found: Vec<_> =
        parse(&text).into_iter().filter(|tx| tx.settings.iter().any(|(_, value)| own.contains(value))).collect();
    if found.iter().all(|tx| tx.statements.is_empty()) {
        return Err(format!("no statement of the request in PostgreSQL's log:\n{text}").into());
    }
    Ok(found)
}

fn parse(log: &str) -> Vec<Transaction> {
    let (mut open, mut closed) = (HashMap::<String, Transaction>::new(), Vec::new());
    for entry in log.replace("\n\t", "\u{1}").lines() {
        let Some((head, text)) = entry.split_once(":  ") else { continue };
        let text = text.replace('\u{1}', "\n");
        // `time [pid] role@database LOG`
        let mut words = head.rsplit(' ');
        let (kind, role) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let pid = words.next().unwrap_or_default().to_owned();
        let role = role.split('@').next().unwrap_or_default().to_owned();
        if kind == "DETAIL" {
            let last = open.get_mut(&pid).and_then(|tx| tx.statements.last_mut());
            if let (Some(statement), Some((_, list))) = (last, text.split_once("arameters: ")) {
                statement.parameters = parameters(list);
            }
        } else if let Some(sql) = text.strip_prefix("statement: ") {
            if sql.starts_with("BEGIN") {
                let begin = sql.split(';').next().unwrap_or_default().to_owned();
                let tx = Transaction { role, begin, settings: settings(sql), statements: Vec::new() };
                closed.extend(open.insert(pid, tx));
            } else if sql.starts_with("ROLLBACK") || sql.contains("COMMIT") {
                closed.extend(open.remove(&pid));
            }
        } else if let Some((_, sql)) = text.strip_prefix("execute ").and_then(|text| text.split_once(": "))
            && let Some(tx) = open.get_mut(&pid)
        {
            tx.statements.push(Statement { sql: sql.to_owned(), parameters: Vec::new() });
        }
    }
    closed.extend(open.into_values());
    closed
}

/// Names and values of `SET LOCAL name = 'value'`.
fn settings(sql: &str) -> Vec<(String, String)> {
    let setting = |text: &str| {
        let (name, value) = text.split(';').next()?.split_once(" = ")?;
        Some((name.to_owned(), value.trim_matches('\'').to_owned()))
    };
    sql.split("SET LOCAL ").skip(1).filter_map(setting).collect()
}

/// `$1 = 'it''s', $2 = NULL` as its values.
fn parameters(mut list: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    while let Some((_, rest)) = list.split_once(" = ") {
        let Some(mut quoted) = rest.strip_prefix('\'') else {
            values.push(None);
            list = rest;
            continue;
        };
        let mut value = String::new();
        while let Some((text, after)) = quoted.split_once('\'') {
            value.push_str(text);
            quoted = after;
            match after.strip_prefix('\'') {
                Some(after) => {
                    value.push('\'');
                    quoted = after;
                }
                None => break,
            }
        }
        values.push(Some(value));
        list = quoted;
    }
    values
}
