//! Bounds of figures that a service documents for every model.

use super::read::Reader;
use crate::model::SpecField;

impl Reader<'_> {
    /// Returns whether the service takes a figure; a problem is noted if it does not.
    pub(super) fn is_within_bounds(&mut self, field: SpecField, value: f64) -> bool {
        let Some((least, most)) = self.draft.provider().capabilities().bounds_of(field) else { return true };
        let is_within = (f64::from(least)..=f64::from(most)).contains(&value);
        if !is_within {
            self.wrong(field, format!("must be between {least} and {most}."));
        }
        is_within
    }
}
