//! The sizes of a release build: plain, gzip and brotli, and the limits of what a visit waits for.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    bundle::packs,
    problem::{Outcome, Problem},
};

/// Brotli bytes over the wire until the job table is usable on a first visit, which shows the demo: at most so many.
pub const LIMIT: u64 = 240_000;

/// One file, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    /// Relative to `dist`.
    file: String,
    raw: u64,
    /// As sent to a client that takes gzip; the plain size where there is no compressed file.
    gzip: u64,
    /// As `gzip`, for brotli.
    brotli: u64,
}

/// All files of a release build, the largest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    rows: Vec<Row>,
}

impl Sizes {
    /// Measures a folder.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(dist: &Path) -> Outcome<Self> {
        let reading = |error| Problem::io(format!("Reading {}", dist.display()))(error);
        let mut files = Vec::new();
        collect(dist, &mut files).map_err(reading)?;
        let mut rows = Vec::new();
        for file in files {
            let raw = fs::metadata(&file).map_err(reading)?.len();
            let packed = |suffix: &str| {
                let mut name = file.clone().into_os_string();
                name.push(suffix);
                fs::metadata(PathBuf::from(name)).map_or(raw, |meta| meta.len())
            };
            rows.push(Row {
                file: file.strip_prefix(dist).unwrap_or(&file).to_string_lossy().replace('\\', "/"),
                raw,
                gzip: packed(".gz"),
                brotli: packed(".br"),
            });
        }
        rows.sort_by(|a, b| b.brotli.cmp(&a.brotli).then_with(|| a.file.cmp(&b.file)));
        Ok(Self { rows })
    }

    /// Returns the brotli bytes of the first visit beyond `limit`; `None` if it keeps it.
    pub fn over(&self, limit: u64) -> Option<u64> {
        self.on_the_demo().brotli.checked_sub(limit).filter(|over| 0 < *over)
    }

    /// Returns the table for the terminal: a row per file, then the totals.
    pub fn table(&self) -> String {
        let totals = [sum("everything", self.rows.iter()), self.with_a_connection(), self.on_the_demo()];
        let width = self.rows.iter().chain(&totals).map(|row| row.file.len()).max().unwrap_or(0);
        let mut table = String::new();
        let mut line = |file: &str, raw: &str, gzip: &str, brotli: &str| {
            // Writing to a string cannot fail.
            writeln!(table, "{file:width$}  {raw:>10}  {gzip:>10}  {brotli:>10}").ok();
        };
        line("file", "raw", "gzip", "brotli");
        for row in self.rows.iter().chain(&totals) {
            line(&row.file, &kilobytes(row.raw), &kilobytes(row.gzip), &kilobytes(row.brotli));
        }
        line("limit of the last line", "", "", &kilobytes(LIMIT));
        table
    }

    fn with_a_connection(&self) -> Row {
        let awaited = self.rows.iter().filter(|row| is_awaited(&row.file));
        sum("until the job table is usable, with a connection", awaited)
    }

    fn on_the_demo(&self) -> Row {
        let is_demo = |row: &Row| name_of(&row.file) == packs::DEMO_FILE;
        let awaited = self.rows.iter().filter(|row| is_awaited(&row.file) || is_demo(row));
        sum("until the job table is usable, on the demo", awaited)
    }
}

/// Returns true for the page, its style, its script and its program; not for files fetched later, by the
/// service worker or by scripts.
fn is_awaited(file: &str) -> bool {
    let is_part = ["split_", "later-", "sw.js"].iter().any(|kind| name_of(file).starts_with(kind));
    file == "index.html" || (!is_part && [".css", ".js", ".wasm"].iter().any(|ending| file.ends_with(ending)))
}

/// Returns the name without its folder.
fn name_of(file: &str) -> &str {
    file.rsplit_once('/').map_or(file, |(_, name)| name)
}

fn sum<'a>(name: &str, rows: impl Iterator<Item = &'a Row>) -> Row {
    rows.fold(Row { file: name.to_owned(), raw: 0, gzip: 0, brotli: 0 }, |sum, row| Row {
        raw: sum.raw + row.raw,
        gzip: sum.gzip + row.gzip,
        brotli: sum.brotli + row.brotli,
        ..sum
    })
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let is_packed = path.extension().is_some_and(|extension| extension == "br" || extension == "gz");
        if path.is_dir() {
            collect(&path, files)?;
        } else if !is_packed {
            files.push(path);
        }
    }
    Ok(())
}

/// Formats a size; 1 kB is 1,000 bytes, as the browsers' network panels count.
pub fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(file: &str, raw: u64, brotli: u64) -> Row {
        Row { file: file.to_owned(), raw, gzip: raw / 2, brotli }
    }

    fn sizes(rows: Vec<Row>) -> Sizes {
        Sizes { rows }
    }

    #[test]
    fn the_first_visit_counts_the_page_style_script_program_and_demo_only() {
        let mut sizes = sizes(vec![
            row("app-1/tuneboard_bg.wasm", 900_000, 120_000),
            row("app-1/demo.pack", 69_000, 30_000),
            row("app-1/start.js", 60_000, 20_000),
            row("style-1.css", 40_000, 20_000),
            row("index.html", 20_000, 10_000),
            row("app-1/split_job.wasm", 900_000, 90_000),
            row("app-1/job.pack", 90_000, 9_000),
            row("later-1.css", 90_000, 9_000),
            row("picture.svg", 90_000, 90_000),
            row("404.html", 20_000, 10_000),
        ]);
        assert_eq!(sizes.over(200_000), None);
        sizes.rows[1].brotli += 1;
        assert_eq!(sizes.over(200_000), Some(1));
    }

    #[test]
    fn the_table_ends_with_the_totals() {
        let sizes = sizes(vec![
            row("a.wasm", 10_000, 2_000),
            row("demo.pack", 4_000, 1_500),
            row("icon.svg", 3_000, 1_000),
        ]);
        let expected = "\
file                                                     raw        gzip      brotli
a.wasm                                               10.0 kB      5.0 kB      2.0 kB
demo.pack                                             4.0 kB      2.0 kB      1.5 kB
icon.svg                                              3.0 kB      1.5 kB      1.0 kB
everything                                           17.0 kB      8.5 kB      4.5 kB
until the job table is usable, with a connection     10.0 kB      5.0 kB      2.0 kB
until the job table is usable, on the demo           14.0 kB      7.0 kB      3.5 kB
limit of the last line                                                      240.0 kB
";
        assert_eq!(sizes.table(), expected);
    }

    #[test]
    fn a_file_without_a_compressed_one_counts_in_full() {
        let dir = std::env::temp_dir().join(format!("xtask-sizes-{}", std::process::id()));
        fs::create_dir_all(dir.join("deep")).unwrap();
        fs::write(dir.join("a.css"), [0; 30]).unwrap();
        fs::write(dir.join("a.css.br"), [0; 10]).unwrap();
        fs::write(dir.join("a.css.gz"), [0; 20]).unwrap();
        fs::write(dir.join("deep/b.png"), [0; 7]).unwrap();
        let sizes = Sizes::of(&dir);
        fs::remove_dir_all(&dir).unwrap();
        let plain = Row { file: "deep/b.png".into(), raw: 7, gzip: 7, brotli: 7 };
        let packed = Row { file: "a.css".into(), raw: 30, gzip: 20, brotli: 10 };
        assert_eq!(sizes, Ok(Sizes { rows: vec![packed, plain] }));
    }
}
