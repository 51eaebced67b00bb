//! Layers: the modules that each module of a crate may use. The manifest names the crates that a whole crate may use.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::{
    check, enforce,
    source::{Source, rust},
};

/// Modules of the page, lowest first: each uses those of lower layers.
const LAYERS: [&[&str]; 6] =
    [&["lazy_chunk"], &["browser"], &["components", "state"], &["shell"], &["pages"], &["app"]];

/// The crate that a file belongs to, its module there, and how deep in the tree it is: 1 for the module itself.
fn place(path: &str) -> (&str, &str, usize) {
    let inner = path.strip_prefix("src/").unwrap_or_default().trim_end_matches(".rs");
    let own =
        ["core/", "kernel/", "simulator/"].into_iter().find(|own| inner.starts_with(own)).unwrap_or_default();
    let parts: Vec<&str> = inner[own.len()..].split('/').filter(|part| *part != "mod").collect();
    (own, parts.first().copied().unwrap_or_default(), parts.len())
}

/// The modules at the top of its crate that a file names, and where: the first name of a path, or of each path in a group.
fn uses(source: &Source) -> Vec<(usize, String)> {
    let (.., own, depth) = place(&source.path);
    let to_root = "super::".repeat(depth);
    let paths = Regex::new(&format!(r"(?:\bcrate::|(?:^|[^:\w]){to_root})(?:(\w+)|\{{([^;]*)\}})")).unwrap();
    let (inner, name) = (Regex::new(r"\{[^{}]*\}").unwrap(), Regex::new(r"^\s*(\w+)").unwrap());
    let mut found = Vec::new();
    for path in paths.captures_iter(&source.bare) {
        let mut group = path.get(1).or(path.get(2)).map_or("", |names| names.as_str()).to_owned();
        while inner.is_match(&group) {
            group = inner.replace_all(&group, "").into_owned();
        }
        let at = path.get(0).map_or(0, |path| path.start());
        let names = group.split(',').filter_map(|path| Some(name.captures(path)?[1].to_owned()));
        found.extend(names.filter(|name| name != own && name != "super").map(|name| (at, name)));
    }
    found
}

/// Uses of a layer that is not below.
fn upward(source: &Source) -> Vec<usize> {
    let layer = |module: &str| LAYERS.iter().position(|layer| layer.contains(&module));
    let (own, module, _) = place(&source.path);
    let Some(here) = layer(module).filter(|_| own.is_empty() && !source.is_test()) else { return Vec::new() };
    let is_above = |to: &str| layer(to).is_some_and(|there| here <= there);
    uses(source).into_iter().filter(|(_, to)| is_above(to)).map(|(at, _)| at).collect()
}

/// Modules of a crate that use each other, directly or by way of others.
fn circles(sources: &[Source]) -> Vec<String> {
    let mut arrows = BTreeMap::<(&str, String), BTreeSet<(&str, String)>>::new();
    for source in sources.iter().filter(|source| source.path.starts_with("src/") && !source.is_test()) {
        let (own, module, _) = place(&source.path);
        let to = uses(source).into_iter().map(|(_, to)| (own, to));
        arrows.entry((own, module.to_owned())).or_default().extend(to);
    }
    let reaches_itself = |from: &&(&str, String)| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![*from]);
        while let Some(to) = next.pop().and_then(|module| arrows.get(module)) {
            next.extend(to.iter().filter(|to| arrows.contains_key(to) && seen.insert(*to)));
        }
        seen.contains(*from)
    };
    arrows.keys().filter(reaches_itself).map(|(own, module)| format!("{own}{module}")).collect()
}

#[test]
fn arrows_between_modules_of_the_page_lead_down() {
    enforce(rust(), upward, "pass the value in, or move the code: only what is below may be used");
    check(upward, "src/state/x.rs", "use crate::browser::clock;\nuse crate::{api, pages::A};", &[2]);
    check(upward, "src/components/x.rs", "use crate::state::App;", &[1]);
    check(upward, "src/core/api/x.rs", "use crate::pages::A;", &[]);
}

#[test]
fn no_modules_of_a_crate_use_each_other() {
    assert_eq!(circles(rust()), [""; 0]);
    let sources = [
        Source::new("src/core/polling/x.rs", "use crate::api::ApiError;"),
        Source::new("src/core/api/x.rs", "use crate::{format, model::Job};"),
        Source::new("src/core/model/job.rs", "use crate::polling::Interval;"),
        Source::new("src/core/draft/a.rs", "use crate::model::Job;"),
    ];
    assert_eq!(circles(&sources), ["core/api", "core/model", "core/polling"]);
    assert_eq!(circles(&sources[..2]), [""; 0]);
}

#[test]
fn paths_to_other_modules_are_found_in_every_form() {
    let found = |path: &str, text: &str, expected: &[&str]| {
        let source = Source::new(path, text);
        assert_eq!(uses(&source).into_iter().map(|(_, to)| to).collect::<Vec<_>>(), expected);
    };
    let text = "use crate::{\n  api::{self, http::Method as M, *},\n  model::Job, chart,\n};\n\
                fn a() { crate::format::number(1) } // crate::draft\nconst B: &str = \"crate::route\";\n\
                #[cfg(test)]\nmod tests { use crate::upload::Upload; }";
    found("src/core/metrics/feed.rs", text, &["api", "model", "chart", "format"]);
    found("src/core/api/mod.rs", "use super::model::{Job, JobId}; use crate::api::x;", &["model"]);
    found("src/core/api/http.rs", "use super::Key; use super::super::model::Job;", &["model"]);
}
