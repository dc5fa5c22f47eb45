//! What a connection still owes its client, and three clocks over it: one for the first request, one for answers that
//! nobody takes, one for a connection nothing is asked on.
//!
//! An answer's bytes are handed on in small pieces, and each piece tells when it has left: that is how an HTTP/2 stream
//! whose window stays shut is noticed, which no write on the socket tells.

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

/// What is handed on at a time. A client has `Clocks::stall` to take that much: a line that carries less than 200 bytes a
/// second for each of its answers is not waited for.
const PIECE: usize = 8 * 1024;
/// A connection that was told to end, and on which nothing is under way, is dropped after this.
const GRACE: Duration = Duration::from_secs(5);

/// How long a connection is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// Until its first request, and on HTTP/1.1 until each next one, is there.
    pub headers: Duration,
    /// While an answer waits and the client takes nothing of it.
    pub stall: Duration,
    /// While nothing is asked.
    pub idle: Duration,
}

impl Default for Clocks {
    fn default() -> Self {
        Self { headers: Duration::from_secs(10), stall: Duration::from_secs(40), idle: Duration::from_mins(2) }
    }
}

impl Clocks {
    /// How often a connection is looked at.
    #[must_use]
    pub fn tick(&self) -> Duration {
        self.headers.min(self.stall).min(self.idle) / 4
    }
}

/// What is to become of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Stay,
    /// What is under way ends in order, and nothing new begins.
    Leave(Why),
    /// It is dropped.
    Cut(Why),
}

/// The clock that ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No request came.
    Headers,
    /// Nobody takes the answer.
    Stall,
    /// Nothing is asked any more.
    Idle,
}

/// One connection's accounts.
#[derive(Debug)]
pub struct Wire {
    state: Mutex<State>,
    /// Whether a write on the socket waits: kept beside the state, since every write looks at it.
    blocked: AtomicBool,
}

#[derive(Debug)]
struct State {
    begun: bool,
    /// Answers under way, and some that are over.
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
    /// What makes the rest; gone once it is given up or at its end.
    body: Option<Body>,
    /// Pieces handed on that have not left.
    out: usize,
    moved: Instant,
    /// The handler or the body's source has to say something first.
    ours: bool,
    /// The body was dropped, or is at its end.
    ended: bool,
    counted: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Wire {
    /// Of a connection just accepted.
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

    /// Since when nothing is under way, if nothing is.
    #[must_use]
    pub fn idle_since(&self) -> Option<Instant> {
        let state = lock(&self.state);
        (state.open == 0).then_some(state.quiet_since)
    }

    /// A request came.
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

    /// The connection was told to end.
    pub fn leaves(&self) {
        lock(&self.state).leaves_since.get_or_insert_with(Instant::now);
    }

    fn ended(&self) {
        let mut state = lock(&self.state);
        state.open = state.open.saturating_sub(1);
        state.quiet_since = Instant::now();
    }

    /// Looks at the clocks. Answers that nobody takes are let go, with whatever they hold.
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
    /// Lets the body go if nobody took anything for so long.
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

    /// Changes what is held, and tells the connection when that was the end of it.
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

/// An answer on its way out, or a request whose answer is not there yet.
#[derive(Debug)]
pub struct Sent {
    answer: Arc<Answer>,
    /// Of a larger piece of the body's.
    rest: Bytes,
}

impl Sent {
    /// The answer is `body`.
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

/// Bytes that were handed on; dropped when they have left.
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

/// The connection's stream, whose writes are watched.
#[derive(Debug)]
pub struct Watched<S> {
    stream: S,
    wire: Arc<Wire>,
}

impl<S> Watched<S> {
    /// Notes in `wire` since when a write waits.
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
