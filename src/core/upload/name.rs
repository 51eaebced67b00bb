//! Another name for a file whose own is taken.

/// Returns the first of `name-2.ext`, `name-3.ext`, … that is not taken; counts on from a number that is
/// there.
pub fn free_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let (stem, ending) = match name.rfind('.').filter(|at| 0 < *at) {
        Some(at) => name.split_at(at),
        None => (name, ""),
    };
    let numbered = stem.rsplit_once('-').and_then(|(base, digits)| {
        // A date is no number of a copy.
        let is_number = digits.len() <= 3 && !digits.starts_with('0') && !base.is_empty();
        digits.parse::<u32>().ok().filter(|_| is_number).map(|n| (base, n))
    });
    let (base, first) = numbered.map_or((stem, 2), |(base, n)| (base, n.saturating_add(1)));
    let mut names = (first..=u32::MAX).map(|n| format!("{base}-{n}{ending}"));
    names.find(|name| !is_taken(name)).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, taken: &[&str], expected: &str) {
        assert_eq!(free_name(name, |name| taken.contains(&name)), expected);
    }

    #[test]
    fn the_next_free_number_is_found() {
        check("a.jsonl", &[], "a-2.jsonl");
        check("a.jsonl", &["a-2.jsonl", "a-3.jsonl"], "a-4.jsonl");
        check("a-7.jsonl", &[], "a-8.jsonl");
        check("run-2026.csv", &[], "run-2026-2.csv");
        check("run-01.csv", &[], "run-01-2.csv");
        check("-3.csv", &[], "-3-2.csv");
        check("no ending", &[], "no ending-2");
        check(".hidden", &[], ".hidden-2");
        check("a.b.jsonl", &[], "a.b-2.jsonl");
    }
}
