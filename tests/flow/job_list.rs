//! A job list as the shell's `Jobs` reads it: in one response with a look behind its end, by offset, or page by page.

use tuneboard_core::{
    api::{self, ApiError, Decoded, HttpRequest, HttpResponse, JobsQuery},
    listing::{EndCheck, EndStep, JobPages, ListPrint, ListReport, OffsetPages, PageRecords, Paged},
    model::{Job, JobId, Provider},
    polling::{Outcome, Pace},
};

enum Way {
    /// Together's list has no end to look behind.
    InOneAnswer(Option<EndCheck>),
    ByOffset(OffsetPages),
    ByToken(JobPages),
}

/// The list of one provider.
pub struct JobList {
    provider: Provider,
    way: Way,
    /// As last read.
    pub jobs: Vec<Job>,
    /// Facts about the list beside its jobs.
    pub report: ListReport,
}

impl JobList {
    pub fn new(provider: Provider) -> Self {
        let can = provider.capabilities();
        let way = match can.has_paged_list {
            true => Way::ByToken(JobPages::default()),
            false => Way::InOneAnswer(can.list_limit.map(EndCheck::new)),
        };
        Self { provider, way, jobs: Vec::new(), report: ListReport::default() }
    }

    /// The question to ask.
    pub fn request(&mut self) -> HttpRequest {
        let provider = self.provider;
        match &mut self.way {
            Way::InOneAnswer(end) => match end.as_mut().and_then(EndCheck::next_question) {
                Some(offset) => api::list_behind(provider, offset),
                None => api::list_all(provider),
            },
            Way::ByOffset(pages) => {
                let page = pages.next();
                let statuses = if page.is_active { api::active_statuses(provider) } else { Vec::new() };
                let limit = provider.capabilities().list_limit;
                api::list_jobs(provider, &JobsQuery { limit, offset: page.offset, statuses, page: None })
            }
            Way::ByToken(pages) => {
                let page = pages.next().cloned();
                api::list_jobs(provider, &JobsQuery { page, ..JobsQuery::default() })
            }
        }
    }

    /// Takes the response to it; says whether another question is worth asking at once.
    pub fn take(&mut self, answer: Result<HttpResponse, ApiError>) -> Result<(Outcome, bool), ApiError> {
        let before = self.jobs.clone();
        let read = answer.and_then(|response| api::decode_jobs(self.provider, &response));
        let goes_on = match &mut self.way {
            Way::InOneAnswer(None) => {
                let Decoded { value, warnings } = read?;
                self.report = report(value.jobs.len() + warnings.len(), warnings, false);
                self.jobs = value.jobs;
                false
            }
            Way::InOneAnswer(Some(end)) if end.is_behind() => {
                let step = match read {
                    Ok(Decoded { value, warnings }) => end.accept_behind(&records(&value.jobs, &warnings)),
                    Err(error) if error.is_refusal() => {
                        end.refuse();
                        EndStep::Done
                    }
                    Err(error) => return Err(error),
                };
                self.report.may_go_on = end.may_go_on();
                if step == EndStep::ReadPages {
                    self.way = Way::ByOffset(OffsetPages::default());
                }
                step != EndStep::Done
            }
            Way::InOneAnswer(Some(end)) => {
                let Decoded { value, warnings } = read?;
                let n = value.jobs.len() + warnings.len();
                let step = end.accept(ListPrint::of(n as u64, value.jobs.iter().map(|job| &job.id)));
                self.report = report(n, warnings, end.may_go_on());
                self.jobs = value.jobs;
                if step == EndStep::ReadPages {
                    self.way = Way::ByOffset(OffsetPages::default());
                }
                step != EndStep::Done
            }
            Way::ByOffset(pages) => {
                let jobs = &mut self.jobs;
                let known = |jobs: &[Job]| {
                    let known = jobs.iter().map(|job| (job.id.clone(), !job.status.class.is_terminal()));
                    known.collect::<Vec<_>>()
                };
                let paged = match read {
                    Ok(Decoded { value, warnings }) => {
                        let records = records(&value.jobs, &warnings);
                        for job in value.jobs {
                            match jobs.iter_mut().find(|known| known.id == job.id) {
                                Some(known) => *known = job,
                                None => jobs.push(job),
                            }
                        }
                        pages.accept(&records, || known(jobs))
                    }
                    Err(error) if error.is_refusal() => pages.refuse(|| known(jobs)).ok_or(error)?,
                    Err(error) => {
                        pages.give_up();
                        return Err(error);
                    }
                };
                if let Paged::Done { gone } = &paged {
                    jobs.retain(|job| !gone.contains(&job.id));
                }
                self.report = pages.report();
                paged == Paged::On
            }
            Way::ByToken(pages) => {
                let is_first = pages.next().is_none();
                let list = match read {
                    Ok(Decoded { value, warnings }) => {
                        let unreadable: Vec<_> = warnings.into_iter().map(|w| (w.index, w.message)).collect();
                        Some(pages.accept(value, &unreadable))
                    }
                    Err(error) if !is_first && error.is_refusal() => pages.refuse(),
                    Err(error) => {
                        pages.give_up();
                        return Err(error);
                    }
                };
                self.report = pages.report();
                let goes_on = list.is_none() || pages.next().is_some();
                self.jobs = list.unwrap_or_else(|| self.jobs.clone());
                goes_on
            }
        };
        Ok((Outcome::Fresh { has_news: before != self.jobs, pace: Pace::List }, goes_on))
    }

    /// Ids of all jobs, sorted.
    pub fn ids(&self) -> Vec<JobId> {
        let mut ids: Vec<JobId> = self.jobs.iter().map(|job| job.id.clone()).collect();
        ids.sort();
        ids
    }
}

fn records(jobs: &[Job], warnings: &[api::DecodeWarning]) -> PageRecords {
    let unreadable = warnings.iter().map(|w| (w.index, w.message.clone())).collect();
    PageRecords::new(jobs.iter().map(|job| &job.id), unreadable)
}

fn report(n_records: usize, warnings: Vec<api::DecodeWarning>, may_go_on: bool) -> ListReport {
    let unreadable = warnings.into_iter().map(|warning| warning.message).collect();
    ListReport { n_records, unreadable, may_go_on }
}
