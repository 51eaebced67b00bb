//! The jobs of the demo: hand-picked, so that every state and every kind of curve is there to see.
//!
//! Times are seconds relative to the simulator's start. The figures are chosen so that jobs which are
//! running at the start sit at different points of their training, and a few end within minutes.

use super::plan::{End, Shape};

/// A job in the few figures by which curated jobs differ.
#[derive(Clone, Copy)]
pub(super) struct Sketch {
    pub(super) name: &'static str,
    /// Index into the provider's models.
    pub(super) model: usize,
    /// Indices into the provider's files: training, and evaluation if any.
    pub(super) files: (usize, Option<usize>),
    pub(super) created: f64,
    pub(super) queue: f64,
    pub(super) start: f64,
    pub(super) finish: f64,
    pub(super) steps: u64,
    pub(super) secs_per_step: f64,
    pub(super) evals: u64,
    pub(super) epochs: u64,
    pub(super) learning_rate: f64,
    pub(super) shape: Shape,
    pub(super) is_dpo: bool,
    pub(super) is_full: bool,
    pub(super) ending: Ending,
}

/// End of a curated job.
#[derive(Clone, Copy)]
pub(super) enum Ending {
    /// By itself.
    Natural,
    /// By early stopping, at this step.
    Early(u64),
    /// After this share of its training (0 to 1; negative: before it began), with so many seconds of
    /// winding down.
    Halted(f64, f64, End, &'static str),
}

pub(super) const DAY: f64 = 86_400.0;

/// A job like most.
pub(super) const BASE: Sketch = Sketch {
    name: "",
    model: 0,
    files: (0, None),
    created: 0.0,
    queue: 420.0,
    start: 150.0,
    finish: 260.0,
    steps: 1_200,
    secs_per_step: 2.0,
    evals: 0,
    epochs: 3,
    learning_rate: 1e-4,
    shape: Shape::Falls,
    is_dpo: false,
    is_full: false,
    ending: Ending::Natural,
};

/// Together's world, oldest first.
pub(super) const TOGETHER: [Sketch; 18] = [
    Sketch {
        name: "claims-extract-v4",
        model: 3,
        files: (4, None),
        created: -19.3 * DAY,
        steps: 5_600,
        epochs: 4,
        ..BASE
    },
    Sketch {
        name: "typo-in-dataset",
        created: -18.2 * DAY,
        ending: Ending::Halted(0.04, 6.0, End::Cancelled, "Cancelled by the user"),
        ..BASE
    },
    Sketch {
        name: "wandb-key-typo",
        files: (0, Some(1)),
        evals: 4,
        created: -12.6 * DAY,
        ending: Ending::Halted(-0.01, 0.0, End::UserError, "Weights & Biases refused the API key"),
        ..BASE
    },
    Sketch {
        name: "helpdesk-tone-10ep",
        files: (2, Some(3)),
        created: -9.4 * DAY,
        steps: 2_000,
        evals: 20,
        epochs: 10,
        learning_rate: 5e-4,
        shape: Shape::Overfits,
        ..BASE
    },
    Sketch {
        name: "faq-early-stop",
        files: (2, Some(3)),
        created: -8.1 * DAY,
        steps: 1_600,
        evals: 20,
        epochs: 8,
        shape: Shape::Overfits,
        ending: Ending::Early(800),
        ..BASE
    },
    Sketch {
        name: "router-sft",
        model: 1,
        files: (5, None),
        created: -6.0 * DAY,
        steps: 3_100,
        epochs: 2,
        ..BASE
    },
    Sketch {
        name: "notes-summary-8b",
        files: (4, None),
        created: -4.2 * DAY,
        steps: 4_000,
        ending: Ending::Halted(0.63, 4.0, End::Cancelled, "The spending limit of the account is reached"),
        ..BASE
    },
    Sketch {
        name: "summaries-70b-full",
        model: 2,
        files: (4, Some(1)),
        created: -3.1 * DAY,
        queue: 2_600.0,
        start: 700.0,
        steps: 2_400,
        secs_per_step: 5.2,
        evals: 12,
        is_full: true,
        ending: Ending::Halted(
            0.18,
            0.0,
            End::Failed,
            "Internal error: a worker node was lost during training",
        ),
        ..BASE
    },
    Sketch {
        name: "triage-v1",
        files: (0, Some(1)),
        created: -2.2 * DAY,
        steps: 1_100,
        evals: 11,
        learning_rate: 2e-4,
        ..BASE
    },
    Sketch {
        name: "prefs-dpo-long",
        model: 1,
        files: (6, Some(7)),
        created: -4_600.0,
        steps: 6_000,
        secs_per_step: 2.6,
        evals: 30,
        epochs: 2,
        learning_rate: 5e-6,
        is_dpo: true,
        ..BASE
    },
    Sketch {
        name: "router-dpo-beta01",
        model: 1,
        files: (6, None),
        created: -4_530.0,
        start: 180.0,
        finish: 420.0,
        steps: 1_250,
        secs_per_step: 2.9,
        learning_rate: 5e-6,
        is_dpo: true,
        ..BASE
    },
    Sketch {
        name: "triage-v2",
        files: (0, Some(1)),
        created: -3_936.0,
        queue: 1_500.0,
        start: 240.0,
        steps: 1_800,
        evals: 18,
        learning_rate: 2e-4,
        ..BASE
    },
    Sketch {
        name: "claims-extract-v5",
        model: 3,
        files: (4, None),
        created: -3_726.0,
        steps: 2_400,
        secs_per_step: 1.4,
        ..BASE
    },
    Sketch {
        name: "code-review-dpo",
        files: (6, None),
        created: -2_980.0,
        steps: 3_000,
        is_dpo: true,
        learning_rate: 5e-6,
        ending: Ending::Halted(0.4, 60.0, End::Cancelled, "Cancelled by the user"),
        ..BASE
    },
    Sketch {
        name: "lr-sweep-3e-3",
        files: (0, Some(1)),
        created: -1_100.0,
        steps: 1_000,
        secs_per_step: 1.2,
        evals: 10,
        epochs: 1,
        learning_rate: 3e-3,
        shape: Shape::Diverges,
        ..BASE
    },
    Sketch {
        name: "triage-v3-lr5e-5",
        files: (0, Some(1)),
        created: -720.0,
        queue: 750.0,
        start: 12.0,
        finish: 25.0,
        steps: 180,
        secs_per_step: 1.0,
        evals: 6,
        learning_rate: 5e-5,
        ..BASE
    },
    Sketch {
        name: "moe-router-full",
        model: 2,
        files: (5, None),
        created: -95.0,
        queue: 5_400.0,
        is_full: true,
        ..BASE
    },
    Sketch {
        name: "spell-fix",
        model: 3,
        files: (2, None),
        created: -6.0,
        queue: 90.0,
        start: 20.0,
        finish: 30.0,
        steps: 120,
        secs_per_step: 1.5,
        epochs: 1,
        ..BASE
    },
];

const ROW: Sketch = Sketch {
    queue: 200.0,
    start: 120.0,
    finish: 180.0,
    secs_per_step: 0.025,
    steps: 80_000,
    learning_rate: 2e-4,
    epochs: 1,
    ..BASE
};

/// Archetype's world, oldest first; a row every 200 steps.
pub(super) const ARCHETYPE: [Sketch; 15] = [
    Sketch { name: "gate-count", files: (4, None), created: -14.7 * DAY, steps: 60_000, ..ROW },
    Sketch {
        name: "crane-cam",
        files: (5, None),
        created: -11.1 * DAY,
        ending: Ending::Halted(0.22, 0.0, End::Cancelled, ""),
        ..ROW
    },
    Sketch {
        name: "forklift-zones",
        model: 1,
        files: (5, None),
        created: -9.0 * DAY,
        ending: Ending::Halted(0.31, 0.0, End::Lost, ""),
        ..ROW
    },
    Sketch {
        name: "pump-captions-small-set",
        files: (0, Some(1)),
        created: -7.3 * DAY,
        evals: 40,
        shape: Shape::Overfits,
        ..ROW
    },
    Sketch {
        name: "valve-run",
        model: 1,
        files: (2, None),
        created: -5.2 * DAY,
        steps: 160_000,
        ending: Ending::Halted(0.54, 20.0, End::Stopped, ""),
        ..ROW
    },
    Sketch {
        name: "packaging-line",
        files: (4, Some(3)),
        created: -4.6 * DAY,
        evals: 20,
        ending: Ending::Halted(0.47, 0.0, End::Failed, ""),
        ..ROW
    },
    Sketch {
        name: "pump-captions-base",
        files: (0, Some(1)),
        created: -3.3 * DAY,
        steps: 120_000,
        evals: 30,
        ..ROW
    },
    Sketch {
        name: "valve-run-long",
        model: 1,
        files: (2, Some(3)),
        created: -9_500.0,
        secs_per_step: 0.05,
        steps: 300_000,
        evals: 30,
        ending: Ending::Halted(0.61, 120.0, End::Stopped, ""),
        ..ROW
    },
    Sketch { name: "welding-seam", files: (5, None), created: -2_380.0, finish: 120.0, ..ROW },
    Sketch { name: "pump-captions", files: (0, Some(1)), created: -1_520.0, evals: 40, ..ROW },
    Sketch { name: "conveyor-sound", files: (4, None), created: -2_100.0, steps: 76_000, ..ROW },
    Sketch {
        name: "mixer-sound-hot",
        model: 1,
        files: (4, Some(3)),
        created: -1_150.0,
        evals: 20,
        shape: Shape::Diverges,
        learning_rate: 4e-3,
        ..ROW
    },
    Sketch { name: "press-vibration", files: (2, Some(3)), created: -290.0, evals: 20, ..ROW },
    Sketch {
        name: "belt-anomaly",
        files: (4, None),
        created: -60.0,
        queue: 85.0,
        start: 20.0,
        finish: 20.0,
        steps: 6_000,
        ..ROW
    },
    Sketch { name: "night-shift-counts", model: 1, files: (5, None), created: -40.0, queue: 7_200.0, ..ROW },
];

/// Names from which older and newly arriving jobs of Together are made.
pub(super) const TOGETHER_NAMES: [&str; 12] = [
    "triage",
    "router",
    "claims-extract",
    "summaries",
    "helpdesk-tone",
    "spell-fix",
    "intent-map",
    "code-review",
    "invoice-fields",
    "faq",
    "redact-names",
    "notes-summary",
];

/// The same for Archetype.
pub(super) const ARCHETYPE_NAMES: [&str; 12] = [
    "pump-captions",
    "valve-run",
    "belt-anomaly",
    "press-vibration",
    "welding-seam",
    "gate-count",
    "crane-cam",
    "conveyor-sound",
    "forklift-zones",
    "mixer-sound",
    "packaging-line",
    "roof-cam",
];
