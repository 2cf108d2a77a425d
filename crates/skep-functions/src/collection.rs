//! Arrays, maps and structs: the table of entries. The kernels are in `collection/`.

use crate::call::{B, I, scalar};
use crate::registry::Function;
use skep_hiveql::types::HiveType;

mod bind;
mod build;
pub(crate) mod kernels;
pub(crate) mod lists;
mod sets;

use bind::{
    array, create_union, element, join_text, map, named_struct, same_array, side, size, slice,
    sort_by, structure, two, with_element,
};
pub(crate) use bind::{common, struct_of};

/// The collection functions.
pub const FUNCTIONS: &[Function] = &[
    scalar(
        "array",
        "array(a, …)",
        "an array of its arguments",
        ("array(1, 2, 3)", "[1,2,3]"),
        |_, a| array(a),
    )
    .of("collection"),
    scalar(
        "map",
        "map(key, value, …)",
        "a map of its arguments",
        ("map('a', 1, 'b', 2)", "{\"a\":1,\"b\":2}"),
        |_, a| map(a),
    )
    .of("collection"),
    scalar(
        "struct",
        "struct(a, …)",
        "a struct with the fields col1, …",
        ("struct(1, 'a')", "{\"col1\":1,\"col2\":\"a\"}"),
        |_, a| structure(a),
    )
    .of("collection"),
    scalar(
        "named_struct",
        "named_struct(name, value, …)",
        "a struct with the given names",
        ("named_struct('x', 1, 'y', 'a')", "{\"x\":1,\"y\":\"a\"}"),
        |_, a| named_struct(a),
    )
    .of("collection"),
    scalar(
        "size",
        "size(array | map)",
        "how many elements there are; -1 for NULL",
        ("size(array(1, 2))", "2"),
        |_, a| size(a),
    )
    .of("collection"),
    scalar(
        "array_contains",
        "array_contains(array, x)",
        "whether x is in the array",
        ("array_contains(array(1, 2, 3), 2)", "true"),
        |_, a| with_element("array_contains", a, |_| B),
    )
    .of("collection"),
    scalar(
        "array_position",
        "array_position(array, x)",
        "where x is in the array, from 1; else 0",
        ("array_position(array(1, 2, 3, 2), 2)", "2"),
        |_, a| with_element("array_position", a, |_| I),
    )
    .of("collection"),
    scalar(
        "array_remove",
        "array_remove(array, x)",
        "the array without x",
        ("array_remove(array(1, 2, 3, 2), 2)", "[1,3]"),
        |_, a| with_element("array_remove", a, HiveType::clone),
    )
    .of("collection"),
    scalar(
        "array_append",
        "array_append(array, x)",
        "the array with x after it",
        ("array_append(array(1, 2), 3)", "[1,2,3]"),
        |_, a| with_element("array_append", a, HiveType::clone),
    )
    .of("collection"),
    scalar(
        "sort_array",
        "sort_array(array)",
        "the array in ascending order",
        (
            "sort_array(array('b', 'd', 'c', 'a'))",
            "[\"a\",\"b\",\"c\",\"d\"]",
        ),
        |_, a| same_array("sort_array", a),
    )
    .of("collection"),
    scalar(
        "sort_array_by",
        "sort_array_by(array<struct<…>>, field, …[, 'ASC' | 'DESC'])",
        "structs in the order of their fields",
        (
            "sort_array_by(array(named_struct('n', 2), named_struct('n', 1)), 'n')",
            "[{\"n\":1},{\"n\":2}]",
        ),
        |_, a| sort_by(a),
    )
    .of("collection"),
    scalar(
        "array_distinct",
        "array_distinct(array)",
        "each element once",
        (
            "array_distinct(array('b', 'd', 'd', 'a'))",
            "[\"b\",\"d\",\"a\"]",
        ),
        |_, a| same_array("array_distinct", a),
    )
    .of("collection"),
    scalar(
        "array_compact",
        "array_compact(array)",
        "the array without its NULLs",
        ("array_compact(array(1, null, 3))", "[1,3]"),
        |_, a| same_array("array_compact", a),
    )
    .of("collection"),
    scalar(
        "array_min",
        "array_min(array)",
        "the least element",
        ("array_min(array(1, 3, 0, null))", "0"),
        |_, a| element("array_min", a),
    )
    .of("collection"),
    scalar(
        "array_max",
        "array_max(array)",
        "the greatest element",
        ("array_max(array(1, 3, 0, null))", "3"),
        |_, a| element("array_max", a),
    )
    .of("collection"),
    scalar(
        "array_join",
        "array_join(array, sep[, null_text])",
        "the elements with a separator between them, without NULLs or with a text for them",
        ("array_join(array(1, 2, null, 4), ',', ':')", "1,2,:,4"),
        |_, a| join_text(a),
    )
    .of("collection"),
    scalar(
        "array_slice",
        "array_slice(array, start, length)",
        "length elements from start (0 is the first); none where there are too few",
        ("array_slice(array(1, 2, 3, 4), 2, 2)", "[3,4]"),
        |_, a| slice(a),
    )
    .of("collection"),
    scalar(
        "array_except",
        "array_except(a, b)",
        "what is in a and not in b, once",
        ("array_except(array(1, 2, 3, 4), array(2, 3))", "[1,4]"),
        |_, a| two("array_except", a),
    )
    .of("collection"),
    scalar(
        "array_intersect",
        "array_intersect(a, b)",
        "what is in both, once",
        ("array_intersect(array(1, 2, 3, 4), array(1, 2))", "[1,2]"),
        |_, a| two("array_intersect", a),
    )
    .of("collection"),
    scalar(
        "array_union",
        "array_union(a, b)",
        "what is in either, once",
        ("array_union(array(1, 2, 2, 4), array(2, 3))", "[1,2,4,3]"),
        |_, a| two("array_union", a),
    )
    .of("collection"),
    scalar(
        "map_keys",
        "map_keys(map)",
        "the keys",
        ("map_keys(map('a', 1, 'b', 2))", "[\"a\",\"b\"]"),
        |_, a| side("map_keys", a),
    )
    .of("collection"),
    scalar(
        "map_values",
        "map_values(map)",
        "the values",
        ("map_values(map('a', 1, 'b', 2))", "[1,2]"),
        |_, a| side("map_values", a),
    )
    .of("collection"),
    scalar(
        "create_union",
        "create_union(tag, a, …)",
        "a union that holds the argument its tag names",
        ("create_union(0, 1, 'a')", "{0:1}"),
        |_, a| create_union(a),
    )
    .of("collection"),
];
