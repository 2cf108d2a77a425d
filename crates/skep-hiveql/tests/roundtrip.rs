//! `parse(print(tree)) == tree`, for generated trees.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use skep_hiveql::ast::{
    BinaryOp, Cte, Expr, ExprKind, FrameBound, FrameUnits, FunctionCall, GroupBy, GroupingSets,
    Ident, Insert, InsertTarget, IntegerSuffix, IntervalUnit, JoinConstraint, JoinKind,
    LateralView, LikeOp, Limit, Literal, NullTreatment, NullsOrder, ObjectName, OrderItem,
    PartitionValue, Quantifier, Query, Select, SelectItem, SetExpr, SetOp, SetQuantifier, Span,
    Statement, TableRef, TableRefKind, UnaryOp, WindowFrame, WindowSpec,
};
use skep_hiveql::types::{HiveType, StructField};
use skep_hiveql::{parse_expr, parse_query, parse_statement, parse_type};

fn ident() -> impl Strategy<Value = Ident> {
    let plain = prop::sample::select(&["a", "b1", "Key", "1c", "limit", "day", "sort", "x_y"][..]);
    let quoted = prop_oneof![
        Just("a b".to_string()),
        Just("select".to_string()),
        Just("`".to_string()),
        "[ -~é]{1,6}",
    ];
    prop_oneof![
        4 => plain.prop_map(|name| (name.to_string(), false)),
        1 => quoted.prop_map(|name| (name, true)),
    ]
    .prop_map(|(value, quoted)| Ident {
        value,
        quoted,
        span: Span::default(),
    })
}

fn object_name() -> impl Strategy<Value = ObjectName> {
    (prop::option::of(ident()), ident()).prop_map(|(database, name)| ObjectName { database, name })
}

fn literal() -> impl Strategy<Value = Literal> {
    let suffix = prop::sample::select(
        &[
            IntegerSuffix::None,
            IntegerSuffix::Long,
            IntegerSuffix::Short,
            IntegerSuffix::Byte,
        ][..],
    );
    let text = || prop_oneof![any::<String>(), "[a-z'\"%_\\\\\n]{0,8}"];
    prop_oneof![
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Boolean),
        ("[0-9]{1,20}", suffix).prop_map(|(digits, suffix)| Literal::Integer { digits, suffix }),
        "[0-9]{1,4}(\\.[0-9]{0,3})?(e[+-]?[0-9]{1,2})?".prop_map(Literal::Decimal),
        "[0-9]{1,4}(\\.[0-9]{0,3})?(e[+-]?[0-9]{1,2})?"
            .prop_map(|text| Literal::Double { text, float: false }),
        text().prop_map(Literal::String),
        text().prop_map(Literal::Date),
        text().prop_map(Literal::Timestamp),
        text().prop_map(Literal::TimestampLocalTz),
    ]
}

fn hive_type() -> impl Strategy<Value = HiveType> {
    let simple = prop_oneof![
        prop::sample::select(
            &[
                HiveType::Boolean,
                HiveType::TinyInt,
                HiveType::SmallInt,
                HiveType::Int,
                HiveType::BigInt,
                HiveType::Float,
                HiveType::Double,
                HiveType::String,
                HiveType::Binary,
                HiveType::Date,
                HiveType::Timestamp,
                HiveType::TimestampLocalTz,
            ][..]
        ),
        (1u8..=38)
            .prop_flat_map(|p| (Just(p), 0..=p))
            .prop_map(|(p, s)| HiveType::Decimal(p, s)),
        (1u32..=65_535).prop_map(HiveType::Varchar),
        (1u32..=255).prop_map(HiveType::Char),
    ];
    let key = prop::sample::select(&[HiveType::Int, HiveType::String, HiveType::Date][..]);
    simple.prop_recursive(3, 12, 3, move |inner| {
        let field =
            ("[a-z][a-z0-9_]{0,5}", inner.clone()).prop_map(|(name, ty)| StructField { name, ty });
        prop_oneof![
            inner.clone().prop_map(|ty| HiveType::Array(Box::new(ty))),
            (key.clone(), inner.clone()).prop_map(|(k, v)| HiveType::Map(Box::new(k), Box::new(v))),
            prop::collection::vec(field, 1..4).prop_map(HiveType::Struct),
            prop::collection::vec(inner, 1..4).prop_map(HiveType::Union),
        ]
    })
}

const BINARY: [BinaryOp; 19] = [
    BinaryOp::Or,
    BinaryOp::And,
    BinaryOp::Eq,
    BinaryOp::NullSafeEq,
    BinaryOp::NotEq,
    BinaryOp::Lt,
    BinaryOp::LtEq,
    BinaryOp::Gt,
    BinaryOp::GtEq,
    BinaryOp::Plus,
    BinaryOp::Minus,
    BinaryOp::Multiply,
    BinaryOp::Divide,
    BinaryOp::Modulo,
    BinaryOp::IntegerDivide,
    BinaryOp::BitAnd,
    BinaryOp::BitOr,
    BinaryOp::BitXor,
    BinaryOp::Concat,
];

fn make(kind: ExprKind) -> Expr {
    Expr {
        kind,
        span: Span::default(),
    }
}

type Part = BoxedStrategy<Expr>;

fn boxed(part: &Part) -> impl Strategy<Value = Box<Expr>> + use<> {
    part.clone().prop_map(Box::new)
}

fn list(part: &Part) -> impl Strategy<Value = Vec<Expr>> + use<> {
    prop::collection::vec(part.clone(), 1..3)
}

fn expr() -> Part {
    let leaf = prop_oneof![
        literal().prop_map(|literal| make(ExprKind::Literal(literal))),
        ident().prop_map(|name| make(ExprKind::Column(name))),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![operator(&inner), predicate(&inner), compound(&inner)].prop_map(make)
    })
    .boxed()
}

/// The right side of IN: a subquery alone in the parentheses is no list.
fn choices(part: &Part) -> impl Strategy<Value = Vec<Expr>> + use<> {
    list(part).prop_filter("a subquery alone", |list| {
        !matches!(
            list.as_slice(),
            [Expr {
                kind: ExprKind::Subquery(_),
                ..
            }]
        )
    })
}

fn operator(part: &Part) -> impl Strategy<Value = ExprKind> + use<> {
    let unary =
        prop::sample::select(&[UnaryOp::Not, UnaryOp::Minus, UnaryOp::Plus, UnaryOp::BitNot][..]);
    prop_oneof![
        2 => (prop::sample::select(&BINARY[..]), boxed(part), boxed(part))
            .prop_map(|(op, left, right)| ExprKind::Binary { op, left, right }),
        1 => (unary, boxed(part)).prop_map(|(op, expr)| ExprKind::Unary { op, expr }),
        1 => (boxed(part), ident()).prop_map(|(base, name)| ExprKind::Field { base, name }),
        1 => (boxed(part), boxed(part)).prop_map(|(base, index)| ExprKind::Index { base, index }),
    ]
}

fn predicate(part: &Part) -> impl Strategy<Value = ExprKind> + use<> {
    let flag = any::<bool>;
    let quantifier = || prop::sample::select(&[Quantifier::Any, Quantifier::All][..]);
    let like = prop::sample::select(&[LikeOp::Like, LikeOp::Rlike][..]);
    let compare =
        prop::sample::select(&[BinaryOp::Eq, BinaryOp::NotEq, BinaryOp::Lt, BinaryOp::GtEq][..]);
    prop_oneof![
        (boxed(part), flag()).prop_map(|(expr, negated)| ExprKind::IsNull { expr, negated }),
        (boxed(part), flag(), flag()).prop_map(|(expr, value, negated)| ExprKind::IsBoolean {
            expr,
            value,
            negated
        }),
        (boxed(part), boxed(part), flag()).prop_map(|(left, right, negated)| {
            ExprKind::IsDistinctFrom {
                left,
                right,
                negated,
            }
        }),
        (boxed(part), boxed(part), boxed(part), flag()).prop_map(|(expr, low, high, negated)| {
            ExprKind::Between {
                expr,
                low,
                high,
                negated,
            }
        }),
        (boxed(part), choices(part), flag()).prop_map(|(expr, list, negated)| ExprKind::InList {
            expr,
            list,
            negated
        }),
        (like, boxed(part), boxed(part), flag()).prop_map(|(op, expr, pattern, negated)| {
            ExprKind::Like {
                op,
                expr,
                pattern,
                negated,
            }
        }),
        (quantifier(), boxed(part), list(part), flag()).prop_map(
            |(quantifier, expr, patterns, negated)| ExprKind::LikeQuantified {
                quantifier,
                expr,
                patterns,
                negated
            }
        ),
        (boxed(part), small_query(part), flag()).prop_map(|(expr, query, negated)| {
            ExprKind::InSubquery {
                expr,
                query: Box::new(query),
                negated,
            }
        }),
        (boxed(part), compare, quantifier(), small_query(part)).prop_map(
            |(expr, op, quantifier, query)| ExprKind::Quantified {
                expr,
                op,
                quantifier,
                query: Box::new(query)
            }
        ),
        small_query(part).prop_map(|query| ExprKind::Exists(Box::new(query))),
    ]
}

fn compound(part: &Part) -> impl Strategy<Value = ExprKind> + use<> {
    let units = [
        IntervalUnit::Year,
        IntervalUnit::Month,
        IntervalUnit::Week,
        IntervalUnit::Day,
        IntervalUnit::Second,
        IntervalUnit::YearToMonth,
        IntervalUnit::DayToSecond,
    ];
    let word =
        |words: &'static [&'static str]| prop::sample::select(words).prop_map(str::to_string);
    let branches = prop::collection::vec((part.clone(), part.clone()), 1..3);
    prop_oneof![
        (
            prop::option::of(boxed(part)),
            branches,
            prop::option::of(boxed(part))
        )
            .prop_map(|(operand, branches, otherwise)| ExprKind::Case {
                operand,
                branches,
                otherwise
            }),
        (boxed(part), hive_type(), prop::option::of("[a-z'-]{0,6}"))
            .prop_map(|(expr, ty, format)| ExprKind::Cast { expr, ty, format }),
        (boxed(part), prop::sample::select(units.to_vec()))
            .prop_map(|(value, unit)| ExprKind::Interval { value, unit }),
        (
            word(&["year", "dayofweek", "week", "quarter", "second"]),
            boxed(part)
        )
            .prop_map(|(field, expr)| ExprKind::Extract { field, expr }),
        (boxed(part), word(&["year", "week", "quarter", "minute"]))
            .prop_map(|(expr, unit)| ExprKind::FloorTo { expr, unit }),
        prop::collection::vec(part.clone(), 2..4).prop_map(ExprKind::Tuple),
        small_query(part).prop_map(|query| ExprKind::Subquery(Box::new(query))),
        call(part).prop_map(ExprKind::Function),
    ]
}

fn call(part: &Part) -> impl Strategy<Value = FunctionCall> + use<> {
    let name = prop_oneof![
        object_name(),
        prop::sample::select(&["if", "map", "array", "concat", "date", "current_date"][..])
            .prop_map(|name| {
                let name = Ident {
                    value: name.to_string(),
                    quoted: false,
                    span: Span::default(),
                };
                ObjectName {
                    database: None,
                    name,
                }
            }),
    ];
    let nulls = prop::option::of(prop::sample::select(
        &[NullTreatment::Ignore, NullTreatment::Respect][..],
    ));
    let within = prop_oneof![3 => Just(Vec::new()), 1 => order(part)];
    let window = prop::option::of(window(part));
    (name, any::<bool>(), list(part), nulls, within, window).prop_map(
        |(name, distinct, args, null_treatment, within_group, over)| FunctionCall {
            name,
            distinct,
            star: false,
            args,
            null_treatment,
            within_group,
            over,
        },
    )
}

fn order(part: &Part) -> impl Strategy<Value = Vec<OrderItem>> + use<> {
    let nulls = prop::option::of(prop::sample::select(
        &[NullsOrder::First, NullsOrder::Last][..],
    ));
    let item =
        (part.clone(), any::<bool>(), nulls).prop_map(|(expr, descending, nulls)| OrderItem {
            expr,
            descending,
            nulls,
        });
    prop::collection::vec(item, 1..3)
}

/// Keys of PARTITION BY and such, where one tuple alone is read as its items.
fn keys(part: &Part) -> impl Strategy<Value = Vec<Expr>> + use<> {
    list(part).prop_filter("a tuple alone", |keys| {
        !matches!(
            keys.as_slice(),
            [Expr {
                kind: ExprKind::Tuple(_),
                ..
            }]
        )
    })
}

fn window(part: &Part) -> impl Strategy<Value = WindowSpec> + use<> {
    let bound = |part: &Part| {
        prop_oneof![
            Just(FrameBound::CurrentRow),
            prop::option::of(boxed(part)).prop_map(FrameBound::Preceding),
            prop::option::of(boxed(part)).prop_map(FrameBound::Following),
        ]
    };
    let units = prop::sample::select(&[FrameUnits::Rows, FrameUnits::Range][..]);
    let frame = (units, bound(part), prop::option::of(bound(part)))
        .prop_filter("a lone FOLLOWING", |(_, start, end)| {
            end.is_some() || !matches!(start, FrameBound::Following(_))
        })
        .prop_map(|(units, start, end)| WindowFrame { units, start, end });
    let keys = prop_oneof![Just(Vec::new()), keys(part)];
    let order = prop_oneof![Just(Vec::new()), order(part)];
    (
        prop::option::of(ident()),
        keys,
        order,
        prop::option::of(frame),
    )
        .prop_map(|(base, partition_by, order_by, frame)| WindowSpec {
            base,
            partition_by,
            order_by,
            frame,
        })
}

fn select_of(items: Vec<SelectItem>) -> Select {
    Select {
        hint: None,
        distinct: false,
        items,
        transform: None,
        from: None,
        filter: None,
        group_by: None,
        having: None,
        windows: Vec::new(),
        qualify: None,
        span: Span::default(),
    }
}

fn query_of(body: SetExpr) -> Query {
    Query {
        ctes: Vec::new(),
        body,
        order_by: Vec::new(),
        cluster_by: Vec::new(),
        distribute_by: Vec::new(),
        sort_by: Vec::new(),
        limit: None,
        span: Span::default(),
    }
}

/// A query for within expressions: `SELECT a [FROM t] [WHERE b]`
fn small_query(part: &Part) -> impl Strategy<Value = Query> + use<> {
    (
        part.clone(),
        prop::option::of(table()),
        prop::option::of(part.clone()),
    )
        .prop_map(|(value, from, filter)| {
            let mut select = select_of(vec![SelectItem::Expr {
                expr: value,
                aliases: Vec::new(),
            }]);
            select.from = from;
            select.filter = filter;
            query_of(SetExpr::Select(Box::new(select)))
        })
}

fn table() -> impl Strategy<Value = TableRef> {
    (object_name(), prop::option::of(ident())).prop_map(|(name, alias)| {
        let kind = TableRefKind::Table {
            name,
            sample: None,
            alias,
        };
        TableRef {
            kind,
            span: Span::default(),
        }
    })
}

fn source() -> impl Strategy<Value = TableRef> {
    let subquery =
        (small_query(&expr()), ident()).prop_map(|(query, alias)| TableRefKind::Subquery {
            query: Box::new(query),
            alias: Some(alias),
            columns: Vec::new(),
        });
    let values =
        (list(&expr()), ident(), ident()).prop_map(|(row, alias, column)| TableRefKind::Values {
            rows: vec![row.clone(), row],
            alias: Some(alias),
            columns: vec![column],
        });
    let whole = |kind| TableRef {
        kind,
        span: Span::default(),
    };
    let leaf =
        prop_oneof![3 => table(), 1 => subquery.prop_map(whole), 1 => values.prop_map(whole)];
    leaf.prop_recursive(3, 6, 2, move |inner| {
        let kinds = prop::sample::select(
            &[
                JoinKind::Inner,
                JoinKind::Left,
                JoinKind::Full,
                JoinKind::LeftSemi,
                JoinKind::LeftAnti,
                JoinKind::Cross,
            ][..],
        );
        let constraint = prop_oneof![
            Just(JoinConstraint::None),
            expr().prop_map(|on| JoinConstraint::On(Box::new(on))),
            prop::collection::vec(ident(), 1..3).prop_map(JoinConstraint::Using),
        ];
        let join = (inner.clone(), inner.clone(), kinds, constraint).prop_map(
            |(left, right, kind, constraint)| TableRefKind::Join {
                left: Box::new(left),
                right: Box::new(right),
                kind,
                constraint,
            },
        );
        let view = (
            inner,
            any::<bool>(),
            ident(),
            list(&expr()),
            ident(),
            prop::collection::vec(ident(), 0..3),
        )
            .prop_map(|(input, outer, function, args, alias, columns)| {
                let (input, alias) = (Box::new(input), Some(alias));
                TableRefKind::LateralView(LateralView {
                    input,
                    outer,
                    function,
                    args,
                    alias,
                    columns,
                })
            });
        prop_oneof![join, view].prop_map(whole)
    })
}

fn select() -> impl Strategy<Value = SetExpr> {
    let item = prop_oneof![
        4 => (expr(), prop::collection::vec(ident(), 0..3))
            .prop_map(|(expr, aliases)| SelectItem::Expr { expr, aliases }),
        1 => prop::option::of(object_name())
            .prop_map(|qualifier| SelectItem::Wildcard { qualifier, span: Span::default() }),
    ];
    let sets = prop::option::of(prop_oneof![
        Just(GroupingSets::Rollup),
        Just(GroupingSets::Cube),
        prop::collection::vec(keys(&expr()), 1..3).prop_map(GroupingSets::Sets),
    ]);
    let group = (list(&expr()), sets).prop_map(|(exprs, sets)| GroupBy { exprs, sets });
    (
        any::<bool>(),
        prop::collection::vec(item, 1..3),
        prop::option::of(source()),
        prop::option::of(expr()),
        prop::option::of(group),
        prop::option::of(expr()),
    )
        .prop_map(|(distinct, items, from, filter, group_by, having)| {
            let mut select = select_of(items);
            select.distinct = distinct;
            select.from = from;
            select.filter = filter;
            select.group_by = group_by;
            select.having = having;
            SetExpr::Select(Box::new(select))
        })
}

fn query() -> impl Strategy<Value = Query> {
    let ops = prop::sample::select(&[SetOp::Union, SetOp::Intersect, SetOp::Except][..]);
    let quantifier = prop::sample::select(&[SetQuantifier::All, SetQuantifier::Distinct][..]);
    let right = prop_oneof![
        select(),
        select().prop_map(|body| SetExpr::Query(Box::new(query_of(body))))
    ];
    let more = prop::collection::vec((ops, quantifier, right), 0..3);
    let limit = (0u64..9, 0u64..9).prop_map(|(offset, count)| Limit { offset, count });
    let cte = (ident(), select()).prop_map(|(name, body)| Cte {
        name,
        columns: Vec::new(),
        query: query_of(body),
    });
    let none_or_keys = || prop_oneof![Just(Vec::new()), keys(&expr())];
    let none_or_order = || prop_oneof![Just(Vec::new()), order(&expr())];
    (
        prop::collection::vec(cte, 0..2),
        select(),
        more,
        (none_or_order(), none_or_keys(), none_or_keys()),
        prop::option::of(limit),
    )
        .prop_map(
            |(ctes, first, more, (order_by, cluster_by, distribute_by), limit)| {
                let body = more
                    .into_iter()
                    .fold(first, |left, (op, quantifier, right)| SetExpr::SetOp {
                        op,
                        quantifier,
                        left: Box::new(left),
                        right: Box::new(right),
                    });
                Query {
                    ctes,
                    order_by,
                    cluster_by,
                    distribute_by,
                    limit,
                    ..query_of(body)
                }
            },
        )
}

fn insert() -> impl Strategy<Value = Statement> {
    let value = prop::option::of(literal().prop_map(|literal| make(ExprKind::Literal(literal))));
    let part = (ident(), value).prop_map(|(column, value)| PartitionValue { column, value });
    let target = (
        object_name(),
        any::<bool>(),
        prop::collection::vec(part, 0..3),
        prop::collection::vec(ident(), 0..3),
    );
    (target, query()).prop_map(|((name, overwrite, partition, columns), query)| {
        let target = InsertTarget::Table {
            name,
            overwrite,
            partition,
            if_not_exists: false,
            columns,
            span: Span::default(),
        };
        Statement::Insert(Box::new(Insert { target, query }))
    })
}

/// Runs a property on a thread of its own: generators that contain each other need more stack than tests have.
fn check<S: Strategy>(
    strategy: impl FnOnce() -> S + Send,
    parse: fn(&S::Value) -> Result<S::Value, String>,
) where
    S::Value: PartialEq + std::fmt::Debug + std::fmt::Display,
{
    let run = || {
        let config = ProptestConfig {
            cases: 256,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let mut runner = TestRunner::new(config);
        let outcome = runner.run(&strategy(), |tree| {
            let again =
                parse(&tree).map_err(|error| TestCaseError::fail(format!("{tree}\n{error}")))?;
            prop_assert!(again == tree, "printed\n{}\nread back\n{}", tree, again);
            Ok(())
        });
        outcome.map_err(|error| error.to_string())
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(256 << 20)
            .spawn_scoped(scope, run);
        let outcome = thread.map(|thread| thread.join());
        assert!(matches!(&outcome, Ok(Ok(Ok(())))), "{outcome:?}");
    });
}

#[test]
fn types() {
    check(hive_type, |ty| {
        parse_type(&ty.to_string()).map_err(|error| error.render(&ty.to_string()))
    });
}

#[test]
fn expressions() {
    check(expr, |expr| {
        parse_expr(&expr.to_string()).map_err(|error| error.render(&expr.to_string()))
    });
}

#[test]
fn queries() {
    check(query, |query| {
        parse_query(&query.to_string()).map_err(|error| error.render(&query.to_string()))
    });
}

#[test]
fn inserts() {
    check(insert, |insert| {
        parse_statement(&insert.to_string()).map_err(|error| error.render(&insert.to_string()))
    });
}
