//! The figures of one job as columns, and how they are fetched in parts.
//!
//! Contract: a series is sorted by step and has one point per step; what was not logged is no point, and a figure
//! that is not finite is a gap, which is never averaged over or filled in and can still be named. A point whose step
//! is logged anew is kept beside the newer one. Merging the same rows again changes
//! nothing, not even a revision number. Nothing here knows a provider: what differs between them is
//! [`crate::model::MetricsCursor`] alone. Pictures are made from this by [`crate::chart`].

mod axis;
mod bounds;
mod checkpoints;
mod feed;
mod inbox;
mod intake;
mod merged;
mod point;
mod points;
mod replaced;
mod runs;
mod series;
mod smoothing;
mod store;
mod summary;

pub use axis::XAxis;
pub use bounds::{bounds, settings};
pub use checkpoints::{RatedCheckpoint, rate_checkpoints};
pub use feed::{Accepted, MetricsFeed};
pub use intake::{Intake, Settling};
pub use merged::Merged;
pub use runs::RunIntake;
pub use series::Series;
pub use smoothing::default_weight;
pub use store::MetricStore;
pub use summary::JobMetricsSummary;
