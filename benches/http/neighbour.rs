//! Effect on a project of a neighbour that sends ten times its limit, and of one that sends as fast as it can.

use std::{fmt::Write, ops::Range, sync::Arc, time::Duration};

use fataplus::db::Limits;
use sqlx::AssertSqlSafe;

use crate::{
    Failure,
    cluster::{Cluster, Service},
    figures::{Rounds, Span, millis, rate, ratio},
    load::Load,
    plan::{Plan, database, progress},
    requests::{self, Read},
    round,
    seed::{project_sql, uuid_sql},
};

/// The projects' numbers.
const VICTIM: u32 = 1;
const NEIGHBOUR: u32 = 3;
/// Numbers of the askers: enough that none reaches the limit of one person or one address, which is not measured here.
/// Odd numbers are separate people.
const VICTIMS: Range<u32> = 5..205;
const NEIGHBOURS: Range<u32> = 205..1_000;
/// Connections of the neighbour.
const MANY: usize = 32;
/// Connections of the victim, and how often each asks: a few people at work.
const FEW: usize = 4;
const PACE: Duration = Duration::from_millis(10);

/// The victim's times, alone and beside its neighbour, which is held to the standard plan's quota.
pub async fn measure(plan: &Plan, cluster: &Cluster) -> Result<String, Failure> {
    let database = database(plan.usual);
    // The victim's many samples are within its quota; the neighbour has the plan everybody has.
    let [victim, neighbour] = [VICTIM, NEIGHBOUR].map(|number| project_sql(&number.to_string()));
    let allow = format!(
        "INSERT INTO allowances (project_id, requests_per_minute) VALUES ({victim}, 1000000) ON CONFLICT DO NOTHING;
         INSERT INTO members (project_id, user_id, role, lead, joined_at)
            SELECT CASE WHEN p < {} THEN {victim} ELSE {neighbour} END, {}, 'client', false, now()
            FROM generate_series({}, {}, 2) p ON CONFLICT DO NOTHING",
        VICTIMS.end,
        uuid_sql("p"),
        VICTIMS.start,
        NEIGHBOURS.end - 1,
    );
    sqlx::raw_sql(AssertSqlSafe(allow)).execute(&mut cluster.superuser(&database).await?).await?;
    let settings = [("FATAPLUS_RATE_LIMITS", "on"), ("FATAPLUS_TRUSTED_PROXIES", "127.0.0.1/32")];
    let service = Service::start(cluster, &database, &settings).await?;
    let port = service.address.port();
    let quota = Limits::default().requests_per_minute;
    let load = |project: u32, connections: usize| {
        let people = if project == VICTIM { VICTIMS } else { NEIGHBOURS };
        let requests = people.step_by(2).map(|number| requests::forwarded(port, Read::Documents, project, number));
        let requests = requests.collect::<Result<Vec<_>, _>>()?;
        // A neighbour beyond its quota is refused; the refusals count as answers.
        let accept = |status| [200, 429, 503].contains(&status);
        Ok::<_, Failure>(Load { accept, ..Load::busy(service.address, Arc::new(requests), connections) })
    };
    let ten_times = Duration::from_mins(1) * u32::try_from(MANY)? / (quota * 10);
    // A quiet project may send a minute's worth at once: the neighbour has used that up before it is measured.
    let used_up = Span { warm_up: Duration::ZERO, counted: Duration::from_millis(500) };
    load(NEIGHBOUR, MANY)?.run(used_up).await?;

    let (mut alone, mut beside, mut asked) =
        (Rounds::default(), vec![Rounds::default(); 2], vec![Rounds::default(); 2]);
    for number in 0..plan.rounds {
        progress(&format!("a neighbour, round {} of {}", number + 1, plan.rounds));
        let victim = Load { pace: Some(PACE), accept: |status| status == 200, ..load(VICTIM, FEW)? };
        alone.add(round::round(cluster, &service, &victim, plan.span).await?);
        for (pace, (beside, asked)) in [Some(ten_times), None].into_iter().zip(beside.iter_mut().zip(&mut asked)) {
            let neighbour = Load { pace, ..load(NEIGHBOUR, MANY)? };
            let (heard, seen) =
                tokio::join!(neighbour.run(plan.span), round::round(cluster, &service, &victim, plan.span));
            asked.add(heard?.figures());
            beside.add(seen?);
        }
    }
    service.stop().await?;

    let mut text = format!(
        "\n## A neighbour\n\nThe victim asks for its documents {} times a second on {FEW} connections. The neighbour, whose\n\
         plan allows {quota} requests a minute, has used up what may come at once, and asks on {MANY} connections. Each is\n\
         asked for by a hundred people and more, each from an address of their own.\n\n\
         | neighbour | it asks, a second | victim's median ms | 99th ms | 99th to alone |\n|---|--:|--:|--:|--:|\n",
        FEW as u128 * 1000 / PACE.as_millis(),
    );
    let mut row = |name: &str, asked: String, rounds: &Rounds| {
        let figures = rounds.median();
        let to_alone = ratio(rounds.ratio(&alone, |figures| figures.late));
        writeln!(text, "| {name} | {asked} | {} | {} | **{to_alone}** |", millis(figures.median), millis(figures.late))
    };
    row("none", "0".to_owned(), &alone)?;
    for (name, (beside, asked)) in
        ["ten times its quota", "as fast as it is answered"].into_iter().zip(beside.iter().zip(&asked))
    {
        row(name, rate(asked.median().rate), beside)?;
    }
    Ok(text)
}
