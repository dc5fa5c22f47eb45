//! State of one connection's answers, and its three timeouts: for the first request, for answers that the client does
//! not read, and for an idle connection.
//!
//! The body goes to hyper in small pieces, and each piece reports when it has been sent: this detects an HTTP/2 stream
//! whose window stays shut, which writes on the socket do not show.

use std::{
    io::{self, IoSlice},
    mem,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Instant,
};

/// Size of a piece. A client has `Clocks::stall` to read one, so a connection slower than 200 bytes a second for each
/// of its answers is dropped.
const PIECE: usize = 8 * 1024;
/// Time after which a connection that was told to end is dropped, once nothing is under way.
const GRACE: Duration = Duration::from_secs(5);

/// Timeouts of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// Time until its first request and, on HTTP/1.1, until each next one.
    pub headers: Duration,
    /// Time during which the client reads nothing of a waiting answer.
    pub stall: Duration,
    /// Time without a request.
    pub idle: Duration,
}

impl Default for Clocks {
    fn default() -> Self {
        Self { headers: Duration::from_secs(10), stall: Duration::from_secs(40), idle: Duration::from_mins(2) }
    }
}

impl Clocks {
    /// Interval between two checks of a connection.
    #[must_use]
    pub fn tick(&self) -> Duration {
        self.headers.min(self.stall).min(self.idle) / 4
    }
}

/// Decision about a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Keep it.
    Stay,
    /// Finish the requests under way and accept no new one.
    Leave(Why),
    /// Drop it.
    Cut(Why),
}

/// Timeout that expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No request arrived.
    Headers,
    /// The client does not read the answer.
    Stall,
    /// No further request arrived.
    Idle,
}

/// State of one connection.
#[derive(Debug)]
pub struct Wire {
    state: Mutex<State>,
    /// Whether a write on the socket is pending: outside the mutex, because every write sets it.
    blocked: AtomicBool,
}

#[derive(Debug)]
struct State {
    begun: bool,
    /// Answers under way, and some that have ended.
    answers: Vec<Arc<Answer>>,
    open: usize,
    quiet_since: Instant,
    blocked_since: Instant,
    leaves_since: Option<Instant>,
}

/// A request from its head to the last byte of its answer.
#[derive(Debug)]
struct Answer {
    wire: Arc<Wire>,
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    /// Rest of the body; dropped at its end or when the answer is given up.
    body: Option<Body>,
    /// Pieces handed to hyper and not sent yet.
    out: usize,
    moved: Instant,
    /// Whether the handler or the body's source must produce the next piece.
    ours: bool,
    /// Whether the body was dropped or has ended.
    ended: bool,
    counted: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Wire {
    /// State of a connection just accepted.
    #[must_use]
    pub fn new() -> Arc<Self> {
        let now = Instant::now();
        let state = State {
            begun: false,
            answers: Vec::new(),
            open: 0,
            quiet_since: now,
            blocked_since: now,
            leaves_since: None,
        };
        Arc::new(Self { state: Mutex::new(state), blocked: AtomicBool::new(false) })
    }

    /// Time since when nothing is under way; `None` if something is.
    #[must_use]
    pub fn idle_since(&self) -> Option<Instant> {
        let state = lock(&self.state);
        (state.open == 0).then_some(state.quiet_since)
    }

    /// Records a new request.
    #[must_use]
    pub fn begin(self: &Arc<Self>) -> Sent {
        let held = Held { body: None, out: 0, moved: Instant::now(), ours: true, ended: false, counted: true };
        let answer = Arc::new(Answer { wire: self.clone(), held: Mutex::new(held) });
        let mut state = lock(&self.state);
        state.begun = true;
        state.open += 1;
        if state.answers.len() > 2 * state.open + 16 {
            state.answers.retain(|answer| lock(&answer.held).counted);
        }
        state.answers.push(answer.clone());
        Sent { answer, rest: Bytes::new() }
    }

    /// Records that the connection was told to end.
    pub fn leaves(&self) {
        lock(&self.state).leaves_since.get_or_insert_with(Instant::now);
    }

    fn ended(&self) {
        let mut state = lock(&self.state);
        state.open = state.open.saturating_sub(1);
        state.quiet_since = Instant::now();
    }

    /// Checks the timeouts. Drops the bodies of answers that the client does not read, with everything they hold.
    pub fn look(&self, clocks: &Clocks) -> Verdict {
        let now = Instant::now();
        let (answers, verdict) = {
            let mut state = lock(&self.state);
            state.answers.retain(|answer| lock(&answer.held).counted);
            let over = |since: Instant, time: Duration| now.duration_since(since) >= time;
            let verdict = match state.leaves_since {
                _ if !state.begun && over(state.quiet_since, clocks.headers) => Verdict::Cut(Why::Headers),
                _ if self.blocked.load(Ordering::Relaxed) && over(state.blocked_since, clocks.stall) => {
                    Verdict::Cut(Why::Stall)
                }
                Some(since) if state.open == 0 && over(since.max(state.quiet_since), GRACE) => Verdict::Cut(Why::Idle),
                None if state.open == 0 && over(state.quiet_since, clocks.idle) => Verdict::Leave(Why::Idle),
                _ => Verdict::Stay,
            };
            (state.answers.clone(), verdict)
        };
        if verdict != Verdict::Stay {
            return verdict;
        }
        let given_up = answers.iter().filter(|answer| answer.give_up(now, clocks.stall)).count();
        match given_up {
            0 => Verdict::Stay,
            all if all == answers.len() => Verdict::Cut(Why::Stall),
            _ => Verdict::Leave(Why::Stall),
        }
    }
}

impl Answer {
    /// Drops the body if no piece was sent for `stall`.
    fn give_up(&self, now: Instant, stall: Duration) -> bool {
        let mut held = lock(&self.held);
        let waits = held.out > 0 || !held.ours;
        if !held.counted || !waits || now.duration_since(held.moved) < stall {
            return false;
        }
        let body = held.body.take();
        drop(held);
        drop(body);
        true
    }

    /// Applies a change, and tells the connection if it ends the answer.
    fn change(&self, change: impl FnOnce(&mut Held)) {
        let over = {
            let mut held = lock(&self.held);
            change(&mut held);
            let over = held.ended && held.out == 0;
            over && mem::take(&mut held.counted)
        };
        if over {
            self.wire.ended();
        }
    }
}

/// A request whose answer is not there yet, or the answer's body on its way out.
#[derive(Debug)]
pub struct Sent {
    answer: Arc<Answer>,
    /// Rest of a larger frame of the body.
    rest: Bytes,
}

impl Sent {
    /// Wraps the answer's `body`.
    #[must_use]
    pub fn carry(self, body: Body) -> Self {
        self.answer.change(|held| {
            held.body = Some(body);
            held.moved = Instant::now();
            held.ours = false;
        });
        self
    }

    fn piece(&mut self) -> Bytes {
        let data = self.rest.split_to(self.rest.len().min(PIECE));
        self.answer.change(|held| held.out += 1);
        Bytes::from_owner(Piece { data, answer: self.answer.clone() })
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(self.piece()))));
        }
        let polled = {
            let mut held = lock(&self.answer.held);
            held.moved = Instant::now();
            let Some(body) = &mut held.body else {
                return Poll::Ready(Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut)))));
            };
            let polled = Pin::new(body).poll_frame(context);
            held.ours = polled.is_pending();
            polled
        };
        match ready!(polled).transpose()? {
            Some(frame) => Poll::Ready(Some(Ok(match frame.into_data() {
                Ok(data) if !data.is_empty() => {
                    self.rest = data;
                    Frame::data(self.piece())
                }
                Ok(data) => Frame::data(data),
                Err(other) => other,
            }))),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && lock(&self.answer.held).body.as_ref().is_some_and(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.len() as u64;
        let held = lock(&self.answer.held);
        let body = held.body.as_ref().map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint);
        let mut hint = SizeHint::new();
        hint.set_lower(body.lower() + rest);
        if let Some(upper) = body.upper() {
            hint.set_upper(upper + rest);
        }
        hint
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        let mut body = None;
        self.answer.change(|held| {
            body = held.body.take();
            held.ended = true;
        });
    }
}

/// Bytes handed to hyper; dropped when they are sent.
struct Piece {
    data: Bytes,
    answer: Arc<Answer>,
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.data
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.answer.change(|held| {
            held.out = held.out.saturating_sub(1);
            held.moved = Instant::now();
        });
    }
}

/// The connection's stream, with its pending writes recorded.
#[derive(Debug)]
pub struct Watched<S> {
    stream: S,
    wire: Arc<Wire>,
}

impl<S> Watched<S> {
    /// Records in `wire` when a write becomes pending.
    pub fn new(stream: S, wire: Arc<Wire>) -> Self {
        Self { stream, wire }
    }

    fn noted<T>(&self, polled: Poll<T>) -> Poll<T> {
        let waits = polled.is_pending();
        if waits != self.wire.blocked.load(Ordering::Relaxed) {
            lock(&self.wire.state).blocked_since = Instant::now();
            self.wire.blocked.store(waits, Ordering::Relaxed);
        }
        polled
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.noted(polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.noted(polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_flush(context);
        self.noted(polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_shutdown(context);
        self.noted(polled)
    }
}
