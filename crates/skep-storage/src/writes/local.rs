//! Commits on the local file system: see [`super`].

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};

use super::{LOCK_TIMEOUT, Staged, WRITES, busy, is_below, joined};
use crate::listing::{blocking, local as listing};
use crate::{ErrorKind, FileEntry, Location, Result, StorageError};

/// Directories that one task lists.
const DIRS_A_TASK: usize = 16;

/// Tasks that list at the same time: on a network's file system each waits for most of its time.
const CONCURRENT_TASKS: usize = 16;

/// The name of the list of a commit under way.
const COMMIT: &str = "commit";

/// A writer's own directory, locked as long as this lives.
#[derive(Debug)]
pub(crate) struct StagingDir {
    pub(super) location: Location,
    path: PathBuf,
    _lock: File,
    /// Whether the files are part of a commit, so that they must stay until it is finished.
    decided: bool,
}

impl Drop for StagingDir {
    fn drop(&mut self) {
        if self.decided {
            return;
        }
        // Nothing more can be done about a failure here; the next writer tries again.
        let _ = fs::remove_dir_all(&self.path);
        if let Some(writes) = self.path.parent() {
            let _ = fs::remove_dir(writes);
        }
    }
}

/// A commit that has been decided: what is left to do. Paths are below the root.
#[derive(Debug, Serialize, Deserialize)]
struct Commit {
    staging: String,
    /// From the staged path to the final one.
    add: BTreeMap<String, String>,
    remove: BTreeSet<String>,
}

pub(super) async fn begin(root: &Location, dir: &Location, id: &str) -> Result<StagingDir> {
    let (root, dir, id) = (root.clone(), dir.clone(), id.to_owned());
    blocking(move || {
        let path = path(&dir);
        fs::create_dir_all(&path).map_err(|e| StorageError::of_io("make directory", &dir, &e))?;
        let _lock = exclusive(&root)?;
        finish_pending(&root)?;
        remove_dead(&root);
        let location = root.join(WRITES).join(&id);
        let fail = |e| StorageError::of_io("write to", &root, &e);
        let path = self::path(&location);
        fs::create_dir_all(&path).map_err(fail)?;
        let own = File::open(&path).map_err(fail)?;
        // Where the file system has no locks, a dead writer's directory can't be told from a living one's: see `remove_dead`.
        let _ = own.try_lock();
        Ok(StagingDir {
            location,
            path,
            _lock: own,
            decided: false,
        })
    })
    .await
}

/// Removes the staging directories of writers that are no more. The root is locked, so none is just being made.
fn remove_dead(root: &Location) {
    let Ok(entries) = fs::read_dir(path(root).join(WRITES)) else {
        return;
    };
    for entry in entries.flatten() {
        let dead = File::open(entry.path()).is_ok_and(|dir| dir.try_lock().is_ok());
        if dead && entry.path().is_dir() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

pub(super) async fn commit(
    root: &Location,
    staging: StagingDir,
    files: Vec<Staged>,
    replace: Vec<String>,
    durable: bool,
) -> Result<Vec<Location>> {
    let root = root.clone();
    blocking(move || {
        // The whole of it, so that it is dropped here, and not where the caller may have stopped waiting.
        let mut staging = staging;
        let fail = |e| StorageError::of_io("write to", &root, &e);
        if durable {
            for file in &files {
                ignore_missing(sync(&path(&file.location)))
                    .map_err(|e| StorageError::of_io("write", &file.location, &e))?;
            }
        }
        let _lock = exclusive(&root)?;
        finish_pending(&root)?;
        let commit = plan(&root, &staging.location, &files, &replace)?;
        // Directories are made before the commit is decided, so that a full disk can't stop it half-way.
        for dir in commit.add.values().filter_map(|target| parent(target)) {
            fs::create_dir_all(path(&root).join(dir)).map_err(fail)?;
        }
        decide(&root, &commit, durable).map_err(fail)?;
        staging.decided = true;
        // From here on it has happened, whatever follows: a step that fails is taken by the next reader or writer.
        let _ = finish(&root, &commit, durable);
        Ok(commit
            .add
            .values()
            .map(|target| root.join(target))
            .collect())
    })
    .await
}

fn plan(
    root: &Location,
    staging: &Location,
    files: &[Staged],
    replace: &[String],
) -> Result<Commit> {
    let mut remove = BTreeSet::new();
    for dir in replace {
        match listing::files_now(&root.join(dir), true) {
            Ok(found) => remove.extend(
                found
                    .iter()
                    .filter_map(|f| f.location.below(root))
                    .map(str::to_owned),
            ),
            Err(e) if e.is_not_found() => {}
            Err(e) => return Err(e),
        }
    }
    let mut taken = HashSet::new();
    let mut add = BTreeMap::new();
    for file in files.iter().filter(|file| path(&file.location).exists()) {
        let from = file.location.below(root).unwrap_or_default().to_owned();
        let target = free_name(root, &file.target, &taken);
        taken.insert(target.clone());
        add.insert(from, target);
    }
    Ok(Commit {
        staging: staging.below(root).unwrap_or_default().to_owned(),
        add,
        remove,
    })
}

/// The name itself, or with `_copy_1` and so on where something has it: also where that is about to be removed, so that a
/// move and a deletion never meet at one name.
fn free_name(root: &Location, target: &str, taken: &HashSet<String>) -> String {
    let is_free =
        |name: &str| !taken.contains(name) && fs::symlink_metadata(path(&root.join(name))).is_err();
    if is_free(target) {
        return target.to_owned();
    }
    let (dir, name) = target.rsplit_once('/').unwrap_or(("", target));
    let (stem, extension) = name.split_at(name.find('.').unwrap_or(name.len()));
    let copies = (1u32..).map(|n| joined(dir, &format!("{stem}_copy_{n}{extension}")));
    copies
        .into_iter()
        .find(|name| is_free(name))
        .unwrap_or_else(|| target.to_owned())
}

/// Writes the list of what is to do. Its appearance under its name is the commit.
fn decide(root: &Location, commit: &Commit, durable: bool) -> io::Result<()> {
    let writes = path(root).join(WRITES);
    let unfinished = path(root).join(&commit.staging).join(COMMIT);
    let mut file = File::create(&unfinished)?;
    file.write_all(&serde_json::to_vec(commit)?)?;
    file.sync_all()?;
    if durable {
        for from in commit.add.keys().filter_map(|from| parent(from)) {
            sync(&path(root).join(from))?;
        }
        sync(&path(root).join(&commit.staging))?;
    }
    fs::rename(&unfinished, writes.join(COMMIT))?;
    match durable {
        true => sync(&writes),
        false => Ok(()),
    }
}

/// Does what is left of a commit; safe to do again.
fn finish(root: &Location, commit: &Commit, durable: bool) -> io::Result<()> {
    let root = path(root);
    let mut touched = BTreeSet::new();
    for (from, to) in &commit.add {
        let (from, to) = (root.join(from), root.join(to));
        if let Some(dir) = to.parent() {
            fs::create_dir_all(dir)?;
            touched.insert(dir.to_owned());
        }
        ignore_missing(place(&from, &to))?;
    }
    for file in &commit.remove {
        ignore_missing(fs::remove_file(root.join(file)))?;
        touched.extend(root.join(file).parent().map(Path::to_owned));
    }
    if durable {
        for dir in &touched {
            ignore_missing(sync(dir))?;
        }
    }
    let writes = root.join(WRITES);
    ignore_missing(fs::remove_dir_all(root.join(&commit.staging)))?;
    ignore_missing(fs::remove_file(writes.join(COMMIT)))?;
    // It stays where another writer is at work.
    let _ = fs::remove_dir(writes);
    Ok(())
}

/// Moves a file, also to where a link or a mount leads out of the file system.
fn place(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {
            let name = to.file_name().unwrap_or_default().to_string_lossy();
            let hidden = to.with_file_name(format!(".{name}"));
            fs::copy(from, &hidden)?;
            sync(&hidden)?;
            fs::rename(&hidden, to)?;
            fs::remove_file(from)
        }
        done => done,
    }
}

/// Finishes the commit of a writer that died. The root is locked exclusively.
fn finish_pending(root: &Location) -> Result<()> {
    match pending(root)? {
        Some(commit) => finish(root, &commit, true)
            .map_err(|e| StorageError::of_io("finish an interrupted write to", root, &e)),
        None => Ok(()),
    }
}

fn pending(root: &Location) -> Result<Option<Commit>> {
    let list = root.join(WRITES).join(COMMIT);
    let text = match fs::read(path(&list)) {
        Ok(text) => text,
        Err(e)
            if e.kind() == io::ErrorKind::NotFound || e.kind() == io::ErrorKind::NotADirectory =>
        {
            return Ok(None);
        }
        // It is the directory that is closed.
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => {
            return Err(StorageError::of_io("list", root, &e));
        }
        Err(e) => return Err(StorageError::of_io("read", &list, &e)),
    };
    let commit = serde_json::from_slice(&text);
    commit
        .map(Some)
        .map_err(|e| StorageError::new(ErrorKind::Corrupt, "read", &list, e))
}

/// The data files of a directory, as of one moment between commits.
pub(crate) fn files(dir: &Location, recursive: bool) -> Result<Vec<FileEntry>> {
    let root = super::root_of(dir);
    let lock = shared(&root)?;
    let Some(commit) = pending(&root)? else {
        return listing::files_now(dir, recursive);
    };
    // The lock was free, so the writer is dead, and its decision stands.
    drop(lock);
    let finished = exclusive(&root).and_then(|_lock| finish_pending(&root));
    let _lock = shared(&root)?;
    match (finished, pending(&root)?) {
        (_, None) => listing::files_now(dir, recursive),
        // Only its owner can finish it, but anyone can see what it decided.
        _ => as_decided(&root, dir, recursive, &commit),
    }
}

/// The data files of directories below `root`, all of them as of one moment between commits; None where nothing is there.
pub(crate) async fn files_of(
    root: Location,
    dirs: Vec<Location>,
) -> Result<Vec<Option<Vec<FileEntry>>>> {
    let place = root.clone();
    let lock = blocking(move || {
        let lock = shared(&place)?;
        Ok(pending(&place)?.is_none().then_some(lock))
    })
    .await?;
    // A dead writer's commit is finished, or seen through, directory by directory.
    let list = match lock {
        Some(_) => listing::files_now,
        None => files,
    };
    let tasks: Vec<Vec<Location>> = dirs.chunks(DIRS_A_TASK).map(<[_]>::to_vec).collect();
    let lists: Vec<Vec<_>> = stream::iter(tasks)
        .map(|dirs| {
            blocking(move || {
                let lists = dirs.iter().map(|dir| match list(dir, true) {
                    Ok(files) => Ok(Some(files)),
                    Err(e) if e.is_not_found() => Ok(None),
                    Err(e) => Err(e),
                });
                lists.collect::<Result<Vec<_>>>()
            })
        })
        .buffered(CONCURRENT_TASKS)
        .try_collect()
        .await?;
    drop(lock);
    Ok(lists.into_iter().flatten().collect())
}

fn as_decided(
    root: &Location,
    dir: &Location,
    recursive: bool,
    commit: &Commit,
) -> Result<Vec<FileEntry>> {
    let mut files = listing::files_now(dir, recursive)?;
    let wanted = dir.below(root).unwrap_or_default();
    let is_removed = |f: &FileEntry| {
        f.location
            .below(root)
            .is_some_and(|name| commit.remove.contains(name))
    };
    files.retain(|file| !is_removed(file));
    for (from, _) in commit.add.iter().filter(|(_, to)| is_below(to, wanted)) {
        match listing::files_now(&root.join(from), false) {
            Ok(staged) => files.extend(staged),
            Err(e) if e.is_not_found() => {}
            Err(e) => return Err(e),
        }
    }
    Ok(files)
}

/// Keeps commits away. None where the directory can't be opened or the file system has no locks: then listing tells what is wrong, or
/// does without.
fn shared(root: &Location) -> Result<Option<File>> {
    let Ok(dir) = File::open(path(root)) else {
        return Ok(None);
    };
    wait_for(root, || dir.try_lock_shared())?;
    Ok(Some(dir))
}

/// Keeps commits and listings away.
fn exclusive(root: &Location) -> Result<File> {
    let dir = File::open(path(root)).map_err(|e| StorageError::of_io("write to", root, &e))?;
    wait_for(root, || dir.try_lock())?;
    Ok(dir)
}

fn wait_for(root: &Location, lock: impl Fn() -> Result<(), TryLockError>) -> Result<()> {
    let start = Instant::now();
    loop {
        match lock() {
            Err(TryLockError::WouldBlock) if start.elapsed() < LOCK_TIMEOUT => {
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(TryLockError::WouldBlock) => return Err(busy(root)),
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(()),
        }
    }
}

fn path(location: &Location) -> PathBuf {
    location.local_path().unwrap_or_default()
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(dir, _)| dir)
}

fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

fn ignore_missing(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::fs;
    use std::path::Path;

    use super::{StagingDir, begin, decide, files, finish_pending, path, plan};
    use crate::Location;
    use crate::writes::{Staged, WRITES};

    /// A write of `p=1/new` that replaces `p=1/old`, up to the moment when its list appears.
    async fn up_to_decided(root: &Location) -> StagingDir {
        let old = path(&root.join("p=1"));
        fs::create_dir_all(&old).unwrap();
        fs::write(old.join("old"), "old").unwrap();
        fs::write(old.join("_hidden"), "").unwrap();
        let mut staging = begin(root, root, "id").await.unwrap();
        let location = staging.location.join("0/new");
        fs::create_dir_all(path(&staging.location.join("0"))).unwrap();
        fs::write(path(&location), "new").unwrap();
        let target = "p=1/new".to_owned();
        let staged = [Staged { location, target }];
        let commit = plan(root, &staging.location, &staged, &["p=1".to_owned()]).unwrap();
        assert_eq!(names(root), ["p=1/old"]);
        decide(root, &commit, true).unwrap();
        // As if the process were gone: nothing is cleared away, and no lock is held.
        staging.decided = true;
        staging
    }

    fn names(root: &Location) -> Vec<String> {
        let found = files(&root.join("p=1"), true).unwrap();
        found
            .iter()
            .map(|f| f.location.below(root).unwrap().to_owned())
            .collect()
    }

    fn at(path: &Path) -> Location {
        Location::from_path(path, Path::new("/")).unwrap()
    }

    #[tokio::test]
    async fn a_reader_finishes_what_was_decided() {
        let dir = tempfile::tempdir().unwrap();
        let root = at(dir.path());
        drop(up_to_decided(&root).await);
        assert_eq!(names(&root), ["p=1/new"]);
        assert!(!dir.path().join(WRITES).exists());
        assert!(dir.path().join("p=1/_hidden").exists());
    }

    #[tokio::test]
    async fn finishing_goes_on_from_any_step() {
        let dir = tempfile::tempdir().unwrap();
        let root = at(dir.path());
        drop(up_to_decided(&root).await);
        let list = dir.path().join(WRITES).join(super::COMMIT);
        let text = fs::read(&list).unwrap();
        // After the move, after the deletion, and once more when all is done.
        fs::rename(
            dir.path().join(WRITES).join("id/0/new"),
            dir.path().join("p=1/new"),
        )
        .unwrap();
        assert_eq!(names(&root), ["p=1/new"]);
        fs::create_dir(dir.path().join(WRITES)).unwrap();
        fs::write(&list, text).unwrap();
        finish_pending(&root).unwrap();
        assert_eq!(names(&root), ["p=1/new"]);
    }

    #[tokio::test]
    async fn a_writer_that_died_undecided_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let root = at(dir.path());
        let dead = dir.path().join(WRITES).join("dead");
        fs::create_dir_all(dead.join("0")).unwrap();
        fs::write(dead.join("0/half"), "ha").unwrap();
        assert!(files(&root, true).unwrap().is_empty());
        let alive = begin(&root, &root, "alive").await.unwrap();
        assert!(!dead.exists());
        let next = begin(&root, &root, "next").await.unwrap();
        assert!(path(&alive.location).exists());
        drop((alive, next));
        assert!(!dir.path().join(WRITES).exists());
    }

    #[tokio::test]
    async fn a_list_that_is_no_list_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let root = at(dir.path());
        fs::create_dir(dir.path().join(WRITES)).unwrap();
        fs::write(dir.path().join(WRITES).join(super::COMMIT), "{").unwrap();
        let error = files(&root, true).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Corrupt);
    }
}
