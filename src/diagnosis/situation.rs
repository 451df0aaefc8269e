//! What a session has learned so far.

use super::belief::Outcomes;
use super::model::Model;
use std::collections::BTreeSet;

/// All that belief and plan follow from. [`Situation::new`] is the beginning: nothing is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// How sessions on this entry ended before.
    pub outcomes: Outcomes,
    /// The signals that stood in what was pasted: a set, so each counts once.
    pub signals: BTreeSet<Sighting>,
    /// One for each cause.
    pub causes: Vec<Standing>,
    /// One for each question.
    pub questions: Vec<Answered>,
}

/// One signal of one cause, seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sighting {
    pub cause: usize,
    /// Its place among the signals of the cause.
    pub signal: usize,
}

/// Where a cause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Standing {
    #[default]
    Open,
    /// Checked, and it could not be told: says nothing about the cause, but its check is done.
    NotSure,
    /// The check cannot be made here.
    CannotCheck,
    /// Neither its check nor its fix can be made here.
    HandedOff,
    /// Checked, and it is not the one.
    Absent,
    /// Its fix did not help.
    Tried,
    /// Checked, and it is the one.
    Found,
}

impl Standing {
    /// Whether the cause is no longer thought of.
    #[must_use]
    pub const fn is_out(self) -> bool {
        matches!(self, Self::Absent | Self::Tried)
    }
}

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Answered {
    #[default]
    Open,
    /// The answer, by its place.
    Given(usize),
    /// "Not sure", or "can't": says nothing, and is not asked again.
    Declined,
}

impl Situation {
    #[must_use]
    pub fn new(model: &Model) -> Self {
        Self {
            outcomes: Outcomes::none(model),
            signals: BTreeSet::new(),
            causes: vec![Standing::Open; model.causes.len()],
            questions: vec![Answered::Open; model.questions.len()],
        }
    }

    /// Notes the signal of a cause with this pattern. False where the entry has none.
    pub fn see(&mut self, model: &Model, cause: &str, when: &str) -> bool {
        let sighting = model.cause_at(cause).and_then(|cause| {
            let signal = model.causes[cause]
                .signals
                .iter()
                .position(|signal| signal.when == when)?;
            Some(Sighting { cause, signal })
        });
        self.signals.extend(sighting);
        sighting.is_some()
    }

    /// The cause that is to be fixed now: one that was found, or that an answer confirms while it is not out.
    #[must_use]
    pub fn found(&self, model: &Model) -> Option<usize> {
        let is_open = |cause: &usize| {
            !self.causes[*cause].is_out() && self.causes[*cause] != Standing::HandedOff
        };
        self.causes
            .iter()
            .position(|standing| *standing == Standing::Found)
            .or_else(|| {
                self.given(model)
                    .find_map(|answer| answer.found.filter(is_open))
            })
    }

    /// The answers that were given.
    pub(super) fn given<'m>(
        &self,
        model: &'m Model,
    ) -> impl Iterator<Item = &'m super::model::Answer> {
        model.questions.iter().zip(&self.questions).filter_map(
            |(question, answered)| match answered {
                Answered::Given(answer) => question.answers.get(*answer),
                Answered::Open | Answered::Declined => None,
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::properties::{causes, question};

    #[test]
    fn an_answer_that_confirms_finds_its_cause_until_the_fix_did_not_help_or_is_handed_off() {
        let mut model = causes(&[(0.5, 1.0, 1.0), (0.5, 1.0, 1.0)], 10.0);
        model.questions.push(question(
            1.0,
            &[Some(1), None],
            &[vec![1.0, 1.0], vec![1.0, 1.0]],
        ));
        let mut situation = Situation::new(&model);
        situation.questions[0] = Answered::Given(0);
        assert_eq!(situation.found(&model), Some(1));
        situation.causes[1] = Standing::HandedOff;
        assert_eq!(situation.found(&model), None);
        situation.causes[1] = Standing::Tried;
        assert_eq!(situation.found(&model), None);
    }

    #[test]
    fn present_on_a_cause_that_was_ruled_out_wins() {
        let model = causes(&[(0.5, 1.0, 1.0), (0.5, 1.0, 1.0)], 10.0);
        let mut situation = Situation::new(&model);
        situation.causes[0] = Standing::Absent;
        assert_eq!(situation.found(&model), None);
        situation.causes[0] = Standing::Found;
        assert_eq!(situation.found(&model), Some(0));
    }
}
