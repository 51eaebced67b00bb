//! One setup at a time: two of them installing into the same folder would break each other.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use crate::{
    problem::{Outcome, Problem},
    say,
};

/// Held until dropped; the system lets go of it when the process dies.
#[must_use]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other process has it.
    ///
    /// # Errors
    /// When the file in `dir` cannot be made.
    pub fn take(dir: &Path) -> Outcome<Self> {
        let path = dir.join(".lock");
        let doing = format!("Locking {}", path.display());
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(Problem::io(&doing))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                say::line("another setup is at work; waiting for it.");
                file.lock().map_err(Problem::io(&doing))?;
            }
            // A file system without locks: better unguarded than not at all.
            Err(TryLockError::Error(_)) => {}
        }
        Ok(Self { _file: file })
    }
}
