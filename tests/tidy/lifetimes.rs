//! Rules by which the callbacks of a browser end with their owner: event handlers and tasks of views.

use super::{
    check, enforce,
    source::{Source, Violation, rust},
};

/// Returns whether a file makes views.
fn is_view(source: &Source) -> bool {
    ["src/app.rs", "src/pages/", "src/shell/", "src/components/"]
        .iter()
        .any(|place| source.path.starts_with(place))
}

/// Every `on:…` of a view takes its closure through `components::handler`.
fn bare_handlers(source: &Source) -> Vec<Violation> {
    if !is_view(source) {
        return Vec::new();
    }
    let listens = |at: &usize| {
        let name = source.bare[at + "on:".len()..].split_once('=').map_or("", |(name, _)| name);
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b':')
    };
    let is_bare = |at: &usize| {
        let value = source.bare[*at..].split_once('=').map_or("", |(_, value)| value);
        !value.starts_with("handler(")
    };
    source
        .bare
        .match_indices("on:")
        .map(|(at, _)| at)
        .filter(|at| !source.bare[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        .filter(listens)
        .filter(is_bare)
        .map(|at| {
            source.at(at, "a bare event handler reads signals that are gone: write `on:click=handler(…)`")
        })
        .collect()
}

/// A task of a view says whether it ends with the view.
fn bare_tasks(source: &Source) -> Vec<Violation> {
    if !is_view(source) {
        return Vec::new();
    }
    let advice = "does this task end with its view? Then `spawn_local_scoped_with_cancellation`, else \
                  `executor::spawn_detached`";
    ["spawn_local(", "spawn_local_scoped("]
        .iter()
        .flat_map(|call| source.bare.match_indices(call))
        .map(|(at, _)| source.at(at, advice))
        .collect()
}

#[test]
fn event_handlers_end_with_their_owner() {
    enforce(rust().iter().flat_map(bare_handlers));
}

#[test]
fn tasks_of_views_say_when_they_end() {
    enforce(rust().iter().flat_map(bare_tasks));
}

#[test]
fn bare_handlers_are_found() {
    let text = "view! {\n<a on:click=handler(run)\non:blur=move |_| run()\non:input:target=|e| run(e)>\n}\nregion::a = 1;";
    check(bare_handlers, "src/pages/job.rs", text, &[3, 4]);
    check(bare_handlers, "src/browser/dom.rs", text, &[]);
}

#[test]
fn bare_tasks_are_found() {
    let text =
        "leptos::task::spawn_local(a);\nspawn_local_scoped_with_cancellation(b);\nspawn_local_scoped(c);";
    check(bare_tasks, "src/components/menu.rs", text, &[1, 3]);
    check(bare_tasks, "src/state/jobs.rs", text, &[]);
}
