//! Rules as columns of cases, and properties over files of any kind.

mod files;
mod properties;
mod rules;

use super::{Checker, Report};
use crate::{api::dataset_rules, model::Provider};

/// Returns the report on a file by a provider's rules.
fn report_of(provider: Provider, bytes: impl AsRef<[u8]>) -> Report {
    let mut checker = Checker::new(dataset_rules(provider));
    checker.push(bytes.as_ref());
    checker.finish()
}

/// Returns the report on a file, taken in pieces of a size.
fn report_in(bytes: &[u8], size: usize) -> Report {
    let mut checker = Checker::new(dataset_rules(Provider::Together));
    bytes.chunks(size.max(1)).for_each(|piece| checker.push(piece));
    checker.finish()
}

fn report(bytes: impl AsRef<[u8]>) -> Report {
    report_in(bytes.as_ref(), usize::MAX)
}
