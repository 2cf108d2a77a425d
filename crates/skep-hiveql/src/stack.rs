//! Room on the stack for rules that call themselves, whatever thread they run on.

/// What one level of nesting may need at most: a subquery in FROM takes 130 KiB in an unoptimised build.
const LEVEL: usize = 256 << 10;

/// How much is taken when less than that is left.
const MORE: usize = 8 << 20;

/// Runs `work` with enough stack for one more level of nesting.
pub(crate) fn deeper<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(LEVEL, MORE, work)
}
