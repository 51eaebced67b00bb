//! The refresh interval a person chooses.

/// Refresh interval of the whole page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Interval {
    /// As often as what is watched changes; see [`super::Pace`].
    Auto,
    /// Only on demand.
    Off,
    /// This many seconds after each response, at least 1, for everything that has not ended.
    Every(u32),
}

impl Interval {
    /// Choices of the menu, in its order.
    pub const CHOICES: [Self; 7] = [
        Self::Auto,
        Self::Off,
        Self::Every(5),
        Self::Every(10),
        Self::Every(30),
        Self::Every(60),
        Self::Every(300),
    ];

    /// Returns the word for links and stored settings: `auto`, `off`, `5s`, `1m`.
    pub fn slug(self) -> String {
        match self {
            Self::Auto => "auto".to_owned(),
            Self::Off => "off".to_owned(),
            Self::Every(secs) if secs > 0 && secs % 60 == 0 => format!("{}m", secs / 60),
            Self::Every(secs) => format!("{secs}s"),
        }
    }

    /// Returns the choice of a slug; `None` for anything that is not in [`Interval::CHOICES`].
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::CHOICES.into_iter().find(|choice| choice.slug() == slug)
    }

    /// Returns the text in the menu: `Auto`, `Off`, `5 s`, `1 min`.
    pub fn label(self) -> String {
        match self {
            Self::Auto => "Auto".to_owned(),
            Self::Off => "Off".to_owned(),
            Self::Every(secs) if secs > 0 && secs % 60 == 0 => format!("{} min", secs / 60),
            Self::Every(secs) => format!("{secs} s"),
        }
    }

    /// Returns the fixed wait, seconds, at least 1; `None` for `Auto` and `Off`.
    pub(super) fn fixed_secs(self) -> Option<f64> {
        match self {
            Self::Auto | Self::Off => None,
            Self::Every(secs) => Some(f64::from(secs.max(1))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_read_back_and_nothing_else_is() {
        for choice in Interval::CHOICES {
            assert_eq!(Interval::from_slug(&choice.slug()), Some(choice));
        }
        let slugs: Vec<String> = Interval::CHOICES.into_iter().map(Interval::slug).collect();
        assert_eq!(slugs, ["auto", "off", "5s", "10s", "30s", "1m", "5m"]);
        for other in ["", "0s", "7s", "AUTO", "1 m"] {
            assert_eq!(Interval::from_slug(other), None, "{other}");
        }
        assert_eq!(Interval::Every(300).label(), "5 min");
    }
}
