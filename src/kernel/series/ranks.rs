//! Rows in the order of two figures each.

/// Sort keys of a row, and its number: smaller ones first, by the first figure, then by the second.
pub type Ranked = (u64, u64, u32);

/// Rows that are put in order by moving each to its place; longer runs are merged.
const SHORT: usize = 8;

/// Sorts; rows that are in order already cost one look each.
// Not to become part of a caller that is built for size.
#[inline(never)]
pub fn rank(rows: &mut [Ranked]) {
    rank_by(rows, |a, b| b < a);
}

/// Sorts as [`rank`] does, by another order; rows of which neither comes after the other stay as they were. Written
/// out because the standard library's sorts, made for everything, are ten times the code.
pub fn rank_by(rows: &mut [Ranked], mut is_after: impl FnMut(&Ranked, &Ranked) -> bool) {
    if rows.is_sorted_by(|a, b| !is_after(a, b)) {
        return;
    }
    for run in rows.chunks_mut(SHORT) {
        for begun in 1..run.len() {
            let mut at = begun;
            while 0 < at && is_after(&run[at - 1], &run[at]) {
                run.swap(at - 1, at);
                at -= 1;
            }
        }
    }
    let mut spare = rows.to_vec();
    let (mut from, mut to) = (rows, &mut spare[..]);
    let (mut length, mut is_in_spare) = (SHORT, false);
    while length < from.len() {
        for (pair, merged) in from.chunks(2 * length).zip(to.chunks_mut(2 * length)) {
            let (mut left, mut right) = pair.split_at(length.min(pair.len()));
            for place in merged {
                let next = match (left.split_first(), right.split_first()) {
                    (Some((first, rest)), Some((second, _))) if !is_after(first, second) => {
                        left = rest;
                        first
                    }
                    (_, Some((second, rest))) => {
                        right = rest;
                        second
                    }
                    (Some((first, rest)), None) => {
                        left = rest;
                        first
                    }
                    (None, None) => break,
                };
                *place = *next;
            }
        }
        (from, to) = (to, from);
        (length, is_in_spare) = (2 * length, !is_in_spare);
    }
    if is_in_spare {
        to.copy_from_slice(from);
    }
}

/// Returns a figure's place among all others: for any two figures that are no NaN, the smaller one's is smaller.
pub fn place_of(figure: f64) -> u64 {
    // Both zeros are one figure.
    let bits = (figure + 0.0).to_bits();
    if bits >> 63 == 0 { bits | (1 << 63) } else { !bits }
}

/// Returns the same for integers.
pub const fn place_of_integer(figure: i64) -> u64 {
    (figure as u64) ^ (1 << 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_in_the_order_of_the_figures() {
        let figures = [f64::NEG_INFINITY, -2.5, -1e-300, 0.0, 1e-300, 0.5, 7.0, f64::INFINITY];
        assert!(figures.map(place_of).is_sorted_by(|a, b| a < b));
        assert_eq!(place_of(-0.0), place_of(0.0));
        assert!([i64::MIN, -1, 0, 1, i64::MAX].map(place_of_integer).is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn rows_are_sorted_by_the_first_figure_then_by_the_second() {
        let mut rows = [(2, 0, 0), (1, 9, 1), (1, 3, 2), (0, 5, 3)];
        rank(&mut rows);
        assert_eq!(rows.map(|(_, _, row)| row), [3, 2, 1, 0]);
    }

    #[test]
    fn any_number_of_rows_is_sorted_and_equal_ones_stay_as_they_were() {
        for n in [0, 1, 2, 7, 8, 9, 16, 17, 63, 64, 65, 1_000] {
            let shuffled = |n: u32| n.wrapping_mul(2_654_435_761) >> 7;
            let rows: Vec<Ranked> = (0..n).map(|row| (u64::from(shuffled(row) % 13), 0, row)).collect();
            let mut ours = rows.clone();
            rank_by(&mut ours, |a, b| b.0 < a.0);
            let mut expected = rows;
            expected.sort_by_key(|row| row.0);
            assert_eq!(ours, expected, "{n} rows");
        }
    }
}
