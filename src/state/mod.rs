//! The reactive shell's memory: which signals exist and who writes them.
//!
//! Each file is one owner. Signals are handed out for reading; only the owner's methods write. [`Watcher`]
//! turns the pure [`tuneboard_core::polling::Poller`]'s commands into requests and feeds the responses back. Signals that outlive
//! the screens that read them are made by `page_signal`, which says why.

mod attention;
mod claim_notices;
mod compared_jobs;
mod connections;
mod demo;
mod jobs;
mod judgements;
mod later;
mod link;
mod live;
mod navigator;
mod now;
mod open_job;
mod open_log;
mod origins;
mod page_signal;
mod poll_request;
mod reading;
mod release;
mod saving;
mod settings;
mod uploads;
mod watcher;

pub use self::claim_notices::{claim_baseline, claim_notices};
pub use self::poll_request::{Resource, Respond, Source};
pub use self::{
    jobs::{bulk::Bulk, previews::Previews, selected::Selected},
    uploads::{
        checks::CheckRow,
        dataset_check::{CheckPhase, DatasetCheck},
        library::{FileListState, FileListStatus, Library},
        upload_state::{UploadRow, UploadStage, UploadState},
    },
};
pub use attention::Attention;
pub use compared_jobs::{Absence, ComparedRow, Standing, Watched, compare};
pub use connections::{ConfigNotice, Connections};
pub use demo::Demo;
pub use jobs::{Health, Jobs};
pub use judgements::Judgements;
pub use later::{loaded, once};
pub use link::Link;
pub use navigator::Navigator;
pub use now::Now;
pub use open_job::{Around, Judgement, OpenJob, Saved, judge};
pub use open_log::{LogPhase, LogRun, OpenLog};
pub use origins::{note_clone, origins};
pub use page_signal::drop_stale_subscribers;
pub use release::Release;
pub use saving::{Saving, SavingPhase};
pub use settings::{Settings, Theme};
pub use uploads::Uploads;
pub use watcher::{Freshness, Watcher};

use leptos::prelude::*;

use tuneboard_core::{listing::Columns, polling::Interval};

/// Name of the table's columns in links.
const COLUMNS_SETTING: &str = "columns";

/// Everything the pages share. Copies refer to the same state.
#[derive(Clone, Copy)]
pub struct App {
    /// The user's location.
    pub navigator: Navigator,
    /// Theme, refresh interval and columns.
    pub settings: Settings,
    /// The ticking clock.
    pub now: Now,
    /// Providers and keys.
    pub connections: Connections,
    /// Polling.
    pub watcher: Watcher,
    /// The job list.
    pub jobs: Jobs,
    /// Judgements on jobs whose metrics are read.
    pub judgements: Judgements,
    /// Items that need a person.
    pub attention: Attention,
    /// Small loss lines of the job list.
    pub previews: Previews,
    /// Jobs that are selected in the list.
    pub selected: Selected,
}

impl App {
    /// Chooses how often the page refreshes: on this device, and in the link for its receivers.
    pub fn choose_interval(self, interval: Interval) {
        self.settings.set_interval(interval);
        let slug = interval.slug();
        self.navigator.set("refresh", (interval != Interval::Auto).then_some(&*slug));
    }

    /// Returns the table's columns: those a link asks for, else those chosen on this device, else all.
    pub fn columns(self) -> Columns {
        let asked =
            self.navigator.location().with(|place| place.query.get(COLUMNS_SETTING).map(Columns::parse));
        asked.unwrap_or_else(|| self.settings.columns())
    }

    /// Chooses the table's columns: on this device, or in the link where nothing can be kept.
    pub fn choose_columns(self, columns: Columns) {
        let text = columns.to_text();
        let is_kept = self.settings.set_columns(columns);
        self.navigator.set(COLUMNS_SETTING, (!is_kept).then_some(&*text));
    }

    /// Creates all state under the current owner and makes it available below it.
    pub fn provide() -> Self {
        let navigator = Navigator::new();
        let settings = Settings::new();
        let now = Now::new();
        let connections = Connections::new();
        let watcher = Watcher::new(connections, settings);
        let jobs = Jobs::new(connections, watcher);
        let judgements = Judgements::new(jobs);
        let previews = Previews::new(jobs, judgements, watcher);
        let selected = Selected::new(jobs);
        let attention = Attention::new();
        let app = Self {
            navigator,
            settings,
            now,
            connections,
            watcher,
            jobs,
            judgements,
            attention,
            previews,
            selected,
        };
        provide_context(app);
        Effect::new(move || {
            let asked =
                navigator.location().with(|place| place.query.get("refresh").and_then(Interval::from_slug));
            if let Some(interval) = asked {
                settings.borrow_interval(interval);
            }
        });
        app
    }
}

/// Returns the shared state.
pub fn use_app() -> App {
    expect_context::<App>()
}
