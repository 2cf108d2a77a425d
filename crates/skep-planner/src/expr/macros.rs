//! Macros: a call is the macro's body, over the arguments converted to its types.

use skep_functions::registry::Typed;
use skep_hiveql::ast::FunctionCall;

use super::Names;
use crate::catalog::Macro;
use crate::env::Env;
use crate::error::{PlanError, Result};
use crate::lowering;
use crate::planner::Planner;
use crate::scope::Scope;
use crate::select::Output;

impl Planner<'_> {
    pub(super) fn macro_call(
        &self,
        called: &Macro,
        call: &FunctionCall,
        n: &Names<'_>,
    ) -> Result<Typed> {
        if call.over.is_some() || call.distinct || call.star {
            return Err(PlanError::invalid(format!(
                "the macro `{}` takes arguments only: no OVER, no DISTINCT, no `*`",
                call.name.name.value
            )));
        }
        let args = self.arguments(call, n)?;
        if args.len() != called.arguments.len() {
            return Err(PlanError::invalid(format!(
                "the macro `{}` takes {} arguments, but {} are given",
                call.name.name.value,
                called.arguments.len(),
                args.len()
            )));
        }
        self.macro_body(called, args, n.env)
    }

    /// Errors where a macro's body can't be bound.
    pub fn check_macro(&self, made: &Macro) -> Result<()> {
        let arguments = made.arguments.iter();
        let args = arguments.map(|(_, ty)| lowering::null(ty)).collect();
        self.macro_body(made, args, &Env::root()).map(|_| ())
    }

    fn macro_body(&self, called: &Macro, args: Vec<Typed>, env: &Env<'_>) -> Result<Typed> {
        let arguments = called
            .arguments
            .iter()
            .zip(args)
            .map(|((name, ty), value)| {
                Ok(Output {
                    name: name.clone(),
                    value: lowering::cast(value, ty)?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let scope = Scope::default();
        let env = env.of_macro()?;
        let mut names = Names::new(&scope, &env, "a macro");
        names.aliases = &arguments;
        super::deep(|| self.expr(&called.body, &names))
    }
}
