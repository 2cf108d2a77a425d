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
    ctes: Option<Rc<CteGroup<'e>>>,
    /// The CTEs whose queries this one stands in.
    within: Option<Rc<Within<'e>>>,
    pub(crate) outer: Option<&'e Level<'e>>,
    /// The database of a view's names; `None` is the session's.
    pub(crate) database: Option<Rc<str>>,
    depth: u32,
}

/// The common table expressions of one WITH, which may refer to each other in any order (Hive's `findCTEFromName`).
struct CteGroup<'e> {
    ctes: &'e [Cte],
    parent: Option<Rc<CteGroup<'e>>>,
}

struct Within<'e> {
    cte: &'e Cte,
    next: Option<Rc<Within<'e>>>,
}

/// A common table expression that was found by its name.
pub(crate) struct CteEntry<'e> {
    pub(crate) cte: &'e Cte,
    group: Rc<CteGroup<'e>>,
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
            within: None,
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

    /// The surroundings of a macro's body: nothing.
    pub(crate) fn of_macro(&self) -> Result<Env<'static>> {
        let mut env = Env::root();
        env.database.clone_from(&self.database);
        env.depth = self.deeper()?;
        Ok(env)
    }

    /// The surroundings of a CTE's own query: its WITH, and what is around that. A CTE can't read itself.
    pub(crate) fn of_cte(&self, entry: &CteEntry<'e>) -> Result<Env<'e>> {
        let mut outer = self.within.as_ref();
        while let Some(within) = outer {
            if std::ptr::eq(within.cte, entry.cte) {
                let name = entry.cte.name.lower();
                return Err(PlanError::invalid(format!(
                    "the common table expression `{name}` reads itself"
                )));
            }
            outer = within.next.as_ref();
        }
        Ok(Env {
            ctes: Some(Rc::clone(&entry.group)),
            within: Some(Rc::new(Within {
                cte: entry.cte,
                next: self.within.clone(),
            })),
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
            ctes: self.ctes.clone().map(|c| c as Rc<CteGroup<'i>>),
            within: self.within.clone().map(|w| w as Rc<Within<'i>>),
            outer: Some(level),
            database: self.database.clone(),
            depth: self.deeper()?,
        })
    }

    /// The CTEs of a WITH besides; they hide others of the same names.
    pub(crate) fn with_ctes(mut self, ctes: &'e [Cte]) -> Result<Env<'e>> {
        if ctes.is_empty() {
            return Ok(self);
        }
        for (i, cte) in ctes.iter().enumerate() {
            let name = cte.name.lower();
            if ctes.iter().take(i).any(|c| c.name.lower() == name) {
                return Err(
                    PlanError::invalid(format!("`{name}` stands twice in WITH")).at(cte.name.span)
                );
            }
        }
        self.ctes = Some(Rc::new(CteGroup {
            ctes,
            parent: self.ctes.take(),
        }));
        Ok(self)
    }

    /// The CTE of that name.
    pub(crate) fn cte(&self, name: &Ident) -> Option<CteEntry<'e>> {
        let name = name.lower();
        let mut group = self.ctes.as_ref();
        while let Some(g) = group {
            if let Some(cte) = g.ctes.iter().find(|c| c.name.lower() == name) {
                let group = Rc::clone(g);
                return Some(CteEntry { cte, group });
            }
            group = g.parent.as_ref();
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
