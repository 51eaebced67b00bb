//! The sizes of a release build: plain, gzip and brotli, and the limits of what a visit waits for.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crate::problem::{Outcome, Problem};

/// Brotli bytes over the wire until the job table is usable: what is aimed for.
pub const GOAL: u64 = 200_000;

/// What a build may take while the goal is not met. It only ever goes down, with every release that is
/// smaller, until it is the goal.
pub const CEILING: u64 = 500_000;

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

    /// How many brotli bytes the first visit takes beyond `limit`; `None` if it keeps it.
    pub fn over(&self, limit: u64) -> Option<u64> {
        self.first_visit().brotli.checked_sub(limit).filter(|over| 0 < *over)
    }

    /// For the terminal: a row per file, then the totals.
    pub fn table(&self) -> String {
        let total = sum("all files", self.rows.iter());
        let first = self.first_visit();
        let width = self.rows.iter().chain([&total, &first]).map(|row| row.file.len()).max().unwrap_or(0);
        let mut table = String::new();
        let mut line = |file: &str, raw: &str, gzip: &str, brotli: &str| {
            // Writing to a string cannot fail.
            writeln!(table, "{file:width$}  {raw:>10}  {gzip:>10}  {brotli:>10}").ok();
        };
        line("file", "raw", "gzip", "brotli");
        for row in self.rows.iter().chain([&total, &first]) {
            line(&row.file, &kilobytes(row.raw), &kilobytes(row.gzip), &kilobytes(row.brotli));
        }
        line("goal of the last line", "", "", &kilobytes(GOAL));
        if CEILING != GOAL {
            line("and its limit until then", "", "", &kilobytes(CEILING));
        }
        table
    }

    fn first_visit(&self) -> Row {
        sum("until the job table is usable", self.rows.iter().filter(|row| is_awaited(&row.file)))
    }
}

/// The page, its style, its script and its program; not what is fetched later or by others.
fn is_awaited(file: &str) -> bool {
    file == "index.html" || [".css", ".js", ".wasm"].iter().any(|ending| file.ends_with(ending))
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

/// 1 kB is 1,000 bytes, as the browsers' network panels count.
pub fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(file: &str, raw: u64, brotli: u64) -> Row {
        Row { file: file.to_owned(), raw, gzip: raw / 2, brotli }
    }

    #[test]
    fn the_first_visit_counts_the_page_style_script_and_program_only() {
        let mut sizes = Sizes {
            rows: vec![
                row("app_bg.wasm", 900_000, 150_000),
                row("app.js", 60_000, 20_000),
                row("main.css", 40_000, 20_000),
                row("index.html", 20_000, 10_000),
                row("picture.svg", 90_000, 90_000),
                row("404.html", 20_000, 10_000),
            ],
        };
        assert_eq!(sizes.over(200_000), None);
        sizes.rows[0].brotli += 1;
        assert_eq!(sizes.over(200_000), Some(1));
    }

    #[test]
    fn the_table_ends_with_the_totals() {
        let sizes = Sizes { rows: vec![row("app.wasm", 10_000, 2_000), row("icon.svg", 3_000, 1_000)] };
        let expected = "\
file                                  raw        gzip      brotli
app.wasm                          10.0 kB      5.0 kB      2.0 kB
icon.svg                           3.0 kB      1.5 kB      1.0 kB
all files                         13.0 kB      6.5 kB      3.0 kB
until the job table is usable     10.0 kB      5.0 kB      2.0 kB
goal of the last line                                    200.0 kB
";
        assert!(sizes.table().starts_with(expected), "{}", sizes.table());
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
