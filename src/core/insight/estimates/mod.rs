//! Estimates from a run's figures, beside findings: its end, its clock, its price, and the step at which it
//! could have stopped.

mod arrival;
mod clock;
mod cost;
mod power_law;
mod remaining;
mod silence;
mod stop_balance;
mod what_if;

pub use arrival::Arrival;
pub use clock::{Clock, Pause, Stall, read_clock, stall};
pub use cost::{Cost, Saving};
pub use power_law::{Forecast, forecast};
pub use remaining::{TimeLeft, time_left};
pub use silence::Silence;
pub use stop_balance::{RunEnd, StopBalance, StopSides, stop_balance};
pub use what_if::{EarlyStopping, Stop, proposed_patience, stop_early};
