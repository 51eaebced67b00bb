//! The command line.

/// Command to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Install everything that the other commands need.
    Setup,
    /// Build for development, serve, rebuild on change.
    Serve(Serve),
    /// The release build in `dist/`.
    Build(Build),
    /// Everything CI checks.
    Test(Selection),
    /// One of our programs for this machine, by its name, with its own flags.
    Program(String, Vec<String>),
    /// Ours against other libraries.
    Bench(Bench),
    /// A day on a fake clock, then real use in Chromium, with faults.
    Soak {
        /// Minutes of real use; at least 1.
        minutes: u32,
    },
    /// Random use of the release build.
    Random(Random),
    /// The list of commands.
    Help,
}

/// Options of a build.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Build {
    /// URL that the page will be served from, such as `/tuneboard/`; `None` for links that work anywhere.
    pub public_url: Option<String>,
    /// Sources that the page may talk to beside its own host, in the words of [`crate::bundle::policy::text`].
    pub connect_src: Option<String>,
}

/// Options of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serve {
    /// On the loopback address.
    pub port: u16,
    /// Show the page in the browser, when there is a desktop.
    pub opens: bool,
    /// Serve a release build: slower to build, faster to use.
    pub release: bool,
}

/// Options of random use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Random {
    /// At least 1.
    pub minutes: u32,
    /// Seed of the first visit; each visit has the next one.
    pub seed: u64,
    /// The browser: one of [`RANDOM_ENGINES`].
    pub engine: String,
}

/// The browsers that random use knows.
pub const RANDOM_ENGINES: [&str; 3] = ["chromium", "firefox", "webkit"];

/// Options of a benchmark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bench {
    /// Set of cases.
    pub set: BenchSet,
    /// Only the cases whose ids begin like one of these; empty means all.
    pub only: Vec<String>,
    /// One JSON object instead of a table.
    pub is_json: bool,
}

/// A set of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BenchSet {
    /// All cases of charts and decoding.
    Charts,
    /// Reading answers alone.
    Decode,
    /// The job table and its polling.
    Table,
    /// Opening the page.
    Load,
    /// The rules on a million rows, without a browser.
    Insight,
}

impl BenchSet {
    /// The word on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Charts => "charts",
            Self::Decode => "decode",
            Self::Table => "table",
            Self::Load => "load",
            Self::Insight => "insight",
        }
    }
}

/// Selection of test steps, by their names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Just these; empty means all.
    pub only: Vec<String>,
    /// This one and those after it.
    pub from: Option<String>,
    /// Not these.
    pub skip: Vec<String>,
}

/// The list of commands.
pub const USAGE: &str = "\
Usage: cargo xtask COMMAND

  serve [--port 8080] [--no-open] [--release]
                      build and open the dashboard at http://127.0.0.1:8080, rebuild on change
  test [--only STEP] [--from STEP] [--skip STEP]
                      everything CI checks, in this order:
                      fmt, clippy, clippy-wasm, test, doc, web, build, e2e
  build [--public-url /tuneboard/] [--connect-src SOURCES]
                      release build in dist/, compressed files beside it, a table of sizes; SOURCES are
                      the addresses its security policy lets it talk to: by default `providers`, which
                      may be followed by others; `https:` means every host, `none` only its own
  simulate [FLAGS]    both providers' APIs on this machine; --help lists its flags
  diagnose FILE…      what training logs show: trouble, the best evaluation; --help lists its flags
  bench charts|decode|table|load|insight [--json] [--only ID]
                      ours against uPlot, Chart.js, ECharts, React and TanStack Virtual (from npm) in one
                      Chromium, in turns: every chart, memory and decoding goal, decoding alone, or the job
                      table and its polling; --only C2 takes those whose ids begin with it; insight: the
                      rules on a million rows, on this machine
  soak [--minutes 30] a day on a fake clock, then so many minutes in Chromium on the release build,
                      with faults: what grows, what blocks, what nobody handled
  soak --random [--seed 19] [--minutes 30] [--engine chromium|firefox|webkit]
                      random use of the release build instead: what stops it, what fails, what blocks, where
                      the focus is lost, what is too wide, what axe finds; a seed leads to the same actions
  setup               install everything the others need (they do so by themselves)
  help                this text

Tools are installed into $TUNEBOARD_TOOLS, by default ~/.cache/tuneboard/tools.
";

/// Reads the arguments after the program's name.
///
/// # Errors
/// One sentence about the first argument that makes no sense.
pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut args = args.into_iter();
    let Some(command) = args.next() else { return Ok(Command::Help) };
    match command.as_str() {
        "simulate" | "diagnose" => Ok(Command::Program(command, args.collect())),
        "setup" => no_more(args).map(|()| Command::Setup),
        "serve" => serve(args).map(Command::Serve),
        "build" => build(args),
        "test" => selection(args).map(Command::Test),
        "bench" => bench(args).map(Command::Bench),
        "soak" => soak(args),
        "help" | "--help" | "-h" => Ok(Command::Help),
        unknown => Err(format!("There is no command `{unknown}`.")),
    }
}

fn serve(mut args: impl Iterator<Item = String>) -> Result<Serve, String> {
    let mut serve = Serve { port: 8080, opens: true, release: false };
    while let Some(arg) = args.next() {
        let (flag, value) = split(&arg);
        match flag {
            "--port" => {
                let port = value_of(flag, value, &mut args)?;
                serve.port = port
                    .parse()
                    .ok()
                    .filter(|port| *port != 0)
                    .ok_or_else(|| format!("`{port}` is not a port; it is a number from 1 to 65535."))?;
            }
            "--no-open" => serve.opens = false,
            "--release" => serve.release = true,
            _ => return Err(unknown(&arg)),
        }
    }
    Ok(serve)
}

fn build(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut build = Build::default();
    while let Some(arg) = args.next() {
        let (flag, value) = split(&arg);
        match flag {
            "--public-url" => build.public_url = Some(value_of(flag, value, &mut args)?),
            "--connect-src" => build.connect_src = Some(value_of(flag, value, &mut args)?),
            _ => return Err(unknown(&arg)),
        }
    }
    Ok(Command::Build(build))
}

fn soak(mut args: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut minutes = 30;
    let (mut is_random, mut seed, mut engine) = (false, None, None);
    while let Some(arg) = args.next() {
        let (flag, value) = split(&arg);
        match flag {
            "--minutes" => {
                let text = value_of(flag, value, &mut args)?;
                minutes = text
                    .parse()
                    .ok()
                    .filter(|minutes| *minutes != 0)
                    .ok_or_else(|| format!("`{text}` is not a number of minutes."))?;
            }
            "--random" => is_random = true,
            "--seed" => {
                let text = value_of(flag, value, &mut args)?;
                seed =
                    Some(text.parse().map_err(|_| format!("`{text}` is not a seed; it is a whole number."))?);
            }
            "--engine" => {
                let text = value_of(flag, value, &mut args)?;
                if !RANDOM_ENGINES.contains(&text.as_str()) {
                    return Err(format!(
                        "There is no browser `{text}`; there are {}.",
                        RANDOM_ENGINES.join(", ")
                    ));
                }
                engine = Some(text);
            }
            _ => return Err(unknown(&arg)),
        }
    }
    match (is_random, seed, engine) {
        (true, seed, engine) => Ok(Command::Random(Random {
            minutes,
            seed: seed.unwrap_or(19),
            engine: engine.unwrap_or_else(|| RANDOM_ENGINES[0].to_owned()),
        })),
        (false, None, None) => Ok(Command::Soak { minutes }),
        (false, ..) => Err("`--seed` and `--engine` are for `soak --random`.".to_owned()),
    }
}

fn bench(mut args: impl Iterator<Item = String>) -> Result<Bench, String> {
    let set = match args.next().as_deref() {
        Some("charts") => BenchSet::Charts,
        Some("decode") => BenchSet::Decode,
        Some("table") => BenchSet::Table,
        Some("load") => BenchSet::Load,
        Some("insight") => BenchSet::Insight,
        Some(other) => {
            return Err(format!(
                "There is no benchmark `{other}`; there are charts, decode, table, load and insight."
            ));
        }
        None => return Err("Which benchmark? There are charts, decode, table, load and insight.".to_owned()),
    };
    let mut bench = Bench { set, only: Vec::new(), is_json: false };
    while let Some(arg) = args.next() {
        let (flag, value) = split(&arg);
        match flag {
            "--json" => bench.is_json = true,
            "--only" => {
                let id = value_of(flag, value, &mut args)?;
                if !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                    return Err(format!("`{id}` is not the id of a goal, such as C2b."));
                }
                bench.only.push(id);
            }
            _ => return Err(unknown(&arg)),
        }
    }
    Ok(bench)
}

fn selection(mut args: impl Iterator<Item = String>) -> Result<Selection, String> {
    let mut selection = Selection::default();
    while let Some(arg) = args.next() {
        let (flag, value) = split(&arg);
        match flag {
            "--only" => selection.only.push(value_of(flag, value, &mut args)?),
            "--from" => selection.from = Some(value_of(flag, value, &mut args)?),
            "--skip" => selection.skip.push(value_of(flag, value, &mut args)?),
            _ => return Err(unknown(&arg)),
        }
    }
    Ok(selection)
}

/// `--flag=value` in its two parts.
fn split(arg: &str) -> (&str, Option<&str>) {
    match arg.split_once('=') {
        Some((flag, value)) => (flag, Some(value)),
        None => (arg, None),
    }
}

fn value_of(
    flag: &str,
    value: Option<&str>,
    rest: &mut impl Iterator<Item = String>,
) -> Result<String, String> {
    value.map(str::to_owned).or_else(|| rest.next()).ok_or_else(|| format!("`{flag}` needs a value."))
}

fn no_more(mut args: impl Iterator<Item = String>) -> Result<(), String> {
    args.next().map_or(Ok(()), |arg| Err(unknown(&arg)))
}

fn unknown(arg: &str) -> String {
    format!("`{arg}` makes no sense here.")
}

#[cfg(test)]
mod tests;
