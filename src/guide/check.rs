//! Is this the cause? What to look at, where, and what each outcome looks like.

use super::{Choice, Prompt, Slot, Stage, choice, here, percent};
use crate::catalog::{Cause, Entry};
use crate::diagnosis::Plan;
use crate::report::{Block, Kind, command_blocks, minutes, roles_text};
use crate::session::{CauseState, Event, Found, State};

pub fn prompt(entry: &Entry, state: &State, cause: &Cause, plan: Plan) -> Prompt {
    let check = &cause.check;
    let mut blocks = Vec::new();
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
    let here = at
        .and_then(|at| here(plan, at))
        .map(|here| format!(" ({here})"))
        .unwrap_or_default();
    format!("Is this it? {} %{here}, takes {time}", percent(belief))
}

fn choices(cause: &Cause) -> Vec<Choice> {
    let checked = |found| Event::Checked {
        cause: cause.id.clone(),
        found,
    };
    let untold = if cause.ways.is_empty() {
        "it goes on with the others"
    } else {
        "tried by its fix, or handed on"
    };
    vec![
        choice(
            Slot::Yes,
            "present",
            "found: its fix comes next",
            checked(Found::Present),
        ),
        choice(
            Slot::No,
            "absent",
            "ruled out: the next one",
            checked(Found::Absent),
        ),
        choice(
            Slot::NotSure,
            "not sure",
            "its odds stay: the next one",
            checked(Found::NotSure),
        ),
        choice(Slot::Cannot, "can't check", untold, checked(Found::Cannot)),
    ]
}
