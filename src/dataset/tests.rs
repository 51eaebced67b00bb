//! Rules as columns of cases, and properties over files of any kind.

mod files;
mod properties;
mod rules;

use super::{Checker, Report};

/// The report on a file, taken in pieces of a size.
fn report_in(bytes: &[u8], size: usize) -> Report {
    let mut checker = Checker::default();
    bytes.chunks(size.max(1)).for_each(|piece| checker.push(piece));
    checker.finish()
}

fn report(bytes: impl AsRef<[u8]>) -> Report {
    report_in(bytes.as_ref(), usize::MAX)
}
