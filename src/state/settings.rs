//! What the user chose for this page: theme and refresh interval. Kept on the device where possible.

use leptos::prelude::*;
use send_wrapper::SendWrapper;

use crate::{
    browser::{
        storage::{self, Place},
        theme,
    },
    polling::Interval,
};

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

/// Theme and refresh interval.
#[derive(Clone, Copy)]
pub struct Settings {
    theme: RwSignal<Theme>,
    system_is_dark: RwSignal<bool>,
    interval: RwSignal<Interval>,
    hidden_columns: RwSignal<Vec<String>>,
}

impl Settings {
    pub(super) fn new() -> Self {
        let theme = match storage::get(Place::Device, "theme").as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        };
        let interval = storage::get(Place::Device, "interval").and_then(|slug| Interval::from_slug(&slug));
        let columns = storage::get(Place::Device, "hidden-columns").unwrap_or_default();
        let hidden = columns.split(',').filter(|slug| !slug.is_empty()).map(str::to_owned).collect();
        let system_is_dark = RwSignal::new(theme::system_is_dark());
        let listener = SendWrapper::new(theme::on_system_change(move |is_dark| system_is_dark.set(is_dark)));
        on_cleanup(move || drop(listener));
        let settings = Self {
            theme: RwSignal::new(theme),
            system_is_dark,
            interval: RwSignal::new(interval.unwrap_or(Interval::Auto)),
            hidden_columns: RwSignal::new(hidden),
        };
        Effect::new(move || theme::set_document(settings.theme.get().slug()));
        settings
    }

    /// The chosen theme.
    pub fn theme(self) -> Theme {
        self.theme.get()
    }

    /// The page is dark now.
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

    /// The chosen refresh interval.
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

    /// Slugs of the table columns that are hidden.
    pub fn hidden_columns(self) -> ReadSignal<Vec<String>> {
        self.hidden_columns.read_only()
    }

    /// Shows or hides a table column.
    pub fn toggle_column(self, slug: &str) {
        self.hidden_columns.update(|hidden| match hidden.iter().position(|known| known == slug) {
            Some(i) => drop(hidden.remove(i)),
            None => hidden.push(slug.to_owned()),
        });
        drop(storage::set(Place::Device, "hidden-columns", &self.hidden_columns.get_untracked().join(",")));
    }
}

impl Theme {
    /// Value of the document's `data-theme`; `None` leaves it to the system.
    pub const fn slug(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}
