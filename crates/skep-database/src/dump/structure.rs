//! What a database is made of, as two files for the plain client: `structure.sql` with tables, routines and views, and `triggers.sql` with
//! triggers and events, which are for after the rows: they would fire on every row that is put back.

use super::literal::{name, quoted};
use super::table::text;
use super::{Result, Session};

/// Texts of the two files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Structure {
    pub(crate) tables: String,
    pub(crate) triggers: String,
    /// What could not be read.
    pub(crate) warnings: Vec<String>,
}

/// Kinds of things that are kept in the database: what lists them, what SHOW CREATE calls them, which column of its answer is the statement, whether
/// they belong to triggers.sql. A table.
const PROGRAMS: [(&str, &str, usize, bool); 4] = [
    (
        "SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'FUNCTION' ORDER BY 1",
        "FUNCTION",
        2,
        false,
    ),
    (
        "SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'PROCEDURE' ORDER BY 1",
        "PROCEDURE",
        2,
        false,
    ),
    (
        "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER",
        "TRIGGER",
        2,
        true,
    ),
    (
        "SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() ORDER BY 1",
        "EVENT",
        3,
        true,
    ),
];

/// What a line before a statement begins with; restore finds tables by it.
pub(crate) const TABLE_MARK: &str = "-- table ";

/// Reads all of it.
pub(crate) async fn read(session: &mut Session, by: &str) -> Result<Structure> {
    let head = |what: &str, database: &str| {
        format!(
            "-- {what} of `{database}`, by {by}\n\
             SET @skep_sql_mode = @@sql_mode, @skep_foreign_key_checks = @@foreign_key_checks;\n\
             SET NAMES utf8mb4;\nSET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0;\n"
        )
    };
    let foot = "\nSET sql_mode = @skep_sql_mode, foreign_key_checks = @skep_foreign_key_checks;\n";
    let mut structure = Structure {
        tables: head("Tables, routines and views", session.database()),
        triggers: head("Triggers and events", session.database()),
        warnings: Vec::new(),
    };
    tables(session, &mut structure).await?;
    view_names(session, &mut structure).await?;
    for (list, kind, column, is_late) in PROGRAMS {
        programs(session, &mut structure, (list, kind, column, is_late)).await?;
    }
    views(session, &mut structure).await?;
    structure.tables.push_str(foot);
    structure.triggers.push_str(foot);
    Ok(structure)
}

async fn names(session: &mut Session, sql: &str) -> Result<Vec<String>> {
    let rows = session
        .rows(sql, "list what the database is made of")
        .await?;
    Ok(rows.iter().map(|row| text(row, 0)).collect())
}

async fn tables(session: &mut Session, structure: &mut Structure) -> Result<()> {
    let list = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'SEQUENCE') ORDER BY 1";
    for table in names(session, list).await? {
        let show = format!("SHOW CREATE TABLE {}", name(&table));
        match session
            .rows(&show, &format!("read the structure of `{table}`"))
            .await
        {
            Ok(rows) => {
                let create = rows.first().map(|row| text(row, 1)).unwrap_or_default();
                structure
                    .tables
                    .push_str(&format!("\n{TABLE_MARK}{}\n{create};\n", name(&table)));
            }
            Err(error) => structure.warnings.push(error.message),
        }
    }
    Ok(())
}

const VIEWS: &str =
    "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1";

/// Routines and views may name views that come later: each is there first with its columns only.
async fn view_names(session: &mut Session, structure: &mut Structure) -> Result<()> {
    for view in names(session, VIEWS).await? {
        let columns = format!(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {} ORDER BY ORDINAL_POSITION",
            quoted(&view)
        );
        let columns = names(session, &columns).await?;
        let columns: Vec<String> = columns
            .iter()
            .map(|column| format!("1 AS {}", name(column)))
            .collect();
        structure.tables.push_str(&format!(
            "\n-- view {} (its columns; the view is below)\nCREATE VIEW {} AS SELECT {};\n",
            name(&view),
            name(&view),
            columns.join(", ")
        ));
    }
    Ok(())
}

async fn views(session: &mut Session, structure: &mut Structure) -> Result<()> {
    for view in names(session, VIEWS).await? {
        let show = format!("SHOW CREATE VIEW {}", name(&view));
        match session
            .rows(&show, &format!("read the view `{view}`"))
            .await
        {
            Ok(rows) => {
                let create = rows.first().map(|row| text(row, 1)).unwrap_or_default();
                let create = create.replacen("CREATE ", "CREATE OR REPLACE ", 1);
                structure.tables.push_str(&format!(
                    "\n-- view {}\n{}",
                    name(&view),
                    delimited(&create)
                ));
            }
            Err(error) => structure.warnings.push(error.message),
        }
    }
    Ok(())
}

async fn programs(
    session: &mut Session,
    structure: &mut Structure,
    of: (&str, &str, usize, bool),
) -> Result<()> {
    let (list, kind, column, is_late) = of;
    for program in names(session, list).await? {
        let show = format!("SHOW CREATE {kind} {}", name(&program));
        let row = session
            .rows(
                &show,
                &format!("read the {} `{program}`", kind.to_lowercase()),
            )
            .await;
        let row = row.map(|rows| rows.into_iter().next().unwrap_or_default());
        let create = row
            .as_ref()
            .map(|row| text(row, column))
            .unwrap_or_default();
        if create.is_empty() {
            // Who isn't the owner sees that there is one, and not what it is.
            let why = "this user may not read its text";
            structure.warnings.push(format!(
                "the {} `{program}` is not in the dump: {why}",
                kind.to_lowercase()
            ));
            continue;
        }
        let mode = row.map(|row| text(&row, 1)).unwrap_or_default();
        let out = if is_late {
            &mut structure.triggers
        } else {
            &mut structure.tables
        };
        out.push_str(&format!(
            "\n-- {} {}\nSET sql_mode = {};\n{}SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';\n",
            kind.to_lowercase(),
            name(&program),
            quoted(&mode),
            delimited(&create)
        ));
    }
    Ok(())
}

/// A statement that may hold semicolons, for the client.
fn delimited(create: &str) -> String {
    let delimiter = [";;", "//", "$$", "@@@@"]
        .into_iter()
        .find(|d| !create.contains(d))
        .unwrap_or("<<END>>");
    format!("DELIMITER {delimiter}\n{create}\n{delimiter}\nDELIMITER ;\n")
}
