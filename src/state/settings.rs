//! Settings of the user for this page: theme, refresh interval and the table's columns. Kept on the device
//! where possible.

use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::page_signal::page_signal;
use crate::browser::{
    storage::{self, Place},
    theme,
};
use tuneboard_core::{listing::Columns, polling::Interval};

/// Name of the stored choice of columns.
const COLUMNS: &str = "columns";

/// Name of the choice before columns had an order.
const HIDDEN_COLUMNS: &str = "hidden-columns";

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Theme, refresh interval and columns.
#[derive(Clone, Copy)]
pub struct Settings {
    theme: RwSignal<Theme>,
    system_is_dark: RwSignal<bool>,
    interval: RwSignal<Interval>,
    columns: RwSignal<Columns>,
}

impl Settings {
    pub(super) fn new() -> Self {
        let theme = match storage::get(Place::Device, "theme").as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        };
        let interval = storage::get(Place::Device, "interval").and_then(|slug| Interval::from_slug(&slug));
        let columns = storage::get(Place::Device, COLUMNS).unwrap_or_default();
        let system_is_dark = page_signal(theme::system_is_dark());
        let listener = SendWrapper::new(theme::on_system_change(move |is_dark| system_is_dark.set(is_dark)));
        on_cleanup(move || drop(listener));
        let settings = Self {
            theme: page_signal(theme),
            system_is_dark,
            interval: page_signal(interval.unwrap_or(Interval::Auto)),
            columns: page_signal(Columns::parse(&columns)),
        };
        Effect::new(move || theme::set_document(settings.theme.get().slug()));
        settings
    }

    /// Returns the chosen theme.
    pub fn theme(self) -> Theme {
        self.theme.get()
    }

    /// Returns true if the page is dark now.
    pub fn is_dark(self) -> bool {
        match self.theme.get() {
            Theme::System => self.system_is_dark.get(),
            Theme::Light => false,
            Theme::Dark => true,
        }
    }

    /// Chooses a theme.
    pub fn set_theme(self, theme: Theme) {
        self.theme.set(theme);
        match theme.slug() {
            // Not kept means: as before after a reload. Nothing to say about that.
            Some(slug) => drop(storage::set(Place::Device, "theme", slug)),
            None => storage::remove(Place::Device, "theme"),
        }
    }

    /// Returns the chosen refresh interval.
    pub fn interval(self) -> Interval {
        self.interval.get()
    }

    /// Chooses a refresh interval.
    pub fn set_interval(self, interval: Interval) {
        self.interval.set(interval);
        drop(storage::set(Place::Device, "interval", &interval.slug()));
    }

    /// Takes the interval a link asks for, for this visit only.
    pub fn borrow_interval(self, interval: Interval) {
        self.interval.maybe_update(|known| std::mem::replace(known, interval) != interval);
    }

    /// Returns the table's columns, as chosen on this device.
    pub fn columns(self) -> Columns {
        self.columns.get()
    }

    /// Chooses the table's columns; `false` if they could not be kept.
    pub fn set_columns(self, columns: Columns) -> bool {
        let is_kept = storage::set(Place::Device, COLUMNS, &columns.to_text()).is_ok();
        self.columns.set(columns);
        is_kept
    }

    /// Takes over which columns were hidden by an earlier release of this page.
    pub fn take_hidden_columns(self) {
        if let Some(hidden) = storage::get(Place::Device, HIDDEN_COLUMNS) {
            storage::remove(Place::Device, HIDDEN_COLUMNS);
            self.set_columns(Columns::from_hidden(&hidden));
        }
    }
}

impl Theme {
    /// Returns the value of the document's `data-theme`; `None` leaves it to the system.
    pub const fn slug(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}
