//! Descriptions of files that are no metric logs, each with what to do.

use std::fmt;

use crate::json;

/// Description of a file that is no metric log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looks {
    /// With its article: `a PNG picture`.
    pub what: &'static str,
    /// Advice for the user, as a sentence.
    pub advice: &'static str,
}

impl fmt::Display for Looks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The file looks like {}, not like a metric log. {}", self.what, self.advice)
    }
}

const UNPACK: &str = "Unpack it and open the log within it.";
const AS_TEXT: &str = "Save the table as CSV and open that.";
const WEIGHTS: &str = "It holds a model. Metrics are in the trainer_state.json beside the checkpoint, or in the log of the training program.";
const PICTURE: &str = "Charts are drawn from figures: open the file that the picture was made of.";
const PAGE: &str = "It may be a sign-in or an error page in place of the download. Download the log again.";
const NEEDS_STEPS: &str = "A log has many rows with figures, such as a step and a loss. Open the file that the training program appends to.";

/// Bytes in which the first object of a text has to end.
const HEAD_BYTES: usize = 1 << 20;

/// First bytes of binary files, with the name and the advice of each.
const MAGIC: [(&[u8], &str, &str); 29] = [
    (b"\x89PNG", "a PNG picture", PICTURE),
    (b"\xff\xd8\xff", "a JPEG picture", PICTURE),
    (b"GIF8", "a GIF picture", PICTURE),
    (b"RIFF", "a picture, sound or film", PICTURE),
    (
        b"PK\x03\x04",
        "a ZIP archive, an Excel workbook or a PyTorch checkpoint",
        "Unpack an archive and open the log within it; save a workbook as CSV. Metrics of a checkpoint are in the trainer_state.json beside it.",
    ),
    (b"PK\x05\x06", "an empty ZIP archive", UNPACK),
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ", "an xz archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (b"7z\xbc\xaf", "a 7-Zip archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"%PDF", "a PDF document", "Open the file with the figures that the document was made of."),
    (b"PAR1", "a Parquet file", AS_TEXT),
    (b"ARROW1", "an Arrow file", AS_TEXT),
    (b"Obj\x01", "an Avro file", AS_TEXT),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document", AS_TEXT),
    (b"SQLite format 3", "an SQLite database", "Save the table with the metrics as CSV and open that."),
    (b"\x89HDF", "an HDF5 file", WEIGHTS),
    (b"GGUF", "a GGUF model", WEIGHTS),
    (b"\x93NUMPY", "a NumPy array", AS_TEXT),
    (b"\x80\x02", "a Python pickle", WEIGHTS),
    (b"\x80\x03", "a Python pickle", WEIGHTS),
    (b"\x80\x04", "a Python pickle", WEIGHTS),
    (b"\x80\x05", "a Python pickle", WEIGHTS),
    (b"\x7fELF", "a program", NEEDS_STEPS),
    (b"MZ\x90", "a program", NEEDS_STEPS),
    (b"\0asm", "a WebAssembly program", NEEDS_STEPS),
    (b"\xff\xfe\0\0", "a text in UTF-32", "Save it as UTF-8 and open that."),
];

/// Keys of rows from which models learn.
const DATASET_KEYS: [&str; 14] = [
    "messages",
    "prompt",
    "completion",
    "conversations",
    "conversation",
    "chosen",
    "rejected",
    "instruction",
    "preferred_output",
    "input",
    "output",
    "text",
    "question",
    "answer",
];

/// Keys of a job's record.
const RECORD_KEYS: [&str; 4] =
    ["training_file", "fine_tuned_model", "model_output_name", "inference_config_path"];

/// Returns a file that is no text; `None` for a text.
pub(super) fn of_binary(bytes: &[u8]) -> Option<Looks> {
    let known = MAGIC.iter().find(|(start, ..)| bytes.starts_with(start));
    if let Some((_, what, advice)) = known {
        return Some(Looks { what, advice });
    }
    let n_zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    // What was truncated while a program went on writing begins with zeros.
    let start = if n_zeros == bytes.len() || n_zeros < 8 { 0 } else { n_zeros };
    let head = bytes.get(start..bytes.len().min(start + 1024)).unwrap_or_default();
    let holds = |wanted: &[u8]| head.windows(wanted.len()).any(|part| part == wanted);
    // Its first eight bytes are the length of the JSON that follows.
    let is_header = head.first_chunk::<8>().is_some_and(|size| u64::from_le_bytes(*size) < 1 << 30);
    let (what, advice) = if is_header && head.get(8..10) == Some(b"{\"") {
        ("a safetensors file", WEIGHTS)
    } else if holds(b"brain.Event:") {
        (
            "a TensorBoard event file",
            "Open it in TensorBoard, save a chart as CSV with its download button, and open that.",
        )
    } else if head.contains(&0) && !has_readable_lines(head) {
        ("a binary file", NEEDS_STEPS)
    } else {
        return None;
    };
    Some(Looks { what, advice })
}

/// Returns whether lines of text, without control characters, are a quarter or more of what is no zero: a crash leaves zeros in a text.
fn has_readable_lines(head: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < b' ' && !matches!(*byte, b'\t' | b'\r' | b'\x1b' | 0x1e);
    let is_text = |line: &&[u8]| !line.iter().any(is_control) && std::str::from_utf8(line).is_ok();
    let n_readable: usize = head.split(|byte| *byte == b'\n').filter(is_text).map(<[u8]>::len).sum();
    let n_others = head.iter().filter(|byte| **byte != 0).count();
    0 < n_readable && n_others <= 4 * n_readable
}

/// Returns a text that is of no known kind, or has no figures.
pub(super) fn of_text(text: &[u8]) -> Looks {
    let head = String::from_utf8_lossy(text.get(..text.len().min(4096)).unwrap_or_default());
    let lower = head.trim_start().to_ascii_lowercase();
    let starts = |word: &str| lower.starts_with(word);
    let lines = || head.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_yaml = |line: &str| {
        line.starts_with('#')
            || line.starts_with("- ")
            || line == "---"
            || line.split_once(':').is_some_and(|(name, rest)| {
                !name.contains(['{', '"', '\'', '<'])
                    && name.split(' ').count() == 1
                    && (rest.is_empty() || rest.starts_with(' '))
            })
    };
    // Lists of figures, or of lists of them.
    let is_unnamed = lower.strip_prefix('[').is_some_and(|rest| {
        let first = rest.trim_start_matches(['[', ' ', '\n', '\r', '\t']);
        first.starts_with(|c: char| c.is_ascii_digit() || c == '-')
    });
    let (what, advice) = if starts("<!doctype html") || starts("<html") {
        ("a page of HTML", PAGE)
    } else if starts("<svg") || (starts("<?xml") && lower.contains("<svg")) {
        ("an SVG picture", PICTURE)
    } else if starts("<") && lower.contains("<table") {
        (
            "a table in HTML",
            "Open it in a browser, copy the table into a spreadsheet, save that as CSV and open it.",
        )
    } else if starts("<") {
        ("XML or HTML", PAGE)
    } else if let Some(looks) = of_object(text) {
        return looks;
    } else if is_unnamed {
        (
            "JSON lists without names",
            "Write their names into the first list, such as [\"step\", \"loss\"], or save one list per metric, such as {\"loss\": [2.5, 2.1]}.",
        )
    } else if starts("{") || starts("[") {
        (
            "JSON of another kind",
            "A log is an object with log_history or metrics, a list of rows, or a row per line; a row is an object with figures, such as a step and a loss.",
        )
    } else if starts("[tool") || (starts("[") && lower.contains("] =")) {
        ("settings", NEEDS_STEPS)
    } else if 2 <= lines().count() && lines().all(is_yaml) {
        ("settings in YAML", NEEDS_STEPS)
    } else {
        (
            "plain text",
            "Open a trainer_state.json, metrics as JSON or JSON lines, a CSV table with a header, or a console's output with lines like {'loss': 0.5}.",
        )
    };
    Looks { what, advice }
}

/// Returns a dataset, by the keys of its first row.
pub(super) fn of_rows(text: &[u8]) -> Option<Looks> {
    let text = String::from_utf8_lossy(text.get(..text.len().min(HEAD_BYTES))?);
    let object = json::leading(text.get(first_object(&text)?..)?)?;
    of_dataset(&json::members(object)?)
}

fn of_dataset(members: &json::Members<'_>) -> Option<Looks> {
    let is_dataset = members.iter().any(|(key, _)| DATASET_KEYS.contains(&key));
    is_dataset.then_some(Looks {
        what: "a dataset",
        advice: "What a model learns from is checked under New job, where the file is chosen. Metrics are in the log of the training program.",
    })
}

/// Finds the first object of a list or of a text.
fn first_object(text: &str) -> Option<usize> {
    let is_first = |at: &usize| {
        text.get(..*at).is_some_and(|before| before.trim_matches(['[', ' ', '\n', '\r', '\t']).is_empty())
    };
    text.find('{').filter(is_first)
}

/// Describes the first object of a text by its keys.
fn of_object(text: &[u8]) -> Option<Looks> {
    let text = String::from_utf8_lossy(text.get(..text.len().min(HEAD_BYTES))?);
    let start = first_object(&text)?;
    let object = json::leading(text.get(start..)?)?;
    let members = json::members(object)?;
    if let Some(looks) = of_dataset(&members) {
        return Some(looks);
    }
    let has = |keys: &[&str]| members.iter().any(|(name, _)| keys.contains(&name));
    let is_whole = text.get(start + object.len()..)?.trim().is_empty() && start == 0;
    let (what, advice) = if has(&RECORD_KEYS) {
        ("the record of a job", "Metrics of a job are shown on its own page, once its provider is connected.")
    } else if has(&["nbformat"]) {
        ("a notebook", "Save the table of metrics in it as CSV and open that.")
    } else if has(&["weight_map", "added_tokens", "architectures"]) {
        ("a part of a model", WEIGHTS)
    } else if is_whole {
        ("a single JSON object, such as settings or a summary", NEEDS_STEPS)
    } else {
        return None;
    };
    Some(Looks { what, advice })
}
