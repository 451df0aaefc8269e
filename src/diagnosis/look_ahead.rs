//! The planner for models that are too large to search: probability over check minutes, and one look ahead at
//! what each question would save (F6), now or after the next action (F7).

use super::order::{self, Action};
use super::problem::Problem;
use super::walk::{Move, Node, Policy};

/// How many nodes of its paths are looked at for the expected minutes; the rest is counted without questions.
pub(super) const MOST_NODES: usize = 4_000;

pub(super) struct LookAhead;

impl LookAhead {
    /// Expected minutes if this move is made and no question is asked from then on, times the weight of the node.
    pub(super) fn cost(problem: &Problem, node: &Node, next: Move) -> f64 {
        match next {
            Move::Escalate => node.total() * problem.escalate,
            Move::Act(act) => {
                let does = problem.items[act].act.expect("the first items have an act");
                let after = order::greedy(problem, &node.clone().without(act)).cost;
                node.total() * does.cost + node.weights[act] * does.then + after
            }
            Move::Ask(ask) => asked(problem, node, ask),
        }
    }
}

/// `C_q` and what follows each answer (F6).
fn asked(problem: &Problem, node: &Node, ask: usize) -> f64 {
    let replies = problem.asks[ask].replies.iter().enumerate();
    let after = replies.map(|(at, reply)| match reply.found {
        Some(item) => node.weights[item] * reply.given[item] * problem.items[item].once_found,
        None => order::greedy(problem, &node.after(problem, ask, at)).cost,
    });
    node.total() * problem.asks[ask].cost + after.sum::<f64>()
}

/// The same after the next action has not solved it (F7).
fn asked_later(problem: &Problem, node: &Node, first: &Action, ask: usize) -> f64 {
    node.total() * first.cost
        + first.weight * first.then
        + asked(problem, &node.clone().without(first.act), ask)
}

impl Policy for LookAhead {
    fn next(&self, problem: &Problem, node: &Node) -> Move {
        if node.total() <= 0.0 {
            return Move::Escalate;
        }
        let never = order::greedy(problem, node);
        let best = (0..problem.asks.len())
            .filter(|ask| node.given[*ask] == 0)
            .map(|ask| (ask, asked(problem, node, ask)))
            .min_by(|a, b| a.1.total_cmp(&b.1));
        let first = never.acts.first();
        let action = first.and_then(|first| {
            order::open(problem, node)
                .into_iter()
                .find(|action| action.act == *first)
        });
        match best {
            Some((ask, now))
                if now < never.cost
                    && action
                        .is_none_or(|action| now < asked_later(problem, node, &action, ask)) =>
            {
                Move::Ask(ask)
            }
            _ => first.map_or(Move::Escalate, |act| Move::Act(*act)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::exact::Exact;
    use crate::diagnosis::order::Greedy;
    use crate::diagnosis::properties::{any_model, causes, problem, question};
    use crate::diagnosis::walk::walk;
    use proptest::prelude::*;

    #[test]
    fn t3_a_question_that_helps_only_after_the_next_action_waits() {
        let mut model = causes(
            &[(0.5, 1.0, 0.0), (0.25, 8.0, 0.0), (0.25, 8.0, 0.0)],
            1000.0,
        );
        model.questions.push(question(
            1.0,
            &[None, None],
            &[vec![1.0, 4.0, 0.0], vec![1.0, 0.0, 4.0]],
        ));
        let problem = problem(&model);
        let root = Node::root(&problem);
        assert!(asked(&problem, &root, 0) < order::greedy(&problem, &root).cost);
        assert_eq!(LookAhead.next(&problem, &root), Move::Act(0));
        assert_eq!(LookAhead.next(&problem, &root.without(0)), Move::Ask(0));
    }

    #[test]
    fn a_question_that_splits_well_is_asked_before_escalating() {
        let mut model = causes(&[(0.5, 6.0, 0.0), (0.5, 6.0, 0.0)], 7.0);
        model.questions.push(question(
            0.1,
            &[Some(0), None],
            &[vec![1.0; 2], vec![1.0; 2]],
        ));
        let problem = problem(&model);
        assert_eq!(
            LookAhead.next(&problem, &Node::root(&problem)),
            Move::Ask(0)
        );
    }

    #[test]
    fn a_walk_whose_nodes_run_out_goes_on_without_questions() {
        let mut model = causes(&[(0.5, 6.0, 0.0), (0.5, 6.0, 0.0)], 7.0);
        model.questions.push(question(
            0.1,
            &[Some(0), None],
            &[vec![1.0; 2], vec![1.0; 2]],
        ));
        let problem = problem(&model);
        let cost = |budget| walk(&problem, &LookAhead, budget).expected(&problem);
        assert!(
            (cost(usize::MAX) - 3.1).abs() < 1e-9,
            "{}",
            cost(usize::MAX)
        );
        assert!((cost(1) - 7.0).abs() < 1e-9, "{}", cost(1));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 100, ..ProptestConfig::default() })]

        #[test]
        fn it_costs_no_less_than_the_exact_plan_and_no_more_than_without_questions(model in any_model(5, 3)) {
            let problem = problem(&model);
            let cost = |policy: &dyn Policy| walk(&problem, policy, usize::MAX).expected(&problem);
            let ahead = cost(&LookAhead);
            prop_assert!(cost(&Exact::new(&problem).unwrap()) <= ahead * (1.0 + 1e-9));
            prop_assert!(ahead <= cost(&Greedy) * (1.0 + 1e-9));
        }

        #[test]
        fn it_costs_no_more_than_without_questions_when_its_nodes_run_out(model in any_model(5, 3), budget in 1_usize..20) {
            let problem = problem(&model);
            let cost = |policy: &dyn Policy, budget| walk(&problem, policy, budget).expected(&problem);
            prop_assert!(cost(&LookAhead, budget) <= cost(&Greedy, usize::MAX) * (1.0 + 1e-9));
        }
    }
}
