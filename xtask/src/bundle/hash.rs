//! SHA-256 digests: in file names, so that browsers may keep the file for good, and in the security policy.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};

/// Returns 16 hexadecimal digits that differ when any of the pieces does.
pub fn of<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for piece in pieces {
        // The length too, so that bytes which move from one piece to the next are a difference.
        hash.update((piece.len() as u64).to_le_bytes());
        hash.update(piece);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the digest of a script as a security policy has it, `sha256-` and base 64.
pub fn for_policy(script: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(script)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_and_every_border_counts() {
        let of = |pieces: &[&str]| of(pieces.iter().map(|piece| piece.as_bytes()));
        let names = [of(&[]), of(&[""]), of(&["ab"]), of(&["ac"]), of(&["a", "b"]), of(&["", "ab"])];
        for (n, name) in names.iter().enumerate() {
            assert_eq!(name.len(), 16);
            assert!(!names[..n].contains(name), "{names:?}");
        }
        assert_eq!(of(&["ab"]), of(&["ab"]));
    }

    #[test]
    fn a_policy_has_the_whole_digest() {
        assert_eq!(for_policy("abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }
}
