//! Faults that are counted: everything that must never happen, whatever a person does.

use std::{collections::BTreeMap, fmt};

use serde_json::Value;

/// A sort of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The page has stopped.
    Panic,
    /// An error or a rejected promise that nothing handles.
    Error,
    /// The page wrote an error to the console.
    Console,
    /// The page did what its own security policy forbids.
    Policy,
    /// A task above 200 ms.
    Task,
    /// After a key the focus is on the body.
    Focus,
    /// The document is wider than the window.
    Overflow,
    /// A violation that axe finds.
    Axe,
    /// The run itself could not go on.
    Run,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::Panic,
        Self::Error,
        Self::Console,
        Self::Policy,
        Self::Task,
        Self::Focus,
        Self::Overflow,
        Self::Axe,
        Self::Run,
    ];

    /// As it is counted in the summary.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Panic => "panics",
            Self::Error => "unhandled errors",
            Self::Console => "console errors",
            Self::Policy => "breaches of the policy",
            Self::Task => "tasks above 200 ms",
            Self::Focus => "lost focus",
            Self::Overflow => "overflow",
            Self::Axe => "axe violations",
            Self::Run => "visits that could not go on",
        }
    }
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub kind: Kind,
    pub text: String,
}

impl Finding {
    pub fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    /// Returns what is the same each time a fault occurs: its first line without numbers.
    pub fn key(&self) -> (Kind, String) {
        let line = self.text.lines().next().unwrap_or_default();
        // Every long task is one kind, whatever it was that ran.
        let line = if self.kind == Kind::Task { "" } else { line };
        (self.kind, line.chars().filter(|c| !c.is_ascii_digit()).take(140).collect())
    }
}

/// Lines that a browser writes by itself when a response does not come as it should; the services of random use see to
/// that.
const OF_THE_NETWORK: [&str; 6] = [
    "Failed to load resource",
    // Firefox, of what a reload breaks off.
    "NetworkError when attempting to fetch resource",
    "CORS",
    "net::ERR_",
    "Cross-Origin Request Blocked",
    "due to access control checks",
];

/// Returns whether a line of the console is the browser's own about a request.
pub fn is_of_the_network(line: &str) -> bool {
    OF_THE_NETWORK.iter().any(|words| line.contains(words))
}

/// Returns the findings in what `look.js` returns. `worked_ms` is how long the page's own thread was at work since the last
/// look, if that is known: on a busy machine a task may take long because it has to wait.
pub fn judge(look: &Value, worked_ms: Option<f64>) -> Vec<Finding> {
    let mut found = Vec::new();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let notes: Vec<(String, String)> = look["notes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|note| (text(&note["kind"]), format!("{}\nat {}", text(&note["text"]), text(&note["at"]))))
        .collect();
    let is_panic = look["is_stopped"] == true || notes.iter().any(|(kind, _)| kind == "panic");
    if is_panic {
        // The console has the stack too, and what follows is the program that has ended.
        let told = notes.iter().find(|(_, text)| text.contains("panicked at"));
        found.push(Finding::new(Kind::Panic, told.map_or("the page has stopped", |(_, text)| text)));
    }
    for (kind, text) in notes {
        let kind = match kind.as_str() {
            _ if is_panic => continue,
            "console" if is_of_the_network(&text) => continue,
            "console" => Kind::Console,
            "policy" => Kind::Policy,
            _ => Kind::Error,
        };
        found.push(Finding::new(kind, text));
    }
    for task in look["tasks"].as_array().into_iter().flatten() {
        let (ms, work) = (&task["ms"], task["work"].as_str().unwrap_or_default());
        if worked_ms.is_none_or(|worked| LEAST_TASK_MS <= worked) {
            let worked = worked_ms
                .map(|worked| format!(", of which at most {worked:.0} ms were work"))
                .unwrap_or_default();
            found.push(Finding::new(Kind::Task, format!("a task of {ms} ms{worked}: {work}")));
        }
    }
    for (kind, words) in [(Kind::Focus, "lost_focus"), (Kind::Overflow, "overflow")] {
        if let Some(text) = look[words].as_str() {
            found.push(Finding::new(kind, text));
        }
    }
    if let Some(text) = look["failure"].as_str() {
        found.push(Finding::new(Kind::Run, text));
    }
    found
}

/// As in `look.js`.
const LEAST_TASK_MS: f64 = 200.0;

/// A finding, where it was made, and what led to it.
#[derive(Debug, Clone)]
pub struct Report {
    pub finding: Finding,
    pub seed: u64,
    pub n: u64,
    /// The browser and what was open in it.
    pub world: String,
    /// The last actions, oldest first.
    pub history: Vec<String>,
    /// Command that runs it again.
    pub again: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { kind, text } = &self.finding;
        writeln!(f, "{}: {text}", kind.label())?;
        writeln!(f, "  seed {}, after action {}; {}", self.seed, self.n, self.world)?;
        writeln!(f, "  the last actions:")?;
        for line in &self.history {
            writeln!(f, "    {line}")?;
        }
        write!(f, "  again: {}", self.again)
    }
}

/// All that was found, each fault once.
#[derive(Debug, Default)]
pub struct Tally {
    pub n_actions: u64,
    pub n_refused: u64,
    pub n_visits: u64,
    faults: BTreeMap<(Kind, String), Vec<Report>>,
}

impl Tally {
    /// Counts a finding, and prints it if it is the first of its kind; of tasks each, since no two are busy with the same.
    pub fn add(&mut self, report: Report) {
        let same = self.faults.entry(report.finding.key()).or_default();
        if same.is_empty() || report.finding.kind == Kind::Task {
            eprintln!("{report}\n");
        }
        same.push(report);
    }

    /// Counts the findings of this kind.
    pub fn n_of(&self, kind: Kind) -> usize {
        self.faults.iter().filter(|((of, _), _)| *of == kind).map(|(_, reports)| reports.len()).sum()
    }

    /// Faults of all kinds.
    pub fn n_faults(&self) -> usize {
        self.faults.values().map(Vec::len).sum()
    }

    /// The counts in one line, then each fault that was found more than once in another.
    pub fn summary(&self) -> String {
        let counts = Kind::ALL.map(|kind| format!("{} {}", self.n_of(kind), kind.label()));
        let mut text = counts.join(", ");
        for ((kind, line), reports) in &self.faults {
            let places: Vec<String> =
                reports.iter().take(8).map(|report| format!("{}:{}", report.seed, report.n)).collect();
            text += &format!(
                "\n  {}× {}: {line} (seed:action {})",
                reports.len(),
                kind.label(),
                places.join(" ")
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(look: Value, worked_ms: Option<f64>, expected: &[Kind]) {
        let kinds: Vec<Kind> = judge(&look, worked_ms).iter().map(|finding| finding.kind).collect();
        assert_eq!(kinds, expected, "{look}");
    }

    #[test]
    fn each_fault_is_counted_and_quiet_looks_are_not() {
        check(json!({"notes": [], "tasks": [], "is_stopped": false}), None, &[]);
        check(json!({"is_stopped": true}), None, &[Kind::Panic]);
        let note = |kind: &str, text: &str| json!({"notes": [{"kind": kind, "text": text, "at": "#/jobs"}]});
        check(note("panic", "panicked at a.rs"), None, &[Kind::Panic]);
        check(note("error", "x is undefined"), None, &[Kind::Error]);
        check(note("rejection", "TypeError"), None, &[Kind::Error]);
        check(note("console", "something"), None, &[Kind::Console]);
        check(note("console", "Failed to load resource: 500"), None, &[]);
        check(note("policy", "script-src"), None, &[Kind::Policy]);
        check(
            json!({"lost_focus": "button", "overflow": "400 of 320"}),
            None,
            &[Kind::Focus, Kind::Overflow],
        );
    }

    #[test]
    fn what_follows_a_panic_is_part_of_it() {
        let notes = json!([
            {"kind": "console", "text": "panicked at a.rs:1\nstack", "at": "#/new"},
            {"kind": "panic", "text": "panicked at a.rs:1", "at": "#/new"},
            {"kind": "error", "text": "unreachable", "at": "#/new"},
        ]);
        let found = judge(&json!({"notes": notes, "is_stopped": true}), None);
        assert_eq!(found.len(), 1);
        assert!(found[0].text.contains("stack"), "{found:?}");
    }

    #[test]
    fn a_task_that_waited_for_the_machine_is_no_long_task() {
        check(json!({"tasks": [{"ms": 420, "work": ""}]}), None, &[Kind::Task]);
        check(json!({"tasks": [{"ms": 420, "work": ""}]}), Some(250.0), &[Kind::Task]);
        check(json!({"tasks": [{"ms": 420, "work": ""}]}), Some(120.0), &[]);
    }

    #[test]
    fn the_same_fault_is_told_once_whatever_its_numbers() {
        let key = |text: &str| Finding::new(Kind::Overflow, text).key();
        assert_eq!(key("400 of 320 pixels: a"), key("500 of 360 pixels: a"));
        assert_ne!(key("400 of 320 pixels: a"), key("400 of 320 pixels: b"));
    }
}
