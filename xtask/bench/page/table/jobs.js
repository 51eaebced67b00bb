// The account that every side shows: jobs as a service lists them, the same in every run.

const MODELS = [
  "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference",
  "Qwen/Qwen2.5-7B-Instruct",
  "mistralai/Mixtral-8x7B-Instruct-v0.1",
  "google/gemma-2-9b-it",
];
const SUBJECTS = ["triage", "summaries", "support", "routing", "contracts", "reviews", "intents", "tagging"];
/// Most jobs have ended; those that run say how far they are.
const STATUSES = ["completed", "completed", "completed", "running", "error", "cancelled", "running", "completed", "queued", "running"];
const N_FILES = 200;
const BEGAN = Date.UTC(2026, 7, 1);
const MINUTE = 60_000;

/// mulberry32: figures from 0 to 1.
export function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const hex = (next, n) => Array.from({ length: n }, () => Math.floor(next() * 16).toString(16)).join("");

/// `n` jobs, the newest first.
export function jobs(n) {
  const next = random(7);
  return Array.from({ length: n }, (_, place) => job(next, n - place));
}

/// The `number`th job of the account.
export function job(next, number) {
  const status = STATUSES[Math.floor(next() * STATUSES.length)];
  const created = BEGAN + number * MINUTE;
  const model = MODELS[Math.floor(next() * MODELS.length)];
  const suffix = `${SUBJECTS[Math.floor(next() * SUBJECTS.length)]}-v${number}`;
  const id = `ft-${hex(next, 8)}-${hex(next, 4)}`;
  const total = 100 + Math.floor(next() * 5000);
  const isOver = ["completed", "error", "cancelled"].includes(status);
  return {
    id,
    status,
    user_id: "user_1",
    created_at: new Date(created).toISOString(),
    updated_at: new Date(created + Math.floor(next() * 600) * MINUTE).toISOString(),
    started_at: new Date(created + MINUTE).toISOString(),
    model,
    model_output_name: `acme/${model.split("/")[1]}-${suffix}-${id.slice(3, 11)}`,
    suffix,
    training_file: `file-${1000 + Math.floor(next() * N_FILES)}`,
    validation_file: next() < 0.5 ? "" : `file-${1000 + Math.floor(next() * N_FILES)}`,
    token_count: Math.floor(next() * 4e6),
    total_price: isOver ? 4_000_000_000 + Math.floor(next() * 1e9) : 0,
    n_epochs: 3,
    n_evals: 6,
    n_checkpoints: 2,
    batch_size: 32,
    learning_rate: 0.0002,
    random_seed: null,
    events: [],
    training_method: { method: "sft", train_on_inputs: "auto" },
    training_type: { type: "Lora", lora_r: 32, lora_alpha: 64 },
    early_stopped: false,
    steps_completed: status === "queued" ? 0 : isOver ? total : Math.floor(next() * total),
    total_steps: total,
    progress: { estimate_available: false, seconds_remaining: 0 },
  };
}

/// The list a moment later: one job in a hundred is some steps further, always the same ones.
export function later(list, turn) {
  const next = random(11);
  const changed = new Set(list.map((_, place) => place).filter(() => next() < 0.01));
  // Some of them are in view.
  [3, 9, 14].forEach((place) => changed.add(place));
  return list.map((job, place) => {
    if (!changed.has(place)) return job;
    const steps_completed = (job.steps_completed + 17 * turn) % job.total_steps;
    return { ...job, status: "running", steps_completed };
  });
}

/// As a service answers.
export const bodyOf = (list) => JSON.stringify({ object: "list", data: list });

/// When everybody looks at it.
export const NOW = BEGAN + 120_000 * MINUTE;
