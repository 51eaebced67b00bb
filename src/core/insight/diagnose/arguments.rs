//! The command line.

/// The help text.
pub const HELP: &str = "\
Says what training logs show: trouble, the best evaluation, time left. Reads what *Open a log* on the page reads:
trainer_state.json, JSON lines, CSV and others.

Usage: diagnose FILE... [options]

  --json      one JSON object per file and line (per run, where a file holds several)
  --at STEP   as of this step: rows of later ones are left out
  --help      this text

The status is 0 if every file could be read, whatever is found in it.
";

/// Arguments of the command.
pub struct Arguments {
    /// Names of files.
    pub files: Vec<String>,
    /// One JSON object a line instead of text.
    pub is_json: bool,
    /// Step as of which to judge.
    pub at: Option<u64>,
}

/// Reads the arguments; `None` for the help text.
///
/// # Errors
/// A sentence about the argument that makes no sense.
pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Option<Arguments>, String> {
    let mut read = Arguments { files: Vec::new(), is_json: false, at: None };
    let step =
        |text: &str| text.parse().map_err(|_| format!("`{text}` is not a step; it is a whole number."));
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--json" => read.is_json = true,
            "--at" => {
                let text = arguments.next().ok_or("--at needs a step, as in --at 400.")?;
                read.at = Some(step(&text)?);
            }
            _ => match argument.strip_prefix("--at=") {
                Some(text) => read.at = Some(step(text)?),
                None if argument.starts_with("--") => {
                    return Err(format!("There is no option `{argument}`."));
                }
                None => read.files.push(argument),
            },
        }
    }
    if read.files.is_empty() { Err("Which file?".to_owned()) } else { Ok(Some(read)) }
}
