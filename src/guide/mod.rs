//! What is asked now: `prompt(entry, state)` gives the text and the choices; a choice is an event.

mod changed;
mod check;
mod end;
mod fix;
mod question;
mod retry;
mod situation;
mod why;

use crate::catalog::{Entry, Step};
use crate::diagnosis::{Model, Next, Plan};
use crate::report::Block;
use crate::session::{Event, State};
use jiff::tz::TimeZone;

pub use changed::changed;
pub use situation::situation;
pub use why::{here, percent, why};

/// What is asked, and what may be answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    pub stage: Stage,
    /// One line: where in the guide this is.
    pub heading: String,
    pub blocks: Vec<Block>,
    pub choices: Vec<Choice>,
    /// What the planner says: belief, and the minutes that are expected.
    pub plan: Plan,
}

/// Which part of the guide this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Wait and try once more: the first right move where an entry says so.
    Retry,
    /// Is this the cause?
    Check {
        cause: String,
    },
    /// A question that splits several causes.
    Ask {
        question: String,
    },
    /// The steps of a way are being done; `step` is the one that is due.
    Fix {
        cause: String,
        step: String,
    },
    /// All steps are done: did it work?
    Verify {
        cause: String,
    },
    /// No cause is left to look at.
    HandOff,
    Done,
}

/// One answer: what it is called, and the event that it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub slot: Slot,
    pub label: String,
    /// What follows from it, in a few words; shown where there is room.
    pub means: String,
    pub event: Event,
}

/// Which key or word an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Present; it worked.
    Yes,
    /// Absent; it did not work.
    No,
    NotSure,
    Cannot,
    /// Agree to a step that is disruptive or irreversible.
    Agree,
    /// The answer with this number, from 1.
    Number(usize),
}

impl Prompt {
    /// The answer of a slot, where there is one.
    #[must_use]
    pub fn choice(&self, slot: Slot) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.slot == slot)
    }

    /// The cause that this is about.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        match &self.stage {
            Stage::Check { cause } | Stage::Fix { cause, .. } | Stage::Verify { cause } => {
                Some(cause)
            }
            Stage::Retry | Stage::Ask { .. } | Stage::HandOff | Stage::Done => None,
        }
    }
}

/// What is asked now. Times are said in `zone`.
#[must_use]
pub fn prompt(entry: &Entry, state: &State, zone: &TimeZone) -> Prompt {
    let model = Model::from(entry);
    let plan = Plan::of(&model, &situation(&model, state));
    if state.ended.is_some() {
        return end::done(entry, state, plan, zone);
    }
    if let Some(fixing) = &state.fixing
        && let Some(cause) = entry.cause(&fixing.cause)
    {
        return fix::prompt(entry, state, (cause, fixing.way), plan, zone);
    }
    if let Some(cause) = state.opened.as_deref().and_then(|id| entry.cause(id)) {
        return check::prompt(entry, state, cause, plan);
    }
    if let Some(wait) = entry.retry_minutes.filter(|_| retry::is_due(state)) {
        return retry::prompt(wait, state, plan, zone);
    }
    match plan.next {
        Next::Check(cause) => check::prompt(entry, state, &entry.causes[cause], plan),
        Next::Ask(at) => question::prompt(entry, state, &entry.questions[at], plan),
        Next::Fix(cause) => fix::prompt(entry, state, (&entry.causes[cause], 0), plan, zone),
        Next::Escalate => end::hand_off(entry, state, plan, zone),
    }
}

/// The steps of a way, those that are no longer in the entry left out.
#[must_use]
pub fn steps<'e>(entry: &'e Entry, cause: &str, way: usize) -> Vec<&'e Step> {
    let ways = entry
        .cause(cause)
        .map(|cause| cause.ways.as_slice())
        .unwrap_or_default();
    let way = ways
        .get(way)
        .or_else(|| ways.first())
        .map(Vec::as_slice)
        .unwrap_or_default();
    way.iter().filter_map(|id| entry.step(id)).collect()
}

/// Ticks a step, or takes the tick back. None while the step waits for agreement.
#[must_use]
pub fn toggle(entry: &Entry, state: &State, step: &str) -> Option<Event> {
    let ticked = state.ticked.contains_key(step);
    let step = entry.step(step)?;
    let id = step.id.clone();
    if ticked {
        Some(Event::Unticked { step: id })
    } else {
        may_be_done(state, step).then_some(Event::Ticked { step: id })
    }
}

/// Whether the person has seen the warning of a step that needs it.
#[must_use]
pub fn may_be_done(state: &State, step: &Step) -> bool {
    !step.risk.needs_consent() || state.agreed.contains(&step.id)
}

fn choice(slot: Slot, label: impl Into<String>, means: impl Into<String>, event: Event) -> Choice {
    Choice {
        slot,
        label: label.into(),
        means: means.into(),
        event,
    }
}

#[cfg(test)]
mod tests;
