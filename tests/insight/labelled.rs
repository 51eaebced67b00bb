//! Real logs, each with the verdicts that are right for it and the rules that must not speak.
//!
//! The logs are reduced to the metrics that rules read, with four digits; `labels.tsv` beside them says what each shows, and where its
//! figures come from.

use tuneboard_core::insight::Severity;

use crate::runs::{diagnose, fixture_rows};

struct Log {
    file: &'static str,
    total_steps: u64,
    /// Right verdicts.
    verdicts: &'static [&'static str],
    /// Rules that must not speak, whether open or over.
    silent: &'static [&'static str],
}

const fn log(
    file: &'static str,
    total_steps: u64,
    verdicts: &'static [&'static str],
    silent: &'static [&'static str],
) -> Log {
    Log { file, total_steps, verdicts, silent }
}

const LOGS: [Log; 38] = [
    log("labelled/01-overfit-whisper-small-hi.csv", 5000, &["overfitting"], &["diverged", "not-learning"]),
    log("labelled/02-overfit-whisper-large-ja.csv", 5000, &["overfitting"], &["diverged", "not-learning"]),
    log("labelled/03-overfit-llm-sft.csv", 669, &["overfitting"], &["diverged", "not-learning"]),
    log("labelled/04-overfit-dnabert.csv", 2315, &["overfitting"], &["diverged", "not-learning"]),
    log("labelled/05-overfit-receipt-ner.csv", 7035, &["overfitting"], &["diverged", "not-learning"]),
    log("labelled/06-overfit-roberta-sentiment.csv", 3200, &["overfitting"], &["diverged", "not-learning"]),
    log(
        "labelled/07-overfit-noisy-whisper-flemish.csv",
        15000,
        &["overfitting", "eval-rises", "plateau"],
        &["diverged"],
    ),
    log("labelled/08-diverged-lyrics-lora.csv", 3140, &["diverged"], &["overfitting"]),
    log("labelled/09-lr-too-high-qlora.csv", 10, &["diverged"], &["overfitting"]),
    log("labelled/10-spikes-recovered-rpg.csv", 500, &["spike"], &["overfitting", "plateau"]),
    log("labelled/11-diverged-whisper-braj.csv", 2640, &["diverged"], &["overfitting"]),
    log(
        "labelled/12-eval-nan.csv",
        43800,
        &["eval-not-finite"],
        &["loss-not-finite", "diverged", "not-learning"],
    ),
    log("labelled/13-gradnorm-inf-once.csv", 70, &["gradient-not-finite", "healthy"], &["spike", "diverged"]),
    log(
        "labelled/14-healthy-tinyllama.csv",
        2808,
        &["healthy", "repeated-data", "scale-gap"],
        &["spike", "diverged", "overfitting"],
    ),
    log(
        "labelled/15-healthy-mt5-70-evals.csv",
        9411,
        &["healthy", "repeated-data", "scale-gap"],
        &["spike", "diverged", "overfitting"],
    ),
    log(
        "labelled/16-healthy-whisper-bashkir.csv",
        10000,
        &["healthy", "repeated-data", "scale-gap"],
        &["spike", "diverged", "overfitting"],
    ),
    log("labelled/17-healthy-alpaca-bitcoin.csv", 300, &["healthy", "plateau", "gradient-not-finite"], &[]),
    log(
        "labelled/18-healthy-alpaca-epoch-steps.csv",
        1218,
        &["healthy", "repeated-data", "scale-gap"],
        &["spike", "diverged", "overfitting"],
    ),
    log("labelled/19-healthy-qwen-chess.csv", 12000, &["spike", "no-evaluation", "healthy"], &[]),
    log(
        "labelled/20-healthy-llamaft-45-evals.csv",
        4500,
        &["healthy", "plateau", "gradient-not-finite"],
        &[],
    ),
    log("labelled/21-plateau-token-compressor.csv", 1000, &["plateau"], &["overfitting", "diverged"]),
    log("labelled/22-plateau-phi3-no-learning.csv", 691, &["not-learning", "chance-level"], &["plateau"]),
    log("labelled/23-plateau-chance-level.csv", 3140, &["not-learning", "chance-level"], &["plateau"]),
    log("labelled/24-plateau-selvxhini-150-evals.csv", 7500, &["plateau"], &["overfitting", "diverged"]),
    log("labelled/25-dead-zero-loss.csv", 1000, &["zero-loss"], &["not-learning", "plateau"]),
    log(
        "labelled/26-dpo-healthy-nan-row.csv",
        1000,
        &["eval-not-finite", "healthy"],
        &["loss-not-finite", "not-learning"],
    ),
    log("labelled/27-dpo-healthy.csv", 1333, &["healthy"], &["plateau", "not-learning", "dpo-saturated"]),
    log("labelled/28-dpo-stuck.csv", 100, &["dpo-stuck"], &["not-learning", "plateau"]),
    log("labelled/29-dpo-collapse.csv", 30, &["dpo-saturated"], &[]),
    log("labelled/30-orpo-recsys.csv", 336, &["healthy"], &["dpo-stuck", "dpo-dead", "not-learning"]),
    log(
        "labelled/31-rl-grpo-length-clipped.csv",
        250,
        &["rl-cut-off", "rl-past-peak", "rl-no-signal"],
        &["not-learning", "plateau", "diverged"],
    ),
    log(
        "labelled/32-rl-grpo-no-update.csv",
        350,
        &["rl-no-signal"],
        &["zero-loss", "not-learning", "plateau"],
    ),
    log(
        "labelled/33-rl-grpo-reward-peak.csv",
        500,
        &["rl-cut-off", "rl-past-peak", "rl-no-signal"],
        &["not-learning", "plateau", "diverged"],
    ),
    log("labelled/34-resumed-duplicated.csv", 6566, &["restart"], &["diverged"]),
    log("labelled/35-resumed-streaming-epochs.csv", 100000, &["restart"], &[]),
    log("labelled/36-suspicious-eval-smolvlm.csv", 939, &["too-good"], &["zero-loss", "diverged"]),
    log("labelled/37-suspicious-eval-slm.csv", 1000, &["too-good"], &["zero-loss", "diverged"]),
    log("labelled/38-mild-overfit-qwen-medical.csv", 6750, &["plateau", "overfitting"], &[]),
];

const LABELS: &str = "labelled/labels.tsv";

/// Returns the label of a file.
fn label(file: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(LABELS);
    let text = std::fs::read_to_string(path).unwrap();
    let name = file.trim_start_matches("labelled/");
    let line =
        text.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name} has no label"));
    let fields: Vec<&str> = line.split('\t').collect();
    assert!(fields.len() == 4 && fields[3].starts_with("https://"), "{name} has a source");
    fields[1].to_owned()
}

#[test]
fn labelled_logs_get_their_verdicts() {
    let mut wrong = Vec::new();
    for log in &LOGS {
        let diagnosis = diagnose(&fixture_rows(log.file), Some(log.total_steps));
        let found: Vec<&str> = diagnosis.findings.iter().map(|finding| finding.rule.slug()).collect();
        let verdict = diagnosis.verdict.slug();
        if !log.verdicts.contains(&verdict) || log.silent.iter().any(|rule| found.contains(rule)) {
            wrong.push(format!("{}: {verdict}, {found:?}", log.file));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// Open warnings and errors of a log after each fiftieth of its rows, the worst first.
fn warnings(log: &Log) -> Vec<Vec<&'static str>> {
    let rows = fixture_rows(log.file);
    let of = |part: usize| {
        let answer = diagnose(&rows[..rows.len() * part / 50], Some(log.total_steps));
        let open = answer.findings.into_iter().filter(|finding| finding.is_open);
        open.filter(|finding| finding.severity != Severity::Note).map(|finding| finding.rule.slug()).collect()
    };
    (1..=50).map(of).collect()
}

#[test]
fn healthy_logs_get_no_warning_at_any_time() {
    // A figure that is not a number is worth a warning until the next one is.
    let is_healthy = |label: &str| label.contains("healthy") && !label.contains("nan");
    for log in LOGS.iter().filter(|log| is_healthy(&label(log.file))) {
        let loud = warnings(log).into_iter().position(|warnings| !warnings.is_empty());
        assert_eq!(loud, None, "{}", log.file);
    }
}

#[test]
fn warnings_on_labelled_logs_come_early_and_are_seldom_taken_back() {
    let mut table = Vec::new();
    let mut n_taken_back = 0;
    for log in &LOGS {
        let warnings = warnings(log);
        let is_right =
            |warnings: &Vec<&str>| warnings.first().is_some_and(|first| log.verdicts.contains(first));
        let first = warnings.iter().position(is_right);
        let back = warnings.windows(2).filter(|pair| !pair[0].is_empty() && pair[1].is_empty()).count();
        n_taken_back += back;
        if first.is_some() || 0 < back {
            table.push(format!("{}: from {first:?} of 50 on, taken back {back} times", log.file));
        }
    }
    println!("{}", table.join("\n"));
    assert!(n_taken_back <= 8, "{n_taken_back}: {table:#?}");
}
