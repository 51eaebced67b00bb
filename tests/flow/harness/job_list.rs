//! A job list: the monitor that ships, and the job table that it fills.

use tuneboard_core::{
    api::{ApiError, HttpRequest, HttpResponse},
    listing::{JobTable, ListReport},
    model::{ConnectionId, Job, JobId, JobKey, Provider},
    monitor::{ListStep, PagedList, WholeList},
    polling::Outcome,
};

enum Monitor {
    Whole(WholeList),
    Paged(Box<PagedList>),
}

/// The list of one provider.
pub struct JobList {
    provider: Provider,
    connection: ConnectionId,
    monitor: Monitor,
    rows: JobTable,
    /// As last read.
    pub jobs: Vec<Job>,
    /// Facts about the list beside its jobs.
    pub report: ListReport,
}

impl JobList {
    pub fn new(provider: Provider) -> Self {
        let connection = ConnectionId("list".into());
        let monitor = match provider.capabilities().has_paged_list {
            true => Monitor::Paged(Box::new(PagedList::new(connection.clone(), provider))),
            false => Monitor::Whole(WholeList::new(connection.clone(), provider)),
        };
        let (rows, jobs) = (JobTable::default(), Vec::new());
        Self { provider, connection, monitor, rows, jobs, report: ListReport::default() }
    }

    /// The question to ask.
    pub fn request(&mut self) -> HttpRequest {
        match &mut self.monitor {
            Monitor::Whole(list) => list.request(),
            Monitor::Paged(list) => list.request(),
        }
    }

    /// Takes the response to it; says whether another question is worth asking at once.
    pub fn take(&mut self, answer: Result<HttpResponse, ApiError>) -> Result<(Outcome, bool), ApiError> {
        let (rows, answer) = (&mut self.rows, answer.as_ref().map_err(ApiError::clone));
        let update = match &mut self.monitor {
            Monitor::Whole(list) => list.on_response(rows, answer, |_, _| None, false),
            Monitor::Paged(list) => list.on_response(rows, answer),
        };
        self.report = update.report?;
        if update.next == ListStep::ReadByOffset {
            self.monitor = Monitor::Paged(Box::new(PagedList::new(self.connection.clone(), self.provider)));
        }
        let ids = self.rows.ids_of(&self.connection).into_iter();
        self.jobs = ids.filter_map(|id| self.job(id)).collect();
        Ok((update.outcome, update.next != ListStep::Wait))
    }

    fn job(&self, id: JobId) -> Option<Job> {
        let row = self.rows.get(&JobKey { connection: self.connection.clone(), id })?;
        Some(Job::clone(&row.job))
    }

    /// Ids of all jobs, sorted.
    pub fn ids(&self) -> Vec<JobId> {
        let mut ids = self.rows.ids_of(&self.connection);
        ids.sort();
        ids
    }
}
