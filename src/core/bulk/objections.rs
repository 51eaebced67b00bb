//! Reasons why an action cannot be done for all of several jobs.

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

    /// Returns the objections in words; `None` if there are none.
    pub fn words(&self) -> Option<String> {
        if self.n == 0 {
            return Some("No job is selected.".to_owned());
        }
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
        if said.is_empty() && MOST_JOBS < self.n {
            let most = count(MOST_JOBS as u64);
            said.push(format!("At most {most} jobs at a time."));
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

    #[track_caller]
    fn check(verb: JobVerb, jobs: &[(Provider, StatusClass)], expected: Option<&str>) {
        let mut objections = Objections::to(verb);
        jobs.iter().for_each(|(provider, class)| objections.add(*provider, *class));
        assert_eq!(objections.words().as_deref(), expected);
    }

    #[test]
    fn what_is_not_possible_for_all_is_said_with_its_number() {
        use StatusClass::{Completed, Failed, Running, Stopping, Unknown, Waiting};
        check(JobVerb::Cancel, &[], Some("No job is selected."));
        check(JobVerb::Cancel, &[(ABLE, Running), (UNABLE, Waiting), (UNABLE, Unknown)], None);
        check(JobVerb::Cancel, &[(ABLE, Failed)], Some("It has already ended."));
        check(JobVerb::Cancel, &[(ABLE, Failed), (UNABLE, Completed)], Some("All 2 have already ended."));
        check(JobVerb::Cancel, &[(ABLE, Failed), (UNABLE, Running)], Some("1 of 2 has already ended."));
        check(
            JobVerb::Cancel,
            &[(ABLE, Failed), (ABLE, Completed), (UNABLE, Running), (ABLE, Stopping)],
            Some("2 of 4 have already ended. 1 of 4 is already ending."),
        );
        check(
            JobVerb::Stop,
            &[(ABLE, Running), (UNABLE, Running), (UNABLE, Failed)],
            Some("2 of 3 are at Together AI, which cannot stop jobs early. Use Cancel."),
        );
        check(JobVerb::Stop, &[(UNABLE, Running)], Some("Together AI cannot stop jobs early. Use Cancel."));
        check(JobVerb::Stop, &[(ABLE, Running)], None);
        check(JobVerb::Cancel, &[(ABLE, Running); MOST_JOBS], None);
        check(JobVerb::Cancel, &[(ABLE, Running); MOST_JOBS + 1], Some("At most 1,000 jobs at a time."));
    }

    #[test]
    fn nothing_is_said_exactly_if_each_job_allows_it() {
        for verb in [JobVerb::Pause, JobVerb::Resume, JobVerb::Stop, JobVerb::Cancel] {
            for provider in Provider::ALL {
                for class in StatusClass::ALL {
                    let mut objections = Objections::to(verb);
                    objections.add(provider, class);
                    let is_allowed = provider.capabilities().verbs.contains(&verb) && class.allows(verb);
                    assert_eq!(objections.words().is_none(), is_allowed, "{verb:?} {provider:?} {class:?}");
                }
            }
        }
    }
}
