//! Cases of the command line.

use super::*;

#[track_caller]
fn check(line: &str, expected: Result<Command, &str>) {
    let parsed = parse(line.split_whitespace().map(str::to_owned));
    assert_eq!(parsed, expected.map_err(str::to_owned), "{line}");
}

#[test]
fn every_command_is_understood() {
    check("", Ok(Command::Help));
    check("help", Ok(Command::Help));
    check("setup", Ok(Command::Setup));
    check("serve", Ok(Command::Serve(Serve { port: 8080, opens: true, release: false })));
    check(
        "serve --port 9001 --no-open --release",
        Ok(Command::Serve(Serve { port: 9001, opens: false, release: true })),
    );
    check("build", Ok(Command::Build(Build::default())));
    let build = |public_url: Option<&str>, connect_src: Option<&str>| {
        let owned = |value: Option<&str>| value.map(str::to_owned);
        Ok(Command::Build(Build { public_url: owned(public_url), connect_src: owned(connect_src) }))
    };
    check("build --public-url=/x/", build(Some("/x/"), None));
    check("build --connect-src https:", build(None, Some("https:")));
    check("test", Ok(Command::Test(Selection::default())));
    check(
        "test --from doc --skip web --skip=e2e",
        Ok(Command::Test(Selection {
            only: vec![],
            from: Some("doc".into()),
            skip: vec!["web".into(), "e2e".into()],
        })),
    );
}

#[test]
fn a_benchmark_is_named_and_may_be_narrowed() {
    let bench = |set, only: &[&str], is_json| {
        let only = only.iter().map(|id| (*id).to_owned()).collect();
        Ok(Command::Bench(Bench { set, only, is_json }))
    };
    check("bench decode", bench(BenchSet::Decode, &[], false));
    check("bench table --only T6", bench(BenchSet::Table, &["T6"], false));
    check("bench charts --json --only C2 --only=J1", bench(BenchSet::Charts, &["C2", "J1"], true));
    check("bench insight", bench(BenchSet::Insight, &[], false));
    check("bench", Err("Which benchmark? There are charts, decode, table, load and insight."));
    check(
        "bench speed",
        Err("There is no benchmark `speed`; there are charts, decode, table, load and insight."),
    );
    check("bench charts --only C2&x", Err("`C2&x` is not the id of a goal, such as C2b."));
}

#[test]
fn a_soak_takes_half_an_hour_unless_told() {
    check("soak", Ok(Command::Soak { minutes: 30 }));
    check("soak --minutes 5", Ok(Command::Soak { minutes: 5 }));
    check("soak --minutes=0", Err("`0` is not a number of minutes."));
    check("soak 5", Err("`5` makes no sense here."));
}

#[test]
fn random_use_has_a_seed_and_a_browser() {
    let random =
        |minutes, seed, engine: &str| Ok(Command::Random(Random { minutes, seed, engine: engine.into() }));
    check("soak --random", random(30, 19, "chromium"));
    check("soak --random --seed 7 --minutes=60 --engine webkit", random(60, 7, "webkit"));
    check("soak --seed 7 --random", random(30, 7, "chromium"));
    check("soak --seed 7", Err("`--seed` and `--engine` are for `soak --random`."));
    check("soak --random --seed x", Err("`x` is not a seed; it is a whole number."));
    check(
        "soak --random --engine lynx",
        Err("There is no browser `lynx`; there are chromium, firefox, webkit."),
    );
}

#[test]
fn flags_of_our_programs_are_handed_on_untouched() {
    for line in ["simulate --port 9000 --help --faults=a=b", "diagnose a.json --json --at 4"] {
        let mut words = line.split(' ').map(str::to_owned);
        check(line, Ok(Command::Program(words.next().unwrap_or_default(), words.collect())));
    }
}

#[test]
fn what_makes_no_sense_is_named() {
    check("frobnicate", Err("There is no command `frobnicate`."));
    check("setup now", Err("`now` makes no sense here."));
    check("serve --prot 1", Err("`--prot` makes no sense here."));
    check("serve --port", Err("`--port` needs a value."));
    check("serve --port 70000", Err("`70000` is not a port; it is a number from 1 to 65535."));
    check("serve --port 0", Err("`0` is not a port; it is a number from 1 to 65535."));
}
