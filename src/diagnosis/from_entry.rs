//! An entry as a model: what its words mean as numbers.

use super::model::{Answer, Cause, ESCALATION, Model, Question, Signal, Way};
use crate::catalog::{self, Entry, Evidence};

/// What a text signal multiplies a cause's probability by.
const fn of_signal(word: Evidence) -> f64 {
    match word {
        Evidence::Confirms => 50.0,
        Evidence::Likely => 4.0,
        Evidence::Unlikely => 0.25,
        Evidence::RulesOut => 0.0,
    }
}

/// A cause's factor in an answer; `confirms` is no factor, see [`Question::likelihoods`].
const fn of_answer(word: Option<Evidence>) -> f64 {
    match word {
        Some(Evidence::Likely) => 4.0,
        Some(Evidence::Unlikely) => 0.25,
        Some(Evidence::RulesOut) => 0.0,
        Some(Evidence::Confirms) | None => 1.0,
    }
}

impl From<&Entry> for Model {
    /// The entry must have its procedures put in: their minutes count.
    fn from(entry: &Entry) -> Self {
        let weights: f64 = entry
            .causes
            .iter()
            .map(|cause| cause.likelihood.weight())
            .sum();
        let causes: Vec<Cause> = entry
            .causes
            .iter()
            .map(|cause| {
                to_cause(
                    entry,
                    cause,
                    (1.0 - entry.other) * cause.likelihood.weight() / weights,
                )
            })
            .collect();
        Self {
            other_p: if causes.is_empty() { 1.0 } else { entry.other },
            questions: entry
                .questions
                .iter()
                .map(|question| to_question(entry, question))
                .collect(),
            causes,
            escalate_minutes: entry
                .escalate
                .as_ref()
                .map_or(ESCALATION, |escalate| escalate.minutes),
            names_whom: entry.escalate.is_some(),
            steps: entry.steps.iter().map(|step| step.id.clone()).collect(),
        }
    }
}

fn to_cause(entry: &Entry, cause: &catalog::Cause, p: f64) -> Cause {
    let can_be_checked = cause.check.minutes > 0.0;
    Cause {
        id: cause.id.clone(),
        p,
        check_minutes: can_be_checked.then_some(cause.check.minutes),
        ways: cause
            .ways
            .iter()
            .filter(|way| !way.is_empty())
            .map(|way| to_way(entry, way))
            .collect(),
        signals: cause
            .signals
            .iter()
            .map(|signal| Signal {
                when: signal.when.clone(),
                factor: of_signal(signal.then),
            })
            .collect(),
    }
}

fn to_way(entry: &Entry, way: &[String]) -> Way {
    let steps: Vec<_> = way.iter().filter_map(|id| entry.step(id)).collect();
    Way {
        minutes: steps.iter().map(|step| step.minutes).sum(),
        gentle: !steps.iter().any(|step| step.risk.needs_consent()),
        steps: way.to_vec(),
    }
}

fn to_question(entry: &Entry, question: &catalog::Question) -> Question {
    let word =
        |answer: &catalog::Answer, cause: &catalog::Cause| answer.then.get(&cause.id).copied();
    let found: Vec<Option<usize>> = question
        .answers
        .iter()
        .map(|answer| {
            entry
                .causes
                .iter()
                .position(|cause| word(answer, cause) == Some(Evidence::Confirms))
        })
        .collect();
    let factors: Vec<Vec<f64>> = question
        .answers
        .iter()
        .map(|answer| {
            entry
                .causes
                .iter()
                .map(|cause| of_answer(word(answer, cause)))
                .collect()
        })
        .collect();
    let given = Question::likelihoods(&found, &factors, entry.causes.len());
    Question {
        id: question.id.clone(),
        minutes: question.minutes,
        answers: question
            .answers
            .iter()
            .zip(found)
            .zip(given)
            .map(|((answer, found), (given, given_other))| Answer {
                text: answer.text.clone(),
                found,
                given,
                given_other,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded::ENTRIES;

    #[test]
    fn likelihood_words_are_weights_and_something_else_has_its_share() {
        let entry = entry();
        let model = Model::from(&entry);
        assert!((model.other_p - 0.1).abs() < 1e-15);
        let p: Vec<f64> = model.causes.iter().map(|cause| cause.p).collect();
        assert!(
            (p[0] - 0.9 * 8.0 / 9.0).abs() < 1e-15 && (p[1] - 0.9 / 9.0).abs() < 1e-15,
            "{p:?}"
        );
    }

    #[test]
    fn the_first_way_gives_the_fix_minutes_and_says_whether_it_may_be_tried_blind() {
        let model = Model::from(&entry());
        assert!(
            (model.causes[0].fix_minutes() - 7.0).abs() < 1e-15 && model.causes[0].may_be_tried()
        );
        assert!(
            (model.causes[1].fix_minutes() - 10.0).abs() < 1e-15 && !model.causes[1].may_be_tried()
        );
    }

    #[test]
    fn escalation_takes_four_hours_where_the_entry_says_nothing() {
        assert!((Model::from(&entry()).escalate_minutes - 240.0).abs() < 1e-15);
    }

    #[test]
    fn evidence_words_are_the_numbers_of_the_design() {
        let mut entry = entry();
        let words = Evidence::ALL.iter().map(|word| catalog::entry::Signal {
            when: word.as_str().into(),
            then: *word,
        });
        entry.causes[0].signals = words.collect();
        let answer = |a: Option<Evidence>, b: Option<Evidence>| catalog::Answer {
            text: "t".into(),
            then: [("a", a), ("b", b)]
                .into_iter()
                .filter_map(|(id, word)| Some((id.into(), word?)))
                .collect(),
        };
        let question = serde_json::json!({"id": "q", "ask": "a", "minutes": 2.0, "answers": []});
        entry.questions = vec![serde_json::from_value(question).unwrap()];
        entry.questions[0].answers = vec![
            answer(Some(Evidence::Confirms), None),
            answer(None, Some(Evidence::Likely)),
            answer(None, Some(Evidence::Unlikely)),
            answer(None, Some(Evidence::RulesOut)),
            answer(Some(Evidence::Likely), None),
        ];
        let model = Model::from(&entry);
        let factors: Vec<f64> = model.causes[0]
            .signals
            .iter()
            .map(|signal| signal.factor)
            .collect();
        assert_eq!(factors, [50.0, 4.0, 0.25, 0.0]);
        let answers = &model.questions[0].answers;
        let given = |cause: usize| {
            answers
                .iter()
                .map(|answer| answer.given[cause])
                .collect::<Vec<_>>()
        };
        assert_eq!(given(0), [1.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(given(1), [0.0, 4.0 / 5.25, 0.25 / 5.25, 0.0, 1.0 / 5.25]);
        assert_eq!(
            answers
                .iter()
                .map(|answer| answer.given_other)
                .collect::<Vec<_>>(),
            [0.0, 0.25, 0.25, 0.25, 0.25]
        );
        assert_eq!(answers[0].found, Some(0));
    }

    #[test]
    fn every_cause_question_and_answer_of_every_entry_is_there_and_the_answers_sum_to_one() {
        for header in ENTRIES {
            let entry = header.entry();
            let model = Model::from(&entry);
            let p: f64 = model.causes.iter().map(|cause| cause.p).sum();
            assert!((p + model.other_p - 1.0).abs() < 1e-12, "{}", entry.code);
            assert_eq!(model.causes.len(), entry.causes.len());
            assert_eq!(model.questions.len(), entry.questions.len());
            for (question, written) in model.questions.iter().zip(&entry.questions) {
                assert_eq!(question.answers.len(), written.answers.len());
                let other: f64 = question
                    .answers
                    .iter()
                    .map(|answer| answer.given_other)
                    .sum();
                assert!(
                    (other - 1.0).abs() < 1e-12,
                    "{} {}",
                    entry.code,
                    question.id
                );
                for cause in 0..model.causes.len() {
                    let given: f64 = question
                        .answers
                        .iter()
                        .map(|answer| answer.given[cause])
                        .sum();
                    assert!(
                        (given - 1.0).abs() < 1e-12,
                        "{} {} {cause}",
                        entry.code,
                        question.id
                    );
                }
            }
        }
    }

    fn entry() -> Entry {
        let step = |id: &str, minutes: f64, risk: &str| serde_json::json!({"id": id, "do": "d", "minutes": minutes, "risk": risk, "verify": "v"});
        let cause = |id: &str, likelihood: &str, ways: &[&[&str]]| {
            serde_json::json!({"id": id, "title": "t", "why": "w", "likelihood": likelihood, "ways": ways,
                "check": {"do": "d", "minutes": 1.0, "present": "p", "absent": "a"}})
        };
        serde_json::from_value(serde_json::json!({
            "code": "AADSTS1", "title": "t", "category": "service", "severity": "low", "depth": "full", "meaning": "m",
            "other": 0.1, "sources": [],
            "causes": [cause("a", "very-common", &[&["s", "t"], &["u"]]), cause("b", "rare", &[&["u"], &["s"]])],
            "steps": [step("s", 3.0, "none"), step("t", 4.0, "reversible"), step("u", 10.0, "disruptive")],
        }))
        .unwrap()
    }
}
