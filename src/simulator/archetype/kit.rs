//! Archetype's jobs.

use crate::{
    curated::{self, Ending, Sketch},
    kit::Kit,
    plan::End,
    random::{mix, pick},
    service::catalogue::{ARCHETYPE_FILES, ARCHETYPE_MODELS},
};

pub(crate) const KIT: Kit = Kit {
    word: "archetype",
    sketches: &curated::ARCHETYPE,
    names: &curated::ARCHETYPE_NAMES,
    model: |i| ARCHETYPE_MODELS[i],
    file: |i| ARCHETYPE_FILES[i].name,
    log_every: 200,
    arrival: (8_000, 4.5 / 200.0),
    vary,
    ending,
    id,
};

fn vary(seed: u64, number: u64) -> Sketch {
    let pick = |salt, n| pick(seed ^ salt, number, n);
    Sketch {
        model: pick(21, ARCHETYPE_MODELS.len()),
        files: (pick(22, 3) * 2, (pick(23, 2) == 0).then_some(pick(23, 4) / 2 * 2 + 1)),
        evals: 20,
        ..curated::ARCHETYPE[0]
    }
}

fn ending(chance: f64) -> Ending {
    if chance < 0.78 {
        Ending::Natural
    } else if chance < 0.84 {
        Ending::Halted(chance - 0.5, 0.0, End::Failed, "")
    } else if chance < 0.92 {
        Ending::Halted(chance - 0.4, 12.0, End::Stopped, "")
    } else {
        Ending::Halted(0.1 + 4.0 * (chance - 0.9).abs(), 5.0, End::Cancelled, "Cancelled by the user")
    }
}

/// Both styles that have been seen occur.
fn id(name: &str, number: u64, digits: &str, seed: u64) -> String {
    let prefix = if mix(seed, number).is_multiple_of(4) { "ft-job-" } else { "ftj-" };
    format!("{prefix}{name}-{digits}")
}
