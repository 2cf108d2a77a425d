//! Columns of Parquet files as the table wants them: found by name in any case, converted as Hive does.
//!
//! DataFusion's own adapter fails a query on the first value that doesn't fit the table's type; here it is NULL.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::datatypes::{DataType, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{ScalarValue, internal_err};
use datafusion::error::Result;
use datafusion::logical_expr::ColumnarValue;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{Column, Literal};
use datafusion::physical_expr_adapter::{PhysicalExprAdapter, PhysicalExprAdapterFactory};
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_type;

use super::conform::conform;

/// Makes the adapters of a table with these columns.
#[derive(Debug)]
pub(super) struct Conforming {
    /// Name and type of each column of the table.
    pub columns: Arc<Vec<(String, HiveType)>>,
}

impl PhysicalExprAdapterFactory for Conforming {
    fn create(
        &self,
        logical_file_schema: SchemaRef,
        physical_file_schema: SchemaRef,
    ) -> Result<Arc<dyn PhysicalExprAdapter>> {
        Ok(Arc::new(Adapter {
            columns: Arc::clone(&self.columns),
            logical: logical_file_schema,
            physical: physical_file_schema,
        }))
    }
}

#[derive(Debug)]
struct Adapter {
    columns: Arc<Vec<(String, HiveType)>>,
    logical: SchemaRef,
    physical: SchemaRef,
}

impl PhysicalExprAdapter for Adapter {
    fn rewrite(&self, expr: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
        let adapted = expr.transform_down(|expr| match expr.downcast_ref::<Column>() {
            // What takes the column's place is done: the column inside it is the file's.
            Some(column) => Ok(Transformed::new(
                self.column(column)?,
                true,
                datafusion::common::tree_node::TreeNodeRecursion::Jump,
            )),
            None => Ok(Transformed::no(expr)),
        })?;
        Ok(adapted.data)
    }
}

impl Adapter {
    fn column(&self, column: &Column) -> Result<Arc<dyn PhysicalExpr>> {
        let name = column.name();
        let named = self
            .columns
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name));
        let fields = self.physical.fields();
        let place = fields.iter().position(|field| field.name() == name);
        let place = place.or_else(|| {
            fields
                .iter()
                .position(|field| field.name().eq_ignore_ascii_case(name))
        });
        let Some((index, field)) = place.and_then(|place| Some((place, fields.get(place)?))) else {
            let ty = match named {
                Some((_, ty)) => arrow_type(ty),
                None => self.logical.field_with_name(name)?.data_type().clone(),
            };
            return Ok(Arc::new(Literal::new(ScalarValue::try_from(&ty)?)));
        };
        let found: Arc<dyn PhysicalExpr> = Arc::new(Column::new(field.name(), index));
        Ok(match named {
            Some((_, ty))
                if *field.data_type() != arrow_type(ty) || matches!(ty, HiveType::Char(_)) =>
            {
                Arc::new(Conformed {
                    column: found,
                    ty: ty.clone(),
                })
            }
            _ => found,
        })
    }
}

/// A column of a file, converted to the table's type.
#[derive(Debug, Eq)]
struct Conformed {
    column: Arc<dyn PhysicalExpr>,
    ty: HiveType,
}

// By hand: the derived ones try to move the `Arc`.
impl PartialEq for Conformed {
    fn eq(&self, other: &Conformed) -> bool {
        self.column.eq(&other.column) && self.ty == other.ty
    }
}

impl Hash for Conformed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.column.hash(state);
        self.ty.hash(state);
    }
}

impl fmt::Display for Conformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} as {}", self.column, self.ty)
    }
}

impl PhysicalExpr for Conformed {
    fn data_type(&self, _: &Schema) -> Result<DataType> {
        Ok(arrow_type(&self.ty))
    }

    fn nullable(&self, _: &Schema) -> Result<bool> {
        Ok(true)
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        let array = self.column.evaluate(batch)?.into_array(batch.num_rows())?;
        Ok(ColumnarValue::Array(conform(&array, &self.ty)?))
    }

    fn children(&self) -> Vec<&Arc<dyn PhysicalExpr>> {
        vec![&self.column]
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        let (Some(column), true) = (children.pop(), children.is_empty()) else {
            return internal_err!("a conformed column has one child");
        };
        Ok(Arc::new(Conformed {
            column,
            ty: self.ty.clone(),
        }))
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
