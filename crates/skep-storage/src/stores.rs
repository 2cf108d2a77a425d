//! The stores behind locations: opened when first used, kept for the session.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt};

use crate::s3::{self, S3Settings};
use crate::{Environment, Location, Result, Scheme, StorageError};

/// All stores of a session.
pub struct Stores {
    env: Environment,
    local: Arc<dyn ObjectStore>,
    memory: Arc<dyn ObjectStore>,
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    /// What `SET` set, names in lower case.
    settings: BTreeMap<String, String>,
    /// By bucket.
    s3: HashMap<String, Arc<dyn ObjectStore>>,
}

impl Stores {
    /// Opens nothing yet.
    pub fn new(env: Environment) -> Self {
        Stores {
            env,
            local: Arc::new(LocalFileSystem::new()),
            memory: Arc::new(InMemory::new()),
            state: RwLock::default(),
        }
    }

    /// The surroundings it was made with.
    pub fn environment(&self) -> &Environment {
        &self.env
    }

    /// A setting of the session (`SET fs.s3a.endpoint=…`); None unsets it. Names that begin with `fs.` matter, any other is ignored. Stores that
    /// are open are opened anew for the next use.
    pub fn set(&self, name: &str, value: Option<&str>) {
        let name = name.trim().to_ascii_lowercase();
        if !name.starts_with("fs.") {
            return;
        }
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        match value {
            Some(value) => drop(state.settings.insert(name, value.to_owned())),
            None => drop(state.settings.remove(&name)),
        }
        state.s3.clear();
    }

    /// Reads a location as a user writes it.
    pub fn location(&self, text: &str) -> Result<Location> {
        Location::parse(text, &self.env)
    }

    /// Whether commits wait until their files are safe from a power cut; only `SET fs.file.fsync=false` turns it off.
    pub(crate) fn is_durable(&self) -> bool {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state
            .settings
            .get("fs.file.fsync")
            .is_none_or(|v| v.trim() != "false")
    }

    /// The store that a location is in; with [`Location::object_path`] it gives the object.
    pub fn object_store(&self, location: &Location) -> Result<Arc<dyn ObjectStore>> {
        let bucket = match location.scheme() {
            Scheme::File => return Ok(Arc::clone(&self.local)),
            Scheme::Memory => return Ok(Arc::clone(&self.memory)),
            Scheme::S3 | Scheme::S3a | Scheme::S3n => location.bucket().unwrap_or_default(),
        };
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = state.s3.get(bucket) {
            return Ok(Arc::clone(store));
        }
        let settings = S3Settings::resolve(bucket, &state.settings, &self.env)?;
        drop(state);
        let store: Arc<dyn ObjectStore> = Arc::new(s3::store(location, &settings, &self.env)?);
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(
            state.s3.entry(bucket.to_owned()).or_insert(store),
        ))
    }

    /// The whole of a file.
    pub async fn get(&self, location: &Location) -> Result<bytes::Bytes> {
        let fail = |e| StorageError::of_store("read", location, &e);
        let store = self.object_store(location)?;
        let got = store.get(&location.object_path()?).await.map_err(fail)?;
        got.bytes().await.map_err(fail)
    }

    /// Writes a whole file, which appears at once.
    pub async fn put(&self, location: &Location, bytes: impl Into<bytes::Bytes>) -> Result<()> {
        let store = self.object_store(location)?;
        let done = store
            .put(&location.object_path()?, bytes.into().into())
            .await;
        done.map(drop)
            .map_err(|e| StorageError::of_store("write", location, &e))
    }
}

impl fmt::Debug for Stores {
    /// Settings can hold secrets: only the buckets are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let buckets: Vec<&String> = state.s3.keys().collect();
        f.debug_struct("Stores")
            .field("buckets", &buckets)
            .finish_non_exhaustive()
    }
}
