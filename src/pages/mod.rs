//! One screen per file. Pages read the shared state, compose components and know the routes.

mod chart_tools;
mod connection_form;
mod connection_test;
mod connections;
mod create_dialog;
mod end_dialog;
mod job;
mod job_events;
mod job_facts;
mod job_form;
mod job_head;
mod job_metrics;
mod job_record;
mod job_row;
mod job_timeline;
mod jobs;
mod jobs_filters;
mod jobs_notices;
mod jobs_table;
mod new_job;
mod not_found;
mod request_preview;

pub use connections::ConnectionsPage;
pub use job::JobPage;
pub use jobs::JobsPage;
pub use new_job::NewJobPage;
pub use not_found::NotFoundPage;
