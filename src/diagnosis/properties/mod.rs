//! What the tests of this folder share: small models, random ones, and a planner that shares nothing with the real one.

use super::belief::{Belief, Outcomes};
use super::model::{Answer, Cause, Model, Question, Signal, Way};
use super::problem::Problem;
use super::situation::{Answered, Sighting, Situation, Standing};
use proptest::prelude::*;

pub mod brute_force;

/// Causes of (probability, check minutes, fix minutes); what they leave is something else.
pub fn causes(list: &[(f64, f64, f64)], escalate: f64) -> Model {
    let cause = |(at, (p, check, fix)): (usize, &(f64, f64, f64))| Cause {
        id: format!("cause-{at}"),
        p: *p,
        check_minutes: Some(*check),
        ways: vec![Way {
            minutes: *fix,
            gentle: true,
            steps: vec![format!("step-{at}")],
        }],
        signals: Vec::new(),
    };
    let rest = 1.0 - list.iter().map(|(p, ..)| p).sum::<f64>();
    Model {
        causes: list.iter().enumerate().map(cause).collect(),
        other_p: if rest < 1e-12 { 0.0 } else { rest },
        questions: Vec::new(),
        escalate_minutes: escalate,
        names_whom: true,
        steps: (0..list.len()).map(|at| format!("step-{at}")).collect(),
    }
}

/// A question whose answers confirm a cause or not, and the causes' factors in each answer.
pub fn question(minutes: f64, found: &[Option<usize>], factors: &[Vec<f64>]) -> Question {
    let given = Question::likelihoods(found, factors, factors[0].len());
    let answers = found
        .iter()
        .zip(given)
        .enumerate()
        .map(|(at, (found, (given, given_other)))| Answer {
            text: format!("answer {at}"),
            found: *found,
            given,
            given_other,
        });
    Question {
        id: "question".into(),
        minutes,
        answers: answers.collect(),
    }
}

/// The problem before anything is known.
pub fn problem(model: &Model) -> Problem {
    let situation = Situation::new(model);
    Problem::new(model, &situation, &Belief::of(model, &situation))
}

fn any_minutes() -> impl Strategy<Value = f64> {
    (1_u32..120).prop_map(|halves| f64::from(halves) / 2.0)
}

fn any_question(causes: usize) -> impl Strategy<Value = Question> {
    let factor = prop::sample::select(vec![1.0, 1.0, 4.0, 0.25, 0.0]);
    (2_usize..4).prop_flat_map(move |answers| {
        let row = prop::collection::vec(factor.clone(), causes);
        (
            any_minutes(),
            prop::collection::vec(row, answers),
            prop::option::of(0..causes),
        )
            .prop_map(|(minutes, factors, confirmed)| {
                let mut found = vec![None; factors.len()];
                found[0] = confirmed;
                question(minutes, &found, &factors)
            })
    })
}

/// Up to so many causes and questions; one cause in four cannot be checked, one in four must not be tried blind.
pub fn any_model(most_causes: usize, most_questions: usize) -> impl Strategy<Value = Model> {
    (1..=most_causes).prop_flat_map(move |many| {
        let weight = prop::sample::select(vec![8.0, 4.0, 2.0, 1.0]);
        let cause = (
            weight,
            any_minutes(),
            any_minutes(),
            prop::bool::weighted(0.25),
            prop::bool::weighted(0.25),
        );
        let parts = (
            prop::collection::vec(cause, many),
            prop::sample::select(vec![0.05, 0.2, 0.0]),
            prop::collection::vec(any_question(many), 0..=most_questions),
            any_minutes().prop_map(|minutes| minutes * 4.0),
        );
        parts.prop_map(|(list, other_p, questions, escalate)| {
            let sum: f64 = list.iter().map(|cause| cause.0).sum();
            let numbers: Vec<_> = list
                .iter()
                .map(|cause| ((1.0 - other_p) * cause.0 / sum, cause.1, cause.2))
                .collect();
            let mut model = causes(&numbers, escalate);
            for (cause, (.., no_check, rough)) in model.causes.iter_mut().zip(list) {
                cause.check_minutes = cause.check_minutes.filter(|_| !no_check);
                cause.ways[0].gentle = !rough;
                cause.signals = vec![
                    Signal {
                        when: "x".into(),
                        factor: 4.0,
                    },
                    Signal {
                        when: "y".into(),
                        factor: 0.0,
                    },
                ];
            }
            Model {
                other_p,
                questions,
                ..model
            }
        })
    })
}

fn any_standing() -> impl Strategy<Value = Standing> {
    prop_oneof![
        6 => Just(Standing::Open),
        1 => Just(Standing::NotSure),
        1 => Just(Standing::CannotCheck),
        1 => Just(Standing::HandedOff),
        1 => Just(Standing::Absent),
        1 => Just(Standing::Tried),
    ]
}

/// A model in the middle of a session.
pub fn any_case(
    most_causes: usize,
    most_questions: usize,
) -> impl Strategy<Value = (Model, Situation)> {
    any_model(most_causes, most_questions).prop_flat_map(|model| {
        let many = model.causes.len();
        let answered =
            prop_oneof![3 => Just(Answered::Open), 1 => Just(Answered::Declined), 1 => Just(Answered::Given(1))];
        let parts = (
            prop::collection::vec(any_standing(), many),
            prop::collection::vec(answered, model.questions.len()),
            prop::collection::btree_set((0..many, 0_usize..2), 0..3),
            prop::collection::vec(0_u32..5, many),
            0_u32..3,
        );
        parts.prop_map(move |(causes, questions, signals, counts, other)| {
            let signals = signals.into_iter().map(|(cause, signal)| Sighting { cause, signal }).collect();
            let situation = Situation { causes, questions, signals, outcomes: Outcomes { causes: counts, other } };
            (model.clone(), situation)
        })
    })
}
