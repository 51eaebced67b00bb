//! The resources that a page polls.

use tuneboard_core::monitor::JobResource;

/// Polled resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    Jobs,
    Job,
    Events,
    Metrics,
    Checkpoints,
}

impl Resource {
    /// The resource of the open job; `None` for the job list.
    pub fn of_job(self) -> Option<JobResource> {
        match self {
            Self::Jobs => None,
            Self::Job => Some(JobResource::Record),
            Self::Events => Some(JobResource::Events),
            Self::Metrics => Some(JobResource::Metrics),
            Self::Checkpoints => Some(JobResource::Checkpoints),
        }
    }
}

impl From<JobResource> for Resource {
    fn from(resource: JobResource) -> Self {
        match resource {
            JobResource::Record => Self::Job,
            JobResource::Events => Self::Events,
            JobResource::Metrics => Self::Metrics,
            JobResource::Checkpoints => Self::Checkpoints,
        }
    }
}
