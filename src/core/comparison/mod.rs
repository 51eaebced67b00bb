//! Several jobs beside each other: which ones a link names, what is compared of them, and in which words.
//!
//! Contract: pure, so that what the screen shows can be tested without one. Jobs may be of any providers; what they
//! say is brought to common names, and the names they use themselves are kept beside them. What a job does not say is
//! never made up: it is missing, and its place says so.

mod curves;
mod facts;
mod figures;
mod findings;
mod job_ref;
mod judged;
mod lineup;
mod names;
mod origins;
mod settings;
mod stretch;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod test_jobs;

pub use curves::{ComparedJob, color_of, compared_curves, is_dotted};
pub use facts::Facts;
pub use figures::{Figure, FigureRow, figures};
pub use findings::compared_findings;
pub use job_ref::JobRef;
pub use judged::{Judged, Origin};
pub use lineup::{LeftOut, Lineup, MOST_JOBS};
pub use names::names_apart;
pub use origins::Origins;
pub use settings::{SettingRow, settings, settings_words};
pub use stretch::{AXES, Stretch, objection, share_reason};
