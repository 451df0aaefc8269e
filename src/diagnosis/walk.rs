//! All paths that a policy can take, and what they cost whoever is the cause.

use super::problem::Problem;

/// What is done next. Acts and questions are meant by their place in the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    Act(usize),
    Ask(usize),
    Escalate,
}

/// Where a path has come to.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// The probability of the path under each item; 0 for those that are out.
    pub reach: Vec<f64>,
    /// The same times the item's probability.
    pub weights: Vec<f64>,
    /// Which acts are done.
    pub out: Vec<bool>,
    /// For each question 0, or its answer counted from 1.
    pub given: Vec<usize>,
}

pub(super) trait Policy {
    fn next(&self, problem: &Problem, node: &Node) -> Move;
}

impl Node {
    /// Before anything was done.
    pub(super) fn root(problem: &Problem) -> Self {
        Self {
            reach: vec![1.0; problem.items.len()],
            weights: problem.items.iter().map(|item| item.p).collect(),
            out: vec![false; problem.acts],
            given: vec![0; problem.asks.len()],
        }
    }

    /// The probability that a path comes here.
    pub(super) fn total(&self) -> f64 {
        self.weights.iter().sum()
    }

    /// After an act that did not solve it.
    pub(super) fn without(mut self, act: usize) -> Self {
        self.out[act] = true;
        self.reach[act] = 0.0;
        self.weights[act] = 0.0;
        self
    }

    /// After an answer.
    pub(super) fn after(&self, problem: &Problem, ask: usize, reply: usize) -> Self {
        let mut node = self.clone();
        let given = &problem.asks[ask].replies[reply].given;
        node.reach
            .iter_mut()
            .zip(given)
            .for_each(|(reach, given)| *reach *= given);
        node.weights
            .iter_mut()
            .zip(given)
            .for_each(|(weight, given)| *weight *= given);
        node.given[ask] = reply + 1;
        node
    }
}

/// What a policy comes to, one number an item.
#[derive(Debug, Clone)]
pub(super) struct Walk {
    /// Expected minutes if this is the one.
    pub minutes: Vec<f64>,
    /// The longest path if this is the one.
    pub worst: Vec<f64>,
    /// Expected minutes of checks and questions.
    pub looking: Vec<f64>,
    /// The probability that it is fixed, not escalated.
    pub fixed: Vec<f64>,
    pub asked: Vec<bool>,
    /// How many nodes may still be visited before the rest is done without questions.
    budget: usize,
}

#[derive(Clone, Copy, Default)]
struct Spent {
    minutes: f64,
    looking: f64,
}

impl Walk {
    /// Expected minutes until it is solved.
    pub(super) fn expected(&self, problem: &Problem) -> f64 {
        weighted(problem, &self.minutes)
    }

    /// Expected minutes of checks and questions.
    pub(super) fn looking(&self, problem: &Problem) -> f64 {
        weighted(problem, &self.looking)
    }

    fn visit(&mut self, problem: &Problem, policy: &dyn Policy, node: Node, spent: Spent) {
        let (mut node, mut spent) = (node, spent);
        loop {
            self.budget = self.budget.saturating_sub(1);
            let policy = if self.budget == 0 {
                &super::order::Greedy
            } else {
                policy
            };
            match policy.next(problem, &node) {
                Move::Escalate => {
                    for item in 0..problem.items.len() {
                        self.arrive(item, node.reach[item], spent, problem.escalate, false);
                    }
                    return;
                }
                Move::Act(act) => {
                    let does = problem.items[act].act.expect("the first items have an act");
                    spent.minutes += does.cost;
                    spent.looking += if does.blind { 0.0 } else { does.cost };
                    self.arrive(act, node.reach[act], spent, does.then, true);
                    node = node.without(act);
                }
                Move::Ask(ask) => {
                    spent.minutes += problem.asks[ask].cost;
                    spent.looking += problem.asks[ask].cost;
                    self.asked[ask] = true;
                    return self.branch(problem, policy, &node, ask, spent);
                }
            }
        }
    }

    fn branch(
        &mut self,
        problem: &Problem,
        policy: &dyn Policy,
        node: &Node,
        ask: usize,
        spent: Spent,
    ) {
        for (at, reply) in problem.asks[ask].replies.iter().enumerate() {
            let after = node.after(problem, ask, at);
            match reply.found {
                Some(item) => {
                    let found = &problem.items[item];
                    self.arrive(
                        item,
                        after.reach[item],
                        spent,
                        found.once_found,
                        found.can_be_fixed,
                    );
                }
                None if after.total() > 0.0 => self.visit(problem, policy, after, spent),
                None => {}
            }
        }
    }

    fn arrive(&mut self, item: usize, reach: f64, spent: Spent, then: f64, fixed: bool) {
        if reach > 0.0 {
            self.minutes[item] += reach * (spent.minutes + then);
            self.looking[item] += reach * spent.looking;
            self.worst[item] = self.worst[item].max(spent.minutes + then);
            self.fixed[item] += if fixed { reach } else { 0.0 };
        }
    }
}

fn weighted(problem: &Problem, values: &[f64]) -> f64 {
    problem
        .items
        .iter()
        .zip(values)
        .map(|(item, value)| item.p * value)
        .sum()
}

/// Follows a policy down every path; after `budget` nodes the rest is done without questions.
pub(super) fn walk(problem: &Problem, policy: &dyn Policy, budget: usize) -> Walk {
    let none = vec![0.0; problem.items.len()];
    let mut walk = Walk {
        minutes: none.clone(),
        worst: none.clone(),
        looking: none.clone(),
        fixed: none,
        asked: vec![false; problem.asks.len()],
        budget,
    };
    walk.visit(problem, policy, Node::root(problem), Spent::default());
    walk
}
