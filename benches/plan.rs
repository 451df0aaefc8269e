//! How long planning takes: every entry, and a model at the bound up to which the plan is exact.

use divan::{Bencher, black_box};
use unsnag::diagnosis::{Analysis, Answer, Cause, Model, Plan, Question, Situation, Way};
use unsnag::embedded::ENTRIES;

fn main() {
    divan::main();
}

fn codes() -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().map(|header| header.code)
}

fn model(code: &str) -> Model {
    let header = ENTRIES
        .iter()
        .find(|header| header.code == code)
        .expect("the codes are those of the entries");
    Model::from(&header.entry())
}

#[divan::bench(args = codes())]
fn entry(bencher: Bencher, code: &str) {
    let model = model(code);
    let situation = Situation::new(&model);
    bencher.bench_local(|| Plan::of(black_box(&model), black_box(&situation)));
}

#[divan::bench]
fn analyse_every_entry(bencher: Bencher) {
    let models: Vec<Model> = codes().map(model).collect();
    bencher.bench_local(|| {
        models
            .iter()
            .map(Analysis::of)
            .filter(Analysis::is_faulty)
            .count()
    });
}

/// Causes, questions, answers: just under 300,000 states, and over it.
#[divan::bench(args = [(18, 0, 0), (16, 1, 3), (15, 2, 2), (14, 2, 3), (10, 3, 5), (8, 5, 3), (4, 3, 9), (2, 5, 8), (15, 3, 3), (20, 5, 4), (24, 9, 9)])]
fn made_up(bencher: Bencher, (causes, questions, answers): (usize, usize, usize)) {
    let model = made(causes, questions, answers);
    let situation = Situation::new(&model);
    bencher.bench_local(|| Plan::of(black_box(&model), black_box(&situation)));
}

/// Each question splits the causes another way; none confirms, so no path is cut short.
fn made(causes: usize, questions: usize, answers: usize) -> Model {
    let sum: f64 = (0..causes).map(weight).sum();
    Model {
        causes: (0..causes)
            .map(|at| cause(at, 0.95 * weight(at) / sum))
            .collect(),
        other_p: 0.05,
        questions: (0..questions)
            .map(|at| question(at, causes, answers))
            .collect(),
        escalate_minutes: 240.0,
        names_whom: true,
        steps: Vec::new(),
    }
}

fn weight(cause: usize) -> f64 {
    [8.0, 4.0, 2.0, 1.0][cause % 4]
}

fn small(number: usize) -> f64 {
    f64::from(u32::try_from(number).expect("the models are small"))
}

fn cause(at: usize, p: f64) -> Cause {
    Cause {
        id: format!("cause-{at}"),
        p,
        check_minutes: Some(2.0 + small(at * 7 % 5)),
        ways: vec![Way {
            minutes: 5.0 + small(at % 3),
            gentle: true,
            steps: Vec::new(),
        }],
        signals: Vec::new(),
    }
}

fn question(at: usize, causes: usize, answers: usize) -> Question {
    let factors: Vec<Vec<f64>> = (0..answers)
        .map(|answer| {
            (0..causes)
                .map(|cause| {
                    if (cause * (at + 2) + at) % answers == answer {
                        4.0
                    } else {
                        1.0
                    }
                })
                .collect()
        })
        .collect();
    let given = Question::likelihoods(&vec![None; answers], &factors, causes);
    let answers = given.into_iter().map(|(given, given_other)| Answer {
        text: String::new(),
        found: None,
        given,
        given_other,
    });
    Question {
        id: format!("question-{at}"),
        minutes: 0.5 + small(at) / 2.0,
        answers: answers.collect(),
    }
}
