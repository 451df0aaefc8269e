//! A session's state as the planner sees it.

use crate::diagnosis::{Answered, Model, Outcomes, Situation, Standing};
use crate::session::outcome::SOMETHING_ELSE;
use crate::session::{CauseState, State, Tally};

/// What the session has learned, said of the model.
#[must_use]
pub fn situation(model: &Model, state: &State) -> Situation {
    let mut situation = Situation::new(model);
    situation.outcomes = outcomes(model, &state.learned);
    for signal in &state.signals {
        situation.see(model, &signal.cause, &signal.when);
    }
    for (cause, standing) in model.causes.iter().zip(&mut situation.causes) {
        *standing = match state.cause(&cause.id) {
            CauseState::Open => Standing::Open,
            CauseState::RuledOut => Standing::Absent,
            CauseState::NotSure => Standing::NotSure,
            CauseState::CouldNotCheck => Standing::CannotCheck,
            CauseState::HandedOff => Standing::HandedOff,
            CauseState::Found => Standing::Found,
            CauseState::Tried => Standing::Tried,
        };
    }
    for (question, answered) in model.questions.iter().zip(&mut situation.questions) {
        *answered = match state.answers.get(&question.id) {
            None => Answered::Open,
            Some(Some(answer)) if *answer < question.answers.len() => Answered::Given(*answer),
            Some(_) => Answered::Declined,
        };
    }
    situation
}

/// The outcomes of causes that the entry has.
fn outcomes(model: &Model, learned: &Tally) -> Outcomes {
    Outcomes {
        causes: model
            .causes
            .iter()
            .map(|cause| learned.of(&cause.id))
            .collect(),
        other: learned.of(SOMETHING_ELSE),
    }
}
