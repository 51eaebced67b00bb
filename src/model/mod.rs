//! The nouns of the field, free of any provider's spelling: what a job, a status, a metric row is.
//!
//! Nothing here can be serialised; wire shapes live in [`crate::api`] and may change without touching
//! this module. Values the service invents (statuses, event types, metric names, ids) are kept as
//! text, never refused.

mod calendar;
mod checkpoint;
mod classifier;
mod connection;
mod dataset;
mod dataset_file;
mod dataset_rules;
mod event;
mod event_filter;
mod event_log;
mod job;
mod job_spec;
mod log_progress;
mod metric_block;
mod metric_row;
mod model_limits;
mod outlook;
mod output;
mod page;
mod path;
mod price;
mod provider;
mod status;
mod time_text;
mod timestamp;
mod utc_offset;

pub use calendar::{CivilTime, MONTHS};
pub use checkpoint::{Checkpoint, CheckpointList, CheckpointsPage};
pub use classifier::{Classifier, Neighbors, SignalReader};
pub use connection::{Connection, ConnectionId, KeyKeeping, Place, Transport, places};
pub use dataset::{Dataset, Split};
pub use dataset_file::{DatasetFile, FileStatus};
pub use dataset_rules::{DatasetForm, DatasetRules};
pub use event::{EventLevel, JobEvent};
pub use event_filter::EventFilter;
pub use event_log::{EventLog, EventsPage, LogGaps, no_events};
pub use job::{EarlyStop, Job, JobId, JobKey, JobsPage, Progress};
pub use job_spec::{
    BatchSize, EarlyStopping, HuggingFace, Hyperparameters, JobSpec, Method, Preference, Scheduler, Secret,
    SpecField, WandB, Weights,
};
pub use log_progress::{FirstEpoch, LogProgress};
pub use metric_block::{MetricBlock, RowSink};
pub use metric_row::{
    MetricKey, MetricRow, MetricsFilter, MetricsPage, MetricsQuery, MetricsSummary, RowTally,
};
pub use model_limits::{BatchLimits, ModelLimits};
pub use outlook::{Outlook, Reached, outlook, outlook_of};
pub use output::{JobOutput, OutputKind};
pub use page::{PageEnd, PageToken, Sweep, Swept};
pub use path::{leads_elsewhere, percent_decode};
pub use price::{Price, PriceEstimate};
pub use provider::{Capabilities, JobVerb, MetricsCursor, Provider};
pub use status::{JobStatus, StatusClass};
pub use timestamp::Timestamp;
pub use utc_offset::UtcOffset;
