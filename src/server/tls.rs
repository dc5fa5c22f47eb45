//! The service's own TLS: only TLS 1.3, HTTP/2 and HTTP/1.1, and a certificate that is reloaded when its files change,
//! without losing a connection.

use std::{
    fmt,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    signal::unix::{SignalKind, signal},
    time::MissedTickBehavior,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::{CryptoProvider, aws_lc_rs},
        pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
        server::{ClientHello, ResolvesServerCert},
        sign::CertifiedKey,
        version::TLS13,
    },
    server::TlsStream,
};
use tokio_util::sync::CancellationToken;

use crate::config::TlsFiles;

/// Time from the first byte to the end of the handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Interval between two checks of the files.
const LOOK: Duration = Duration::from_mins(1);
/// Record type of a handshake.
const HANDSHAKE_RECORD: u8 = 0x16;
/// Modification time and length of both files, as far as known.
type Stamp = [Option<(SystemTime, u64)>; 2];

/// Answer to a client that speaks plain HTTP.
const PLAIN_HTTP: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Content-Length: 50\r\nConnection: close\r\n\r\nThis port speaks HTTPS: begin with https:// there\n";

/// A certificate or key that cannot be used; the text names the file.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TlsError(String);

/// Server side of TLS. Cheap to clone.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    certificate: Arc<Certificate>,
}

/// Certificate in use, with its files.
struct Certificate {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    current: RwLock<Arc<CertifiedKey>>,
}

impl Tls {
    /// Reads both files; an error names the faulty one.
    pub fn load(files: &TlsFiles) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let current = RwLock::new(Arc::new(read(files, &provider)?));
        let certificate = Arc::new(Certificate { files: files.clone(), provider: provider.clone(), current });
        let wrong = |error: rustls::Error| TlsError(format!("TLS: {error}"));
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13])
            .map_err(wrong)?
            .with_no_client_auth()
            .with_cert_resolver(certificate.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate })
    }

    /// Does the handshake of a connection; `None` if it fails.
    pub async fn handshake(&self, mut stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        let shaken = async {
            let mut first = [0];
            stream.peek(&mut first).await.ok()?;
            if first.first().is_some_and(|byte| *byte != HANDSHAKE_RECORD && byte.is_ascii_uppercase()) {
                let _ = stream.write_all(PLAIN_HTTP).await;
                let _ = stream.shutdown().await;
                return None;
            }
            match self.acceptor.accept(stream).await {
                Ok(stream) => Some(stream),
                Err(error) => {
                    tracing::debug!(%error, "a TLS handshake failed");
                    None
                }
            }
        };
        tokio::time::timeout(HANDSHAKE, shaken).await.ok().flatten()
    }

    /// Reads the files again; on an error the certificate in use stays.
    pub fn reload(&self) -> Result<(), TlsError> {
        let read = Arc::new(read(&self.certificate.files, &self.certificate.provider)?);
        *self.certificate.current.write().unwrap_or_else(PoisonError::into_inner) = read;
        Ok(())
    }

    /// Reads the files again at SIGHUP and after changes, until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        self.look_every(LOOK, stop).await;
    }

    async fn look_every(self, time: Duration, stop: CancellationToken) {
        let Ok(mut hangup) = signal(SignalKind::hangup()) else { return };
        let mut look = tokio::time::interval(time);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first check always reads them: they may have changed since they were loaded.
        let mut seen = Stamp::default();
        loop {
            let asked = tokio::select! {
                () = stop.cancelled() => return,
                _ = hangup.recv() => true,
                _ = look.tick() => false,
            };
            self.look(&mut seen, asked);
        }
    }

    /// Reads the files again if they differ from `seen`, or if the operator `asked` for it.
    fn look(&self, seen: &mut Stamp, asked: bool) {
        let stamp = self.stamp();
        if !asked && stamp == *seen {
            return;
        }
        match self.reload() {
            Ok(()) => tracing::info!("the TLS certificate was read again"),
            // Probably half of a renewal: its other half changes the stamp again.
            Err(error) => tracing::error!(%error, "the TLS certificate on disk will not do; the one before stays"),
        }
        *seen = stamp;
    }

    fn stamp(&self) -> Stamp {
        let files = &self.certificate.files;
        [&files.certificate, &files.key].map(|path| {
            let found = std::fs::metadata(path).ok()?;
            Some((found.modified().ok()?, found.len()))
        })
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("files", &self.files).finish_non_exhaustive()
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

fn read(files: &TlsFiles, provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
    let says = |name: &str, path: &Path, what: String| TlsError(format!("{name} ({}) {what}", path.display()));
    let certificate = |what: String| says("FATAPLUS_TLS_CERT", &files.certificate, what);
    let key = |what: String| says("FATAPLUS_TLS_KEY", &files.key, what);
    let reason = |error: &pem::Error| match error {
        pem::Error::Io(error) => format!("cannot be read: {error}"),
        pem::Error::NoItemsFound => "holds no private key in PEM".to_owned(),
        other => format!("is not PEM: {other}"),
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(|error| certificate(reason(&error)))?;
    if chain.is_empty() {
        return Err(certificate("holds no certificate in PEM".to_owned()));
    }
    let private = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| key(reason(&error)))?;
    let private =
        provider.key_provider.load_private_key(private).map_err(|_| key("is of no kind we know".to_owned()))?;
    let certified = CertifiedKey::new(chain, private);
    match certified.keys_match() {
        Ok(()) => Ok(certified),
        Err(rustls::Error::InconsistentKeys(_)) => Err(key("does not belong to FATAPLUS_TLS_CERT".to_owned())),
        Err(error) => Err(certificate(format!("will not do: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::PathBuf,
        sync::Arc,
        time::{Duration, SystemTime},
    };

    use tokio_util::sync::CancellationToken;

    use super::Tls;
    use crate::config::TlsFiles;

    struct Pair {
        folder: PathBuf,
        files: TlsFiles,
    }

    impl Pair {
        fn new() -> Self {
            let folder = std::env::temp_dir().join(format!("fataplus-tls-{}", uuid::Uuid::new_v4()));
            fs::create_dir(&folder).unwrap();
            let files = TlsFiles { certificate: folder.join("cert.pem"), key: folder.join("key.pem") };
            Self { folder, files }
        }

        fn write(&self) -> (String, String) {
            let made = rcgen::generate_simple_self_signed(["portal.test".to_owned()]).unwrap();
            let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
            fs::write(&self.files.certificate, &certificate).unwrap();
            fs::write(&self.files.key, &key).unwrap();
            (certificate, key)
        }

        fn fault(&self) -> String {
            Tls::load(&self.files).map(|_| ()).unwrap_err().to_string()
        }
    }

    impl Drop for Pair {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }

    #[test]
    fn what_is_wrong_with_which_file_is_said() {
        let pair = Pair::new();
        assert!(
            pair.fault().contains("FATAPLUS_TLS_CERT") && pair.fault().contains("cannot be read"),
            "{}",
            pair.fault()
        );
        let (_, other_key) = pair.write();
        Tls::load(&pair.files).unwrap();
        let (certificate, key) = pair.write();
        fs::write(&pair.files.key, other_key).unwrap();
        assert!(pair.fault().ends_with("does not belong to FATAPLUS_TLS_CERT"), "{}", pair.fault());
        fs::write(&pair.files.key, &certificate).unwrap();
        assert!(
            pair.fault().contains("FATAPLUS_TLS_KEY") && pair.fault().contains("no private key"),
            "{}",
            pair.fault()
        );
        fs::write(&pair.files.certificate, &key).unwrap();
        assert!(pair.fault().contains("FATAPLUS_TLS_CERT") && pair.fault().contains("no certificate"));
        assert!(!pair.fault().contains("PRIVATE KEY"));
    }

    #[test]
    fn a_look_reads_what_changed_and_nothing_else() {
        let pair = Pair::new();
        pair.write();
        let tls = Tls::load(&pair.files).unwrap();
        let (mut seen, in_use) = (tls.stamp(), || tls.certificate.current.read().unwrap().clone());
        let first = in_use();
        tls.look(&mut seen, false);
        assert!(Arc::ptr_eq(&in_use(), &first), "nothing changed");
        // Half of a renewal is reported once, and its other half is loaded afterwards.
        fs::remove_file(&pair.files.key).unwrap();
        for _ in 0..2 {
            tls.look(&mut seen, false);
            assert!(Arc::ptr_eq(&in_use(), &first) && seen == tls.stamp(), "what is in use stays");
        }
        pair.write();
        tls.look(&mut seen, false);
        let second = in_use();
        assert_ne!(second.cert, first.cert);
        tls.look(&mut seen, true);
        assert!(!Arc::ptr_eq(&in_use(), &second), "asked to");
    }

    #[tokio::test]
    async fn it_is_looked_again_and_again_until_the_end() {
        let pair = Pair::new();
        pair.write();
        let (tls, stop) = (Tls::load(&pair.files).unwrap(), CancellationToken::new());
        let looking = tokio::spawn(tls.clone().look_every(Duration::from_millis(1), stop.clone()));
        let in_use = || tls.certificate.current.read().unwrap().cert.clone();
        for round in 1..=2 {
            let before = in_use();
            pair.write();
            // Two writes may have the same time stamp in the file system.
            let key = fs::File::options().write(true).open(&pair.files.key).unwrap();
            key.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(round)).unwrap();
            let changed = async {
                while in_use() == before {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(Duration::from_secs(30), changed).await.expect("the new one is read");
        }
        stop.cancel();
        looking.await.unwrap();
    }

    #[test]
    fn a_bad_renewal_leaves_the_certificate_in_use() {
        let pair = Pair::new();
        pair.write();
        let tls = Tls::load(&pair.files).unwrap();
        let in_use = || tls.certificate.current.read().unwrap().cert.clone();
        let first = in_use();
        fs::write(&pair.files.certificate, "half a file").unwrap();
        assert!(tls.reload().is_err());
        assert_eq!(in_use(), first);
        pair.write();
        tls.reload().unwrap();
        assert_ne!(in_use(), first);
    }
}
