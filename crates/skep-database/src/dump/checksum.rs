//! A checksum of rows that doesn't depend on their order, and what else is counted while rows pass.
//!
//! A row is taken as the text protocol of MySQL sends it: each value as its length and its bytes, NULL as 0xFB, in the order of the manifest's
//! columns, read with `time_zone = '+00:00'` and `NAMES utf8mb4`, FLOAT as a double. Of its SHA-256 the first 16 bytes are a number,
//! little-endian; the checksum is the sum of the rows' numbers modulo 2^128. Equal rows count as often as they are there. Anybody can
//! compute it from a table, so that archive, table and restored table can be compared without keeping rows in order.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The checksum of a set of rows.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Checksum(u128);

impl Checksum {
    /// Adds a row.
    pub fn add(&mut self, row: &[u8]) {
        let digest = Sha256::digest(row);
        let mut first = [0; 16];
        for (to, from) in first.iter_mut().zip(digest.iter()) {
            *to = *from;
        }
        self.0 = self.0.wrapping_add(u128::from_le_bytes(first));
    }

    /// Adds all rows of another.
    pub fn merge(&mut self, other: Checksum) {
        self.0 = self.0.wrapping_add(other.0);
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Checksum {
    type Err = String;

    fn from_str(text: &str) -> Result<Checksum, String> {
        let number = u128::from_str_radix(text, 16)
            .ok()
            .filter(|_| text.len() == 32);
        number
            .map(Checksum)
            .ok_or_else(|| format!("`{text}` is no checksum of rows"))
    }
}

impl TryFrom<String> for Checksum {
    type Error = String;

    fn try_from(text: String) -> Result<Checksum, String> {
        text.parse()
    }
}

impl From<Checksum> for String {
    fn from(checksum: Checksum) -> String {
        checksum.to_string()
    }
}

/// What passed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many rows.
    pub rows: u64,
    /// Their bytes as the server sent them.
    pub bytes: u64,
    /// Their checksum.
    pub checksum: Checksum,
    /// The least and the greatest value of the day column, as the server prints them.
    pub range: Option<(String, String)>,
}

impl Tally {
    /// Adds what passed elsewhere.
    pub fn merge(&mut self, other: Tally, numeric: bool) {
        self.rows += other.rows;
        self.bytes += other.bytes;
        self.checksum.merge(other.checksum);
        if let Some((least, greatest)) = other.range {
            self.widen(&least, numeric);
            self.widen(&greatest, numeric);
        }
    }

    /// Takes a value of the day column into the range.
    pub fn widen(&mut self, value: &str, numeric: bool) {
        let less = |a: &str, b: &str| match numeric {
            true => a.parse::<i128>().ok() < b.parse::<i128>().ok(),
            false => a < b,
        };
        match &mut self.range {
            None => self.range = Some((value.to_owned(), value.to_owned())),
            Some((least, _)) if less(value, least) => value.clone_into(least),
            Some((_, greatest)) if less(greatest, value) => value.clone_into(greatest),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn the_order_of_rows_does_not_matter_and_their_number_does() {
        let of = |rows: &[&str]| {
            let mut sum = Checksum::default();
            rows.iter().for_each(|row| sum.add(row.as_bytes()));
            sum
        };
        assert_eq!(of(&["a", "b", "c"]), of(&["c", "a", "b"]));
        assert_ne!(of(&["a", "a"]), of(&[]));
        assert_ne!(of(&["a", "a"]), of(&["a"]));
        // SHA-256 of `abc` begins ba7816bf 8f01cfea 414140de 5dae2223 (FIPS 180-2, B.1).
        assert_eq!(of(&["abc"]).to_string(), "2322ae5dde404141eacf018fbf1678ba");
        assert_eq!(
            of(&["abc"]).to_string().parse::<Checksum>().unwrap(),
            of(&["abc"])
        );
    }

    #[test]
    fn ranges_widen() {
        let mut tally = Tally::default();
        for value in ["9", "10", "-3"] {
            tally.widen(value, true);
        }
        assert_eq!(tally.range, Some(("-3".to_owned(), "10".to_owned())));
    }
}
