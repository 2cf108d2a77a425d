//! The columns that Parquet and ORC files say they have, as Hive's types.

use arrow::datatypes::{DataType, Fields, TimeUnit};
use datafusion::datasource::physical_plan::parquet::metadata::DFParquetMetadata;
use datafusion::error::Result;
use object_store::ObjectMeta;
use orc_rust::arrow_reader::ArrowReaderBuilder;
use parquet::arrow::parquet_to_arrow_schema;
use skep_hiveql::types::{HiveType, StructField};
use skep_metastore::FileFormat;
use skep_storage::{FileEntry, Stores};

use super::head::file;

/// Name and type of each column of a file; None where the type is none of Hive's.
///
/// # Errors
/// The file can't be read, or isn't whole.
pub(crate) async fn columns_of(
    stores: &Stores,
    entry: &FileEntry,
    format: &FileFormat,
) -> Result<Vec<(String, Option<HiveType>)>> {
    let file = file(stores, entry)?;
    let fields = if *format == FileFormat::Orc {
        let builder = ArrowReaderBuilder::try_new_async(file.clone()).await;
        builder
            .map_err(|error| file.corrupt(format!("it is no whole ORC file: {error}")))?
            .schema()
            .fields()
            .clone()
    } else {
        let no_parquet = |error: &dyn std::fmt::Display| {
            file.corrupt(format!("it is no whole Parquet file: {error}"))
        };
        let meta = ObjectMeta {
            location: file.path.clone(),
            last_modified: entry.modified.into(),
            size: entry.size,
            e_tag: entry.etag.clone(),
            version: None,
        };
        let footer = DFParquetMetadata::new(&file.store, &meta)
            .fetch_metadata()
            .await;
        let footer = footer.map_err(|error| no_parquet(&error))?;
        let footer = footer.file_metadata();
        let schema = parquet_to_arrow_schema(footer.schema_descr(), footer.key_value_metadata());
        schema.map_err(|error| no_parquet(&error))?.fields().clone()
    };
    let column = |field: &arrow::datatypes::FieldRef| {
        (field.name().to_lowercase(), hive_type(field.data_type()))
    };
    Ok(fields.iter().map(column).collect())
}

/// The type that takes all values of an Arrow type, if Hive has one.
fn hive_type(ty: &DataType) -> Option<HiveType> {
    Some(match ty {
        DataType::Boolean => HiveType::Boolean,
        DataType::Int8 => HiveType::TinyInt,
        DataType::Int16 | DataType::UInt8 => HiveType::SmallInt,
        DataType::Int32 | DataType::UInt16 => HiveType::Int,
        DataType::Int64 | DataType::UInt32 => HiveType::BigInt,
        DataType::UInt64 => HiveType::Decimal(20, 0),
        DataType::Float16 | DataType::Float32 => HiveType::Float,
        DataType::Float64 => HiveType::Double,
        DataType::Decimal32(p, s) | DataType::Decimal64(p, s) | DataType::Decimal128(p, s) => {
            HiveType::Decimal(*p, u8::try_from(*s).ok()?)
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => HiveType::String,
        DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_) => HiveType::Binary,
        DataType::Date32 | DataType::Date64 => HiveType::Date,
        // Also those "with a zone" in Parquet, which Hive reads as plain ones in UTC unless a column says otherwise.
        DataType::Timestamp(_, None) => HiveType::Timestamp,
        DataType::Timestamp(
            TimeUnit::Second | TimeUnit::Millisecond | TimeUnit::Microsecond | TimeUnit::Nanosecond,
            Some(_),
        ) => HiveType::TimestampLocalTz,
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            HiveType::Array(Box::new(hive_type(item.data_type())?))
        }
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => match fields.as_ref() {
                [key, value] => HiveType::Map(
                    Box::new(hive_type(key.data_type())?),
                    Box::new(hive_type(value.data_type())?),
                ),
                _ => return None,
            },
            _ => return None,
        },
        DataType::Struct(fields) => HiveType::Struct(members(fields)?),
        DataType::Dictionary(_, value) => hive_type(value)?,
        _ => return None,
    })
}

fn members(fields: &Fields) -> Option<Vec<StructField>> {
    let member = |field: &arrow::datatypes::FieldRef| {
        Some(StructField {
            name: field.name().to_lowercase(),
            ty: hive_type(field.data_type())?,
        })
    };
    fields.iter().map(member).collect()
}
