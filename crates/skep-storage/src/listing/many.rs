//! The files of many directories at once: of a partitioned table's partitions.
//!
//! A server that lists a directory in 50 ms needs 50 s for a thousand, one after the other, and as long for a hundred
//! thousand files in pages of a thousand. So the directories are put in order and cut into a few sections, which are
//! listed side by side: each in pages that go right through its directories, as long as most of what is in them is
//! wanted. What remains is asked for one by one.

use std::sync::Arc;

use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore};
use tokio::task::JoinSet;

use super::objects;
use crate::{ErrorKind, FileEntry, Location, Result, StorageError, Stores};

/// How many requests are under way at a time.
pub(super) const CONCURRENT: usize = 32;

/// Fewer directories than this are asked for one by one.
const FEW: usize = 64;

/// Directories of a section, at least.
const SECTION: usize = 32;

/// A section is given up when this many objects more than four times those wanted have passed by.
const STRAY: usize = 2000;

/// A directory's files; None where nothing is there.
type Files = Option<Vec<FileEntry>>;

/// The data files of directories of one store as they are now, in the middle of a commit or not; none of them below another.
pub(crate) async fn files_now(
    stores: &Stores,
    root: &Location,
    dirs: &[Location],
) -> Result<Vec<Files>> {
    let mut found: Vec<Option<Files>> = vec![None; dirs.len()];
    if dirs.len() >= FEW
        && let Some(sections) = sections(dirs)?
    {
        let store = stores.object_store(root)?;
        let prefix = root.object_path()?;
        // Tasks of their own: reading a thousand keys from XML takes some milliseconds, on any core that is free.
        let mut sweeps = JoinSet::new();
        for section in sections {
            let store = Arc::clone(&store);
            sweeps.spawn(sweep(store, root.clone(), prefix.clone(), section));
        }
        while let Some(swept) = sweeps.join_next().await {
            let swept =
                swept.map_err(|e| StorageError::new(ErrorKind::Other, "list", root, e))??;
            for (place, files) in swept {
                if let Some(slot) = found.get_mut(place) {
                    *slot = Some(Some(files));
                }
            }
        }
    }
    let missing = (0..dirs.len()).filter(|place| found.get(*place) == Some(&None));
    let asked: Vec<(usize, Files)> = stream::iter(missing.collect::<Vec<_>>())
        .map(|place| one(stores, dirs, place).boxed())
        .buffer_unordered(CONCURRENT)
        .try_collect()
        .await?;
    for (place, files) in asked {
        if let Some(slot) = found.get_mut(place) {
            *slot = Some(files);
        }
    }
    Ok(found.into_iter().map(Option::flatten).collect())
}

/// One of the directories, asked for alone.
async fn one(stores: &Stores, dirs: &[Location], place: usize) -> Result<(usize, Files)> {
    let Some(dir) = dirs.get(place) else {
        return Ok((place, None));
    };
    match objects::files_now(stores, dir, true).await {
        Ok(files) => Ok((place, Some(files))),
        Err(error) if error.is_not_found() => Ok((place, None)),
        Err(error) => Err(error),
    }
}

/// A directory: its place among those asked for, and its path.
struct Dir {
    place: usize,
    path: Path,
    /// The path with a slash after it: how the keys below begin.
    prefix: String,
}

/// The directories, sorted and cut; None where they can't be swept: one lies in another, or S3's order of keys and
/// that of a server that walks directories (SeaweedFS) differ for them.
fn sections(dirs: &[Location]) -> Result<Option<Vec<Vec<Dir>>>> {
    let mut sorted = Vec::with_capacity(dirs.len());
    for (place, dir) in dirs.iter().enumerate() {
        let path = dir.object_path()?;
        let prefix = format!("{path}/");
        sorted.push(Dir {
            place,
            path,
            prefix,
        });
    }
    sorted.sort_by(|a, b| a.prefix.cmp(&b.prefix));
    let is_plain = |pair: &[Dir]| match pair {
        [a, b] => !b.prefix.starts_with(&a.prefix) && a.path.parts().lt(b.path.parts()),
        _ => true,
    };
    if !sorted.windows(2).all(is_plain) {
        return Ok(None);
    }
    let count = (sorted.len() / SECTION).clamp(1, CONCURRENT);
    let length = sorted.len().div_ceil(count);
    let mut sections = Vec::new();
    let mut rest = sorted.into_iter();
    loop {
        let section: Vec<Dir> = rest.by_ref().take(length).collect();
        if section.is_empty() {
            return Ok(Some(sections));
        }
        sections.push(section);
    }
}

/// Lists from the first directory of a section on, past its last. Gives the files of the directories that have any and
/// were seen to their end.
async fn sweep(
    store: Arc<dyn ObjectStore>,
    root: Location,
    prefix: Path,
    section: Vec<Dir>,
) -> Result<Vec<(usize, Vec<FileEntry>)>> {
    let (Some(first), Some(last)) = (section.first(), section.last()) else {
        return Ok(Vec::new());
    };
    let mut found: Vec<(usize, Vec<FileEntry>)> = Vec::new();
    let mut current: Option<(&Dir, Vec<ObjectMeta>)> = None;
    let (mut wanted, mut stray) = (0, 0);
    let close = |current: Option<(&Dir, Vec<ObjectMeta>)>, found: &mut Vec<_>| {
        if let Some((dir, objects)) = current {
            found.push((dir.place, objects::data_below(&root, &dir.path, objects)));
        }
    };
    let mut objects = store.list_with_offset(Some(&prefix), &first.path);
    while let Some(object) = objects
        .try_next()
        .await
        .map_err(|e| StorageError::of_store("list", &root, &e))?
    {
        let key = object.location.as_ref();
        let is_past = key > last.prefix.as_str() && !key.starts_with(&last.prefix);
        if let Some((dir, objects)) = &mut current {
            if key.starts_with(&dir.prefix) {
                wanted += 1;
                objects.push(object);
                continue;
            }
            // The objects of a directory come together, in any order that servers have.
            close(current.take(), &mut found);
        }
        let after = section.partition_point(|dir| dir.prefix.as_str() <= key);
        let dir = after.checked_sub(1).and_then(|at| section.get(at));
        match dir.filter(|dir| key.starts_with(&dir.prefix)) {
            Some(dir) => {
                wanted += 1;
                current = Some((dir, vec![object]));
            }
            None => stray += 1,
        }
        if is_past || stray > 4 * wanted + STRAY {
            return Ok(found);
        }
    }
    close(current, &mut found);
    Ok(found)
}
