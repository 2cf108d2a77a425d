//! Until `skep_functions::operators` is there: DataFusion's own operators over a plain common type.

use datafusion::logical_expr::{BinaryExpr, Case, Cast, Expr, Operator};
use datafusion::prelude::SessionContext;
use skep_functions::registry::{Context, Typed};
use skep_hiveql::ast::{BinaryOp, UnaryOp};
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_type;

use crate::error::{PlanError, Result};

pub(super) fn cast(value: Typed, ty: &HiveType) -> Result<Typed> {
    let _ = SessionContext::new;
    Ok(Typed {
        expr: Expr::Cast(Cast::new(Box::new(value.expr), arrow_type(ty))),
        ty: ty.clone(),
    })
}

pub(super) fn common_type(a: &HiveType, b: &HiveType) -> Option<HiveType> {
    let rank = |t: &HiveType| match t {
        HiveType::Void => 0,
        HiveType::Boolean => 1,
        HiveType::TinyInt => 2,
        HiveType::SmallInt => 3,
        HiveType::Int => 4,
        HiveType::BigInt => 5,
        HiveType::Float => 6,
        HiveType::Double | HiveType::Decimal(..) => 7,
        _ => 9,
    };
    if a == b {
        return Some(a.clone());
    }
    Some(if rank(a) >= rank(b) {
        a.clone()
    } else {
        b.clone()
    })
}

pub(super) fn binary(op: BinaryOp, left: Typed, right: Typed) -> Result<Typed> {
    let ty = common_type(&left.ty, &right.ty).unwrap_or(HiveType::String);
    let operator = match op {
        BinaryOp::Or => Operator::Or,
        BinaryOp::And => Operator::And,
        BinaryOp::Eq => Operator::Eq,
        BinaryOp::NullSafeEq => Operator::IsNotDistinctFrom,
        BinaryOp::NotEq => Operator::NotEq,
        BinaryOp::Lt => Operator::Lt,
        BinaryOp::LtEq => Operator::LtEq,
        BinaryOp::Gt => Operator::Gt,
        BinaryOp::GtEq => Operator::GtEq,
        BinaryOp::Plus => Operator::Plus,
        BinaryOp::Minus => Operator::Minus,
        BinaryOp::Multiply => Operator::Multiply,
        BinaryOp::Divide => Operator::Divide,
        BinaryOp::Modulo => Operator::Modulo,
        _ => return Err(PlanError::unsupported("operator is not there yet")),
    };
    let arithmetic = matches!(
        op,
        BinaryOp::Plus | BinaryOp::Minus | BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Modulo
    );
    let (left, right) = (cast(left, &ty)?.expr, cast(right, &ty)?.expr);
    Ok(Typed {
        expr: Expr::BinaryExpr(BinaryExpr::new(Box::new(left), operator, Box::new(right))),
        ty: if arithmetic { ty } else { HiveType::Boolean },
    })
}

pub(super) fn unary(op: UnaryOp, value: Typed) -> Result<Typed> {
    let expr = match op {
        UnaryOp::Not => !value.expr,
        UnaryOp::Minus => -value.expr,
        UnaryOp::Plus => value.expr,
        UnaryOp::BitNot => return Err(PlanError::unsupported("~ is not there yet")),
    };
    Ok(Typed { expr, ty: value.ty })
}

pub(super) fn case(
    _ctx: &Context,
    operand: Option<Typed>,
    branches: Vec<(Typed, Typed)>,
    otherwise: Option<Typed>,
) -> Result<Typed> {
    let ty = branches.first().map_or(HiveType::Void, |b| b.1.ty.clone());
    let pairs = branches
        .into_iter()
        .map(|(w, t)| (Box::new(w.expr), Box::new(t.expr)))
        .collect();
    Ok(Typed {
        expr: Expr::Case(Case::new(
            operand.map(|o| Box::new(o.expr)),
            pairs,
            otherwise.map(|o| Box::new(o.expr)),
        )),
        ty,
    })
}

pub(super) fn struct_field(base: Typed, name: &str) -> Result<Typed> {
    let HiveType::Struct(fields) = &base.ty else {
        return Err(PlanError::invalid(format!("a {} has no fields", base.ty)));
    };
    let Some(field) = fields.iter().find(|f| f.name == name) else {
        return Err(PlanError::invalid(format!(
            "{} has no field `{name}`",
            base.ty
        )));
    };
    let ty = field.ty.clone();
    let args = vec![base.expr, datafusion::prelude::lit(name)];
    Ok(Typed {
        expr: datafusion::functions::core::get_field().call(args),
        ty,
    })
}
