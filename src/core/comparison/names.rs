//! Names of compared jobs, made distinct.

use std::collections::HashMap;

use crate::model::JobKey;

/// Returns the names of jobs: their own, with as much of the id, or of connection and id, as it takes to tell them apart.
pub fn names_apart(jobs: &[(&str, &JobKey)]) -> Vec<String> {
    let counted = |names: &[String]| {
        let mut counts = HashMap::<String, usize>::new();
        names.iter().for_each(|name| *counts.entry(name.clone()).or_default() += 1);
        counts
    };
    let mut names: Vec<String> = jobs.iter().map(|(name, _)| (*name).to_owned()).collect();
    let longer: [fn(&str, &JobKey) -> String; 2] = [
        |name, key| format!("{name} ({})", key.id),
        |name, key| format!("{name} ({}/{})", key.connection, key.id),
    ];
    for longer in longer {
        let counts = counted(&names);
        for (name, (short, key)) in names.iter_mut().zip(jobs) {
            if counts.get(name).is_some_and(|n| 1 < *n) {
                *name = longer(short, key);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ConnectionId;

    #[track_caller]
    fn check(jobs: &[(&str, &str, &str)], expected: &[&str]) {
        let keys: Vec<JobKey> = jobs
            .iter()
            .map(|(_, connection, id)| JobKey {
                connection: ConnectionId((*connection).into()),
                id: (*id).into(),
            })
            .collect();
        let named: Vec<(&str, &JobKey)> = jobs.iter().map(|(name, ..)| *name).zip(&keys).collect();
        assert_eq!(names_apart(&named), expected);
    }

    #[test]
    fn names_are_as_short_as_they_can_be() {
        check(&[], &[]);
        check(&[("a", "lab", "1"), ("b", "lab", "2")], &["a", "b"]);
        check(&[("a", "lab", "1"), ("b", "lab", "2"), ("a", "lab", "3")], &["a (1)", "b", "a (3)"]);
        check(&[("a", "lab", "1"), ("a", "prod", "1")], &["a (lab/1)", "a (prod/1)"]);
        check(
            &[("a", "lab", "1"), ("a", "prod", "1"), ("a", "lab", "2")],
            &["a (lab/1)", "a (prod/1)", "a (2)"],
        );
    }
}
