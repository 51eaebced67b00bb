//! Paths that a proxy or server could take for other ones.
//!
//! A name of a service goes into a path as one encoded segment. Browsers keep `%2F` as it is, but proxies and servers decode
//! paths before they choose where a request goes (nginx does), and then resolve `.` and `..`: an id such as
//! `x/../../other/v1/jobs/1` would reach another account through the proxy that adds its key.

use super::percent_decode;

/// Most decodings of a path: one that keeps changing is no name.
const MOST_DECODINGS: usize = 6;

/// Returns whether a path, decoded as often as it can be, has a segment that leads elsewhere: `.`, `..`, also before a `;` as some
/// servers read it, behind a backslash, or one with control characters.
pub fn leads_elsewhere(path: &str) -> bool {
    let mut path = path.to_owned();
    for _ in 0..MOST_DECODINGS {
        let is_elsewhere = |segment: &str| {
            let name = segment.split(';').next().unwrap_or_default();
            name == "." || name == ".." || segment.chars().any(char::is_control)
        };
        if path.split(['/', '\\']).any(is_elsewhere) {
            return true;
        }
        let decoded = percent_decode(&path);
        if decoded == path {
            return false;
        }
        path = decoded;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: bool) {
        assert_eq!(leads_elsewhere(path), expected, "{path}");
    }

    #[test]
    fn what_a_proxy_would_resolve_leads_elsewhere() {
        for path in [
            "/jobs/../x",
            "/jobs/./x",
            "/jobs/..",
            "/jobs/x%2F..%2F..%2Flab%2Fv1",
            "/jobs/x%2f%2e%2e%2fy",
            "/jobs/%2e%2E",
            "/jobs/%252e%252e%252fy",
            "/jobs/%25252e%25252e",
            "/jobs/x%5C..%5Cy",
            "/jobs/..%3bx/y",
            "/jobs/x%00",
            "/jobs/x%0d%0aHost:",
        ] {
            check(path, true);
        }
    }

    #[test]
    fn names_with_dots_slashes_and_percents_are_names() {
        for path in [
            "/jobs/ft-1",
            "/jobs/a..b",
            "/jobs/.hidden",
            "/jobs/...",
            "/jobs/a%2Fb",
            "/files/100%25.jsonl",
            "/jobs/%F0%9F%A6%80",
            "",
        ] {
            check(path, false);
        }
    }
}
