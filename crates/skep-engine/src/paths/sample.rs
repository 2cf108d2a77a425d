//! What the first bytes of files tell: how they are packed, which format they have, which columns.

use std::collections::BTreeMap;

use futures::{StreamExt, TryStreamExt, stream};
use skep_metastore::{Column, FileFormat};
use skep_serde::infer::{Inferred, NoFormat, infer};
use skep_storage::{FileEntry, Stores};

use crate::error::{EngineError, Result};
use crate::scan::{Named, Seen, columns_of, head_of, probe};

/// So many bytes of a file are looked at, unpacked.
const SAMPLE: usize = 256 << 10;

/// So many files are looked into for what they are packed with, and whether they are of one kind; of the others the names tell.
const PROBED: usize = 1000;

/// So many at a time.
const AT_A_TIME: usize = 32;

/// Of so many files of JSON the keys are looked at.
const OF_JSON: usize = 4;

/// What files of other kinds begin with, and whether they can be read. (A table.)
const KINDS: &[(&[u8], Kind)] = &[
    (b"PAR1", Kind::Parquet),
    (b"ORC", Kind::Orc),
    (b"PARE", Kind::Other("encrypted Parquet file")),
    (b"Obj\x01", Kind::Other("Avro file")),
    (b"SEQ\x06", Kind::Other("Hadoop sequence file")),
    (b"RCF\x01", Kind::Other("RCFile")),
    (b"SQLite format 3\0", Kind::Other("SQLite database")),
    (b"ARROW1\0\0", Kind::Other("Arrow file")),
    (b"%PDF-", Kind::Other("PDF document")),
];

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Parquet,
    Orc,
    Other(&'static str),
}

impl Kind {
    fn of(first: &[u8]) -> Kind {
        let known = KINDS.iter().find(|(magic, _)| first.starts_with(magic));
        known.map_or(Kind::Text, |(_, kind)| *kind)
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Parquet => "Parquet",
            Kind::Orc => "ORC",
            Kind::Other(name) => name,
        }
    }
}

/// What was found in the files.
#[derive(Debug)]
pub(super) struct Sampled {
    pub(super) about: String,
    pub(super) format: FileFormat,
    pub(super) serde: String,
    pub(super) properties: BTreeMap<String, String>,
    pub(super) header: usize,
    pub(super) columns: Vec<Column>,
}

/// Looks at the beginning of the files.
///
/// # Errors
/// One can't be read, or is of another kind than the first.
pub(super) async fn probed(stores: &Stores, entries: Vec<FileEntry>) -> Result<Vec<Named>> {
    let looks = entries
        .into_iter()
        .enumerate()
        .map(|(place, entry)| async move {
            if place >= PROBED || entry.size == 0 {
                return Ok((None, Named { entry, seen: None }));
            }
            let (first, seen) = probe(stores, &entry).await?;
            let named = Named {
                entry,
                seen: Some(seen),
            };
            Ok::<_, EngineError>((Some(Kind::of(&first)), named))
        });
    let found: Vec<_> = stream::iter(looks)
        .buffered(AT_A_TIME)
        .try_collect()
        .await?;
    let mut known = found
        .iter()
        .filter_map(|(kind, file)| Some(((*kind)?, file)));
    if let Some((kind, file)) = known.next() {
        if let Kind::Other(name) = kind {
            let location = &file.entry.location;
            return Err(EngineError::query(format!(
                "cannot read `{location}`: it is of a kind that skep does not read ({name})"
            ))
            .hint("text, JSON lines, access logs, Parquet and ORC can be read"));
        }
        if let Some((other, odd)) = known.find(|(other, _)| *other != kind) {
            return Err(EngineError::query(format!(
                "the files are of different kinds: `{}` is {}, but `{}` is {}",
                file.entry.location,
                kind.name(),
                odd.entry.location,
                other.name()
            ))
            .hint("a narrower pattern names files of one kind, as in `…/*.csv`"));
        }
    }
    Ok(found.into_iter().map(|(_, file)| file).collect())
}

/// What the first file tells that isn't empty.
///
/// # Errors
/// It can't be read, or is of no known format.
pub(super) async fn sampled(stores: &Stores, files: &[Named]) -> Result<Sampled> {
    let Some(file) = files.iter().find(|file| file.entry.size > 0) else {
        return Ok(of_text(
            infer(b"", true).map_err(|error| EngineError::query(error.to_string()))?,
        ));
    };
    let (first, _) = probe(stores, &file.entry).await?;
    let format = match Kind::of(&first) {
        Kind::Parquet => FileFormat::Parquet,
        Kind::Orc => FileFormat::Orc,
        _ => return text(stores, files, file).await,
    };
    let location = &file.entry.location;
    let mut columns: Vec<Column> = Vec::new();
    for (name, ty) in columns_of(stores, &file.entry, &format).await? {
        let Some(ty) = ty else {
            return Err(EngineError::query(format!(
                "column `{name}` of `{location}` has a type that Hive has not"
            ))
            .hint("a table that leaves this column out can read the others"));
        };
        if columns.iter().any(|column| column.name == name) {
            return Err(EngineError::query(format!(
                "`{location}` has several columns `{name}`, which differ in case only"
            )));
        }
        columns.push(Column::new(name, ty));
    }
    Ok(Sampled {
        about: Kind::of(&first).name().to_owned(),
        format,
        serde: String::new(),
        properties: BTreeMap::new(),
        header: 0,
        columns,
    })
}

async fn text(stores: &Stores, files: &[Named], file: &Named) -> Result<Sampled> {
    let (sample, whole) = beginning(stores, file).await?;
    let refused = |error: NoFormat| {
        EngineError::query(format!("cannot read `{}`: {error}", file.entry.location))
    };
    let mut inferred = infer(&sample, whole).map_err(refused)?;
    if inferred.serde.ends_with(".JsonSerDe") {
        let others = files
            .iter()
            .filter(|file| file.entry.size > 0)
            .skip(1)
            .take(OF_JSON - 1);
        let mut all = lines(sample, whole);
        for other in others {
            let (sample, whole) = beginning(stores, other).await?;
            all.extend(lines(sample, whole));
        }
        inferred = infer(&all, true).map_err(refused)?;
    }
    Ok(of_text(inferred))
}

/// The first bytes of a file, and whether they are all of it.
async fn beginning(stores: &Stores, file: &Named) -> Result<(Vec<u8>, bool)> {
    let seen = match file.seen {
        Some(seen) => seen,
        None => probe(stores, &file.entry).await?.1,
    };
    let mut sample = head_of(stores, &file.entry, Seen(seen.0), SAMPLE).await?;
    let whole = sample.len() < SAMPLE;
    sample.truncate(SAMPLE);
    Ok((sample, whole))
}

/// The whole lines of a sample, the last with its end.
fn lines(mut sample: Vec<u8>, whole: bool) -> Vec<u8> {
    if !whole && let Some(end) = memchr::memrchr(b'\n', &sample) {
        sample.truncate(end);
    }
    sample.push(b'\n');
    sample
}

fn of_text(inferred: Inferred) -> Sampled {
    let columns = inferred.columns.into_iter().map(|column| Column {
        name: column.name,
        ty: column.ty,
        comment: column.about,
    });
    Sampled {
        about: inferred.about,
        format: match inferred.serde.ends_with(".JsonSerDe") {
            true => FileFormat::JsonFile,
            false => FileFormat::TextFile,
        },
        serde: inferred.serde,
        properties: inferred.properties,
        header: inferred.header,
        columns: columns.collect(),
    }
}
