//! No cause is left that is worth it, or the session is over: what was found, and whom to ask.

use super::{Choice, Prompt, Slot, Stage, choice};
use crate::catalog::Entry;
use crate::diagnosis::Plan;
use crate::report::{Block, note};
use crate::session::{CauseState, Ended, Event, State};
use jiff::tz::TimeZone;

pub fn done(entry: &Entry, state: &State, plan: Plan, zone: &TimeZone) -> Prompt {
    let heading = match &state.ended {
        Some(Ended::Solved { .. }) => "Solved.",
        Some(Ended::Passed) => "Solved: it passed by itself.",
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
    let open: Vec<usize> = (0..entry.causes.len())
        .filter(|at| is_open(state.cause(&entry.causes[*at].id)))
        .collect();
    let likeliest = open
        .iter()
        .max_by(|a, b| plan.belief.causes[**a].total_cmp(&plan.belief.causes[**b]));
    let choices = hand_off_choices(likeliest.map(|at| entry.causes[*at].id.as_str()));
    let (heading, says) = if open.is_empty() {
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
        choices,
        plan,
    }
}

fn hand_off_choices(likeliest: Option<&str>) -> Vec<Choice> {
    let closed = Event::Closed { cause: None };
    let mut choices = vec![choice(
        Slot::Yes,
        "handed on",
        "closes it here; the note goes with the case",
        closed,
    )];
    let opened = |cause: &str| Event::Opened {
        cause: cause.to_owned(),
    };
    if let Some(cause) = likeliest {
        choices.push(choice(
            Slot::NotSure,
            "not sure",
            "back to the likeliest that is left",
            opened(cause),
        ));
        choices.push(choice(
            Slot::Cannot,
            "can't reach anybody",
            "the same",
            opened(cause),
        ));
    }
    choices
}
