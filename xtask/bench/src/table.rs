//! The job table as the app has it: its state, its polling and its rows, in a place of the page's choosing.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::*;
use tuneboard::{
    pages::JobsTable,
    state::{App, Resource},
};
use tuneboard_core::{
    listing::{JobTable, ListQuery, Sort},
    model::{ConnectionId, StatusClass},
    polling::Interval,
};
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::for_rows::ForTable;

/// The one connection of the page's `config.json`.
const CONNECTION: &str = "prod";

/// The table with all that feeds it.
#[wasm_bindgen]
pub struct Table {
    app: App,
    is_shown: RwSignal<bool>,
    query: RwSignal<ListQuery>,
}

#[wasm_bindgen]
impl Table {
    /// Not shown yet; it lasts as long as the page. Its rows are the app's, or Leptos' own `<For>`.
    pub fn on(host: HtmlElement, is_by_for: bool) -> Option<Table> {
        let made = Rc::new(RefCell::new(None));
        let making = Rc::clone(&made);
        leptos::mount::mount_to(host, move || {
            let app = App::provide();
            let (is_shown, query) = (RwSignal::new(false), RwSignal::new(ListQuery::default()));
            making.replace(Some(Table { app, is_shown, query }));
            let asked = Memo::new(move |_| query.get());
            let table = move || match is_by_for {
                true => view! { <ForTable app=app query=asked /> }.into_any(),
                false => view! { <JobsTable app=app query=asked /> }.into_any(),
            };
            move || if is_shown.get() { table() } else { ().into_any() }
        })
        .forget();
        made.take()
    }

    /// Returns true if the list was requested and has been answered.
    pub fn is_ready(&self) -> bool {
        untrack(|| self.app.jobs.is_settled())
    }

    /// Mounts it, or takes it away.
    pub fn show(&self, is_shown: bool) {
        self.is_shown.set(is_shown);
    }

    /// Jobs that are known.
    pub fn n_jobs(&self) -> usize {
        self.app.jobs.with_untracked(JobTable::len)
    }

    /// Asks for the list now.
    pub fn refresh(&self) {
        self.app.watcher.refresh(Resource::Jobs(ConnectionId(CONNECTION.into())));
    }

    /// Returns true if a response is awaited.
    pub fn is_loading(&self) -> bool {
        untrack(|| self.app.watcher.freshness().is_loading)
    }

    /// Asks for the list now and then, or never.
    pub fn set_polling(&self, is_on: bool) {
        self.app.settings.set_interval(if is_on { Interval::Auto } else { Interval::Off });
    }

    /// Sorts by a heading's word, without the classes named in `but`.
    pub fn ask(&self, sort: &str, but: &str) {
        let but: Vec<StatusClass> = but.split(',').filter_map(StatusClass::from_slug).collect();
        let classes = StatusClass::ALL.into_iter().filter(|class| !but.contains(class)).collect();
        let sort = Sort::from_slug(sort).unwrap_or_default();
        self.query.set(ListQuery { classes, sort, ..ListQuery::default() });
    }
}
