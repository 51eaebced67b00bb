//! The Gregorian calendar, without time zones: seconds since 1970 as a date and a time of day, and back.

/// A date and a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CivilTime {
    /// Year of the common era.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

/// The months as they are written short.
pub const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const SECS_PER_DAY: i64 = 86_400;

/// The calendar repeats itself after so many days: 400 years.
const DAYS_PER_ERA: i64 = 146_097;

/// From 1 March of the year 0, when eras begin, to 1 January 1970.
const DAYS_TO_1970: i64 = 719_468;

impl CivilTime {
    /// Returns the date and time `secs` after the beginning of 1970, before it if negative.
    pub const fn from_unix_secs(secs: i64) -> Self {
        // Years begin in March here, so that the day that is there only sometimes comes last.
        let days = secs.div_euclid(SECS_PER_DAY) + DAYS_TO_1970;
        let (era, day_of_era) = (days.div_euclid(DAYS_PER_ERA), days.rem_euclid(DAYS_PER_ERA));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let second_of_day = secs.rem_euclid(SECS_PER_DAY);
        Self {
            year: era * 400 + year_of_era + (month <= 2) as i64,
            month: month as u8,
            day: (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8,
            hour: (second_of_day / 3600) as u8,
            minute: (second_of_day / 60 % 60) as u8,
            second: (second_of_day % 60) as u8,
        }
    }

    /// Short name of the month: `Aug`; empty if the month does not exist.
    pub fn month_name(self) -> &'static str {
        MONTHS.get(usize::from(self.month).wrapping_sub(1)).copied().unwrap_or_default()
    }

    /// Inverse of [`CivilTime::from_unix_secs`]; `None` if the date does not exist, such as 31 April.
    pub fn to_unix_secs(self) -> Option<i64> {
        let is_leap_year = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let n_days = match self.month {
            2 if is_leap_year => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        if !(1..=n_days).contains(&self.day) || self.hour > 23 || self.minute > 59 || self.second > 59 {
            return None;
        }
        let year = self.year - i64::from(self.month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let month_from_march = i64::from((self.month + 9) % 12);
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
        let second_of_day =
            i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second);
        Some(days * SECS_PER_DAY + second_of_day)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(secs: i64, (year, month, day): (i64, u8, u8), (hour, minute, second): (u8, u8, u8)) {
        let civil = CivilTime { year, month, day, hour, minute, second };
        assert_eq!(CivilTime::from_unix_secs(secs), civil);
        assert_eq!(civil.to_unix_secs(), Some(secs));
    }

    #[test]
    fn known_instants_have_their_dates() {
        check(0, (1970, 1, 1), (0, 0, 0));
        check(-1, (1969, 12, 31), (23, 59, 59));
        check(951_782_400, (2000, 2, 29), (0, 0, 0));
        check(1_785_575_943, (2026, 8, 1), (9, 19, 3));
        check(4_107_542_400, (2100, 3, 1), (0, 0, 0));
        check(-62_135_596_800, (1, 1, 1), (0, 0, 0));
        check(-9_223_372_037, (1677, 9, 21), (0, 12, 43));
    }

    #[test]
    fn dates_that_are_none_are_refused() {
        let refused = |year, month, day, hour, minute, second| {
            CivilTime { year, month, day, hour, minute, second }.to_unix_secs().is_none()
        };
        assert!(
            refused(2026, 0, 1, 0, 0, 0) && refused(2026, 13, 1, 0, 0, 0) && refused(2026, 1, 0, 0, 0, 0)
        );
        assert!(
            refused(2026, 4, 31, 0, 0, 0) && refused(2026, 2, 29, 0, 0, 0) && refused(2100, 2, 29, 0, 0, 0)
        );
        assert!(
            refused(2026, 1, 1, 24, 0, 0) && refused(2026, 1, 1, 0, 60, 0) && refused(2026, 1, 1, 0, 0, 60)
        );
    }

    proptest! {
        #[test]
        fn dates_round_trip_and_keep_their_order(secs in -70_000_000_000..70_000_000_000_i64, step in 1..90_000_i64) {
            let civil = CivilTime::from_unix_secs(secs);
            prop_assert_eq!(civil.to_unix_secs(), Some(secs));
            let later = CivilTime::from_unix_secs(secs + step);
            let parts = |c: CivilTime| (c.year, c.month, c.day, c.hour, c.minute, c.second);
            prop_assert!(parts(civil) < parts(later));
        }
    }
}
