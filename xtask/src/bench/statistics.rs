//! Statistics of many measurements.

/// Returns the value that `share` of all are not above, between two of them where it falls between; `None` of nothing.
pub fn percentile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = share.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted.get(place.floor() as usize)?, sorted.get(place.ceil() as usize)?);
    Some(below + (above - below) * place.fract())
}

/// Returns the value in the middle.
pub fn median(values: &[f64]) -> Option<f64> {
    percentile(values, 0.5)
}

/// `ours ÷ peer` pair by pair; what has no partner is left out.
pub fn ratios(ours: &[f64], peer: &[f64]) -> Vec<f64> {
    ours.iter().zip(peer).filter(|(_, peer)| 0.0 < **peer).map(|(ours, peer)| ours / peer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[f64], share: f64, expected: Option<f64>) {
        assert_eq!(percentile(values, share), expected, "{values:?} {share}");
    }

    #[test]
    fn percentiles_lie_between_their_neighbours() {
        check(&[], 0.5, None);
        check(&[7.0], 0.1, Some(7.0));
        check(&[4.0, 1.0, 3.0, 2.0], 0.0, Some(1.0));
        check(&[4.0, 1.0, 3.0, 2.0], 0.5, Some(2.5));
        check(&[4.0, 1.0, 3.0, 2.0], 1.0, Some(4.0));
        check(&[0.0, 10.0, 20.0], 0.9, Some(18.0));
        assert_eq!(median(&[3.0, 9.0, 1.0]), Some(3.0));
    }

    #[test]
    fn a_ratio_is_of_a_pair() {
        assert_eq!(ratios(&[1.0, 6.0, 5.0], &[2.0, 3.0]), [0.5, 2.0]);
        assert_eq!(ratios(&[1.0, 1.0], &[0.0, 4.0]), [0.25]);
        assert_eq!(ratios(&[1.0], &[]), [0.0; 0]);
    }
}
