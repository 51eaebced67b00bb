//! Packs: functions that several chunks of the program share, in few files.
//!
//! The cut makes a file of its own for whatever the same parts share: a hundred, most of them smaller than what it
//! takes to ask for one. Here those that arrive together anyway become one file, a pack: the files one behind the
//! other. A script takes them apart again.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use crate::problem::{Outcome, Problem};

/// The part that a first visit waits for: one file, with all that it is made of. Who has a connection sees the table
/// without it; it comes after that, for what later parts share with it.
const DEMO: &str = "demo";
/// File of the demo's pack.
pub const DEMO_FILE: &str = "demo.pack";

/// The script that the cut writes, and which is written anew here.
const SCRIPT: &str = "parts.js";

/// Parts in the order in which visits load them; what several share is in the pack of the first. Others come after
/// them.
const ORDER: [&str; 7] = [DEMO, "upkeep", "jobs_tools", "preview", "live", "job_news", "job"];

/// Puts what the parts in `dir` share into packs, and makes the script load these.
///
/// # Errors
/// When a file cannot be read or written, or the script is not as the cut used to write it.
pub fn make(dir: &Path) -> Outcome {
    let script = dir.join(SCRIPT);
    let text = fs::read_to_string(&script).map_err(Problem::io(format!("Reading {}", script.display())))?;
    let plan = Plan::read(&text).ok_or_else(|| {
        Problem::new(format!(
            "{SCRIPT} is not as the cut used to write it; `xtask/src/packs.rs` has to learn its form."
        ))
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
    fs::write(&script, plan.script(&lengths)).map_err(Problem::io(format!("Writing {}", script.display())))
}

/// Assignment of functions to files.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Plan {
    /// Functions that the main program lends to the chunks.
    shared: String,
    /// Per part, in the script's order: whether it has a file of its own, and its packs.
    parts: Vec<(String, bool, Vec<String>)>,
    /// Per pack, the names of the files in it.
    packs: BTreeMap<String, Vec<String>>,
}

impl Plan {
    /// Reads the cut's script: `None` if it has another form.
    fn read(script: &str) -> Option<Self> {
        let (_, rest) = script.split_once("const { ")?;
        let (shared, rest) = rest.split_once(" } = initSync(undefined, undefined);")?;
        let mut parts = Vec::new();
        // export const __wasm_split_load_PART = wrapAsyncCb(makeLoad(() => { … }, [__chunk_1, __chunk_2]));
        for part in rest.split("export const __wasm_split_load_").skip(1) {
            let (name, rest) = part.split_once(" = wrapAsyncCb(makeLoad(")?;
            let (load, chunks) = rest.split_once("]));")?.0.rsplit_once('[')?;
            let chunks = chunks.split(", ").filter_map(|chunk| chunk.strip_prefix("__")).map(str::to_owned);
            parts.push((name.to_owned(), load.contains(".wasm"), chunks.collect::<Vec<_>>()));
        }
        let place = |name: &str| ORDER.iter().position(|first| *first == name).unwrap_or(ORDER.len());
        let mut in_order: Vec<_> = parts.iter().collect();
        in_order.sort_by_key(|(name, ..)| (place(name), name.clone()));
        let mut pack_of: BTreeMap<&str, &str> = BTreeMap::new();
        for (part, _, chunks) in in_order {
            for chunk in chunks {
                pack_of.entry(chunk).or_insert(part);
            }
        }
        let mut packs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (chunk, pack) in &pack_of {
            packs.entry((*pack).to_owned()).or_default().push((*chunk).to_owned());
        }
        let mut planned = Vec::new();
        for (name, has_file, chunks) in &parts {
            let mut used: Vec<_> = chunks.iter().filter_map(|chunk| pack_of.get(chunk.as_str())).collect();
            used.sort();
            used.dedup();
            planned.push((
                name.clone(),
                *has_file,
                used.into_iter().map(|pack| (*pack).to_owned()).collect(),
            ));
        }
        let (_, has_file, used): &mut (_, _, Vec<_>) = planned.iter_mut().find(|(name, ..)| name == DEMO)?;
        if std::mem::take(has_file) {
            packs.entry(DEMO.to_owned()).or_default().push(format!("split_{DEMO}"));
            *used = vec![DEMO.to_owned()];
        }
        Some(Self { shared: shared.trim_end_matches([' ', ',']).to_owned(), parts: planned, packs })
    }

    /// Returns the script that loads the parts. `lengths`: of the files in each pack.
    fn script(&self, lengths: &BTreeMap<&str, Vec<usize>>) -> String {
        let mut script = LOADING.replace("SHARED", &self.shared);
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
const { SHARED } = initSync();
lent = { __wasm_split: { SHARED } };
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
        const { __indirect_function_table, memory,  } = initSync(undefined, undefined);
/* demo, job */
const __chunk_3 = makeLoad(() => {
    const src = fetch(new URL(\"./chunk_3.wasm\", import.meta.url));
}
, []);
export const __wasm_split_load_new_job = wrapAsyncCb(makeLoad(() => async (_imp) => ({}), [__chunk_5, __chunk_6]));
export const __wasm_split_load_job = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL(\"./split_job.wasm\", import.meta.url));
}
, [__chunk_3, __chunk_5]));
export const __wasm_split_load_demo = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL(\"./split_demo.wasm\", import.meta.url));
}
, [__chunk_3, __chunk_4]));
";

    #[test]
    fn what_is_shared_is_in_the_pack_of_the_part_that_is_loaded_first() {
        let plan = Plan::read(CUT).unwrap();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(plan.shared, "__indirect_function_table, memory");
        let part = |name: &str, has_file, packs: &[&str]| (name.to_owned(), has_file, names(packs));
        let parts = [
            part("new_job", false, &["job", "new_job"]),
            part("job", true, &["demo", "job"]),
            part("demo", false, &["demo"]),
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
    fn the_script_tells_how_long_each_file_of_a_pack_is() {
        let dir = std::env::temp_dir().join(format!("xtask-packs-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join(SCRIPT), CUT).unwrap();
        for (name, text) in [
            ("chunk_3", "three"),
            ("chunk_4", "4"),
            ("chunk_5", "five"),
            ("chunk_6", "6"),
            ("split_demo", "demo"),
        ] {
            fs::write(dir.join(format!("{name}.wasm")), text).unwrap();
        }
        let made = make(&dir);
        let script = fs::read_to_string(dir.join(SCRIPT)).unwrap();
        let demo = fs::read_to_string(dir.join(DEMO_FILE));
        let n_files = fs::read_dir(&dir).unwrap().count();
        fs::remove_dir_all(&dir).unwrap();
        assert_eq!(made, Ok(()));
        assert_eq!((demo.unwrap().as_str(), n_files), ("three4demo", 4));
        for line in [
            "const demo = pack(\"demo\", [5, 1, 4]);",
            "export const __wasm_split_load_demo = part(\"\", [demo]);",
            "export const __wasm_split_load_job = part(\"split_job.wasm\", [demo, job]);",
            "export const __wasm_split_load_new_job = part(\"\", [job, new_job]);",
        ] {
            assert!(script.contains(&format!("{line}\n")), "{script}");
        }
    }

    #[test]
    fn a_script_of_another_form_is_refused() {
        for words in ["const { ", "initSync(undefined, undefined)", "wrapAsyncCb(makeLoad("] {
            assert_eq!(Plan::read(&CUT.replace(words, "other")), None);
        }
        assert_eq!(Plan::read(&CUT.replace("load_demo", "load_other")), None);
    }
}
