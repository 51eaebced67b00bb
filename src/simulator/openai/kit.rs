//! The jobs of the world, and the files and models they use.

use crate::{
    curated::{BASE, DAY, Ending, Sketch},
    kit::Kit,
    plan::{End, Shape},
    random::{hex, mix, pick},
    service::catalogue::FileEntry,
};

pub(crate) const KIT: Kit = Kit {
    word: "openai",
    sketches: &SKETCHES,
    names: &["support-tone", "sql-writer", "tagger", "ticket-router", "recipe-json", "triage-mini"],
    model: |i| MODELS[i],
    file: |i| FILES[i].id,
    log_every: 1,
    arrival: (160, 1.1),
    vary,
    ending,
    id: |_, number, digits, seed| format!("ftjob-{digits}{}", hex(mix(seed, number), 8)),
};

pub(super) const MODELS: [&str; 4] =
    ["gpt-4.1-mini-2025-04-14", "gpt-4.1-nano-2025-04-14", "gpt-4o-mini-2024-07-18", "gpt-4.1-2025-04-14"];

/// The files of the account.
pub(super) const FILES: [FileEntry; 4] = [
    FileEntry { name: "support.jsonl", id: "file-Ab12", bytes: 4_188_120, lines: 2_100, is_ready: true },
    FileEntry { name: "support-eval.jsonl", id: "file-Ab13", bytes: 504_310, lines: 240, is_ready: true },
    FileEntry { name: "prefs.jsonl", id: "file-Cd20", bytes: 8_220_764, lines: 3_150, is_ready: true },
    FileEntry { name: "prefs-eval.jsonl", id: "file-Cd21", bytes: 907_551, lines: 310, is_ready: true },
];

const SKETCHES: [Sketch; 9] = [
    Sketch { name: "tagger", created: -11.0 * DAY, steps: 420, ..BASE },
    Sketch {
        name: "sql-writer",
        files: (0, Some(1)),
        created: -6.2 * DAY,
        ending: Ending::Halted(
            -0.01,
            0.0,
            End::UserError,
            "The training file has 7 lines that are no valid chat",
        ),
        ..BASE
    },
    Sketch {
        name: "support-tone",
        files: (0, Some(1)),
        created: -4.1 * DAY,
        steps: 630,
        evals: 21,
        shape: Shape::Overfits,
        ..BASE
    },
    Sketch {
        name: "recipe-json",
        created: -2.4 * DAY,
        ending: Ending::Halted(0.5, 0.0, End::Failed, "The job failed due to an internal error"),
        ..BASE
    },
    Sketch {
        name: "ticket-router",
        model: 1,
        created: -1.3 * DAY,
        ending: Ending::Halted(0.2, 0.0, End::Cancelled, ""),
        ..BASE
    },
    Sketch {
        name: "prefs-mini",
        files: (2, Some(3)),
        created: -2_900.0,
        steps: 2_400,
        evals: 24,
        is_dpo: true,
        ..BASE
    },
    Sketch { name: "support-tone-v2", files: (0, Some(1)), created: -1_200.0, evals: 20, ..BASE },
    Sketch { name: "too-hot", created: -1_000.0, steps: 700, shape: Shape::Diverges, ..BASE },
    Sketch { name: "tagger-nano", model: 1, created: -1_900.0, queue: 7_200.0, ..BASE },
];

fn vary(seed: u64, number: u64) -> Sketch {
    let pick = |salt, n| pick(seed ^ salt, number, n);
    let is_dpo = pick(24, 5) == 0;
    Sketch {
        model: pick(21, MODELS.len()),
        files: if is_dpo { (2, Some(3)) } else { (0, (pick(22, 2) == 0).then_some(1)) },
        steps: 300 + 50 * pick(26, 10) as u64,
        evals: 10,
        is_dpo,
        epochs: 1 + pick(25, 4) as u64,
        ..BASE
    }
}

fn ending(chance: f64) -> Ending {
    match chance {
        c if c < 0.8 => Ending::Natural,
        c if c < 0.9 => Ending::Halted(c - 0.5, 0.0, End::Failed, "The job failed due to an internal error"),
        c => Ending::Halted(c - 0.6, 0.0, End::Cancelled, ""),
    }
}
