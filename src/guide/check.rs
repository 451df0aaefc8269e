//! Is this the cause? What to look at, where, and what each outcome looks like.

use super::{Choice, Prompt, Slot, Stage, choice, percent};
use crate::catalog::{Cause, Entry};
use crate::diagnosis::Plan;
use crate::report::{Block, Kind, command_blocks, minutes, roles_text};
use crate::session::{CauseState, Event, Found, State};

pub fn prompt(entry: &Entry, state: &State, cause: &Cause, plan: Plan) -> Prompt {
    let check = &cause.check;
    let mut blocks = Vec::new();
    if let Some(wait) = entry.retry_minutes.filter(|_| state.causes.is_empty()) {
        blocks.push(
            Kind::labelled(
                "first",
                format!(
                    "wait {} and try once more: this often passes",
                    minutes(wait)
                ),
            )
            .at(0),
        );
    }
    let before = state.cause(&cause.id);
    if before != CauseState::Open {
        blocks.push(Kind::labelled("so far", before.label()).at(0));
    }
    blocks.push(Block::heading(cause.title.clone()));
    blocks.push(Block::paragraph(cause.why.clone()));
    blocks.push(Kind::labelled("check", check.action.clone()).at(0));
    if !check.place.is_empty() {
        blocks.push(Kind::labelled("where", check.place.clone()).at(0));
    }
    blocks.extend(command_blocks(
        entry,
        &check.commands,
        &state.values,
        &mut 0,
        0,
    ));
    blocks.extend(roles_text(&check.roles).map(|roles| Kind::labelled("role", roles).at(0)));
    blocks.push(Kind::labelled("present", check.present.clone()).at(0));
    blocks.push(Kind::labelled("absent", check.absent.clone()).at(0));
    Prompt {
        stage: Stage::Check {
            cause: cause.id.clone(),
        },
        heading: heading(entry, cause, &plan),
        blocks,
        choices: choices(cause),
        plan,
    }
}

fn heading(entry: &Entry, cause: &Cause, plan: &Plan) -> String {
    let time = minutes(cause.check.minutes);
    let at = entry.causes.iter().position(|other| other.id == cause.id);
    let belief = at.map_or(0.0, |at| plan.belief.causes[at]);
    format!("Is this it? {} %, takes {time}", percent(belief))
}

fn choices(cause: &Cause) -> Vec<Choice> {
    let checked = |found| Event::Checked {
        cause: cause.id.clone(),
        found,
    };
    vec![
        choice(Slot::Yes, "present", checked(Found::Present)),
        choice(Slot::No, "absent", checked(Found::Absent)),
        choice(Slot::NotSure, "not sure", checked(Found::NotSure)),
        choice(Slot::Cannot, "can't check", checked(Found::Cannot)),
    ]
}
