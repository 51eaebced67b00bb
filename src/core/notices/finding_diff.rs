//! From judgements on jobs to news: findings that have become a warning or an error.
//!
//! The first judgement on a job that any page of the account makes is no news; it is claimed under a name, with what it found
//! ([`Baseline`]), so that pages which come later tell what has become worse since, and a reload tells nothing anew. Each finding
//! that is told is claimed too ([`super::Notice::claims`]).

use std::collections::HashMap;

use super::{
    Notice, NoticeEvent,
    trouble::{Seen, Trouble},
};
use crate::{
    insight::Answer,
    model::{JobId, JobKey},
};

/// Metrics that a judgement rests on. Judgements on different ones are not compared: a sample shows less than the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    /// A sample, as for the loss lines of the job table.
    Sample,
    /// All of them.
    Whole,
}

/// A judgement on a job.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The job.
    pub key: JobKey,
    /// Its name.
    pub name: String,
    /// The metrics it rests on.
    pub look: Look,
    /// Open findings of a warning or worse.
    pub troubles: Vec<Trouble>,
}

/// The first judgement on a job, to be claimed for all pages of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// The job.
    pub key: JobKey,
    /// The metrics it rests on.
    pub look: Look,
    /// Name of the claim, which is the same in all pages of an account, and never a resource's.
    pub name: String,
    /// Its findings, as the text of the claim.
    pub text: String,
}

/// Consequence of a judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JudgedStep {
    /// To be claimed; [`FindingDiff::settle`] takes the outcome.
    Claim(Baseline),
    /// To be told, once it is claimed; often nothing.
    Tell(Vec<Notice>),
}

/// Compares each judgement on a job with those before. One per page.
#[derive(Debug, Default)]
pub struct FindingDiff {
    jobs: HashMap<(JobKey, Look), Job>,
}

/// Findings of one job, as this page knows them.
#[derive(Debug, Default)]
struct Job {
    name: String,
    seen: Seen,
    /// Findings since the first judgement, while that is being claimed.
    claiming: Option<Vec<Trouble>>,
}

impl Judged {
    /// Returns a judgement as far as it can be news.
    pub fn new(key: JobKey, name: String, look: Look, answer: &Answer) -> Self {
        Self { key, name, look, troubles: answer.findings.iter().filter_map(Trouble::of).collect() }
    }
}

impl FindingDiff {
    /// Takes in a judgement.
    pub fn look(&mut self, judged: &Judged) -> JudgedStep {
        let (key, look) = (&judged.key, judged.look);
        let Some(job) = self.jobs.get_mut(&(key.clone(), look)) else {
            let seen = Seen::of(&judged.troubles);
            let baseline =
                Baseline { key: key.clone(), look, name: baseline_name(&key.id, look), text: seen.encode() };
            let job = Job { name: judged.name.clone(), seen, claiming: Some(judged.troubles.clone()) };
            self.jobs.insert((key.clone(), look), job);
            return JudgedStep::Claim(baseline);
        };
        job.name.clone_from(&judged.name);
        match &mut job.claiming {
            Some(waiting) => {
                waiting.extend(&judged.troubles);
                JudgedStep::Tell(Vec::new())
            }
            None => {
                let told = job.news(key, &judged.troubles);
                self.share(key, look, &told);
                JudgedStep::Tell(told)
            }
        }
    }

    /// Takes the outcome of a claim: `known` is the text of the page that was first, `None` if that is this one. Returns what is
    /// to be told, once it is claimed.
    pub fn settle(&mut self, baseline: &Baseline, known: Option<&str>) -> Vec<Notice> {
        let Some(job) = self.jobs.get_mut(&(baseline.key.clone(), baseline.look)) else { return Vec::new() };
        let waiting = job.claiming.take().unwrap_or_default();
        if let Some(known) = known {
            job.seen = Seen::decode(known);
        }
        let told = job.news(&baseline.key, &waiting);
        self.share(&baseline.key, baseline.look, &told);
        told
    }

    /// Counts what is told after one look as seen by the other one, too.
    fn share(&mut self, key: &JobKey, look: Look, told: &[Notice]) {
        let other = match look {
            Look::Sample => Look::Whole,
            Look::Whole => Look::Sample,
        };
        if let Some(job) = self.jobs.get_mut(&(key.clone(), other)) {
            for notice in told {
                if let NoticeEvent::Finding(trouble) = notice.event {
                    job.seen.add(trouble);
                }
            }
        }
    }
}

impl Job {
    /// Notices of the findings that are new or worse, which count as seen from now on.
    fn news(&mut self, key: &JobKey, troubles: &[Trouble]) -> Vec<Notice> {
        let new: Vec<Trouble> = troubles.iter().copied().filter(|trouble| self.seen.add(*trouble)).collect();
        let notice = |trouble| Notice {
            key: key.clone(),
            name: self.name.clone(),
            event: NoticeEvent::Finding(trouble),
        };
        new.into_iter().map(notice).collect()
    }
}

fn baseline_name(id: &JobId, look: Look) -> String {
    let look = match look {
        Look::Sample => "sample",
        Look::Whole => "whole",
    };
    format!("judged/{look}/{id}")
}

#[cfg(test)]
mod tests;
