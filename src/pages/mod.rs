//! One screen per file. Pages read the shared state, compose components and know the routes.

mod charts;
mod compare;
mod connections;
pub mod insight;
mod job;
mod jobs;
mod log;
mod new_job;
mod not_found;

pub use self::jobs::table::JobsTable;
pub use jobs::JobsPage;
pub use not_found::NotFoundPage;

use std::pin::Pin;

use leptos::{
    mount::{UnmountHandle, mount_to},
    prelude::*,
};

use self::{
    compare::ComparePage, connections::ConnectionsPage, job::JobPage, log::LogPage, new_job::NewJobPage,
};
use crate::{
    browser::{offline, schedule, shell},
    lazy_chunk::lazy_chunk,
    shell::{
        finding_news::FindingsChoice,
        lazy_view::Screen,
        messages::{MESSAGES_PLACE, Messages},
        notifications::{IntervalChoice, NOTIFY_PLACE, NotifyChoice},
        release_notice::ReleaseNotice,
        shortcuts::{SHORTCUTS_PLACE, Shortcuts},
    },
    state::App,
};
use tuneboard_core::route::Route;

lazy_chunk! {
    /// The screen of one job, with all that draws charts.
    job: pub fn job() -> Screen {
        |place| match place {
            Route::Job(key) => view! { <JobPage key=key /> }.into_any(),
            _ => ().into_any(),
        }
    }
}

lazy_chunk! {
    /// Several jobs beside each other, and a log from a file. Every extra chunk enlarges what is loaded up front.
    runs: pub fn runs() -> Screen {
        |place| match place {
            Route::Compare => view! { <ComparePage /> }.into_any(),
            _ => view! { <LogPage /> }.into_any(),
        }
    }
}

lazy_chunk! {
    /// The form for a new job.
    new_job: pub fn new_job() -> Screen {
        |_| view! { <NewJobPage /> }.into_any()
    }
}

lazy_chunk! {
    /// Providers and keys.
    connections: pub fn connections() -> Screen {
        |_| view! { <ConnectionsPage /> }.into_any()
    }
}

lazy_chunk! {
    /// Loads the background services of the page: notices of a newer release and of jobs that end, for as long as the
    /// returned value lives, and the page's files on this device.
    background_services: fn background_services() -> BackgroundServices {
        BackgroundServices {
            begin: |app| {
                let put = |view: fn(App) -> AnyView| move |place| mount_to(place, move || view(app));
                let parts = [
                    shell::append(put(|_| view! { <ReleaseNotice /> }.into_any())),
                    shell::at(MESSAGES_PLACE, put(|app| view! { <Messages app=app /> }.into_any())),
                    shell::at(NOTIFY_PLACE, put(|app| view! { <IntervalChoice app=app /><hr /><NotifyChoice app=app /><hr /><FindingsChoice /> }.into_any())),
                    shell::at(SHORTCUTS_PLACE, put(|_| view! { <Shortcuts /> }.into_any())),
                ];
                schedule::spawn_detached(offline::heed_switch());
                Some(parts)
            },
            load_screens: || Box::pin(load_screens()),
        }
    }
}

/// Functions of the chunk.
struct BackgroundServices {
    /// Starts the notices.
    begin: fn(App) -> BackgroundHandle,
    /// See [`load_screens`].
    load_screens: fn() -> Pin<Box<dyn Future<Output = ()>>>,
}

/// Loads all screens, so that each is there at once when it is asked for, and then keeps the page's files on this device. A
/// screen that cannot be loaded now is tried again when it is asked for.
async fn load_screens() {
    let _loaded = job().await.is_ok();
    schedule::next_turn().await;
    let _loaded = runs().await.is_ok();
    schedule::next_turn().await;
    let _loaded = new_job().await.is_ok();
    schedule::next_turn().await;
    let _loaded = connections().await.is_ok();
    // The worker's list of files is that of a release.
    if cfg!(feature = "split") {
        schedule::spawn_detached(offline::keep_page());
    }
}

/// Ends what the page does for itself when it is dropped.
pub type BackgroundHandle = Option<[Option<UnmountHandle<<AnyView as Render>::State>>; 4]>;

/// Begins the page's background services, which last as long as their place, and has them load all screens. All of it in turns of
/// its own: no user waits for it, and none is to notice.
pub async fn preload(place: StoredValue<BackgroundHandle, LocalStorage>, app: App) {
    let Ok(services) = background_services().await else { return };
    schedule::next_turn().await;
    // The page may be gone by now, and all that would be asked of it.
    if place.is_disposed() {
        return;
    }
    place.set_value((services.begin)(app));
    schedule::next_turn().await;
    (services.load_screens)().await;
}
