//! No cause is left that is worth it, or the session is over: what was found, and whom to ask.

use super::{Prompt, Stage};
use crate::catalog::Entry;
use crate::diagnosis::Plan;
use crate::report::{Block, note};
use crate::session::{CauseState, Ended, State};
use jiff::tz::TimeZone;

pub fn done(entry: &Entry, state: &State, plan: Plan, zone: &TimeZone) -> Prompt {
    let heading = match &state.ended {
        Some(Ended::Solved { .. }) => "Solved.",
        Some(Ended::Different { .. }) => "This error is gone; a different one took its place.",
        _ => "Closed.",
    };
    Prompt {
        stage: Stage::Done,
        heading: heading.into(),
        blocks: note(entry, state, zone),
        choices: Vec::new(),
        plan,
    }
}

pub fn hand_off(entry: &Entry, state: &State, plan: Plan, zone: &TimeZone) -> Prompt {
    let is_open = |state: CauseState| {
        matches!(
            state,
            CauseState::Open | CauseState::NotSure | CauseState::CouldNotCheck
        )
    };
    let open = entry
        .causes
        .iter()
        .filter(|cause| is_open(state.cause(&cause.id)))
        .count();
    let (heading, says) = if open == 0 {
        (
            "Nothing is left to check.",
            "Every cause that is known was looked at. Pick one from the list to look again, or hand the case on with the note below.",
        )
    } else {
        (
            "Time to ask somebody else.",
            "What is left is so unlikely, or takes so long, that asking is quicker. Any cause can still be picked from the list; the note below goes with the case.",
        )
    };
    let mut blocks = vec![Block::paragraph(says)];
    blocks.extend(note(entry, state, zone));
    Prompt {
        stage: Stage::HandOff,
        heading: heading.into(),
        blocks,
        choices: Vec::new(),
        plan,
    }
}
