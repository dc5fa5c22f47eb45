//! `make bench`: speed of tenant-scoped reads over HTTP, beside `pgbench` running the same statements and beside a
//! handler that does nothing; with few and with many projects; lists of projects; speed of provisioning; memory of the
//! service; effect of a loud neighbour; time of a start. Writes docs/benchmarks.md.
//!
//! The service is the built `fataplus`, a process of its own, on a cluster of its own. Everything shares one machine,
//! so the figures to read are the ratios.

mod bare;
mod capture;
mod cluster;
mod figures;
mod lists;
mod load;
mod login;
mod machine;
mod neighbour;
mod peers;
mod pgbench;
mod plan;
mod provision;
mod requests;
mod round;
mod seed;
mod sizes;
mod speed;
mod start;
mod summary;

use std::path::Path;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        // `cargo test --benches` and the like ask for a list of tests: there are none.
        ["--list" | "--test", ..] => Ok(()),
        ["bare", port, body] => bare::serve(port.parse()?, Path::new(body)),
        [] => measure(plan::FULL),
        ["quick"] => measure(plan::QUICK),
        // Other people's servers, which are installed for it: beside `make bench`, not part of it.
        ["peers", rest @ ..] => measure(plan::Plan { only: Some("peers".to_owned()), ..plan::named(rest) }),
        // While working on one thing: one part, printed and not kept.
        ["only", part, rest @ ..] => measure(plan::Plan { only: Some((*part).to_owned()), ..plan::named(rest) }),
        ["load", port, connections, seconds] => {
            block_on(plan::load(port.parse()?, connections.parse()?, seconds.parse()?))
        }
        other => Err(format!(
            "{other:?}: say nothing, `quick`, `peers`, or `only speed|sizes|lists|provision|neighbour|login|start|hold`"
        )
        .into()),
    }
}

fn measure(plan: plan::Plan) -> Result<(), Failure> {
    block_on(plan::run(plan))
}

/// One thread makes all the load: it takes little beside the service, and the same for all that is compared.
fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    fataplus::telemetry::install_crypto();
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}
