//! The service at names of a domain that browsers take for a real one, with a certificate made for the run.

use std::{fs, sync::OnceLock};

use fataplus::{
    config::{Hosts, TlsFiles},
    server::tls::Tls,
};

use super::run;

/// Parent of all our hosts: to a browser, all below it are one site.
pub const DOMAIN: &str = "portal.test";

/// Our hosts below `DOMAIN`, all on `port`.
pub fn hosts(port: u16) -> Hosts {
    let url = |host: &str| format!("https://{host}:{port}").parse().unwrap();
    Hosts {
        public: url(DOMAIN),
        app: url(&format!("app.{DOMAIN}")),
        api: url(&format!("api.{DOMAIN}")),
        tenant_domain: DOMAIN.to_owned(),
    }
}

/// The files of the run's certificate.
pub fn files() -> &'static TlsFiles {
    static FILES: OnceLock<TlsFiles> = OnceLock::new();
    FILES.get_or_init(|| {
        let dir = &run().dir;
        let files = TlsFiles { certificate: dir.join("tls-cert.pem"), key: dir.join("tls-key.pem") };
        write(&files);
        files
    })
}

/// Writes a new certificate for `DOMAIN`, its subdomains and a client's domain; returns its bytes.
pub fn write(files: &TlsFiles) -> Vec<u8> {
    let names = [DOMAIN.to_owned(), format!("*.{DOMAIN}"), "portal.client.test".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    fs::write(&files.certificate, made.cert.pem()).unwrap();
    fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    made.cert.der().to_vec()
}

/// The service's side of TLS.
pub fn acceptor() -> Tls {
    fataplus::telemetry::install_crypto();
    Tls::load(files()).unwrap()
}
