//! The interactive shell: a line editor in front of the runner.

mod complete;
mod highlight;
mod history;
mod prompt;
mod validate;

use std::io::{IsTerminal, stdout};

use reedline::{
    ColumnarMenu, Emacs, FileBackedHistory, KeyCode, KeyModifiers, MenuBuilder, Reedline,
    ReedlineEvent, ReedlineMenu, Signal, default_emacs_keybindings,
};
use skep_engine::ErrorKind;
use tokio::runtime::Runtime;

use crate::failure::Failure;
use crate::runner::{Flow, Runner};
use crate::say::say;

/// The completion menu's name, for reedline.
const MENU: &str = "completion";

/// Reads statements and runs them until `quit`, `exit` or Ctrl-D.
///
/// Ctrl-C clears a half-typed statement; while a statement runs it cancels that.
pub(crate) fn run(runtime: &Runtime, runner: &mut Runner) -> Result<(), Failure> {
    let mut editor = editor(runtime, runner);
    loop {
        let prompt = prompt::Prompt::new(runner.session.blocking_lock().current_database());
        match editor.read_line(&prompt) {
            Ok(Signal::Success(text)) => match runtime.block_on(runner.script(&text, None)) {
                Ok(Flow::Quit) => break,
                Ok(Flow::Continue) | Err(Failure::Said(_) | Failure::Code(_)) => {}
                Err(Failure::Told(_, report)) => say(&format!("error: {report}")),
                Err(Failure::ClosedPipe) => return Err(Failure::ClosedPipe),
            },
            Ok(Signal::CtrlD) => break,
            Ok(_) => {}
            Err(error) => {
                return Err(Failure::Told(
                    ErrorKind::Usage,
                    format!("cannot read from the terminal: {error}"),
                ));
            }
        }
        // A history that can't be written is no reason to lose the shell.
        let _ = editor.sync_history();
    }
    Ok(())
}

/// stdout's width, if it is a terminal.
pub(crate) fn terminal_width() -> Option<usize> {
    if !stdout().is_terminal() {
        return None;
    }
    crossterm::terminal::size()
        .ok()
        .map(|(columns, _)| usize::from(columns))
}

fn editor(runtime: &Runtime, runner: &Runner) -> Reedline {
    let mut keys = default_emacs_keybindings();
    let complete = ReedlineEvent::UntilFound(vec![
        ReedlineEvent::Menu(MENU.to_owned()),
        ReedlineEvent::MenuNext,
    ]);
    keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, complete);
    keys.add_binding(
        KeyModifiers::SHIFT,
        KeyCode::BackTab,
        ReedlineEvent::MenuPrevious,
    );
    let completer = complete::Completer::new(runtime.handle().clone(), runner.session.clone());
    let editor = Reedline::create()
        .with_edit_mode(Box::new(Emacs::new(keys)))
        .with_completer(Box::new(completer))
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(
            // Without a mark the line doesn't move; what ends the word ends the menu.
            ColumnarMenu::default()
                .with_name(MENU)
                .with_marker("")
                .with_word_chars("_"),
        )))
        .with_quick_completions(true)
        .with_partial_completions(true)
        .with_highlighter(Box::new(highlight::Highlighter))
        .with_validator(Box::new(validate::Validator))
        .use_bracketed_paste(true);
    match history(runner) {
        Ok(history) => editor.with_history(Box::new(history)),
        Err(why) => {
            say(&format!("note: this shell keeps no history: {why}"));
            editor
        }
    }
}

fn history(runner: &Runner) -> Result<FileBackedHistory, String> {
    history::open(runner.session.blocking_lock().home())
}
