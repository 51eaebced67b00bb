//! Round numbers along an axis, and how they and other figures are written.
//!
//! Contract: ticks ascend, lie within the domain, and no two labels of an axis are equal. Labels of one axis are of one
//! form, see [`Form`]: the shortest that tells them apart.

/// A labelled place on an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// In units of the axis.
    pub value: f64,
    /// Label beside the tick.
    pub label: String,
}

/// A step of 1, 2, 2.5 or 5 times a power of ten.
#[derive(Debug, Clone, Copy)]
struct RoundStep {
    /// 10, 20, 25 or 50: tenths, so that multiples are exact.
    tenths: f64,
    /// Power of ten.
    exponent: i32,
}

impl RoundStep {
    /// The smallest round step that is not below `min`, or `None` if there is no such number.
    fn at_least(min: f64) -> Option<Self> {
        if !(min.is_finite() && 0.0 < min) {
            return None;
        }
        let exponent = min.log10().floor() as i32;
        let mantissa = times_power_of_ten(min, -exponent);
        let tenths = [10.0, 20.0, 25.0, 50.0].into_iter().find(|tenths| mantissa <= tenths / 10.0 + 1e-9);
        Some(match tenths {
            Some(tenths) => Self { tenths, exponent },
            None => Self { tenths: 10.0, exponent: exponent + 1 },
        })
    }

    fn size(self) -> f64 {
        self.multiple(1.0)
    }

    fn multiple(self, n: f64) -> f64 {
        times_power_of_ten(n * self.tenths, self.exponent - 1)
    }

    /// The multiples within a domain.
    fn multiples((low, high): (f64, f64), step: Self) -> Vec<f64> {
        let first = (low / step.size() - 1e-9).ceil();
        let n = (high / step.size() + 1e-9).floor() - first;
        // A domain at the limit of precision may have no multiple that differs from the next.
        let n = if n.is_finite() { n.clamp(-1.0, 100.0) as i32 } else { -1 };
        // Powers of ten beyond 10²² are not exact, which shows where a domain is narrow and far from zero.
        let slack = (high - low) * 1e-6;
        let is_inside = |value: &f64| low - slack <= *value && *value <= high + slack;
        // Adding zero turns −0 into 0.
        (0..=n).map(|i| step.multiple(first + f64::from(i)) + 0.0).filter(is_inside).collect()
    }

    /// Decimals a multiple needs when it is written in units of 10^`unit`.
    fn n_decimals(self, unit: i32) -> usize {
        let lowest = if self.tenths == 25.0 { self.exponent - 1 } else { self.exponent };
        usize::try_from(unit - lowest).unwrap_or(0)
    }
}

/// `value` · 10^`exponent`, also where the power alone would be beyond the range of numbers.
fn times_power_of_ten(value: f64, exponent: i32) -> f64 {
    let power = |value: f64, exponent: i32| {
        // Dividing by an exact power rounds once; multiplying by an inexact one would round twice.
        if exponent < 0 { value / 10f64.powi(-exponent) } else { value * 10f64.powi(exponent) }
    };
    if exponent.abs() <= 300 {
        power(value, exponent)
    } else {
        power(power(value, exponent / 2), exponent - exponent / 2)
    }
}

/// The step between ticks of a linear axis.
fn linear_step((low, high): (f64, f64), n_max: usize) -> Option<RoundStep> {
    // Halves, because a domain may span more than the largest number.
    RoundStep::at_least((high / 2.0 - low / 2.0) / n_max.max(1) as f64 * 2.0)
}

/// The domain with its ends moved out to the next ticks, where those are less than half a step away, so
/// that most charts begin and end with a line.
pub(super) fn rounded_out((low, high): (f64, f64), n_max: usize) -> (f64, f64) {
    let Some(step) = linear_step((low, high), n_max) else { return (low, high) };
    let size = step.size();
    let (below, above) = (step.multiple((low / size).floor()), step.multiple((high / size).ceil()));
    let is_near = |tick: f64, end: f64| tick.is_finite() && (tick - end).abs() < size / 2.0;
    (if is_near(below, low) { below } else { low }, if is_near(above, high) { above } else { high })
}

/// At most about `n_max` round values of a linear axis.
pub(super) fn linear(domain: (f64, f64), n_max: usize) -> Vec<Tick> {
    let Some(step) = linear_step(domain, n_max) else { return Vec::new() };
    labelled(RoundStep::multiples(domain, step), step)
}

/// Number format of an axis's labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `-13,250`, `0.25`: thousands apart, and as many decimals as the step has.
    Plain,
    /// `20M`, `1.5k`.
    Short,
    /// `2.5e-7`.
    Scientific,
}

impl Form {
    /// The shortest form for multiples of a step; of forms as short the first. Short units are for thousands and
    /// more with two decimals at most, exponents for what is beyond them and for less than a thousandth.
    fn of(values: &[f64], step: RoundStep) -> Self {
        let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        let width = |form: Self| values.iter().map(|value| form.label(*value, step).len()).max();
        let forms = [
            (Self::Plain, true),
            (Self::Short, (1e3..1e15).contains(&largest) && step.n_decimals(si_unit(largest).0) <= 2),
            (Self::Scientific, !(1e-3..1e15).contains(&largest)),
        ];
        let allowed = forms.into_iter().filter(|(_, is_allowed)| *is_allowed).map(|(form, _)| form);
        allowed.min_by_key(|form| width(*form)).unwrap_or(Self::Plain)
    }

    fn label(self, value: f64, step: RoundStep) -> String {
        match self {
            _ if value == 0.0 => "0".to_owned(),
            Self::Plain => grouped(&format!("{value:.*}", step.n_decimals(0))),
            Self::Short => {
                let (unit, letter) = si_unit(value);
                let digits = format!("{:.*}", step.n_decimals(unit), times_power_of_ten(value, -unit));
                format!("{}{letter}", trimmed(&grouped(&digits)))
            }
            Self::Scientific => {
                let exponent = exponent_of(value);
                let digits =
                    format!("{:.*}", step.n_decimals(exponent), times_power_of_ten(value, -exponent));
                format!("{}e{exponent}", trimmed(&digits))
            }
        }
    }
}

/// Multiples of a step with their labels.
fn labelled(values: Vec<f64>, step: RoundStep) -> Vec<Tick> {
    let form = Form::of(&values, step);
    values.into_iter().map(|value| Tick { value, label: form.label(value, step) }).collect()
}

/// Decades of a logarithmic axis; with 2 and 5 between them where few fit, and linear ones where none do.
pub(super) fn logarithmic((low, high): (f64, f64), n_max: usize) -> Vec<Tick> {
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let stride = usize::try_from(last - first).unwrap_or(0) / n_max.max(1) + 1;
    let pick = |factors: &[f64]| -> Vec<Tick> {
        (first..=last)
            .filter(|decade| decade.rem_euclid(stride as i32) == 0)
            .flat_map(|decade| factors.iter().map(move |factor| times_power_of_ten(*factor, decade)))
            .filter(|value| low <= *value && *value <= high)
            .map(|value| Tick { value, label: round_label(value) })
            .collect()
    };
    let decades = pick(&[1.0]);
    let fine = if stride == 1 { pick(&[1.0, 2.0, 5.0]) } else { Vec::new() };
    match (decades.len(), fine.len()) {
        (_, 3..) if fine.len() <= n_max + 1 => fine,
        (2.., _) => decades,
        _ => linear((low, high), n_max),
    }
}

/// Whole steps, `1.5k` where that is short, `12,002` where it is not.
pub(super) fn steps(domain: (f64, f64), n_max: usize) -> Vec<Tick> {
    let least = ((domain.1 - domain.0) / n_max.max(1) as f64).max(1.0);
    let Some(mut step) = RoundStep::at_least(least) else { return Vec::new() };
    if step.tenths == 25.0 && step.exponent == 0 {
        step.tenths = 50.0;
    }
    labelled(RoundStep::multiples(domain, step), step)
}

/// Power of ten and letter of the largest SI unit that a value reaches.
fn si_unit(value: f64) -> (i32, &'static str) {
    match value.abs() {
        1e12.. => (12, "T"),
        1e9.. => (9, "G"),
        1e6.. => (6, "M"),
        1e3.. => (3, "k"),
        _ => (0, ""),
    }
}

/// The power of ten of the first digit. Of multiples of a round step, whose logarithm may be a sliver below it.
fn exponent_of(value: f64) -> i32 {
    let exponent = value.abs().log10().floor() as i32;
    if 10.0 - 1e-9 <= times_power_of_ten(value.abs(), -exponent) { exponent + 1 } else { exponent }
}

/// A decimal with commas between thousands.
pub(super) fn grouped(decimal: &str) -> String {
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |digits| ("-", digits));
    let n_whole = digits.find('.').unwrap_or(digits.len());
    let mut text = sign.to_owned();
    for (idx, digit) in digits.char_indices() {
        if 0 < idx && idx < n_whole && (n_whole - idx) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Without zeros at the end of a decimal fraction.
fn trimmed(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// A figure with four significant digits, or all digits before its point: `0.5171`, `13,251`; with an exponent from a
/// thousand million million on and below a thousandth.
pub fn value_label(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".to_owned() } else { format!("{value}") };
    }
    // Rust rounds to the digits asked for, which may carry into the next power of ten.
    let scientific = format!("{value:.3e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-3..15).contains(&exponent) {
        let n_decimals = usize::try_from(3 - exponent).unwrap_or(0);
        trimmed(&grouped(&format!("{value:.n_decimals$}"))).to_owned()
    } else {
        format!("{}e{exponent}", trimmed(mantissa))
    }
}

/// A round value by itself, as decades are: in the shortest form.
fn round_label(value: f64) -> String {
    let exponent = exponent_of(value);
    let step = RoundStep { tenths: 10.0, exponent };
    Form::of(&[value], step).label(value, step)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
