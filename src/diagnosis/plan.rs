//! What comes next, and the minutes that are expected.

use super::belief::{Belief, Outcomes};
use super::exact::{Exact, moves};
use super::look_ahead::{LookAhead, MOST_NODES};
use super::model::Model;
use super::order::{Greedy, InOrder};
use super::problem::Problem;
use super::situation::Situation;
use super::walk::{Move, Node, Policy, Walk, walk};

/// One thing to do, with the cause or question by its place in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Next {
    Check(usize),
    Ask(usize),
    Fix(usize),
    Escalate,
}

impl Next {
    /// The minutes that it takes by itself.
    #[must_use]
    pub fn minutes(self, model: &Model) -> f64 {
        match self {
            Self::Check(cause) => model.causes[cause].check_minutes.unwrap_or_default(),
            Self::Ask(question) => model.questions[question].minutes,
            Self::Fix(cause) => model.causes[cause].fix_minutes(),
            Self::Escalate => model.escalate_minutes,
        }
    }

    /// The cause that it is about.
    #[must_use]
    pub const fn cause(self) -> Option<usize> {
        match self {
            Self::Check(cause) | Self::Fix(cause) => Some(cause),
            Self::Ask(_) | Self::Escalate => None,
        }
    }
}

/// What could be done now, and what it would come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prospect {
    pub next: Next,
    /// Expected minutes until it is solved, if this is done first.
    pub expected_minutes: f64,
}

/// What follows from a model in a situation.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub belief: Belief,
    /// The outcomes that the odds were learned from.
    pub outcomes: Outcomes,
    pub next: Next,
    /// Until it is solved, here or by those to whom it was escalated.
    pub expected_minutes: f64,
    /// Of checks and questions only.
    pub minutes_to_cause: f64,
    /// Of the fix alone, whichever cause of the entry it is.
    pub minutes_to_fix: f64,
    /// Every check in the order of the file, then escalation.
    pub read_in_order_minutes: f64,
    pub read_in_order_minutes_to_cause: f64,
    /// Probability over check minutes without questions, with escalation as soon as it is cheaper.
    pub greedy_minutes: f64,
    /// Whether no other plan expects fewer minutes; above [`super::MOST_STATES`] nobody knows.
    pub exact: bool,
    /// The plan as it goes on when every check says absent and every answer is the first that is possible.
    pub order: Vec<Next>,
    /// All that could be done now: `next`, then the others, the fewest expected minutes first.
    pub prospects: Vec<Prospect>,
}

/// The numbers of the sentence that says why this comes next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Why {
    /// The probability of the cause that is checked or fixed.
    pub p: Option<f64>,
    /// What it takes by itself.
    pub minutes: f64,
    /// The best other thing to do, and how many more minutes would be expected.
    pub instead: Option<(Next, f64)>,
    /// The best question that is not asked now, and how many more minutes would be expected.
    pub question: Option<(usize, f64)>,
}

impl Plan {
    #[must_use]
    pub fn of(model: &Model, situation: &Situation) -> Self {
        let belief = Belief::of(model, situation);
        if let Some(found) = situation.found(model) {
            return Self::to_fix(model, situation, belief, found);
        }
        let all = Problem::new(model, situation, &belief);
        let problem = all.possible();
        let planner = Planner::new(&problem);
        let (policy, budget) = planner.policy();
        let paths = walk(&problem, policy, budget);
        let read = walk(&all, &InOrder, usize::MAX);
        let greedy = walk(&problem, &Greedy, usize::MAX);
        Self {
            minutes_to_fix: fix(model, &belief),
            next: says(&problem, policy.next(&problem, &Node::root(&problem))),
            expected_minutes: paths.expected(&problem),
            minutes_to_cause: paths.looking(&problem),
            read_in_order_minutes: read.expected(&all),
            read_in_order_minutes_to_cause: read.looking(&all),
            greedy_minutes: greedy.expected(&problem),
            exact: matches!(planner, Planner::Exact(_)),
            order: order(&problem, policy),
            prospects: planner.prospects(&problem),
            outcomes: situation.outcomes.clone(),
            belief,
        }
    }

    /// The cause is known: what is left is its fix.
    fn to_fix(model: &Model, situation: &Situation, belief: Belief, cause: usize) -> Self {
        let minutes = model.causes[cause].fix_minutes();
        let next = Next::Fix(cause);
        Self {
            belief,
            outcomes: situation.outcomes.clone(),
            next,
            expected_minutes: minutes,
            minutes_to_cause: 0.0,
            minutes_to_fix: minutes,
            read_in_order_minutes: minutes,
            read_in_order_minutes_to_cause: 0.0,
            greedy_minutes: minutes,
            exact: true,
            order: vec![next],
            prospects: vec![Prospect {
                next,
                expected_minutes: minutes,
            }],
        }
    }

    /// Why `next` comes next.
    #[must_use]
    pub fn why(&self, model: &Model) -> Why {
        let more = |prospect: &Prospect| {
            (prospect.expected_minutes - self.prospects[0].expected_minutes).max(0.0)
        };
        let mut others = self.prospects.iter().skip(1);
        let question = others.clone().find_map(|other| match other.next {
            Next::Ask(question) => Some((question, more(other))),
            _ => None,
        });
        Why {
            p: self.next.cause().map(|cause| self.belief.causes[cause]),
            minutes: self.next.minutes(model),
            instead: others.next().map(|other| (other.next, more(other))),
            question,
        }
    }
}

/// Expected minutes of the fix, if it is one of the causes.
fn fix(model: &Model, belief: &Belief) -> f64 {
    let known: f64 = belief.causes.iter().sum();
    let fixes = model
        .causes
        .iter()
        .zip(&belief.causes)
        .map(|(cause, p)| p * cause.fix_minutes());
    if known > 0.0 {
        fixes.sum::<f64>() / known
    } else {
        0.0
    }
}

/// A move, said of the model.
fn says(problem: &Problem, next: Move) -> Next {
    match next {
        Move::Act(act) => {
            let cause = problem.items[act].cause.expect("something else has no act");
            if problem.items[act].act.is_some_and(|act| act.blind) {
                Next::Fix(cause)
            } else {
                Next::Check(cause)
            }
        }
        Move::Ask(ask) => Next::Ask(problem.asks[ask].question),
        Move::Escalate => Next::Escalate,
    }
}

fn order(problem: &Problem, policy: &dyn Policy) -> Vec<Next> {
    let mut order = Vec::new();
    let mut node = Node::root(problem);
    loop {
        let next = policy.next(problem, &node);
        order.push(says(problem, next));
        match next {
            Move::Act(act) => node = node.without(act),
            Move::Ask(ask) => {
                let replies = 0..problem.asks[ask].replies.len();
                let possible = |reply: &usize| node.after(problem, ask, *reply).total() > 0.0;
                let first = replies.clone().find(possible).unwrap_or(replies.start);
                if let Some(found) = problem.asks[ask].replies[first].found {
                    let item = &problem.items[found];
                    order.push(
                        item.cause
                            .filter(|_| item.can_be_fixed)
                            .map_or(Next::Escalate, Next::Fix),
                    );
                    return order;
                }
                node = node.after(problem, ask, first);
            }
            Move::Escalate => return order,
        }
    }
}

/// Whichever planner fits the size of the problem.
pub(super) enum Planner {
    Exact(Exact),
    LookAhead,
}

impl Planner {
    pub(super) fn new(problem: &Problem) -> Self {
        Exact::new(problem).map_or(Self::LookAhead, Self::Exact)
    }

    /// The policy, and how many nodes of it can be looked at.
    fn policy(&self) -> (&dyn Policy, usize) {
        match self {
            Self::Exact(exact) => (exact, usize::MAX),
            Self::LookAhead => (&LookAhead, MOST_NODES),
        }
    }

    pub(super) fn walk(&self, problem: &Problem) -> Walk {
        let (policy, budget) = self.policy();
        walk(problem, policy, budget)
    }

    fn prospects(&self, problem: &Problem) -> Vec<Prospect> {
        let root = Node::root(problem);
        let chosen = self.policy().0.next(problem, &root);
        let cost = |next| match self {
            Self::Exact(exact) => exact.cost(problem, &root, next),
            Self::LookAhead => LookAhead::cost(problem, &root, next),
        };
        let mut all: Vec<(bool, Prospect)> = moves(problem, &root)
            .map(|next| {
                (
                    next != chosen,
                    Prospect {
                        next: says(problem, next),
                        expected_minutes: cost(next),
                    },
                )
            })
            .collect();
        all.sort_by(|a, b| {
            a.0.cmp(&b.0)
                .then(a.1.expected_minutes.total_cmp(&b.1.expected_minutes))
        });
        all.into_iter().map(|(_, prospect)| prospect).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::properties::{any_case, causes, question};
    use crate::diagnosis::{Answered, Standing};
    use crate::embedded::ENTRIES;
    use proptest::prelude::*;

    fn three() -> Model {
        causes(&[(0.5, 1.0, 5.0), (0.3, 2.0, 5.0), (0.1, 10.0, 5.0)], 60.0)
    }

    #[test]
    fn a_cause_that_cannot_be_checked_is_tried_by_its_fix() {
        let model = three();
        for standing in [Standing::CannotCheck, Standing::NotSure] {
            let mut situation = Situation::new(&model);
            situation.causes[0] = standing;
            assert!(Plan::of(&model, &situation).order.contains(&Next::Fix(0)));
        }
    }

    #[test]
    fn a_fix_that_is_tried_blind_is_no_way_to_the_cause() {
        let mut model = causes(&[(1.0, 1.0, 5.0)], 60.0);
        model.causes[0].check_minutes = None;
        let plan = Plan::of(&model, &Situation::new(&model));
        assert_eq!(plan.next, Next::Fix(0));
        assert!(plan.minutes_to_cause.abs() < 1e-12 && (plan.expected_minutes - 5.0).abs() < 1e-12);
    }

    #[test]
    fn the_order_goes_by_the_first_answer_that_is_possible() {
        let mut model = causes(&[(0.25, 10.0, 1.0); 4], 1000.0);
        let factors = [vec![0.0, 0.0, 4.0, 4.0], vec![4.0, 4.0, 0.0, 0.0]];
        model.questions.push(question(1.0, &[None, None], &factors));
        let mut situation = Situation::new(&model);
        let order = Plan::of(&model, &situation).order;
        assert_eq!(order[..3], [Next::Ask(0), Next::Check(2), Next::Check(3)]);
        model.questions[0] = question(
            1.0,
            &[Some(3), None, None],
            &[vec![1.0; 4], factors[0].clone(), factors[1].clone()],
        );
        assert_eq!(
            Plan::of(&model, &situation).order,
            [Next::Ask(0), Next::Fix(3)]
        );
        situation.causes[3] = Standing::Absent;
        assert_eq!(
            Plan::of(&model, &situation).order[..2],
            [Next::Ask(0), Next::Check(2)]
        );
        situation.causes[3] = Standing::HandedOff;
        assert_eq!(
            Plan::of(&model, &situation).order,
            [Next::Ask(0), Next::Escalate]
        );
    }

    #[test]
    fn a_cause_that_cannot_be_checked_is_handed_off_where_its_fix_is_risky() {
        let mut model = three();
        model.causes[0].ways[0].gentle = false;
        let mut situation = Situation::new(&model);
        situation.causes[0] = Standing::CannotCheck;
        let plan = Plan::of(&model, &situation);
        assert!(
            !plan.order.contains(&Next::Fix(0)) && !plan.order.contains(&Next::Check(0)),
            "{:?}",
            plan.order
        );
        situation.causes[1..].fill(Standing::Absent);
        assert_eq!(Plan::of(&model, &situation).next, Next::Escalate);
    }

    #[test]
    fn a_cause_that_was_found_goes_straight_to_its_fix() {
        let mut model = three();
        model.questions.push(question(
            1.0,
            &[Some(2), None],
            &[vec![1.0; 3], vec![1.0; 3]],
        ));
        let mut situation = Situation::new(&model);
        situation.questions[0] = Answered::Given(0);
        assert_eq!(Plan::of(&model, &situation).next, Next::Fix(2));
        situation.causes[2] = Standing::Tried;
        assert_eq!(Plan::of(&model, &situation).next, Next::Check(0));
    }

    #[test]
    fn when_every_cause_is_out_what_is_left_is_escalation() {
        let model = three();
        let mut situation = Situation::new(&model);
        situation.causes.fill(Standing::Absent);
        let plan = Plan::of(&model, &situation);
        assert_eq!(
            (plan.next, plan.order),
            (Next::Escalate, vec![Next::Escalate])
        );
        assert!((plan.expected_minutes - 60.0).abs() < 1e-12);
    }

    #[test]
    fn a_question_that_was_declined_is_not_asked_again() {
        let mut model = causes(&[(0.25, 10.0, 1.0); 4], 1000.0);
        let halves = [vec![4.0, 4.0, 0.0, 0.0], vec![0.0, 0.0, 4.0, 4.0]];
        model.questions.push(question(1.0, &[None, None], &halves));
        let mut situation = Situation::new(&model);
        assert_eq!(Plan::of(&model, &situation).next, Next::Ask(0));
        situation.questions[0] = Answered::Declined;
        assert_eq!(Plan::of(&model, &situation).next, Next::Check(0));
    }

    #[test]
    fn why_names_the_odds_the_minutes_and_what_a_question_would_cost_on_top() {
        let mut model = three();
        model.questions.push(question(
            30.0,
            &[None, None],
            &[vec![4.0, 1.0, 1.0], vec![1.0; 3]],
        ));
        let plan = Plan::of(&model, &Situation::new(&model));
        let why = plan.why(&model);
        assert_eq!((plan.next, why.p), (Next::Check(0), Some(0.5)));
        assert!((why.minutes - 1.0).abs() < 1e-12);
        let (question, more) = why.question.unwrap();
        assert!(question == 0 && (more - 30.0).abs() < 1e-9, "{more}");
    }

    #[test]
    fn a_model_that_is_too_large_is_planned_by_look_ahead_and_says_so() {
        let model = causes(&[(0.05, 2.0, 5.0); 19], 100.0);
        let plan = Plan::of(&model, &Situation::new(&model));
        assert!(!plan.exact);
        assert_eq!(plan.next, Next::Check(0));
    }

    #[test]
    fn no_plan_of_an_entry_costs_more_than_reading_it_or_going_by_odds() {
        for header in ENTRIES {
            let model = Model::from(&header.entry());
            let plan = Plan::of(&model, &Situation::new(&model));
            assert!(
                plan.expected_minutes <= plan.greedy_minutes + 1e-9,
                "{}",
                header.code
            );
            assert!(
                plan.expected_minutes <= plan.read_in_order_minutes + 1e-9,
                "{}",
                header.code
            );
            println!(
                "{:46} {:6.1} greedy {:6.1} read {:6.1}   to cause {:5.1} read {:5.1}   exact {}",
                header.code,
                plan.expected_minutes,
                plan.greedy_minutes,
                plan.read_in_order_minutes,
                plan.minutes_to_cause,
                plan.read_in_order_minutes_to_cause,
                plan.exact
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

        #[test]
        fn what_comes_next_is_open_and_the_plan_keeps_its_bounds((model, situation) in any_case(5, 2)) {
            let plan = Plan::of(&model, &situation);
            match plan.next {
                Next::Check(cause) => prop_assert_eq!(situation.causes[cause], Standing::Open),
                Next::Fix(cause) => prop_assert!(!situation.causes[cause].is_out()),
                Next::Ask(question) => prop_assert_eq!(situation.questions[question], Answered::Open),
                Next::Escalate => {}
            }
            prop_assert!(plan.expected_minutes <= plan.greedy_minutes * (1.0 + 1e-9));
            prop_assert!(plan.expected_minutes <= plan.read_in_order_minutes * (1.0 + 1e-9));
            prop_assert!(plan.minutes_to_cause <= plan.expected_minutes);
            prop_assert_eq!(plan.order[0], plan.next);
            prop_assert_eq!(plan.prospects[0].next, plan.next);
            let least = plan.prospects.iter().map(|prospect| prospect.expected_minutes).fold(f64::INFINITY, f64::min);
            prop_assert!((plan.expected_minutes - least).abs() < 1e-9 * least);
        }
    }
}
