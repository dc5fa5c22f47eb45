//! What commands say. Who stops reading has read enough: the command goes on to its end. Any other fault is told there.

use std::{
    fmt,
    io::{self, ErrorKind, Write},
    sync::{Mutex, PoisonError},
};

static FAULT: Mutex<Option<io::Error>> = Mutex::new(None);

/// Writes a line to the standard output.
pub fn line(line: fmt::Arguments<'_>) {
    note(writeln!(io::stdout(), "{line}"));
}

/// Whether all that was said could be written.
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
