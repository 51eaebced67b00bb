//! Bounds of the wanted part of a long log, as they stand in a link.

use crate::model::{MetricsFilter, Timestamp};

/// Returns the filter of two settings: `100~500`, the first and last step, and `2026-06-02T08:00:00Z~`, the earliest and
/// latest log time. A side that is missing or unreadable is open; so is a range that ends before it begins.
///
/// # Example
/// ```
/// let filter = tuneboard_core::metrics::bounds(Some("100~"), None);
/// assert_eq!((filter.step_from, filter.step_to), (Some(100), None));
/// ```
pub fn bounds(steps: Option<&str>, logged: Option<&str>) -> MetricsFilter {
    let (step_from, step_to) = sides(steps, |text| text.parse().ok());
    let (logged_from, logged_to) = sides(logged, Timestamp::parse_iso8601);
    MetricsFilter { step_from, step_to, logged_from, logged_to, resolution: None }
}

/// Returns the two settings of a filter; `None` for a range without an end. The inverse of [`bounds`].
pub fn settings(filter: MetricsFilter) -> (Option<String>, Option<String>) {
    let text = |from: Option<String>, to: Option<String>| {
        (from.is_some() || to.is_some())
            .then(|| format!("{}~{}", from.unwrap_or_default(), to.unwrap_or_default()))
    };
    let step = |step: Option<u64>| step.map(|step| step.to_string());
    let time = |at: Option<Timestamp>| at.map(Timestamp::to_rfc3339);
    (
        text(step(filter.step_from), step(filter.step_to)),
        text(time(filter.logged_from), time(filter.logged_to)),
    )
}

fn sides<T: PartialOrd>(text: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> (Option<T>, Option<T>) {
    let Some((from, to)) = text.and_then(|text| text.split_once('~')) else { return (None, None) };
    match (parse(from), parse(to)) {
        (Some(from), Some(to)) if to < from => (None, None),
        sides => sides,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn settings_come_back(
            steps in prop::option::of((any::<u64>(), any::<u64>())), times in prop::option::of((any::<u32>(), any::<u32>())),
            has_from: bool, has_to: bool,
        ) {
            let at = |secs: u32| Timestamp::from_unix_secs(i64::from(secs));
            let filter = MetricsFilter {
                step_from: steps.filter(|_| has_from).map(|(a, b)| a.min(b)),
                step_to: steps.filter(|_| has_to).map(|(a, b)| a.max(b)),
                logged_from: times.filter(|_| has_to).map(|(a, b)| at(a.min(b))),
                logged_to: times.filter(|_| has_from).map(|(a, b)| at(a.max(b))),
                resolution: None,
            };
            let (steps, logged) = settings(filter);
            prop_assert_eq!(bounds(steps.as_deref(), logged.as_deref()), filter);
        }

        #[test]
        fn any_text_is_some_filter(steps in ".{0,20}", logged in ".{0,20}") {
            let filter = bounds(Some(&steps), Some(&logged));
            prop_assert!(filter.step_from.is_none_or(|from| filter.step_to.is_none_or(|to| from <= to)));
        }
    }

    #[test]
    fn what_ends_before_it_begins_is_open() {
        assert_eq!(bounds(Some("9~3"), Some("x~y")), MetricsFilter::default());
        assert_eq!(bounds(Some("~7"), None).step_to, Some(7));
    }
}
