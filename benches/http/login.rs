//! Log-in: whether the response time reveals that an address is known, and the effect of a flood of log-ins on pages.

use std::{
    fmt::Write,
    sync::Arc,
    time::{Duration, Instant},
};

use fataplus::identity::{Password, PasswordHasher};
use sqlx::AssertSqlSafe;

use crate::{
    Failure,
    cluster::{Cluster, Service},
    figures::{Rounds, Samples, Span, millis, rate, ratio},
    load::{Client, Load},
    plan::{Plan, database, progress},
    requests, round,
    seed::uuid_sql,
    summary::Summary,
};

/// Number of the client who has a password.
const KNOWN: u32 = 1;
/// Log-ins at a time of the flood, and addresses it tries.
const FLOOD: usize = 32;
const ADDRESSES: u32 = 1_000;
/// Readers of pages meanwhile: a few people, each with a page twenty times a second.
const READERS: usize = 4;
const PACE: Duration = Duration::from_millis(50);

/// The times of log-ins, then of pages beside them.
pub async fn measure(plan: &Plan, cluster: &Cluster, summary: &mut Summary) -> Result<String, Failure> {
    let database = database(plan.usual);
    furnish(cluster, &database).await?;
    let service = Service::start(cluster, &database, &[]).await?;
    let mut text = tell_apart(plan, &service).await?;
    text += &flood(plan, cluster, &service, summary).await?;
    writeln!(text, "\n{}", include_str!("login.md").trim_end())?;
    service.stop().await?;
    Ok(text)
}

/// Gives the known person a password and a session on their project's host.
async fn furnish(cluster: &Cluster, database: &str) -> Result<(), Failure> {
    let password = Password::new("vary be menaka loatra".into(), &[]).map_err(|weak| format!("{weak:?}"))?;
    let hash = PasswordHasher::new(1).hash(password).await.ok_or("a password could not be hashed")?;
    let user = uuid_sql(&KNOWN.to_string());
    let session = uuid_sql(&requests::PAGES.to_string());
    let sql = format!(
        "SET session_replication_role = replica;
         UPDATE users SET password_hash = '{hash}' WHERE id = {user};
         INSERT INTO sessions (id, root_id, user_id, audience, created_at, last_seen_at, expires_at)
            SELECT {session}, {session}, {user}, 'FP-2025-' || lpad('{KNOWN}', 9, '0'), now(),
                   now() + interval '50 minutes', now() + interval '11 hours'
            ON CONFLICT DO NOTHING;"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut cluster.superuser(database).await?).await?;
    Ok(())
}

/// Wrong passwords for a known address and for an unknown one, in turn on one connection.
async fn tell_apart(plan: &Plan, service: &Service) -> Result<String, Failure> {
    let port = service.address.port();
    let requests =
        [requests::log_in(port, &format!("client{KNOWN}@bench.test")), requests::log_in(port, "client0@bench.test")];
    let mut client = Client::connect(service.address).await?;
    let mut times = [(); 2].map(|()| Samples::new(Duration::from_secs(1)));
    for number in 0..plan.tries {
        if number % 250 == 0 {
            progress(&format!("log-ins, {number} of {}", plan.tries));
        }
        // The order alternates, so that neither always finds the other's traces.
        for kind in [number % 2, 1 - number % 2] {
            let (Some(request), Some(times)) = (requests.get(kind), times.get_mut(kind)) else { continue };
            let asked = Instant::now();
            let status = client.ask(request).await?;
            times.micros.push(u32::try_from(asked.elapsed().as_micros())?);
            if status != 401 {
                return Err(format!("a wrong password was answered {status}").into());
            }
        }
    }
    let [known, unknown] = times.map(Samples::figures);
    Ok(format!(
        "\n## Logging in\n\n`POST /v1/auth/token` with a wrong password, {tries} times each in turn, limits and delays off.\n\n\
         | the address is | median ms | 99th ms |\n|---|--:|--:|\n| known | {} | {} |\n| unknown | {} | {} |\n\n\
         Between the medians: **{} ms**.\n",
        millis(known.median),
        millis(known.late),
        millis(unknown.median),
        millis(unknown.late),
        millis((known.median - unknown.median).abs()),
        tries = plan.tries,
    ))
}

/// The pages of a project alone, and beside log-ins as fast as they are answered.
async fn flood(plan: &Plan, cluster: &Cluster, service: &Service, summary: &mut Summary) -> Result<String, Failure> {
    let port = service.address.port();
    let page =
        Load { pace: Some(PACE), ..Load::busy(service.address, Arc::new(vec![requests::page(port, KNOWN)?]), READERS) };
    let log_ins =
        (0..ADDRESSES).map(|number| requests::log_in(port, &format!("somebody{number}@bench.test"))).collect();
    let log_ins = Load { accept: |status| status == 401, ..Load::busy(service.address, Arc::new(log_ins), FLOOD) };
    page.warm().await?;
    // Few pages a second: longer than other loads, for the hundredth of them to be some.
    let span = Span { counted: plan.span.counted * 8, ..plan.span };
    let (mut alone, mut beside, mut flood) = (Rounds::default(), Rounds::default(), Rounds::default());
    for number in 0..plan.rounds {
        progress(&format!("pages beside log-ins, round {} of {}", number + 1, plan.rounds));
        alone.add(round::round(cluster, service, &page, span).await?);
        let (tried, seen) = tokio::join!(log_ins.run(span), round::round(cluster, service, &page, span));
        flood.add(tried?.figures());
        beside.add(seen?);
    }
    let quiet = alone.median();
    summary.page = Some((millis(quiet.median), millis(quiet.late)));
    let mut text = format!(
        "\nA project's first page, asked for {} times a second by {READERS} people, while {FLOOD} connections try passwords.\n\n\
         | log-ins | a second | page's median ms | 99th ms | 99th to alone |\n|---|--:|--:|--:|--:|\n",
        READERS as u128 * 1000 / PACE.as_millis(),
    );
    for (name, tried, rounds) in
        [("none", "0".to_owned(), &alone), ("as fast as they are answered", rate(flood.median().rate), &beside)]
    {
        let figures = rounds.median();
        let to_alone = ratio(rounds.ratio(&alone, |figures| figures.late));
        writeln!(
            text,
            "| {name} | {tried} | {} | {} | **{to_alone}** |",
            millis(figures.median),
            millis(figures.late)
        )?;
    }
    Ok(text)
}
