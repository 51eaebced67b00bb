//! One action on many jobs, carried out: a request per job, a few at a time, none of them twice.
//!
//! It goes on when the screen that began it is left.

use leptos::prelude::*;

use crate::{
    browser::{clock, fetch::Abort, schedule, timer},
    state::{App, Resource, page_signal::page_signal},
};
use tuneboard_core::{
    api,
    bulk::{Next, Run},
    model::{JobKey, JobVerb, Provider},
};

/// The present or last run, until it is put away. Copies refer to the same one.
#[derive(Clone, Copy)]
pub struct Bulk {
    app: App,
    run: RwSignal<Option<Run>>,
}

impl Bulk {
    pub(in crate::state) fn new(app: App) -> Self {
        Self { app, run: page_signal(None) }
    }

    /// Returns the run; `None` if there is nothing to show.
    pub fn run(self) -> ReadSignal<Option<Run>> {
        self.run.read_only()
    }

    /// Begins, unless another run is going on.
    pub fn start(self, verb: JobVerb, jobs: Vec<(JobKey, String, Provider)>) {
        if self.run.with_untracked(|run| run.as_ref().is_none_or(Run::is_over)) {
            self.run.set(Some(Run::new(verb, jobs)));
            self.go_on();
        }
    }

    /// Asks for no further job. What is under way is waited for.
    pub fn call_off(self) {
        self.change(Run::call_off);
        self.go_on();
    }

    /// Puts a run away that is over.
    pub fn put_away(self) {
        self.run.update(|run| drop(run.take_if(|run| run.is_over())));
    }

    /// `None` if there is no run, or the page is gone.
    fn change<T>(self, change: impl FnOnce(&mut Run) -> T) -> Option<T> {
        self.run.try_update(|run| run.as_mut().map(change)).flatten()
    }

    fn go_on(self) {
        while let Some(next) = self.change(|run| run.next(clock::now())) {
            match next {
                Next::Send(place) => schedule::spawn_detached(self.send(place)),
                Next::Wait(secs) => {
                    schedule::spawn_detached(async move {
                        timer::wait(secs).await;
                        self.go_on();
                    });
                    return;
                }
                Next::Answers => return,
                Next::Over => return self.end(),
            }
        }
    }

    async fn send(self, place: usize) {
        let asked = self.run.with_untracked(|run| {
            let run = run.as_ref()?;
            Some((run.verb(), run.items().get(place)?.key.clone()))
        });
        let Some((verb, key)) = asked else { return };
        match untrack(|| self.app.connections.get(&key.connection)) {
            None => drop(self.change(|run| run.skip(place))),
            Some(connection) => {
                let link = self.app.connections.link_to(connection.clone(), None);
                let request = api::steer_job(connection.provider, &key.id, verb);
                let answer = link.send(request, &Abort::default()).await;
                let steered =
                    answer.and_then(|response| api::decode_steered(connection.provider, &key.id, &response));
                let outcome = steered.map(|job| {
                    if let Some(job) = job {
                        self.app.jobs.put(&connection, job);
                    }
                });
                self.change(|run| run.answered(place, outcome, clock::now()));
            }
        }
        self.go_on();
    }

    /// Deselects the jobs that are done and reads the lists again, for a job may have been changed without a
    /// response.
    fn end(self) {
        let Some((done, connections)) = self.run.with_untracked(|run| {
            let run = run.as_ref()?;
            let connections: Vec<_> = run.connections().into_iter().cloned().collect();
            Some((run.done().cloned().collect::<Vec<_>>(), connections))
        }) else {
            return;
        };
        self.app.selected.update(|selection, job_table| {
            let slots: Vec<_> = done.iter().filter_map(|key| job_table.slot(key)).collect();
            selection.remove(job_table, &slots);
        });
        for connection in connections {
            self.app.watcher.reset(Resource::Jobs(connection));
        }
    }
}
