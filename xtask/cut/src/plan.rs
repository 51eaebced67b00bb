//! The plan of a cut: what the main program lends to the parts, and which files each part needs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// Written as lines that `xtask/src/bundle/packs.rs` reads: `lent NAME…`, then `part NAME FILE…` per part, without the
/// files' ending.
#[derive(Default)]
pub struct Plan {
    /// Exports of the main program that the parts import.
    pub lent: BTreeSet<String>,
    /// The files of each part: the pieces that it shares with others, then its own, if it has one.
    pub parts: BTreeMap<String, Vec<String>>,
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lent")?;
        self.lent.iter().try_for_each(|name| write!(f, " {name}"))?;
        for (part, files) in &self.parts {
            write!(f, "\npart {part}")?;
            files.iter().try_for_each(|file| write!(f, " {file}"))?;
        }
        writeln!(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_has_a_line() {
        let files = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let plan = Plan {
            lent: ["memory", "__stack_pointer"].map(str::to_owned).into(),
            parts: [("job".to_owned(), files(&["chunk_3", "split_job"])), ("demo".to_owned(), files(&[]))]
                .into(),
        };
        assert_eq!(plan.to_string(), "lent __stack_pointer memory\npart demo\npart job chunk_3 split_job\n");
    }
}
