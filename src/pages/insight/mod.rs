//! The answer on a run: is it learning, should it be stopped, which checkpoint to take, what to change next.

mod changes;
mod findings;
mod judge;
mod panel;

pub use changes::LINK_SETTING;
pub use findings::FindingsList;
pub use judge::{Around, Judgement, finding_events, judge, pass_on};
pub use panel::AnswerPanel;
