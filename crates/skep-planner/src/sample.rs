//! TABLESAMPLE.

use datafusion::logical_expr::{BinaryExpr, Expr, Operator, lit};
use skep_functions::registry::Typed;
use skep_hiveql::ast::{self, Sample};
use skep_hiveql::types::HiveType;

use crate::env::Env;
use crate::error::{PlanError, Result};
use crate::expr::Names;
use crate::planner::Planner;
use crate::scope::{Found, Rel};
use crate::{lowering, plan};

/// The hash of a bucketed table since Hive 3, and of the ones before.
const BUCKET_HASHES: [&str; 2] = ["murmur_hash", "hash"];

impl Planner<'_> {
    pub(crate) fn sample(
        &self,
        rel: Rel,
        sample: &Sample,
        bucket_columns: &[String],
        env: &Env<'_>,
    ) -> Result<Rel> {
        match sample {
            Sample::Rows(n) => Ok(Rel {
                plan: plan::limit(rel.plan, 0, *n),
                scope: rel.scope,
            }),
            // Hive takes whole blocks until the share or size is reached: never less than a file's first block.
            Sample::Percent(text) => {
                let valid = text
                    .parse::<f64>()
                    .is_ok_and(|p| (0.0..=100.0).contains(&p));
                valid.then_some(rel).ok_or_else(|| {
                    PlanError::invalid("a sample's share must be between 0 and 100 percent")
                })
            }
            Sample::Bytes(_) => Ok(rel),
            Sample::Bucket { bucket, of, on } => {
                self.bucket(rel, *bucket, *of, on, bucket_columns, env)
            }
        }
    }

    /// The rows whose hash falls into a bucket.
    fn bucket(
        &self,
        mut rel: Rel,
        bucket: u64,
        of: u64,
        on: &[ast::Expr],
        bucket_columns: &[String],
        env: &Env<'_>,
    ) -> Result<Rel> {
        if bucket == 0 || bucket > of {
            return Err(PlanError::invalid(format!(
                "bucket {bucket} out of {of}: the first number must be between 1 and the second"
            )));
        }
        let keys = self.bucket_keys(&rel, on, bucket_columns, env)?;
        let name = BUCKET_HASHES
            .into_iter()
            .find(|name| lowering::function(name).is_some())
            .unwrap_or("hash");
        let hash = lowering::call_scalar(self.context, name, keys)?;
        let hash = lowering::convert(hash, &HiveType::BigInt).expr;
        let positive = op(hash, Operator::BitwiseAnd, i64::from(i32::MAX));
        let modulus = i64::try_from(of).unwrap_or(i64::MAX);
        let wanted = i64::try_from(bucket - 1).unwrap_or(i64::MAX);
        let rest = op(positive, Operator::Modulo, modulus);
        rel.plan = plan::filter(rel.plan, op(rest, Operator::Eq, wanted))?;
        Ok(rel)
    }

    fn bucket_keys(
        &self,
        rel: &Rel,
        on: &[ast::Expr],
        bucket_columns: &[String],
        env: &Env<'_>,
    ) -> Result<Vec<Typed>> {
        if !on.is_empty() {
            let names = Names::new(&rel.scope, env, "TABLESAMPLE");
            return on.iter().map(|e| self.folded(e, &names)).collect();
        }
        if bucket_columns.is_empty() {
            return Err(PlanError::invalid(
                "a table that is not bucketed is sampled by bucket only with ON",
            )
            .hint(Some("BUCKET x OUT OF y ON rand()".to_owned())));
        }
        let mut keys = Vec::new();
        for name in bucket_columns {
            if let Found::One(column) = rel.scope.find(&name.to_lowercase()) {
                keys.push(column.typed());
            }
        }
        Ok(keys)
    }
}

fn op(left: Expr, op: Operator, right: i64) -> Expr {
    Expr::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(lit(right))))
}
