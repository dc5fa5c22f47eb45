//! Queries to the domain name system for TXT records.

use std::{net::SocketAddr, time::Duration};

use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig},
    net::runtime::TokioRuntimeProvider,
    proto::rr::RData,
};

/// Timeout of a query, including its repetition.
const TIME: Duration = Duration::from_secs(5);
/// Time after which a query is repeated.
const TRY: Duration = Duration::from_millis(2400);

/// Resolver with the system's servers or the configured one. It caches nothing, so that a record just changed is seen
/// at once.
#[derive(Clone)]
pub struct Dns(Option<TokioResolver>);

/// No server answered in time or could find out: nothing is known of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the domain name system did not answer")]
pub struct NoAnswer;

impl Dns {
    /// Resolver with `server`, or with the system's configuration.
    #[must_use]
    pub fn new(server: Option<SocketAddr>) -> Self {
        let builder = match server {
            Some(server) => {
                let (mut udp, mut tcp) = (ConnectionConfig::udp(), ConnectionConfig::tcp());
                (udp.port, tcp.port) = (server.port(), server.port());
                let servers = vec![NameServerConfig::new(server.ip(), true, vec![udp, tcp])];
                let config = ResolverConfig::from_name_servers(servers);
                Ok(TokioResolver::builder_with_config(config, TokioRuntimeProvider::default()))
            }
            None => TokioResolver::builder_tokio(),
        };
        let resolver = builder.and_then(|mut builder| {
            let options = builder.options_mut();
            (options.timeout, options.attempts, options.cache_size) = (TRY, 1, 0);
            options.use_hosts_file = ResolveHosts::Never;
            builder.build()
        });
        if let Err(error) = &resolver {
            tracing::warn!(%error, "the system's resolver configuration cannot be read: no domain can be verified");
        }
        Self(resolver.ok())
    }

    /// The values of the TXT records at `name`, each joined from its strings; empty when there are none.
    pub async fn texts(&self, name: &str) -> Result<Vec<String>, NoAnswer> {
        let resolver = self.0.as_ref().ok_or(NoAnswer)?;
        // The final dot keeps the machine's search list out.
        let answer = match tokio::time::timeout(TIME, resolver.txt_lookup(format!("{name}."))).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) if error.is_no_records_found() => return Ok(Vec::new()),
            Ok(Err(_)) | Err(_) => return Err(NoAnswer),
        };
        let text = |data: &RData| match data {
            RData::TXT(txt) => Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned()),
            _ => None,
        };
        Ok(answer.answers().iter().filter_map(|record| text(&record.data)).collect())
    }
}
