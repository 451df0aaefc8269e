//! The general model of `theory.md`: actions that fix some causes with some chance, questions, escalation. The
//! guide has a narrower one; this one is here for the cases that the theory tells.

/// Causes with probabilities that sum to 1, and all that can be done.
#[derive(Debug, Clone, PartialEq)]
pub struct General {
    pub p: Vec<f64>,
    pub actions: Vec<Action>,
    pub questions: Vec<Question>,
    /// Always solves it.
    pub escalate: Option<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    pub cost: f64,
    /// The chance that it fixes each cause.
    pub fixes: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub cost: f64,
    /// One row an answer: its probability under each cause.
    pub answers: Vec<Vec<f64>>,
}

/// What is done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Act(usize),
    Ask(usize),
    Escalate,
}

/// Actions tried, and answers given.
#[derive(Debug, Clone)]
struct State {
    tried: usize,
    /// For each question 0, or its answer counted from 1.
    given: Vec<usize>,
    /// The probability of each cause times that of coming here.
    weights: Vec<f64>,
}

/// The least costs found so far, by state.
struct Search<'g> {
    general: &'g General,
    costs: Vec<Option<f64>>,
}

impl General {
    /// The least expected cost; infinite where nothing solves it for sure.
    #[must_use]
    pub fn least(&self) -> f64 {
        Search::new(self).cost(&self.start())
    }

    /// The best plan as it goes on when nothing helps and every answer is the first that is possible.
    #[must_use]
    pub fn best_order(&self) -> Vec<Move> {
        let mut search = Search::new(self);
        let mut state = self.start();
        let mut order = Vec::new();
        while let Some(next) = search.best(&state) {
            order.push(next);
            state = match next {
                Move::Act(action) => self.after_action(&state, action),
                Move::Ask(ask) => {
                    let after = (0..self.questions[ask].answers.len())
                        .map(|answer| self.after_answer(&state, ask, answer));
                    after
                        .into_iter()
                        .find(|after| after.weight() > 0.0)
                        .unwrap_or(state)
                }
                Move::Escalate => break,
            };
        }
        order
    }

    /// The expected cost of these actions one after the other (F1), then escalation where there is one.
    #[must_use]
    pub fn cost_of(&self, order: &[usize]) -> f64 {
        let mut state = self.start();
        let mut cost = 0.0;
        for action in order {
            cost += state.weight() * self.actions[*action].cost;
            state = self.after_action(&state, *action);
        }
        cost + self
            .escalate
            .map_or(0.0, |escalate| state.weight() * escalate)
    }

    /// Always the action with the largest chance of helping over cost (F10), until it must be solved.
    #[must_use]
    pub fn greedy_order(&self) -> Vec<usize> {
        let mut state = self.start();
        let mut order = Vec::new();
        while order.len() < self.actions.len() && state.weight() > 0.0 {
            let open = (0..self.actions.len()).filter(|action| state.tried & 1 << action == 0);
            let ratio = |action: usize| {
                (state.weight() - self.after_action(&state, action).weight())
                    / self.actions[action].cost
            };
            // Of equals, `max_by` takes the last and the plan the first.
            let best = open.rev().max_by(|a, b| ratio(*a).total_cmp(&ratio(*b)));
            let Some(action) = best else { break };
            order.push(action);
            state = self.after_action(&state, action);
        }
        order
    }

    fn start(&self) -> State {
        State {
            tried: 0,
            given: vec![0; self.questions.len()],
            weights: self.p.clone(),
        }
    }

    fn after_action(&self, state: &State, action: usize) -> State {
        let mut after = state.clone();
        after.tried |= 1 << action;
        after
            .weights
            .iter_mut()
            .zip(&self.actions[action].fixes)
            .for_each(|(weight, fixes)| *weight *= 1.0 - fixes);
        after
    }

    fn after_answer(&self, state: &State, ask: usize, answer: usize) -> State {
        let mut after = state.clone();
        after.given[ask] = answer + 1;
        after
            .weights
            .iter_mut()
            .zip(&self.questions[ask].answers[answer])
            .for_each(|(weight, given)| *weight *= given);
        after
    }
}

impl State {
    fn weight(&self) -> f64 {
        self.weights.iter().sum()
    }
}

impl<'g> Search<'g> {
    fn new(general: &'g General) -> Self {
        let sets: usize = general
            .questions
            .iter()
            .map(|question| question.answers.len() + 1)
            .product();
        Self {
            general,
            costs: vec![None; sets << general.actions.len()],
        }
    }

    fn place(&self, state: &State) -> usize {
        let questions = self.general.questions.iter().zip(&state.given);
        let set = questions.fold(0, |set, (question, given)| {
            set * (question.answers.len() + 1) + given
        });
        (set << self.general.actions.len()) + state.tried
    }

    fn cost(&mut self, state: &State) -> f64 {
        if state.weight() <= 0.0 {
            return 0.0;
        }
        let place = self.place(state);
        if let Some(cost) = self.costs[place] {
            return cost;
        }
        let cost = self
            .moves(state)
            .into_iter()
            .map(|next| self.cost_if(state, next))
            .fold(f64::INFINITY, f64::min);
        self.costs[place] = Some(cost);
        cost
    }

    /// The first of the best moves; none where it is solved, or cannot be.
    fn best(&mut self, state: &State) -> Option<Move> {
        if state.weight() <= 0.0 {
            return None;
        }
        let least = self.cost(state);
        self.moves(state)
            .into_iter()
            .find(|next| self.cost_if(state, *next) <= least * (1.0 + 1e-12))
    }

    fn moves(&self, state: &State) -> Vec<Move> {
        let actions = (0..self.general.actions.len())
            .filter(|action| state.tried & 1 << action == 0)
            .map(Move::Act);
        let asks = (0..state.given.len())
            .filter(|ask| state.given[*ask] == 0)
            .map(Move::Ask);
        actions
            .chain(asks)
            .chain(self.general.escalate.map(|_| Move::Escalate))
            .collect()
    }

    fn cost_if(&mut self, state: &State, next: Move) -> f64 {
        let weight = state.weight();
        match next {
            Move::Escalate => weight * self.general.escalate.unwrap_or(f64::INFINITY),
            Move::Act(action) => {
                weight * self.general.actions[action].cost
                    + self.cost(&self.general.after_action(state, action))
            }
            Move::Ask(ask) => {
                let answers = 0..self.general.questions[ask].answers.len();
                let after: f64 = answers
                    .map(|answer| self.cost(&self.general.after_answer(state, ask, answer)))
                    .sum();
                weight * self.general.questions[ask].cost + after
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An action that fixes these causes for sure.
    fn sure(cost: f64, causes: usize, fixes: &[usize]) -> Action {
        Action {
            cost,
            fixes: (0..causes)
                .map(|cause| f64::from(u8::from(fixes.contains(&cause))))
                .collect(),
        }
    }

    /// A question that is answered yes by these causes and no by the others.
    fn yes_for(cost: f64, causes: usize, yes: &[usize]) -> Question {
        let yes = sure(cost, causes, yes).fixes;
        let no = yes.iter().map(|yes| 1.0 - yes).collect();
        Question {
            cost,
            answers: vec![yes, no],
        }
    }

    fn general(p: &[f64], actions: Vec<Action>) -> General {
        General {
            p: p.to_vec(),
            actions,
            questions: Vec::new(),
            escalate: None,
        }
    }

    #[track_caller]
    fn same(is: f64, wanted: f64) {
        assert!((is - wanted).abs() < 1e-9, "{is}, not {wanted}");
    }

    #[test]
    fn t2_the_greedy_order_is_not_the_best_where_actions_overlap() {
        let actions = vec![
            sure(1.0, 4, &[0, 1]),
            sure(1.0, 4, &[1, 2]),
            sure(1.0, 4, &[2, 3]),
        ];
        let model = general(&[0.20, 0.25, 0.40, 0.15], actions);
        assert_eq!(model.greedy_order(), [1, 0, 2]);
        same(model.cost_of(&[1, 0, 2]), 1.50);
        same(model.least(), 1.45);
        assert_eq!(model.best_order(), [Move::Act(2), Move::Act(0)]);
    }

    #[test]
    fn t3_a_question_that_saves_less_than_it_costs_is_not_asked() {
        let actions = (0..3).map(|cause| sure(1.0, 3, &[cause])).collect();
        let mut model = general(&[0.5, 0.25, 0.25], actions);
        model.questions = vec![Question {
            cost: 1.0,
            answers: vec![vec![0.5, 1.0, 0.0], vec![0.5, 0.0, 1.0]],
        }];
        same(model.least(), 1.75);
        assert_eq!(
            model.best_order(),
            [Move::Act(0), Move::Act(1), Move::Act(2)]
        );
        let mut search = Search::new(&model);
        let after_first = model.after_action(&model.start(), 0);
        same(1.0 + search.cost_if(&after_first, Move::Ask(0)), 2.0);
    }

    #[test]
    fn t4_three_questions_split_twelve_causes() {
        let actions = (0..12).map(|cause| sure(1.0, 12, &[cause])).collect();
        let mut model = general(&[1.0 / 12.0; 12], actions);
        same(model.least(), 6.5);
        model.questions = (0..3)
            .map(|at| yes_for(1.0, 12, &[3 * at, 3 * at + 1, 3 * at + 2]))
            .collect();
        same(model.least(), 4.25);
    }

    #[test]
    fn t5_actions_that_help_only_sometimes() {
        let actions = vec![
            sure(1.0, 3, &[0]),
            Action {
                cost: 2.0,
                fixes: vec![0.0, 0.95, 0.0],
            },
            Action {
                cost: 25.0,
                fixes: vec![0.99, 0.99, 0.0],
            },
            sure(500.0, 3, &[0, 1, 2]),
        ];
        let model = general(&[0.80, 0.15, 0.05], actions);
        same(model.least(), 27.875);
        same(model.cost_of(&[0, 1, 2, 3]), 27.875);
        assert_eq!(
            model.best_order(),
            [Move::Act(0), Move::Act(1), Move::Act(2), Move::Act(3)]
        );
    }

    /// Checks as questions and fixes as actions: here, a fix may be tried blind.
    fn checks_and_fixes(
        p: &[f64],
        checks: &[f64],
        fixes: &[f64],
        escalate: Option<f64>,
    ) -> General {
        let many = p.len();
        General {
            p: p.to_vec(),
            actions: fixes
                .iter()
                .enumerate()
                .map(|(cause, cost)| sure(*cost, many, &[cause]))
                .collect(),
            questions: checks
                .iter()
                .enumerate()
                .map(|(cause, cost)| yes_for(*cost, many, &[cause]))
                .collect(),
            escalate,
        }
    }

    #[test]
    fn t6_and_t7_cost_less_where_fixes_may_be_tried_blind() {
        let p = [0.5, 0.3, 0.2];
        same(
            checks_and_fixes(&p, &[10.0, 2.0, 1.0], &[1.0, 100.0, 30.0], None).least(),
            37.5,
        );
        same(
            checks_and_fixes(&p, &[1.0, 2.0, 10.0], &[5.0; 3], Some(8.0)).least(),
            7.0,
        );
    }

    #[test]
    fn t9_equal_causes_cost_the_same_in_any_order() {
        let actions = vec![
            sure(1.0, 4, &[0, 1]),
            sure(1.0, 4, &[1, 2]),
            sure(1.0, 4, &[1, 3]),
        ];
        let model = general(&[0.25; 4], actions);
        same(model.least(), 1.75);
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            same(model.cost_of(&order), 1.75);
        }
    }
}
