//! Lengths of time as text: `0:01:06`, `2 days, 3:14:07`.

use super::lenient::Scalar;

impl Scalar<'_> {
    /// A length of time in seconds: a number, or text as `0:01:06` and `2 days, 3:14:07`.
    pub(crate) fn as_secs(&self) -> Option<f64> {
        self.as_number().or_else(|| match self {
            Self::Text(text) => secs(text.trim()),
            _ => None,
        })
    }
}

/// Seconds of a length of time as Python prints it: hours, minutes and seconds with colons, after a number of days if there are some.
fn secs(text: &str) -> Option<f64> {
    let (days, clock) = match text.split_once(" day") {
        Some((days, rest)) => {
            (days.parse::<u32>().ok()?, rest.trim_start_matches('s').strip_prefix(',')?.trim())
        }
        None => (0, text),
    };
    let (clock, secs) = clock.rsplit_once(':')?;
    let secs: f64 = secs.parse().ok().filter(|secs| (0.0..60.0).contains(secs))?;
    let (hours, minutes) = clock.rsplit_once(':').unwrap_or(("0", clock));
    let (hours, minutes) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
    Some((f64::from(days) * 24.0 + f64::from(hours)) * 3600.0 + f64::from(minutes) * 60.0 + secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_clocks_after_days() {
        let check = |text: &str, expected: Option<f64>| assert_eq!(secs(text), expected, "{text}");
        check("0:00:33", Some(33.0));
        check("1:02:03.5", Some(3_723.5));
        check("02:03", Some(123.0));
        check("1 day, 0:08:23", Some(86_903.0));
        check("9 days, 21:39:23", Some(855_563.0));
        for none in [
            "",
            "soon",
            "12.5",
            "1:2:3:4",
            "0:61:99",
            "-1 day, 23:59:59",
            "2 days",
            "12:00 PM",
            "day, 0:00:01",
        ] {
            check(none, None);
        }
        assert_eq!(Scalar::Text(" 12.5 ".into()).as_secs(), Some(12.5));
        assert_eq!((Scalar::Int(7).as_secs(), Scalar::Null.as_secs()), (Some(7.0), None));
    }
}
