//! Expressions: operators by precedence.
//!
//! Hive's levels (`IdentifiersParser.g`), weakest first. Comparisons do not chain (`a < b < c` is wrong), equalities do.

use super::{Parser, Result};
use crate::ast::{BinaryOp, Expr, ExprKind, LikeOp, Quantifier, UnaryOp};

/// The levels of precedence, weakest first.
pub(crate) mod level {
    pub(crate) const OR: u8 = 1;
    pub(crate) const AND: u8 = 2;
    pub(crate) const NOT: u8 = 3;
    pub(crate) const IS: u8 = 4;
    pub(crate) const EQUAL: u8 = 5;
    pub(crate) const COMPARE: u8 = 6;
    pub(crate) const BIT_OR: u8 = 7;
    pub(crate) const BIT_AND: u8 = 8;
    pub(crate) const CONCAT: u8 = 9;
    pub(crate) const PLUS: u8 = 10;
    pub(crate) const TIMES: u8 = 11;
    pub(crate) const BIT_XOR: u8 = 12;
}

/// How many operators may follow each other: each makes the tree one level deeper, and trees are walked recursively.
const MAX_CHAIN: usize = 1_500;

/// The plain infix operators: tag, level, operator.
const INFIX: [(&str, u8, BinaryOp); 19] = [
    ("OR", level::OR, BinaryOp::Or),
    ("AND", level::AND, BinaryOp::And),
    ("=", level::EQUAL, BinaryOp::Eq),
    ("<=>", level::EQUAL, BinaryOp::NullSafeEq),
    ("<>", level::EQUAL, BinaryOp::NotEq),
    ("<", level::COMPARE, BinaryOp::Lt),
    ("<=", level::COMPARE, BinaryOp::LtEq),
    (">", level::COMPARE, BinaryOp::Gt),
    (">=", level::COMPARE, BinaryOp::GtEq),
    ("|", level::BIT_OR, BinaryOp::BitOr),
    ("&", level::BIT_AND, BinaryOp::BitAnd),
    ("||", level::CONCAT, BinaryOp::Concat),
    ("+", level::PLUS, BinaryOp::Plus),
    ("-", level::PLUS, BinaryOp::Minus),
    ("*", level::TIMES, BinaryOp::Multiply),
    ("/", level::TIMES, BinaryOp::Divide),
    ("%", level::TIMES, BinaryOp::Modulo),
    ("DIV", level::TIMES, BinaryOp::IntegerDivide),
    ("^", level::BIT_XOR, BinaryOp::BitXor),
];

impl Parser<'_> {
    /// Any expression.
    pub(super) fn expr(&mut self) -> Result<Expr> {
        self.expr_from(level::OR)
    }

    /// An expression of operators that bind at least as tightly as `least`.
    pub(super) fn expr_from(&mut self, least: u8) -> Result<Expr> {
        self.nested(|p| p.climb(least))
    }

    fn climb(&mut self, least: u8) -> Result<Expr> {
        let start = self.place;
        let (mut left, mut most) = self.prefix(least)?;
        for _ in 0..MAX_CHAIN {
            let before = self.place;
            left = self.infix(left, start, least, &mut most)?;
            if self.place == before {
                return Ok(left);
            }
        }
        Err(self.refuse(&format!("more than {MAX_CHAIN} operators in a row")))
    }

    /// The operand at the left, and the tightest level that may follow it.
    fn prefix(&mut self, least: u8) -> Result<(Expr, u8)> {
        let start = self.place;
        if least <= level::NOT && self.at("NOT") {
            self.advance();
            let operand = self.expr_from(level::NOT)?;
            return Ok((self.unary(UnaryOp::Not, operand, start), level::NOT));
        }
        if least <= level::COMPARE && self.at("EXISTS") {
            self.advance();
            let query = self.parenthesised_query()?;
            let exists = self.finish(ExprKind::Exists(Box::new(query)), start);
            return Ok((exists, level::EQUAL));
        }
        Ok((self.signed()?, u8::MAX))
    }

    /// `-a`, `+a`, `~a`, or what has no sign.
    pub(super) fn signed(&mut self) -> Result<Expr> {
        let op = match self.peek().tag {
            "-" => UnaryOp::Minus,
            "+" => UnaryOp::Plus,
            "~" => UnaryOp::BitNot,
            _ => return self.postfix(),
        };
        let start = self.place;
        self.advance();
        let operand = self.nested(Self::signed)?;
        Ok(self.unary(op, operand, start))
    }

    fn unary(&self, op: UnaryOp, operand: Expr, start: usize) -> Expr {
        let expr = Box::new(operand);
        self.finish(ExprKind::Unary { op, expr }, start)
    }

    /// `atom[index].field`
    fn postfix(&mut self) -> Result<Expr> {
        let start = self.place;
        let mut expr = self.atom()?;
        for _ in 0..MAX_CHAIN {
            let base = Box::new(expr);
            let kind = if self.at("[") {
                self.advance();
                let index = Box::new(self.expr()?);
                self.expect("]")?;
                ExprKind::Index { base, index }
            } else if self.at(".") {
                self.advance();
                let name = self.ident()?;
                ExprKind::Field { base, name }
            } else {
                return Ok(*base);
            };
            expr = self.finish(kind, start);
        }
        Err(self.refuse(&format!("more than {MAX_CHAIN} fields in a row")))
    }

    pub(super) fn finish(&self, kind: ExprKind, start: usize) -> Expr {
        Expr {
            kind,
            span: self.span_from(start),
        }
    }

    /// Extends `left` by one operator of a level from `least` to `most`, if one follows.
    fn infix(&mut self, left: Expr, start: usize, least: u8, most: &mut u8) -> Result<Expr> {
        let tag = self.peek().tag;
        let within = |level: u8| least <= level && level <= *most;
        if let Some((_, level, op)) = INFIX.iter().copied().find(|(name, ..)| *name == tag) {
            let quantified = self.quantifier_ahead();
            let comparison = (level::EQUAL..=level::COMPARE).contains(&level);
            if quantified && comparison {
                if !within(level::COMPARE) {
                    return Ok(left);
                }
                *most = level::EQUAL;
                return self.quantified(left, op, start);
            }
            if !within(level) {
                return Ok(left);
            }
            self.advance();
            let right = Box::new(self.expr_from(level + 1)?);
            // Comparisons take one operator, equalities and the others any number.
            *most = if level == level::COMPARE {
                level::EQUAL
            } else {
                level
            };
            let left = Box::new(left);
            return Ok(self.finish(ExprKind::Binary { op, left, right }, start));
        }
        match tag {
            "IS" => self.is_suffix(left, start, least, most),
            "IN" | "BETWEEN" | "LIKE" | "RLIKE" | "REGEXP" if within(level::COMPARE) => {
                *most = level::EQUAL;
                self.predicate(left, start, false)
            }
            "NOT" if within(level::COMPARE) && self.predicate_ahead(1) => {
                *most = level::EQUAL;
                self.advance();
                self.predicate(left, start, true)
            }
            _ => Ok(left),
        }
    }

    fn predicate_ahead(&self, ahead: usize) -> bool {
        let tags = ["IN", "BETWEEN", "LIKE", "RLIKE", "REGEXP"];
        tags.iter().any(|tag| self.at_ahead(ahead, tag))
    }

    /// `= ANY (`: the token after the operator.
    fn quantifier_ahead(&self) -> bool {
        let word = matches!(self.peek_at(1).tag, "ANY" | "SOME" | "ALL");
        word && self.at_ahead(2, "(")
    }

    fn quantified(&mut self, left: Expr, op: BinaryOp, start: usize) -> Result<Expr> {
        if op == BinaryOp::NullSafeEq {
            return Err(self.refuse("`<=>` can't stand before ANY or ALL"));
        }
        self.advance();
        let quantifier = match self.advance().tag {
            "ALL" => Quantifier::All,
            _ => Quantifier::Any,
        };
        let query = Box::new(self.parenthesised_query()?);
        let kind = ExprKind::Quantified {
            expr: Box::new(left),
            op,
            quantifier,
            query,
        };
        Ok(self.finish(kind, start))
    }

    /// `IS [NOT] NULL|TRUE|FALSE|UNKNOWN` and `IS [NOT] DISTINCT FROM b`
    fn is_suffix(&mut self, left: Expr, start: usize, least: u8, most: &mut u8) -> Result<Expr> {
        let negated = self.at_ahead(1, "NOT");
        let word = 1 + usize::from(negated);
        let expr = Box::new(left);
        if self.at_ahead(word, "DISTINCT") {
            if !(least..=*most).contains(&level::EQUAL) {
                return Ok(*expr);
            }
            self.place += word + 1;
            self.expect("FROM")?;
            let right = Box::new(self.expr_from(level::COMPARE)?);
            *most = level::EQUAL;
            let kind = ExprKind::IsDistinctFrom {
                left: expr,
                right,
                negated,
            };
            return Ok(self.finish(kind, start));
        }
        if !(least..=*most).contains(&level::IS) {
            return Ok(*expr);
        }
        *most = level::NOT;
        self.place += word;
        let tags = ["NULL", "UNKNOWN", "TRUE", "FALSE", "DISTINCT"];
        let kind = match self.expect_any(&tags)? {
            "TRUE" => ExprKind::IsBoolean {
                expr,
                value: true,
                negated,
            },
            "FALSE" => ExprKind::IsBoolean {
                expr,
                value: false,
                negated,
            },
            _ => ExprKind::IsNull { expr, negated },
        };
        Ok(self.finish(kind, start))
    }

    /// `IN …`, `BETWEEN …`, `LIKE …` after their left side and NOT.
    fn predicate(&mut self, left: Expr, start: usize, negated: bool) -> Result<Expr> {
        let expr = Box::new(left);
        let kind = match self.advance().tag {
            "IN" if self.query_in_parentheses(false) => ExprKind::InSubquery {
                expr,
                query: Box::new(self.parenthesised_query()?),
                negated,
            },
            "IN" => ExprKind::InList {
                expr,
                list: self.list(Self::expr)?,
                negated,
            },
            "BETWEEN" => {
                let low = Box::new(self.expr_from(level::BIT_OR)?);
                self.expect("AND")?;
                let high = Box::new(self.expr_from(level::BIT_OR)?);
                ExprKind::Between {
                    expr,
                    low,
                    high,
                    negated,
                }
            }
            "LIKE" if self.at_any(&["ANY", "ALL"]) => {
                let quantifier = match self.advance().tag {
                    "ALL" => Quantifier::All,
                    _ => Quantifier::Any,
                };
                ExprKind::LikeQuantified {
                    quantifier,
                    expr,
                    patterns: self.list(Self::expr)?,
                    negated,
                }
            }
            tag => {
                let op = if tag == "LIKE" {
                    LikeOp::Like
                } else {
                    LikeOp::Rlike
                };
                let pattern = Box::new(self.expr_from(level::BIT_OR)?);
                ExprKind::Like {
                    op,
                    expr,
                    pattern,
                    negated,
                }
            }
        };
        Ok(self.finish(kind, start))
    }
}
