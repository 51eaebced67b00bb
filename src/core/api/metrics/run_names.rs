//! The runs that a file with several of them holds.

use crate::model::RowSink;

/// The runs met so far, and which the present row is of.
#[derive(Debug)]
pub(in crate::api) struct RunNames {
    /// Each with the number of its last row, where rows are numbered.
    known: Vec<(Box<str>, u64)>,
    current: usize,
}

impl Default for RunNames {
    /// Returns a run without a name.
    fn default() -> Self {
        Self { known: vec![("".into(), 0)], current: 0 }
    }
}

impl RunNames {
    /// Returns the run of the present row; empty if rows say none.
    pub(in crate::api) fn current(&self) -> &str {
        self.known.get(self.current).map_or("", |(name, _)| name)
    }

    /// Begins the rows of this run.
    pub(in crate::api) fn enter(&mut self, name: &str, sink: &mut dyn RowSink) {
        let found = self.known.iter().position(|(known, _)| **known == *name);
        self.current = found.unwrap_or_else(|| {
            self.known.push((name.into(), 0));
            self.known.len() - 1
        });
        sink.enter_run(name);
    }

    /// Returns the number of the next row of the run.
    pub(in crate::api) fn next_number(&mut self) -> u64 {
        self.known.get_mut(self.current).map_or(0, |(_, n)| {
            *n += 1;
            *n
        })
    }
}
