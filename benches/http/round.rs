//! One measurement: load for a span, and the processes' consumption meanwhile.

use crate::{
    Failure,
    cluster::{Cluster, Service},
    figures::{Figures, Span},
    load::Load,
    machine::Meter,
};

/// The figures of one round.
pub async fn round(cluster: &Cluster, service: &Service, load: &Load, span: Span) -> Result<Figures, Failure> {
    let meter = async {
        tokio::time::sleep(span.warm_up).await;
        let meter = Meter::start(Some(service), cluster)?;
        tokio::time::sleep(span.counted).await;
        meter.stop()
    };
    let (samples, used) = tokio::join!(load.run(span), meter);
    let samples = samples?;
    let requests = samples.micros.len();
    Ok(used?.each(samples.figures(), requests))
}
