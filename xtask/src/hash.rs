//! Names that change with what they name, so that browsers may keep the file for good.

/// 16 hexadecimal digits that differ when any of the pieces does (FNV-1a: small, and the same everywhere).
pub fn of<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for piece in pieces {
        // The length too, so that bytes which move from one piece to the next are a difference.
        for byte in (piece.len() as u64).to_le_bytes().iter().chain(piece) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
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
}
