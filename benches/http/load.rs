//! The load: keep-alive connections that send bytes made beforehand and read answers by their length. Nothing of an HTTP
//! client, so that it takes as little of the machine as it can.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    Failure,
    figures::{Samples, Span},
};

/// Requests to send, the target, and the connections.
#[derive(Clone)]
pub struct Load {
    pub address: SocketAddr,
    /// One is chosen at random each time.
    pub requests: Arc<Vec<Vec<u8>>>,
    pub connections: usize,
    /// A request a connection every so often; none: as fast as answers come.
    pub pace: Option<Duration>,
    /// Answers that count; another one ends the measurement.
    pub accept: fn(u16) -> bool,
}

impl Load {
    pub fn busy(address: SocketAddr, requests: Arc<Vec<Vec<u8>>>, connections: usize) -> Self {
        Self { address, requests, connections, pace: None, accept: |status| status == 200 }
    }

    /// Runs it, counting answers that came within the span, warm-up excluded.
    pub async fn run(&self, span: Span) -> Result<Samples, Failure> {
        let begin = Instant::now();
        let tasks: Vec<_> = (0..self.connections)
            .map(|number| {
                let load = self.clone();
                tokio::spawn(async move { load.connection(number as u64, begin, span).await })
            })
            .collect();
        let mut samples = Samples::new(span.counted);
        for task in tasks {
            samples.micros.extend(task.await??);
        }
        Ok(samples)
    }

    /// Sends each request once, so that caches are filled, statements prepared and connections open.
    pub async fn warm(&self) -> Result<(), Failure> {
        const LANES: usize = 16;
        let lane = |lane: usize| {
            let load = self.clone();
            tokio::spawn(async move {
                let mut client = Client::connect(load.address).await?;
                for request in load.requests.iter().skip(lane).step_by(LANES) {
                    let status = client.ask(request).await?;
                    if !(load.accept)(status) {
                        return Err(format!("{status}: {}", client.text()).into());
                    }
                }
                Ok::<_, Failure>(())
            })
        };
        for lane in (0..LANES).map(lane).collect::<Vec<_>>() {
            lane.await??;
        }
        Ok(())
    }

    async fn connection(&self, number: u64, begin: Instant, span: Span) -> Result<Vec<u32>, Failure> {
        let mut client = Client::connect(self.address).await?;
        let mut random = Random::new(number);
        let mut micros = Vec::with_capacity(1 << 14);
        let (from, until) = (begin + span.warm_up, begin + span.warm_up + span.counted);
        let mut due = begin + self.pace.unwrap_or_default() * u32::try_from(number)? / 7;
        loop {
            if let Some(pace) = self.pace {
                tokio::time::sleep_until(due.into()).await;
                due += pace;
            }
            let request = self.requests.get(random.below(self.requests.len())).ok_or("no request to send")?;
            let asked = Instant::now();
            let status = client.ask(request).await?;
            let answered = Instant::now();
            if answered >= until {
                return Ok(micros);
            }
            if !(self.accept)(status) {
                return Err(format!("{status}: {}", client.text()).into());
            }
            if answered >= from {
                micros.push(u32::try_from((answered - asked).as_micros())?);
            }
        }
    }
}

/// One HTTP/1.1 connection.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    body: usize,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(1 << 16), body: 0 })
    }

    /// Sends the bytes and reads one whole answer: its status.
    pub async fn ask(&mut self, request: &[u8]) -> Result<u16, Failure> {
        self.buffer.clear();
        self.stream.write_all(request).await?;
        let (mut looked, mut end) = (0, None);
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(format!("the connection was closed: {}", self.text()).into());
            }
            if end.is_none() {
                if let Some(at) = find(self.buffer.get(looked..).unwrap_or_default(), b"\r\n\r\n") {
                    let body = looked + at + 4;
                    let length = self.header(b"\r\ncontent-length: ").and_then(|value| value.parse::<usize>().ok());
                    self.body = body;
                    end = Some(body + length.ok_or_else(|| format!("no length: {}", self.text()))?);
                } else {
                    looked = self.buffer.len().saturating_sub(3);
                }
            }
            if end.is_some_and(|end| self.buffer.len() >= end) {
                let status = self.buffer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
                return Ok(status.ok_or("no status")?.parse()?);
            }
        }
    }

    /// The last answer's body.
    pub fn body(&self) -> &[u8] {
        self.buffer.get(self.body..).unwrap_or_default()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.buffer).into_owned()
    }

    /// In any case: other servers write `Content-Length`.
    fn header(&self, name: &[u8]) -> Option<&str> {
        let at = self.buffer.windows(name.len()).position(|window| window.eq_ignore_ascii_case(name))?;
        let rest = self.buffer.get(at + name.len()..)?;
        std::str::from_utf8(rest.get(..find(rest, b"\r\n")?)?).ok()
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

/// Marsaglia's xorshift: cheap, and the same at every run.
struct Random(u64);

impl Random {
    fn new(number: u64) -> Self {
        Self(0x9E37_79B9_7F4A_7C15 ^ (number + 1).wrapping_mul(0xBF58_476D_1CE4_E5B9))
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (end.max(1) as u64)).unwrap_or_default()
    }
}
