//! The nouns of the field, free of any provider's spelling: what a job, a status, a metric row is.
//!
//! Nothing here can be serialised; wire shapes live in [`crate::api`] and may change without touching
//! this module. Values the service invents (statuses, event types, metric names, ids) are kept as
//! text, never refused.

mod checkpoint;
mod classifier;
mod connection;
mod dataset;
mod event;
pub mod job;
mod metric;
mod model_limits;
mod output;
mod page;
mod path;
mod percent;
mod price;
mod provider;
mod shutdown;
mod status;
mod time;

pub use self::{
    dataset::{
        file::{DatasetFile, FileStatus},
        rules::{DatasetForm, DatasetRules},
    },
    event::{
        filter::EventFilter,
        log::{EventLog, EventsPage, LogGaps, no_events},
        progress::{FirstEpoch, LogProgress},
    },
    job::{
        progress_estimate::{ProgressEstimate, Reached, estimate_progress, estimate_progress_of},
        spec::{
            BatchSize, EarlyStopping, HuggingFace, Hyperparameters, JobSpec, Method, Preference, Scheduler,
            Secret, SpecField, WandB, Weights,
        },
    },
    metric::{
        block::{MetricBlock, RowSink},
        row::{MetricKey, MetricRow, MetricsFilter, MetricsPage, MetricsQuery, MetricsSummary, RowTally},
    },
    time::{
        calendar::{CivilTime, MONTHS},
        timestamp::Timestamp,
        utc_offset::UtcOffset,
    },
};
pub use checkpoint::{Checkpoint, CheckpointList, CheckpointsPage};
pub use classifier::{Classifier, Neighbors, SignalReader};
pub use connection::{Connection, ConnectionId, KeyKeeping, Place, Transport, places};
pub use dataset::{Dataset, Split};
pub use event::{EventLevel, JobEvent};
pub use job::{EarlyStop, Job, JobId, JobKey, JobsPage, Progress};
pub use model_limits::{BatchLimits, ModelLimits};
pub use output::{JobOutput, OutputKind};
pub use page::{PageEnd, PageToken, PageWalk, WalkResult};
pub use path::leads_elsewhere;
pub use percent::{percent_decode, percent_encode};
pub use price::{Price, PriceEstimate};
pub use provider::{Capabilities, JobVerb, MetricsCursor, Provider};
pub use shutdown::{Shutdown, Shutdowns};
pub use status::{JobStatus, StatusClass};
