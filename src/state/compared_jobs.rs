//! The jobs of a comparison: each is opened when the link begins to name it, and closed when it does no more.

use std::cmp::Reverse;

use leptos::prelude::*;

use super::{App, Judgement, OpenJob};
use crate::browser::schedule;
use tuneboard_core::{
    comparison::{JobRef, Lineup, Stretch},
    model::{Connection, JobKey},
};

/// One job of the link.
#[derive(Clone, PartialEq)]
pub struct ComparedRow {
    /// As the link names it.
    pub job: JobRef,
    /// Its standing: watched, expected or absent.
    pub standing: Standing,
}

/// Standing of a job in a comparison.
#[derive(Clone, Copy)]
pub enum Standing {
    /// It is watched.
    Open(Watched),
    /// It is not known yet whether it is there.
    Pending,
    /// It cannot be watched.
    Missing(Absence),
}

/// A job that is watched. Copies refer to the same.
#[derive(Clone, Copy)]
pub struct Watched {
    open: StoredValue<OpenJob>,
    /// Length of its run so far.
    pub stretch: Memo<Stretch>,
    /// The judgement on its metrics.
    pub judgement: Judgement,
    /// Tells it from one that is opened later under the same name.
    number: usize,
}

/// Reason why a job cannot be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// The link does not name a job there.
    Unreadable,
    /// This browser has no such connection, or no key for it.
    NoConnection,
    /// There is no job at all, so none is the newest.
    NoJobs,
    /// Its connection's list could never be read, so which job is the newest is not known.
    Unread,
    /// No address can carry its id, so nothing can be asked for it.
    Unaddressable,
    /// It is in the comparison already, under another name.
    Repeated,
}

impl Watched {
    /// Its record and metrics.
    pub fn open(self) -> OpenJob {
        self.open.get_value()
    }

    /// Tells it from one that is opened later under the same name; above 0.
    pub fn number(self) -> usize {
        self.number
    }
}

impl PartialEq for Standing {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Open(a), Self::Open(b)) => a.number == b.number,
            (Self::Pending, Self::Pending) => true,
            (Self::Missing(a), Self::Missing(b)) => a == b,
            _ => false,
        }
    }
}

/// Job that a name in the link stands for.
#[derive(Clone, PartialEq)]
enum Target {
    Job(JobKey, Connection),
    Pending,
    Missing(Absence),
}

/// A job that is open, with the owner of its signals.
struct Opened {
    key: JobKey,
    connection: Connection,
    owner: Owner,
    watched: Watched,
}

/// Opens the jobs of `lineup` and keeps in step with it; all are closed with the present owner.
pub fn compare(app: App, lineup: Memo<Lineup>) -> ReadSignal<Vec<ComparedRow>> {
    let rows = RwSignal::new(Vec::new());
    let opened = StoredValue::new_local(Vec::<Opened>::new());
    let n_opened = StoredValue::new(0);
    let parent = Owner::current().unwrap_or_default();
    let targets = Memo::new(move |_| targets(app, &lineup.with(Lineup::jobs)));
    // One that runs at once: the page begins with what there is.
    let following = RenderEffect::new(move |_| {
        let targets = targets.get();
        let wanted = |known: &Opened| {
            targets.iter().any(|(_, target)| {
                matches!(target, Target::Job(key, connection) if *key == known.key && *connection == known.connection)
            })
        };
        let before = opened.try_update_value(std::mem::take).unwrap_or_default();
        let (mut now, gone): (Vec<Opened>, Vec<Opened>) = before.into_iter().partition(wanted);
        // Another connection's requests have to end before the same job is asked for there.
        let is_reopened = |known: &Opened| {
            targets.iter().any(|(_, target)| matches!(target, Target::Job(key, _) if *key == known.key))
        };
        let (at_once, later): (Vec<Opened>, Vec<Opened>) = gone.into_iter().partition(is_reopened);
        at_once.into_iter().for_each(|gone| gone.owner.cleanup());
        let mut standing = |target: Target| match target {
            Target::Pending => Standing::Pending,
            Target::Missing(why) => Standing::Missing(why),
            Target::Job(key, connection) => {
                if let Some(known) = now.iter().find(|known| known.key == key) {
                    return Standing::Open(known.watched);
                }
                let number = n_opened.get_value() + 1;
                n_opened.set_value(number);
                let owner = parent.child();
                let watched = owner.with(|| untrack(|| watch(app, key.clone(), connection.clone(), number)));
                now.push(Opened { key, connection, owner, watched });
                Standing::Open(watched)
            }
        };
        let new: Vec<ComparedRow> = targets
            .into_iter()
            .map(|(job, target)| ComparedRow { job, standing: standing(target) })
            .collect();
        opened.set_value(now);
        rows.maybe_update(|rows| std::mem::replace(rows, new.clone()) != new);
        if !later.is_empty() {
            // What shows them goes first.
            schedule::spawn_detached(async move {
                schedule::next_turn().await;
                later.into_iter().for_each(|gone| gone.owner.cleanup());
            });
        }
    });
    StoredValue::new_local(following);
    rows.read_only()
}

fn watch(app: App, key: JobKey, connection: Connection, number: usize) -> Watched {
    let open = OpenJob::open_beside_others(app, key, connection);
    let stretch = Memo::new(move |_| {
        let of = |store: &_| open.job().with(|job| job.as_ref().map(|job| Stretch::of(job, store)));
        open.store().with(of).unwrap_or(Stretch::Unlogged)
    });
    Watched { open: StoredValue::new(open), stretch, judgement: open.judge(app.judgements), number }
}

/// Returns the jobs that the names stand for; follows connections, and the lists where the newest job is asked for.
fn targets(app: App, jobs: &[JobRef]) -> Vec<(JobRef, Target)> {
    let usable = app.connections.usable();
    let missing = |why| if app.connections.is_ready() { Target::Missing(why) } else { Target::Pending };
    let mut targets: Vec<(JobRef, Target)> = Vec::with_capacity(jobs.len());
    for job in jobs {
        let key = match job {
            JobRef::Unreadable(_) => Err(Target::Missing(Absence::Unreadable)),
            JobRef::Key(key) => Ok(key.clone()),
            JobRef::Latest(within) => {
                let is_meant = |known: &&Connection| within.as_ref().is_none_or(|id| *id == known.id);
                let meant: Vec<_> = usable.iter().filter(is_meant).collect();
                let health = |known: &Connection| app.jobs.health(&known.id).unwrap_or_default();
                // Of a list that was not read single jobs may be known, which says nothing of the others.
                let is_read = |known: &&Connection| health(known).loaded_at.is_some();
                let (read, unread): (Vec<_>, Vec<_>) = meant.iter().copied().partition(is_read);
                match newest(app, &read) {
                    Some(key) => Ok(key),
                    None if meant.is_empty() => Err(missing(Absence::NoConnection)),
                    None if unread.is_empty() => Err(Target::Missing(Absence::NoJobs)),
                    None if unread.iter().any(|known| health(known).error.is_some()) => {
                        Err(Target::Missing(Absence::Unread))
                    }
                    None => Err(Target::Pending),
                }
            }
        };
        let target = key.map_or_else(
            |target| target,
            |key| {
                let is_known =
                    |(_, target): &(JobRef, Target)| matches!(target, Target::Job(known, _) if *known == key);
                match usable.iter().find(|known| known.id == key.connection) {
                    _ if !key.id.is_addressable() => Target::Missing(Absence::Unaddressable),
                    _ if targets.iter().any(is_known) => Target::Missing(Absence::Repeated),
                    Some(connection) => Target::Job(key, connection.clone()),
                    None => missing(Absence::NoConnection),
                }
            },
        );
        targets.push((job.clone(), target));
    }
    targets
}

/// The newest job of these connections, by the lists.
fn newest(app: App, connections: &[&Connection]) -> Option<JobKey> {
    app.jobs.with(|job_table| {
        let of = |connection: &&Connection| {
            let id = connection.id.clone();
            let jobs = job_table.standings(&connection.id);
            let newest = jobs.max_by_key(|(job, _, created_at)| (*created_at, Reverse(*job)));
            newest.map(|(job, _, created_at)| (created_at, JobKey { connection: id, id: job.into() }))
        };
        connections.iter().filter_map(of).max().map(|(_, key)| key)
    })
}
