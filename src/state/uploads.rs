//! Files on their way to a provider: carries out the commands of [`crate::upload::Upload`].
//!
//! What can go on in another page is kept on the device, per connection, without secrets.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use leptos::prelude::*;

use super::{Link, Now};
use crate::{
    api::UploadFile,
    browser::{
        clock,
        fetch::Abort,
        local_file::LocalFile,
        storage::{self, Place},
        timer::{self, Timer},
    },
    model::{ConnectionId, DatasetFile, SpecField},
    upload::{Command, Event, FailureKind, Progress, Stage, Ticket, Unfinished, Upload},
};

/// Most unfinished uploads kept per connection; the oldest go first.
const MAX_UNFINISHED: usize = 20;

/// One upload, as it is shown. Copies show the same.
#[derive(Clone)]
pub struct UploadRow {
    /// Tells it from others of this page.
    pub id: u64,
    /// The field it is meant for.
    pub field: SpecField,
    /// Where it goes.
    pub connection: ConnectionId,
    /// How it stands.
    pub state: ArcRwSignal<UploadState>,
}

/// How an upload stands.
#[derive(Debug, Clone, PartialEq)]
pub struct UploadState {
    /// Its name at the service.
    pub name: String,
    /// How far it is.
    pub stage: UploadStage,
    /// Figures.
    pub progress: Progress,
}

/// [`Stage`] as a value of its own.
#[derive(Debug, Clone, PartialEq)]
pub enum UploadStage {
    /// The service is asked how to send it.
    Starting,
    /// Bytes move.
    Sending,
    /// The service puts the bytes together.
    Finishing,
    /// The service is asked whether it arrived.
    Looking,
    /// It is there; the service checks it.
    Processing,
    /// It is there.
    Done(DatasetFile),
    /// It ended.
    Failed {
        /// What happened.
        title: &'static str,
        /// What it means and what to do.
        meaning: String,
        /// Trying again makes sense.
        can_retry: bool,
        /// Another name would help.
        is_name_taken: bool,
    },
    /// The user gave it up.
    Cancelled,
}

/// All uploads of a page. Copies refer to the same; they end with the owner they were made under.
#[derive(Clone, Copy)]
pub struct Uploads {
    rows: RwSignal<Vec<UploadRow>>,
    runs: StoredValue<BTreeMap<u64, Rc<Run>>, LocalStorage>,
    n_begun: StoredValue<u64>,
    on_stored: Callback<(UploadRow, DatasetFile)>,
}

struct Run {
    row: UploadRow,
    file: LocalFile,
    link: Link,
    upload: RefCell<Upload>,
    flights: RefCell<BTreeMap<Ticket, Abort>>,
    timer: RefCell<Option<Timer>>,
    /// What is kept on the device of it.
    kept: RefCell<Option<Unfinished>>,
    is_told: Cell<bool>,
    is_closed: Cell<bool>,
    on_stored: Callback<(UploadRow, DatasetFile)>,
}

impl Uploads {
    /// None yet. `on_stored` hears of each file once it is there and as far as it gets by itself.
    pub fn new(now: Now, on_stored: Callback<(UploadRow, DatasetFile)>) -> Self {
        let uploads = Self {
            rows: RwSignal::new(Vec::new()),
            runs: StoredValue::new_local(BTreeMap::new()),
            n_begun: StoredValue::new(0),
            on_stored,
        };
        // A line that stands still has to be seen standing still.
        Effect::new(move || {
            now.get();
            let _gone = uploads.runs.try_with_value(|runs| runs.values().for_each(|run| run.publish()));
        });
        let runs = uploads.runs;
        on_cleanup(move || {
            let _gone = runs.try_update_value(|runs| {
                std::mem::take(runs).into_values().for_each(|run| run.close());
            });
        });
        uploads
    }

    /// Every upload of this page, the oldest first.
    pub fn rows(self) -> ReadSignal<Vec<UploadRow>> {
        self.rows.read_only()
    }

    /// Whether leaving the page now would interrupt something.
    pub fn is_busy(self) -> bool {
        let is_open = |row: &UploadRow| {
            row.state.with(|state| {
                !matches!(
                    state.stage,
                    UploadStage::Done(_) | UploadStage::Failed { .. } | UploadStage::Cancelled
                )
            })
        };
        self.rows.with(|rows| rows.iter().any(is_open))
    }

    /// Begins to send a file. `known` are ids of files by its name that are there already.
    pub fn begin(self, link: Link, field: SpecField, file: LocalFile, known: Vec<String>) {
        let connection = link.connection.id.clone();
        let kept = unfinished(&connection)
            .into_iter()
            .find(|kept| kept.is_of(&file.name(), file.n_bytes(), file.modified_at_millis()));
        let to_send = UploadFile { name: file.name(), n_bytes: file.n_bytes() };
        let upload = Upload::new(link.connection.provider, to_send, known, kept.as_ref());
        let id = self.n_begun.try_update_value(|n| {
            *n += 1;
            *n
        });
        let state = ArcRwSignal::new(state_of(&upload));
        let row = UploadRow { id: id.unwrap_or_default(), field, connection, state };
        let run = Rc::new(Run {
            row: row.clone(),
            file,
            link,
            upload: RefCell::new(upload),
            flights: RefCell::default(),
            timer: RefCell::default(),
            kept: RefCell::new(kept),
            is_told: Cell::new(false),
            is_closed: Cell::new(false),
            on_stored: self.on_stored,
        });
        self.runs.update_value(|runs| {
            runs.insert(row.id, Rc::clone(&run));
        });
        self.rows.update(|rows| rows.push(row));
        tell(&run, Event::Start);
    }

    /// Goes on after a failure.
    pub fn retry(self, id: u64) {
        self.tell(id, Event::Start);
    }

    /// Gives it up.
    pub fn cancel(self, id: u64) {
        self.tell(id, Event::Cancel);
    }

    /// Sends it under another name.
    pub fn rename(self, id: u64, name: String) {
        self.tell(id, Event::Rename(name));
    }

    /// Takes an upload that is over from the list.
    pub fn dismiss(self, id: u64) {
        self.rows.update(|rows| rows.retain(|row| row.id != id));
        self.runs.update_value(|runs| {
            runs.remove(&id);
        });
    }

    fn tell(self, id: u64, event: Event) {
        let run = self.runs.with_value(|runs| runs.get(&id).cloned());
        if let Some(run) = run {
            tell(&run, event);
        }
    }
}

/// Tells an upload what happened, and does what it says.
fn tell(run: &Rc<Run>, event: Event) {
    if run.is_closed.get() {
        return;
    }
    let now = clock::now();
    let commands = run.upload.borrow_mut().on(event, now);
    for command in commands {
        match command {
            Command::Call(ticket, request) => {
                let (run, abort) = (Rc::clone(run), run.open(ticket));
                leptos::task::spawn_local(async move {
                    let answer = run.link.send(request, &abort).await;
                    run.flights.borrow_mut().remove(&ticket);
                    tell(&run, Event::Answered(ticket, answer));
                });
            }
            Command::Send(ticket, request) => {
                let (run, abort) = (Rc::clone(run), run.open(ticket));
                leptos::task::spawn_local(async move {
                    let on_moved = {
                        let run = Rc::downgrade(&run);
                        Rc::new(move |n_bytes| {
                            if let Some(run) = run.upgrade() {
                                tell(&run, Event::Moved(ticket, n_bytes));
                            }
                        })
                    };
                    let answer = run.link.send_file(&request, &run.file, on_moved, &abort).await;
                    run.flights.borrow_mut().remove(&ticket);
                    // A browser tells a file that is gone from a broken connection no more than it must.
                    if answer.is_err() && !run.file.is_readable().await {
                        tell(&run, Event::Gone);
                    }
                    tell(&run, Event::Answered(ticket, answer));
                });
            }
            Command::Abort(ticket) => {
                if let Some(abort) = run.flights.borrow_mut().remove(&ticket) {
                    abort.abort();
                }
            }
            Command::WakeAt(at) => {
                let woken = Rc::downgrade(run);
                let timer = timer::after(at.secs_since(now), move || {
                    if let Some(run) = woken.upgrade() {
                        tell(&run, Event::Woke);
                    }
                });
                run.timer.replace(Some(timer));
            }
        }
    }
    run.publish();
    run.keep();
}

impl Run {
    fn open(&self, ticket: Ticket) -> Abort {
        let abort = Abort::default();
        self.flights.borrow_mut().insert(ticket, abort.clone());
        abort
    }

    fn publish(&self) {
        let Ok(upload) = self.upload.try_borrow() else { return };
        let state = state_of(&upload);
        drop(upload);
        if let UploadStage::Done(file) = &state.stage
            && !self.is_told.replace(true)
        {
            self.on_stored.run((self.row.clone(), file.clone()));
        }
        self.row.state.maybe_update(|known| {
            let is_news = *known != state;
            *known = state;
            is_news
        });
    }

    /// Keeps on the device what is needed to go on later, and forgets it when it is over.
    fn keep(&self) {
        let now = self.upload.borrow().unfinished(self.file.modified_at_millis());
        let mut kept = self.kept.borrow_mut();
        let is_over =
            matches!(self.upload.borrow().stage(), Stage::Processing(_) | Stage::Done(_) | Stage::Cancelled);
        if *kept == now || (now.is_none() && !is_over) {
            return;
        }
        let mut list = unfinished(&self.row.connection);
        list.retain(|other| Some(other) != kept.as_ref() && Some(other) != now.as_ref());
        list.extend(now.clone());
        let n_too_many = list.len().saturating_sub(MAX_UNFINISHED);
        list.drain(..n_too_many);
        // Not kept means: the upload begins anew after a reload.
        drop(storage::set(Place::Device, &store(&self.row.connection), &Unfinished::to_json(&list)));
        *kept = now;
    }

    /// The page goes: what is under way ends, and can go on later.
    fn close(&self) {
        self.is_closed.set(true);
        self.timer.take();
        self.flights.take().into_values().for_each(|abort| abort.abort());
    }
}

fn store(connection: &ConnectionId) -> String {
    format!("uploads.{connection}")
}

fn unfinished(connection: &ConnectionId) -> Vec<Unfinished> {
    storage::get(Place::Device, &store(connection)).map_or_else(Vec::new, |text| Unfinished::from_json(&text))
}

fn state_of(upload: &Upload) -> UploadState {
    let stage = match upload.stage() {
        Stage::Ready | Stage::Starting => UploadStage::Starting,
        Stage::Sending => UploadStage::Sending,
        Stage::Finishing => UploadStage::Finishing,
        Stage::Looking => UploadStage::Looking,
        Stage::Processing(_) => UploadStage::Processing,
        Stage::Done(file) => UploadStage::Done(file.clone()),
        Stage::Failed(failure) => UploadStage::Failed {
            title: failure.title(),
            meaning: failure.meaning(),
            can_retry: failure.can_retry(),
            is_name_taken: failure.kind == FailureKind::NameTaken,
        },
        Stage::Cancelled => UploadStage::Cancelled,
    };
    UploadState { name: upload.file().name.clone(), stage, progress: upload.progress(clock::now()) }
}
