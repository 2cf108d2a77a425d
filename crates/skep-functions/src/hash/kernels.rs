//! The kernels of the hash functions.

use aes::cipher::{BlockDecrypt, BlockEncrypt, KeyInit};
use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Int32Type, Int64Type};
use chrono_tz::Tz;
use datafusion::common::Result;
use sha2::Digest;

use super::mask::{self, Part};
use super::{java, murmur};
use crate::kernel::Kernel;
use crate::rows::{Column, Rows, Strs};
use crate::string::hex;

const UTF8: DataType = DataType::Utf8View;

/// Every hash kernel.
pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("hash", DataType::Int32, |r| {
        let zone = r
            .strs(1)?
            .get(0)
            .and_then(|z| z.parse().ok())
            .unwrap_or(Tz::UTC);
        combine(r, 2, |array, kind| java::hashes(array, kind, zone))
    }),
    Kernel::new("murmur_hash", DataType::Int32, |r| {
        combine(r, 1, murmur::hashes)
    }),
    Kernel::new("md5", UTF8, |r| digest(r, |b| hex(&md5::Md5::digest(b)))),
    Kernel::new("sha1", UTF8, |r| digest(r, |b| hex(&sha1::Sha1::digest(b)))),
    Kernel::new("sha2", UTF8, |r| {
        let (b, bits) = (bytes(r, 0)?, r.nums::<Int32Type>(1)?);
        r.text(|i| {
            let b = b.get(i)?;
            match bits.get(i)? {
                0 | 256 => Some(hex(&sha2::Sha256::digest(b))),
                224 => Some(hex(&sha2::Sha224::digest(b))),
                384 => Some(hex(&sha2::Sha384::digest(b))),
                512 => Some(hex(&sha2::Sha512::digest(b))),
                _ => None,
            }
        })
    }),
    Kernel::new("crc32", DataType::Int64, |r| {
        let b = bytes(r, 0)?;
        r.numbers::<Int64Type>(|i| Some(crc32fast::hash(b.get(i)?).into()))
    }),
    Kernel::new("aes_encrypt", DataType::Binary, |r| {
        let (b, key) = (bytes(r, 0)?, bytes(r, 1)?);
        r.binary(|i| encrypt(b.get(i)?, key.get(i)?))
    }),
    Kernel::new("aes_decrypt", DataType::Binary, |r| {
        let (b, key) = (bytes(r, 0)?, bytes(r, 1)?);
        r.binary(|i| decrypt(b.get(i)?, key.get(i)?))
    }),
    Kernel::volatile("uuid", UTF8, |r| {
        r.text(|_| Some(uuid::Uuid::new_v4().to_string()))
    }),
    Kernel::witnessed("mask", |r| mask::mask(r, Part::All)),
    Kernel::witnessed("mask_first_n", |r| mask::mask(r, Part::First)),
    Kernel::witnessed("mask_last_n", |r| mask::mask(r, Part::Last)),
    Kernel::witnessed("mask_show_first_n", |r| mask::mask(r, Part::AllButFirst)),
    Kernel::witnessed("mask_show_last_n", |r| mask::mask(r, Part::AllButLast)),
    Kernel::new("mask_date", DataType::Date32, mask::mask_date),
];

/// Folds the columns' hash codes from argument `from` on; argument 0 says the kinds of strings.
fn combine(
    r: &Rows<'_>,
    from: usize,
    hashes: impl Fn(&ArrayRef, char) -> Result<Vec<i32>>,
) -> Result<ArrayRef> {
    let kinds = r.strs(0)?.get(0).unwrap_or("").chars().collect::<Vec<_>>();
    let mut out = vec![0_i32; r.len];
    for n in from..r.width() {
        let kind = kinds.get(n - from).copied().unwrap_or('.');
        let (array, constant) = r.raw(n)?;
        let codes = hashes(array, kind)?;
        for (i, h) in out.iter_mut().enumerate() {
            let code = codes
                .get(if constant { 0 } else { i })
                .copied()
                .unwrap_or(0);
            *h = java::join(*h, code);
        }
    }
    r.numbers::<Int32Type>(|i| out.get(i).copied())
}

/// A column of bytes: binary as it is, strings in UTF-8.
enum Bytes<'a> {
    Text(Strs<'a>),
    Binary(Column<'a, arrow::array::BinaryArray>),
}

impl Bytes<'_> {
    fn get(&self, i: usize) -> Option<&[u8]> {
        match self {
            Bytes::Text(c) => c.get(i).map(str::as_bytes),
            Bytes::Binary(c) => c.get(i),
        }
    }
}

fn bytes<'a>(r: &'a Rows<'_>, n: usize) -> Result<Bytes<'a>> {
    Ok(match r.data_type(n) {
        DataType::Binary => Bytes::Binary(r.bytes(n)?),
        _ => Bytes::Text(r.strs(n)?),
    })
}

fn digest(r: &Rows<'_>, f: fn(&[u8]) -> String) -> Result<ArrayRef> {
    let b = bytes(r, 0)?;
    r.text(|i| b.get(i).map(f))
}

/// `AES/ECB/PKCS5Padding`; none for a key of another length.
fn encrypt(data: &[u8], key: &[u8]) -> Option<Vec<u8>> {
    let missing = 16 - data.len() % 16;
    let mut out = data.to_vec();
    out.resize(data.len() + missing, u8::try_from(missing).ok()?);
    let each = |out: &mut Vec<u8>, f: &dyn Fn(&mut aes::Block)| {
        for block in out.chunks_exact_mut(16) {
            f(aes::Block::from_mut_slice(block));
        }
    };
    match key.len() {
        16 => aes::Aes128::new_from_slice(key)
            .ok()
            .map(|c| each(&mut out, &|b| c.encrypt_block(b))),
        24 => aes::Aes192::new_from_slice(key)
            .ok()
            .map(|c| each(&mut out, &|b| c.encrypt_block(b))),
        32 => aes::Aes256::new_from_slice(key)
            .ok()
            .map(|c| each(&mut out, &|b| c.encrypt_block(b))),
        _ => None,
    }?;
    Some(out)
}

fn decrypt(data: &[u8], key: &[u8]) -> Option<Vec<u8>> {
    if data.is_empty() || !data.len().is_multiple_of(16) {
        return None;
    }
    let mut out = data.to_vec();
    let each = |out: &mut Vec<u8>, f: &dyn Fn(&mut aes::Block)| {
        for block in out.chunks_exact_mut(16) {
            f(aes::Block::from_mut_slice(block));
        }
    };
    match key.len() {
        16 => aes::Aes128::new_from_slice(key)
            .ok()
            .map(|c| each(&mut out, &|b| c.decrypt_block(b))),
        24 => aes::Aes192::new_from_slice(key)
            .ok()
            .map(|c| each(&mut out, &|b| c.decrypt_block(b))),
        32 => aes::Aes256::new_from_slice(key)
            .ok()
            .map(|c| each(&mut out, &|b| c.decrypt_block(b))),
        _ => None,
    }?;
    let padding = usize::from(*out.last()?);
    let kept = out
        .len()
        .checked_sub(padding)
        .filter(|_| (1..=16).contains(&padding))?;
    if out.iter().skip(kept).any(|b| usize::from(*b) != padding) {
        return None;
    }
    out.truncate(kept);
    Some(out)
}
