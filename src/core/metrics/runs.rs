//! The rows of a file that may hold several runs, on their way into a store per run.

use super::Intake;
use crate::model::{MetricBlock, RowSink};

/// Takes the rows of a file. A run without rows leaves nothing.
#[derive(Debug, Default)]
pub struct RunIntake {
    /// Name and rows of each run, in the order of their first rows.
    runs: Vec<(Box<str>, Intake)>,
    name: Box<str>,
    current: Option<usize>,
}

impl RunIntake {
    /// Returns each run by its name, which is empty for one that has none.
    pub fn into_runs(self) -> Vec<(Box<str>, Intake)> {
        self.runs
    }
}

impl RowSink for RunIntake {
    fn take(&mut self, block: &MetricBlock) {
        let found = self.current.or_else(|| self.runs.iter().position(|(name, _)| *name == self.name));
        let place = found.unwrap_or(self.runs.len());
        if place == self.runs.len() {
            self.runs.push((self.name.clone(), Intake::whole()));
        }
        self.current = Some(place);
        if let Some((_, intake)) = self.runs.get_mut(place) {
            intake.take(block);
        }
    }

    fn restart(&mut self) {
        *self = Self::default();
    }

    fn enter_run(&mut self, name: &str) {
        if *self.name != *name {
            self.name = name.into();
            self.current = None;
        }
    }
}
