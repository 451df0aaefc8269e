//! Wait and try once more, where that is the first right move.

use super::fix::later;
use super::{Choice, Prompt, Slot, Stage, choice};
use crate::diagnosis::Plan;
use crate::report::{Block, Kind, minutes, times};
use crate::session::{Event, Retry, State};
use jiff::tz::TimeZone;

/// Whether it comes before everything else: until somebody has done it, skipped it, or begun to look.
pub fn is_due(state: &State) -> bool {
    matches!(state.retried, None | Some(Retry::Waiting))
        && state.causes.is_empty()
        && state.answers.is_empty()
}

pub fn prompt(wait: f64, state: &State, plan: Plan, zone: &TimeZone) -> Prompt {
    let mut blocks = vec![
        Block::heading(format!("Wait {}, then try once more", minutes(wait))),
        Block::paragraph(
            "This error often passes by itself. Where it does not, the causes come next.",
        ),
    ];
    if let Some(since) = state.waiting {
        let mut said = format!("since {}", times(since, zone));
        if let Some(until) = later(since, wait) {
            said = format!("{said}; try again at {}", times(until, zone));
        }
        blocks.push(Kind::labelled("waiting", said).at(0));
    }
    Prompt {
        stage: Stage::Retry,
        heading: "First: does it pass?".into(),
        blocks,
        choices: choices(state),
        plan,
    }
}

fn choices(state: &State) -> Vec<Choice> {
    let retried = |result| Event::Retried { result };
    let mut choices = vec![
        choice(
            Slot::Yes,
            "the error is gone",
            "solved",
            retried(Retry::Worked),
        ),
        choice(
            Slot::No,
            "the same error again",
            "on to the causes",
            retried(Retry::Failed),
        ),
    ];
    if state.waiting.is_none() {
        let means = "come back any time";
        choices.push(choice(
            Slot::Number(1),
            "waiting now",
            means,
            retried(Retry::Waiting),
        ));
    }
    let skipped = "on to the causes";
    choices.push(choice(
        Slot::NotSure,
        "not sure",
        skipped,
        retried(Retry::Skipped),
    ));
    choices.push(choice(
        Slot::Cannot,
        "can't wait",
        skipped,
        retried(Retry::Skipped),
    ));
    choices
}
