//! SHOW and DESCRIBE FUNCTION, from the registry; CREATE FUNCTION, which skep can't do.

use skep_functions::registry::{self, Function};
use skep_hiveql::ast::{CreateFunction, CreateMacro, DropObject};
use skep_planner::Macro;

use super::hive_text::matches_pattern;
use crate::error::{EngineError, Result, did_you_mean};
use crate::outcome::{Outcome, Rows};
use crate::session::Session;

impl Session {
    pub(super) fn show_functions(&self, like: Option<&str>) -> Result<Outcome> {
        let mut names: Vec<&str> = registry::all()
            .flat_map(|function| {
                std::iter::once(function.name).chain(function.aliases.iter().copied())
            })
            .filter(|name| like.is_none_or(|like| matches_pattern(like, name)))
            .collect();
        names.sort_unstable();
        names.dedup();
        Ok(Rows::lines("tab_name", names.into_iter().map(str::to_owned))?.into())
    }

    pub(super) fn describe_function(&self, name: &str, extended: bool) -> Result<Outcome> {
        let wanted = name.to_lowercase();
        let Some(function) = registry::lookup(&wanted) else {
            let mut lines = vec![format!("Function '{wanted}' does not exist.")];
            lines.extend(did_you_mean(
                &wanted,
                registry::all().map(|function| function.name),
            ));
            return Ok(Rows::lines("tab_name", lines)?.into());
        };
        Ok(Rows::lines("tab_name", describe(function, extended))?.into())
    }

    pub(super) fn create_function(&self, statement: &CreateFunction) -> Result<Outcome> {
        Err(EngineError::unsupported("CREATE FUNCTION of a Java class")
            .at(statement.name.name.span)
            .hint("`show functions` lists what is built in; SELECT TRANSFORM runs any program over rows"))
    }

    pub(super) async fn create_macro(&mut self, statement: &CreateMacro) -> Result<Outcome> {
        let mut arguments: Vec<(String, _)> = Vec::new();
        for (name, ty) in &statement.arguments {
            let lower = name.lower();
            if arguments.iter().any(|(known, _)| *known == lower) {
                return Err(
                    EngineError::query(format!("argument `{lower}` is named twice")).at(name.span),
                );
            }
            arguments.push((lower, ty.clone()));
        }
        let made = Macro {
            arguments,
            body: statement.body.clone(),
        };
        self.plan(|planner| planner.check_macro(&made)).await?;
        self.set_macro(statement.name.lower(), Some(made));
        Ok(Outcome::done())
    }

    pub(super) fn drop_macro(&mut self, statement: &DropObject) -> Result<Outcome> {
        let name = statement.name.name.lower();
        if self.set_macro(name.clone(), None) || self.drops_nothing(statement.if_exists) {
            return Ok(Outcome::done());
        }
        Err(EngineError::query(format!("macro `{name}` does not exist"))
            .at(statement.name.name.span))
    }

    pub(super) fn drop_function(&self, statement: &DropObject) -> Result<Outcome> {
        match self.drops_nothing(statement.if_exists) {
            true => Ok(Outcome::done()),
            false => Err(EngineError::query(format!(
                "function `{}` does not exist",
                statement.name.name.lower()
            ))
            .at(statement.name.name.span)),
        }
    }
}

fn describe(function: &Function, extended: bool) -> Vec<String> {
    let mut lines = vec![format!("{} - {}", function.usage, function.help)];
    if extended {
        if !function.aliases.is_empty() {
            lines.push(format!("Synonyms: {}", function.aliases.join(", ")));
        }
        let (call, result) = function.example;
        lines.push("Example:".to_owned());
        let select = match call
            .get(..6)
            .is_some_and(|word| word.eq_ignore_ascii_case("select"))
        {
            true => call.to_owned(),
            false => format!("SELECT {call}"),
        };
        lines.push(format!("  > {select};"));
        lines.extend(result.lines().map(|line| format!("  {line}")));
    }
    lines
}
