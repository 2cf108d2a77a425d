//! What a session is opened with.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use skep_metastore::Metastore;

use crate::paths::Input;
use crate::settings::Settings;

/// What a session is opened with. The library looks at no environment of its own: all of it is here.
#[derive(Debug, Clone)]
pub struct SessionOptions {
    /// The skep home: the metastore, the default warehouse, temporary tables.
    pub home: PathBuf,
    /// Another metastore than the home's own.
    pub metastore: Option<Arc<dyn Metastore>>,
    /// The database to start in, instead of `default`.
    pub database: Option<String>,
    /// `--hivevar`
    pub hivevars: BTreeMap<String, String>,
    /// `--hiveconf`
    pub hiveconf: BTreeMap<String, String>,
    /// The environment, as `${env:…}`, `!command` and the object stores' credentials see it.
    pub env: BTreeMap<String, String>,
    /// The directory that relative paths start from.
    pub cwd: PathBuf,
    /// Who runs the session: `current_user()`.
    pub user: String,
    /// What `hive.local.time.zone=LOCAL` means.
    pub timezone: Tz,
    /// Threads a query runs on; the machine's cores if none.
    pub target_partitions: Option<usize>,
    /// Opens standard input, which is then what ``FROM `-` `` reads; none where statements come from it.
    pub input: Option<Input>,
    /// A clock that stands still, for tests.
    pub clock: Option<DateTime<Utc>>,
}

impl SessionOptions {
    /// Options for a home, all else left at its simplest: no environment, UTC.
    pub fn new(home: impl Into<PathBuf>) -> SessionOptions {
        let home = home.into();
        SessionOptions {
            cwd: home.clone(),
            home,
            metastore: None,
            database: None,
            hivevars: BTreeMap::new(),
            hiveconf: BTreeMap::new(),
            env: BTreeMap::new(),
            user: "skep".to_owned(),
            timezone: Tz::UTC,
            target_partitions: None,
            input: None,
            clock: None,
        }
    }

    /// The object stores, as the environment and `fs.…` settings have them.
    pub(super) fn stores(&self) -> Arc<skep_storage::Stores> {
        let environment = skep_storage::Environment::new(self.env.clone(), self.cwd.clone());
        let stores = skep_storage::Stores::new(environment);
        for (key, value) in &self.hiveconf {
            stores.set(key, Some(value));
        }
        Arc::new(stores)
    }

    pub(super) fn settings(&self) -> Settings {
        let text = |path: &PathBuf| path.to_string_lossy().into_owned();
        let system = BTreeMap::from([
            ("user.name".to_owned(), self.user.clone()),
            ("user.dir".to_owned(), text(&self.cwd)),
            ("user.timezone".to_owned(), self.timezone.name().to_owned()),
            (
                "java.io.tmpdir".to_owned(),
                self.env
                    .get("TMPDIR")
                    .cloned()
                    .unwrap_or_else(|| "/tmp".to_owned()),
            ),
            (
                "user.home".to_owned(),
                self.env.get("HOME").cloned().unwrap_or_default(),
            ),
            ("line.separator".to_owned(), "\n".to_owned()),
            ("file.separator".to_owned(), "/".to_owned()),
        ]);
        let mut settings = Settings::new(
            self.hiveconf.clone(),
            self.hivevars.clone(),
            self.env.clone(),
            system,
        );
        if let Some(partitions) = self.target_partitions {
            settings.set_conf("skep.target.partitions", partitions.to_string());
        }
        settings
    }
}
