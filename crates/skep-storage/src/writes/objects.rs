//! Commits in an object store: see [`super`].

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use futures::TryStreamExt;
use object_store::{
    Error as StoreError, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutPayload,
    UpdateVersion,
};
use serde::{Deserialize, Serialize};

use super::{LOCK_TIMEOUT, Staged, WRITES, busy};
use crate::listing::{many, objects as listing};
use crate::{ErrorKind, FileEntry, Location, Result, StorageError, Stores};

/// A committed write's record is kept this long, so that a listing that began before the commit notices it.
const KEEP_COMMITTED: Duration = Duration::from_secs(600);
/// A write that is pending for this long is taken for dead.
const DEAD_AFTER: Duration = Duration::from_secs(24 * 3600);
/// A lock that is held for this long is taken for a dead writer's: commits hold it for a few requests. It is less than
/// [`LOCK_TIMEOUT`], so that who waits for a dead writer goes on in the end.
const LOCK_DEAD_AFTER: Duration = Duration::from_secs(45);
/// A commit that hasn't decided by then gives up, long before its lock can be taken over.
const LOCK_DEADLINE: Duration = Duration::from_secs(20);
/// Listings of one directory, before giving up on a moment without commits.
const MAX_LISTINGS: usize = 20;

/// Fewer objects than this come in one answer, which shows them all, and the records, as of one moment.
const PAGE: usize = 1000;

const PENDING: &str = ".pending";
const COMMITTED: &str = ".committed";
const LOCK: &str = "lock";

/// The body of `ID.committed`; paths are below the root.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Committed {
    remove: BTreeSet<String>,
}

/// A write, by its ID.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Record {
    pending: Option<SystemTime>,
    /// When, and how many bytes its list has.
    committed: Option<(SystemTime, u64)>,
}

type Records = BTreeMap<String, Record>;

fn place(root: &Location, name: &str) -> Location {
    root.join(WRITES).join(name)
}

pub(super) async fn begin(stores: &Stores, root: &Location, id: &str) -> Result<()> {
    let own = place(root, &format!("{id}{PENDING}"));
    stores.put(&own, bytes::Bytes::new()).await?;
    let records = records(stores, root).await?;
    // The server's clock, which made all the other times too.
    let now = records
        .get(id)
        .and_then(|r| r.pending)
        .unwrap_or_else(SystemTime::now);
    for (id, record) in &records {
        if is_older(record.committed.map(|c| c.0), now, KEEP_COMMITTED) {
            forget(stores, root, id, record).await?;
        } else if record.committed.is_none() && is_older(record.pending, now, DEAD_AFTER) {
            abort(stores, root, id).await?;
        }
    }
    Ok(())
}

fn is_older(time: Option<SystemTime>, now: SystemTime, age: Duration) -> bool {
    time.and_then(|t| now.duration_since(t).ok())
        .is_some_and(|passed| passed > age)
}

/// Completes a commit, and removes its record.
async fn forget(stores: &Stores, root: &Location, id: &str, record: &Record) -> Result<()> {
    let removed = committed(stores, root, id, record).await?.remove;
    stores
        .delete_objects(root, removed.iter().map(|name| root.join(name)).collect())
        .await?;
    // In this order: without `ID.committed`, a record that is still pending would hide the files.
    for suffix in [PENDING, COMMITTED] {
        let record = place(root, &format!("{id}{suffix}"));
        stores.delete_objects(root, vec![record]).await?;
    }
    Ok(())
}

pub(super) async fn abort(stores: &Stores, root: &Location, id: &str) -> Result<()> {
    let own = listing::everything(stores, root).await?.into_iter();
    let own = own.filter(|object| {
        object
            .location
            .filename()
            .is_some_and(|name| has_id(name, id))
    });
    let own = own
        .map(|object| root.with_object_path(&object.location))
        .filter(|l| !is_record(l));
    stores.delete_objects(root, own.collect()).await?;
    stores
        .delete_objects(root, vec![place(root, &format!("{id}{PENDING}"))])
        .await
}

fn is_record(location: &Location) -> bool {
    location
        .parent()
        .is_some_and(|dir| dir.file_name() == WRITES)
}

fn has_id(name: &str, id: &str) -> bool {
    name.split(['-', '.']).any(|part| part == id)
}

pub(super) async fn commit(
    stores: &Stores,
    root: &Location,
    id: &str,
    files: Vec<Staged>,
    replace: Vec<String>,
) -> Result<Vec<Location>> {
    let record = place(root, &format!("{id}{COMMITTED}"));
    let locked = !replace.is_empty();
    if locked {
        lock(stores, root, id).await?;
    }
    let since = tokio::time::Instant::now();
    let decided = decide(stores, root, id, &record, &replace, since).await;
    if locked {
        // A lock that can't be given back is taken for dead after a while.
        let _ = stores.delete_objects(root, vec![place(root, LOCK)]).await;
    }
    let removed = decided?;
    // From here on it has happened, whatever follows: listings leave the replaced files out, and the next writer deletes them.
    let _ = stores.delete_objects(root, removed).await;
    let _ = stores
        .delete_objects(root, vec![place(root, &format!("{id}{PENDING}"))])
        .await;
    Ok(files.into_iter().map(|file| file.location).collect())
}

async fn decide(
    stores: &Stores,
    root: &Location,
    id: &str,
    record: &Location,
    replace: &[String],
    since: tokio::time::Instant,
) -> Result<Vec<Location>> {
    let mut commit = Committed::default();
    for dir in replace {
        match files(stores, &root.join(dir), true).await {
            Ok(found) => {
                let names = found.iter().filter_map(|f| f.location.below(root));
                commit.remove.extend(names.map(str::to_owned));
            }
            Err(e) if e.is_not_found() => {}
            Err(e) => return Err(e),
        }
    }
    let is_alive = records(stores, root)
        .await?
        .get(id)
        .is_some_and(|r| r.pending.is_some());
    if !is_alive {
        let reason = "the write took so long that another writer cleared it away";
        return Err(StorageError::new(
            ErrorKind::Other,
            "commit to",
            root,
            reason,
        ));
    }
    // Without a list to read, listings are spared a request.
    let body = match commit.remove.is_empty() {
        true => Vec::new(),
        false => serde_json::to_vec(&commit)
            .map_err(|e| StorageError::new(ErrorKind::Other, "commit to", root, e))?,
    };
    if !replace.is_empty() && since.elapsed() > LOCK_DEADLINE {
        let reason = "the server took too long to list the files that are replaced";
        return Err(
            StorageError::new(ErrorKind::Busy, "commit to", root, reason)
                .with_hint("run it again: nothing was changed"),
        );
    }
    stores.put(record, body).await?;
    Ok(commit.remove.iter().map(|name| root.join(name)).collect())
}

/// Excludes other commits that replace files.
async fn lock(stores: &Stores, root: &Location, id: &str) -> Result<()> {
    let location = place(root, LOCK);
    let path = location.object_path()?;
    let store = stores.object_store(root)?;
    let start = tokio::time::Instant::now();
    let mut mode = PutMode::Create;
    while start.elapsed() < LOCK_TIMEOUT {
        let body = PutPayload::from(id.to_owned());
        match store.put_opts(&path, body, mode.into()).await {
            Ok(_) => return Ok(()),
            Err(
                StoreError::AlreadyExists { .. }
                | StoreError::Precondition { .. }
                | StoreError::NotFound { .. },
            ) => {}
            Err(e) => return Err(StorageError::of_store("write", &location, &e)),
        }
        let held = store.head(&path).await.ok();
        let is_dead = |lock: &ObjectMeta| {
            is_older(
                Some(lock.last_modified.into()),
                SystemTime::now(),
                LOCK_DEAD_AFTER,
            )
        };
        // A dead writer's lock is taken over, by one only: the condition is that nobody else was quicker.
        mode = match held.filter(is_dead) {
            Some(lock) => PutMode::Update(UpdateVersion {
                e_tag: lock.e_tag,
                version: lock.version,
            }),
            None => PutMode::Create,
        };
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(busy(root))
}

/// The data files of a directory, as of one moment between commits.
pub(crate) async fn files(
    stores: &Stores,
    dir: &Location,
    recursive: bool,
) -> Result<Vec<FileEntry>> {
    let root = super::root_of(dir);
    if recursive && *dir == root {
        let all = listing::everything(stores, dir).await?;
        if all.len() < PAGE {
            let records = records_of(&all);
            let found = listing::data_files(stores, dir, all).await?;
            return visible(stores, &root, found, &records).await;
        }
    }
    let mut before = records(stores, &root).await?;
    for _ in 0..MAX_LISTINGS {
        let found = listing::files_now(stores, dir, recursive).await?;
        let after = records(stores, &root).await?;
        if before == after {
            return visible(stores, &root, found, &after).await;
        }
        before = after;
    }
    Err(busy(&root))
}

/// The data files of directories below `root`, all of them as of one moment between commits; None where nothing is there.
pub(crate) async fn files_of(
    stores: &Stores,
    root: &Location,
    dirs: &[Location],
) -> Result<Vec<Option<Vec<FileEntry>>>> {
    let mut before = records(stores, root).await?;
    for _ in 0..MAX_LISTINGS {
        let mut found = many::files_now(stores, root, dirs).await?;
        let after = records(stores, root).await?;
        if before == after {
            let hidden = hidden(stores, root, &after).await?;
            for files in found.iter_mut().flatten() {
                files.retain(|file| !is_hidden(root, file, &hidden));
            }
            return Ok(found);
        }
        before = after;
    }
    Err(busy(root))
}

async fn visible(
    stores: &Stores,
    root: &Location,
    mut files: Vec<FileEntry>,
    records: &Records,
) -> Result<Vec<FileEntry>> {
    let hidden = hidden(stores, root, records).await?;
    files.retain(|file| !is_hidden(root, file, &hidden));
    Ok(files)
}

/// What a write hides: its own files as long as it is pending, those that it replaced.
struct Hidden<'r> {
    pending: Option<&'r str>,
    removed: BTreeSet<String>,
}

async fn hidden<'r>(
    stores: &Stores,
    root: &Location,
    records: &'r Records,
) -> Result<Vec<Hidden<'r>>> {
    let mut hidden = Vec::new();
    for (id, record) in records {
        hidden.push(Hidden {
            pending: record.committed.is_none().then_some(id.as_str()),
            removed: committed(stores, root, id, record).await?.remove,
        });
    }
    Ok(hidden)
}

fn is_hidden(root: &Location, file: &FileEntry, hidden: &[Hidden<'_>]) -> bool {
    hidden.iter().any(|write| {
        let is_pending = write
            .pending
            .is_some_and(|id| has_id(file.location.file_name(), id));
        let is_removed = file
            .location
            .below(root)
            .is_some_and(|name| write.removed.contains(name));
        is_pending || is_removed
    })
}

async fn committed(
    stores: &Stores,
    root: &Location,
    id: &str,
    record: &Record,
) -> Result<Committed> {
    if record.committed.is_none_or(|(_, size)| size == 0) {
        return Ok(Committed::default());
    }
    let location = place(root, &format!("{id}{COMMITTED}"));
    let body = match stores.get(&location).await {
        Ok(body) => body,
        // Completed and cleared away meanwhile.
        Err(e) if e.is_not_found() => return Ok(Committed::default()),
        Err(e) => return Err(e),
    };
    serde_json::from_slice(&body)
        .map_err(|e| StorageError::new(ErrorKind::Corrupt, "read", &location, e))
}

async fn records(stores: &Stores, root: &Location) -> Result<Records> {
    let writes = root.join(WRITES);
    let store = stores.object_store(root)?;
    let listed = store.list(Some(&writes.object_path()?)).try_collect().await;
    let listed: Vec<ObjectMeta> = listed.map_err(|e| StorageError::of_store("list", root, &e))?;
    Ok(records_of(&listed))
}

fn records_of(objects: &[ObjectMeta]) -> Records {
    let mut records = Records::new();
    for object in objects
        .iter()
        .filter(|o| o.location.parts().any(|part| part.as_ref() == WRITES))
    {
        let name = object.location.filename().unwrap_or_default();
        let at = SystemTime::from(object.last_modified);
        if let Some(id) = name.strip_suffix(PENDING) {
            records.entry(id.to_owned()).or_default().pending = Some(at);
        } else if let Some(id) = name.strip_suffix(COMMITTED) {
            records.entry(id.to_owned()).or_default().committed = Some((at, object.size));
        }
    }
    records
}
