//! The icon set: one line drawing of 16 × 16 units per name, in one stroke.
//!
//! Size, stroke and fill come from the style sheet (`.icon`, `.icon.solid`), the colour from the text around. An icon
//! is always hidden from readers: the words beside it, or the label of its button, say what it means.

use leptos::prelude::*;

use tuneboard_core::{insight::Severity, model::StatusClass};

/// Picture of an icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IconName {
    /// A solid triangle: running, start.
    Play,
    /// A tick: completed, done.
    Check,
    /// Two strokes: failed.
    Cross,
    /// A clock face: waiting, time.
    Clock,
    /// An hourglass: stopping.
    Hourglass,
    /// Two upright bars: paused.
    Pause,
    /// A solid square: stopped.
    Square,
    /// A crossed-out circle: cancelled.
    Slash,
    /// A dashed circle with a question mark: unknown.
    Question,
    /// An arrow out of a tray: finishing, send.
    Upload,
    /// A circle that is not closed: starting, at work.
    Spinner,
    /// A circling arrow.
    Refresh,
    /// Opens downwards.
    ChevronDown,
    /// Back, or earlier.
    ChevronLeft,
    /// Forward, or later.
    ChevronRight,
    /// New, or nearer.
    Plus,
    /// Fewer, or farther.
    Minus,
    /// A plug: connections.
    Plug,
    /// A half-filled disc: light or dark.
    Theme,
    /// Two sheets.
    Copy,
    /// A magnifying glass.
    Search,
    /// Three columns.
    Columns,
    /// An arrow into a tray.
    Download,
    /// A triangle with an exclamation mark.
    Warning,
    /// A circle with an i.
    Info,
    /// A bin: delete.
    Trash,
    /// A key.
    Key,
    /// Three dots: further actions.
    More,
    /// An arrow out of a box: leaves this page.
    External,
    /// A magnifying glass with a plus.
    Zoom,
    /// A grid of values.
    Table,
    /// A line between axes.
    Chart,
    /// A square in a circle: stop a job.
    Stop,
    /// An arrow up: smallest first.
    SortAsc,
    /// An arrow down: largest first.
    SortDesc,
    /// Two strokes: close, clear.
    Close,
    /// Three bars.
    Menu,
    /// Two arrows apart: larger.
    Maximize,
    /// Four corners: all is in view.
    Fit,
    /// A flag: a marked place.
    Pin,
}

impl IconName {
    /// Returns the mark of a status; no two classes share one.
    pub const fn of_status(class: StatusClass) -> Self {
        match class {
            StatusClass::Waiting => Self::Clock,
            StatusClass::Starting => Self::Spinner,
            StatusClass::Running => Self::Play,
            StatusClass::Paused => Self::Pause,
            StatusClass::Finishing => Self::Upload,
            StatusClass::Completed => Self::Check,
            StatusClass::Stopping => Self::Hourglass,
            StatusClass::Stopped => Self::Square,
            StatusClass::Cancelled => Self::Slash,
            StatusClass::Failed => Self::Cross,
            StatusClass::Unknown => Self::Question,
        }
    }

    /// Returns the mark of a finding.
    pub const fn of_severity(severity: Severity) -> Self {
        match severity {
            Severity::Note => Self::Info,
            Severity::Warning | Severity::Error => Self::Warning,
        }
    }

    /// Style class. Filled shapes take another one; where they overlap themselves they stay open.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Play | Self::Square | Self::Theme => "icon solid",
            _ => "icon",
        }
    }

    /// Returns the drawing, as SVG path data.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Play => "M5.5 3.8v8.4L12.1 8z",
            Self::Check => "m3.5 8.4 3 3 6-6.8",
            Self::Cross | Self::Close => "m4.3 4.3 7.4 7.4m0-7.4-7.4 7.4",
            Self::Clock => "M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0M8 5v3.2l2 1.4",
            Self::Hourglass => {
                "M4.2 2.5h7.6m-7.6 11h7.6M5.2 2.5C5.2 5.6 8 6.2 8 8s-2.8 2.4-2.8 5.5m5.6-11C10.8 5.6 8 6.2 8 8s2.8 2.4 2.8 5.5"
            }
            Self::Pause => "M6 4.5v7M10 4.5v7",
            Self::Square => "M5.2 5.2h5.6v5.6H5.2z",
            Self::Slash => "M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0M4.2 11.8l7.6-7.6",
            Self::Question => {
                "M6.2 2.8A5.5 5.5 0 0 1 9.8 2.8M11.6 3.8A5.5 5.5 0 0 1 13.4 7M13.4 9A5.5 5.5 0 0 1 11.6 12.2M9.8 13.2A5.5 5.5 0 0 1 6.2 13.2M4.4 12.2A5.5 5.5 0 0 1 2.6 9M2.6 7A5.5 5.5 0 0 1 4.4 3.8M6.7 6.6a1.4 1.4 0 1 1 2 1.5c-.5.2-.7.5-.7 1M8 10.9v.01"
            }
            Self::Upload => "M8 10.3V3.2m-3 3 3-3 3 3M3 13h10",
            Self::Spinner => "M8 2.5A5.5 5.5 0 1 1 2.5 8",
            Self::Refresh => "M12.9 8.3a4.9 4.9 0 1 1-1.3-3.6L13 6.1M13 3v3.1H9.9",
            Self::ChevronDown => "m4.5 6.3 3.5 3.5 3.5-3.5",
            Self::ChevronLeft => "M9.8 4.5 6.3 8l3.5 3.5",
            Self::ChevronRight => "M6.2 4.5 9.7 8l-3.5 3.5",
            Self::Plus => "M8 3.5v9M3.5 8h9",
            Self::Minus => "M3.5 8h9",
            Self::Plug => "M6 2.5v3m4-3v3M4.2 5.5h7.6v1.9a3.8 3.8 0 0 1-7.6 0zM8 11.2v2.3",
            Self::Theme => "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zm0 0a5.5 5.5 0 0 0 0 11z",
            Self::Copy => {
                "M6.3 5.5h5.9a.8.8 0 0 1 .8.8v5.9a.8.8 0 0 1-.8.8H6.3a.8.8 0 0 1-.8-.8V6.3a.8.8 0 0 1 .8-.8zm4.2 0V3.8a.8.8 0 0 0-.8-.8H3.8a.8.8 0 0 0-.8.8v5.9a.8.8 0 0 0 .8.8h1.7"
            }
            Self::Search => "M11.3 7.1a4.2 4.2 0 1 1-8.4 0 4.2 4.2 0 0 1 8.4 0m-1.2 3 3.3 3.3",
            Self::Columns => {
                "M3.3 3.5h9.4a.8.8 0 0 1 .8.8v7.4a.8.8 0 0 1-.8.8H3.3a.8.8 0 0 1-.8-.8V4.3a.8.8 0 0 1 .8-.8zm2.9 0v9m3.6-9v9"
            }
            Self::Download => "M8 3v7.1m-3-3 3 3 3-3M3 13h10",
            Self::Warning => "M8 2.8 14 13H2zM8 6.7v2.9m0 1.7v.01",
            Self::Info => "M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0M8 7.5v3.2M8 5.3v.01",
            Self::Trash => "M3 4.5h10m-6.7 0v-2h3.4v2m-5.4 0 .6 9h6.2l.6-9M6.8 7.2v3.6m2.4-3.6v3.6",
            Self::Key => "M8.3 10.5a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 0 1 5.6 0m-.8-2 5.7-5.7m-2.7 2.7 2 2",
            Self::More => {
                "M3.9 8a.5.5 0 1 1-1 0 .5.5 0 0 1 1 0m4.6 0a.5.5 0 1 1-1 0 .5.5 0 0 1 1 0m4.6 0a.5.5 0 1 1-1 0 .5.5 0 0 1 1 0"
            }
            Self::External => {
                "M9.5 3H13v3.5M13 3 7.8 8.2M11.2 9.3v2.9a.8.8 0 0 1-.8.8H3.8a.8.8 0 0 1-.8-.8V5.6a.8.8 0 0 1 .8-.8h2.9"
            }
            Self::Zoom => {
                "M11.3 7.1a4.2 4.2 0 1 1-8.4 0 4.2 4.2 0 0 1 8.4 0m-1.2 3 3.3 3.3M5.4 7.1h3.4M7.1 5.4v3.4"
            }
            Self::Table => {
                "M3.3 3.5h9.4a.8.8 0 0 1 .8.8v7.4a.8.8 0 0 1-.8.8H3.3a.8.8 0 0 1-.8-.8V4.3a.8.8 0 0 1 .8-.8zm-.8 3h11m-11 3h11m-7-3v6"
            }
            Self::Chart => "M2.8 2.8v10.4h10.4M5 10.3l2.6-3.4 2.2 1.7 3.2-4.3",
            Self::Stop => "M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0M6.4 6.4h3.2v3.2H6.4z",
            Self::SortAsc => "M8 12.8V3.2M4.5 6.7 8 3.2l3.5 3.5",
            Self::SortDesc => "M8 3.2v9.6M4.5 9.3 8 12.8l3.5-3.5",
            Self::Menu => "M2.5 4.5h11M2.5 8h11m-11 3.5h11",
            Self::Maximize => "M9.5 3H13v3.5M13 3 9.3 6.7M6.5 13H3V9.5M3 13l3.7-3.7",
            Self::Fit => "M3 6V3h3m4 0h3v3m0 4v3h-3m-4 0H3v-3",
            Self::Pin => "M4.5 13.5v-11h8l-2.4 3.2 2.4 3.3h-8",
        }
    }
}

/// One icon, as tall as the text around it asks for.
#[component]
pub fn Icon(
    /// Picture to show.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class=name.class() viewBox="0 0 16 16" aria-hidden="true">
            <path d=name.path()></path>
        </svg>
    }
}
