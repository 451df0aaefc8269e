//! The least cost over all policies, found the slow way: worlds are listed one by one (which cause it is, and
//! what every question would be answered), and every order of moves is tried on those that are still possible.

use crate::diagnosis::{Answered, Belief, Model, Situation, Standing};

/// One way things may be: none is something else.
#[derive(Clone)]
struct World {
    p: f64,
    cause: Option<usize>,
    answers: Vec<usize>,
}

struct Rules<'a> {
    model: &'a Model,
    situation: &'a Situation,
}

/// What was done so far.
#[derive(Clone)]
struct Done {
    causes: Vec<bool>,
    questions: Vec<bool>,
}

pub fn least(model: &Model, situation: &Situation, belief: &Belief) -> f64 {
    let worlds = worlds(model, belief);
    let done = Done {
        causes: situation
            .causes
            .iter()
            .map(|standing| standing.is_out())
            .collect(),
        questions: situation
            .questions
            .iter()
            .map(|answered| *answered != Answered::Open)
            .collect(),
    };
    Rules { model, situation }.least(&worlds, &done)
}

fn worlds(model: &Model, belief: &Belief) -> Vec<World> {
    let whole = belief
        .causes
        .iter()
        .enumerate()
        .map(|(cause, p)| (Some(cause), *p))
        .chain([(None, belief.other)]);
    let mut worlds: Vec<World> = whole
        .map(|(cause, p)| World {
            p,
            cause,
            answers: Vec::new(),
        })
        .collect();
    for question in &model.questions {
        worlds = worlds
            .iter()
            .flat_map(|world| {
                question
                    .answers
                    .iter()
                    .enumerate()
                    .map(move |(at, answer)| {
                        let given = world
                            .cause
                            .map_or(answer.given_other, |cause| answer.given[cause]);
                        let answers = world.answers.iter().copied().chain([at]).collect();
                        World {
                            p: world.p * given,
                            cause: world.cause,
                            answers,
                        }
                    })
            })
            .collect();
    }
    worlds.retain(|world| world.p > 0.0);
    worlds
}

impl Rules<'_> {
    /// Expected minutes over these worlds, not scaled to 1.
    fn least(&self, worlds: &[World], done: &Done) -> f64 {
        let total: f64 = worlds.iter().map(|world| world.p).sum();
        if worlds.is_empty() {
            return 0.0;
        }
        let mut least = total * self.model.escalate_minutes;
        for cause in (0..self.model.causes.len()).filter(|cause| !done.causes[*cause]) {
            if let Some(cost) = self.try_cause(worlds, done, cause, total) {
                least = least.min(cost);
            }
        }
        for question in
            (0..self.model.questions.len()).filter(|question| !done.questions[*question])
        {
            least = least.min(self.ask(worlds, done, question, total));
        }
        least
    }

    fn try_cause(&self, worlds: &[World], done: &Done, cause: usize, total: f64) -> Option<f64> {
        let says = &self.model.causes[cause];
        let it: f64 = worlds
            .iter()
            .filter(|world| world.cause == Some(cause))
            .map(|world| world.p)
            .sum();
        let (first, then) = match (self.situation.causes[cause], says.check_minutes) {
            (Standing::Open, Some(check)) => (check, says.ways[0].minutes),
            (Standing::HandedOff, _) => return None,
            _ if says.ways[0].gentle => (says.ways[0].minutes, 0.0),
            _ => return None,
        };
        let left: Vec<World> = worlds
            .iter()
            .filter(|world| world.cause != Some(cause))
            .cloned()
            .collect();
        let mut after = done.clone();
        after.causes[cause] = true;
        Some(total * first + it * then + self.least(&left, &after))
    }

    fn ask(&self, worlds: &[World], done: &Done, question: usize, total: f64) -> f64 {
        let mut after = done.clone();
        after.questions[question] = true;
        let asks = &self.model.questions[question];
        let answers = asks.answers.iter().enumerate().map(|(at, answer)| {
            let left: Vec<World> = worlds
                .iter()
                .filter(|world| world.answers[question] == at)
                .cloned()
                .collect();
            let weight: f64 = left.iter().map(|world| world.p).sum();
            match answer.found {
                Some(cause) if self.situation.causes[cause] == Standing::HandedOff => {
                    weight * self.model.escalate_minutes
                }
                Some(cause) => weight * self.model.causes[cause].ways[0].minutes,
                None => self.least(&left, &after),
            }
        });
        total * asks.minutes + answers.sum::<f64>()
    }
}
