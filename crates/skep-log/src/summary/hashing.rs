//! A fast hash of bytes.

/// A hash of bytes, as wyhash and its kin fold: multiply to 128 bits, xor the halves, 16 bytes a step.
pub(super) fn hash(seed: u64, bytes: &[u8]) -> u64 {
    const A: u64 = 0x9e37_79b9_7f4a_7c15;
    const B: u64 = 0xe703_7ed1_a0b4_28db;
    let mut h = seed ^ (bytes.len() as u64).wrapping_mul(A);
    let mut rest = bytes;
    while let Some((step, tail)) = rest.split_first_chunk::<16>() {
        h = fold(word(&step[..8]) ^ A ^ h, word(&step[8..]) ^ B);
        rest = tail;
    }
    if !rest.is_empty() {
        let (low, high) = rest.split_at(rest.len().min(8));
        h = fold(word(low) ^ B ^ h, word(high) ^ A);
    }
    fold(h ^ B, A)
}

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// Up to eight bytes as a number.
fn word(bytes: &[u8]) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(whole) => u64::from_le_bytes(*whole),
        None => bytes.iter().rev().fold(0, |n, &b| n << 8 | u64::from(b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_depends_on_every_byte_and_on_the_length() {
        let mut seen = std::collections::HashSet::new();
        for len in 0..70 {
            let mut bytes = vec![0_u8; len];
            assert!(seen.insert(hash(1, &bytes)));
            for at in 0..len {
                bytes[at] = 1;
                assert!(seen.insert(hash(1, &bytes)), "{len} {at}");
                bytes[at] = 0;
            }
        }
    }
}
