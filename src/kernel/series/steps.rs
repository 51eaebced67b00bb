//! Ascending step numbers in little room: as runs while they are regular, which is nearly always.

use crate::Chunked;

/// Step numbers that ascend strictly. Regular ones take no room per step, others 4 bytes, and 8 only where
/// they span more than 2³².
#[derive(Debug, Clone)]
pub struct Steps {
    form: Form,
    len: usize,
}

#[derive(Debug, Clone)]
enum Form {
    Runs(Vec<Run>),
    /// Distances from the first.
    Offsets(u64, Chunked<u32>),
    Wide(Chunked<u64>),
}

/// Evenly spaced steps.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    first_idx: usize,
    first: u64,
    /// 0 for a run of one.
    stride: u64,
}

/// Runs are kept while they are fewer than one per this many steps.
const MIN_STEPS_PER_RUN: usize = 6;
/// Runs that are always kept.
const FEW_RUNS: usize = 32;

impl Default for Steps {
    fn default() -> Self {
        Self { form: Form::Runs(Vec::new()), len: 0 }
    }
}

impl Steps {
    /// Returns the number of steps.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns true if there is no step.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns the step at `idx`.
    #[inline]
    pub fn get(&self, idx: usize) -> Option<u64> {
        if self.len <= idx {
            return None;
        }
        match &self.form {
            Form::Runs(runs) => {
                let run = match runs.as_slice() {
                    [only] => only,
                    runs => runs.get(runs.partition_point(|run| run.first_idx <= idx).checked_sub(1)?)?,
                };
                Some(run.first + (idx - run.first_idx) as u64 * run.stride)
            }
            Form::Offsets(base, offsets) => Some(base + u64::from(offsets.get(idx)?)),
            Form::Wide(steps) => steps.get(idx),
        }
    }

    /// Returns the last step.
    pub fn last(&self) -> Option<u64> {
        self.get(self.len.checked_sub(1)?)
    }

    /// Returns every step in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = u64> + ExactSizeIterator {
        (0..self.len).map(|idx| self.get(idx).unwrap_or_default())
    }

    /// Returns the number of steps below `step`, which is the place it has or would have.
    pub fn rank(&self, step: u64) -> usize {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle) {
                Some(found) if found < step => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// Returns the place of `step`, if it is there.
    pub fn find(&self, step: u64) -> Option<usize> {
        Some(self.rank(step)).filter(|&idx| self.get(idx) == Some(step))
    }

    /// Appends a step; `false`, and nothing else, if it is not above the last one.
    #[inline]
    pub fn push(&mut self, step: u64) -> bool {
        let last = self.last();
        if last.is_some_and(|last| step <= last) {
            return false;
        }
        match &mut self.form {
            Form::Runs(runs) => match (runs.last_mut(), last) {
                (Some(run), Some(last)) if run.first_idx + 1 == self.len => run.stride = step - last,
                (Some(run), Some(last)) if step - last == run.stride => {}
                _ => runs.push(Run { first_idx: self.len, first: step, stride: 0 }),
            },
            Form::Offsets(base, offsets) => match u32::try_from(step - *base) {
                Ok(offset) => offsets.push(offset),
                Err(_) => {
                    let mut wide: Chunked<u64> = self.iter().collect();
                    wide.push(step);
                    self.form = Form::Wide(wide);
                }
            },
            Form::Wide(steps) => steps.push(step),
        }
        self.len += 1;
        if let Form::Runs(runs) = &self.form
            && FEW_RUNS.max(self.len / MIN_STEPS_PER_RUN) < runs.len()
        {
            self.form = self.as_list();
        }
        true
    }

    /// Returns true if `self` begins with everything of `other`; `false` may also mean that it was written
    /// twice.
    pub fn extends(&self, other: &Self) -> bool {
        match (&self.form, &other.form) {
            (Form::Runs(own), Form::Runs(others)) => {
                let Some((last, whole)) = others.split_last() else { return true };
                let is_last_kept = own.get(whole.len()).is_some_and(|run| {
                    let is_single = last.first_idx + 1 == other.len;
                    (run.first_idx, run.first) == (last.first_idx, last.first)
                        && (run.stride == last.stride || is_single)
                });
                let is_long_enough = own.get(others.len()).map_or(self.len, |run| run.first_idx) >= other.len;
                is_last_kept && is_long_enough && own.get(..whole.len()) == Some(whole)
            }
            (Form::Offsets(base, own), Form::Offsets(other_base, others)) => {
                base == other_base && own.extends(others, u32::eq)
            }
            (Form::Wide(own), Form::Wide(others)) => own.extends(others, u64::eq),
            _ => other.len == 0,
        }
    }

    /// Appends steps as long as they ascend; gives how many.
    pub fn append(&mut self, steps: &[u64]) -> usize {
        let mut n = 0;
        while let Some(step) = steps.get(n) {
            if !self.push(*step) {
                break;
            }
            n += 1;
            // As the run goes on, which it nearly always does.
            if let Form::Runs(runs) = &self.form
                && let Some(run) = runs.last()
                && 0 < run.stride
            {
                let mut last = *step;
                while let Some(step) = steps.get(n).filter(|step| step.checked_sub(last) == Some(run.stride))
                {
                    last = *step;
                    n += 1;
                    self.len += 1;
                }
            }
        }
        n
    }

    /// Runs as a list. Without a search per step, for there may be millions.
    fn as_list(&self) -> Form {
        let Form::Runs(runs) = &self.form else { return self.form.clone() };
        let base = runs.first().map(|run| run.first).unwrap_or_default();
        let ends = runs.iter().skip(1).map(|run| run.first_idx).chain([self.len]);
        let steps = runs
            .iter()
            .zip(ends)
            .flat_map(|(run, end)| (0..(end - run.first_idx) as u64).map(|idx| run.first + idx * run.stride));
        let offsets: Option<Chunked<u32>> =
            steps.clone().map(|step| u32::try_from(step - base).ok()).collect();
        offsets.map_or_else(|| Form::Wide(steps.collect()), |offsets| Form::Offsets(base, offsets))
    }

    /// Keeps the first `len` steps.
    pub fn truncate(&mut self, len: usize) {
        if self.len <= len {
            return;
        }
        if len == 0 {
            // What comes next may lie below what was first.
            *self = Self::default();
            return;
        }
        match &mut self.form {
            Form::Runs(runs) => {
                runs.truncate(runs.partition_point(|run| run.first_idx < len));
                if let Some(run) = runs.last_mut().filter(|run| run.first_idx + 1 == len) {
                    run.stride = 0;
                }
            }
            Form::Offsets(_, offsets) => offsets.truncate(len),
            Form::Wide(steps) => steps.truncate(len),
        }
        self.len = len;
    }
}

impl FromIterator<u64> for Steps {
    /// Steps that do not ascend are left out.
    fn from_iter<I: IntoIterator<Item = u64>>(steps: I) -> Self {
        let mut list = Self::default();
        for step in steps {
            list.push(step);
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Distances of several kinds, so that every form occurs.
    fn any_steps() -> impl Strategy<Value = Vec<u64>> {
        let distances = prop_oneof![
            prop::collection::vec(Just(10_u64), 0..600),
            prop::collection::vec(1..50_u64, 0..600),
            prop::collection::vec(1..u64::from(u32::MAX), 0..600),
            prop::collection::vec(prop_oneof![50 => Just(1_u64), 1 => 2..9_u64], 0..600),
        ];
        (any::<u32>(), distances).prop_map(|(first, distances)| {
            distances
                .into_iter()
                .scan(u64::from(first), |step, distance| {
                    *step += distance;
                    Some(*step)
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn they_are_a_sorted_list(steps in any_steps(), cut in 0..700_usize, more in any_steps(), probe: u64) {
            // Often to nothing, after which any step may follow.
            let cut = cut.saturating_sub(50);
            let mut expected = steps.clone();
            let mut own: Steps = steps.into_iter().collect();
            expected.truncate(cut);
            own.truncate(cut);
            let n_above = own.append(&more);
            expected.extend(&more[..n_above]);
            prop_assert!(expected.is_sorted_by(|a, b| a < b));
            for step in more.into_iter().skip(n_above) {
                let is_above = expected.last().is_none_or(|last| *last < step);
                prop_assert_eq!(own.push(step), is_above);
                if is_above {
                    expected.push(step);
                }
            }
            prop_assert_eq!(own.iter().collect::<Vec<_>>(), &expected[..]);
            prop_assert_eq!(own.last(), expected.last().copied());
            prop_assert_eq!(own.get(expected.len()), None);
            prop_assert_eq!(own.rank(probe), expected.partition_point(|step| *step < probe));
            for (idx, step) in expected.iter().enumerate() {
                prop_assert_eq!((own.find(*step), own.rank(*step + 1)), (Some(idx), idx + 1));
            }
        }
    }

    proptest! {
        #[test]
        fn what_grew_extends_what_was(steps in any_steps(), cut in 0..700_usize, change in 0..700_usize) {
            let mut before = Steps::default();
            let mut grown = Steps::default();
            for (idx, step) in steps.iter().enumerate() {
                grown.push(*step);
                if idx + 1 == cut {
                    before = grown.clone();
                }
            }
            let is_reformed = std::mem::discriminant(&before.form) != std::mem::discriminant(&grown.form);
            prop_assert_eq!(grown.extends(&before), !is_reformed || before.is_empty());
            prop_assert_eq!(before.extends(&grown), before.len() == grown.len());
            // One step less, one step moved: neither begins with what was.
            let changed = change.min(before.len().saturating_sub(1));
            let without: Steps = steps.iter().enumerate().filter(|(idx, _)| *idx != changed).map(|(_, step)| *step).collect();
            let moved: Steps = steps.iter().enumerate().map(|(idx, step)| step + u64::from(idx == changed)).collect();
            prop_assert!(before.is_empty() || !without.extends(&before));
            prop_assert!(before.is_empty() || !moved.extends(&before));
        }
    }

    #[test]
    fn the_largest_steps_are_steps() {
        // The stride from the first two would lead beyond the last number there is.
        let steps: Steps = [5, u64::MAX - 9, u64::MAX].into_iter().collect();
        assert_eq!(steps.iter().collect::<Vec<_>>(), [5, u64::MAX - 9, u64::MAX]);
    }

    #[test]
    fn regular_steps_take_no_room() {
        let with_evaluation = (0..100_000).map(|step| step * 10 + u64::from(step % 1_000 == 0));
        let steps: Steps = with_evaluation.collect();
        assert!(matches!(&steps.form, Form::Runs(runs) if runs.len() < 400));
    }
}
