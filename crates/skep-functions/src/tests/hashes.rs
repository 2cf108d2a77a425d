//! Hashes against Java's, digests against their RFCs.

use datafusion::scalar::ScalarValue;
use skep_hiveql::types::HiveType;

use crate::trial::{call, check, d, dec, i, l, null, of, s};

#[test]
fn javas_hash() {
    // 31 * 'a' + 1
    check("hash", [s("a"), i(1)], "3008");
    check("hash", [s("hello")], "99162322");
    check("hash", [null(HiveType::Int)], "0");
    check("hash", [l(-1)], "0");
    check("hash", [d(1.5)], "1073217536");
    // a byte beyond ASCII counts as negative: 31 * (0xC3 - 256) + (0xA9 - 256)
    check("hash", [s("é")], "-1978");
    // a Text starts at 1
    check(
        "hash",
        [of(
            ScalarValue::Utf8View(Some("a".into())),
            HiveType::Varchar(3),
        )],
        "128",
    );
    check("hash", [dec(150, 3, 2)], "466");
    check("hash", [call("array", [i(1), i(2)])], "33");
    check("hash", [call("map", [s("a"), i(1)])], "96");
    check(
        "hash",
        [call("named_struct", [s("x"), i(1), s("y"), i(2)])],
        "33",
    );
    check(
        "hash",
        [of(ScalarValue::Date32(Some(-1)), HiveType::Date)],
        "-1",
    );
}

#[test]
fn sums() {
    check("md5", [s("ABC")], "902fbdd2b1df0c4f70b4a5d23525e932");
    check(
        "sha",
        [s("ABC")],
        "3c01bdbb26f358bab27f267924aa2c9a03fcfdb8",
    );
    check(
        "sha2",
        [s("ABC"), i(256)],
        "b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78",
    );
    check("sha2", [s("ABC"), i(7)], "NULL");
    check("crc32", [s("ABC")], "2743272264");
}

#[test]
fn secrets() {
    let hidden = call("aes_encrypt", [s("ABC"), s("1234567890123456")]);
    check("base64", [hidden.clone()], "y6Ss+zCYObpCbgfWfyNWTw==");
    let shown = call("aes_decrypt", [hidden.clone(), s("1234567890123456")]);
    check("decode", [shown, s("UTF-8")], "ABC");
    check(
        "base64",
        [call("aes_decrypt", [hidden, s("short")])],
        "NULL",
    );
}

#[test]
fn masks() {
    check("mask", [s("abcd-EFGH-8765-4321")], "xxxx-XXXX-nnnn-nnnn");
    check(
        "mask",
        [s("abcd-EFGH-8765-4321"), s("U"), s("l"), s("#")],
        "llll-UUUU-####-####",
    );
    check("mask", [i(-1234)], "-1111");
    check(
        "mask_first_n",
        [s("1234-5678-8765-4321"), i(4)],
        "nnnn-5678-8765-4321",
    );
    check(
        "mask_last_n",
        [s("1234-5678-8765-4321"), i(4)],
        "1234-5678-8765-nnnn",
    );
    check(
        "mask_show_first_n",
        [s("1234-5678-8765-4321"), i(4)],
        "1234-nnnn-nnnn-nnnn",
    );
    check(
        "mask_show_last_n",
        [s("1234-5678-8765-4321"), i(4)],
        "nnnn-nnnn-nnnn-4321",
    );
    check("mask_hash", [i(1)], "NULL");
}
