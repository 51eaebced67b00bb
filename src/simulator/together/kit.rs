//! Together's jobs.

use crate::{
    curated::{self, Ending, Sketch},
    kit::Kit,
    plan::End,
    random::{hex, mix, pick},
    service::catalogue::{TOGETHER_FILES, TOGETHER_MODELS},
};

pub(crate) const KIT: Kit = Kit {
    word: "together",
    sketches: &curated::TOGETHER,
    names: &curated::TOGETHER_NAMES,
    model: |i| TOGETHER_MODELS[i].name,
    file: |i| TOGETHER_FILES[i].id,
    log_every: 1,
    arrival: (160, 1.1),
    vary,
    ending,
    id,
};

fn vary(seed: u64, number: u64) -> Sketch {
    let pick = |salt, n| pick(seed ^ salt, number, n);
    let is_dpo = pick(24, 4) == 0;
    Sketch {
        model: pick(21, 5),
        files: if is_dpo { (6, Some(7)) } else { (pick(22, 2) * 2, Some(1)) },
        evals: if pick(23, 2) == 0 { 0 } else { 10 },
        is_dpo,
        learning_rate: if is_dpo { 5e-6 } else { 1e-4 },
        epochs: 1 + pick(25, 4) as u64,
        ..curated::TOGETHER[0]
    }
}

fn ending(chance: f64) -> Ending {
    if chance < 0.78 {
        Ending::Natural
    } else if chance < 0.86 {
        Ending::Halted(chance - 0.5, 0.0, End::Failed, "Internal error")
    } else if chance < 0.89 {
        Ending::Halted(-0.01, 0.0, End::UserError, "The training file is not valid")
    } else {
        Ending::Halted(0.1 + 4.0 * (chance - 0.9).abs(), 5.0, End::Cancelled, "Cancelled by the user")
    }
}

fn id(_name: &str, number: u64, digits: &str, seed: u64) -> String {
    format!("ft-{digits}-{}", hex(mix(seed, number), 4))
}
