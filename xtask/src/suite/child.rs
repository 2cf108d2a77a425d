//! The child's side: one script in one process, told as events on stdout.

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use skep_engine::{Session, SessionOptions};

use super::script::{Kind, Script, kind, without_comments};
use super::verdict::Answer;
use crate::lines;

/// What the child tells, one JSON line each.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) enum Event {
    /// A data set could not be loaded.
    Dataset {
        /// Its name.
        name: String,
        /// Why.
        error: String,
    },
    /// The script's own statements begin.
    Started,
    /// The next statement's answer.
    Answer(Answer),
    /// All statements were run.
    Finished,
}

/// Runs the script `file` against the data in `tree`, with its metastore and warehouse in `place`.
pub(crate) fn run(file: &Path, tree: &Path, place: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(8 << 20)
        .enable_all()
        .build()?;
    let text = String::from_utf8_lossy(&std::fs::read(file)?).into_owned();
    let script = Script::parse(&text);
    let mut session = session(&script, tree, place)?;
    // A deep expression must not end the run: the statements run on a thread with a large stack.
    std::thread::scope(|scope| {
        let work = std::thread::Builder::new()
            .stack_size(64 << 20)
            .spawn_scoped(scope, || {
                runtime.block_on(async {
                    datasets(&mut session, &script, tree).await;
                    tell(&Event::Started);
                    for statement in &script.statements {
                        let answer = answer(&mut session, statement).await;
                        tell(&Event::Answer(answer));
                    }
                    tell(&Event::Finished);
                });
            });
        match work.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => std::process::exit(101),
            Err(error) => Err(error.into()),
        }
    })
}

async fn answer(session: &mut Session, statement: &str) -> Answer {
    if kind(statement) == Kind::Excluded {
        return Answer::Rows(Vec::new());
    }
    // As Hive's driver does: comments after code are dropped before a statement that isn't SQL sees them.
    let text = match kind(statement) {
        Kind::Unhooked => without_comments(statement),
        _ => statement.to_string(),
    };
    match lines::execute(session, &text).await {
        Ok(rows) => Answer::Rows(rows),
        Err(message) => Answer::Error(message),
    }
}

async fn datasets(session: &mut Session, script: &Script, tree: &Path) {
    for name in &script.datasets {
        let file = tree
            .join("data/files/datasets")
            .join(name)
            .join("load.hive.sql");
        let loaded = match std::fs::read_to_string(&file) {
            Ok(text) => load(session, &text).await,
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = loaded {
            let name = name.clone();
            tell(&Event::Dataset { name, error });
        }
    }
}

async fn load(session: &mut Session, text: &str) -> Result<(), String> {
    for statement in Script::parse(text).statements {
        let statistics = statement.trim_start().to_lowercase().starts_with("analyze");
        if !statistics {
            lines::execute(session, &statement).await?;
        }
    }
    Ok(())
}

fn session(script: &Script, tree: &Path, place: &Path) -> Result<Session> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let temporary = place.join("tmp");
    std::fs::create_dir_all(&temporary)?;
    let zone = script.timezone.as_deref().unwrap_or("US/Pacific");
    let mut options = SessionOptions::new(place.join("home"));
    options.cwd = tree.join("itests/qtest");
    options.timezone = zone.parse().unwrap_or(chrono_tz::US::Pacific);
    options.user = "hive_test_user".to_string();
    options.env = std::env::vars().collect();
    options.target_partitions = Some(2);
    options.hiveconf = [
        ("test.data.dir", text(&tree.join("data/files"))),
        ("test.tmp.dir", text(&temporary)),
        ("test.warehouse.dir", text(&place.join("warehouse"))),
        (
            "hive.metastore.warehouse.dir",
            text(&place.join("warehouse")),
        ),
        ("hive.root", text(tree)),
    ]
    .map(|(k, v)| (k.to_string(), v))
    .into();
    let mut session = Session::open(options)?;
    for (key, value) in [
        ("system:test.tmp.dir", text(&temporary)),
        ("system:test.data.dir", text(&tree.join("data/files"))),
        ("system:test.src.data.dir", text(&tree.join("data/files"))),
        ("system:java.io.tmpdir", text(&temporary)),
        ("system:build.dir", text(&temporary)),
        ("system:hive.root", text(tree)),
        ("system:test.dfs.mkdir", "-mkdir -p".to_string()),
        ("system:test.warehouse.dir", text(&place.join("warehouse"))),
    ] {
        session.settings_mut().assign(key, &value)?;
    }
    Ok(session)
}

fn tell(event: &Event) {
    if let Ok(line) = serde_json::to_string(event) {
        let mut out = std::io::stdout().lock();
        // The parent is gone if this fails, and then nobody is told.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }
}
