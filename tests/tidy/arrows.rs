//! Layers: which module of a crate may use which. What a whole crate may use is in its manifest.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, Violation, rust};

/// Modules of the page, lowest first: each uses those of lower layers.
const LAYERS: &[&[&str]] =
    &[&["part"], &["browser"], &["components", "state"], &["shell"], &["pages"], &["app"]];

/// One path to another module: where it is written, which module, and what of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Use {
    at: usize,
    to: String,
    /// Empty for the module itself.
    item: String,
}

/// The crate that a file belongs to, its module there, and how deep in the tree it is (1 for the module itself).
fn place(path: &str) -> Option<(&'static str, &str, usize)> {
    let inner = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let crates = ["core", "kernel", "simulator"];
    let own = |name: &&'static str| Some((*name, inner.strip_prefix(*name)?.strip_prefix('/')?));
    let (name, inner) = crates.iter().find_map(own).unwrap_or(("page", inner));
    let parts: Vec<&str> = inner.split('/').filter(|part| *part != "mod").collect();
    Some((name, *parts.first()?, parts.len()))
}

/// What a file uses of other modules of its crate, tests left out.
pub fn uses(source: &Source) -> Vec<Use> {
    let Some((_, own, depth)) = place(&source.path) else { return Vec::new() };
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

/// Uses of a layer that is not below.
pub fn upward(source: &Source) -> Vec<Violation> {
    let layer = |module: &str| LAYERS.iter().position(|layer| layer.contains(&module));
    let Some(("page", own, _)) = place(&source.path) else { return Vec::new() };
    let Some(own_layer) = layer(own) else { return Vec::new() };
    let message = |to: &str| {
        format!("`{own}` may not use `{to}`, which is not below it: pass the value in, or move the code")
    };
    let is_above = |used: &Use| layer(&used.to).is_some_and(|other| own_layer <= other);
    uses(source).into_iter().filter(is_above).map(|used| source.at(used.at, message(&used.to))).collect()
}

/// Modules of one crate that use each other, directly or by way of others: each with the modules that it reaches and that
/// reach it.
pub fn circles(sources: &[Source]) -> Vec<String> {
    let mut arrows = BTreeMap::<(&str, &str), BTreeSet<(&str, String)>>::new();
    for source in sources {
        let Some((name, own, _)) = place(&source.path) else { continue };
        arrows.entry((name, own)).or_default().extend(uses(source).into_iter().map(|used| (name, used.to)));
    }
    let reached = |from: (&'static str, &str)| {
        let mut seen = BTreeSet::new();
        let mut next = vec![(from.0, from.1.to_owned())];
        while let Some((name, module)) = next.pop() {
            for to in arrows.get(&(name, module.as_str())).into_iter().flatten() {
                if seen.insert(to.clone()) {
                    next.push((from.0, to.1.clone()));
                }
            }
        }
        seen
    };
    let is_in_circle = |from: &(&'static str, &str)| reached(*from).contains(&(from.0, from.1.to_owned()));
    arrows
        .keys()
        .filter(|from| is_in_circle(from))
        .map(|(name, module)| format!("{name}: {module}"))
        .collect()
}

#[test]
fn arrows_between_modules_of_the_page_lead_down() {
    super::enforce(rust().iter().flat_map(upward));
}

#[test]
fn no_modules_of_a_crate_use_each_other() {
    assert_eq!(circles(rust()), [""; 0]);
}

#[test]
fn paths_to_other_modules_are_found_in_every_form() {
    let found = |path: &str, text: &str| -> Vec<String> {
        let uses = uses(&Source::new(path, text)).into_iter();
        uses.map(|used| format!("{}:{}", used.to, used.item)).collect()
    };
    let text = "use crate::{\n  api::{self, http::Method as M, *},\n  model::Job, chart,\n};\n\
                fn a() { crate::format::number(1) } // crate::draft\nconst B: &str = \"crate::route\";\n\
                #[cfg(test)]\nmod tests { use crate::upload::Upload; }";
    let expected = ["api:self", "api:http", "api:*", "model:Job", "chart:", "format:number"];
    assert_eq!(found("src/core/metrics/feed.rs", text), expected);
    assert_eq!(
        found("src/core/api/mod.rs", "use crate::api::http; use super::model::{Job, JobId};"),
        ["model:Job", "model:JobId"]
    );
    assert_eq!(found("src/core/api/http.rs", "use super::Key; use super::super::model::Job;"), ["model:Job"]);
    assert_eq!(found("src/core/api/archetype/wire.rs", "use super::super::Key; use super::x;"), [""; 0]);
}

#[test]
fn arrows_that_lead_up_and_circles_are_found() {
    let lines = |path: &str, text: &str| -> Vec<usize> {
        upward(&Source::new(path, text)).into_iter().map(|violation| violation.line).collect()
    };
    assert_eq!(lines("src/state/x.rs", "//! X\nuse crate::browser::clock;\nuse crate::pages::A;"), [3]);
    assert_eq!(lines("src/components/x.rs", "use crate::state::App;"), [1]);
    assert_eq!(lines("src/core/api/x.rs", "use crate::pages::A;"), [0; 0]);
    let sources = [
        Source::new("src/core/polling/x.rs", "use crate::api::ApiError;"),
        Source::new("src/core/api/x.rs", "use crate::model::Job;"),
        Source::new("src/core/model/job.rs", "use crate::polling::Interval;"),
        Source::new("src/core/draft/a.rs", "use crate::model::Job;"),
    ];
    assert_eq!(circles(&sources), ["core: api", "core: model", "core: polling"]);
    assert_eq!(circles(&sources[..2]), [""; 0]);
}
