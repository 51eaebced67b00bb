//! A wasm module read section by section, and smaller copies of it.

use std::{collections::HashMap, error::Error};

use wasm_encoder::{EntityType, ExportSection, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// Classes that leptos' server functions would stream with. This page has no server, but wasm-bindgen keeps the
/// exports of a class; without them wasm-opt removes the functions behind it.
const UNUSED_CLASSES: [&str; 4] = [
    "intounderlying",
    "__wbg_intounderlyingsource",
    "__wbg_intounderlyingbytesource",
    "__wbg_intounderlyingsink",
];

/// Names of imports: as wasm-bindgen wrote them, and shortened.
pub type Renamed = Vec<(String, String)>;

/// Returns whether the module has a custom section of this name.
///
/// # Errors
/// When `wasm` is not a module.
pub fn has_section(wasm: &[u8], name: &str) -> Result<bool, Box<dyn Error>> {
    for payload in Parser::new(0).parse_all(wasm) {
        if matches!(payload?, Payload::CustomSection(section) if section.name() == name) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the names that a module imports from `namespace`, in their order.
///
/// # Errors
/// When `wasm` is not a module.
pub fn imports_from(wasm: &[u8], namespace: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(section) = payload? {
            for import in section.into_imports() {
                let import = import?;
                names.extend((import.module == namespace).then(|| import.name.to_owned()));
            }
        }
    }
    Ok(names)
}

/// Copies a module without the custom sections of these names.
///
/// # Errors
/// When `wasm` is not a module.
pub fn without_sections(wasm: &[u8], unwanted: &[&str]) -> Result<Vec<u8>, Box<dyn Error>> {
    copied(wasm, |section, copy| match section {
        Payload::CustomSection(section) if unwanted.contains(&section.name()) => Ok(()),
        other => copy_as_is(wasm, &other, copy),
    })
}

/// Copies what wasm-bindgen wrote, without the exports of unused classes and with shorter names of imports. The
/// script has to use the same names.
///
/// # Errors
/// When `wasm` is not a module.
pub fn shortened(wasm: &[u8]) -> Result<(Vec<u8>, Renamed), Box<dyn Error>> {
    let mut renamed = Vec::new();
    let copy = copied(wasm, |section, copy| {
        match section {
            Payload::ImportSection(section) => {
                let mut imports = ImportSection::new();
                let mut n_alike: HashMap<&str, usize> = HashMap::new();
                for import in section.into_imports() {
                    let import = import?;
                    let mut name = import.name.to_owned();
                    if let Some(stem) = without_digits(import.name) {
                        let n = n_alike.entry(stem).or_default();
                        *n += 1;
                        name = if *n == 1 { stem.to_owned() } else { format!("{stem}${n}") };
                        renamed.push((import.name.to_owned(), name.clone()));
                    }
                    imports.import(import.module, &name, EntityType::try_from(import.ty)?);
                }
                copy.section(&imports);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                for export in section {
                    let export = export?;
                    if !UNUSED_CLASSES.iter().any(|class| export.name.starts_with(class)) {
                        exports.export(export.name, export.kind.into(), export.index);
                    }
                }
                copy.section(&exports);
            }
            other => copy_as_is(wasm, &other, copy)?,
        }
        Ok(())
    })?;
    Ok((copy, renamed))
}

/// Copies a module: `write` adds each section to the copy, or not.
fn copied(
    wasm: &[u8],
    mut write: impl FnMut(Payload<'_>, &mut Module) -> Result<(), Box<dyn Error>>,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut copy = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        write(payload?, &mut copy)?;
    }
    Ok(copy.finish())
}

fn copy_as_is(wasm: &[u8], section: &Payload<'_>, copy: &mut Module) -> Result<(), Box<dyn Error>> {
    // Functions are not sections; the section that holds them all has been copied before.
    if let Some((id, range)) = section.as_section() {
        let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
        copy.section(&RawSection { id, data: &wasm[range] });
    }
    Ok(())
}

/// Returns `__wbg_abort` of `__wbg_abort_f8d1589eb0c65ee2`; `None` for a name of another form. wasm-bindgen tells
/// versions of a crate apart by the digits, which no compression makes smaller.
fn without_digits(name: &str) -> Option<&str> {
    let (stem, digits) = name.rsplit_once('_')?;
    let is_hash = digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hash && stem.starts_with("__wbg_")).then_some(stem)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CustomSection, ExportKind, MemoryType, TypeSection};

    use super::*;

    /// A module that imports `a.NAME`, functions and a memory, exports functions and has two custom sections.
    fn module(imports: &[&str], exports: &[&str], custom: &[&str]) -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        module.section(&types);
        let mut section = ImportSection::new();
        for name in imports {
            section.import("a", name, EntityType::Function(0));
        }
        let memory = MemoryType {
            minimum: 17,
            maximum: Some(40),
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        section.import("b", "memory", memory);
        module.section(&section);
        let mut section = ExportSection::new();
        for name in exports {
            section.export(name, ExportKind::Func, 0);
        }
        module.section(&section);
        for name in custom {
            module.section(&CustomSection { name: (*name).into(), data: b"some".into() });
        }
        module.finish()
    }

    #[test]
    fn only_unwanted_sections_are_left_out() {
        let wasm = module(&["f"], &["main"], &["name", "target_features"]);
        assert!(has_section(&wasm, "name").unwrap() && !has_section(&wasm, "main").unwrap());
        let copy = without_sections(&wasm, &["name", "producers"]).unwrap();
        assert_eq!(copy, module(&["f"], &["main"], &["target_features"]));
        assert_eq!(without_sections(&wasm, &[]).unwrap(), wasm);
    }

    #[test]
    fn imports_lose_their_digits_and_stay_apart() {
        let long = [
            "__wbg_get_0123456789abcdef",
            "memory_0123456789abcdef",
            "__wbg_get_fedcba9876543210",
            "__wbg_get_12",
        ];
        let (copy, renamed) = shortened(&module(&long, &["main"], &["name"])).unwrap();
        let short = ["__wbg_get", "memory_0123456789abcdef", "__wbg_get$2", "__wbg_get_12"];
        assert_eq!(copy, module(&short, &["main"], &["name"]));
        let renamed: Vec<_> = renamed.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        assert_eq!(renamed, [(long[0], "__wbg_get"), (long[2], "__wbg_get$2")]);
    }

    #[test]
    fn only_exports_of_unused_classes_are_left_out() {
        let exports =
            ["__externref_drop", "intounderlyingsink_close", "__wbg_intounderlyingsource_free", "main"];
        let (copy, _) = shortened(&module(&[], &exports, &[])).unwrap();
        assert_eq!(copy, module(&[], &["__externref_drop", "main"], &[]));
    }

    #[test]
    fn imports_are_told_apart_by_their_namespaces() {
        let wasm = module(&["f", "g"], &[], &[]);
        assert_eq!(imports_from(&wasm, "a").unwrap(), ["f", "g"]);
        assert_eq!(imports_from(&wasm, "b").unwrap(), ["memory"]);
    }

    #[test]
    fn a_file_that_was_cut_short_is_refused() {
        let wasm = module(&["f"], &["main"], &["name"]);
        for len in [0, 3, 7, 9, wasm.len() - 1] {
            assert!(without_sections(&wasm[..len], &[]).is_err(), "{len}");
            assert!(shortened(&wasm[..len]).is_err(), "{len}");
        }
    }
}
