//! Metrics read while they arrive: where pieces end makes no difference, and any body at all says what the
//! reference reads in it.

use proptest::prelude::*;
use tuneboard_core::api::{ApiError, Decoded, HttpResponse, MetricsScanner};
use tuneboard_core::model::{MetricRow, MetricsSummary};

use super::reference;
use crate::{all_fixtures, fixture};

type Scanned = Result<(Vec<MetricRow>, MetricsSummary, Vec<(usize, String)>), ApiError>;

/// Reads a body cut behind the bytes that `is_cut` says.
fn scan(response: &HttpResponse, mut is_cut: impl FnMut(usize) -> bool) -> Scanned {
    let mut rows = Vec::new();
    let mut scanner = MetricsScanner::new(response.status, response.headers.clone());
    let mut start = 0;
    for end in 1..=response.body.len() {
        if end == response.body.len() || is_cut(end) {
            scanner.push(&response.body[start..end], &mut rows);
            start = end;
        }
    }
    let Decoded { value, warnings } = scanner.finish()?;
    let warnings = warnings.into_iter().map(|warning| (warning.index, warning.message)).collect();
    Ok((rows, value, warnings))
}

/// Bit by bit, because no `NaN` equals itself.
type Bits = (u64, Option<u64>, Option<i64>, Option<u64>, Vec<(String, u64)>);

fn bits(rows: &[MetricRow]) -> Vec<Bits> {
    let bits = |row: &MetricRow| {
        let values = row.values.iter().map(|(key, figure)| (key.to_string(), figure.to_bits()));
        let at = row.logged_at.map(|at| at.unix_nanos());
        (row.step, row.epoch.map(f64::to_bits), at, row.elapsed_secs.map(f64::to_bits), values.collect())
    };
    rows.iter().map(bits).collect()
}

/// Fails unless the whole body, the body in pieces and the reference say the same.
#[track_caller]
fn check(status: u16, body: &[u8], seed: u64) {
    let response = HttpResponse::json(status, body);
    let shown = String::from_utf8_lossy(body);
    let whole = scan(&response, |_| false);
    let every = 1 + seed % 40;
    let mut random = Random(seed);
    let pieces = scan(&response, |_| random.below(every as usize) == 0);
    match (&whole, &pieces) {
        (Ok(whole), Ok(pieces)) => {
            assert_eq!(bits(&pieces.0), bits(&whole.0), "in pieces: {shown}");
            assert_eq!((&pieces.1, &pieces.2), (&whole.1, &whole.2), "in pieces: {shown}");
        }
        _ => assert_eq!(pieces.as_ref().err(), whole.as_ref().err(), "in pieces: {shown}"),
    }
    match (whole, reference::decode(&response)) {
        (Ok(own), Ok(expected)) => {
            assert_eq!(bits(&own.0), bits(&expected.0), "{shown}");
            assert_eq!((own.1, own.2), (expected.1, expected.2), "{shown}");
        }
        (Err(own), Err((kind, words))) => {
            assert_eq!(own.kind, kind, "{shown}");
            if let Some(words) = words {
                assert_eq!(own.message, words, "{shown}");
            }
        }
        (own, expected) => panic!("{own:?} is not {expected:?}: {shown}"),
    }
}

/// Xorshift: the same numbers every time.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.max(1);
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % n.max(1)
    }
}

/// Scraps that are put into bodies to spoil them, or to make them odd.
const SCRAPS: &[&str] = &[
    "NaN",
    "-Infinity",
    "Infinity",
    "null",
    "true",
    "\"",
    "\\",
    "\\u00e9",
    "\\ud800",
    "\"NaN\"",
    "\" 7.0 \"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "\n",
    "\t",
    "\u{a0}",
    "\u{feff}",
    "é",
    "-",
    "0",
    "1e",
    ".5",
    "e5",
    "1e400",
    "-0",
    "0.1",
    "123456789012345678901234567890",
    "0.12345678901234567",
    "9007199254740993",
    "5e-324",
    "\"metrics\":",
    "\"step\":7,",
    "\"metrics\":[{\"step\":1}],",
    "{\"step\":1,\"loss\":2.5},",
    "[[1,{\"a\":[]}],\"]\"]",
    "\"last_checkpoint_step\":12,",
    "Infinity:1,",
    "NaN:[2],",
    "-Infinity:0,",
    "<html>",
    "\u{0}",
    "\"epoch\":0.5,",
    "\"timestamp\":1785575943112004123,",
    "\"loss\":\"0.5\",",
    "\"wall_time_sec\":7,",
];

/// Spoils a body in one place.
fn spoil(body: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(body.len() + 1);
    let to = (at + random.below(12)).min(body.len());
    match random.below(6) {
        0 => body.truncate(at),
        1 => drop(body.drain(at..to)),
        2 => {
            let part = body[at..to].to_vec();
            body.splice(at..at, part);
        }
        3 if at < body.len() => body[at] = random.below(256) as u8,
        _ => {
            let scrap = SCRAPS[random.below(SCRAPS.len())];
            body.splice(at..at, scrap.bytes());
        }
    }
}

/// Many rows of few shapes, as services send them.
fn plain_body(random: &mut Random) -> String {
    let (colon, comma, between) =
        [(":", ",", ","), (": ", ", ", ", "), (" :\n  ", ",\n  ", ",\n"), (":", ",", " ,")][random.below(4)];
    const SHAPES: &[&[&str]] = &[
        &["step", "loss"],
        &["timestamp", "train/global_step", "train/epoch", "train/loss"],
        &["step", "eval_loss", "loss"],
        &["wall_time_sec", "step", "x"],
        &["global_step", "epoch", "step", "train/epoch", "logged_at", "loss", "timestamp"],
        &["global_step", "step", "loss"],
        &["epoch", "step", "train/epoch", "loss"],
        &["timestamp", "step", "logged_at"],
        &["step", "loss", "train/loss"],
        &["step", "loss", "step", "loss"],
        &["step", "state", "loss", "note"],
    ];
    let usual = random.below(SHAPES.len());
    let rows: Vec<String> = (0..random.below(24))
        .map(|i| {
            let keys = SHAPES[if random.below(6) == 0 { random.below(SHAPES.len()) } else { usual }];
            let mut member = |key: &&str| {
                let value = match *key {
                    "step" => i.to_string(),
                    "train/global_step" | "global_step" => (i + 1_000).to_string(),
                    "timestamp" | "logged_at" => format!("17855759431120041{:02}", random.below(100)),
                    "state" => ["true", "[1, {\"step\": 2}]", "\"fine\"", "0.5"][random.below(4)].to_owned(),
                    "note" => ["false", "{}"][random.below(2)].to_owned(),
                    _ => format!("{}.{}", random.below(10), random.below(10_000_000)),
                };
                format!("\"{key}\"{colon}{value}")
            };
            format!("{{{}}}", keys.iter().map(&mut member).collect::<Vec<_>>().join(comma))
        })
        .collect();
    format!("{{\"last_checkpoint_step\"{colon}7{comma}\"metrics\"{colon}[{}]}}", rows.join(between))
}

fn any_value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => any::<f64>().prop_filter("JSON has no others", |n| n.is_finite()).prop_map(|n| n.to_string()),
        4 => (-1e3..1e3).prop_map(|n: f64| n.to_string()),
        2 => any::<i64>().prop_map(|n| n.to_string()),
        2 => (0..100_u32).prop_map(|n| n.to_string()),
        1 => "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?",
        2 => prop::sample::select(SCRAPS).prop_map(str::to_owned),
        1 => "\"[ -~]{0,12}\"",
    ]
}

fn any_row() -> impl Strategy<Value = String> {
    let keys = [
        "step",
        "loss",
        "eval_loss",
        "train/loss",
        "global_step",
        "epoch",
        "train/epoch",
        "timestamp",
        "logged_at",
    ];
    let odd = ["wall_time_sec", "best_step", "", "\\u0073tep", "é\\n", "eval/a/b", "metrics", "NaN"];
    let key = prop::sample::select([&keys[..], &odd].concat());
    let space = prop::sample::select(vec!["", "", "", " ", "\n ", "\t"]);
    prop::collection::vec((key, space, any_value()), 0..6).prop_map(|members| {
        let members = members.iter().map(|(key, space, value)| format!("{space}\"{key}\":{space}{value}"));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn any_list_of_rows_is_read_as_by_the_reference(
        shapes in prop::collection::vec(any_row(), 1..4),
        order in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..20),
        head in prop::sample::select(vec!["", "\"last_checkpoint_step\":\"40\",", "\"a\":[[1],{\"step\":2}],\"metrics\":[{\"step\":3}],"]),
        seed: u64,
    ) {
        // Rows are repeated with other figures, so that their shapes are met again.
        let row = |(idx, is_other): &(prop::sample::Index, bool)| {
            let row = idx.get(&shapes);
            if *is_other { row.replace('1', "2").replace("0.", "10.") } else { row.clone() }
        };
        let rows: Vec<_> = order.iter().map(row).collect();
        check(200, format!("{{{head}\"metrics\":[{}]}}", rows.join(",")).as_bytes(), seed);
    }

    #[test]
    fn any_text_is_read_as_by_the_reference(text in ".{0,60}", bytes: Vec<u8>, seed: u64, status in 199_u16..301) {
        check(status, text.as_bytes(), seed);
        check(status, &bytes, seed);
    }
}

#[test]
fn twenty_thousand_spoilt_bodies_are_read_as_by_the_reference() {
    let mut random = Random(7);
    let fixtures: Vec<Vec<u8>> = all_fixtures().iter().map(|name| fixture(name).body).collect();
    for _ in 0..20_000 {
        let mut body = match random.below(3) {
            0 => fixtures[random.below(fixtures.len())].clone(),
            _ => plain_body(&mut random).into_bytes(),
        };
        for _ in 0..random.below(4) {
            spoil(&mut body, &mut random);
        }
        let status = if random.below(20) == 0 { 502 } else { 200 };
        check(status, &body, random.0);
    }
}

#[test]
fn bodies_that_are_something_else_are_refused_as_by_the_reference() {
    let heads = [
        "",
        " \n",
        "\u{feff}",
        "\u{feff}\u{feff}",
        "\u{a0}",
        "\u{b}",
        "\u{c} ",
        "\u{2003}\t",
        "\u{feff} \u{85}",
    ];
    let tails = [
        "",
        "<html><title>Sign in</title>",
        "{}",
        "[]",
        "12",
        "12.",
        "\"x\"",
        "NaN",
        "-Infinit",
        "null",
        "{} {}",
    ];
    for body in heads.iter().flat_map(|head| tails.map(|tail| format!("{head}{tail}"))) {
        for seed in 0..8 {
            check(200, body.as_bytes(), seed);
        }
        check(404, body.as_bytes(), 1);
    }
    // Half of a byte order mark, and of a character.
    for body in [
        &b"\xef\xbb"[..],
        b"\xef",
        b"\xef\xbb{}",
        b"{\"a\":\"\xc3",
        b"{\"\xc3\":1}",
        b"{\"metrics\":[],\"\xe2\x82\":1}",
    ] {
        check(200, body, 0);
    }
}

#[test]
fn ends_of_pieces_within_everything_make_no_difference() {
    for name in all_fixtures() {
        let response = fixture(&name);
        let whole = scan(&response, |_| false);
        for place in 0..response.body.len() {
            let pieces = scan(&response, |end| end == place);
            assert_eq!(format!("{pieces:?}"), format!("{whole:?}"), "{name} cut at {place}");
        }
        assert_eq!(format!("{:?}", scan(&response, |_| true)), format!("{whole:?}"), "{name} byte by byte");
    }
}

#[test]
fn many_unreadable_rows_are_counted_and_few_are_named() {
    let body = format!("{{\"metrics\":[{}7]}}", "{\"loss\":1},".repeat(5_000));
    let (rows, summary, warnings) = scan(&HttpResponse::json(200, body), |_| false).unwrap();
    assert_eq!(
        (rows.len(), summary.n_received, summary.n_unreadable, warnings.len()),
        (0, 5_001, 5_001, 100)
    );
}

#[test]
fn a_row_larger_than_any_piece_costs_time_in_proportion() {
    // A megabyte within one row, a few bytes at a time: looked at anew each time it would never end.
    let note = "x".repeat(1 << 20);
    let body = format!("{{\"metrics\":[{{\"step\":1,\"note\":\"{note}\",\"loss\":2.5}}]}}");
    let (rows, ..) = scan(&HttpResponse::json(200, body), |end| end % 7 == 0).unwrap();
    assert_eq!((rows.len(), rows[0].values[0].1), (1, 2.5));
}
