//! Expressions to conditions: names to fields, types checked, constants made ready.

use std::borrow::Cow;

use chrono_tz::Tz;
use regex::Regex;
use skep_hiveql::ast::{BinaryOp, Expr, ExprKind, FunctionCall, LikeOp, Literal, Span, UnaryOp};
use skep_hiveql::types::HiveType;
use skep_hiveql::{ParseError, nearest};
use skep_serde::access_log::{Instant, LogFormat};
use skep_serde::primitive::{Zone, parse_timestamp_tz};

use super::pattern::Pattern;
use super::{Datum, Function, Node, Unit};

type Result<T> = std::result::Result<T, ParseError>;

/// What kind of value an expression has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null,
    Boolean,
    Number,
    Text,
    Time,
    Params,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Null => "NULL",
            Kind::Boolean => "true or false",
            Kind::Number => "a number",
            Kind::Text => "a text",
            Kind::Time => "a time",
            Kind::Params => "a map",
        }
    }
}

/// Name, function, the least and the most arguments. (A table.)
const FUNCTIONS: &[(&str, Function, usize, usize)] = &[
    ("lower", Function::Lower, 1, 1),
    ("lcase", Function::Lower, 1, 1),
    ("upper", Function::Upper, 1, 1),
    ("ucase", Function::Upper, 1, 1),
    ("trim", Function::Trim, 1, 1),
    ("length", Function::Length, 1, 1),
    ("substr", Function::Substr, 2, 3),
    ("substring", Function::Substr, 2, 3),
    ("concat", Function::Concat, 1, 64),
    ("coalesce", Function::Coalesce, 1, 64),
    ("year", Function::Clock(Unit::Year), 1, 1),
    ("month", Function::Clock(Unit::Month), 1, 1),
    ("day", Function::Clock(Unit::Day), 1, 1),
    ("hour", Function::Clock(Unit::Hour), 1, 1),
    ("minute", Function::Clock(Unit::Minute), 1, 1),
    ("second", Function::Clock(Unit::Second), 1, 1),
];

/// Reads one condition.
pub(super) struct Compiler<'a, S> {
    text: &'a str,
    format: &'a LogFormat,
    zone: Tz,
    slot: S,
}

impl<'a, S: FnMut(usize) -> usize> Compiler<'a, S> {
    pub(super) fn new(text: &'a str, format: &'a LogFormat, zone: Tz, slot: S) -> Self {
        Compiler {
            text,
            format,
            zone,
            slot,
        }
    }

    fn wrong<T>(&self, span: Span, message: impl Into<String>) -> Result<T> {
        Err(ParseError::at(self.text, span, message))
    }

    /// An expression that is true or false.
    pub(super) fn condition(&mut self, expr: &Expr) -> Result<Node> {
        let (node, kind) = self.expr(expr)?;
        match kind {
            Kind::Boolean | Kind::Null => Ok(node),
            kind => self.wrong(
                expr.span,
                format!("a condition is true or false, and this is {}", kind.name()),
            ),
        }
    }

    fn expr(&mut self, expr: &Expr) -> Result<(Node, Kind)> {
        let span = expr.span;
        let boolean = |node| Ok((node, Kind::Boolean));
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal, span),
            ExprKind::Column(name) => self.field(&name.value, span),
            ExprKind::Index { base, index } => self.param(base, index, span),
            ExprKind::Unary {
                op: UnaryOp::Not,
                expr,
            } => boolean(Node::Not(Box::new(self.condition(expr)?))),
            ExprKind::Unary {
                op: UnaryOp::Plus,
                expr,
            } => self.expr(expr),
            ExprKind::Unary {
                op: UnaryOp::Minus,
                expr,
            } => {
                let zero = Node::Constant(Datum::Integer(0));
                let number = self.number(expr)?;
                Ok((
                    Node::Arithmetic(BinaryOp::Minus, Box::new(zero), Box::new(number)),
                    Kind::Number,
                ))
            }
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, span),
            ExprKind::IsNull { expr, negated } => {
                boolean(Node::IsNull(Box::new(self.expr(expr)?.0), *negated))
            }
            ExprKind::Between {
                expr,
                low,
                high,
                negated,
            } => {
                let from = self.compare(BinaryOp::GtEq, expr, low)?;
                let to = self.compare(BinaryOp::LtEq, expr, high)?;
                let both = Node::And(Box::new(from), Box::new(to));
                boolean(if *negated {
                    Node::Not(Box::new(both))
                } else {
                    both
                })
            }
            ExprKind::InList {
                expr,
                list,
                negated,
            } => {
                let (value, kind) = self.expr(expr)?;
                let mut all = Vec::with_capacity(list.len());
                for item in list {
                    let (node, other) = self.expr(item)?;
                    let beside = (Node::Constant(Datum::Null), kind);
                    all.push(self.comparable(beside, (node, other), item.span)?.1);
                }
                boolean(Node::In(Box::new(value), all, *negated))
            }
            ExprKind::Like {
                op,
                expr,
                pattern,
                negated,
            } => self.like(*op, expr, pattern, *negated),
            ExprKind::Function(call) => self.call(call, span),
            _ => self.wrong(
                span,
                "this isn't supported in a condition on lines; a query (`skep sql`) can do it",
            ),
        }
    }

    fn literal(&mut self, literal: &Literal, span: Span) -> Result<(Node, Kind)> {
        let double = |text: &str| text.parse().ok().map(Datum::Double);
        let (datum, kind) = match literal {
            Literal::Null => (Some(Datum::Null), Kind::Null),
            Literal::Boolean(value) => (Some(Datum::Boolean(*value)), Kind::Boolean),
            Literal::Integer { digits, .. } => (
                digits
                    .parse()
                    .ok()
                    .map(Datum::Integer)
                    .or_else(|| double(digits)),
                Kind::Number,
            ),
            Literal::Decimal(text) | Literal::Double { text, .. } => (double(text), Kind::Number),
            Literal::String(text) => (Some(Datum::Text(Cow::Owned(text.clone()))), Kind::Text),
            Literal::Date(text) | Literal::Timestamp(text) | Literal::TimestampLocalTz(text) => {
                (self.time(text).map(Datum::Time), Kind::Time)
            }
        };
        match datum {
            Some(datum) => Ok((Node::Constant(datum), kind)),
            None => self.wrong(span, "this constant can't be read"),
        }
    }

    fn time(&self, text: &str) -> Option<Instant> {
        let micros = parse_timestamp_tz(text.as_bytes(), Zone::Region(self.zone))?;
        Some(Instant { micros, offset: 0 })
    }

    fn field(&mut self, name: &str, span: Span) -> Result<(Node, Kind)> {
        let Some(place) = self.format.field(name) else {
            let names = self.format.fields().iter().map(|field| field.name.as_str());
            let mut error = ParseError::at(
                self.text,
                span,
                format!(
                    "a line of the format `{}` has no field `{name}`",
                    self.format.name()
                ),
            );
            error.suggestion = nearest(name, names).map(|name| format!("`{name}`"));
            return Err(error);
        };
        let kind = match self.format.fields().get(place).map(|field| &field.ty) {
            Some(HiveType::TimestampLocalTz) => Kind::Time,
            Some(HiveType::Map(..)) => Kind::Params,
            Some(HiveType::String) | None => Kind::Text,
            Some(_) => Kind::Number,
        };
        Ok((Node::Field((self.slot)(place)), kind))
    }

    /// `params['name']`
    fn param(&mut self, base: &Expr, index: &Expr, span: Span) -> Result<(Node, Kind)> {
        match (self.expr(base)?, &index.kind) {
            ((Node::Field(slot), Kind::Params), ExprKind::Literal(Literal::String(name))) => {
                Ok((Node::Param(slot, name.clone()), Kind::Text))
            }
            _ => self.wrong(span, "only `params['name']` is taken out of a field"),
        }
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Result<(Node, Kind)> {
        let pair = |left, right| (Box::new(left), Box::new(right));
        match op {
            BinaryOp::And | BinaryOp::Or => {
                let (left, right) = pair(self.condition(left)?, self.condition(right)?);
                let node = match op {
                    BinaryOp::And => Node::And(left, right),
                    _ => Node::Or(left, right),
                };
                Ok((node, Kind::Boolean))
            }
            BinaryOp::Eq
            | BinaryOp::NullSafeEq
            | BinaryOp::NotEq
            | BinaryOp::Lt
            | BinaryOp::LtEq
            | BinaryOp::Gt
            | BinaryOp::GtEq => Ok((self.compare(op, left, right)?, Kind::Boolean)),
            BinaryOp::Plus
            | BinaryOp::Minus
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Modulo => {
                let (left, right) = pair(self.number(left)?, self.number(right)?);
                Ok((Node::Arithmetic(op, left, right), Kind::Number))
            }
            BinaryOp::Concat => {
                let all = vec![self.expr(left)?.0, self.expr(right)?.0];
                Ok((Node::Call(Function::Concat, all), Kind::Text))
            }
            _ => self.wrong(
                span,
                "this operator isn't supported in a condition on lines",
            ),
        }
    }

    fn number(&mut self, expr: &Expr) -> Result<Node> {
        let (node, kind) = self.expr(expr)?;
        match kind {
            Kind::Number | Kind::Text | Kind::Null => Ok(node),
            kind => self.wrong(
                expr.span,
                format!("a number is needed, and this is {}", kind.name()),
            ),
        }
    }

    fn compare(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Result<Node> {
        let (a, b) = (self.expr(left)?, self.expr(right)?);
        let (a, b) = self.comparable(a, b, right.span)?;
        Ok(Node::Compare(op, Box::new(a), Box::new(b)))
    }

    /// Two expressions made fit for a comparison: a text beside a time is a time.
    fn comparable(
        &self,
        left: (Node, Kind),
        right: (Node, Kind),
        span: Span,
    ) -> Result<(Node, Node)> {
        let as_time = |node: Node| match &node {
            Node::Constant(Datum::Text(text)) => match self.time(text) {
                Some(time) => Ok(Node::Constant(Datum::Time(time))),
                None => self.wrong(
                    span,
                    format!("`{text}` is no time: '2015-05-17' and '2015-05-17 10:05:03' are"),
                ),
            },
            _ => Ok(node),
        };
        match (left, right) {
            ((a, Kind::Time), (b, Kind::Text)) => Ok((a, as_time(b)?)),
            ((a, Kind::Text), (b, Kind::Time)) => Ok((as_time(a)?, b)),
            ((a, ka), (b, kb)) => {
                let alike = ka == kb && ka != Kind::Params;
                let number = |a, b| a == Kind::Number && b == Kind::Text;
                if alike || number(ka, kb) || number(kb, ka) || ka == Kind::Null || kb == Kind::Null
                {
                    return Ok((a, b));
                }
                self.wrong(
                    span,
                    format!("{} can't be compared with {}", ka.name(), kb.name()),
                )
            }
        }
    }

    fn like(
        &mut self,
        op: LikeOp,
        expr: &Expr,
        pattern: &Expr,
        negated: bool,
    ) -> Result<(Node, Kind)> {
        let text = Box::new(self.expr(expr)?.0);
        let ExprKind::Literal(Literal::String(written)) = &pattern.kind else {
            return self.wrong(pattern.span, "the pattern has to be a text in quotes");
        };
        let node = match op {
            LikeOp::Like => match Pattern::new(written) {
                Some(pattern) => Node::Like(text, pattern, negated),
                None => return self.wrong(pattern.span, "this pattern can't be read"),
            },
            LikeOp::Rlike => match Regex::new(written) {
                Ok(regex) => Node::Rlike(text, Box::new(regex), negated),
                Err(error) => {
                    let why = error.to_string();
                    let why = why
                        .lines()
                        .last()
                        .unwrap_or_default()
                        .trim_start_matches("error: ");
                    return self.wrong(
                        pattern.span,
                        format!("this isn't a regular expression that can be searched for: {why}"),
                    );
                }
            },
        };
        Ok((node, Kind::Boolean))
    }

    fn call(&mut self, call: &FunctionCall, span: Span) -> Result<(Node, Kind)> {
        let name = call.name.name.value.to_ascii_lowercase();
        let known = FUNCTIONS.iter().find(|known| known.0 == name);
        let Some((_, function, least, most)) = known else {
            let names: Vec<_> = FUNCTIONS.iter().map(|known| known.0).collect();
            return self.wrong(
                span,
                format!(
                    "a condition on lines has no function `{name}`; there are {}",
                    names.join(", ")
                ),
            );
        };
        if !(*least..=*most).contains(&call.args.len())
            || call.distinct
            || call.star
            || call.over.is_some()
        {
            return self.wrong(span, format!("`{name}` takes {least} to {most} values"));
        }
        let mut args = Vec::with_capacity(call.args.len());
        let mut first = Kind::Null;
        for arg in &call.args {
            let (node, kind) = self.expr(arg)?;
            first = if first == Kind::Null { kind } else { first };
            args.push(node);
        }
        let kind = match function {
            Function::Length | Function::Clock(_) => Kind::Number,
            Function::Coalesce => first,
            _ => Kind::Text,
        };
        if matches!(function, Function::Clock(_)) && first != Kind::Time {
            return self.wrong(
                span,
                format!("`{name}` is taken of a time, and this is {}", first.name()),
            );
        }
        Ok((Node::Call(*function, args), kind))
    }
}
