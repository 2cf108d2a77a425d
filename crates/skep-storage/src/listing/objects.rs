//! Listing in an object store.

use futures::TryStreamExt;
use object_store::ObjectStore;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStoreExt};

use super::{DirEntry, FileEntry, is_hidden, nothing};
use crate::{Location, Result, StorageError, Stores};

/// The data files of a directory as it is now, in the middle of a commit or not.
pub(crate) async fn files_now(
    stores: &Stores,
    dir: &Location,
    recursive: bool,
) -> Result<Vec<FileEntry>> {
    let objects = match recursive {
        true => everything(stores, dir).await?,
        false => {
            let store = stores.object_store(dir)?;
            let found = one_level(store.as_ref(), dir, &dir.object_path()?).await?;
            if !found.dirs.is_empty() && found.objects.is_empty() {
                return Ok(Vec::new());
            }
            found.objects
        }
    };
    data_files(stores, dir, objects).await
}

/// Whether there is an object with this name or below it. SeaweedFS goes on showing directories whose files are gone, but not in a
/// listing of all that is below: so that one is asked for, up to its first object.
pub(super) async fn exists(stores: &Stores, location: &Location) -> Result<bool> {
    let store = stores.object_store(location)?;
    let path = location.object_path()?;
    let first = store.list(Some(&path)).try_next().await;
    if first
        .map_err(|e| StorageError::of_store("list", location, &e))?
        .is_some()
    {
        return Ok(true);
    }
    match itself(store.as_ref(), location).await {
        Ok(_) => Ok(true),
        Err(e) if e.is_not_found() => Ok(false),
        Err(e) => Err(e),
    }
}

/// All objects below a directory, hidden ones and markers too.
pub(crate) async fn everything(stores: &Stores, dir: &Location) -> Result<Vec<ObjectMeta>> {
    let store = stores.object_store(dir)?;
    let found = store.list(Some(&dir.object_path()?)).try_collect().await;
    found.map_err(|e| StorageError::of_store("list", dir, &e))
}

/// The data among what is below a directory; where nothing is, the object that the location names.
pub(crate) async fn data_files(
    stores: &Stores,
    dir: &Location,
    objects: Vec<ObjectMeta>,
) -> Result<Vec<FileEntry>> {
    if objects.is_empty() {
        let store = stores.object_store(dir)?;
        return Ok(vec![itself(store.as_ref(), dir).await?]);
    }
    Ok(data_below(dir, &dir.object_path()?, objects))
}

/// The data among objects of the store that `root` is in, below `prefix`.
pub(super) fn data_below(
    root: &Location,
    prefix: &Path,
    objects: Vec<ObjectMeta>,
) -> Vec<FileEntry> {
    let data = objects.into_iter().filter(|object| is_data(object, prefix));
    data.map(|object| file(root, object)).collect()
}

pub(super) async fn entries(stores: &Stores, root: &Location) -> Result<Vec<DirEntry>> {
    let store = stores.object_store(root)?;
    let prefix = root.object_path()?;
    let found = one_level(store.as_ref(), root, &prefix).await?;
    if found.is_empty() && !prefix.is_root() {
        return Ok(vec![DirEntry::File(itself(store.as_ref(), root).await?)]);
    }
    let dirs = found
        .dirs
        .iter()
        .map(|dir| DirEntry::Dir(root.with_object_path(dir)));
    let objects = found
        .objects
        .into_iter()
        .filter(|object| object.location != prefix);
    let files = objects.map(|object| DirEntry::File(file(root, object)));
    Ok(dirs.chain(files).collect())
}

struct Found {
    objects: Vec<ObjectMeta>,
    dirs: Vec<Path>,
}

impl Found {
    fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.dirs.is_empty()
    }
}

async fn one_level(store: &dyn ObjectStore, root: &Location, prefix: &Path) -> Result<Found> {
    let found = store.list_with_delimiter(Some(prefix)).await;
    let found = found.map_err(|e| StorageError::of_store("list", root, &e))?;
    Ok(Found {
        objects: found.objects,
        dirs: found.common_prefixes,
    })
}

/// The object that the location names, where nothing is below it.
async fn itself(store: &dyn ObjectStore, root: &Location) -> Result<FileEntry> {
    let path = root.object_path()?;
    match store.head(&path).await {
        Ok(object) => Ok(file(root, object)),
        Err(object_store::Error::NotFound { .. }) => Err(nothing(root)),
        Err(e) => Err(StorageError::of_store("list", root, &e)),
    }
}

/// Not a directory marker, which is empty, and nothing hidden on the way from the root.
fn is_data(object: &ObjectMeta, prefix: &Path) -> bool {
    let Some(mut parts) = object.location.prefix_match(prefix) else {
        return false;
    };
    object.size > 0 && !parts.any(|part| is_hidden(part.as_ref()))
}

fn file(root: &Location, object: ObjectMeta) -> FileEntry {
    FileEntry {
        location: root.with_object_path(&object.location),
        size: object.size,
        modified: object.last_modified.into(),
        etag: object.e_tag,
    }
}
