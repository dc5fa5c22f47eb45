//! Output of commands. A closed pipe does not stop a command; any other write error is reported at its end.

use std::{
    fmt,
    io::{self, ErrorKind, Write},
    sync::{Mutex, PoisonError},
};

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

static FAULT: Mutex<Option<io::Error>> = Mutex::new(None);

/// Writes a line to the standard output.
pub fn line(line: fmt::Arguments<'_>) {
    note(writeln!(io::stdout(), "{line}"));
}

/// An instant to the second (RFC 3339).
pub fn instant(at: OffsetDateTime) -> String {
    at.replace_nanosecond(0).unwrap_or(at).format(&Rfc3339).unwrap_or_default()
}

/// Flushes, and returns the first write error.
pub fn finish() -> io::Result<()> {
    note(io::stdout().flush());
    FAULT.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Ok(()), Err)
}

fn note(written: io::Result<()>) {
    if let Err(fault) = written
        && fault.kind() != ErrorKind::BrokenPipe
    {
        FAULT.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(fault);
    }
}
