//! Packs: functions that several chunks of the program share, in few files.
//!
//! The cut makes a file of its own for whatever the same parts share: a hundred, most of them smaller than what it
//! takes to ask for one. Here those that arrive together anyway become one file, a pack: the files one behind the
//! other. A script takes them apart again.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use crate::problem::{Outcome, Problem};

/// The part that a first visit waits for: one file, with all that it is made of. Who has a connection sees the table
/// without it; it comes after that, for what later parts share with it.
const DEMO: &str = "demo";
/// File of the demo's pack.
pub const DEMO_FILE: &str = "demo.pack";

/// The script that loads the parts.
const SCRIPT: &str = "parts.js";

/// Parts in the order in which visits load them; what several share is in the pack of the first. Others come after
/// them.
const ORDER: [&str; 9] =
    [DEMO, "background_services", "jobs_tools", "preview", "live", "job_news", JOB, "job_parts", "insight"];

/// The part that a link to a job waits for: what it shares with those before it is in packs of its own, so that nothing else
/// comes with that.
const JOB: &str = "job";

/// Parts that the page asks for before its program runs, where its address shows that they will be needed, and their words there.
const EARLY: [(&str, &str); 3] = [(DEMO, DEMO), (JOB, JOB), ("new_job", "new")];

/// Parts that are asked for early, each with the files that it is made of.
pub type Early = Vec<(String, Vec<String>)>;

/// Puts what the parts in `dir` share into packs, and writes the script that loads these. `plan`: what the cut wrote
/// about the parts.
///
/// # Errors
/// When a file cannot be read or written, or the plan is not one.
pub fn make(dir: &Path, plan: &str) -> Outcome<Early> {
    let script = dir.join(SCRIPT);
    let plan = Plan::read(plan).ok_or_else(|| {
        Problem::new("The plan of the cut is not as `xtask/cut/src/plan.rs` writes it; see `xtask/src/bundle/packs.rs`.")
    })?;
    let mut lengths = BTreeMap::new();
    for (pack, files) in &plan.packs {
        let mut packed = Vec::new();
        let lengths: &mut Vec<_> = lengths.entry(pack.as_str()).or_default();
        for file in files.iter().map(|name| dir.join(format!("{name}.wasm"))) {
            let bytes = fs::read(&file).map_err(Problem::io(format!("Reading {}", file.display())))?;
            fs::remove_file(&file).map_err(Problem::io(format!("Removing {}", file.display())))?;
            lengths.push(bytes.len());
            packed.extend(bytes);
        }
        let file = dir.join(format!("{pack}.pack"));
        fs::write(&file, packed).map_err(Problem::io(format!("Writing {}", file.display())))?;
    }
    fs::write(&script, plan.script(&lengths))
        .map_err(Problem::io(format!("Writing {}", script.display())))?;
    Ok(plan.early())
}

/// Assignment of functions to files.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Plan {
    /// Exports of the main program that the parts import.
    lent: Vec<String>,
    /// Per part: whether it has a file of its own, and its packs.
    parts: Vec<(String, bool, Vec<String>)>,
    /// Per pack, the names of the files in it.
    packs: BTreeMap<String, Vec<String>>,
}

impl Plan {
    /// Reads the cut's plan, `lent NAME…` and `part NAME FILE…`; `None` if it has another form.
    fn read(plan: &str) -> Option<Self> {
        let mut lines = plan.lines();
        let lent = lines.next()?.strip_prefix("lent ")?.split(' ').map(str::to_owned).collect();
        let mut parts: Vec<(&str, Vec<&str>)> = Vec::new();
        for line in lines {
            let mut names = line.strip_prefix("part ")?.split(' ');
            parts.push((names.next()?, names.collect()));
        }
        parts.sort_by_key(|(name, _)| {
            (ORDER.iter().position(|first| first == name).unwrap_or(ORDER.len()), *name)
        });
        if parts.first()?.0 != DEMO {
            return None;
        }
        let of_job: BTreeSet<&str> = parts
            .iter()
            .filter(|(name, _)| *name == JOB)
            .flat_map(|(_, files)| files.iter().copied())
            .collect();
        let mut pack_of: BTreeMap<&str, String> = BTreeMap::new();
        let mut planned = Vec::new();
        for (name, files) in &parts {
            let own = format!("split_{name}");
            // A first visit waits for it, and would wait for two files longer than for one.
            let is_whole = *name == DEMO;
            let packed: Vec<&str> = files.iter().copied().filter(|file| is_whole || *file != own).collect();
            let pack = |file: &str| match of_job.contains(file) && !is_whole && *name != JOB {
                true => format!("{name}_and_{JOB}"),
                false => (*name).to_owned(),
            };
            let packs: BTreeSet<String> = packed
                .iter()
                .map(|file| pack_of.entry(*file).or_insert_with(|| pack(file)).clone())
                .collect();
            let has_file = packed.len() < files.len();
            planned.push(((*name).to_owned(), has_file, packs.into_iter().collect()));
        }
        let mut packs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (file, pack) in pack_of {
            packs.entry(pack).or_default().push(file.to_owned());
        }
        Some(Self { lent, parts: planned, packs })
    }

    fn early(&self) -> Early {
        let files = |(name, has_file, packs): &(String, bool, Vec<String>)| {
            let own = has_file.then(|| format!("split_{name}.wasm"));
            let files = own.into_iter().chain(packs.iter().map(|pack| format!("{pack}.pack")));
            let word = EARLY.iter().find(|(part, _)| part == name)?.1;
            Some((word.to_owned(), files.collect()))
        };
        self.parts.iter().filter_map(files).collect()
    }

    /// Returns the script that loads the parts. `lengths`: of the files in each pack.
    fn script(&self, lengths: &BTreeMap<&str, Vec<usize>>) -> String {
        let mut script = LOADING.replace("LENT", &self.lent.join(", "));
        // Writing to a string cannot fail.
        for (pack, lengths) in lengths {
            writeln!(script, "const {pack} = pack(\"{pack}\", {lengths:?});").ok();
        }
        for (name, has_file, packs) in &self.parts {
            let file = if *has_file { format!("\"split_{name}.wasm\"") } else { "\"\"".to_owned() };
            let packs = packs.join(", ");
            writeln!(script, "export const __wasm_split_load_{name} = part({file}, [{packs}]);").ok();
        }
        script
    }
}

/// JavaScript that loads a chunk: its own file and its packs are requested at once, and it begins when all of them
/// are there. A failed request is repeated when the chunk is next needed.
const LOADING: &str = r#"import { initSync } from "./tuneboard.js";
let lent;
const imports = () => {
if (!lent) {
const { LENT } = initSync();
lent = { __wasm_split: { LENT } };
}
return lent;
};
const once = (load) => {
let loading;
return () => loading ??= load().catch((error) => {
loading = undefined;
throw error;
});
};
const file = async (name) => {
const answer = await fetch(new URL(name, import.meta.url));
if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
return answer;
};
const pack = (name, lengths) => once(async () => {
const bytes = await (await file(`${name}.pack`)).arrayBuffer();
let end = 0;
await Promise.all(lengths.map((length) => WebAssembly.instantiate(bytes.slice(end, end += length), imports())));
});
const part = (name, packs) => {
const load = once(async () => {
const own = name && file(name);
if (own) own.catch(() => {});
await Promise.all(packs.map((load) => load()));
if (own) await WebAssembly.instantiateStreaming(own, imports());
});
return async (callback, data) => {
let loaded = true;
try {
await load();
} catch (error) {
console.warn(error);
loaded = false;
}
imports().__wasm_split.__indirect_function_table.get(callback)(data, loaded);
};
};
"#;

#[cfg(test)]
mod tests {
    use super::*;

    const CUT: &str = "\
lent __indirect_function_table memory
part demo chunk_3 chunk_4 split_demo
part job chunk_3 chunk_5 split_job
part new_job chunk_5 chunk_6
";

    #[test]
    fn what_is_shared_is_in_the_pack_of_the_part_that_is_loaded_first() {
        let plan = Plan::read(CUT).unwrap();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(plan.lent, names(&["__indirect_function_table", "memory"]));
        let part = |name: &str, has_file, packs: &[&str]| (name.to_owned(), has_file, names(packs));
        let parts = [
            part("demo", false, &["demo"]),
            part("job", true, &["demo", "job"]),
            part("new_job", false, &["job", "new_job"]),
        ];
        assert_eq!(plan.parts, parts);
        let packs = [
            ("demo", names(&["chunk_3", "chunk_4", "split_demo"])),
            ("job", names(&["chunk_5"])),
            ("new_job", names(&["chunk_6"])),
        ];
        assert_eq!(plan.packs, packs.map(|(name, files)| (name.to_owned(), files)).into());
    }

    #[test]
    fn what_a_job_shares_with_an_earlier_part_has_a_pack_of_its_own() {
        let cut = "lent memory\npart demo a split_demo\npart preview a b c split_preview\npart job a c d split_job\n\
                   part new_job b d\n";
        let plan = Plan::read(cut).unwrap();
        let packs: Vec<_> =
            plan.packs.iter().map(|(name, files)| format!("{name}: {}", files.join(" "))).collect();
        assert_eq!(packs, ["demo: a split_demo", "job: d", "preview: b", "preview_and_job: c"]);
        let of_parts: Vec<_> =
            plan.parts.iter().map(|(name, _, packs)| format!("{name}: {}", packs.join(" "))).collect();
        assert_eq!(
            of_parts,
            [
                "demo: demo",
                "preview: demo preview preview_and_job",
                "job: demo job preview_and_job",
                "new_job: job preview"
            ]
        );
    }

    #[test]
    fn the_script_tells_how_long_each_file_of_a_pack_is() {
        let dir = std::env::temp_dir().join(format!("xtask-packs-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        for (name, text) in [
            ("chunk_3", "three"),
            ("chunk_4", "4"),
            ("chunk_5", "five"),
            ("chunk_6", "6"),
            ("split_demo", "demo"),
        ] {
            fs::write(dir.join(format!("{name}.wasm")), text).unwrap();
        }
        let made = make(&dir, CUT);
        let script = fs::read_to_string(dir.join(SCRIPT)).unwrap();
        let demo = fs::read_to_string(dir.join(DEMO_FILE));
        let n_files = fs::read_dir(&dir).unwrap().count();
        fs::remove_dir_all(&dir).unwrap();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let early = [
            ("demo", names(&["demo.pack"])),
            ("job", names(&["split_job.wasm", "demo.pack", "job.pack"])),
            ("new", names(&["job.pack", "new_job.pack"])),
        ];
        assert_eq!(made, Ok(early.map(|(name, files)| (name.to_owned(), files)).to_vec()));
        assert_eq!((demo.unwrap().as_str(), n_files), ("three4demo", 4));
        for line in [
            "const { __indirect_function_table, memory } = initSync();",
            "const demo = pack(\"demo\", [5, 1, 4]);",
            "export const __wasm_split_load_demo = part(\"\", [demo]);",
            "export const __wasm_split_load_job = part(\"split_job.wasm\", [demo, job]);",
            "export const __wasm_split_load_new_job = part(\"\", [job, new_job]);",
        ] {
            assert!(script.contains(&format!("{line}\n")), "{script}");
        }
    }

    #[test]
    fn a_plan_of_another_form_is_refused() {
        for (words, other) in [("lent", "lend"), ("part", "piece"), ("part demo", "part other")] {
            assert_eq!(Plan::read(&CUT.replace(words, other)), None, "{words}");
        }
        assert_eq!(Plan::read(""), None);
    }
}
