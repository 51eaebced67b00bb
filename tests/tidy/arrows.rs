//! Which module may use which: the table, and what the code does.

use std::collections::BTreeSet;

use super::{
    CORE,
    source::{Source, Violation, rust},
};

/// Who uses whom, and what of it; no names means anything. An arrow that nobody uses is an error too, so
/// that this table says what is, not what once was.
pub const ARROWS: &[(&str, &str, &[&str])] = &[
    ("api", "export", &["csv_text", "json_text"]),
    ("api", "json", &[]),
    ("api", "model", &[]),
    ("metrics", "model", &[]),
    ("insight", "format", &[]),
    ("insight", "metrics", &[]),
    ("insight", "model", &[]),
    ("chart", "export", &[]),
    ("chart", "format", &["count", "count_of", "exact", "number", "shortened", "without_controls"]),
    ("chart", "metrics", &[]),
    ("chart", "model", &[]),
    ("polling", "api", &["RetryAdvice"]),
    ("polling", "model", &["Timestamp"]),
    ("creation", "api", &[]),
    ("creation", "config", &["host"]),
    ("creation", "format", &[]),
    ("creation", "model", &[]),
    ("dataset", "format", &[]),
    ("dataset", "json", &[]),
    ("dataset", "model", &["DatasetForm", "DatasetRules"]),
    ("draft", "format", &["visible"]),
    ("draft", "model", &[]),
    ("bulk", "api", &["ApiError", "ErrorKind", "RetryAdvice"]),
    ("bulk", "format", &["count"]),
    ("bulk", "model", &[]),
    ("listing", "export", &[]),
    ("listing", "format", &[]),
    ("listing", "json", &[]),
    ("listing", "model", &[]),
    ("listing", "route", &["Query"]),
    ("comparison", "api", &["RecordKey", "percent_decode", "percent_encode", "record_key"]),
    ("comparison", "chart", &["Curve", "LIGHT"]),
    ("comparison", "format", &[]),
    ("comparison", "listing", &["took_secs"]),
    ("comparison", "metrics", &["MetricStore", "Series", "XAxis"]),
    ("comparison", "model", &[]),
    ("comparison", "record", &[]),
    ("comparison", "route", &["Query"]),
    ("keeping", "api", &["ApiKey", "HttpResponse", "Receiver"]),
    ("keeping", "model", &["Connection", "KeyKeeping", "Timestamp", "Transport"]),
    ("sharing", "api", &["HttpResponse", "TransportError"]),
    ("sharing", "keeping", &["Answer", "Bytes", "Cursor"]),
    ("sharing", "model", &["Timestamp"]),
    ("notices", "model", &[]),
    ("timeline", "model", &[]),
    ("upload", "api", &[]),
    ("upload", "format", &["count", "count_of", "percent"]),
    ("upload", "json", &[]),
    ("upload", "model", &[]),
    ("explain", "api", &[]),
    ("explain", "format", &[]),
    ("explain", "model", &["RowTally"]),
    ("config", "json", &[]),
    ("config", "model", &[]),
    ("record", "json", &[]),
    ("route", "api", &["percent_decode", "percent_encode"]),
    ("route", "model", &[]),
    ("format", "model", &["CivilTime", "Timestamp"]),
    (
        "simulator",
        "api",
        &["ApiKey", "HttpRequest", "HttpResponse", "KeyAddress", "Method", "percent_decode"],
    ),
    ("simulator", "json", &[]),
    ("simulator", "model", &["Provider", "Timestamp"]),
    (
        "browser",
        "api",
        &[
            "ApiKey",
            "Destination",
            "FileRequest",
            "Form",
            "HttpRequest",
            "HttpResponse",
            "Method",
            "NoArchive",
            "Receiver",
            "TransportError",
        ],
    ),
    ("browser", "chart", &["Picture", "Size"]),
    ("browser", "model", &["Timestamp", "UtcOffset"]),
    ("state", "api", &[]),
    ("state", "browser", &[]),
    ("state", "bulk", &[]),
    ("state", "chart", &[]),
    ("state", "comparison", &["JobRef", "Lineup", "Stretch"]),
    ("state", "config", &[]),
    ("state", "dataset", &[]),
    ("state", "format", &[]),
    ("state", "keeping", &[]),
    ("state", "notices", &["Notice"]),
    ("state", "listing", &[]),
    ("state", "metrics", &[]),
    ("state", "model", &[]),
    ("state", "part", &[]),
    ("state", "polling", &[]),
    ("state", "release", &[]),
    ("state", "route", &[]),
    ("state", "explain", &[]),
    ("state", "sharing", &[]),
    ("state", "simulator", &["Content", "Options", "Simulator"]),
    ("state", "upload", &[]),
    (
        "components",
        "browser",
        &[
            "canvas",
            "clipboard",
            "clock",
            "download",
            "executor",
            "focus",
            "frame",
            "listener",
            "timer",
            "viewport",
        ],
    ),
    ("components", "chart", &[]),
    ("components", "dataset", &[]),
    ("components", "draft", &["FieldKind", "FieldSpec"]),
    ("components", "format", &[]),
    ("components", "metrics", &["XAxis"]),
    ("components", "model", &[]),
    ("pages", "api", &[]),
    ("pages", "browser", &[]),
    ("pages", "bulk", &[]),
    ("pages", "chart", &[]),
    ("pages", "comparison", &[]),
    ("pages", "components", &[]),
    ("pages", "config", &[]),
    ("pages", "creation", &[]),
    ("pages", "dataset", &["Verdict"]),
    ("pages", "draft", &[]),
    ("pages", "explain", &[]),
    ("pages", "format", &[]),
    ("pages", "listing", &[]),
    ("pages", "metrics", &[]),
    ("pages", "model", &[]),
    ("pages", "part", &[]),
    ("pages", "record", &[]),
    ("pages", "route", &[]),
    ("pages", "shell", &[]),
    ("pages", "state", &[]),
    ("pages", "timeline", &[]),
    ("pages", "upload", &["Summary", "free_name", "Unfinished"]),
    ("shell", "browser", &[]),
    ("shell", "components", &[]),
    ("shell", "model", &[]),
    ("shell", "notices", &[]),
    ("shell", "part", &[]),
    ("shell", "polling", &["Interval"]),
    ("shell", "route", &[]),
    ("shell", "state", &[]),
    ("app", "browser", &["focus", "location"]),
    ("app", "components", &[]),
    ("app", "format", &[]),
    ("app", "pages", &[]),
    ("app", "polling", &["Interval"]),
    ("app", "route", &[]),
    ("app", "shell", &[]),
    ("app", "state", &[]),
];

/// Modules of the shell.
const SHELL: &[&str] = &["part", "browser", "state", "components", "shell", "pages", "app"];

/// One path to another module: where it is written, which module, and what of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Use {
    at: usize,
    to: String,
    /// Empty for the module itself.
    item: String,
}

/// The module a file belongs to, and how deep in the tree it is (1 for the module itself).
fn place(path: &str) -> Option<(&str, usize)> {
    let inner = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let parts: Vec<&str> = inner.split('/').filter(|part| *part != "mod").collect();
    Some((*parts.first()?, parts.len()))
}

/// What a file uses of other modules, tests left out.
pub fn uses(source: &Source) -> Vec<Use> {
    let Some((own, depth)) = place(&source.path) else { return Vec::new() };
    let code = source.without_tests(&source.bare);
    let mut found = Vec::new();
    for (at, word) in super::source::words(&code) {
        let after = match word {
            "crate" => at + word.len(),
            "super" if !code[..at].trim_end().ends_with("::") => {
                let mut rest = &code[at..];
                let mut n_up = 0;
                while let Some(after) = rest.strip_prefix("super") {
                    n_up += 1;
                    rest = after.strip_prefix("::").unwrap_or(after);
                }
                if n_up < depth {
                    continue;
                }
                // `rest` stands after the colons; the tree begins with them.
                code.len() - rest.len() - 2
            }
            _ => continue,
        };
        let mut paths = Vec::new();
        let mut position = after;
        tree(&code, &mut position, &mut Vec::new(), &mut paths);
        found.extend(paths.into_iter().filter(|path: &Vec<String>| path[0] != own).map(|mut path| Use {
            at,
            item: if 1 < path.len() { path.swap_remove(1) } else { String::new() },
            to: path.swap_remove(0),
        }));
    }
    found
}

/// Reads what follows a path so far, which is `::` and a name or a group, or nothing.
fn tree(code: &str, at: &mut usize, path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let Some(rest) = code[*at..].strip_prefix("::") else {
        if !path.is_empty() {
            paths.push(path.clone());
        }
        return;
    };
    *at = code.len() - rest.len();
    if rest.starts_with('{') {
        *at += 1;
        loop {
            *at += code[*at..].len() - code[*at..].trim_start_matches([' ', '\n', ',']).len();
            if code[*at..].is_empty() || code[*at..].starts_with('}') {
                *at += 1;
                return;
            }
            name(code, at, path, paths);
            // Skips `as other`.
            *at += code[*at..].find([',', '}']).unwrap_or(0);
        }
    }
    name(code, at, path, paths);
}

fn name(code: &str, at: &mut usize, path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let rest = &code[*at..];
    let len = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '*')).unwrap_or(rest.len());
    if len == 0 {
        // A turbofish, or nothing that can be read.
        paths.push(path.clone());
        *at += 1;
        return;
    }
    *at += len;
    path.push(rest[..len].to_owned());
    tree(code, at, path, paths);
    path.pop();
}

/// Uses that the table does not allow.
pub fn forbidden(table: &[(&str, &str, &[&str])], source: &Source) -> Vec<Violation> {
    let Some((own, _)) = place(&source.path) else { return Vec::new() };
    let is_module = |name: &str| CORE.contains(&name) || SHELL.contains(&name);
    if !is_module(own) {
        return Vec::new();
    }
    let mut violations = Vec::new();
    for Use { at, to, item } in uses(source).into_iter().filter(|used| is_module(&used.to)) {
        let arrow = table.iter().find(|(from, other, _)| *from == own && *other == to);
        let what = match arrow {
            Some((.., items)) if items.is_empty() || items.contains(&item.as_str()) => continue,
            Some((.., items)) => {
                format!("`{own}` may use `{to}` only for {}, not `{item}`", items.join(", "))
            }
            None => format!("`{own}` may not use `{to}`"),
        };
        let message = format!(
            "{what}. Pass the value in, or move the code to a module that may; a new arrow belongs in the \
             tables of tests/tidy/arrows.rs and src/lib.rs"
        );
        violations.push(source.at(at, message));
    }
    violations
}

/// Arrows and names in the table that no file uses.
pub fn unused(table: &[(&str, &str, &[&str])], sources: &[Source]) -> Vec<String> {
    let mut used = BTreeSet::new();
    for source in sources {
        let Some((own, _)) = place(&source.path) else { continue };
        for Use { to, item, .. } in uses(source) {
            used.insert((own.to_owned(), to.clone(), item));
            used.insert((own.to_owned(), to, "*".to_owned()));
        }
    }
    let mut unused = Vec::new();
    for (from, to, items) in table {
        let names = if items.is_empty() { &["*"] } else { *items };
        for name in names {
            if !used.contains(&((*from).to_owned(), (*to).to_owned(), (*name).to_owned())) {
                unused.push(format!(
                    "nothing in `{from}` uses {name} of `{to}` any more: take it out of the tables in \
                     tests/tidy/arrows.rs and src/lib.rs"
                ));
            }
        }
    }
    unused
}

/// Rows of the tables in `src/lib.rs` that differ from `table`.
pub fn undocumented(table: &[(&str, &str, &[&str])], lib: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for module in CORE.iter().chain(SHELL) {
        let head = [format!("//! | [`{module}`] |"), format!("//! | `{module}` |")];
        let Some(row) = lib.lines().find(|line| head.iter().any(|head| line.starts_with(head))) else {
            problems
                .push(format!("src/lib.rs has no row for `{module}`: say what it is for and what it uses"));
            continue;
        };
        let cell = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap_or_default();
        let named: BTreeSet<&str> = super::source::words(cell).map(|(_, word)| word).collect();
        let is_named = |to: &str| named.contains(to) || (named.contains("core") && CORE.contains(&to));
        let allowed: BTreeSet<&str> =
            table.iter().filter(|arrow| arrow.0 == *module).map(|arrow| arrow.1).collect();
        for to in allowed.iter().filter(|to| !is_named(to)) {
            problems.push(format!("src/lib.rs does not say that `{module}` uses `{to}`"));
        }
        for to in CORE.iter().chain(SHELL).filter(|to| named.contains(**to) && !allowed.contains(**to)) {
            problems.push(format!("src/lib.rs says that `{module}` uses `{to}`, which it may not"));
        }
    }
    problems
}

#[test]
fn modules_use_only_what_the_table_allows() {
    super::enforce(rust().iter().flat_map(|source| forbidden(ARROWS, source)));
}

#[test]
fn every_arrow_of_the_table_is_in_use_and_documented() {
    let mut problems = unused(ARROWS, rust());
    problems.extend(undocumented(ARROWS, &Source::read("src/lib.rs").text));
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn paths_to_other_modules_are_found_in_every_form() {
    let found = |path: &str, text: &str| -> Vec<String> {
        let uses = uses(&Source::new(path, text)).into_iter();
        uses.map(|used| format!("{}:{}", used.to, used.item)).collect()
    };
    let text = "use crate::{\n  api::{self, http::Method as M, *},\n  model::Job, chart,\n};\n\
                fn a() { crate::format::number(1) } // crate::draft\nconst B: &str = \"crate::route\";\n\
                #[cfg(test)]\nmod tests { use crate::simulator::Simulator; }";
    let expected = ["api:self", "api:http", "api:*", "model:Job", "chart:", "format:number"];
    assert_eq!(found("src/metrics/feed.rs", text), expected);
    assert_eq!(
        found("src/api/mod.rs", "use crate::api::http; use super::model::{Job, JobId};"),
        ["model:Job", "model:JobId"]
    );
    assert_eq!(found("src/api/http.rs", "use super::Key; use super::super::model::Job;"), ["model:Job"]);
    assert_eq!(found("src/api/archetype/wire.rs", "use super::super::Key; use super::x;"), [""; 0]);
}

#[test]
fn broken_arrows_are_found() {
    let table: &[(&str, &str, &[&str])] = &[("api", "model", &[]), ("polling", "api", &["RetryAdvice"])];
    let lines = |path: &str, text: &str| -> Vec<usize> {
        forbidden(table, &Source::new(path, text)).into_iter().map(|violation| violation.line).collect()
    };
    assert_eq!(lines("src/api/x.rs", "//! X\nuse crate::model::Job;\nuse crate::chart::Theme;"), [3]);
    assert_eq!(lines("src/polling/x.rs", "use crate::api::{\n RetryAdvice, ApiError};"), [1]);
    assert_eq!(lines("src/lib.rs", "use crate::chart::Theme;"), [0; 0]);
    let sources = [Source::new("src/polling/x.rs", "use crate::api::ApiError;")];
    assert_eq!(unused(table, &sources).len(), 2);
    let sources = [
        Source::new("src/polling/x.rs", "use crate::api::RetryAdvice;"),
        Source::new("src/api/x.rs", "use crate::model;"),
    ];
    assert_eq!(unused(table, &sources), [""; 0]);
    let lib = "//! | [`api`] | calls | model, chart |\n//! | [`polling`] | when | – |\n";
    let problems = undocumented(table, lib).join("\n");
    assert!(problems.contains("says that `api` uses `chart`"), "{problems}");
    assert!(problems.contains("does not say that `polling` uses `api`"), "{problems}");
    assert!(problems.contains("no row for `model`"), "{problems}");
}
