//! A real name server on a port of 127.0.0.1, for the zones a test writes.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use hickory_proto::{
    op::{Message, OpCode, ResponseCode},
    rr::{RData, Record, RecordType, rdata::TXT},
};
use tokio::net::UdpSocket;

/// TXT records by name; other names do not exist.
#[derive(Clone)]
pub struct DnsServer {
    address: SocketAddr,
    zone: Arc<Mutex<Zone>>,
}

#[derive(Default)]
struct Zone {
    texts: HashMap<String, Vec<String>>,
    /// Names for which the server can find nothing out.
    failing: Vec<String>,
    asked: usize,
}

impl DnsServer {
    pub async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let server = Self { address: socket.local_addr().unwrap(), zone: Arc::default() };
        let zone = server.zone.clone();
        tokio::spawn(async move {
            let mut packet = [0; 1500];
            loop {
                let (length, from) = socket.recv_from(&mut packet).await.unwrap();
                let question = Message::from_vec(&packet[..length]).unwrap();
                let answer = zone.lock().unwrap().answer(&question);
                socket.send_to(&answer.to_vec().unwrap(), from).await.unwrap();
            }
        });
        server
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets the texts at `name`.
    pub fn set(&self, name: &str, texts: &[&str]) {
        let mut zone = self.zone.lock().unwrap();
        zone.failing.retain(|failing| failing != name);
        zone.texts.insert(name.to_owned(), texts.iter().map(|text| (*text).to_owned()).collect());
    }

    /// Questions for `name` fail from now on.
    pub fn fail(&self, name: &str) {
        self.zone.lock().unwrap().failing.push(name.to_owned());
    }

    /// Questions so far.
    pub fn asked(&self) -> usize {
        self.zone.lock().unwrap().asked
    }
}

impl Zone {
    fn answer(&mut self, question: &Message) -> Message {
        self.asked += 1;
        let mut answer = Message::response(question.metadata.id, OpCode::Query);
        answer.metadata.recursion_desired = question.metadata.recursion_desired;
        answer.metadata.recursion_available = true;
        let query = question.queries[0].clone();
        let name = query.name().to_ascii().to_ascii_lowercase();
        let name = name.trim_end_matches('.');
        if self.failing.iter().any(|failing| failing == name) {
            answer.metadata.response_code = ResponseCode::ServFail;
        } else if let Some(texts) = self.texts.get(name) {
            let texts = texts.iter().filter(|_| query.query_type() == RecordType::TXT);
            answer.add_answers(texts.map(|text| {
                // In strings of 255 bytes at the most, as the protocol has it.
                let strings: Vec<&[u8]> = text.as_bytes().chunks(255).collect();
                Record::from_rdata(query.name().clone(), 60, RData::TXT(TXT::from_bytes(strings)))
            }));
        } else {
            answer.metadata.response_code = ResponseCode::NXDomain;
        }
        answer.add_query(query);
        answer
    }
}
