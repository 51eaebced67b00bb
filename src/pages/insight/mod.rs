//! The answer on a run: is it learning, should it be stopped, which checkpoint to take, what to change next.

mod changes;
mod findings;
mod panel;
mod what_if;

pub use changes::LINK_SETTING;
pub use findings::FindingsList;
pub use panel::AnswerPanel;
