//! Answers to decode, as a service would send them: the same in every run.

use std::fmt::Write as _;

/// Returns the body of a path's last part, such as `100000.json`; `None` for what is not served.
pub fn body(name: &str) -> Option<String> {
    match name {
        "mixed.json" => Some(rows(200_000, |random, _| mixed(random))),
        "100000.json" => Some(rows(100_000, plain)),
        "1000000.json" => Some(rows(1_000_000, plain)),
        "dataset.jsonl" => Some(conversations(DATASET_BYTES)),
        _ => None,
    }
}

/// Bytes of the dataset, about.
const DATASET_BYTES: usize = 32_000_000;

/// Examples of two to six messages of up to 80 words each, as Python writes them; one character in a hundred or
/// so is an escape, one word in sixteen is not ASCII.
fn conversations(n_bytes: usize) -> String {
    const WORDS: [&str; 16] = [
        "the",
        "model",
        "learns",
        "what",
        "it",
        "is",
        "shown",
        "and",
        "nothing",
        "else",
        "unless",
        "somebody",
        "taught",
        "otherwise,",
        "which",
        "naïvely",
    ];
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut json = String::with_capacity(n_bytes + 10_000);
    while json.len() < n_bytes {
        json.push_str(r#"{"messages": [{"role": "system", "content": "Answer in one paragraph."}"#);
        for _ in 0..1 + random.next() % 3 {
            for role in ["user", "assistant"] {
                write!(json, r#", {{"role": "{role}", "content": ""#).ok();
                for n in 0..1 + random.next() % 80 {
                    let word = WORDS[(random.next() >> 60) as usize];
                    json.push_str(if n == 0 {
                        ""
                    } else if n % 20 == 0 {
                        "\\n"
                    } else {
                        " "
                    });
                    json.push_str(word);
                }
                json.push_str("\"}");
            }
        }
        json.push_str("]}\n");
    }
    json
}

fn rows(n: u64, figure: impl Fn(&mut Random, f64) -> String) -> String {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut json = String::with_capacity(40 * n as usize);
    json.push_str(r#"{"metrics":["#);
    for step in 1..=n {
        let comma = if step == 1 { "" } else { "," };
        let loss = figure(&mut random, step as f64 / n as f64);
        write!(json, r#"{comma}{{"step":{step},"loss":{loss}}}"#).ok();
    }
    json.push_str("]}");
    json
}

/// Returns a noisy loss with six decimals; `part` of the run is over.
fn plain(random: &mut Random, part: f64) -> String {
    let noise = (random.next() >> 11) as f64 / (1_u64 << 53) as f64;
    format!("{:.6}", 0.2 + 2.0 / (1.0 + 12.0 * part) + 0.5 * noise)
}

/// Returns a figure of every kind: few digits, all digits, exponents, any bits at all.
fn mixed(random: &mut Random) -> String {
    let bits = random.next();
    let unit = (bits >> 11) as f64 / (1_u64 << 53) as f64;
    match random.next() % 6 {
        0 => format!("{unit}"),
        1 => format!("{:e}", unit * 1e-5),
        2 => format!("{}", (unit * 1e6).round()),
        3 => format!("{:.3}", -unit * 100.0),
        4 => format!("{:.20e}", unit * 1e-3),
        _ => format!("{:e}", Some(f64::from_bits(bits)).filter(|any| any.is_finite()).unwrap_or(unit)),
    }
}

/// xorshift64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_rows_of_finite_figures() {
        let json = rows(1_000, |random, _| mixed(random));
        let inside = json.strip_prefix(r#"{"metrics":[{"#).unwrap().strip_suffix("}]}").unwrap();
        for (idx, row) in inside.split("},{").enumerate() {
            let (step, loss) = row.strip_prefix(r#""step":"#).unwrap().split_once(r#","loss":"#).unwrap();
            assert_eq!(step.parse::<usize>(), Ok(idx + 1));
            assert!(loss.parse::<f64>().unwrap().is_finite(), "{row}");
        }
    }

    #[test]
    fn conversations_are_lines_of_json() {
        let lines = conversations(100_000);
        assert!((100_000..120_000).contains(&lines.len()));
        assert!(
            lines.lines().all(|line| line.starts_with(r#"{"messages": [{"role""#) && line.ends_with("\"}]}"))
        );
        assert!(lines.contains("\\nthe"));
    }

    #[test]
    fn only_known_bodies_are_served() {
        assert_eq!(body("1.json"), None);
        assert!(body("100000.json").unwrap().ends_with("}]}"));
    }
}
