//! The steps of a way as a checklist, and when all are done: did it work?

use super::{Choice, Prompt, Slot, Stage, choice, may_be_done, steps};
use crate::catalog::{Cause, Entry, Step};
use crate::diagnosis::Plan;
use crate::report::{Block, Kind, minutes, step_details, times};
use crate::session::{Event, State, Tried};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

pub fn prompt(
    entry: &Entry,
    state: &State,
    (cause, way): (&Cause, usize),
    plan: Plan,
    zone: &TimeZone,
) -> Prompt {
    let steps = steps(entry, &cause.id, way);
    let due = steps
        .iter()
        .find(|step| !state.ticked.contains_key(&step.id));
    let mut blocks = vec![Block::heading(cause.title.clone())];
    if state.fixing.is_none() {
        blocks.push(Block::paragraph(
            "It cannot be checked, and its fix does no harm: try it.",
        ));
    }
    let mut group = 0;
    for (at, step) in steps.iter().enumerate() {
        let current = due.is_some_and(|due| due.id == step.id);
        let done = state.ticked.contains_key(&step.id);
        blocks.push(
            Kind::Step {
                id: step.id.clone(),
                number: at + 1,
                text: step.action.clone(),
                done,
                current,
            }
            .at(0),
        );
        if current && may_be_done(state, step) {
            blocks.extend(step_details(entry, step, &state.values, &mut group));
        } else if current {
            blocks.extend(warning(step));
        }
    }
    let done = steps
        .iter()
        .filter(|step| state.ticked.contains_key(&step.id))
        .count();
    let (now, title, choices) = if let Some(step) = due {
        (
            Stage::Fix {
                cause: cause.id.clone(),
                step: step.id.clone(),
            },
            format!("Fix it: {done} of {} steps done", steps.len()),
            doing(cause, way, step, state, entry),
        )
    } else {
        blocks.extend(verify(state, &steps, zone));
        (
            Stage::Verify {
                cause: cause.id.clone(),
            },
            "All steps are done. Did it work?".into(),
            verifying(cause, way, &steps, entry),
        )
    };
    Prompt {
        stage: now,
        heading: title,
        blocks,
        choices,
        plan,
    }
}

/// What has to be read before a step that is disruptive or irreversible is shown.
fn warning(step: &Step) -> Vec<Block> {
    let text = step.warning.clone().unwrap_or_default();
    let mut blocks = vec![Kind::Warning(format!("{}: {text}", step.risk.label())).at(1)];
    blocks.extend(
        step.undo
            .iter()
            .map(|undo| Kind::labelled("undo", undo.clone()).at(1)),
    );
    blocks
}

fn doing(cause: &Cause, way: usize, step: &Step, state: &State, entry: &Entry) -> Vec<Choice> {
    let mut choices = Vec::new();
    if !may_be_done(state, step) {
        choices.push(choice(
            Slot::Agree,
            "I have read the warning",
            "shows the step",
            Event::Agreed {
                step: step.id.clone(),
            },
        ));
    }
    let handed_off = Event::HandedOff {
        cause: cause.id.clone(),
        step: step.id.clone(),
    };
    let opened = Event::Opened {
        cause: cause.id.clone(),
    };
    choices.push(choice(
        Slot::NotSure,
        "not sure",
        "back to the check of this cause",
        opened,
    ));
    choices.push(choice(
        Slot::Cannot,
        "can't",
        "handed on with the role that it needs",
        handed_off,
    ));
    choices.extend(other_ways(cause, way, entry, 1));
    choices
}

fn verifying(cause: &Cause, way: usize, steps: &[&Step], entry: &Entry) -> Vec<Choice> {
    let tried = |result| Event::Tried {
        cause: cause.id.clone(),
        result,
    };
    let mut choices = vec![
        choice(Slot::Yes, "it worked", "solved", tried(Tried::Worked)),
        choice(
            Slot::No,
            "it did not",
            "this cause is out: the next one",
            tried(Tried::Failed),
        ),
        choice(
            Slot::NotSure,
            "not sure yet",
            "the same as waiting",
            tried(Tried::Waiting),
        ),
    ];
    choices.extend(steps.last().map(|step| {
        let event = Event::HandedOff {
            cause: cause.id.clone(),
            step: step.id.clone(),
        };
        choice(
            Slot::Cannot,
            "can't tell",
            "handed on to somebody who can",
            event,
        )
    }));
    choices.push(choice(
        Slot::Number(1),
        "still waiting",
        "come back any time",
        tried(Tried::Waiting),
    ));
    choices.extend(other_ways(cause, way, entry, 2));
    choices
}

fn other_ways(cause: &Cause, way: usize, entry: &Entry, first: usize) -> Vec<Choice> {
    let others = (0..cause.ways.len()).filter(|other| *other != way);
    others
        .enumerate()
        .map(|(at, other)| {
            let steps = steps(entry, &cause.id, other);
            let first_step = steps
                .first()
                .map(|step| step.action.as_str())
                .unwrap_or_default();
            let event = Event::WayTaken {
                cause: cause.id.clone(),
                way: other,
            };
            choice(
                Slot::Number(first + at),
                format!("another way: {first_step}"),
                "",
                event,
            )
        })
        .collect()
}

/// When the effect can be seen, and how.
fn verify(state: &State, steps: &[&Step], zone: &TimeZone) -> Vec<Block> {
    let mut blocks = Vec::new();
    let effects = steps.iter().filter_map(|step| {
        let ticked = state.ticked.get(&step.id)?;
        Some((
            later(*ticked, step.takes_effect_minutes?)?,
            step.takes_effect_minutes?,
        ))
    });
    if let Some((seen, wait)) = effects.max_by_key(|(seen, _)| *seen) {
        let text = format!(
            "not before {}: it takes effect after {}",
            times(seen, zone),
            minutes(wait)
        );
        blocks.push(Kind::labelled("wait", text).at(0));
    }
    if let Some(since) = state.waiting {
        blocks.push(Kind::labelled("waiting", format!("since {}", times(since, zone))).at(0));
    }
    blocks.extend(
        steps
            .iter()
            .map(|step| Kind::labelled("verify", step.verify.clone()).at(0)),
    );
    blocks
}

/// A time so many minutes later; none where it is out of all bounds.
pub fn later(at: Timestamp, minutes: f64) -> Option<Timestamp> {
    at.checked_add(SignedDuration::try_from_secs_f64(minutes * 60.0).ok()?)
        .ok()
}
