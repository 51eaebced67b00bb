//! Patterns that must not stand in a file: each with the files it is about, what to do instead, and a bad example.

use regex::Regex;

use super::{
    check, enforce,
    source::{Source, files, rust},
};

struct Rule {
    advice: &'static str,
    applies: fn(&Source) -> bool,
    view: fn(&Source) -> &str,
    /// Text that breaks the rule, in the line in which it ends.
    pattern: &'static str,
    /// A file that the rule is about and one that it is not, a text, and the lines of it that break the rule.
    example: (&'static str, &'static str, &'static str, &'static [usize]),
}

const RULES: [Rule; 11] = [
    Rule {
        advice: "begin the file with `//!`: what it is for, then what it guarantees",
        applies: is_rust,
        view: |source| &source.text,
        pattern: r"\A(?:[^/]|/[^/]|//[^!]|//![^ ])",
        example: ("src/x.rs", "style/table.css", "use a::b;\n//! Late.", &[1]),
    },
    Rule {
        advice: "a test that does not run proves nothing: make it quick, or delete it",
        applies: is_rust,
        view: |source| &source.text,
        pattern: r"(?m)^\s*#\[ignore",
        example: (
            "src/x.rs",
            "style/table.css",
            "// #[ignore]\n#[test]\n  #[ignore = \"slow\"]\nfn a() {}",
            &[3],
        ),
    },
    Rule {
        advice: "wait until the thing happens, with a limit; the pause between two looks is a named constant",
        applies: Source::is_test,
        view: |source| &source.bare,
        pattern: r"(?:sleep|TimeoutFuture::new|timer::wait)\([^;]*\b[0-9]",
        example: (
            "tests/x.rs",
            "src/browser/fetch.rs",
            "fn a() {\nsleep(Duration::from_secs(3));\nsleep(PAUSE);\ntimer::wait(0.5); }",
            &[2, 4],
        ),
    },
    Rule {
        advice: "a component takes the value or a callback as a prop",
        applies: |source| source.path.starts_with("src/components/"),
        view: |source| &source.bare,
        pattern: r"\b(?:use|expect)_context\b",
        example: (
            "src/components/menu.rs",
            "src/pages/job.rs",
            "// use_context\nfn a() { expect_context::<App>(); }",
            &[2],
        ),
    },
    Rule {
        advice: "a bare event handler reads signals that are gone: write `on:click=handler(…)`",
        applies: has_views,
        view: |source| &source.bare,
        // All but those that begin with `handler(`.
        pattern: r"\bon:[a-z:]+=(?:[^h]|h[^a]|ha[^n])",
        example: (
            "src/pages/job.rs",
            "src/browser/dom.rs",
            "view! {\n<a on:click=handler(run)\non:blur=move |_| run()\non:input:target=|e| run(e)> }\nregion::a = 1;",
            &[3, 4],
        ),
    },
    Rule {
        advice: "a button that is disabled while it works loses the focus: set `aria-busy`, and let its handler do nothing",
        applies: has_views,
        view: |source| &source.bare,
        pattern: r"\sdisabled=[^\n>]*\bis_(?:loading|running|sending|busy|reading)\b",
        example: (
            "src/pages/job.rs",
            "src/browser/dom.rs",
            "view! {\n<button disabled=is_running\ndisabled=move || is_sending.get()\naria-busy=is_running aria-disabled=is_running disabled=is_off>",
            &[2, 3],
        ),
    },
    Rule {
        advice: "serde is for wire shapes, in src/core/api/*/wire.rs: read and write other JSON field by field",
        applies: |source| {
            let is_wire = source.path.ends_with("/wire.rs") || source.path.starts_with("src/simulator/");
            source.path.starts_with("src/") && is_rust(source) && !is_wire
        },
        view: |source| &source.bare,
        pattern: r"derive\([^)]*\b(?:Serialize|Deserialize)\b",
        example: (
            "src/core/config.rs",
            "src/core/api/together/wire.rs",
            "#[derive(Debug,\n  serde::Serialize)]\nstruct A;",
            &[2],
        ),
    },
    Rule {
        advice: "ask `Provider::capabilities()` or `Provider::label()`, or move it to src/core/api or src/core/model/provider.rs",
        applies: |source| {
            let homes = ["src/core/api/", "src/simulator/", "src/core/model/provider.rs"];
            is_rust(source)
                && source.path.starts_with("src/")
                && !source.is_test()
                && !homes.iter().any(|home| source.path.starts_with(home))
        },
        view: |source| &source.code,
        // `altogether` is no provider; `TogetherJob` is one.
        pattern: r"(?:^|[^a-z])(?:archetype|openai|together)(?:[^a-z]|$)|(?:Archetype|ARCHETYPE|O(?:pen|PEN)(?:A[iI]|ai)|Together|TOGETHER)(?:[^a-z]|$)",
        example: (
            "src/state/jobs.rs",
            "src/core/api/mod.rs",
            "// Together\nfn a() { Provider::Archetype;\n\"the proxy/together/v1\";\nlet altogether = togetherness; }\n\
             fn read_together() {}\nstruct NewTogetherJob;\n#[cfg(test)]\nmod tests { const A: &str = \"together\"; }",
            &[2, 3, 5, 6],
        ),
    },
    Rule {
        advice: "use a token of style/tokens.css, or a field of chart::Theme",
        applies: |source| {
            ["src/", "style/", "index.html"].iter().any(|place| source.path.starts_with(place))
                && !["style/tokens.css", "src/core/chart/drawing/theme.rs"].contains(&source.path.as_str())
        },
        view: |source| &source.code,
        // `url(#id)` is no colour.
        pattern: r"(?i)#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})(?:[^\w-]|$)|(?:^|[^\w-])(?:rgba?|hsla?|hwb|(?:ok)?lab|(?:ok)?lch|rgbcolor)\(",
        example: (
            "style/base.css",
            "style/tokens.css",
            "a { color: #fff; }\n/* #abc */ #jobs { fill: url(#grid) }\nb { color: oklch(1 0 0); }\n\
             .red > p { color: var(--red); }\nc { color: RGBA(0,0,0,.5) }",
            &[1, 3, 5],
        ),
    },
    Rule {
        advice: "a colour by its name: use a token of style/tokens.css",
        applies: |source| source.path.ends_with(".css"),
        view: |source| &source.code,
        // In the value of a declaration.
        pattern: r":[^;{}]*[ :,(](?:white|black|red|green|blue|gray|grey|orange|yellow|purple)[; ,)}]",
        example: (
            "style/x.css",
            "src/x.rs",
            ".red > p { color: var(--red) }\na:hover, .red { border: 1px solid red }",
            &[2],
        ),
    },
    Rule {
        advice: "a rule that is tried on every element: end its selector in a class, a kind or an attribute",
        applies: |source| source.path.ends_with(".css"),
        view: |source| &source.code,
        pattern: r"(?m)^(?:.*\S \*|(?:.* )?:(?:(?:is|not|has)\([^()\n]*\)|first|last|nth|disabled|hover|checked))(?:[^ (){},]|\([^()\n]*\))*\s*[{,]$",
        example: (
            "style/x.css",
            "style/theme.js",
            ".a > * {\n& > :not(.b) {\n* {\n& .c:is(td, th) {\n& :is(td,\nth) {\n& > :first-child,\n.d {\n\
             color: mix(red 1%, blue);\n::selection {\n/* & > * { */\n& td :is(b, i):hover {",
            &[1, 2, 7, 12],
        ),
    },
];

fn is_rust(source: &Source) -> bool {
    source.path.ends_with(".rs")
}

fn has_views(source: &Source) -> bool {
    ["src/app.rs", "src/pages/", "src/shell/", "src/components/"]
        .iter()
        .any(|place| source.path.starts_with(place))
}

#[test]
fn no_file_holds_what_its_rules_forbid() {
    let others = files("style", &[".css", ".js"]).into_iter().chain(["index.html".to_owned()]);
    let others: Vec<Source> = others.map(|path| Source::read(&path)).collect();
    for rule in RULES {
        let pattern = Regex::new(rule.pattern).unwrap();
        let broken = |source: &Source| -> Vec<usize> {
            let found = pattern.find_iter((rule.view)(source)).filter(|_| (rule.applies)(source));
            found.map(|found| found.end() - 1).collect()
        };
        enforce(rust().iter().chain(&others), broken, rule.advice);
        let (path, exempt, text, lines) = rule.example;
        check(broken, path, text, lines);
        check(broken, exempt, text, &[]);
    }
}
