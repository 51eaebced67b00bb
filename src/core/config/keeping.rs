//! Advice on the places where a key can be kept.

use crate::model::KeyKeeping;

/// Sentence on the rest of a connection, which stays where its key does not.
const REST: &str = "The connection's name and address, a draft of a new job, the names of unfinished uploads and which jobs were cloned from which stay on this device until you remove them.";

/// Returns what keeping a key in a place means, for a page in `folder` of `host`.
pub fn keeping_advice(keeping: KeyKeeping, host: &str, folder: &str) -> String {
    let readers = match folder {
        "/" => format!("Every other page of {host} could read it too."),
        _ => format!(
            "Every other page of {host}, not only those below {folder}, can read it: a host of its own for this page is safer."
        ),
    };
    match keeping {
        KeyKeeping::Memory => format!("The safest: gone when the page is closed or reloaded. {REST}"),
        KeyKeeping::Tab => format!("Kept by the browser until this tab is closed. {readers} {REST}"),
        KeyKeeping::Device => format!(
            "Kept by the browser until you forget it. Anybody who uses this browser profile can read it. {readers}"
        ),
        KeyKeeping::Proxy => "No key is asked for; the server at the base URL adds its own.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_shares_its_host_says_so() {
        let words = |keeping, folder| keeping_advice(keeping, "org.github.io", folder);
        assert!(words(KeyKeeping::Device, "/").contains("Every other page of org.github.io could read it"));
        assert!(words(KeyKeeping::Device, "/board/").contains("not only those below /board/"));
        assert!(words(KeyKeeping::Tab, "/board/").contains("a host of its own"));
        assert!(!words(KeyKeeping::Memory, "/board/").contains("org.github.io"));
        assert!(!words(KeyKeeping::Proxy, "/board/").contains("org.github.io"));
    }

    #[test]
    fn a_key_that_goes_says_what_stays() {
        for keeping in [KeyKeeping::Memory, KeyKeeping::Tab] {
            let words = keeping_advice(keeping, "tune.example", "/");
            for left in ["name and address", "draft", "unfinished uploads", "cloned", "until you remove"] {
                assert!(words.contains(left), "{left} in {words}");
            }
        }
    }
}
