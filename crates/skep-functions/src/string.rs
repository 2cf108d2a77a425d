//! String functions: their table of entries. The kernels are in `string/`.

use crate::call::{I, L, S, Y, plain, plain_opt, scalar};
use crate::registry::Function;
use skep_hiveql::types::HiveType;

mod bind;
mod chars;
mod encoding;
mod format;
pub(crate) mod kernels;
pub(crate) mod pattern;
mod printf;
mod sentence;

use bind::{
    chr, concat, concat_ws, elt, field, format_number, hex_of, length, locate, printf, same_chars,
    substr,
};
pub(crate) use bind::{hex, strings};

/// The string functions.
pub const FUNCTIONS: &[Function] = &[
    scalar(
        "concat",
        "concat(str | bin, …)",
        "joins strings, or binaries; NULL where one is NULL",
        ("concat('abc', 'def')", "abcdef"),
        |_, a| concat(a),
    ),
    scalar(
        "concat_ws",
        "concat_ws(sep, str | array<string>, …)",
        "joins strings and arrays of strings with a separator, leaving out NULLs",
        (
            "concat_ws('.', 'www', array('facebook', 'com'))",
            "www.facebook.com",
        ),
        |_, a| concat_ws(a),
    ),
    scalar(
        "upper",
        "upper(str)",
        "str with every letter in upper case",
        ("upper('Facebook')", "FACEBOOK"),
        |_, a| same_chars("upper", a),
    )
    .or(&["ucase"]),
    scalar(
        "lower",
        "lower(str)",
        "str with every letter in lower case",
        ("lower('Facebook')", "facebook"),
        |_, a| same_chars("lower", a),
    )
    .or(&["lcase"]),
    scalar(
        "trim",
        "trim(str[, chars])",
        "str without the blanks, or chars, around it",
        ("trim('   facebook  ')", "facebook"),
        |_, a| plain_opt("trim", a, &[S, S], 1, S),
    ),
    scalar(
        "ltrim",
        "ltrim(str[, chars])",
        "str without the blanks, or chars, before it",
        ("ltrim('   facebook')", "facebook"),
        |_, a| plain_opt("ltrim", a, &[S, S], 1, S),
    ),
    scalar(
        "rtrim",
        "rtrim(str[, chars])",
        "str without the blanks, or chars, after it",
        ("rtrim('facebook   ')", "facebook"),
        |_, a| plain_opt("rtrim", a, &[S, S], 1, S),
    ),
    scalar(
        "length",
        "length(str | bin)",
        "how many characters, or bytes, there are",
        ("length('Facebook')", "8"),
        |_, a| length(a),
    ),
    scalar(
        "character_length",
        "character_length(str)",
        "how many characters there are",
        ("character_length('안녕')", "2"),
        |_, a| plain("length", a, &[S], I),
    )
    .or(&["char_length"]),
    scalar(
        "octet_length",
        "octet_length(str)",
        "how many bytes there are in UTF-8",
        ("octet_length('안녕')", "6"),
        |_, a| plain("octet_length", a, &[S], I),
    ),
    scalar(
        "reverse",
        "reverse(str)",
        "str backwards",
        ("reverse('Facebook')", "koobecaF"),
        |_, a| plain("reverse", a, &[S], S),
    ),
    scalar(
        "lpad",
        "lpad(str, len, pad)",
        "str brought to len characters by pad before it",
        ("lpad('hi', 5, '??')", "???hi"),
        |_, a| plain("lpad", a, &[S, I, S], S),
    ),
    scalar(
        "rpad",
        "rpad(str, len, pad)",
        "str brought to len characters by pad after it",
        ("rpad('hi', 5, '??')", "hi???"),
        |_, a| plain("rpad", a, &[S, I, S], S),
    ),
    scalar(
        "repeat",
        "repeat(str, n)",
        "str n times",
        ("repeat('123', 2)", "123123"),
        |_, a| plain("repeat", a, &[S, I], S),
    ),
    scalar(
        "space",
        "space(n)",
        "n blanks",
        ("concat('[', space(2), ']')", "[  ]"),
        |_, a| plain("space", a, &[I], S),
    ),
    scalar(
        "substr",
        "substr(str | bin, pos[, len])",
        "the part from pos (1 is the first; from the end when negative) of len characters",
        ("substr('Facebook', -5)", "ebook"),
        |_, a| substr(a),
    )
    .or(&["substring", "mid"]),
    scalar(
        "substring_index",
        "substring_index(str, delim, count)",
        "what stands before the count-th delim, or after it when counted from the end",
        ("substring_index('www.apache.org', '.', 2)", "www.apache"),
        |_, a| plain("substring_index", a, &[S, S, I], S),
    ),
    scalar(
        "instr",
        "instr(str, part[, pos[, occurrence]])",
        "where part is in str, from 1; 0 when it isn't",
        ("instr('Facebook', 'boo')", "5"),
        |_, a| plain_opt("instr", a, &[S, S, I, I], 2, I),
    ),
    scalar(
        "locate",
        "locate(part, str[, pos])",
        "where part is in str at or after pos, from 1; 0 when it isn't",
        ("locate('bar', 'foobarbar', 5)", "7"),
        |_, a| locate(a),
    )
    .or(&["position"]),
    scalar(
        "initcap",
        "initcap(str)",
        "str with each word's first letter in upper case and the rest in lower case",
        ("initcap('tHe soap')", "The Soap"),
        |_, a| plain("initcap", a, &[S], S),
    ),
    scalar(
        "translate",
        "translate(str, from, to)",
        "str with each character of from replaced by the one in its place in to",
        ("translate('abcdef', 'adc', '19')", "1b9ef"),
        |_, a| plain("translate", a, &[S, S, S], S),
    ),
    scalar(
        "replace",
        "replace(str, search, rep)",
        "str with every search replaced by rep",
        ("replace('Hack and Hue', 'H', 'BL')", "BLack and BLue"),
        |_, a| plain("replace", a, &[S, S, S], S),
    ),
    scalar(
        "regexp_replace",
        "regexp_replace(str, regexp, rep)",
        "str with every match replaced by rep, where $1 stands for a group",
        ("regexp_replace('100-200', '(\\\\d+)', 'num')", "num-num"),
        |_, a| plain("regexp_replace", a, &[S, S, S], S),
    ),
    scalar(
        "regexp_extract",
        "regexp_extract(str, regexp[, idx])",
        "group idx (1 unless given) of the first match; empty without a match",
        ("regexp_extract('100-200', '(\\\\d+)-(\\\\d+)', 1)", "100"),
        |_, a| plain_opt("regexp_extract", a, &[S, S, I], 2, S),
    ),
    scalar(
        "split",
        "split(str, regex)",
        "the parts of str between matches of regex",
        (
            "split('oneAtwoBthreeC', '[ABC]')",
            "[\"one\",\"two\",\"three\",\"\"]",
        ),
        |_, a| plain("split", a, &[S, S], strings()),
    ),
    scalar(
        "find_in_set",
        "find_in_set(str, list)",
        "the place of str in a list separated by commas, from 1; else 0",
        ("find_in_set('ab', 'abc,b,ab,c,def')", "3"),
        |_, a| plain("find_in_set", a, &[S, S], I),
    ),
    scalar(
        "field",
        "field(value, v1, …)",
        "which of v1 … equals value, from 1; else 0",
        ("field('world', 'say', 'hello', 'world')", "3"),
        |_, a| field(a),
    ),
    scalar(
        "elt",
        "elt(n, v1, …)",
        "the n-th of the values that follow",
        ("elt(1, 'face', 'book')", "face"),
        |_, a| elt(a),
    ),
    scalar(
        "ascii",
        "ascii(str)",
        "the number of the first byte",
        ("ascii('222')", "50"),
        |_, a| plain("ascii", a, &[S], I),
    ),
    scalar(
        "chr",
        "chr(n)",
        "the character with the number n, modulo 256",
        ("chr(65)", "A"),
        |_, a| chr(a),
    )
    .or(&["char"]),
    scalar(
        "format_number",
        "format_number(x, d | pattern)",
        "x with commas and d digits after the point",
        ("format_number(12332.123456, 4)", "12,332.1235"),
        |_, a| format_number(a),
    ),
    scalar(
        "printf",
        "printf(format, …)",
        "its arguments laid out by Java's format",
        (
            "printf('Hello World %d %s', 100, 'days')",
            "Hello World 100 days",
        ),
        |_, a| printf(a),
    ),
    scalar(
        "soundex",
        "soundex(str)",
        "the code of how an English word sounds",
        ("soundex('Miller')", "M460"),
        |_, a| plain("soundex", a, &[S], S),
    ),
    scalar(
        "levenshtein",
        "levenshtein(a, b)",
        "how many single edits turn a into b",
        ("levenshtein('kitten', 'sitting')", "3"),
        |_, a| plain("levenshtein", a, &[S, S], I),
    ),
    scalar(
        "quote",
        "quote(str)",
        "str in single quotes, its own escaped",
        ("quote('Don\\'t')", "'Don\\'t'"),
        |_, a| plain("quote", a, &[S], S),
    ),
    scalar(
        "sentences",
        "sentences(str[, lang, country])",
        "the words of each sentence",
        (
            "sentences('Hello there! I am a UDF.')",
            "[[\"Hello\",\"there\"],[\"I\",\"am\",\"a\",\"UDF\"]]",
        ),
        |_, a| {
            plain_opt(
                "sentences",
                a,
                &[S, S, S],
                1,
                HiveType::Array(Box::new(strings())),
            )
        },
    ),
    scalar(
        "encode",
        "encode(str, charset)",
        "the bytes of str: US-ASCII, ISO-8859-1, UTF-8, UTF-16, UTF-16BE or UTF-16LE",
        ("hex(encode('Hi', 'UTF-8'))", "4869"),
        |_, a| plain("encode", a, &[S, S], Y),
    ),
    scalar(
        "decode",
        "decode(bin, charset)",
        "the text in bytes: US-ASCII, ISO-8859-1, UTF-8, UTF-16, UTF-16BE or UTF-16LE",
        ("decode(unhex('4D7953514C'), 'UTF-8')", "MySQL"),
        |_, a| plain("decode", a, &[Y, S], S),
    ),
    scalar(
        "base64",
        "base64(bin)",
        "bytes as base 64 text",
        ("base64(unhex('4D7953514C'))", "TXlTUUw="),
        |_, a| plain("base64", a, &[Y], S),
    ),
    scalar(
        "unbase64",
        "unbase64(str)",
        "the bytes in base 64 text",
        ("decode(unbase64('TXlTUUw='), 'UTF-8')", "MySQL"),
        |_, a| plain("unbase64", a, &[S], Y),
    ),
    scalar(
        "hex",
        "hex(n | str | bin)",
        "a number, or each byte, in hexadecimal",
        ("hex('Facebook')", "46616365626F6F6B"),
        |_, a| hex_of(a),
    ),
    scalar(
        "unhex",
        "unhex(str)",
        "the bytes written in hexadecimal; NULL when it isn't that",
        ("decode(unhex('4D7953514C'), 'UTF-8')", "MySQL"),
        |_, a| plain("unhex", a, &[S], Y),
    ),
    scalar(
        "bin",
        "bin(n)",
        "n in binary",
        ("bin(13)", "1101"),
        |_, a| plain("bin", a, &[L], S),
    ),
    scalar(
        "conv",
        "conv(n, from, to)",
        "n moved from one base to another; signed when to is negative",
        ("conv('100', 2, 10)", "4"),
        |_, a| plain("conv", a, &[S, I, I], S),
    ),
    scalar(
        "str_to_map",
        "str_to_map(text[, pair, key])",
        "a map from `key:value` pairs separated by commas, or by the given patterns",
        (
            "str_to_map('a=1,b=2', ',', '=')",
            "{\"a\":\"1\",\"b\":\"2\"}",
        ),
        |_, a| {
            plain_opt(
                "str_to_map",
                a,
                &[S, S, S],
                1,
                HiveType::Map(Box::new(S), Box::new(S)),
            )
        },
    ),
];
