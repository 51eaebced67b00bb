//! Properties of number labels on any domain.

use proptest::prelude::*;

use super::*;

/// Reads a label back as a number.
fn read(label: &str) -> f64 {
    let digits = label.replace(',', "");
    let units = [("k", "e3"), ("M", "e6"), ("G", "e9"), ("T", "e12")];
    let known =
        units.iter().find_map(|(letter, power)| Some(format!("{}{power}", digits.strip_suffix(letter)?)));
    known.unwrap_or(digits).parse().unwrap_or(f64::NAN)
}

fn any_domain() -> impl Strategy<Value = (f64, f64)> {
    let low = prop_oneof![
        proptest::num::f64::NORMAL,
        (-1e7..1e7_f64),
        (-9.0..9.0_f64, -14..18_i32).prop_map(|(digits, power)| digits * 10f64.powi(power)),
        Just(0.0),
    ];
    // Down to a millionth of the values: beyond that a chart has labels for no one.
    let span = prop_oneof![(-6.0..6.0_f64).prop_map(|power| 10f64.powf(power)), 0.5..3.0_f64];
    (low, span).prop_map(|(low, span)| (low, low + low.abs().max(1e-300) * span))
}

proptest! {
    #[test]
    fn labels_are_distinct_read_back_and_are_the_shortest(domain in any_domain(), n_max in 2usize..12) {
        prop_assume!(domain.1.is_finite() && domain.0 < domain.1);
        let step = linear_step(domain, n_max).unwrap();
        let ticks = linear(domain, n_max);
        let labels: Vec<&str> = ticks.iter().map(|tick| &*tick.label).collect();
        let distinct: std::collections::BTreeSet<&str> = labels.iter().copied().collect();
        prop_assert_eq!(distinct.len(), ticks.len(), "{:?}", labels);
        for tick in &ticks {
            // The same number but for the last bits, which no axis can show.
            let slack = 1e-9 * step.size() + 4.0 * f64::EPSILON * tick.value.abs();
            prop_assert!((read(&tick.label) - tick.value).abs() <= slack, "{} {:?}", tick.value, labels);
        }
        let values: Vec<f64> = ticks.iter().map(|tick| tick.value).collect();
        let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        let width = labels.iter().map(|label| label.len()).max().unwrap_or(0);
        let other = |form: Form| values.iter().map(|value| form.label(*value, step).len()).max().unwrap_or(0);
        prop_assert!(width <= other(Form::Plain), "{:?}", labels);
        if (1e3..1e15).contains(&largest) && step.n_decimals(si_unit(largest).0) <= 2 {
            prop_assert!(width <= other(Form::Short), "{:?}", labels);
        }
        let has_exponent = labels.iter().any(|label| label.contains('e'));
        if has_exponent {
            prop_assert!(!(1e-3..1e15).contains(&largest) && width < other(Form::Plain), "{:?}", labels);
        }
    }
}
