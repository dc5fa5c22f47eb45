//! Log lines on their way out. A request leaves its line in memory and goes on; a thread of its own writes what has
//! gathered, a few times a second at the least and all of it before the process ends.

use std::{
    io::{self, Write},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// How long lines may gather before they are written.
const GATHER: Duration = Duration::from_millis(20);
/// With so many bytes waiting, whoever adds to them writes them: memory does not grow where the reader is slow.
const FULL: usize = 256 * 1024;

/// Where lines are left. Cheap to clone.
#[derive(Clone)]
pub struct Lines(Arc<Shared>);

struct Shared {
    waiting: Mutex<Waiting>,
    added: Condvar,
    /// Held while lines are written, so that they come out in the order they went in.
    out: Mutex<Box<dyn Write + Send>>,
}

#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    ended: bool,
}

/// Writes what is left when it is dropped.
pub struct Ending(Lines);

impl Lines {
    /// Starts the thread that writes to `out`.
    pub fn to(out: impl Write + Send + 'static) -> io::Result<(Self, Ending)> {
        let shared = Shared { waiting: Mutex::default(), added: Condvar::new(), out: Mutex::new(Box::new(out)) };
        let lines = Self(Arc::new(shared));
        let own = lines.clone();
        thread::Builder::new().name("log".to_owned()).spawn(move || own.write_as_they_come())?;
        Ok((lines.clone(), Ending(lines)))
    }

    fn write_as_they_come(&self) {
        loop {
            let empty = |waiting: &mut Waiting| waiting.lines.is_empty() && !waiting.ended;
            let waiting = self.0.added.wait_while(self.waiting(), empty).unwrap_or_else(PoisonError::into_inner);
            let ended = waiting.ended;
            drop(waiting);
            if !ended {
                thread::sleep(GATHER);
            }
            self.write_out();
            if ended {
                return;
            }
        }
    }

    fn write_out(&self) {
        let mut out = self.0.out.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = std::mem::take(&mut self.waiting().lines);
        // There is nowhere to say that saying something failed.
        let _ = out.write_all(&lines).and_then(|()| out.flush());
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One whole line at a time, as the formatter writes them.
impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut waiting = self.waiting();
        let first = waiting.lines.is_empty();
        waiting.lines.extend_from_slice(line);
        let write_now = waiting.lines.len() > FULL || waiting.ended;
        drop(waiting);
        if write_now {
            self.write_out();
        } else if first {
            self.0.added.notify_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.waiting().ended = true;
        self.0.write_out();
        self.0.0.added.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::mpsc::{Receiver, Sender, channel},
    };

    use super::{FULL, Lines};

    struct Sent(Sender<Vec<u8>>);

    impl Write for Sent {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn started() -> (Lines, super::Ending, Receiver<Vec<u8>>) {
        let (sender, written) = channel();
        let (lines, ending) = Lines::to(Sent(sender)).unwrap();
        (lines, ending, written)
    }

    #[test]
    fn lines_come_out_by_themselves_and_in_order() {
        let (mut lines, _ending, written) = started();
        let mut all = Vec::new();
        for number in 0..100 {
            writeln!(lines, "{number}").unwrap();
        }
        while !all.ends_with(b"99\n") {
            all.extend(written.recv().unwrap());
        }
        let expected = (0..100).map(|number| number.to_string() + "\n").collect::<Vec<_>>().concat();
        assert_eq!(String::from_utf8(all).unwrap(), expected);
    }

    #[test]
    fn the_end_and_a_full_store_do_not_wait() {
        let (mut lines, ending, written) = started();
        lines.write_all(&vec![b'x'; FULL + 1]).unwrap();
        assert_eq!(written.try_recv().unwrap().len(), FULL + 1);
        lines.write_all(b"last").unwrap();
        drop(ending);
        assert_eq!(written.recv().unwrap(), b"last");
        lines.write_all(b"later").unwrap();
        assert_eq!(written.recv().unwrap(), b"later");
    }
}
