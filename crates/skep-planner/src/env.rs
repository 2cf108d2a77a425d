//! What surrounds a query: the common table expressions, the outer queries' columns, the current database.

use std::rc::Rc;

use skep_hiveql::ast::{Cte, Ident};

use crate::error::{PlanError, Result};
use crate::scope::Scope;

/// How deep views, CTEs and subqueries may stand in each other.
const DEPTH_LIMIT: u32 = 100;

/// The surroundings of a query.
#[derive(Clone)]
pub(crate) struct Env<'e> {
    pub(crate) ctes: Option<Rc<CteEntry<'e>>>,
    pub(crate) outer: Option<&'e Level<'e>>,
    /// The database of a view's names; `None` is the session's.
    pub(crate) database: Option<Rc<str>>,
    depth: u32,
}

/// A common table expression, and those it may itself refer to.
pub(crate) struct CteEntry<'e> {
    pub(crate) name: String,
    pub(crate) cte: &'e Cte,
    pub(crate) parent: Option<Rc<CteEntry<'e>>>,
}

/// The columns of an enclosing query.
pub(crate) struct Level<'e> {
    pub(crate) scope: &'e Scope,
    pub(crate) next: Option<&'e Level<'e>>,
}

impl<'e> Env<'e> {
    pub(crate) fn root() -> Env<'static> {
        Env {
            ctes: None,
            outer: None,
            database: None,
            depth: 0,
        }
    }

    /// The surroundings of a view's query: nothing but its own database.
    pub(crate) fn of_view(&self, database: &str) -> Result<Env<'static>> {
        let mut env = Env::root();
        env.database = Some(Rc::from(database));
        env.depth = self.deeper()?;
        Ok(env)
    }

    /// The surroundings of a CTE's own query: what stood before it.
    pub(crate) fn of_cte(&self, entry: &CteEntry<'e>) -> Result<Env<'e>> {
        Ok(Env {
            ctes: entry.parent.clone(),
            outer: None,
            database: self.database.clone(),
            depth: self.deeper()?,
        })
    }

    /// The surroundings of a nested query.
    pub(crate) fn nested(&self) -> Result<Env<'e>> {
        let mut env = self.clone();
        env.depth = self.deeper()?;
        Ok(env)
    }

    /// The surroundings of a subquery inside an expression: the outer columns are in reach.
    pub(crate) fn subquery<'i>(&self, level: &'i Level<'i>) -> Result<Env<'i>>
    where
        'e: 'i,
    {
        Ok(Env {
            ctes: self.ctes.clone().map(|c| c as Rc<CteEntry<'i>>),
            outer: Some(level),
            database: self.database.clone(),
            depth: self.deeper()?,
        })
    }

    /// One more CTE; a later one of the same name shadows.
    pub(crate) fn with_cte(mut self, cte: &'e Cte) -> Env<'e> {
        self.ctes = Some(Rc::new(CteEntry {
            name: cte.name.lower(),
            cte,
            parent: self.ctes.take(),
        }));
        self
    }

    /// The CTE of that name.
    pub(crate) fn cte(&self, name: &Ident) -> Option<Rc<CteEntry<'e>>> {
        let name = name.lower();
        let mut entry = self.ctes.as_ref();
        while let Some(e) = entry {
            if e.name == name {
                return Some(Rc::clone(e));
            }
            entry = e.parent.as_ref();
        }
        None
    }

    fn deeper(&self) -> Result<u32> {
        if self.depth >= DEPTH_LIMIT {
            return Err(PlanError::invalid(format!(
                "queries and views are nested more than {DEPTH_LIMIT} deep"
            )));
        }
        Ok(self.depth + 1)
    }
}
