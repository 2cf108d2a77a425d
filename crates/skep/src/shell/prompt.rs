//! `skep (db)> `, and `> ` below it for the lines after the first.

use std::borrow::Cow;

use reedline::{PromptEditMode, PromptHistorySearch, PromptHistorySearchStatus};

/// The prompt of one statement.
pub(super) struct Prompt {
    left: String,
    next: String,
}

impl Prompt {
    /// The prompt while this database is the current one.
    pub(super) fn new(database: &str) -> Prompt {
        let left = format!("skep ({database})> ");
        let next = format!("{:>1$}", "> ", left.len());
        Prompt { left, next }
    }
}

impl reedline::Prompt for Prompt {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.left)
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, _mode: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.next)
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        let found = match search.status {
            PromptHistorySearchStatus::Passing => "",
            PromptHistorySearchStatus::Failing => "nothing for ",
        };
        Cow::Owned(format!("({found}history: {}) ", search.term))
    }
}
