//! Release of the open page, and whether its server has another one.
//!
//! The files of a release have names that change with their content, so the names in the text of `index.html` say
//! which release it starts. The page asks for that text now and then and compares.

/// Least time between two looks at the server, seconds.
pub const LOOK_SECS: f64 = 900.0;

/// Returns the release that a page's text starts: the names of its program's folder and style sheets. `None` for a page
/// that starts none, such as a host's own error page, or one that was built for development.
pub fn of(page: &str) -> Option<String> {
    let links = page.split('"').skip(1).step_by(2);
    let mut names: Vec<&str> = links
        .filter_map(|link| {
            let file = link.strip_suffix("/start.js").or_else(|| link.ends_with(".css").then_some(link))?;
            file.rsplit('/').next()
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names.iter().any(|name| name.starts_with("app-")).then(|| names.join(" "))
}

/// Returns true if the server's page starts another release than the open one. A page that starts no release
/// counts as the same.
pub fn is_other(open: &str, served: &str) -> bool {
    matches!((of(open), of(served)), (Some(open), Some(served)) if open != served)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<head><meta charset="utf-8"><link rel="stylesheet" href="./style-1.css" />
        <link rel="stylesheet" href="./later-2.css" media="not all" data-later />
        <script type="module" src="./app-3/start.js"></script></head><body class="x">"#;

    #[test]
    fn a_release_is_told_by_the_names_of_its_files() {
        assert_eq!(of(PAGE).as_deref(), Some("app-3 later-2.css style-1.css"));
        assert_eq!(of("<h1>Not found</h1>"), None);
        assert_eq!(of(r#"<link href="style.css"><script src="tuneboard-1.js">"#), None);
    }

    #[test]
    fn another_release_has_other_files_wherever_they_lie() {
        for (served, expected) in [
            (PAGE.to_owned(), false),
            (PAGE.replace("\"./", "\"/team/tune/"), false),
            (PAGE.replace("media=\"not all\"", "media=\"all\""), false),
            (PAGE.replace("app-3", "app-4"), true),
            (PAGE.replace("style-1", "style-2"), true),
            ("<h1>Sign in</h1>".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(is_other(PAGE, &served), expected, "{served}");
            assert!(!is_other("", &served));
        }
    }
}
