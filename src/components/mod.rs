//! Building blocks of the pages: they take values and signals and give markup. No component here looks up
//! a context, sends a request or knows a route.

mod banner;
mod chart_card;
mod chart_fields;
mod chart_pointer;
mod chart_surface;
mod chart_sync;
mod chart_tip;
mod chart_voice;
mod copy_button;
mod dataset_report;
mod dialog;
mod empty;
mod export_menu;
mod field;
mod handler;
mod icon;
mod menu;
mod number_field;
mod owned_frame_task;
mod pinned;
mod status_mark;
mod table_twin;
mod tabs;

pub use banner::{Banner, BannerKind};
pub use chart_card::ChartCard;
pub use chart_pointer::{PAN_STEP, ZOOM_STEP};
pub use chart_surface::{ChartNotes, ChartSurface, Pointing};
pub use chart_sync::ChartSync;
pub use chart_voice::ChartVoice;
pub use copy_button::CopyButton;
pub use dataset_report::DatasetReport;
pub use dialog::Dialog;
pub use empty::Empty;
pub use export_menu::ExportMenu;
pub use field::FormField;
pub use handler::handler;
pub use icon::{Icon, IconName};
pub use menu::Menu;
pub use number_field::NumberField;
pub use owned_frame_task::OwnedFrameTask;
pub use status_mark::StatusMark;
pub use table_twin::TableTwin;
pub use tabs::{Tab, Tabs};
