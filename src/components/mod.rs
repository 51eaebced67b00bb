//! Building blocks of the pages: they take values and signals and give markup. No component here looks up
//! a context, sends a request or knows a route.

mod banner;
mod chart;
mod copy_button;
mod dataset_report;
mod dialog;
mod empty;
mod field;
mod handler;
mod icon;
mod menu;
mod number_field;
mod status_mark;
mod tabs;
mod toolbar;

pub use self::chart::{
    canvases::ChartSurface,
    card::ChartCard,
    data_table::ChartDataTable,
    export_menu::ExportMenu,
    live_region::ChartLiveRegion,
    pin_button::PinButton,
    pointer::{PAN_STEP, ZOOM_STEP},
    pointing::Pointing,
    surface::ChartNotes,
    sync::ChartSync,
};
pub use banner::{Banner, BannerKind};
pub use copy_button::CopyButton;
pub use dataset_report::DatasetReport;
pub use dialog::Dialog;
pub use empty::Empty;
pub use field::{FormField, Suggestion};
pub use handler::handler;
pub use icon::{Icon, IconName};
pub use menu::Menu;
pub use number_field::NumberField;
pub use status_mark::StatusMark;
pub use tabs::{Tab, Tabs};
pub use toolbar::on_toolbar_key;
