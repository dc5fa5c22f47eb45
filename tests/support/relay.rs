//! A mail server to send through: it can be away, and knows some mailboxes no more.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// The relay; it speaks as much SMTP (RFC 5321) as a client needs.
#[derive(Clone)]
pub struct Relay {
    port: u16,
    standing: Arc<Mutex<Standing>>,
}

#[derive(Default)]
struct Standing {
    away: bool,
    /// Answered to `RCPT` for an address that begins so.
    refuses: Option<(String, String)>,
    received: Vec<String>,
}

impl Relay {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let relay = Self { port: listener.local_addr().unwrap().port(), standing: Arc::default() };
        tokio::spawn({
            let relay = relay.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let relay = relay.clone();
                    tokio::spawn(async move { relay.talk(stream).await });
                }
            }
        });
        relay
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Away, it hangs up on everybody.
    pub fn is_away(&self, away: bool) {
        self.standing.lock().unwrap().away = away;
    }

    /// Answers `answer` to mail for addresses that begin with `address`; an empty one accepts all again.
    pub fn refuse(&self, address: &str, answer: &str) {
        let refuses = (!answer.is_empty()).then(|| (address.to_owned(), answer.to_owned()));
        self.standing.lock().unwrap().refuses = refuses;
    }

    /// The messages that came, as they were sent.
    pub fn received(&self) -> Vec<String> {
        self.standing.lock().unwrap().received.clone()
    }

    /// How many of them went to `address`.
    pub fn count_to(&self, address: &str) -> usize {
        let to = |mail: &&String| mail.lines().any(|line| line.starts_with("To: ") && line.contains(address));
        self.received().iter().filter(to).count()
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        if self.standing.lock().unwrap().away {
            return None;
        }
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 relay.test ESMTP\r\n").await.ok()?;
        while let Some(line) = lines.next_line().await.ok()? {
            let answer = if line.starts_with("EHLO") {
                "250-relay.test\r\n250 8BITMIME".to_owned()
            } else if let Some(to) = line.strip_prefix("RCPT TO:<") {
                let refuses = self.standing.lock().unwrap().refuses.clone();
                refuses.filter(|(address, _)| to.starts_with(address)).map_or("250 ok".to_owned(), |(_, said)| said)
            } else if line == "DATA" {
                writer.write_all(b"354 go on\r\n").await.ok()?;
                let mut message = String::new();
                while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                    message += &line;
                    message.push('\n');
                }
                self.standing.lock().unwrap().received.push(message);
                "250 taken".to_owned()
            } else if line == "QUIT" {
                "221 bye".to_owned()
            } else {
                "250 ok".to_owned()
            };
            writer.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        }
        Some(())
    }
}
