//! The jobs that the screen compares, and what is known of them.

use std::sync::Arc;

use leptos::prelude::*;

use crate::state::{App, ComparedRow, Standing, Watched, compare};
use tuneboard_core::comparison::{ComparedJob, JobRef, Lineup, names_apart};

/// State shared by the parts of the screen. Copies refer to the same.
#[derive(Clone, Copy)]
pub struct Comparison {
    /// Shared state.
    pub app: App,
    /// Jobs and choices of the link.
    pub lineup: Memo<Lineup>,
    /// Its jobs, in the order of their places.
    pub rows: ReadSignal<Vec<ComparedRow>>,
    /// Names of the jobs, made distinct, in the same order.
    pub names: Memo<Vec<Arc<str>>>,
}

impl Comparison {
    pub fn new(app: App) -> Self {
        let lineup = Memo::new(move |_| app.navigator.location().with(|place| Lineup::read(&place.query)));
        let rows = compare(app, lineup);
        let names = Memo::new(move |_| rows.with(|rows| names_of(rows)));
        Self { app, lineup, rows, names }
    }

    /// Changes what is compared, and with it the link.
    pub fn change(self, change: impl FnOnce(&mut Lineup)) {
        let mut lineup = self.lineup.get_untracked();
        change(&mut lineup);
        self.app.navigator.change(|query| lineup.write(query));
    }

    /// The jobs that are watched, each with its place.
    pub fn watched(self) -> Vec<(usize, Watched)> {
        let watched = |(place, row): (usize, &ComparedRow)| match row.standing {
            Standing::Open(watched) => Some((place, watched)),
            Standing::Pending | Standing::Missing(_) => None,
        };
        self.rows.with(|rows| rows.iter().enumerate().filter_map(watched).collect())
    }

    /// Follows all that is known of the jobs.
    pub fn track(self) {
        self.names.track();
        for (_, watched) in self.watched() {
            watched.open().job().track();
            watched.open().store().track();
            watched.judgement.track();
        }
    }

    /// Reads what the jobs have logged, in place. Follows nothing.
    pub fn with_logs<T>(self, read: impl FnOnce(&[ComparedJob<'_>]) -> T) -> T {
        untrack(|| self.with_logs_tracked(read))
    }

    fn with_logs_tracked<T>(self, read: impl FnOnce(&[ComparedJob<'_>]) -> T) -> T {
        let watched = self.watched();
        let names = self.names.get();
        let unnamed: Arc<str> = "".into();
        let stores: Vec<_> = watched.iter().map(|(_, watched)| watched.open().store().read()).collect();
        let jobs: Vec<_> = watched
            .iter()
            .zip(&stores)
            .map(|((place, watched), store)| ComparedJob {
                name: names.get(*place).unwrap_or(&unnamed),
                place: *place,
                store,
                stretch: watched.stretch.get(),
            })
            .collect();
        read(&jobs)
    }

    /// The jobs whose records are known, each with its place: they have columns in the tables.
    pub fn columns(self) -> Vec<(usize, Watched)> {
        let is_known = |(_, watched): &(usize, Watched)| watched.open().job().with(Option::is_some);
        self.watched().into_iter().filter(is_known).collect()
    }

    /// The places of these jobs, which change less often than the jobs do.
    pub fn places(self) -> Memo<Vec<usize>> {
        Memo::new(move |_| self.columns().into_iter().map(|(place, _)| place).collect())
    }

    /// The jobs at these places. Follows nothing.
    pub fn at(self, places: &[usize]) -> Vec<(usize, Watched)> {
        let watched = untrack(|| self.watched()).into_iter();
        watched.filter(|(place, _)| places.contains(place)).collect()
    }
}

/// Returns the rows' names: the names of their jobs, as far as they are known.
fn names_of(rows: &[ComparedRow]) -> Vec<Arc<str>> {
    let known = |row: &ComparedRow| match (&row.standing, &row.job) {
        (Standing::Open(watched), _) => {
            let key = watched.open().key();
            let name = watched.open().job().with(|job| job.as_ref().map(|job| job.name.clone()));
            Ok((name.unwrap_or_else(|| key.id.to_string()), key))
        }
        (_, JobRef::Key(key)) => Ok((key.id.to_string(), key.clone())),
        (_, JobRef::Latest(None)) => Err("the newest job".to_owned()),
        (_, JobRef::Latest(Some(connection))) => Err(format!("the newest job of {connection}")),
        (_, JobRef::Unreadable(text)) => Err(format!("“{text}”")),
    };
    let known: Vec<_> = rows.iter().map(known).collect();
    let jobs: Vec<_> = known.iter().flatten().map(|(name, key)| (name.as_str(), key)).collect();
    let mut apart = names_apart(&jobs).into_iter();
    let name = |known: &Result<_, String>| match known {
        Ok(_) => apart.next().unwrap_or_default(),
        Err(words) => words.clone(),
    };
    known.iter().map(name).map(Arc::from).collect()
}
