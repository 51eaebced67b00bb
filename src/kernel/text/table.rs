//! The values of many rows, one member at a time.

use crate::Slot;

/// Rows of equally many values, one row after the other.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    slots: &'a [Slot],
    width: usize,
}

impl<'a> Table<'a> {
    /// Rows of `width` values; what is left over at the end is no row.
    pub fn new(slots: &'a [Slot], width: usize) -> Self {
        Self { slots, width: width.max(1) }
    }

    /// Returns the number of rows.
    pub fn n_rows(&self) -> usize {
        self.slots.len() / self.width
    }

    /// Returns every row in order.
    pub fn rows(&self) -> impl Iterator<Item = &'a [Slot]> {
        self.slots.chunks_exact(self.width)
    }

    /// Appends a member's figures, finite or not; `false` if one is missing or no number, and then some may have
    /// been appended.
    #[inline(never)]
    pub fn figures(&self, member: usize, into: &mut Vec<f64>) -> bool {
        into.reserve(self.n_rows());
        self.each(member, |slot| {
            into.push(match slot {
                Slot::Float(n) => n,
                Slot::Int(n) => n as f64,
                Slot::Null | Slot::Bool | Slot::Nested | Slot::Text(..) => return false,
            });
            true
        })
    }

    /// Appends a member's numbers, `NaN` for null and what is not finite; as [`Table::figures`].
    #[inline(never)]
    pub fn numbers(&self, member: usize, into: &mut Vec<f64>) -> bool {
        into.reserve(self.n_rows());
        self.each(member, |slot| {
            into.push(match slot {
                Slot::Float(n) if n.is_finite() => n,
                Slot::Int(n) => n as f64,
                Slot::Float(_) | Slot::Null => f64::NAN,
                Slot::Bool | Slot::Nested | Slot::Text(..) => return false,
            });
            true
        })
    }

    /// Appends a member's integers; as [`Table::figures`].
    #[inline(never)]
    pub fn integers(&self, member: usize, into: &mut Vec<i64>) -> bool {
        into.reserve(self.n_rows());
        self.each(member, |slot| match slot {
            Slot::Int(n) => {
                into.push(n);
                true
            }
            _ => false,
        })
    }

    /// Appends a member's integers from 0 on; as [`Table::figures`].
    #[inline(never)]
    pub fn counts(&self, member: usize, into: &mut Vec<u64>) -> bool {
        into.reserve(self.n_rows());
        self.each(member, |slot| match slot {
            Slot::Int(n) if 0 <= n => {
                into.push(n as u64);
                true
            }
            _ => false,
        })
    }

    /// Returns whether a member is missing throughout, or true or false.
    #[inline(never)]
    pub fn has_none(&self, member: usize) -> bool {
        self.each(member, |slot| matches!(slot, Slot::Bool | Slot::Null))
    }

    /// Returns whether a member is a list or an object in all rows.
    #[inline(never)]
    pub fn all_nested(&self, member: usize) -> bool {
        self.each(member, |slot| slot == Slot::Nested)
    }

    /// Returns whether a member is a string in all rows, and each of them passes.
    #[inline(never)]
    pub fn all_texts(&self, member: usize, passes: impl Fn(u32, u32) -> bool) -> bool {
        self.each(member, |slot| matches!(slot, Slot::Text(start, end) if passes(start, end)))
    }

    #[inline]
    fn each(&self, member: usize, take: impl FnMut(Slot) -> bool) -> bool {
        self.slots.iter().skip(member).step_by(self.width).copied().all(take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_columns() {
        let slots = [
            Slot::Int(1),
            Slot::Float(0.5),
            Slot::Null,
            Slot::Int(2),
            Slot::Float(f64::INFINITY),
            Slot::Text(0, 1),
            Slot::Int(-3),
            Slot::Int(4),
            Slot::Bool,
        ];
        let table = Table::new(&slots, 3);
        assert_eq!((table.n_rows(), table.rows().nth(1)), (3, Some(&slots[3..6])));
        let (mut figures, mut integers, mut counts) = (Vec::new(), Vec::new(), Vec::new());
        assert!(table.figures(1, &mut figures) && table.integers(0, &mut integers));
        assert_eq!(figures, [0.5, f64::INFINITY, 4.0]);
        let mut numbers = Vec::new();
        assert!(table.numbers(1, &mut numbers));
        assert_eq!((numbers[0], numbers[1].is_nan(), numbers[2]), (0.5, true, 4.0));
        assert!(!Table::new(&[Slot::Null], 1).figures(0, &mut figures));
        assert!(Table::new(&[Slot::Null], 1).numbers(0, &mut numbers));
        figures.truncate(3);
        assert_eq!(integers, [1, 2, -3]);
        assert!(!table.figures(2, &mut figures) && !table.integers(1, &mut integers));
        assert!(!table.counts(0, &mut counts));
        assert_eq!(counts, [1, 2]);
        assert!(!table.has_none(2) && Table::new(&slots[8..], 1).has_none(0));
        assert!(!Table::new(&slots[8..], 1).all_nested(0) && Table::new(&[Slot::Nested], 1).all_nested(0));
        assert!(Table::new(&slots[5..6], 1).all_texts(0, |_, end| end == 1));
        assert!(!Table::new(&slots[5..6], 1).all_texts(0, |_, end| end == 2));
    }
}
