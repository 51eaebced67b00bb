//! Texts, files and addresses that people type, drop and enter: the usual, the odd and the wrong.

use super::choice::Choice;

/// Typed text.
const TEXTS: [&str; 34] = [
    "",
    " ",
    "0",
    "1",
    "-1",
    "3",
    "0.5",
    "1e400",
    "1e-320",
    "NaN",
    "Infinity",
    "99999999999999999999",
    "0x10",
    "1,5",
    "1 000",
    "loss",
    "helpdesk",
    "file-1f0a77c2",
    "valves.jsonl, pumps-a.jsonl",
    "http://127.0.0.1:1/v1",
    "not an address",
    "https://",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE jobs; --",
    "%zz",
    "..",
    "../..",
    "a/b?c#d",
    "ünïcödé 😀 e\u{301}",
    "\u{202e}שלום עולם",
    "日本語のモデル",
    "{\"a\": [1, 2",
    "a,b,,c,",
    "sk-5ecr3t",
];

/// Long text is not typed letter by letter.
pub const LONG: &str = "a long line with spaces and a_very_long_word_without_any_";

/// Text for a field.
pub fn text(choice: &mut Choice) -> &'static str {
    choice.one(&TEXTS)
}

/// Hashes that need no job: valid, half valid, nonsense.
const HASHES: [&str; 36] = [
    "#/jobs",
    "#/jobs",
    "#/compare",
    "#/new",
    "#/new",
    "#/connections",
    "#/connections",
    "#/log",
    "#/log",
    "",
    "#",
    "#/",
    "#/jobs?status=running",
    "#/jobs?status=failed,completed&sort=-created",
    "#/jobs?status=purple&sort=-&q=%&connection=",
    "#/jobs?q=%E0%A4%A",
    "#/jobs?q=helpdesk&columns=name,loss",
    "#/jobs?columns=,,&sort=sideways",
    "#/jobs?group=model",
    "#/new?connection=nobody&clone=ft-1",
    "#/new?connection=",
    "#/compare?job=&job=&base=9",
    "#/compare?job=nobody/x&job=a/b&x=epoch",
    "#/compare?x=sideways&smooth=1e9",
    "#/jobs/nobody/ft-1",
    "#/jobs/a/b/c?x=%zz",
    "#/jobs/demo-together/ft-none",
    "#/jobs/demo-together/..",
    "#/jobs/demo-archetype/%E0%A4%A",
    "#/%%%",
    "#/nonsense",
    "#page",
    "#/jobs#/new",
    "#/JOBS",
    "#/log?x=epoch&from=5&to=1",
    "#/connections?add=together",
];

/// Queries to append to a link that exists.
const TAILS: [&str; 14] = [
    "",
    "?tab=metrics",
    "?tab=events",
    "?tab=checkpoints",
    "?tab=config",
    "?tab=nonsense",
    "?x=epoch&smooth=0.9",
    "?from=10&to=5",
    "?from=NaN&to=1e400",
    "?range=1..2",
    "?tab=metrics&log=1&log=0",
    "?%zz=%",
    "/more",
    "?tab=events&level=error&q=%00",
];

/// A hash without a job.
pub fn hash(choice: &mut Choice) -> &'static str {
    choice.one(&HASHES)
}

/// The hash of a link on the page, changed: with settings, cut short, or with a wrong letter.
pub fn changed(href: &str, choice: &mut Choice) -> String {
    let path: String = href.chars().take_while(|c| *c != '?').collect();
    if choice.chance(75) {
        return path + choice.one(&TAILS);
    }
    let n = path.chars().count() as u64;
    path.chars().take(choice.below(n.max(1)) as usize).collect()
}

/// A file: its name, its text, how often that is repeated.
pub type File = (&'static str, &'static str, u64);

const FILES: [File; 24] = [
    (
        "trainer_state.json",
        "{\"log_history\": [{\"step\": 1, \"loss\": 2.5, \"epoch\": 0.1}, {\"step\": 2, \"loss\": NaN}, {\"step\": 3, \"eval_loss\": 1.5}]}",
        1,
    ),
    ("log.jsonl", "{\"step\": 1, \"loss\": 2.5}\n{\"step\": 2, \"loss\": 2.25, \"lr\": 1e-5}\n", 400),
    ("metrics.csv", "step,loss,eval_loss\n1,2.5,\n2,2.25,2.4\n3,nan,inf\n", 1),
    (
        "wandb.csv",
        "\"Step\",\"run one - train/loss\",\"run one - train/loss__MIN\",\"run two - train/loss\"\n1,2,2,3\n2,1,1,2\n",
        1,
    ),
    ("german.csv", "Schritt;Verlust\n1;2,5\n2;2,25\n", 1),
    ("tabs.tsv", "step\tloss\n1\t2.5\n2\t2\n", 1),
    ("console.log", "{'loss': 2.5, 'learning_rate': 1e-05, 'epoch': 0.1}\n{'loss': 2.0, 'epoch': 0.2}\n", 3),
    ("many.csv", "1,0.5,0.25\n2,0.5,0.125\n", 20_000),
    (
        "chat.jsonl",
        "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Hello\"}]}\n",
        40,
    ),
    (
        "tools.jsonl",
        "{\"messages\": [{\"role\": \"assistant\", \"tool_calls\": [{\"function\": {\"name\": 7}}]}]}\n",
        12,
    ),
    ("text.jsonl", "{\"text\": \"a line\"}\n", 20_000),
    ("alpaca.json", "[{\"instruction\": \"a\", \"input\": \"\", \"output\": \"b\"}]", 1),
    ("pairs.jsonl", "{\"chosen\": [], \"rejected\": []}\n{\"prompt\": 5}\n", 9),
    ("broken.jsonl", "{\"messages\": [\n{\"text\": \n\n", 30),
    ("empty.jsonl", "", 1),
    ("one-line.json", "{", 1),
    ("junk.bin", "\u{0}\u{1}\u{fffd}PK\u{3}\u{4}\u{0}", 4_000),
    ("picture.png", "\u{89}PNG\r\n\u{1a}\n", 9),
    ("page.html", "<!doctype html><script>alert(1)</script>", 1),
    ("long-line.csv", "step,loss,", 9_000),
    ("дневник 😀.csv", "step,loss\n1,2\n", 1),
    ("no-extension", "step loss\n1 2\n", 1),
    ("train.parquet", "PAR1", 100),
    ("nested.json", "[[[[[[[[[[", 2_000),
];

/// A file to drop.
pub fn file(choice: &mut Choice) -> File {
    choice.one(&FILES)
}
