//! The figures of one job as columns, and how they are fetched in parts.
//!
//! Contract: a series is sorted by step and has one point per step; a missing or non-finite figure is
//! `NaN` and stays a gap, it is never averaged over or filled in. Merging the same rows again changes
//! nothing, not even a revision number. Nothing here knows a provider: what differs between them is
//! [`crate::model::MetricsCursor`] alone. Pictures are made from this by [`crate::chart`].

mod axis;
mod bounds;
mod checkpoints;
mod feed;
mod inbox;
mod intake;
mod point;
mod points;
mod series;
mod smoothing;
mod store;

pub use axis::XAxis;
pub use bounds::{bounds, settings};
pub use checkpoints::{RatedCheckpoint, rate_checkpoints};
pub use feed::{Accepted, MetricsFeed};
pub use intake::{Intake, Settling};
pub use series::Series;
pub use smoothing::default_weight;
pub use store::{Merged, MetricStore};
