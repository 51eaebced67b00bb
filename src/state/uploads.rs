//! Files on their way to a provider: carries out the commands of [`tuneboard_core::upload::Upload`].
//!
//! They go on when the form that began them is left, as long as the page is there. What can go on in another page is kept on the device, per connection, without secrets.

pub mod checks;
pub mod dataset_check;
pub mod library;
pub mod resumable;
mod sending;
pub mod upload_state;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use leptos::prelude::*;

use self::{
    checks::{Checks, Parcel},
    upload_state::{UploadRow, UploadStage, UploadState},
};
use super::{CheckRow, Link, Now, page_signal::page_signal};
use crate::browser::{
    clock,
    fetch::Abort,
    files::local_file::LocalFile,
    listener::Listener,
    schedule,
    tabs::lock::Lock,
    timer::{self, Timer},
};
use tuneboard_core::{
    api::UploadFile,
    model::{ConnectionId, DatasetFile, SpecField},
    upload::{Command, Event, KeptChange, Resumption, Ticket, Unfinished, Upload},
};

/// Receiver of files that are stored at the service.
type OnStored = Callback<(UploadRow, DatasetFile)>;

/// All uploads of a page. Copies refer to the same; they end with the page.
#[derive(Clone, Copy)]
pub struct Uploads {
    rows: RwSignal<Vec<UploadRow>>,
    runs: StoredValue<BTreeMap<u64, Rc<Run>>, LocalStorage>,
    n_begun: StoredValue<u64>,
    form: StoredValue<OpenForm>,
    checks: Checks,
}

/// The form that is open, if one is.
#[derive(Clone, Copy, Default)]
struct OpenForm {
    /// Tells it from those before.
    number: u64,
    on_stored: Option<OnStored>,
}

struct Run {
    row: UploadRow,
    file: LocalFile,
    link: Link,
    upload: RefCell<Upload>,
    flights: RefCell<BTreeMap<Ticket, Abort>>,
    timer: RefCell<Option<Timer>>,
    /// State stored on the device.
    resumption: RefCell<Resumption>,
    /// Tells other tabs that it is in hand here.
    lock: RefCell<Option<Lock>>,
    is_told: Cell<bool>,
    is_closed: Cell<bool>,
    form: StoredValue<OpenForm>,
}

impl Uploads {
    /// Returns the uploads of this page; the first call makes them, and lets `on_made` add state that lasts
    /// as long as they do.
    ///
    /// They are of the page and not of the form that asks first, so they live under the outermost owner.
    pub fn of_page(now: Now, on_made: impl FnOnce(Self)) -> Self {
        if let Some(uploads) = use_context() {
            return uploads;
        }
        let make = || {
            let uploads = Self::new(now);
            provide_context(uploads);
            on_made(uploads);
            uploads
        };
        let outermost = std::iter::successors(Owner::current(), Owner::parent).last();
        match outermost {
            Some(owner) => owner.with(make),
            None => make(),
        }
    }

    /// Returns the state without uploads.
    fn new(now: Now) -> Self {
        let uploads = Self {
            rows: page_signal(Vec::new()),
            runs: StoredValue::new_local(BTreeMap::new()),
            n_begun: StoredValue::new(0),
            form: StoredValue::default(),
            checks: Checks::new(),
        };
        let leaving = Listener::window("beforeunload", move |event| {
            if untrack(|| uploads.is_busy()) {
                event.prevent_default();
            }
        });
        let _held = StoredValue::new_local(leaving);
        // A line that stands still has to be seen standing still.
        Effect::new(move || {
            now.get();
            uploads.publish();
        });
        let runs = uploads.runs;
        on_cleanup(move || {
            let _gone = runs.try_update_value(|runs| {
                std::mem::take(runs).into_values().for_each(|run| run.close());
            });
        });
        uploads
    }

    /// As long as the present owner lives, `on_stored` hears of each file once it is there and as far as it gets by
    /// itself: at once of those that arrived while no form was open. When that owner goes, so do the rows of files
    /// that have arrived; the form has taken what it wanted of them.
    pub fn attend(self, on_stored: OnStored) {
        let number = self.form.with_value(|form| form.number + 1);
        self.form.set_value(OpenForm { number, on_stored: Some(on_stored) });
        on_cleanup(move || {
            // The page may be gone, or another form open by now.
            if self.form.try_with_value(|form| form.number) == Some(number) {
                self.form.set_value(OpenForm { number, on_stored: None });
                self.tidy();
            }
        });
        self.publish();
    }

    /// Forgets what has arrived or was given up.
    fn tidy(self) {
        let is_settled = |row: &UploadRow| {
            row.state
                .with_untracked(|state| matches!(state.stage, UploadStage::Done(_) | UploadStage::Cancelled))
        };
        let settled = self.rows.with_untracked(|rows| {
            rows.iter().filter(|row| is_settled(row)).map(|row| row.id).collect::<Vec<_>>()
        });
        settled.into_iter().for_each(|id| self.dismiss(id));
    }

    fn publish(self) {
        let runs = self.runs.try_with_value(|runs| runs.values().cloned().collect::<Vec<_>>());
        runs.unwrap_or_default().iter().for_each(|run| run.publish());
    }

    /// Returns every upload of this page, the oldest first.
    pub fn rows(self) -> ReadSignal<Vec<UploadRow>> {
        self.rows.read_only()
    }

    /// Files of this page that are looked at and not sent yet, the oldest first.
    pub fn checks(self) -> ReadSignal<Vec<CheckRow>> {
        self.checks.rows()
    }

    /// Returns true if leaving the page now would interrupt an upload.
    pub fn is_busy(self) -> bool {
        let is_open = |row: &UploadRow| row.state.with(|state| !state.stage.is_over());
        self.checks.is_busy() || self.rows.with(|rows| rows.iter().any(is_open))
    }

    /// Looks at a file first, and sends it if nothing speaks against that.
    pub fn begin_with_check(self, link: Link, field: SpecField, file: LocalFile, known: Vec<String>) {
        let id = self.next_id();
        self.checks.begin(id, Parcel { link, field, file, known }, move || self.send(id));
    }

    /// Sends a file that is looked at, whatever was found.
    pub fn send(self, id: u64) {
        if let Some(parcel) = self.checks.take(id) {
            self.start(id, parcel);
        }
    }

    /// Does not send a file that is looked at.
    pub fn forget(self, id: u64) {
        drop(self.checks.take(id));
    }

    /// Begins to send a file. `known` are ids of files by its name that are there already.
    pub fn begin(self, link: Link, field: SpecField, file: LocalFile, known: Vec<String>) {
        self.start(self.next_id(), Parcel { link, field, file, known });
    }

    /// Uploads to a connection that were begun and not finished, and are no rows of this page: each goes on where it was
    /// once the same file is chosen. [`Uploads::in_other_hands`] tells of those in another tab.
    pub fn left_over(self, connection: &ConnectionId) -> Vec<Unfinished> {
        let mut left = resumable::kept(connection);
        self.rows.with(|rows| {
            for row in rows.iter().filter(|row| row.connection == *connection) {
                row.state.with(|state| left.retain(|kept| kept.name != state.name));
            }
        });
        left
    }

    /// Returns the uploads that another tab is working on now.
    pub async fn in_other_hands(uploads: &[Unfinished]) -> Vec<String> {
        resumable::in_hand(uploads).await
    }

    /// Forgets such an upload: the same file is sent from its beginning then.
    pub fn forget_left_over(self, connection: &ConnectionId, given_up: &Unfinished) {
        resumable::change(connection, &KeptChange { old: Some(given_up.clone()), new: None });
    }

    fn next_id(self) -> u64 {
        let id = self.n_begun.try_update_value(|n| {
            *n += 1;
            *n
        });
        id.unwrap_or_default()
    }

    fn start(self, id: u64, Parcel { link, field, file, known }: Parcel) {
        let connection = link.connection.id.clone();
        let to_send = UploadFile { name: file.name(), n_bytes: file.n_bytes() };
        let resumption = Resumption::find(&to_send, file.modified_at_millis(), resumable::kept(&connection));
        let upload = Upload::new(link.connection.provider, to_send, known, resumption.kept());
        let state = ArcRwSignal::new(UploadState::of(&upload));
        let row = UploadRow { id, field, connection, state };
        let run = Rc::new(Run {
            row: row.clone(),
            file,
            link,
            upload: RefCell::new(upload),
            flights: RefCell::default(),
            timer: RefCell::default(),
            resumption: RefCell::new(resumption),
            lock: RefCell::default(),
            is_told: Cell::new(false),
            is_closed: Cell::new(false),
            form: self.form,
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
                schedule::spawn_detached(async move {
                    let answer = run.link.send(request, &abort).await;
                    run.flights.borrow_mut().remove(&ticket);
                    tell(&run, Event::Answered(ticket, answer));
                });
            }
            Command::Send(ticket, request) => {
                let (run, abort) = (Rc::clone(run), run.open(ticket));
                schedule::spawn_detached(async move {
                    let on_moved = {
                        let run = Rc::downgrade(&run);
                        Rc::new(move |n_bytes| {
                            if let Some(run) = run.upgrade() {
                                tell(&run, Event::Moved(ticket, n_bytes));
                            }
                        })
                    };
                    if run.link.is_unmeasured(&request) {
                        tell(&run, Event::Unmeasured(ticket));
                    }
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
        let state = UploadState::of(&upload);
        drop(upload);
        if let UploadStage::Done(file) = &state.stage
            && !self.is_told.get()
            && let Some(Some(on_stored)) = self.form.try_with_value(|form| form.on_stored)
        {
            self.is_told.set(true);
            on_stored.run((self.row.clone(), file.clone()));
        }
        self.row.state.maybe_update(|known| {
            let is_news = *known != state;
            *known = state;
            is_news
        });
    }

    /// Keeps on the device what is needed to go on later, and forgets it when it is over.
    fn keep(&self) {
        let upload = self.upload.borrow();
        let now = upload.unfinished(self.file.modified_at_millis());
        self.lock.replace_with(|held| resumable::take_in_hand(held.take(), now.as_ref()));
        if let Some(change) = self.resumption.borrow_mut().follow(&upload) {
            resumable::change(&self.row.connection, &change);
        }
    }

    /// The page goes: what is under way ends, and can go on later.
    fn close(&self) {
        self.is_closed.set(true);
        self.timer.take();
        self.lock.take();
        self.flights.take().into_values().for_each(|abort| abort.abort());
    }
}
