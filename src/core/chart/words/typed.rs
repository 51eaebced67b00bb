//! Numbers that are typed into the fields of charts: read, or refused with a reason.

use crate::format::exact;

/// Largest weight of smoothing: nothing would be left of the values by a weight of 1.
pub const MAX_WEIGHT: f64 = 0.999;

/// Reads a field. Thousands may have commas; a field without text holds no number.
///
/// # Errors
/// A sentence for the user, if the text is no finite number.
pub fn number(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.replace(',', "").parse::<f64>().ok().filter(|number| number.is_finite());
    number.map(Some).ok_or_else(|| {
        let mut short: String = text.chars().take(20).collect();
        if short.len() < text.len() {
            short.push('…');
        }
        format!("“{short}” is no number.")
    })
}

/// Returns the reason why `low` cannot be the lower end of a range; `None` if it can.
pub fn low_problem(low: Option<f64>, high: Option<f64>) -> Option<String> {
    let high = high.filter(|high| low.is_some_and(|low| *high <= low))?;
    Some(format!("This has to be below {}.", exact(high)))
}

/// Returns the reason why `high` cannot be the upper end of a range; `None` if it can.
pub fn high_problem(low: Option<f64>, high: Option<f64>) -> Option<String> {
    let low = low.filter(|low| high.is_some_and(|high| high <= *low))?;
    Some(format!("This has to be above {}.", exact(low)))
}

/// Returns the reason why a number is no weight of smoothing; `None` for one from 0 to 1, and for none.
pub fn weight_problem(weight: Option<f64>) -> Option<String> {
    weight.filter(|weight| !(0.0..=1.0).contains(weight)).map(|_| "A weight is from 0 to 0.999.".to_owned())
}

/// Returns the reason why a service cannot be asked for a step; `None` for a whole number from 0 that is exact, and for
/// none.
pub fn step_problem(step: Option<f64>) -> Option<String> {
    // From here on neighbouring whole numbers are the same float.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let is_step = |step: &f64| (0.0..MOST).contains(step) && step.fract() == 0.0;
    step.filter(|step| !is_step(step)).map(|_| "A step is a whole number from 0, below 9.007e15.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<Option<f64>, &str>) {
        assert_eq!(number(text).as_ref().copied().map_err(String::as_str), expected, "{text}");
    }

    #[test]
    fn a_word_is_refused_and_no_text_is_no_number() {
        check("120", Ok(Some(120.0)));
        check(" 1,234.5 ", Ok(Some(1234.5)));
        check("1e99", Ok(Some(1e99)));
        check("-5", Ok(Some(-5.0)));
        check("", Ok(None));
        check("  ", Ok(None));
        check("abc", Err("“abc” is no number."));
        check("12 steps", Err("“12 steps” is no number."));
        check("1e999", Err("“1e999” is no number."));
        check("NaN", Err("“NaN” is no number."));
        check("a word that is longer than the field", Err("“a word that is longe…” is no number."));
    }

    #[test]
    fn numbers_that_fit_nothing_say_why() {
        assert_eq!(low_problem(Some(300.0), Some(120.0)).as_deref(), Some("This has to be below 120."));
        assert_eq!(low_problem(Some(120.0), Some(120.0)).as_deref(), Some("This has to be below 120."));
        assert_eq!(high_problem(Some(300.0), Some(0.5)).as_deref(), Some("This has to be above 300."));
        for (low, high) in [(Some(1.0), Some(2.0)), (None, Some(2.0)), (Some(1.0), None), (None, None)] {
            assert_eq!((low_problem(low, high), high_problem(low, high)), (None, None));
        }
        for (weight, is_one) in
            [(None, true), (Some(0.0), true), (Some(1.0), true), (Some(1.5), false), (Some(-0.1), false)]
        {
            assert_eq!(weight_problem(weight).is_none(), is_one, "{weight:?}");
        }
        for (step, is_one) in [
            (None, true),
            (Some(0.0), true),
            (Some(7.0), true),
            (Some(-1.0), false),
            (Some(1.5), false),
            (Some(1e99), false),
        ] {
            assert_eq!(step_problem(step).is_none(), is_one, "{step:?}");
        }
    }
}
