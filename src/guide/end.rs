//! No cause is left, or the session is over: what was found, and whom to ask.

use super::{Prompt, Stage};
use crate::catalog::Entry;
use crate::report::{Block, note};
use crate::session::{Ended, State};
use jiff::tz::TimeZone;

pub fn done(entry: &Entry, state: &State, zone: &TimeZone) -> Prompt {
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
    }
}

pub fn hand_off(entry: &Entry, state: &State, zone: &TimeZone) -> Prompt {
    let mut blocks = vec![Block::paragraph(
        "Every cause that is known was looked at. Pick one from the list to look again, or hand the case on with the note below.",
    )];
    blocks.extend(note(entry, state, zone));
    Prompt {
        stage: Stage::HandOff,
        heading: "Nothing is left to check.".into(),
        blocks,
        choices: Vec::new(),
    }
}
