//! Days on which a service shuts models down.
//!
//! Source: `OpenAI`'s *List models* (`GET /v1/models`), whose models have an optional `shutdown_date`, a day without a time
//! zone, and its deprecations page: a fine-tuned model answers until the model it was tuned from is shut down
//! (<https://developers.openai.com/api/docs/deprecations>, seen in December 2026).

use super::{CivilTime, Job, Timestamp};

/// Shutdowns of this many days ahead and fewer need attention.
const NOTICE_DAYS: i64 = 60;

const SECS_PER_DAY: f64 = 86_400.0;

/// The day on which a model is shut down, taken as one of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shutdown {
    /// Its beginning.
    day: Timestamp,
}

/// Shutdowns that a service has announced, sorted by model; some dozens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shutdowns(Vec<(String, Shutdown)>);

impl Shutdown {
    /// Reads a day such as `2027-01-14`; `None` if there is no such day, or the text has another form.
    pub fn parse(date: &str) -> Option<Self> {
        let day = Self { day: Timestamp::parse_iso8601(date)? };
        (day.date() == date).then_some(day)
    }

    /// Writes `2027-01-14`; inverse of [`Shutdown::parse`].
    pub fn date(self) -> String {
        let CivilTime { year, month, day, .. } = self.day.civil(0);
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Days from `now`'s to this one; 0 on the day itself, negative after it.
    pub fn days_left(self, now: Timestamp) -> i64 {
        let n_days = (self.day.secs_since(now) / SECS_PER_DAY).ceil();
        n_days as i64
    }

    /// Returns whether it is near, or past.
    pub fn is_near(self, now: Timestamp) -> bool {
        self.days_left(now) <= NOTICE_DAYS
    }

    /// Returns the time left, short: `44 d left`, `last day`, `shut down`.
    pub fn left(self, now: Timestamp) -> String {
        match self.days_left(now) {
            ..0 => "shut down".to_owned(),
            0 => "last day".to_owned(),
            n => format!("{n} d left"),
        }
    }

    /// Predicate of a sentence on so many models: `is shut down in 44 days, on 2027-01-14`.
    pub fn words(self, n_models: usize, now: Timestamp) -> String {
        let (is, was) = if n_models == 1 { ("is", "was") } else { ("are", "were") };
        let date = self.date();
        match self.days_left(now) {
            ..0 => format!("{was} shut down on {date}"),
            0 => format!("{is} shut down today, {date}"),
            1 => format!("{is} shut down tomorrow, {date}"),
            n => format!("{is} shut down in {n} days, on {date}"),
        }
    }

    /// Sentence on a model and what is tuned from it.
    pub fn sentence(self, model: &str, now: Timestamp) -> String {
        format!("{model} {}, and with it what is tuned from it.", self.words(1, now))
    }
}

impl Shutdowns {
    /// Adds the shutdown of a model, in place of an earlier one.
    pub fn insert(&mut self, model: &str, shutdown: Shutdown) {
        match self.place(model) {
            Ok(place) => self.0[place].1 = shutdown,
            Err(place) => self.0.insert(place, (model.to_owned(), shutdown)),
        }
    }

    /// Place of a model, or where it would be.
    fn place(&self, model: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_str().cmp(model))
    }

    fn get(&self, model: &str) -> Option<Shutdown> {
        self.place(model).ok().map(|place| self.0[place].1)
    }

    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the shutdown of a model; that of the model it was tuned from, if that comes first. `None` while none is announced.
    pub fn of(&self, model: &str) -> Option<Shutdown> {
        let own = self.get(model);
        let base = tuned_from(model).and_then(|base| self.get(base));
        own.into_iter().chain(base).min()
    }

    /// Returns the shutdown that ends what a job has made or will make.
    pub fn of_job(&self, job: &Job) -> Option<Shutdown> {
        self.of_models(job.base_model.as_deref(), job.output_model.as_deref())
    }

    /// Returns the shutdown that ends what these models of a job have made or will make.
    pub fn of_models(&self, base: Option<&str>, output: Option<&str>) -> Option<Shutdown> {
        [base, output].into_iter().flatten().filter_map(|model| self.of(model)).min()
    }

    /// Writes a line per model, `2027-01-14 gpt-4o`; inverse of [`Shutdowns::parse`].
    pub fn to_text(&self) -> String {
        let lines = self.0.iter().map(|(model, shutdown)| format!("{} {model}", shutdown.date()));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Reads what [`Shutdowns::to_text`] wrote; leaves out lines that are no shutdowns.
    pub fn parse(text: &str) -> Self {
        let line = |line: &str| {
            let (date, model) = line.split_once(' ')?;
            Some((model.to_owned(), Shutdown::parse(date)?))
        };
        let mut read = Self::default();
        text.lines().filter_map(line).for_each(|(model, shutdown)| read.insert(&model, shutdown));
        read
    }
}

/// Returns the model that a fine-tuned one was tuned from: `ft:gpt-4o-mini-2024-07-18:acme::7qTVM5AR`, and
/// `…:ckpt-step-90` for a checkpoint.
fn tuned_from(model: &str) -> Option<&str> {
    model.strip_prefix("ft:")?.split(':').next()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(date: &str, hour: i64) -> Timestamp {
        Shutdown::parse(date).expect("a day").day.plus_secs(3600.0 * hour as f64)
    }

    #[test]
    fn days_are_read_as_they_are_documented() {
        for (text, is_day) in [
            ("2027-01-14", true),
            ("2028-02-29", true),
            ("2027-02-29", false),
            ("2027-1-14", false),
            ("2027-01-14T00:00:00Z", false),
            ("2027-01-14-", false),
            ("+027-01-14", false),
            ("2027-01", false),
            ("soon", false),
            ("", false),
        ] {
            let day = Shutdown::parse(text);
            assert_eq!(day.map(Shutdown::date), is_day.then(|| text.to_owned()), "{text}");
        }
    }

    #[test]
    fn days_left_are_those_of_the_calendar() {
        let shutdown = Shutdown::parse("2027-01-14").unwrap();
        for (now, n, left, words) in [
            (at("2026-12-01", 10), 44, "44 d left", "is shut down in 44 days, on 2027-01-14"),
            (at("2026-12-01", 0), 44, "44 d left", "is shut down in 44 days, on 2027-01-14"),
            (at("2027-01-13", 23), 1, "1 d left", "is shut down tomorrow, 2027-01-14"),
            (at("2027-01-14", 0), 0, "last day", "is shut down today, 2027-01-14"),
            (at("2027-01-14", 23), 0, "last day", "is shut down today, 2027-01-14"),
            (at("2027-01-15", 0), -1, "shut down", "was shut down on 2027-01-14"),
        ] {
            assert_eq!(shutdown.days_left(now), n);
            assert_eq!(shutdown.left(now), left);
            assert_eq!(shutdown.words(1, now), words);
            assert_eq!(shutdown.sentence("a", now), format!("a {words}, and with it what is tuned from it."));
        }
        assert!(shutdown.is_near(at("2026-11-15", 0)) && !shutdown.is_near(at("2026-11-14", 23)));
    }

    #[test]
    fn a_tuned_model_goes_with_the_one_it_was_tuned_from() {
        let shutdowns = Shutdowns::parse(
            "2027-01-14 gpt-4o-mini-2024-07-18\n2026-10-23 ft:gpt-4.1-nano:a::1\n2027-01-14 gpt-4.1-nano\nnonsense\n\n2027-13-01 x",
        );
        for (model, expected) in [
            ("gpt-4o-mini-2024-07-18", Some("2027-01-14")),
            ("ft:gpt-4o-mini-2024-07-18:acme::7qTVM5AR", Some("2027-01-14")),
            ("ft:gpt-4o-mini-2024-07-18:acme:tone:7qTVM5AR:ckpt-step-90", Some("2027-01-14")),
            ("ft:gpt-4.1-nano:a::1", Some("2026-10-23")),
            ("gpt-4o-mini", None),
            ("ft:", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(shutdowns.of(model).map(Shutdown::date).as_deref(), expected, "{model}");
        }
        let first = shutdowns.of_models(Some("gpt-4o-mini-2024-07-18"), Some("ft:gpt-4.1-nano:a::1"));
        assert_eq!(first.map(Shutdown::date).as_deref(), Some("2026-10-23"));
        assert_eq!(shutdowns.of_models(None, None), None);
    }

    proptest! {
        #[test]
        fn shutdowns_are_read_back(entries in prop::collection::vec(("[a-z0-9:. -]{0,20}", 0_i64..40_000), 0..20)) {
            let mut shutdowns = Shutdowns::default();
            for (model, day) in entries {
                shutdowns.insert(&model, Shutdown { day: Timestamp::from_unix_secs(86_400 * day) });
            }
            prop_assert_eq!(Shutdowns::parse(&shutdowns.to_text()), shutdowns);
        }
    }
}
