//! Rows on their way from the connection to the file: packed as the text protocol packs them, some hundred kilobytes at a time.

use sqlx::mysql::MySqlRow;

use super::session::value;

/// A block is passed on when it has this many bytes.
pub(crate) const BLOCK: usize = 256 << 10;
/// NULL in the text protocol.
const NULL: u8 = 0xfb;

/// Appends a row of `columns` values, of which the first `skipped` are left out.
pub(crate) fn pack(out: &mut Vec<u8>, row: &MySqlRow, skipped: usize, columns: usize) {
    for at in skipped..skipped + columns {
        pack_value(out, value(row, at));
    }
}

/// Appends a value as a length-encoded string, or NULL.
pub(crate) fn pack_value(out: &mut Vec<u8>, value: Option<&[u8]>) {
    let Some(value) = value else {
        out.push(NULL);
        return;
    };
    let [first, second, third, ..] = value.len().to_le_bytes();
    out.reserve(value.len() + 9);
    match value.len() {
        0..=250 => out.push(first),
        251..=0xffff => out.extend_from_slice(&[0xfc, first, second]),
        0x1_0000..=0xff_ffff => out.extend_from_slice(&[0xfd, first, second, third]),
        long => {
            out.push(0xfe);
            out.extend_from_slice(&(long as u64).to_le_bytes());
        }
    }
    out.extend_from_slice(value);
}

/// Takes the next value off packed rows; `None` at their end, `Some(None)` for NULL.
pub(crate) fn unpack<'a>(rest: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    let (mark, after) = rest.split_first()?;
    let bytes = match *mark {
        NULL => {
            *rest = after;
            return Some(None);
        }
        0xfc => 2,
        0xfd => 3,
        0xfe => 8,
        short => {
            let (value, after) = after.split_at_checked(usize::from(short))?;
            *rest = after;
            return Some(Some(value));
        }
    };
    let (length, after) = after.split_at_checked(bytes)?;
    let length = length
        .iter()
        .rev()
        .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
    let (value, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        let values: Vec<Option<Vec<u8>>> = [0, 1, 250, 251, 65535, 65536, 0xff_ffff, 0x100_0000]
            .into_iter()
            .map(|length| Some(vec![7; length]))
            .chain([None])
            .collect();
        let mut packed = Vec::new();
        values
            .iter()
            .for_each(|v| pack_value(&mut packed, v.as_deref()));
        let mut rest = packed.as_slice();
        for expected in &values {
            assert_eq!(unpack(&mut rest), Some(expected.as_deref()));
        }
        assert_eq!(unpack(&mut rest), None);
        // A length that says more than is there is no value.
        assert_eq!(unpack(&mut [5, 1].as_slice()), None);
    }
}
