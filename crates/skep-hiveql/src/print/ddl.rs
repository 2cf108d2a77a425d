//! CREATE, TRUNCATE, MSCK, ANALYZE, and the pieces of table definitions.

use std::fmt::{self, Display, Formatter};

use super::{Comma, Maybe, MaybeText, Parenthesised, commas, when};
use crate::ast::{
    Analyze, AnalyzeWhat, Buckets, ColumnDef, Constraint, ConstraintKind, CreateDatabase,
    CreateFunction, CreateMacro, CreateTable, CreateTableLike, CreateView, Delimited, DropDatabase,
    FileFormat, Ident, LikeSource, Msck, MsckAction, PartitionFilter, PartitionOp, PartitionValue,
    PartitionedBy, RowFormat, Skewed, SortColumn, Truncate,
};
use crate::text::quote;

/// ` PARTITION (…)`, or nothing.
pub(super) struct Partition<'a>(pub(super) &'a [PartitionValue]);

impl Display for Partition<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        write!(f, " PARTITION ({})", Comma(self.0))
    }
}

impl Display for PartitionValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.column, Maybe(" = ", &self.value))
    }
}

impl Display for PartitionFilter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.op {
            PartitionOp::Like => write!(f, "{} LIKE {}", self.column, self.value),
            PartitionOp::Compare(op) => write!(f, "{} {op} {}", self.column, self.value),
        }
    }
}

/// A prefix and `('key' = 'value', …)`, or nothing.
pub(super) struct Props<'a>(pub(super) &'static str, pub(super) &'a [(String, String)]);

impl Display for Props<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.1.is_empty() {
            return Ok(());
        }
        write!(f, "{}(", self.0)?;
        commas(f, self.1, |f, (key, value)| {
            write!(f, "{} = {}", quote(key), quote(value))
        })?;
        f.write_str(")")
    }
}

impl Display for CreateDatabase {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let remote = when(self.connector.is_some(), "REMOTE ");
        let if_not_exists = when(self.if_not_exists, "IF NOT EXISTS ");
        write!(f, "CREATE {remote}DATABASE {if_not_exists}{}", self.name)?;
        let comment = MaybeText(" COMMENT ", &self.comment);
        let location = MaybeText(" LOCATION ", &self.location);
        let managed = MaybeText(" MANAGEDLOCATION ", &self.managed_location);
        let connector = Maybe(" USING ", &self.connector);
        let properties = Props(" WITH DBPROPERTIES ", &self.properties);
        write!(f, "{comment}{location}{managed}{connector}{properties}")
    }
}

impl Display for DropDatabase {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let if_exists = when(self.if_exists, "IF EXISTS ");
        write!(
            f,
            "DROP DATABASE {if_exists}{}{}",
            self.name,
            when(self.cascade, " CASCADE")
        )
    }
}

/// The words from CREATE to the table's name.
fn create(f: &mut Formatter<'_>, flags: [(bool, &str); 4], if_not_exists: bool) -> fmt::Result {
    f.write_str("CREATE ")?;
    for (_, word) in flags.iter().filter(|(set, _)| *set) {
        write!(f, "{word} ")?;
    }
    write!(f, "TABLE {}", when(if_not_exists, "IF NOT EXISTS "))
}

impl Display for CreateTable {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let flags = [
            (self.temporary, "TEMPORARY"),
            (self.transactional, "TRANSACTIONAL"),
            (self.external, "EXTERNAL"),
            (self.managed, "MANAGED"),
        ];
        create(f, flags, self.if_not_exists)?;
        self.name.fmt(f)?;
        if !(self.columns.is_empty() && self.constraints.is_empty()) {
            let both = !self.columns.is_empty() && !self.constraints.is_empty();
            let (columns, constraints) = (Comma(&self.columns), Comma(&self.constraints));
            write!(f, " ({columns}{}{constraints})", when(both, ", "))?;
        }
        let comment = MaybeText(" COMMENT ", &self.comment);
        let partitioned = Maybe(" PARTITIONED BY ", &self.partitioned_by);
        let (buckets, skewed) = (Maybe(" ", &self.buckets), Maybe(" ", &self.skewed));
        write!(f, "{comment}{partitioned}{buckets}{skewed}")?;
        storage(f, &self.row_format, &self.file_format, &self.location)?;
        Props(" TBLPROPERTIES ", &self.properties).fmt(f)?;
        write!(f, "{}", Maybe(" AS ", &self.query))
    }
}

impl Display for CreateTableLike {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let flags = [
            (self.temporary, "TEMPORARY"),
            (self.transactional, "TRANSACTIONAL"),
            (self.external, "EXTERNAL"),
            (self.managed, "MANAGED"),
        ];
        create(f, flags, self.if_not_exists)?;
        write!(f, "{} LIKE ", self.name)?;
        match &self.like {
            LikeSource::Table(table) => table.fmt(f)?,
            LikeSource::File { format, path } => {
                write!(f, "FILE{} {}", Maybe(" ", format), quote(path))?;
            }
        }
        write!(f, "{}", Maybe(" PARTITIONED BY ", &self.partitioned_by))?;
        storage(f, &self.row_format, &self.file_format, &self.location)?;
        Props(" TBLPROPERTIES ", &self.properties).fmt(f)
    }
}

fn storage(
    f: &mut Formatter<'_>,
    row_format: &Option<RowFormat>,
    file_format: &Option<FileFormat>,
    location: &Option<String>,
) -> fmt::Result {
    let (row, file) = (Maybe(" ", row_format), Maybe(" ", file_format));
    write!(f, "{row}{file}{}", MaybeText(" LOCATION ", location))
}

impl Display for ColumnDef {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let constraint = Maybe(" ", &self.constraint);
        let comment = MaybeText(" COMMENT ", &self.comment);
        write!(f, "{} {}{constraint}{comment}", self.name, self.ty)
    }
}

impl Display for Constraint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            write!(f, "CONSTRAINT {name} ")?;
        }
        self.kind.fmt(f)?;
        let word = |value: Option<bool>, yes, no| match value {
            Some(true) => yes,
            Some(false) => no,
            None => "",
        };
        f.write_str(word(self.enable, " ENABLE", " DISABLE"))?;
        f.write_str(word(self.validate, " VALIDATE", " NOVALIDATE"))?;
        f.write_str(word(self.rely, " RELY", " NORELY"))
    }
}

impl Display for ConstraintKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            ConstraintKind::NotNull => f.write_str("NOT NULL"),
            ConstraintKind::Default(value) => write!(f, "DEFAULT {value}"),
            ConstraintKind::Check(condition) => write!(f, "CHECK ({condition})"),
            ConstraintKind::PrimaryKey { columns } => {
                write!(f, "PRIMARY KEY{}", Parenthesised(columns))
            }
            ConstraintKind::Unique { columns } => write!(f, "UNIQUE{}", Parenthesised(columns)),
            ConstraintKind::ForeignKey {
                columns,
                table,
                references,
            } => {
                if !columns.is_empty() {
                    write!(f, "FOREIGN KEY ({}) ", Comma(columns))?;
                }
                write!(f, "REFERENCES {table}{}", Parenthesised(references))
            }
        }
    }
}

impl Display for PartitionedBy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            PartitionedBy::Columns(columns) => write!(f, "({})", Comma(columns)),
            PartitionedBy::Names(names) => write!(f, "({})", Comma(names)),
            PartitionedBy::Spec(text) => write!(f, "SPEC ({text})"),
        }
    }
}

impl Display for Buckets {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "CLUSTERED BY ({})", Comma(&self.columns))?;
        if !self.sorted_by.is_empty() {
            write!(f, " SORTED BY ({})", Comma(&self.sorted_by))?;
        }
        write!(f, " INTO {} BUCKETS", self.count)
    }
}

impl Display for SortColumn {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, when(self.descending, " DESC"))?;
        super::expr::nulls(f, self.nulls)
    }
}

impl Display for Skewed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "SKEWED BY ({}) ON (", Comma(&self.columns))?;
        super::expr::rows(f, &self.values)?;
        write!(
            f,
            "){}",
            when(self.as_directories, " STORED AS DIRECTORIES")
        )
    }
}

impl Display for RowFormat {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            RowFormat::Delimited(delimited) => delimited.fmt(f),
            RowFormat::Serde { class, properties } => {
                let properties = Props(" WITH SERDEPROPERTIES ", properties);
                write!(f, "ROW FORMAT SERDE {}{properties}", quote(class))
            }
        }
    }
}

impl Display for Delimited {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let fields = MaybeText(" FIELDS TERMINATED BY ", &self.fields);
        let escape = MaybeText(" ESCAPED BY ", &self.escape);
        let items = MaybeText(" COLLECTION ITEMS TERMINATED BY ", &self.collection_items);
        let keys = MaybeText(" MAP KEYS TERMINATED BY ", &self.map_keys);
        let lines = MaybeText(" LINES TERMINATED BY ", &self.lines);
        let null = MaybeText(" NULL DEFINED AS ", &self.null);
        write!(
            f,
            "ROW FORMAT DELIMITED{fields}{escape}{items}{keys}{lines}{null}"
        )
    }
}

impl Display for FileFormat {
    /// As it stands after STORED: `STORED AS …`, `STORED BY …`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            FileFormat::Handler {
                handler,
                by_name,
                properties,
                format,
            } => {
                f.write_str("STORED BY ")?;
                if *by_name {
                    let value = handler.clone();
                    let quoted = false;
                    let span = crate::ast::Span::default();
                    let name = Ident {
                        value,
                        quoted,
                        span,
                    };
                    name.fmt(f)?;
                } else {
                    f.write_str(&quote(handler))?;
                }
                let properties = Props(" WITH SERDEPROPERTIES ", properties);
                write!(f, "{properties}{}", Maybe(" STORED AS ", format))
            }
            other => write!(f, "STORED AS {}", Format(other)),
        }
    }
}

/// A format without STORED AS: what SET FILEFORMAT takes.
pub(super) struct Format<'a>(pub(super) &'a FileFormat);

impl Display for Format<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            FileFormat::Named(name) => name.fmt(f),
            FileFormat::With { name, properties } => {
                write!(f, "{name}{}", Props(" WITH SERDEPROPERTIES ", properties))
            }
            FileFormat::Classes {
                input,
                output,
                serde,
            } => {
                let (input, output) = (quote(input), quote(output));
                let serde = MaybeText(" SERDE ", serde);
                write!(f, "INPUTFORMAT {input} OUTPUTFORMAT {output}{serde}")
            }
            handler @ FileFormat::Handler { .. } => handler.fmt(f),
        }
    }
}

impl Display for CreateView {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let or_replace = when(self.or_replace, "OR REPLACE ");
        let materialized = when(self.materialized, "MATERIALIZED ");
        let if_not_exists = when(self.if_not_exists, "IF NOT EXISTS ");
        write!(
            f,
            "CREATE {or_replace}{materialized}VIEW {if_not_exists}{}",
            self.name
        )?;
        if !self.columns.is_empty() {
            f.write_str(" (")?;
            commas(f, &self.columns, |f, (name, comment)| {
                write!(f, "{name}{}", MaybeText(" COMMENT ", comment))
            })?;
            f.write_str(")")?;
        }
        MaybeText(" COMMENT ", &self.comment).fmt(f)?;
        write!(f, "{}", Maybe(" PARTITIONED ON ", &self.partitioned_on))?;
        storage(f, &self.row_format, &self.file_format, &self.location)?;
        let properties = Props(" TBLPROPERTIES ", &self.properties);
        write!(f, "{properties} AS {}", self.query)
    }
}

impl Display for CreateFunction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let temporary = when(self.temporary, "TEMPORARY ");
        let class = quote(&self.class);
        write!(f, "CREATE {temporary}FUNCTION {} AS {class}", self.name)?;
        f.write_str(when(!self.resources.is_empty(), " USING "))?;
        commas(f, &self.resources, |f, (kind, path)| {
            write!(f, "{} {}", kind.to_ascii_uppercase(), quote(path))
        })
    }
}

impl Display for CreateMacro {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "CREATE TEMPORARY MACRO {}(", self.name)?;
        commas(f, &self.arguments, |f, (name, ty)| write!(f, "{name} {ty}"))?;
        write!(f, ") {}", self.body)
    }
}

impl Display for Truncate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "TRUNCATE TABLE {}{}",
            self.table,
            Partition(&self.partition)
        )?;
        f.write_str(when(!self.columns.is_empty(), " COLUMNS"))?;
        write!(
            f,
            "{}{}",
            Parenthesised(&self.columns),
            when(self.force, " FORCE")
        )
    }
}

impl Display for Msck {
    /// Without words, MSCK adds partitions.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "MSCK {}TABLE {}",
            when(self.repair, "REPAIR "),
            self.table
        )?;
        f.write_str(match self.action {
            MsckAction::Add if self.filter.is_empty() => "",
            MsckAction::Add => " ADD PARTITIONS",
            MsckAction::Drop => " DROP PARTITIONS",
            MsckAction::Sync => " SYNC PARTITIONS",
        })?;
        Parenthesised(&self.filter).fmt(f)
    }
}

impl Display for Analyze {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ANALYZE TABLE {}{}",
            self.table,
            Partition(&self.partition)
        )?;
        match &self.what {
            AnalyzeWhat::Table => f.write_str(" COMPUTE STATISTICS"),
            AnalyzeWhat::NoScan => f.write_str(" COMPUTE STATISTICS NOSCAN"),
            AnalyzeWhat::CacheMetadata => f.write_str(" CACHE METADATA"),
            AnalyzeWhat::Columns(columns) => {
                let space = when(!columns.is_empty(), " ");
                write!(
                    f,
                    " COMPUTE STATISTICS FOR COLUMNS{space}{}",
                    Comma(columns)
                )
            }
        }
    }
}
