//! The jobs of the world.

use crate::{
    curated::{BASE, DAY, Ending, Sketch},
    kit::Kit,
    plan::{End, Shape},
    random::{hex, mix, pick},
};

pub(crate) const KIT: Kit = Kit {
    word: "archetype-v0.6",
    sketches: &SKETCHES,
    names: &["gearbox-states", "press-cycle", "hvac-modes", "conveyor-stops", "robot-gripper"],
    model: |_| "omega",
    file: |i| FILES[i],
    log_every: 20,
    arrival: (400, 0.5),
    vary,
    ending,
    id: |_, number, digits, seed| format!("ftj_{digits}{}", hex(mix(seed, number), 6)),
};

const FILES: [&str; 4] = ["normal.csv", "faulty.csv", "normal-eval.csv", "faulty-eval.csv"];

const SKETCHES: [Sketch; 5] = [
    Sketch { name: "gearbox-states", created: -6.0 * DAY, steps: 800, ..ROW },
    Sketch {
        name: "hvac-modes",
        created: -3.0 * DAY,
        ending: Ending::Halted(0.4, 0.0, End::Failed, "A window is longer than the shortest file"),
        ..ROW
    },
    Sketch {
        name: "press-cycle",
        created: -1.1 * DAY,
        ending: Ending::Halted(0.3, 0.0, End::Cancelled, ""),
        ..ROW
    },
    Sketch { name: "robot-gripper", created: -900.0, shape: Shape::Overfits, ..ROW },
    Sketch { name: "conveyor-stops", created: -20.0, queue: 1_800.0, ..ROW },
];

const ROW: Sketch = Sketch {
    files: (0, Some(2)),
    queue: 120.0,
    start: 60.0,
    finish: 60.0,
    steps: 600,
    evals: 30,
    epochs: 20,
    ..BASE
};

fn vary(seed: u64, number: u64) -> Sketch {
    Sketch { epochs: 10 + 10 * pick(seed ^ 21, number, 4) as u64, ..ROW }
}

fn ending(chance: f64) -> Ending {
    match chance {
        c if c < 0.85 => Ending::Natural,
        c => Ending::Halted(c - 0.6, 0.0, End::Failed, "Internal error"),
    }
}
