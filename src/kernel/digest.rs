//! Digest by which bytes can be compared with earlier ones without keeping them.

use xxhash_rust::xxh64::xxh64;

/// Returns the XXH64 digest: the same for the same bytes; bytes that differ by accident have another one, but for one case in
/// 2^64. Not for texts made to collide.
pub fn digest(bytes: &[u8]) -> u64 {
    xxh64(bytes, 0)
}
