//! Paths that a page asks for.

use std::path::{Path, PathBuf};

/// A file below a folder; `None` for a name that leads out of it.
pub(super) fn below(dir: &Path, name: &str) -> Option<PathBuf> {
    let is_plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains('\\');
    name.split('/').all(is_plain).then(|| dir.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_its_folder() {
        let dir = Path::new("/a");
        assert_eq!(below(dir, "b/c.js"), Some("/a/b/c.js".into()));
        for name in ["../b", "b/../../c", "/etc/passwd", "b//c", ".", "", "..\\b"] {
            assert_eq!(below(dir, name), None, "{name}");
        }
    }
}
