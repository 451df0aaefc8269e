//! The probability of each cause, given all evidence so far.

use super::model::Model;
use super::situation::Situation;

/// How many outcomes the entry's own odds are worth (N0 of F14).
pub const EXPERIENCE: f64 = 10.0;

/// The probability of each cause and of something else; the sum is 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Belief {
    pub causes: Vec<f64>,
    pub other: f64,
}

/// How often which cause it was in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcomes {
    pub causes: Vec<u32>,
    pub other: u32,
}

impl Outcomes {
    #[must_use]
    pub fn none(model: &Model) -> Self {
        Self {
            causes: vec![0; model.causes.len()],
            other: 0,
        }
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.causes.iter().sum::<u32>() + self.other
    }
}

impl Belief {
    /// Before any evidence of this session: the entry's odds and the outcomes here (F14).
    #[must_use]
    pub fn prior(model: &Model, outcomes: &Outcomes) -> Self {
        let learned = |p: f64, count: u32| EXPERIENCE * p + f64::from(count);
        let causes = model
            .causes
            .iter()
            .zip(&outcomes.causes)
            .map(|(cause, count)| learned(cause.p, *count))
            .collect();
        Self::of_weights(causes, learned(model.other_p, outcomes.other))
    }

    /// After all evidence of this session (F10, F11). An answer that confirms marks its cause as found, and like
    /// *present* it changes no belief: when that fix does not help, the others keep the weight they had.
    #[must_use]
    pub fn of(model: &Model, situation: &Situation) -> Self {
        let Self {
            mut causes,
            mut other,
        } = Self::prior(model, &situation.outcomes);
        for sighting in &situation.signals {
            causes[sighting.cause] *= model.causes[sighting.cause].signals[sighting.signal].factor;
        }
        for answer in situation
            .given(model)
            .filter(|answer| answer.found.is_none())
        {
            causes
                .iter_mut()
                .zip(&answer.given)
                .for_each(|(weight, given)| *weight *= given);
            other *= answer.given_other;
        }
        for (weight, _) in causes
            .iter_mut()
            .zip(&situation.causes)
            .filter(|(_, standing)| standing.is_out())
        {
            *weight = 0.0;
        }
        Self::of_weights(causes, other)
    }

    /// Scaled to 1. Where nothing is left it is something else.
    fn of_weights(mut causes: Vec<f64>, other: f64) -> Self {
        let sum = causes.iter().sum::<f64>() + other;
        if sum <= 0.0 {
            causes.fill(0.0);
            return Self { causes, other: 1.0 };
        }
        for weight in &mut causes {
            *weight /= sum;
        }
        Self {
            causes,
            other: other / sum,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::model::Signal;
    use crate::diagnosis::properties::{any_case, causes, question};
    use crate::diagnosis::{Answered, Sighting, Standing};
    use proptest::prelude::*;

    fn close(belief: &Belief, causes: &[f64], other: f64) -> bool {
        let mut pairs = belief
            .causes
            .iter()
            .zip(causes)
            .chain([(&belief.other, &other)]);
        pairs.all(|(is, wanted)| (is - wanted).abs() < 1e-12)
    }

    #[test]
    fn t8_five_confirmed_outcomes_move_even_odds_to_two_thirds() {
        let model = causes(&[(0.5, 1.0, 1.0), (0.5, 1.0, 1.0)], 10.0);
        let outcomes = Outcomes {
            causes: vec![5, 0],
            other: 0,
        };
        assert!(close(
            &Belief::prior(&model, &outcomes),
            &[2.0 / 3.0, 1.0 / 3.0],
            0.0
        ));
        assert!((EXPERIENCE + f64::from(outcomes.total()) - 15.0).abs() < 1e-15);
    }

    #[test]
    fn a_signal_multiplies_the_odds_of_its_cause() {
        let mut model = causes(&[(0.2, 1.0, 1.0), (0.8, 1.0, 1.0)], 10.0);
        model.causes[0].signals = vec![Signal {
            when: "x".into(),
            factor: 50.0,
        }];
        let mut situation = Situation::new(&model);
        assert!(situation.see(&model, &model.causes[0].id.clone(), "x"));
        assert!(close(
            &Belief::of(&model, &situation),
            &[10.0 / 10.8, 0.8 / 10.8],
            0.0
        ));
        situation.signals.insert(Sighting {
            cause: 0,
            signal: 0,
        });
        assert!(close(
            &Belief::of(&model, &situation),
            &[10.0 / 10.8, 0.8 / 10.8],
            0.0
        ));
    }

    #[test]
    fn an_answer_multiplies_by_its_likelihood_and_something_else_takes_part() {
        let mut model = causes(&[(0.5, 1.0, 1.0), (0.25, 1.0, 1.0)], 10.0);
        model.questions.push(question(
            1.0,
            &[None, None],
            &[vec![4.0, 0.0], vec![1.0, 1.0]],
        ));
        let mut situation = Situation::new(&model);
        situation.questions[0] = Answered::Given(0);
        assert!(close(
            &Belief::of(&model, &situation),
            &[0.4 / 0.525, 0.0],
            0.125 / 0.525
        ));
    }

    #[test]
    fn when_every_cause_is_out_it_is_something_else() {
        let model = causes(&[(0.5, 1.0, 1.0), (0.5, 1.0, 1.0)], 10.0);
        let mut situation = Situation::new(&model);
        situation.causes = vec![Standing::Absent, Standing::Tried];
        assert!(close(&Belief::of(&model, &situation), &[0.0, 0.0], 1.0));
    }

    #[test]
    fn a_fix_that_did_not_help_leaves_the_others_the_weight_they_had() {
        let mut model = causes(&[(0.5, 1.0, 1.0), (0.3, 1.0, 1.0), (0.1, 1.0, 1.0)], 10.0);
        model.questions.push(question(
            1.0,
            &[Some(0), None],
            &[vec![1.0; 3], vec![1.0; 3]],
        ));
        let mut situation = Situation::new(&model);
        situation.questions[0] = Answered::Given(0);
        situation.causes[0] = Standing::Tried;
        assert!(close(
            &Belief::of(&model, &situation),
            &[0.0, 0.6, 0.2],
            0.2
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn belief_sums_to_one((model, situation) in any_case(6, 3)) {
            let belief = Belief::of(&model, &situation);
            let all = || belief.causes.iter().chain([&belief.other]);
            prop_assert!((all().sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(all().all(|p| (0.0..=1.0).contains(p)));
        }

        #[test]
        fn not_sure_changes_nothing((model, situation) in any_case(6, 3)) {
            let before = Belief::of(&model, &situation);
            let mut after = situation;
            for answered in after.questions.iter_mut().filter(|answered| **answered == Answered::Open) {
                *answered = Answered::Declined;
            }
            for standing in after.causes.iter_mut().filter(|standing| **standing == Standing::Open) {
                *standing = Standing::NotSure;
            }
            prop_assert_eq!(Belief::of(&model, &after), before);
        }
    }
}
