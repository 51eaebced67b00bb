//! Inputs: nonsense that resembles answers, and answers with damage.

use std::path::Path;

use proptest::prelude::*;

/// Members that decoders look for: every member name of the fixtures, and a few of other files.
fn words() -> Vec<String> {
    let mut words: Vec<String> = fixtures()
        .iter()
        .flat_map(|fixture| {
            let text = String::from_utf8_lossy(fixture).into_owned();
            let parts: Vec<String> = text.split('"').map(str::to_owned).collect();
            parts
                .windows(2)
                .filter(|pair| pair[1].trim_start().starts_with(':'))
                .map(|pair| pair[0].clone())
                .collect::<Vec<_>>()
        })
        .collect();
    words.extend(
        [
            "version",
            "demo",
            "connections",
            "base_url",
            "key",
            "texts",
            "bound",
            "bytes",
            "modified",
            "upload",
            "messages",
            "role",
            "content",
            "prompt",
            "completion",
            "input",
            "tools",
            "log_history",
            "errors",
            "detail",
            "loc",
            "msg",
            "retry_after",
            "has_more",
            "next",
            "total",
            "limit",
            "",
            "__proto__",
            "constructor",
            "é",
        ]
        .map(str::to_owned),
    );
    words.sort();
    words.dedup();
    words
}

/// All fixtures of responses, and logs.
fn fixtures() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut fixtures = Vec::new();
    for folder in std::fs::read_dir(root).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            fixtures.push(std::fs::read(file.unwrap().path()).unwrap());
        }
    }
    fixtures.sort();
    // What other files look like.
    fixtures.extend(OTHERS.iter().map(|text| text.as_bytes().to_vec()));
    fixtures
}

const OTHERS: [&str; 12] = [
    r#"{"version":1,"demo":true,"connections":[{"id":"a","label":"b","provider":"together","base_url":"/p/v1","key":"proxy"}]}"#,
    r#"{"version":1,"provider":"together","texts":{"epochs":"3"},"bound":{"together":{"base_model":"m"}}}"#,
    r#"[{"name":"a.jsonl","bytes":12,"modified":1785000000000,"upload":"u-1"}]"#,
    "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]}\n{\"text\":\"c\"}\n",
    "step,loss,eval/loss\n1,2.5,\n2,\"2,25\",1e-3\n3,NaN,inf\n",
    "step\tloss\r\n1\t2.5\r\n2\t0x\r\n",
    "#/jobs/prod/ft-1?tab=metrics&steps=10-20&q=a%20b",
    "2026-08-01T09:12:03.123456789+02:00",
    "together/metrics:429=3@0.5#7,*:clock=-86400,*:latency=2.5",
    r#"{"data":[{"object":"fine_tuning.job.event","id":"e","created_at":1785000000,"type":"metrics","data":{"step":1,"train_loss":"NaN"}}],"has_more":true}"#,
    r#"{"errors":[{"code":"x","message":"m","suggestion":"s","error_uid":"e"}],"detail":[{"loc":["body","a",0],"msg":"m"}]}"#,
    r#"{"upload_id":"u","parts":[{"part_number":1,"url":"https://s/1","offset":0,"size":9}],"expires_at":"2026-08-01T00:00:00Z"}"#,
];

/// Tokens that have broken parsers.
const TOKENS: [&str; 28] = [
    "NaN",
    "-Infinity",
    "1e999",
    "-1e-999",
    "-0",
    "-0.0",
    "9007199254740993",
    "18446744073709551616",
    "-9223372036854775809",
    "1e18",
    "0.1e1",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\u0000\"",
    "\"\\u202e\"",
    "null",
    "true",
    "{}",
    "[]",
    "[[",
    "}",
    "\"",
    ",",
    ":",
    "\\",
    "\u{feff}",
    "\r",
    "\u{2028}",
];

/// Returns JSON that gets deep into the decoders, now and then with something in it that is none.
pub fn like_an_answer() -> impl Strategy<Value = String> {
    let key = prop::sample::select(words());
    let scalar = prop_oneof![
        4 => any::<i32>().prop_map(|n| n.to_string()),
        2 => any::<i64>().prop_map(|n| n.to_string()),
        3 => any::<f64>().prop_map(|n| format!("{n:?}")),
        3 => prop::sample::select(words()).prop_map(|word| serde_json::to_string(&word).unwrap()),
        2 => ".{0,12}".prop_map(|text| serde_json::to_string(&text).unwrap()),
        2 => Just("\"2026-08-01T09:12:03Z\"".to_owned()),
        1 => prop::sample::select(TOKENS.to_vec()).prop_map(str::to_owned),
    ];
    scalar.prop_recursive(5, 80, 8, move |inner| {
        let field = (key.clone(), inner.clone())
            .prop_map(|(key, value)| format!("{}:{value}", serde_json::to_string(&key).unwrap()));
        prop_oneof![
            prop::collection::vec(inner, 0..6).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(field, 0..8).prop_map(|fields| format!("{{{}}}", fields.join(","))),
        ]
    })
}

/// Damage to a text on its way.
#[derive(Debug, Clone)]
enum Damage {
    Flip(usize, u8),
    Cut(usize),
    Drop(usize, usize),
    Repeat(usize, usize),
    Insert(usize, &'static str),
    /// The value after some colon is another.
    Replace(usize, &'static str),
}

fn damage() -> impl Strategy<Value = Damage> {
    let token = || prop::sample::select(TOKENS.to_vec());
    prop_oneof![
        1 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        1 => any::<usize>().prop_map(Damage::Cut),
        1 => (any::<usize>(), 1..80_usize).prop_map(|(at, n)| Damage::Drop(at, n)),
        1 => (any::<usize>(), 1..200_usize).prop_map(|(at, n)| Damage::Repeat(at, n)),
        1 => (any::<usize>(), token()).prop_map(|(at, text)| Damage::Insert(at, text)),
        4 => (any::<usize>(), token()).prop_map(|(at, text)| Damage::Replace(at, text)),
    ]
}

fn apply(text: &mut Vec<u8>, damage: &Damage) {
    let n = text.len().max(1);
    match *damage {
        Damage::Flip(at, byte) => {
            if let Some(old) = text.get_mut(at % n) {
                *old = byte;
            }
        }
        Damage::Cut(at) => text.truncate(at % n),
        Damage::Drop(at, len) => drop(text.drain(at % n..(at % n + len).min(text.len()).max(at % n)).count()),
        Damage::Repeat(at, len) => {
            let start = (at % n).min(text.len());
            let piece = text[start..(start + len).min(text.len())].to_vec();
            text.splice(start..start, piece);
        }
        Damage::Insert(at, token) => {
            let at = (at % n).min(text.len());
            text.splice(at..at, token.bytes());
        }
        Damage::Replace(nth, token) => {
            let colons: Vec<usize> = (0..text.len()).filter(|i| text[*i] == b':').collect();
            let Some(at) = colons.get(nth % colons.len().max(1)).map(|at| at + 1) else { return };
            let end = (at..text.len()).find(|i| matches!(text[*i], b',' | b'}' | b']')).unwrap_or(text.len());
            text.splice(at..end, token.bytes());
        }
    }
}

/// Returns a response, a log or a file with some damage, or a piece of one.
pub fn damaged() -> impl Strategy<Value = Vec<u8>> {
    /// More would be slow and find no more.
    const MOST_BYTES: usize = 3_000;
    let source = prop::sample::select(fixtures());
    (source, any::<usize>(), prop::collection::vec(damage(), 0..7)).prop_map(|(mut text, at, damages)| {
        if MOST_BYTES < text.len() {
            // Long ones with a beginning, so that they are known for what they are.
            let start = 200 + at % (text.len() - 200);
            text.drain(200..start);
            text.truncate(MOST_BYTES);
        }
        damages.iter().for_each(|damage| apply(&mut text, damage));
        text
    })
}
