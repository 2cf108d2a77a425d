//! Arrays, maps and structs; table functions.

use skep_hiveql::types::HiveType;

use crate::trial::{call, check, d, i, null, refused, s, show, table_rows};

fn ints(values: &[i32]) -> crate::registry::Typed {
    call("array", values.iter().map(|v| i(*v)))
}

#[test]
fn constructors() {
    check("array", [i(1), i(2), i(3)], "[1,2,3]");
    check("array", [i(1), d(2.5)], "[1.0,2.5]");
    check("map", [s("a"), i(1), s("b"), i(2)], "{\"a\":1,\"b\":2}");
    check("map", [s("a"), i(1), s("a"), i(2)], "{\"a\":2}");
    check("struct", [i(1), s("a")], "{\"col1\":1,\"col2\":\"a\"}");
    check(
        "named_struct",
        [s("x"), i(1), s("Y"), s("a")],
        "{\"x\":1,\"y\":\"a\"}",
    );
    assert_eq!(
        refused("map", [i(1)]),
        "`map` takes an even number of arguments"
    );
}

#[test]
fn arrays() {
    check("size", [ints(&[1, 2])], "2");
    check(
        "size",
        [null(HiveType::Array(Box::new(HiveType::Int)))],
        "-1",
    );
    check("array_contains", [ints(&[1, 2, 3]), i(2)], "true");
    check("array_contains", [ints(&[1, 2, 3]), i(9)], "false");
    check("array_position", [ints(&[1, 2, 3, 2]), i(2)], "2");
    check("array_remove", [ints(&[1, 2, 3, 2]), i(2)], "[1,3]");
    check("array_append", [ints(&[1, 2]), i(3)], "[1,2,3]");
    check(
        "sort_array",
        [call("array", [s("b"), s("d"), s("c"), s("a")])],
        "[\"a\",\"b\",\"c\",\"d\"]",
    );
    check(
        "array_distinct",
        [call("array", [s("b"), s("d"), s("d"), s("a")])],
        "[\"b\",\"d\",\"a\"]",
    );
    check(
        "array_compact",
        [call("array", [i(1), null(HiveType::Void), i(3)])],
        "[1,3]",
    );
    check(
        "array_min",
        [call("array", [i(1), i(3), i(0), null(HiveType::Void)])],
        "0",
    );
    check(
        "array_max",
        [call("array", [i(1), i(3), i(0), null(HiveType::Void)])],
        "3",
    );
    check(
        "array_join",
        [
            call("array", [i(1), i(2), null(HiveType::Void), i(4)]),
            s(","),
            s(":"),
        ],
        "1,2,:,4",
    );
    check("array_slice", [ints(&[1, 2, 3, 4]), i(2), i(2)], "[3,4]");
    check("array_slice", [ints(&[1, 2, 3, 4]), i(3), i(2)], "[]");
    check(
        "array_except",
        [ints(&[1, 2, 3, 4]), ints(&[2, 3])],
        "[1,4]",
    );
    check(
        "array_intersect",
        [ints(&[1, 2, 3, 4]), ints(&[1, 2])],
        "[1,2]",
    );
    check(
        "array_union",
        [ints(&[1, 2, 2, 4]), ints(&[2, 3])],
        "[1,2,4,3]",
    );
}

#[test]
fn structs_in_order() {
    let of = |n: i32, t: &str| call("named_struct", [s("n"), i(n), s("t"), s(t)]);
    let array = || call("array", [of(2, "a"), of(1, "b")]);
    check(
        "sort_array_by",
        [array(), s("n")],
        "[{\"n\":1,\"t\":\"b\"},{\"n\":2,\"t\":\"a\"}]",
    );
    check(
        "sort_array_by",
        [array(), s("t"), s("DESC")],
        "[{\"n\":1,\"t\":\"b\"},{\"n\":2,\"t\":\"a\"}]",
    );
    assert_eq!(
        refused("sort_array_by", [array(), s("q")]),
        "`sort_array_by`: the structs have no field `q`"
    );
}

#[test]
fn maps() {
    let map = || call("map", [s("a"), i(1), s("b"), i(2)]);
    check("map_keys", [map()], "[\"a\",\"b\"]");
    check("map_values", [map()], "[1,2]");
    check("size", [map()], "2");
    assert_eq!(show(&call("create_union", [i(0), i(1), s("a")])), "{0:1}");
}

#[test]
fn tables() {
    assert_eq!(
        table_rows("explode", [ints(&[1, 2])]),
        "[{\"col\":1},{\"col\":2}]"
    );
    let map = call("map", [s("a"), i(1)]);
    assert_eq!(
        table_rows("explode", [map.clone()]),
        "[{\"key\":\"a\",\"value\":1}]"
    );
    assert_eq!(
        table_rows("posexplode", [ints(&[7, 8])]),
        "[{\"pos\":0,\"val\":7},{\"pos\":1,\"val\":8}]"
    );
    assert_eq!(
        table_rows("posexplode", [map]),
        "[{\"pos\":0,\"key\":\"a\",\"value\":1}]"
    );
    let rows = call("array", [call("struct", [i(1), s("a")])]);
    assert_eq!(
        table_rows("inline", [rows]),
        "[{\"col1\":1,\"col2\":\"a\"}]"
    );
    let stacked = table_rows("stack", [i(2), s("a"), i(1), s("b")]);
    assert_eq!(
        stacked,
        "[{\"col0\":\"a\",\"col1\":1},{\"col0\":\"b\",\"col1\":null}]"
    );
    let json = s("{\"a\":1,\"b\":\"x\"}");
    assert_eq!(
        table_rows("json_tuple", [json, s("a"), s("c")]),
        "[{\"c0\":\"1\",\"c1\":null}]"
    );
    let url = s("http://facebook.com/p?k=v");
    assert_eq!(
        table_rows("parse_url_tuple", [url, s("HOST"), s("QUERY:k")]),
        "[{\"c0\":\"facebook.com\",\"c1\":\"v\"}]"
    );
    assert_eq!(
        table_rows("replicate_rows", [i(2), s("a")]),
        "[{\"col0\":2,\"col1\":\"a\"},{\"col0\":2,\"col1\":\"a\"}]"
    );
}
