//! Jobs for which an action on several cannot be done, and the reasons.

use crate::{
    format::count,
    model::{JobVerb, Provider, StatusClass},
};

/// Most jobs that one confirmation is good for: as many as a user may have meant, and few enough that a service
/// does not refuse the last of them for the number of requests.
pub const MOST_JOBS: usize = 1_000;

/// Objections to an action, counted over jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objections {
    verb: JobVerb,
    n: usize,
    n_over: usize,
    n_ending: usize,
    /// Providers that have no such action, each with its number of jobs.
    unable: Vec<(Provider, usize)>,
}

impl Objections {
    /// Returns the objections to `verb`, of no job so far.
    pub fn to(verb: JobVerb) -> Self {
        Self { verb, n: 0, n_over: 0, n_ending: 0, unable: Vec::new() }
    }

    /// Counts a job.
    pub fn add(&mut self, provider: Provider, class: StatusClass) {
        self.n += 1;
        if !provider.capabilities().verbs.contains(&self.verb) {
            match self.unable.iter_mut().find(|(known, _)| *known == provider) {
                Some((_, n)) => *n += 1,
                None => self.unable.push((provider, 1)),
            }
        } else if class.is_terminal() {
            self.n_over += 1;
        } else if !class.allows(self.verb) {
            self.n_ending += 1;
        }
    }

    /// Returns whether the action can be done for a job.
    pub fn allow(verb: JobVerb, provider: Provider, class: StatusClass) -> bool {
        provider.capabilities().verbs.contains(&verb) && !class.is_terminal() && class.allows(verb)
    }

    /// Returns the number of jobs for which the action can be done.
    pub fn n_able(&self) -> usize {
        let n_unable: usize = self.unable.iter().map(|(_, n)| n).sum();
        self.n.saturating_sub(self.n_over + self.n_ending + n_unable)
    }

    /// Returns the reason why the action cannot be done for any of the jobs, or not for so many; `None` if it can.
    pub fn refusal(&self) -> Option<String> {
        match self.n_able() {
            _ if self.n == 0 => Some("No job is selected.".to_owned()),
            0 => self.exceptions(),
            n if MOST_JOBS < n => Some(format!("At most {} jobs at a time.", count(MOST_JOBS as u64))),
            _ => None,
        }
    }

    /// Returns the jobs that the action leaves out, counted, with the reasons; `None` if there are none.
    pub fn exceptions(&self) -> Option<String> {
        let of = |n: usize, one: &str, many: &str| {
            let count = |n: usize| count(n as u64);
            match (n == self.n, self.n) {
                (true, 1) => format!("It {one}."),
                (true, _) => format!("All {} {many}.", count(n)),
                (false, all) => {
                    format!("{} of {} {}.", count(n), count(all), if n == 1 { one } else { many })
                }
            }
        };
        let mut said = Vec::new();
        if 0 < self.n_over {
            said.push(of(self.n_over, "has already ended", "have already ended"));
        }
        if 0 < self.n_ending {
            said.push(of(self.n_ending, "is already ending", "are already ending"));
        }
        for (provider, n) in &self.unable {
            let cannot = format!("cannot {}", inability(self.verb));
            let name = provider.label();
            let why = |be: &str| format!("{be} at {name}, which {cannot}");
            let is_all = *n == self.n;
            said.push(if is_all { format!("{name} {cannot}.") } else { of(*n, &why("is"), &why("are")) });
        }
        (!said.is_empty()).then(|| said.join(" "))
    }
}

/// Returns the words after *cannot* for a service without that action.
const fn inability(verb: JobVerb) -> &'static str {
    match verb {
        JobVerb::Pause => "pause jobs",
        JobVerb::Resume => "resume jobs",
        JobVerb::Stop => "stop jobs early. Use Cancel",
        JobVerb::Cancel => "cancel jobs",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The two that can stop and that only cancel.
    const ABLE: Provider = Provider::Archetype;
    const UNABLE: Provider = Provider::Together;

    /// Checks the refusal and the jobs left out.
    #[track_caller]
    fn check(
        verb: JobVerb,
        jobs: &[(Provider, StatusClass)],
        refusal: Option<&str>,
        exceptions: Option<&str>,
    ) {
        let mut objections = Objections::to(verb);
        jobs.iter().for_each(|(provider, class)| objections.add(*provider, *class));
        let said = (objections.refusal(), objections.exceptions());
        assert_eq!((said.0.as_deref(), said.1.as_deref()), (refusal, exceptions));
        let n_able =
            jobs.iter().filter(|(provider, class)| Objections::allow(verb, *provider, *class)).count();
        assert_eq!(n_able, objections.n_able());
    }

    /// Checks that the action is for none of the jobs.
    #[track_caller]
    fn check_refused(verb: JobVerb, jobs: &[(Provider, StatusClass)], why: &str) {
        check(verb, jobs, Some(why), Some(why));
    }

    #[test]
    fn an_action_is_refused_if_it_is_for_none() {
        use StatusClass::{Completed, Failed, Running, Stopping};
        check(JobVerb::Cancel, &[], Some("No job is selected."), None);
        check_refused(JobVerb::Cancel, &[(ABLE, Failed)], "It has already ended.");
        check_refused(JobVerb::Cancel, &[(ABLE, Failed), (UNABLE, Completed)], "All 2 have already ended.");
        check_refused(
            JobVerb::Cancel,
            &[(ABLE, Failed), (ABLE, Stopping)],
            "1 of 2 has already ended. 1 of 2 is already ending.",
        );
        check_refused(JobVerb::Stop, &[(UNABLE, Running)], "Together AI cannot stop jobs early. Use Cancel.");
        let most = Some("At most 1,000 jobs at a time.");
        check(JobVerb::Cancel, &[(ABLE, Running); MOST_JOBS], None, None);
        check(JobVerb::Cancel, &[(ABLE, Running); MOST_JOBS + 1], most, None);
    }

    #[test]
    fn jobs_that_an_action_is_not_for_are_left_out_and_counted() {
        use StatusClass::{Completed, Failed, Running, Stopping, Unknown, Waiting};
        check(JobVerb::Cancel, &[(ABLE, Running), (UNABLE, Waiting), (UNABLE, Unknown)], None, None);
        check(JobVerb::Stop, &[(ABLE, Running)], None, None);
        check(JobVerb::Cancel, &[(ABLE, Failed), (UNABLE, Running)], None, Some("1 of 2 has already ended."));
        check(
            JobVerb::Cancel,
            &[(ABLE, Failed), (ABLE, Completed), (UNABLE, Running), (ABLE, Stopping)],
            None,
            Some("2 of 4 have already ended. 1 of 4 is already ending."),
        );
        check(
            JobVerb::Stop,
            &[(ABLE, Running), (UNABLE, Running), (UNABLE, Failed)],
            None,
            Some("2 of 3 are at Together AI, which cannot stop jobs early. Use Cancel."),
        );
    }
}
