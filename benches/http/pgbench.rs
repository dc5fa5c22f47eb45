//! PostgreSQL's own load generator on the statements of a request: same socket, same roles, same cluster, prepared.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Failure,
    capture::{Transaction, WATCHED},
    cluster::Cluster,
    figures::{Figures, Samples, Span},
    machine::Meter,
    seed::{Asker, MANAGED, MANAGERS, project_sql, uuid_sql},
};

/// One transaction as a script.
pub struct Script {
    pub role: String,
    file: PathBuf,
    variables: Vec<String>,
}

impl Script {
    /// Writes the script. Values that belong to a project are computed from one random number, as in the requests; the
    /// rest is bound as the service bound it. NULLs are written out, because pgbench has no such variable.
    pub fn write(folder: &Path, name: &str, tx: &Transaction, projects: u32) -> Result<Self, Failure> {
        let mut script = format!(
            "\\set i random(1, {projects})\n\
             \\set u case when :i % 2 = 1 then :i else {MANAGERS} + :i / {MANAGED} end\n\
             {};\n",
            tx.begin
        );
        let asker = Asker::of(WATCHED)?;
        let varying = [
            (asker.project.to_string(), project_sql(":i")),
            (asker.user.to_string(), uuid_sql(":u")),
            (asker.session.to_string(), uuid_sql(":i")),
        ];
        let varying = |value: &str| varying.iter().find(|(own, _)| own == value).map(|(_, sql)| sql.clone());
        let settings: Vec<_> = tx
            .settings
            .iter()
            .map(|(setting, value)| {
                let value = varying(value).unwrap_or_else(|| format!("'{value}'"));
                format!("set_config('{setting}', {value}::text, true)")
            })
            .collect();
        if !settings.is_empty() {
            writeln!(script, "SELECT {};", settings.join(", "))?;
        }
        let mut variables = Vec::new();
        for (place, statement) in tx.statements.iter().enumerate() {
            let values = statement.parameters.iter().enumerate().map(|(number, value)| match value {
                None => "NULL".to_owned(),
                Some(value) => varying(value).unwrap_or_else(|| {
                    let variable = format!("s{place}p{number}");
                    variables.push(format!("{variable}={value}"));
                    format!(":{variable}")
                }),
            });
            writeln!(script, "{};", filled(&statement.sql, &values.collect::<Vec<_>>()))?;
        }
        script.push_str("ROLLBACK;\n");
        let file = folder.join(format!("{name}.sql"));
        fs::write(&file, script)?;
        Ok(Self { role: tx.role.clone(), file, variables })
    }

    /// Runs it on so many connections, a thread for each processor.
    pub async fn run(
        &self,
        cluster: &Cluster,
        database: &str,
        connections: usize,
        span: Span,
    ) -> Result<Figures, Failure> {
        let options = cluster.options(&self.role, database);
        let folder = cluster.folder.join("pgbench");
        fs::create_dir_all(&folder)?;
        let mut command = Command::new(program());
        command
            .args(["-n", "-M", "prepared", "-U", &self.role, "-p", &options.get_port().to_string()])
            .arg("-h")
            .arg(options.get_socket().ok_or("no socket")?)
            .args(["-c", &connections.to_string(), "-j", &connections.min(2).to_string()])
            .args(["-T", &(span.warm_up + span.counted).as_secs_f64().ceil().to_string()])
            .arg("-f")
            .arg(&self.file)
            .arg("-l")
            .arg(format!("--log-prefix={}", folder.join("times").display()));
        for variable in &self.variables {
            command.args(["-D", variable]);
        }
        command.arg(database);
        let meter = Meter::start(None, cluster)?;
        let output = tokio::task::spawn_blocking(move || command.output());
        let output = output.await??;
        let used = meter.stop()?;
        if !output.status.success() {
            return Err(format!("pgbench: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        let mut times = Vec::new();
        for file in fs::read_dir(&folder)? {
            let file = file?.path();
            for line in fs::read_to_string(&file)?.lines() {
                times.push(time(line).ok_or_else(|| format!("pgbench wrote {line}"))?);
            }
            fs::remove_file(file)?;
        }
        let begin = times.iter().map(|(at, _)| *at).min().ok_or("pgbench ran no transaction")?;
        let from = begin + span.warm_up.as_micros();
        let until = from + span.counted.as_micros();
        let all = times.len();
        let mut samples = Samples::new(span.counted);
        samples.micros = times.into_iter().filter(|(at, _)| (from..until).contains(at)).map(|(_, time)| time).collect();
        Ok(used.each(samples.figures(), all))
    }
}

/// `sql` with its `$1` and so on replaced.
fn filled(sql: &str, values: &[String]) -> String {
    let mut parts = sql.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        match number.parse::<usize>().ok().and_then(|number| values.get(number.checked_sub(1)?)) {
            Some(value) => text.extend([value, rest]),
            None => text.extend(["$", part]),
        }
    }
    text
}

/// A line of pgbench's log: `client transaction time script seconds microseconds`.
fn time(line: &str) -> Option<(u128, u32)> {
    let mut words = line.split(' ');
    let time = words.nth(2)?.parse().ok()?;
    let seconds: u128 = words.nth(1)?.parse().ok()?;
    Some((seconds * 1_000_000 + words.next()?.parse::<u128>().ok()?, time))
}

/// The newest of Debian's, else the one in PATH.
pub fn program() -> PathBuf {
    let version = |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()).unwrap_or(0);
    let mut found: Vec<_> =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    found.sort_by_key(|path| version(path));
    found.into_iter().rev().map(|path| path.join("bin/pgbench")).find(|path| path.exists()).unwrap_or("pgbench".into())
}
