//! The loop over files that grow.

use std::time::Duration;

use skep_log::LogError;
use skep_log::follow::{Change, Follower};
use skep_log::input::{Block, Lines};
use skep_log::sieve::{Sieve, Sink, Source};
use skep_serde::access_log::LogFormat;

use super::files;
use super::read::{End, Flush, Run, unreadable};
use crate::failure::Failure;
use crate::say::say;

/// How often files are looked at.
const POLL: Duration = Duration::from_millis(200);

/// A file that is followed.
struct Followed {
    name: String,
    lines: Lines<Follower>,
    /// None before its first line, and where it begins anew.
    source: Option<Source>,
}

impl<F, M, S> Run<'_, F, M, S>
where
    F: Fn(&LogFormat) -> Result<Vec<usize>, LogError>,
    M: Fn(&Sieve, &[usize]) -> S,
    S: Sink + Flush,
{
    /// Takes the lines of the job's files as they are written, until as many rows as are wanted have been, or Ctrl-C.
    pub(super) fn follow(&mut self) -> Result<End, Failure> {
        if self.job.files.is_empty() || self.job.files.iter().any(|path| path.as_os_str() == "-") {
            return Err(Failure::usage("--follow needs the names of files"));
        }
        let mut all = Vec::new();
        for path in &self.job.files {
            let name = files::name(path);
            let follower = Follower::new(path, self.job.from_end).map_err(unreadable(&name))?;
            all.push(Followed {
                name,
                lines: Lines::new(follower, self.job.max_line),
                source: None,
            });
        }
        while !self.interrupts.seen() {
            let mut idle = true;
            for file in &mut all {
                if let Some(end) = self.drain(file, &mut idle)? {
                    return Ok(end);
                }
                idle &= self.look(file)? == Change::None;
            }
            if let Some(state) = &mut self.state {
                state.sink.flush()?;
                state.sieve.flush()?;
            }
            if idle {
                std::thread::sleep(POLL);
            }
        }
        Ok(End::Interrupted)
    }

    /// Takes what a file has just now.
    fn drain(&mut self, file: &mut Followed, idle: &mut bool) -> Result<Option<End>, Failure> {
        let Followed {
            name,
            lines,
            source,
        } = file;
        while let Some(block) = lines.next().map_err(unreadable(name))? {
            *idle = false;
            if self.interrupts.seen() {
                return Ok(Some(End::Interrupted));
            }
            // A line too long for one tells the format as well as any, or that it is none.
            if self.state.is_none() {
                let (Block::Lines(bytes) | Block::Long(bytes, _)) = block;
                self.begin(bytes, name)?;
            }
            if let Some(state) = &mut self.state {
                let source = source.get_or_insert_with(|| state.sieve.source(name));
                if !state.block(block, source)? {
                    return Ok(Some(End::Done));
                }
            }
        }
        Ok(None)
    }

    /// Looks what became of a file that was read to its end.
    fn look(&mut self, file: &mut Followed) -> Result<Change, Failure> {
        let Followed {
            name,
            lines,
            source,
        } = file;
        let whole = !lines.has_begun();
        let change = lines.input().look(whole).map_err(unreadable(name))?;
        if change == Change::None {
            return Ok(change);
        }
        // What the file before ended with is a line.
        if let (Some(block), Some(state)) = (lines.finish(), &mut self.state) {
            let source = source.get_or_insert_with(|| state.sieve.source(name));
            state.block(block, source)?;
        }
        if matches!(change, Change::Replaced | Change::Cut) {
            *source = None;
        }
        if !self.job.quiet {
            match change {
                Change::Replaced => {
                    say(&format!("`{name}` was rotated: going on with the new file"))
                }
                Change::Cut => say(&format!(
                    "`{name}` was cut: going on from its beginning. What was written between the copy and the cut is lost; rotate without copytruncate"
                )),
                Change::Appeared => say(&format!("`{name}` is here now")),
                Change::Turned | Change::None => {}
            }
        }
        Ok(change)
    }
}
