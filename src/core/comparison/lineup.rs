//! Jobs of a comparison: their order, the baseline, and which of their settings are shown.
//!
//! All of it is in the link: a [`Lineup`] is read from it and written back, and nothing of it is kept elsewhere.

use super::JobRef;
use crate::{model::JobKey, route::Query};

/// Jobs of one comparison: beyond that, lines cannot be told apart.
pub const MOST_JOBS: usize = 12;

/// Names of settings in links.
const BASELINE: &str = "base";
const SETTINGS: &str = "settings";
/// The word for all settings; those that differ go without saying.
const ALL: &str = "all";

/// Reason why a job of the link is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// The link names it before.
    Twice,
    /// There are [`MOST_JOBS`] before it.
    TooMany,
}

/// Jobs and choices of a link to a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lineup {
    /// All jobs of the link, in its order; some may be left out.
    jobs: Vec<JobRef>,
    /// Job that the others are compared with; `None` for the first.
    baseline: Option<JobRef>,
    /// Settings are shown that all jobs have in common, too.
    pub shows_all_settings: bool,
}

impl Lineup {
    /// Reads a comparison from a link's settings; inverse of [`Lineup::write`].
    pub fn read(query: &Query) -> Self {
        Self {
            jobs: query.list().map(JobRef::parse).collect(),
            baseline: query.get(BASELINE).map(JobRef::parse),
            shows_all_settings: query.get(SETTINGS) == Some(ALL),
        }
    }

    /// Writes it to a link; other settings stay.
    pub fn write(&self, query: &mut Query) {
        query.set_list(self.jobs.iter().map(JobRef::to_text));
        query.set(BASELINE, self.baseline.as_ref().map(JobRef::to_text).as_deref());
        query.set(SETTINGS, self.shows_all_settings.then_some(ALL));
    }

    /// Returns the comparison of these jobs.
    pub fn of(keys: impl IntoIterator<Item = JobKey>) -> Self {
        Self { jobs: keys.into_iter().map(JobRef::Key).collect(), ..Self::default() }
    }

    /// Returns the jobs that are compared, each once.
    pub fn jobs(&self) -> Vec<JobRef> {
        self.sorted_out().filter(|(_, why)| why.is_none()).map(|(job, _)| job.clone()).collect()
    }

    /// Returns the others, each with the reason.
    pub fn left_out(&self) -> Vec<(JobRef, LeftOut)> {
        self.sorted_out().filter_map(|(job, why)| Some((job.clone(), why?))).collect()
    }

    fn sorted_out(&self) -> impl Iterator<Item = (&JobRef, Option<LeftOut>)> {
        let mut n = 0;
        self.jobs.iter().enumerate().map(move |(place, job)| {
            let why = if self.jobs.iter().take(place).any(|known| known == job) {
                Some(LeftOut::Twice)
            } else if n == MOST_JOBS {
                Some(LeftOut::TooMany)
            } else {
                n += 1;
                None
            };
            (job, why)
        })
    }

    /// Returns the place of the baseline among [`Lineup::jobs`]; the first if none was chosen or it is gone.
    pub fn baseline(&self) -> usize {
        let chosen = self.baseline.as_ref();
        self.jobs().iter().position(|job| Some(job) == chosen).unwrap_or(0)
    }

    /// Compares with this job from now on.
    pub fn set_baseline(&mut self, job: &JobRef) {
        self.baseline = Some(job.clone()).filter(|job| self.jobs().first() != Some(job));
    }

    /// Returns true if there is room for another job.
    pub fn has_room(&self) -> bool {
        self.jobs().len() < MOST_JOBS
    }

    /// Appends a job, unless it is there.
    pub fn add(&mut self, job: JobRef) {
        if !self.jobs.contains(&job) {
            self.jobs.push(job);
        }
    }

    /// Takes a job out, wherever the link names it. If it was the baseline, the first is.
    pub fn remove(&mut self, job: &JobRef) {
        self.jobs.retain(|known| known != job);
        self.baseline.take_if(|baseline| baseline == job);
    }

    /// Moves a job one place forward or back among those that are compared. The baseline stays the same job.
    pub fn shift(&mut self, job: &JobRef, is_back: bool) {
        let shown = self.jobs();
        let Some(place) = shown.iter().position(|known| known == job) else { return };
        let other = if is_back { place.checked_sub(1) } else { Some(place + 1) };
        let Some(other) = other.and_then(|other| shown.get(other)) else { return };
        let place_of = |wanted: &JobRef| self.jobs.iter().position(|known| known == wanted);
        let (Some(from), Some(to)) = (place_of(job), place_of(other)) else { return };
        let baseline = shown.get(self.baseline()).cloned();
        self.jobs.swap(from, to);
        if let Some(baseline) = baseline {
            self.set_baseline(&baseline);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::route::{Location, Route};

    fn read(hash: &str) -> Lineup {
        Lineup::read(&Location::parse(hash).query)
    }

    fn words(jobs: &[JobRef]) -> String {
        jobs.iter().map(JobRef::to_text).collect::<Vec<_>>().join(" ")
    }

    fn job(id: &str) -> JobRef {
        JobRef::parse(&format!("demo/{id}"))
    }

    #[test]
    fn a_job_is_compared_once_and_no_more_than_twelve_are() {
        let link: String = (0..14).map(|n| format!("&job=demo/{}", n / 13 + n)).collect();
        let lineup = read(&format!("#/compare?job=demo/0{link}&job=demo/3"));
        assert_eq!(words(&lineup.jobs()).split(' ').count(), MOST_JOBS);
        let expected = [
            (job("0"), LeftOut::Twice),
            (job("12"), LeftOut::TooMany),
            (job("14"), LeftOut::TooMany),
            (job("3"), LeftOut::Twice),
        ];
        assert_eq!(lineup.left_out(), expected);
        assert!(!lineup.has_room());
    }

    #[test]
    fn the_baseline_stays_the_job_it_is() {
        let mut lineup = read("#/compare?job=demo/a&job=demo/b&job=demo/c&base=demo/b&settings=all");
        assert_eq!((lineup.baseline(), lineup.shows_all_settings), (1, true));
        lineup.shift(&job("b"), true);
        assert_eq!((words(&lineup.jobs()), lineup.baseline()), ("demo/b demo/a demo/c".into(), 0));
        lineup.shift(&job("b"), true);
        lineup.shift(&job("c"), false);
        assert_eq!(words(&lineup.jobs()), "demo/b demo/a demo/c", "nothing beyond the ends");
        lineup.shift(&job("b"), false);
        assert_eq!((words(&lineup.jobs()), lineup.baseline()), ("demo/a demo/b demo/c".into(), 1));
        lineup.remove(&job("b"));
        assert_eq!((words(&lineup.jobs()), lineup.baseline()), ("demo/a demo/c".into(), 0));
        lineup.set_baseline(&job("c"));
        lineup.add(job("d"));
        lineup.add(job("c"));
        assert_eq!((words(&lineup.jobs()), lineup.baseline()), ("demo/a demo/c demo/d".into(), 1));
        lineup.set_baseline(&job("a"));
        let mut place = Location::of(Route::Compare);
        lineup.write(&mut place.query);
        assert_eq!(place.query.get("base"), None, "the first goes without saying");
        assert_eq!(read("#/compare?job=demo/a&base=demo/gone").baseline(), 0);
    }

    #[test]
    fn the_first_one_stays_the_baseline_when_it_is_moved() {
        let mut lineup = read("#/compare?job=demo/a&job=demo/b");
        lineup.shift(&job("b"), true);
        assert_eq!((words(&lineup.jobs()), lineup.baseline()), ("demo/b demo/a".into(), 1));
    }

    #[test]
    fn moving_passes_over_what_is_left_out() {
        let mut lineup = read("#/compare?job=demo/a&job=demo/a&job=demo/b");
        lineup.shift(&job("b"), true);
        assert_eq!(words(&lineup.jobs()), "demo/b demo/a");
    }

    fn any_job() -> impl Strategy<Value = JobRef> {
        prop_oneof![
            ("\\PC{1,8}", "\\PC{1,12}").prop_map(|(connection, id)| JobRef::Key(JobKey {
                connection: crate::model::ConnectionId(connection.as_str().into()),
                id: id.as_str().into()
            })),
            Just(JobRef::Latest(None)),
            "\\PC{0,12}".prop_map(|text| JobRef::parse(&text)),
        ]
    }

    proptest! {
        #[test]
        fn a_link_gives_back_what_was_written(
            jobs in prop::collection::vec(any_job(), 0..16), baseline in prop::option::of(any_job()),
            shows_all_settings: bool, x in prop::option::of("[a-z]{1,6}"), smoothing in prop::option::of("0\\.[0-9]{1,3}"),
        ) {
            let lineup = Lineup { jobs, baseline, shows_all_settings };
            let mut place = Location::of(Route::Compare).with("x", x.as_deref()).with("s", smoothing.as_deref());
            lineup.write(&mut place.query);
            let read_back = Location::parse(&place.to_hash());
            prop_assert_eq!(&read_back, &place);
            prop_assert_eq!(Lineup::read(&read_back.query), lineup);
            prop_assert_eq!((read_back.query.get("x"), read_back.query.get("s")), (x.as_deref(), smoothing.as_deref()));
        }
    }
}
