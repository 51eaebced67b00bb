//! Models and files of both simulated services.

/// A file in an account.
pub(crate) struct FileEntry {
    /// Archetype's id: the name of the upload.
    pub(crate) name: &'static str,
    /// Together's id.
    pub(crate) id: &'static str,
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
    /// True if the file can be trained on already.
    pub(crate) is_ready: bool,
}

const fn file(name: &'static str, id: &'static str, bytes: u64, lines: u64) -> FileEntry {
    FileEntry { name, id, bytes, lines, is_ready: true }
}

/// Together's files.
pub(crate) const TOGETHER_FILES: [FileEntry; 9] = [
    file("triage.jsonl", "file-1f0a77c2", 9_188_120, 3_200),
    file("triage-eval.jsonl", "file-2b9c0e14", 1_104_310, 400),
    file("helpdesk-tone.jsonl", "file-3c55a9d0", 2_310_004, 900),
    file("helpdesk-tone-eval.jsonl", "file-3c561b77", 402_118, 150),
    file("claims-2025.jsonl", "file-47e08f21", 31_004_882, 11_800),
    file("router-intents.jsonl", "file-58d2c6be", 12_771_030, 8_400),
    file("prefs-pairs.jsonl", "file-6a90b3f5", 18_220_764, 5_150),
    file("prefs-pairs-eval.jsonl", "file-6a913d08", 2_007_551, 560),
    FileEntry { name: "upload-in-progress.jsonl", id: "file-7f11e2aa", bytes: 0, lines: 0, is_ready: false },
];

/// Archetype's files.
pub(crate) const ARCHETYPE_FILES: [FileEntry; 6] = [
    file("pumps-a.jsonl", "fil-0c1e", 182_044, 1_210),
    file("pumps-b.jsonl", "fil-0c1f", 40_233, 260),
    file("valves.jsonl", "fil-0c20", 611_902, 4_020),
    file("valves-eval.jsonl", "fil-0c21", 70_115, 450),
    file("line-sounds.jsonl", "fil-0c22", 990_341, 6_300),
    file("yard-cams.jsonl", "fil-0c23", 455_870, 2_700),
];

/// A base model of Together's.
pub(crate) struct Model {
    pub(crate) name: &'static str,
    pub(crate) parameters: u64,
    pub(crate) max_rank: u64,
    /// True if all weights may be trained.
    pub(crate) has_full: bool,
    pub(crate) has_vision: bool,
}

const fn model(name: &'static str, parameters: u64) -> Model {
    Model { name, parameters, max_rank: 64, has_full: true, has_vision: false }
}

/// Together's models.
pub(crate) const TOGETHER_MODELS: [Model; 6] = [
    model("meta-llama/Meta-Llama-3.1-8B-Instruct-Reference", 8_030_261_248),
    model("Qwen/Qwen2.5-14B-Instruct", 14_770_033_664),
    model("meta-llama/Meta-Llama-3.1-70B-Instruct-Reference", 70_553_706_496),
    model("mistralai/Mistral-7B-Instruct-v0.2", 7_241_732_096),
    Model { has_vision: true, ..model("google/gemma-3-4b-it", 4_300_079_472) },
    Model { max_rank: 16, has_full: false, ..model("Qwen/Qwen3-30B-A3B", 30_532_122_624) },
];

/// Archetype's models.
pub(crate) const ARCHETYPE_MODELS: [&str; 2] =
    ["Newton::c2_4_7b_251215a172f6d7", "Newton::c2_4_3b_251215dfe6a746"];
