//! The exact planner: a search over (causes out, answers given) that meets every state once.

use super::problem::Problem;
use super::walk::{Move, Node, Policy};

/// Above this many states the planner looks ahead only.
pub const MOST_STATES: f64 = 300_000.0;

/// The least expected minutes from every state on, each times the weight that comes there: weights need no
/// scaling then, and what follows an answer can be added up as it stands.
pub(super) struct Exact {
    costs: Vec<f64>,
    /// How far apart two answers of a question are, in sets of answers.
    strides: Vec<usize>,
    acts: usize,
}

impl Exact {
    /// None where there are too many states.
    pub(super) fn new(problem: &Problem) -> Option<Self> {
        if problem.states() > MOST_STATES {
            return None;
        }
        let mut sets = 1;
        let strides = problem
            .asks
            .iter()
            .map(|ask| {
                let stride = sets;
                sets *= ask.replies.len() + 1;
                stride
            })
            .collect();
        let mut exact = Self {
            costs: vec![0.0; sets << problem.acts],
            strides,
            acts: problem.acts,
        };
        let mut room = Room::new(problem);
        // Answers only ever raise the number of their set, and causes that go out that of their mask.
        for set in (0..sets).rev() {
            exact.fill(problem, set, &mut room);
        }
        Some(exact)
    }

    /// The answer given to a question in a set of answers, counted from 1, or 0.
    fn given(&self, problem: &Problem, set: usize, ask: usize) -> usize {
        set / self.strides[ask] % (problem.asks[ask].replies.len() + 1)
    }

    fn fill(&mut self, problem: &Problem, set: usize, room: &mut Room) {
        room.weigh(problem, |ask| self.given(problem, set, ask));
        if room.weights.iter().sum::<f64>() <= 0.0 {
            return;
        }
        room.add_up(self.acts);
        for (best, total) in room.best.iter_mut().zip(&room.totals) {
            *best = total * problem.escalate;
        }
        for ask in (0..problem.asks.len()).filter(|ask| self.given(problem, set, *ask) == 0) {
            self.ask(problem, set, ask, room);
        }
        let start = set << self.acts;
        let costs = &mut self.costs[start..start + room.best.len()];
        for mask in (0..room.best.len()).rev() {
            let total = room.totals[mask];
            let mut least = room.best[mask];
            let mut open = room.best.len() - 1 - mask;
            while open > 0 {
                let act = open.trailing_zeros() as usize;
                open &= open - 1;
                least =
                    least.min(total * room.costs[act] + room.fixes[act] + costs[mask | 1 << act]);
            }
            costs[mask] = least;
        }
    }

    /// Lowers `room.best` where asking costs less, for all masks at once.
    fn ask(&self, problem: &Problem, set: usize, ask: usize, room: &mut Room) {
        let masks = 1 << self.acts;
        for (cost, total) in room.asked.iter_mut().zip(&room.totals) {
            *cost = total * problem.asks[ask].cost;
        }
        for (at, reply) in problem.asks[ask].replies.iter().enumerate() {
            if let Some(item) = reply.found {
                let cost = room.weights[item] * reply.given[item] * problem.items[item].once_found;
                let bit = if item < self.acts { 1 << item } else { 0 };
                for (_, asked) in room
                    .asked
                    .iter_mut()
                    .enumerate()
                    .filter(|(mask, _)| mask & bit == 0)
                {
                    *asked += cost;
                }
            } else {
                let start = (set + (at + 1) * self.strides[ask]) << self.acts;
                for (asked, after) in room.asked.iter_mut().zip(&self.costs[start..start + masks]) {
                    *asked += after;
                }
            }
        }
        for (best, asked) in room.best.iter_mut().zip(&room.asked) {
            *best = best.min(*asked);
        }
    }

    fn cost_at(&self, node: &Node) -> f64 {
        let mask: usize = (0..self.acts)
            .filter(|act| node.out[*act])
            .map(|act| 1 << act)
            .sum();
        let set: usize = node
            .given
            .iter()
            .zip(&self.strides)
            .map(|(given, stride)| given * stride)
            .sum();
        self.costs[(set << self.acts) + mask]
    }

    /// The least expected minutes from here on if this move is made, times the weight that comes here.
    pub(super) fn cost(&self, problem: &Problem, node: &Node, next: Move) -> f64 {
        let total = node.total();
        match next {
            Move::Escalate => total * problem.escalate,
            Move::Act(act) => {
                let does = problem.items[act].act.expect("the first items have an act");
                total * does.cost
                    + node.weights[act] * does.then
                    + self.cost_at(&node.clone().without(act))
            }
            Move::Ask(ask) => {
                let replies = problem.asks[ask].replies.iter().enumerate();
                let after = replies.map(|(at, reply)| match reply.found {
                    Some(item) => {
                        node.weights[item] * reply.given[item] * problem.items[item].once_found
                    }
                    None => self.cost_at(&node.after(problem, ask, at)),
                });
                total * problem.asks[ask].cost + after.sum::<f64>()
            }
        }
    }
}

impl Policy for Exact {
    fn next(&self, problem: &Problem, node: &Node) -> Move {
        let mut best = (Move::Escalate, f64::INFINITY);
        if node.total() <= 0.0 {
            return Move::Escalate;
        }
        for next in moves(problem, node) {
            let cost = self.cost(problem, node, next);
            // Of moves that cost the same the first one counts, whatever the last digit says.
            if cost < best.1 * (1.0 - 1e-12) || best.1.is_infinite() {
                best = (next, cost);
            }
        }
        best.0
    }
}

/// All that can be done in a node.
pub(super) fn moves(problem: &Problem, node: &Node) -> impl Iterator<Item = Move> {
    let acts = (0..problem.acts)
        .filter(|act| !node.out[*act])
        .map(Move::Act);
    let asks = (0..problem.asks.len())
        .filter(|ask| node.given[*ask] == 0)
        .map(Move::Ask);
    acts.chain(asks).chain([Move::Escalate])
}

/// What filling needs, allocated once.
struct Room {
    /// `C_o` of each act.
    costs: Vec<f64>,
    /// Each act's weight under the answers times its `C_r`.
    fixes: Vec<f64>,
    /// Each item's weight under the answers.
    weights: Vec<f64>,
    /// By mask: the weight of all items that are not out.
    totals: Vec<f64>,
    asked: Vec<f64>,
    best: Vec<f64>,
}

impl Room {
    fn new(problem: &Problem) -> Self {
        let masks = vec![0.0; 1 << problem.acts];
        Self {
            costs: problem
                .items
                .iter()
                .filter_map(|item| item.act)
                .map(|act| act.cost)
                .collect(),
            fixes: vec![0.0; problem.acts],
            weights: vec![0.0; problem.items.len()],
            totals: masks.clone(),
            asked: masks.clone(),
            best: masks,
        }
    }

    fn weigh(&mut self, problem: &Problem, given: impl Fn(usize) -> usize) {
        for (weight, item) in self.weights.iter_mut().zip(&problem.items) {
            *weight = item.p;
        }
        for (at, ask) in problem.asks.iter().enumerate() {
            if let Some(answer) = given(at).checked_sub(1) {
                self.weights
                    .iter_mut()
                    .zip(&ask.replies[answer].given)
                    .for_each(|(weight, given)| *weight *= given);
            }
        }
        for ((fix, weight), item) in self.fixes.iter_mut().zip(&self.weights).zip(&problem.items) {
            *fix = item.act.map_or(0.0, |act| weight * act.then);
        }
    }

    /// Only adds: taking away would leave rests below 0.
    fn add_up(&mut self, acts: usize) {
        let masks = 1_usize << acts;
        self.totals[masks - 1] = self.weights[acts..].iter().sum();
        for mask in (0..masks - 1).rev() {
            let bit = (!mask).trailing_zeros() as usize;
            self.totals[mask] = self.totals[mask | 1 << bit] + self.weights[bit];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::properties::{any_case, brute_force, causes, problem, question};
    use crate::diagnosis::walk::walk;
    use crate::diagnosis::{Belief, order::Greedy};
    use proptest::prelude::*;

    fn plan(problem: &Problem) -> (f64, Vec<Move>) {
        let exact = Exact::new(problem).unwrap();
        let mut node = Node::root(problem);
        let mut order = Vec::new();
        while let Move::Act(act) = exact.next(problem, &node) {
            order.push(Move::Act(act));
            node = node.without(act);
        }
        order.push(exact.next(problem, &node));
        (exact.cost_at(&Node::root(problem)), order)
    }

    #[test]
    fn t6_is_planned_in_the_order_of_probability_over_check_minutes() {
        let model = causes(
            &[(0.5, 10.0, 1.0), (0.3, 2.0, 100.0), (0.2, 1.0, 30.0)],
            1000.0,
        );
        let (cost, order) = plan(&problem(&model));
        assert!((cost - 44.1).abs() < 1e-9, "{cost}");
        assert_eq!(order[..3], [Move::Act(2), Move::Act(1), Move::Act(0)]);
    }

    #[test]
    fn t7_is_planned_with_escalation_after_the_first_check() {
        let model = causes(&[(0.5, 1.0, 5.0), (0.3, 2.0, 5.0), (0.2, 10.0, 5.0)], 8.0);
        let (cost, order) = plan(&problem(&model));
        assert!((cost - 7.5).abs() < 1e-9, "{cost}");
        assert_eq!(order, [Move::Act(0), Move::Escalate]);
    }

    #[test]
    fn t7_with_dear_escalation_is_planned_to_the_end() {
        let model = causes(&[(0.5, 1.0, 5.0), (0.3, 2.0, 5.0), (0.2, 10.0, 5.0)], 20.0);
        let (cost, order) = plan(&problem(&model));
        assert!((cost - 9.0).abs() < 1e-9, "{cost}");
        assert_eq!(
            order,
            [Move::Act(0), Move::Act(1), Move::Act(2), Move::Escalate]
        );
    }

    #[test]
    fn a_question_that_splits_well_is_asked_first() {
        let mut model = causes(&[(0.25, 10.0, 1.0); 4], 1000.0);
        let yes = vec![4.0, 4.0, 0.0, 0.0];
        let no = vec![0.0, 0.0, 4.0, 4.0];
        model
            .questions
            .push(question(1.0, &[None, None], &[yes, no]));
        assert_eq!(plan(&problem(&model)).1, [Move::Ask(0)]);
    }

    #[test]
    fn an_answer_that_confirms_a_cause_already_out_costs_nothing() {
        let mut model = causes(
            &[(0.5, 0.1, 1.0), (0.25, 50.0, 1.0), (0.25, 50.0, 1.0)],
            1000.0,
        );
        let halves = [vec![1.0; 3], vec![1.0, 4.0, 0.0], vec![1.0, 0.0, 4.0]];
        model
            .questions
            .push(question(2.0, &[Some(0), None, None], &halves));
        let (cost, order) = plan(&problem(&model));
        assert_eq!(order, [Move::Act(0), Move::Ask(0)]);
        assert!((cost - 27.1).abs() < 1e-9, "{cost}");
    }

    #[test]
    fn where_nothing_can_be_the_one_any_more_it_escalates_and_asks_nothing() {
        let mut model = causes(&[(0.5, 1.0, 1.0), (0.5, 2.0, 1.0)], 1000.0);
        model
            .questions
            .push(question(1.0, &[None, None], &[vec![1.0; 2], vec![1.0; 2]]));
        assert_eq!(
            plan(&problem(&model)).1,
            [Move::Act(0), Move::Act(1), Move::Escalate]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

        #[test]
        fn it_costs_what_the_best_of_all_policies_costs((model, situation) in any_case(4, 2)) {
            let belief = Belief::of(&model, &situation);
            let problem = Problem::new(&model, &situation, &belief).possible();
            let exact = plan(&problem).0;
            let best = brute_force::least(&model, &situation, &belief);
            prop_assert!((exact - best).abs() < 1e-9 * best, "{} {}", exact, best);
        }

        #[test]
        fn following_it_costs_what_it_promised((model, situation) in any_case(5, 2)) {
            let problem = Problem::new(&model, &situation, &Belief::of(&model, &situation)).possible();
            let promised = plan(&problem).0;
            let walked = walk(&problem, &Exact::new(&problem).unwrap(), usize::MAX).expected(&problem);
            prop_assert!((walked - promised).abs() < 1e-9 * promised, "{} {}", walked, promised);
        }

        #[test]
        fn it_never_costs_more_than_the_greedy_order((model, situation) in any_case(6, 3)) {
            let problem = Problem::new(&model, &situation, &Belief::of(&model, &situation)).possible();
            let greedy = walk(&problem, &Greedy, usize::MAX).expected(&problem);
            prop_assert!(plan(&problem).0 <= greedy * (1.0 + 1e-12));
        }
    }
}
