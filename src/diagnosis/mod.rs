//! Which cause comes next.

use crate::catalog::{Cause, Entry};
use crate::session::{CauseState, State};

/// The open causes in the order in which they are to be checked: likelihood over check minutes,
/// the file's order where that is the same.
#[must_use]
pub fn order<'e>(entry: &'e Entry, state: &State) -> Vec<&'e Cause> {
    let mut open: Vec<&Cause> = entry
        .causes
        .iter()
        .filter(|cause| state.cause(&cause.id) == CauseState::Open)
        .collect();
    let worth = |cause: &Cause| cause.likelihood.weight() / cause.check.minutes;
    open.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    open
}

/// The cause to check next; none where every cause was looked at.
#[must_use]
pub fn next<'e>(entry: &'e Entry, state: &State) -> Option<&'e Cause> {
    order(entry, state).first().copied()
}
