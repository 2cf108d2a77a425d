//! The statements of a check. Names are quoted, values are parameters: nothing that a user wrote is pasted as it is.

use super::operand::{Bind, Kind, Operand, operand};
use super::{CheckError, Clock, Compare, Condition, Question, Test};
use crate::Dialect;

/// A column as the server describes it: its kind and what it calls the type.
pub(super) type Described = (Kind, String);

/// A statement and its parameters.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) text: String,
    pub(super) binds: Vec<Bind>,
}

/// Each column once, without a row: for its types.
pub(super) fn description(question: &Question, dialect: Dialect) -> String {
    let columns: Vec<String> = question
        .conditions
        .iter()
        .map(|condition| quoted(&condition.column, dialect))
        .collect();
    let columns = if columns.is_empty() {
        "1".to_owned()
    } else {
        columns.join(", ")
    };
    format!("SELECT {columns} FROM {} LIMIT 0", table(question, dialect))
}

/// Whether there is a row; or, where several are asked for, how many there are up to that number. `columns` are the conditions' ones.
pub(super) fn question(
    question: &Question,
    columns: &[Described],
    dialect: Dialect,
    limit_ms: u64,
    clock: &Clock,
) -> Result<Statement, CheckError> {
    let mut writer = Writer {
        dialect,
        clock,
        text: String::new(),
        binds: Vec::new(),
    };
    let several = question.rows > 1;
    // MariaDB reads the first comment, MySQL the second, each the time it may take itself.
    let (before, hint) = match dialect {
        Dialect::MySql => (
            format!(
                "/*M! SET STATEMENT max_statement_time={}.{:03} FOR */ ",
                limit_ms / 1_000,
                limit_ms % 1_000
            ),
            format!("/*+ MAX_EXECUTION_TIME({limit_ms}) */ "),
        ),
        _ => (String::new(), String::new()),
    };
    let from = table(question, dialect);
    writer.text = match several {
        true => format!("{before}SELECT {hint}COUNT(*) FROM (SELECT 1 FROM {from}"),
        false => format!("{before}SELECT {hint}1 FROM {from}"),
    };
    for (at, (condition, described)) in question.conditions.iter().zip(columns).enumerate() {
        writer
            .text
            .push_str(if at == 0 { " WHERE " } else { " AND " });
        writer.condition(condition, described)?;
    }
    let limit = question.rows;
    writer.text.push_str(&match several {
        true => format!(" LIMIT {limit}) AS found"),
        false => " LIMIT 1".to_owned(),
    });
    Ok(Statement {
        text: writer.text,
        binds: writer.binds,
    })
}

fn table(question: &Question, dialect: Dialect) -> String {
    let parts: Vec<String> = question
        .table
        .iter()
        .map(|part| quoted(part, dialect))
        .collect();
    parts.join(".")
}

/// A name between quotes. SQLite takes MySQL's: in double quotes a column that isn't there would be a text.
pub(super) fn quoted(name: &str, dialect: Dialect) -> String {
    let quote = match dialect {
        Dialect::PostgreSql => '"',
        Dialect::MySql | Dialect::Sqlite => '`',
    };
    let doubled = name.replace(quote, &format!("{quote}{quote}"));
    format!("{quote}{doubled}{quote}")
}

struct Writer<'a> {
    dialect: Dialect,
    clock: &'a Clock,
    text: String,
    binds: Vec<Bind>,
}

impl Writer<'_> {
    fn condition(
        &mut self,
        condition: &Condition,
        (kind, ty): &Described,
    ) -> Result<(), CheckError> {
        let column = quoted(&condition.column, self.dialect);
        let operand = |value| operand(value, *kind, (&condition.column, ty), self.clock);
        match &condition.test {
            Test::Null => self.text.push_str(&format!("{column} IS NULL")),
            Test::NotNull => self.text.push_str(&format!("{column} IS NOT NULL")),
            Test::Compare(compare, value) => {
                let operand = operand(value)?;
                self.compare(&column, *compare, operand);
            }
            Test::In(values) | Test::NotIn(values) => {
                let operands = values.iter().map(operand).collect::<Result<Vec<_>, _>>()?;
                let (compare, joint) = match condition.test {
                    Test::In(_) => (Compare::Eq, " OR "),
                    _ => (Compare::NotEq, " AND "),
                };
                self.list(&column, compare, joint, operands);
            }
        }
        Ok(())
    }

    /// `(c = ? OR c = ?)`, which every server plans as an IN.
    fn list(&mut self, column: &str, compare: Compare, joint: &str, operands: Vec<Operand>) {
        self.text.push('(');
        for (at, operand) in operands.into_iter().enumerate() {
            if at > 0 {
                self.text.push_str(joint);
            }
            self.compare(column, compare, operand);
        }
        self.text.push(')');
    }

    fn compare(&mut self, column: &str, compare: Compare, operand: Operand) {
        let (from, to) = match operand {
            Operand::Point(bind) => return self.simple(column, compare, bind),
            Operand::Span(from, to) => (from, to),
        };
        match compare {
            Compare::Eq => self.both(column, (Compare::GtEq, from), " AND ", (Compare::Lt, to)),
            Compare::NotEq => self.both(column, (Compare::Lt, from), " OR ", (Compare::GtEq, to)),
            Compare::Lt => self.simple(column, Compare::Lt, from),
            Compare::LtEq => self.simple(column, Compare::Lt, to),
            Compare::Gt => self.simple(column, Compare::GtEq, to),
            Compare::GtEq => self.simple(column, Compare::GtEq, from),
        }
    }

    fn both(&mut self, column: &str, a: (Compare, Bind), joint: &str, b: (Compare, Bind)) {
        self.text.push('(');
        self.simple(column, a.0, a.1);
        self.text.push_str(joint);
        self.simple(column, b.0, b.1);
        self.text.push(')');
    }

    fn simple(&mut self, column: &str, compare: Compare, bind: Bind) {
        self.binds.push(bind);
        let parameter = match self.dialect {
            Dialect::PostgreSql => format!("${}", self.binds.len()),
            Dialect::MySql | Dialect::Sqlite => "?".to_owned(),
        };
        let operator = compare.sql();
        self.text
            .push_str(&format!("{column} {operator} {parameter}"));
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;
    use crate::check::clock::tests::clock;

    fn check(conditions: &[&str], kind: Kind, dialect: Dialect, rows: u64, expected: &str) {
        let conditions: Vec<String> = conditions.iter().map(|&c| c.to_owned()).collect();
        let asked = Question {
            rows,
            ..Question::parse("d.t", &conditions, &clock()).unwrap()
        };
        let columns = vec![(kind, "T".to_owned()); conditions.len()];
        let statement = question(&asked, &columns, dialect, 2_300, &clock()).unwrap();
        assert_eq!(statement.text, expected);
        let parameters = statement.text.matches(['?', '$']).count();
        assert_eq!(statement.binds.len(), parameters);
    }

    #[test]
    fn statements() {
        check(
            &[],
            Kind::Text,
            Dialect::Sqlite,
            1,
            "SELECT 1 FROM `d`.`t` LIMIT 1",
        );
        check(
            &["day=yesterday", "host!=2026-01-01T00:00", "x is null"],
            Kind::Wall,
            Dialect::MySql,
            1,
            "/*M! SET STATEMENT max_statement_time=2.300 FOR */ SELECT /*+ MAX_EXECUTION_TIME(2300) */ 1 FROM `d`.`t` \
             WHERE (`day` >= ? AND `day` < ?) AND `host` <> ? AND `x` IS NULL LIMIT 1",
        );
        check(
            &["day>yesterday", "`a\"b``` in (1, today)"],
            Kind::Text,
            Dialect::PostgreSql,
            5,
            "SELECT COUNT(*) FROM (SELECT 1 FROM \"d\".\"t\" WHERE \"day\" >= $1 AND \
             (\"a\"\"b`\" = $2 OR (\"a\"\"b`\" >= $3 AND \"a\"\"b`\" < $4)) LIMIT 5) AS found",
        );
    }

    #[test]
    fn a_day_is_compared_by_its_ends() {
        for (condition, expected) in [
            ("c=today", "(`c` >= ? AND `c` < ?)"),
            ("c!=today", "(`c` < ? OR `c` >= ?)"),
            ("c<today", "`c` < ?"),
            ("c<=today", "`c` < ?"),
            ("c>today", "`c` >= ?"),
            ("c>=today", "`c` >= ?"),
            (
                "c not in (today, x)",
                "((`c` < ? OR `c` >= ?) AND `c` <> ?)",
            ),
        ] {
            let expected = format!("SELECT 1 FROM `d`.`t` WHERE {expected} LIMIT 1");
            check(&[condition], Kind::Text, Dialect::Sqlite, 1, &expected);
        }
    }
}
