//! A request whose body arrives after its head: the service has admitted it when it asks for the body.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::with_headers;

/// An admitted request whose body is on its way.
pub struct Slow {
    stream: TcpStream,
    body: Vec<u8>,
}

impl Slow {
    /// Sends the head of `request` and waits until the body is asked for.
    pub async fn begin(request: reqwest::RequestBuilder) -> Self {
        let request = request.build().unwrap();
        let url = request.url();
        let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default().to_vec();
        let head = format!(
            "{} {} HTTP/1.1\r\nhost: {}:{}\r\ncontent-length: {}\r\nexpect: 100-continue\r\nconnection: close\r\n",
            request.method(),
            url.path(),
            url.host_str().unwrap(),
            url.port().unwrap(),
            body.len()
        );
        let head = with_headers(head, request.headers()) + "\r\n";
        let mut stream = TcpStream::connect(("127.0.0.1", url.port().unwrap())).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut asked = [0; 25];
        stream.read_exact(&mut asked).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&asked), "HTTP/1.1 100 Continue\r\n\r\n", "it was not let in");
        Self { stream, body }
    }

    /// Sends the body.
    pub async fn send(&mut self) {
        self.stream.write_all(&std::mem::take(&mut self.body)).await.unwrap();
    }

    /// Sends the rest, and reads status and body of the answer.
    pub async fn end(mut self) -> (u16, String) {
        self.send().await;
        let mut answer = Vec::new();
        self.stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.unwrap_or_else(|| panic!("no answer: {answer}")), answer)
    }
}
