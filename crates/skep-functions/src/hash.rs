//! Hashes, checksums, encryption and masks: the table of entries. The kernels are in `hash/`.

use skep_hiveql::types::HiveType;

use crate::call::{
    Bound, CallArgs, I, L, S, Y, convert, count, done, plain, plain_opt, scalar, text, wrong,
};
use crate::registry::{Context, Function};

mod java;
pub(crate) mod kernels;
mod mask;
mod murmur;

/// The hash functions.
pub const FUNCTIONS: &[Function] = &[
    scalar("hash", "hash(a, …)", "Java's hash code of its arguments",
        ("hash('a', 1)", "3008"), hash).of("hash"),
    scalar("murmur_hash", "murmur_hash(a, …)", "the Murmur 3 hash of its arguments, as buckets use it",
        ("murmur_hash(cast(null as int))", "0"), murmur_hash).of("hash"),
    scalar("md5", "md5(str | bin)", "the MD5 sum in hexadecimal",
        ("md5('ABC')", "902fbdd2b1df0c4f70b4a5d23525e932"), |_, a| digest("md5", a)).of("hash"),
    scalar("sha1", "sha1(str | bin)", "the SHA-1 sum in hexadecimal",
        ("sha1('ABC')", "3c01bdbb26f358bab27f267924aa2c9a03fcfdb8"), |_, a| digest("sha1", a)).or(&["sha"]).of("hash"),
    scalar("sha2", "sha2(str | bin, bits)", "the SHA-224, -256, -384 or -512 sum in hexadecimal",
        ("sha2('ABC', 256)", "b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78"), |_, a| sha2(a)).of("hash"),
    scalar("crc32", "crc32(str | bin)", "the cyclic redundancy check",
        ("crc32('ABC')", "2743272264"), |_, a| crc32(a)).of("hash"),
    scalar("aes_encrypt", "aes_encrypt(str | bin, key)", "AES-ECB with a key of 16, 24 or 32 bytes",
        ("base64(aes_encrypt('ABC', '1234567890123456'))", "y6Ss+zCYObpCbgfWfyNWTw=="), |_, a| aes("aes_encrypt", a)).of("hash"),
    scalar("aes_decrypt", "aes_decrypt(bin, key)", "what aes_encrypt hid; NULL with a wrong key",
        ("decode(aes_decrypt(unbase64('y6Ss+zCYObpCbgfWfyNWTw=='), '1234567890123456'), 'UTF-8')", "ABC"), |_, a| aes("aes_decrypt", a)).of("hash"),
    scalar("uuid", "uuid()", "a random UUID",
        ("length(uuid())", "36"), |_, a| plain("uuid", a, &[], S)).of("hash"),
    scalar("mask", "mask(x[, upper[, lower[, digit[, other[, number]]]]])", "x with letters and digits hidden",
        ("mask('abcd-EFGH-8765-4321')", "xxxx-XXXX-nnnn-nnnn"), |_, a| mask::bind("mask", a)).of("hash"),
    scalar("mask_first_n", "mask_first_n(x[, n[, upper[, lower[, digit[, other[, number]]]]]])", "x with its first n (4) characters hidden",
        ("mask_first_n('1234-5678-8765-4321', 4)", "nnnn-5678-8765-4321"), |_, a| mask::bind("mask_first_n", a)).of("hash"),
    scalar("mask_last_n", "mask_last_n(x[, n[, upper[, lower[, digit[, other[, number]]]]]])", "x with its last n (4) characters hidden",
        ("mask_last_n('1234-5678-8765-4321', 4)", "1234-5678-8765-nnnn"), |_, a| mask::bind("mask_last_n", a)).of("hash"),
    scalar("mask_show_first_n", "mask_show_first_n(x[, n[, upper[, lower[, digit[, other[, number]]]]]])", "x with all but its first n (4) characters hidden",
        ("mask_show_first_n('1234-5678-8765-4321', 4)", "1234-nnnn-nnnn-nnnn"), |_, a| mask::bind("mask_show_first_n", a)).of("hash"),
    scalar("mask_show_last_n", "mask_show_last_n(x[, n[, upper[, lower[, digit[, other[, number]]]]]])", "x with all but its last n (4) characters hidden",
        ("mask_show_last_n('1234-5678-8765-4321', 4)", "nnnn-nnnn-nnnn-4321"), |_, a| mask::bind("mask_show_last_n", a)).of("hash"),
    scalar("mask_hash", "mask_hash(str)", "the SHA-256 sum of str; NULL for other types",
        ("mask_hash('ABC')", "b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78"), |_, a| mask_hash(a)).of("hash"),
];

/// How a string argument is hashed: `v` for `varchar`, `c` for `char`, whose writables differ from `string`'s.
fn kinds(args: &CallArgs) -> String {
    let kind = |ty: &HiveType| match ty {
        HiveType::Varchar(_) => 'v',
        HiveType::Char(_) => 'c',
        _ => '.',
    };
    args.iter().map(|a| kind(&a.ty)).collect()
}

fn hash(context: &Context, args: CallArgs) -> Bound {
    count("hash", &args, 1, usize::MAX)?;
    // a timestamp's old hash code is that of the instant in the session's zone
    let mut all = vec![text(&kinds(&args)), text(context.timezone.name())];
    all.extend(args.into_iter().map(|a| a.expr));
    Ok(done("hash", all, I))
}

fn murmur_hash(_: &Context, args: CallArgs) -> Bound {
    count("murmur_hash", &args, 1, usize::MAX)?;
    for (n, a) in args.iter().enumerate() {
        if matches!(
            a.ty,
            HiveType::Timestamp | HiveType::TimestampLocalTz | HiveType::Union(_)
        ) {
            return Err(wrong("murmur_hash", n, "of another type", &a.ty));
        }
    }
    let mut all = vec![text(&kinds(&args))];
    all.extend(args.into_iter().map(|a| a.expr));
    Ok(done("murmur_hash", all, I))
}

/// The bytes of a string or binary.
fn bytes(name: &str, args: CallArgs, more: &[HiveType], returns: HiveType) -> Bound {
    let first = match args.first().map(|a| &a.ty) {
        Some(HiveType::Binary) => Y,
        _ => S,
    };
    let types = [&[first], more].concat();
    plain(name, args, &types, returns)
}

fn digest(name: &str, args: CallArgs) -> Bound {
    bytes(name, args, &[], S)
}

fn sha2(args: CallArgs) -> Bound {
    bytes("sha2", args, &[I], S)
}

fn crc32(args: CallArgs) -> Bound {
    bytes("crc32", args, &[], L)
}

fn aes(name: &str, args: CallArgs) -> Bound {
    count(name, &args, 2, 2)?;
    let binary = |a: &crate::registry::Typed| a.ty == HiveType::Binary;
    let types = args
        .iter()
        .map(|a| if binary(a) { Y } else { S })
        .collect::<Vec<_>>();
    plain_opt(name, args, &types, 2, Y)
}

fn mask_hash(args: CallArgs) -> Bound {
    count("mask_hash", &args, 1, 1)?;
    let mut out = Vec::new();
    for (n, a) in args.into_iter().enumerate() {
        let string = a.ty.is_string();
        out.push(if string {
            convert("mask_hash", n, a, &S)?
        } else {
            crate::kernel::null(&S)
        });
    }
    out.push(crate::call::int(256));
    Ok(done("sha2", out, S))
}
