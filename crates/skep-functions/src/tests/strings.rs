//! Strings: Hive's documented examples.

use skep_hiveql::types::HiveType;

use crate::trial::{call, check, d, dec, i, l, null, refused, s};

#[test]
fn joining() {
    check("concat", [s("abc"), s("def")], "abcdef");
    check("concat", [s("abc"), null(HiveType::String)], "NULL");
    check(
        "concat_ws",
        [s("."), s("www"), call("array", [s("facebook"), s("com")])],
        "www.facebook.com",
    );
    check(
        "concat_ws",
        [s("-"), s("a"), null(HiveType::String), s("b")],
        "a-b",
    );
    check("repeat", [s("123"), i(2)], "123123");
    check("repeat", [s("123"), i(-1)], "");
    check("reverse", [s("Facebook")], "koobecaF");
    check("quote", [s("Don't")], "'Don\\'t'");
}

#[test]
fn parts() {
    check("substr", [s("Facebook"), i(5)], "book");
    check("substr", [s("Facebook"), i(-5)], "ebook");
    check("substr", [s("Facebook"), i(5), i(1)], "b");
    check("substr", [s("Facebook"), i(0), i(4)], "Face");
    check("substr", [s("Facebook"), i(9)], "");
    check("substr", [s("Facebook"), i(2), i(0)], "");
    check("substr", [s("玩玩玩 abc"), i(1), i(3)], "玩玩玩");
    check(
        "substring_index",
        [s("www.apache.org"), s("."), i(2)],
        "www.apache",
    );
    check(
        "substring_index",
        [s("www.apache.org"), s("."), i(-1)],
        "org",
    );
    check(
        "substring_index",
        [s("www.apache.org"), s("."), i(5)],
        "www.apache.org",
    );
    check(
        "split",
        [s("oneAtwoBthreeC"), s("[ABC]")],
        "[\"one\",\"two\",\"three\",\"\"]",
    );
    check("split", [s("a|b|c"), s("\\|")], "[\"a\",\"b\",\"c\"]");
    check(
        "str_to_map",
        [s("a=1,b=2"), s(","), s("=")],
        "{\"a\":\"1\",\"b\":\"2\"}",
    );
    check("str_to_map", [s("k1:v1,k2")], "{\"k1\":\"v1\",\"k2\":null}");
    check("elt", [i(1), s("face"), s("book")], "face");
    check("elt", [i(3), s("face"), s("book")], "NULL");
}

#[test]
fn places() {
    check("instr", [s("Facebook"), s("boo")], "5");
    check("instr", [s("CORPORATE FLOOR"), s("OR"), i(3), i(2)], "14");
    check("instr", [s("CORPORATE FLOOR"), s("OR"), i(-3), i(2)], "2");
    check("locate", [s("bar"), s("foobarbar"), i(5)], "7");
    check("locate", [s("x"), s("abc")], "0");
    check("find_in_set", [s("ab"), s("abc,b,ab,c,def")], "3");
    check("find_in_set", [s("a,b"), s("a,b")], "0");
    check("field", [s("world"), s("say"), s("hello"), s("world")], "3");
    check("length", [s("Facebook")], "8");
    check("octet_length", [s("안녕")], "6");
    check("ascii", [s("222")], "50");
    check("ascii", [s("")], "0");
    check("levenshtein", [s("kitten"), s("sitting")], "3");
}

#[test]
fn cases_and_blanks() {
    check("upper", [s("Facebook")], "FACEBOOK");
    check("lcase", [s("Facebook")], "facebook");
    check("initcap", [s("tHe soap")], "The Soap");
    check("trim", [s("   facebook  ")], "facebook");
    check("trim", [s("xxfacebookxx"), s("x")], "facebook");
    check("ltrim", [s("   facebook  ")], "facebook  ");
    check("rtrim", [s("facebook   ")], "facebook");
    check("trim", [s("    ")], "");
    check("lpad", [s("hi"), i(5), s("??")], "???hi");
    check("lpad", [s("hi"), i(1), s("??")], "h");
    check("rpad", [s("hi"), i(5), s("??")], "hi???");
    check("lpad", [s("hi"), i(5), s("")], "NULL");
    check("length", [call("space", [i(3)])], "3");
}

#[test]
fn patterns() {
    check(
        "regexp_replace",
        [s("100-200"), s("(\\d+)"), s("num")],
        "num-num",
    );
    check(
        "regexp_replace",
        [s("abc"), s("(a)(b)"), s("$2$1\\$")],
        "ba$c",
    );
    check(
        "regexp_extract",
        [s("100-200"), s("(\\d+)-(\\d+)"), i(1)],
        "100",
    );
    check(
        "regexp_extract",
        [s("100-200"), s("(\\d+)-(\\d+)"), i(2)],
        "200",
    );
    check("regexp_extract", [s("x"), s("(\\d+)")], "");
    check(
        "replace",
        [s("Hack and Hue"), s("H"), s("BL")],
        "BLack and BLue",
    );
    check("translate", [s("abcdef"), s("adc"), s("19")], "1b9ef");
}

#[test]
fn numbers_as_text() {
    check("format_number", [d(12332.123456), i(4)], "12,332.1235");
    check("format_number", [i(12332), i(0)], "12,332");
    check(
        "format_number",
        [dec(-1_234_567_891, 12, 4), i(2)],
        "-123,456.79",
    );
    check("format_number", [dec(5, 2, 2), i(4)], "0.0500");
    check(
        "printf",
        [s("Hello World %d %s"), i(100), s("days")],
        "Hello World 100 days",
    );
    check(
        "printf",
        [
            s("%05.1f|%-4s|%x|%e"),
            d(2.14),
            s("a"),
            i(255),
            d(12345.678),
        ],
        "002.1|a   |ff|1.234568e+04",
    );
    check("hex", [i(17)], "11");
    check("hex", [s("Facebook")], "46616365626F6F6B");
    check("hex", [l(-1)], "FFFFFFFFFFFFFFFF");
    check("bin", [l(13)], "1101");
    check("conv", [s("100"), i(2), i(10)], "4");
    check("conv", [s("-10"), i(16), i(-10)], "-16");
    check("conv", [s("-1"), i(10), i(16)], "FFFFFFFFFFFFFFFF");
    check("chr", [i(65)], "A");
    check("chr", [i(-1)], "");
}

#[test]
fn encodings() {
    check(
        "decode",
        [call("unhex", [s("4D7953514C")]), s("UTF-8")],
        "MySQL",
    );
    check("unhex", [s("zz")], "NULL");
    check("base64", [call("unhex", [s("4D7953514C")])], "TXlTUUw=");
    check("hex", [call("encode", [s("é"), s("UTF-16")])], "FEFF00E9");
    check(
        "decode",
        [call("unbase64", [s("TXlTUUw=")]), s("UTF-8")],
        "MySQL",
    );
    check("soundex", [s("Miller")], "M460");
    check("soundex", [s("Tymczak")], "T522");
    check(
        "sentences",
        [s("Hello there! I am a UDF.")],
        "[[\"Hello\",\"there\"],[\"I\",\"am\",\"a\",\"UDF\"]]",
    );
}

#[test]
fn complaints() {
    assert_eq!(
        refused("lpad", [s("a")]),
        "`lpad` takes 3 arguments, 1 given"
    );
    let array = call("array", [i(1)]);
    assert_eq!(
        refused("reverse", [array]),
        "argument 1 of `reverse` must be string, not array<int>"
    );
}

#[test]
fn json_and_urls() {
    let json = "{\"store\":{\"fruit\":[{\"weight\":8,\"type\":\"apple\"},{\"weight\":9,\"type\":\"pear\"}]},\"owner\":\"amy\"}";
    check("get_json_object", [s(json), s("$.owner")], "amy");
    check(
        "get_json_object",
        [s(json), s("$.store.fruit[0]")],
        "{\"weight\":8,\"type\":\"apple\"}",
    );
    check(
        "get_json_object",
        [s(json), s("$.store.fruit[*].type")],
        "[\"apple\",\"pear\"]",
    );
    check("get_json_object", [s(json), s("$.non_exist_key")], "NULL");
    let url = "http://facebook.com/path/p1.php?query=1#top";
    check("parse_url", [s(url), s("HOST")], "facebook.com");
    check("parse_url", [s(url), s("PATH")], "/path/p1.php");
    check("parse_url", [s(url), s("QUERY")], "query=1");
    check("parse_url", [s(url), s("REF")], "top");
    check("parse_url", [s(url), s("FILE")], "/path/p1.php?query=1");
    check("parse_url", [s(url), s("QUERY"), s("query")], "1");
    check("parse_url", [s("inva lid"), s("HOST")], "NULL");
}
