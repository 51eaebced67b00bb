//! Stub.
#![allow(missing_docs)]
use crate::{api::*, model::*};
pub fn list_jobs(_: &JobsQuery) -> HttpRequest {
    unimplemented!()
}
pub fn decode_jobs(_: &HttpResponse) -> Result<Decoded<Vec<Job>>, ApiError> {
    unimplemented!()
}
pub fn retrieve_job(_: &JobId) -> HttpRequest {
    unimplemented!()
}
pub fn decode_job(_: &HttpResponse) -> Result<Job, ApiError> {
    unimplemented!()
}
pub fn create_job(_: &JobSpec) -> HttpRequest {
    unimplemented!()
}
pub fn end_job(_: &JobId, _: EndVerb) -> HttpRequest {
    unimplemented!()
}
pub fn list_metrics(_: &JobId, _: &MetricsQuery) -> HttpRequest {
    unimplemented!()
}
pub fn decode_metrics(_: &HttpResponse) -> Result<Decoded<MetricsPage>, ApiError> {
    unimplemented!()
}
pub fn list_events(_: &JobId) -> HttpRequest {
    unimplemented!()
}
pub fn decode_events(_: &HttpResponse) -> Result<Decoded<Vec<JobEvent>>, ApiError> {
    unimplemented!()
}
