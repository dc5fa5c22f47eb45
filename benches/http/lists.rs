//! A person's list of projects: 20 of their 20, of their 20,000, and of all for a platform admin.

use std::{fmt::Write, sync::Arc};

use sqlx::AssertSqlSafe;

use crate::{
    Failure,
    cluster::{Cluster, Service},
    figures::{Rounds, millis, rate, ratio},
    load::Load,
    plan::{Plan, progress},
    requests, round,
    seed::{self, project_sql, uuid_sql},
};

/// The members of projects are numbered from here; the admin follows.
const MEMBERS: u32 = 4_000_000;
/// Number of projects of each member.
const MEMBERSHIPS: [u32; 2] = [20, 20_000];
const DATABASE: &str = "bench_lists";
const CONNECTIONS: [usize; 2] = [1, 16];

/// The table of lists.
pub async fn measure(plan: &Plan, cluster: &Cluster) -> Result<String, Failure> {
    let [few, many] = MEMBERSHIPS;
    progress(&format!("making {many} projects"));
    cluster.create(DATABASE).await?;
    seed::fill(cluster, DATABASE, many, 0).await?;
    join(cluster).await?;
    let people = [(MEMBERS, few, "member"), (MEMBERS + 1, many, "member"), (MEMBERS + 2, many, "platform admin")];
    let service = Service::start(cluster, DATABASE, &[]).await?;
    let mut cells = vec![Rounds::default(); people.len() * CONNECTIONS.len()];
    for number in 0..plan.rounds {
        progress(&format!("lists of projects, round {} of {}", number + 1, plan.rounds));
        let asked = people.iter().flat_map(|person| CONNECTIONS.map(|connections| (person.0, connections)));
        for ((person, connections), rounds) in asked.zip(&mut cells) {
            let request = requests::projects(service.address.port(), person)?;
            let load = Load::busy(service.address, Arc::new(vec![request]), connections);
            load.warm().await?;
            rounds.add(round::round(cluster, &service, &load, plan.span).await?);
        }
    }
    service.stop().await?;
    let mut text =
        "\n## A person's list of projects\n\n`GET /v1/projects?limit=20`: found in the directory, each project \
                    read in its own scope.\n\n| of | connections | lists/s | median ms | 99th ms | to few |\n\
                    |--|--:|--:|--:|--:|--:|\n"
            .to_owned();
    for ((_, projects, who), own) in people.iter().zip(cells.chunks(CONNECTIONS.len())) {
        for ((rounds, first), connections) in own.iter().zip(&cells).zip(CONNECTIONS) {
            let figures = rounds.median();
            writeln!(
                text,
                "| a {who}'s {projects} | {connections} | {} | {} | {} | {} |",
                rate(figures.rate),
                millis(figures.median),
                millis(figures.late),
                ratio(rounds.ratio(first, |figures| figures.rate)),
            )?;
        }
    }
    Ok(text)
}

/// Makes the people, and lists their projects.
async fn join(cluster: &Cluster) -> Result<(), Failure> {
    let mut owner = cluster.superuser(DATABASE).await?;
    let [few, many] = MEMBERSHIPS;
    let (person, project) = (uuid_sql(&format!("{MEMBERS} + n")), project_sql("p"));
    let sql = format!(
        "SET session_replication_role = replica;
         INSERT INTO users (id, email, name, platform_role)
            SELECT {person}, 'lists' || n || '@bench.test', 'Member', CASE n WHEN 2 THEN 'admin' ELSE 'none' END
            FROM generate_series(0, 2) n;
         INSERT INTO sessions (id, root_id, user_id, audience, created_at, last_seen_at, expires_at)
            SELECT {person}, {person}, {person}, 'api', now(), now() + interval '50 minutes', now() + interval '11 hours'
            FROM generate_series(0, 2) n;
         INSERT INTO members (project_id, user_id, role, lead, joined_at)
            SELECT {project}, {person}, 'client', false, now()
            FROM generate_series(0, 1) n, generate_series(1, CASE n WHEN 0 THEN {few} ELSE {many} END) p;
         DO $$ BEGIN
            PERFORM list_project(project_id) FROM projects;
         END $$;
         ANALYZE"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut owner).await?;
    Ok(())
}
