//! Plans without questions: F4's order with F5's stop, and the order of the file.

use super::problem::Problem;
use super::walk::{Move, Node, Policy};

/// One action of a sequence: what it costs, the weight of the cause that it is about, what that cause then costs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Action {
    pub act: usize,
    pub cost: f64,
    pub weight: f64,
    pub then: f64,
}

/// A sequence of actions that ends in escalation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sequence {
    pub acts: Vec<usize>,
    /// Expected minutes, times the weight of all items.
    pub cost: f64,
}

/// The actions that are open in a node, largest probability over check minutes first (F4). Ties keep the
/// order of the entry.
pub(super) fn sorted(problem: &Problem, node: &Node) -> Vec<Action> {
    let mut actions = open(problem, node);
    actions.sort_by(|a, b| (b.weight * a.cost).total_cmp(&(a.weight * b.cost)));
    actions
}

/// The actions that are open in a node, in the order of the entry.
pub(super) fn open(problem: &Problem, node: &Node) -> Vec<Action> {
    (0..problem.acts)
        .filter(|act| !node.out[*act])
        .filter_map(|act| {
            let does = problem.items[act].act?;
            Some(Action {
                act,
                cost: does.cost,
                weight: node.weights[act],
                then: does.then,
            })
        })
        .collect()
}

/// The expected minutes after 0, 1, 2 … of these actions and then escalating (F4, F5), times `total`, the weight
/// of everything that may be the one.
pub(super) fn costs(actions: &[Action], total: f64, escalate: f64) -> Vec<f64> {
    let mut left = total;
    let mut spent = 0.0;
    let mut costs = vec![total * escalate];
    for action in actions {
        spent += left * action.cost + action.weight * action.then;
        left = (left - action.weight).max(0.0);
        costs.push(spent + left * escalate);
    }
    costs
}

/// F4's order, cut where F5 says that escalating is cheaper than going on.
pub(super) fn greedy(problem: &Problem, node: &Node) -> Sequence {
    let actions = sorted(problem, node);
    let costs = costs(&actions, node.total(), problem.escalate);
    let least = costs
        .iter()
        .copied()
        .enumerate()
        .fold((0, f64::INFINITY), |best, cost| {
            if cost.1 < best.1 { cost } else { best }
        });
    Sequence {
        acts: actions[..least.0].iter().map(|action| action.act).collect(),
        cost: least.1,
    }
}

/// Probability over check minutes, without questions.
pub(super) struct Greedy;

impl Policy for Greedy {
    fn next(&self, problem: &Problem, node: &Node) -> Move {
        greedy(problem, node)
            .acts
            .first()
            .map_or(Move::Escalate, |act| Move::Act(*act))
    }
}

/// From the top of the file to its end, then escalation.
pub(super) struct InOrder;

impl Policy for InOrder {
    fn next(&self, problem: &Problem, node: &Node) -> Move {
        (0..problem.acts)
            .find(|act| !node.out[*act])
            .map_or(Move::Escalate, Move::Act)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::properties::{any_model, causes, problem};
    use crate::diagnosis::walk::walk;
    use proptest::prelude::*;

    fn ecr(model: &crate::diagnosis::Model, order: &[usize]) -> Vec<f64> {
        let problem = problem(model);
        let node = Node::root(&problem);
        let open = open(&problem, &node);
        costs(
            &order.iter().map(|act| open[*act]).collect::<Vec<_>>(),
            node.total(),
            problem.escalate,
        )
    }

    fn close(is: f64, wanted: f64) -> bool {
        (is - wanted).abs() < 1e-9
    }

    #[test]
    fn t6_the_fix_cost_does_not_change_the_order() {
        let model = causes(
            &[(0.5, 10.0, 1.0), (0.3, 2.0, 100.0), (0.2, 1.0, 30.0)],
            1000.0,
        );
        let problem = problem(&model);
        let best = greedy(&problem, &Node::root(&problem));
        assert_eq!(best.acts, [2, 1, 0]);
        assert!(close(best.cost, 44.1), "{}", best.cost);
        let by_check_and_fix = ecr(&model, &[0, 2, 1])[3];
        assert!(close(by_check_and_fix, 47.6), "{by_check_and_fix}");
    }

    #[test]
    fn t7_escalating_after_the_first_check_costs_least() {
        let cheap = causes(&[(0.5, 1.0, 5.0), (0.3, 2.0, 5.0), (0.2, 10.0, 5.0)], 8.0);
        let after = ecr(&cheap, &[0, 1, 2]);
        assert!(
            after
                .iter()
                .zip([8.0, 7.5, 7.6, 9.0])
                .all(|(is, wanted)| close(*is, wanted)),
            "{after:?}"
        );
        let problem = problem(&cheap);
        assert_eq!(greedy(&problem, &Node::root(&problem)).acts, [0]);
    }

    #[test]
    fn t7_dear_escalation_is_never_worth_it() {
        let dear = causes(&[(0.5, 1.0, 5.0), (0.3, 2.0, 5.0), (0.2, 10.0, 5.0)], 20.0);
        let after = ecr(&dear, &[0, 1, 2]);
        assert!(
            after
                .iter()
                .zip([20.0, 13.5, 10.0, 9.0])
                .all(|(is, wanted)| close(*is, wanted)),
            "{after:?}"
        );
        let problem = problem(&dear);
        assert_eq!(greedy(&problem, &Node::root(&problem)).acts, [0, 1, 2]);
    }

    #[test]
    fn the_order_of_the_file_ends_in_escalation() {
        let model = causes(&[(0.4, 10.0, 1.0), (0.4, 2.0, 100.0)], 50.0);
        let problem = problem(&model);
        let read = walk(&problem, &InOrder, usize::MAX);
        assert!(close(
            read.expected(&problem),
            10.0 + 0.4 + 0.6 * 2.0 + 40.0 + 0.2 * 50.0
        ));
        assert!(close(read.looking(&problem), 10.0 + 0.6 * 2.0));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn swapping_neighbours_out_of_the_order_never_lowers_the_cost(model in any_model(6, 0)) {
            let problem = problem(&model);
            let node = Node::root(&problem);
            let sorted = sorted(&problem, &node);
            let cost = |actions: &[Action]| costs(actions, node.total(), problem.escalate).pop().unwrap();
            for at in 1..sorted.len() {
                let mut swapped = sorted.clone();
                swapped.swap(at - 1, at);
                prop_assert!(cost(&swapped) >= cost(&sorted) * (1.0 - 1e-12));
            }
        }

        #[test]
        fn a_walk_costs_what_the_formula_says(model in any_model(6, 0)) {
            let problem = problem(&model);
            let formula = greedy(&problem, &Node::root(&problem)).cost;
            let walked = walk(&problem, &Greedy, usize::MAX).expected(&problem);
            prop_assert!((walked - formula).abs() < 1e-9 * formula, "{} {}", walked, formula);
        }
    }
}
