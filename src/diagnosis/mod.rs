//! Belief and plan: arithmetic on causes, checks, questions and ways. `theory.md` has the formulas (F1 to F14).
//!
//! A [`Model`] is what an entry says in numbers, a [`Situation`] what a session has learned. From both follow
//! the [`Belief`] and the [`Plan`]. Values in, values out: no clock, no disk.

mod analysis;
mod belief;
mod exact;
mod export;
mod from_entry;
pub mod general;
mod look_ahead;
mod model;
mod order;
mod plan;
mod problem;
mod situation;
mod walk;

#[cfg(test)]
mod properties;

pub use analysis::{Analysis, DeadEnd, Run};
pub use belief::{Belief, EXPERIENCE, Outcomes};
pub use exact::MOST_STATES;
pub use export::Export;
pub use model::{Answer, Cause, ESCALATION, Model, Question, Way};
pub use plan::{Next, Plan, Prospect, Why};
pub use situation::{Answered, Sighting, Situation, Standing};
