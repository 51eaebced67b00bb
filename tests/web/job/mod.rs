//! Parts of a job's page, and the marks that its findings leave in the table.

mod checkpoints;
mod finding_marks;
mod findings;
mod outputs;
