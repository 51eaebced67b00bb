//! The resources of one job that are polled.

/// One of the resources that a provider offers about a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobResource {
    /// The job's record.
    Record,
    /// Metric rows.
    Metrics,
    /// The event log.
    Events,
    /// The list of checkpoints.
    Checkpoints,
}

impl JobResource {
    /// All resources, in the order in which they are first requested.
    pub const ALL: [Self; 4] = [Self::Record, Self::Metrics, Self::Events, Self::Checkpoints];
}

/// The resources that a monitor polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonitorScope {
    /// Everything that the provider offers: the job has the page to itself.
    Everything,
    /// The record and the metrics: the job is one of several on the page. A job that the service no longer knows is given up.
    RecordAndMetrics,
}

impl MonitorScope {
    /// Returns whether the scope includes `resource`.
    pub const fn includes(self, resource: JobResource) -> bool {
        match self {
            Self::Everything => true,
            Self::RecordAndMetrics => matches!(resource, JobResource::Record | JobResource::Metrics),
        }
    }
}
