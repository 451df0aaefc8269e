//! An entry tried out with every one of its causes: what `catalog check` says of the whole.

use super::belief::Belief;
use super::model::Model;
use super::plan::Planner;
use super::problem::Problem;
use super::situation::{Answered, Sighting, Situation, Standing};
use super::walk::Walk;
use std::collections::HashSet;

/// What came of trying an entry out. The guide follows its plan; answers are drawn from the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Whether the plan is the best there is.
    pub exact: bool,
    /// One for each cause.
    pub causes: Vec<Run>,
    pub other: Run,
    /// An error: causes whose fix no path comes to.
    pub dead_ends: Vec<DeadEnd>,
    /// An error: ids of steps that no path comes to.
    pub unreached_steps: Vec<String>,
    /// Questions that no path asks, and that would not be asked alone.
    pub idle_questions: Vec<usize>,
    /// Pairs of causes about which all questions and signals say the same: only their own checks tell them apart.
    pub alike: Vec<(usize, usize)>,
    /// Whether escalation comes at the end of a path and the entry does not say to whom.
    pub escalates_to_nobody: bool,
}

/// The guide's run if this is the cause.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    pub expected_minutes: f64,
    pub worst_minutes: f64,
    /// The probability that it ends with the fix, not with escalation.
    pub fixed: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadEnd {
    /// The cause has no way to fix it.
    NoWay(usize),
    /// Every path escalates before this cause is found, with its own signals and without questions too.
    NeverFound(usize),
}

impl Analysis {
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let trial = Trial::new(model, &Situation::new(model));
        let run = |cause: Option<usize>| trial.run(cause);
        let dead_ends: Vec<DeadEnd> = (0..model.causes.len())
            .filter_map(|cause| dead_end(model, &trial, cause))
            .collect();
        Self {
            exact: trial.exact,
            causes: (0..model.causes.len())
                .map(|cause| run(Some(cause)))
                .collect(),
            other: run(None),
            unreached_steps: unreached(model, &dead_ends),
            dead_ends,
            idle_questions: idle(model, &trial),
            alike: alike(model),
            escalates_to_nobody: !model.causes.is_empty() && !model.names_whom,
        }
    }

    /// Whether `catalog check` refuses the entry.
    #[must_use]
    pub fn is_faulty(&self) -> bool {
        !(self.dead_ends.is_empty() && self.unreached_steps.is_empty())
    }
}

/// One situation, and all paths of the plan from there.
struct Trial {
    problem: Problem,
    exact: bool,
    walk: Walk,
}

impl Trial {
    fn new(model: &Model, situation: &Situation) -> Self {
        let problem = Problem::new(model, situation, &Belief::of(model, situation)).possible();
        let planner = Planner::new(&problem);
        let walk = planner.walk(&problem);
        Self {
            exact: matches!(planner, Planner::Exact(_)),
            problem,
            walk,
        }
    }

    fn run(&self, cause: Option<usize>) -> Run {
        let place = self
            .problem
            .items
            .iter()
            .position(|item| item.cause == cause);
        place.map_or(
            Run {
                expected_minutes: 0.0,
                worst_minutes: 0.0,
                fixed: 0.0,
            },
            |item| Run {
                expected_minutes: self.walk.minutes[item],
                worst_minutes: self.walk.worst[item],
                fixed: self.walk.fixed[item],
            },
        )
    }

    fn fixes(&self, cause: usize) -> bool {
        self.run(Some(cause)).fixed > 0.0
    }

    fn asks(&self, question: usize) -> bool {
        let place = self
            .problem
            .asks
            .iter()
            .position(|ask| ask.question == question);
        place.is_some_and(|ask| self.walk.asked[ask])
    }
}

fn dead_end(model: &Model, trial: &Trial, cause: usize) -> Option<DeadEnd> {
    if model.causes[cause].ways.is_empty() {
        return Some(DeadEnd::NoWay(cause));
    }
    let with_signals = signalled(model, cause);
    let mut others = [
        without_questions(Situation::new(model)),
        with_signals.clone(),
        without_questions(with_signals),
    ]
    .into_iter();
    let found =
        trial.fixes(cause) || others.any(|situation| Trial::new(model, &situation).fixes(cause));
    (!found).then_some(DeadEnd::NeverFound(cause))
}

/// All that speaks for a cause was in the paste.
fn signalled(model: &Model, cause: usize) -> Situation {
    let signals = model.causes[cause].signals.iter().enumerate();
    let sightings = signals
        .filter(|(_, signal)| signal.factor > 1.0)
        .map(|(signal, _)| Sighting { cause, signal });
    Situation {
        signals: sightings.collect(),
        ..Situation::new(model)
    }
}

fn without_questions(mut situation: Situation) -> Situation {
    situation.questions.fill(Answered::Declined);
    situation
}

fn unreached(model: &Model, dead_ends: &[DeadEnd]) -> Vec<String> {
    let is_dead = |cause: &usize| dead_ends.contains(&DeadEnd::NeverFound(*cause));
    let alive = (0..model.causes.len()).filter(|cause| !is_dead(cause));
    let reached: HashSet<&String> = alive
        .flat_map(|cause| &model.causes[cause].ways)
        .flat_map(|way| &way.steps)
        .collect();
    model
        .steps
        .iter()
        .filter(|step| !reached.contains(step))
        .cloned()
        .collect()
}

/// Questions that are asked nowhere: not on any path, not alone, not after any cause's signals, not when no check
/// can be made.
fn idle(model: &Model, trial: &Trial) -> Vec<usize> {
    let mut idle: Vec<usize> = (0..model.questions.len())
        .filter(|question| !trial.asks(*question))
        .collect();
    idle.retain(|question| {
        let mut alone = without_questions(Situation::new(model));
        alone.questions[*question] = Answered::Open;
        !Trial::new(model, &alone).asks(*question)
    });
    let mut unchecked = Situation::new(model);
    unchecked.causes.fill(Standing::CannotCheck);
    let signals = (0..model.causes.len()).map(|cause| signalled(model, cause));
    for situation in signals
        .filter(|situation| !situation.signals.is_empty())
        .chain([unchecked])
    {
        if idle.is_empty() {
            break;
        }
        let trial = Trial::new(model, &situation);
        idle.retain(|question| !trial.asks(*question));
    }
    idle
}

fn alike(model: &Model) -> Vec<(usize, usize)> {
    let many = model.causes.len();
    let pairs = (0..many).flat_map(|a| (a + 1..many).map(move |b| (a, b)));
    pairs
        .filter(|(a, b)| same_answers(model, *a, *b) && same_signals(model, *a, *b))
        .collect()
}

fn same_answers(model: &Model, a: usize, b: usize) -> bool {
    let mut answers = model
        .questions
        .iter()
        .flat_map(|question| &question.answers);
    answers.all(|answer| (answer.given[a] - answer.given[b]).abs() < 1e-12)
}

fn same_signals(model: &Model, a: usize, b: usize) -> bool {
    let (a, b) = (&model.causes[a].signals, &model.causes[b].signals);
    a.iter().all(|signal| b.contains(signal)) && b.iter().all(|signal| a.contains(signal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::Plan;
    use crate::diagnosis::model::Signal;
    use crate::diagnosis::properties::{any_model, causes, question};
    use crate::embedded::ENTRIES;
    use proptest::prelude::*;

    #[test]
    fn a_run_costs_what_its_path_costs() {
        let model = causes(&[(0.5, 1.0, 5.0), (0.3, 2.0, 5.0), (0.1, 10.0, 5.0)], 60.0);
        let analysis = Analysis::of(&model);
        let minutes: Vec<f64> = analysis
            .causes
            .iter()
            .map(|run| run.worst_minutes)
            .collect();
        assert_eq!(minutes, [6.0, 8.0, 18.0]);
        assert!((analysis.other.worst_minutes - 73.0).abs() < 1e-12);
    }

    #[test]
    fn a_cause_that_the_plan_never_comes_to_is_a_dead_end_and_its_steps_are_unreached() {
        let model = causes(&[(0.5, 1.0, 5.0), (0.4, 2.0, 100.0)], 60.0);
        let analysis = Analysis::of(&model);
        assert_eq!(analysis.dead_ends, [DeadEnd::NeverFound(1)]);
        assert_eq!(analysis.unreached_steps, ["step-1"]);
        assert!(analysis.is_faulty());
    }

    #[test]
    fn a_cause_that_only_its_signal_brings_up_is_no_dead_end() {
        let mut model = causes(&[(0.9, 1.0, 5.0), (0.01, 30.0, 5.0)], 60.0);
        assert_eq!(Analysis::of(&model).dead_ends, [DeadEnd::NeverFound(1)]);
        model.causes[1].signals = vec![Signal {
            when: "x".into(),
            factor: 50.0,
        }];
        assert_eq!(Analysis::of(&model).dead_ends, []);
    }

    #[test]
    fn a_cause_without_a_way_is_a_dead_end() {
        let mut model = causes(&[(0.5, 1.0, 5.0), (0.4, 2.0, 5.0)], 60.0);
        model.causes[0].ways.clear();
        assert_eq!(Analysis::of(&model).dead_ends, [DeadEnd::NoWay(0)]);
    }

    #[test]
    fn a_question_that_says_nothing_is_idle_and_leaves_its_causes_alike() {
        let mut model = causes(&[(0.5, 1.0, 5.0), (0.4, 2.0, 5.0)], 60.0);
        model
            .questions
            .push(question(1.0, &[None, None], &[vec![1.0; 2], vec![1.0; 2]]));
        let analysis = Analysis::of(&model);
        assert_eq!(
            (analysis.idle_questions, analysis.alike),
            (vec![0], vec![(0, 1)])
        );
        model.causes[0].signals = vec![Signal {
            when: "x".into(),
            factor: 4.0,
        }];
        assert_eq!(Analysis::of(&model).alike, []);
        model.questions[0] = question(0.1, &[None, None], &[vec![4.0, 0.0], vec![0.0, 4.0]]);
        let analysis = Analysis::of(&model);
        assert_eq!((analysis.idle_questions, analysis.alike), (vec![], vec![]));
    }

    #[test]
    fn a_question_that_is_asked_only_where_another_was_declined_is_not_idle() {
        let mut model = causes(&[(0.5, 20.0, 5.0), (0.5, 20.0, 5.0)], 60.0);
        let halves = [vec![4.0, 0.0], vec![0.0, 4.0]];
        model.questions = vec![
            question(1.0, &[None, None], &halves),
            question(2.0, &[None, None], &halves),
        ];
        assert!(Analysis::of(&model).idle_questions.is_empty());
        model.questions[1].minutes = 200.0;
        assert_eq!(Analysis::of(&model).idle_questions, [1]);
    }

    #[test]
    fn no_entry_has_a_dead_end_or_a_step_that_no_path_comes_to() {
        for header in ENTRIES {
            let analysis = Analysis::of(&Model::from(&header.entry()));
            assert!(
                !analysis.is_faulty(),
                "{}: {:?} {:?}",
                header.code,
                analysis.dead_ends,
                analysis.unreached_steps
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 100, ..ProptestConfig::default() })]

        #[test]
        fn the_runs_of_all_causes_make_the_expected_minutes(model in any_model(5, 2)) {
            let analysis = Analysis::of(&model);
            let runs = analysis.causes.iter().zip(&model.causes).map(|(run, cause)| run.expected_minutes * cause.p);
            let sum = runs.sum::<f64>() + analysis.other.expected_minutes * model.other_p;
            let expected = Plan::of(&model, &Situation::new(&model)).expected_minutes;
            prop_assert!((sum - expected).abs() < 1e-9 * expected);
            prop_assert!(analysis.causes.iter().all(|run| run.expected_minutes <= run.worst_minutes + 1e-9));
        }
    }
}
