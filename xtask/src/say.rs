//! Output at the terminal, all on standard error but for tables and addresses.

use std::{
    io::{IsTerminal as _, stderr},
    time::Duration,
};

/// A heading over the output of one step.
pub fn heading(text: &str) {
    if stderr().is_terminal() {
        eprintln!("\n\x1b[1m== {text}\x1b[0m");
    } else {
        eprintln!("\n== {text}");
    }
}

/// Prints one line about the present step.
pub fn line(text: &str) {
    eprintln!("xtask: {text}");
}

/// `4.2 s` or `3 min 05 s`.
pub fn elapsed(time: Duration) -> String {
    let secs = time.as_secs();
    if secs < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", secs / 60, secs % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_times_have_a_tenth_and_long_ones_have_minutes() {
        for (millis, text) in
            [(0, "0.0 s"), (4_240, "4.2 s"), (60_000, "1 min 00 s"), (185_900, "3 min 05 s")]
        {
            assert_eq!(elapsed(Duration::from_millis(millis)), text);
        }
    }
}
