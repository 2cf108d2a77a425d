//! Where skep keeps its own things: the *home*, a directory with the metastore and the warehouse.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::{MetastoreError, Result};

/// The file that marks a project; its `.skep/` is the home of everything run below it.
pub const PROJECT_FILE: &str = "skep.toml";

/// The home's directory: `$SKEP_HOME`, else `.skep/` beside the nearest `skep.toml` at or above `cwd`, else `skep` in the user's
/// data directory (`$XDG_DATA_HOME`, or `~/.local/share`; on macOS `~/Library/Application Support`).
///
/// It need not exist yet. `env` looks a variable up; an empty one counts as unset.
pub fn find(env: impl Fn(&str) -> Option<OsString>, cwd: &Path) -> Result<PathBuf> {
    let var = |name: &str| env(name).filter(|v| !v.is_empty());
    if let Some(home) = var("SKEP_HOME") {
        return Ok(cwd.join(home));
    }
    if let Some(project) = project_file(cwd) {
        return Ok(project.with_file_name(".skep"));
    }
    if let Some(data) = var("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|p| p.is_absolute())
    {
        return Ok(data.join("skep"));
    }
    let below = match cfg!(target_os = "macos") {
        true => "Library/Application Support/skep",
        false => ".local/share/skep",
    };
    match var("HOME") {
        Some(home) => Ok(cwd.join(home).join(below)),
        None => Err(MetastoreError::Invalid(
            "cannot find the skep home: neither SKEP_HOME nor HOME is set".into(),
        )),
    }
}

/// The nearest `skep.toml` at or above a directory.
pub fn project_file(cwd: &Path) -> Option<PathBuf> {
    cwd.ancestors()
        .map(|dir| dir.join(PROJECT_FILE))
        .find(|file| file.is_file())
}

/// The default warehouse, where managed tables' files lie (`hive.metastore.warehouse.dir`).
pub fn warehouse(home: &Path) -> PathBuf {
    home.join("warehouse")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::ffi::OsString;
    use std::fs;
    use std::path::Path;

    fn find(vars: &[(&str, &str)], cwd: &Path) -> crate::Result<std::path::PathBuf> {
        let look_up = |name: &str| {
            vars.iter()
                .find(|v| v.0 == name)
                .map(|v| OsString::from(v.1))
        };
        super::find(look_up, cwd)
    }

    #[test]
    fn is_named_then_the_projects_then_the_users() {
        let root = tempfile::tempdir().unwrap();
        let project = root.path().join("p");
        let deep = project.join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(project.join("skep.toml"), "").unwrap();
        let named = find(&[("SKEP_HOME", "/h"), ("HOME", "/u")], &deep).unwrap();
        assert_eq!(named, Path::new("/h"));
        assert_eq!(find(&[("SKEP_HOME", "h")], &deep).unwrap(), deep.join("h"));
        assert_eq!(
            find(&[("HOME", "/u")], &deep).unwrap(),
            project.join(".skep")
        );
        assert_eq!(
            find(&[("SKEP_HOME", "")], &deep).unwrap(),
            project.join(".skep")
        );
        let xdg = find(&[("XDG_DATA_HOME", "/x"), ("HOME", "/u")], root.path()).unwrap();
        assert_eq!(xdg, Path::new("/x/skep"));
        assert!(
            find(&[("HOME", "/u")], root.path())
                .unwrap()
                .starts_with("/u")
        );
        assert!(find(&[], root.path()).is_err());
    }
}
