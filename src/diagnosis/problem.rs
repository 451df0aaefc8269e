//! What is left to plan: the causes that may still be the one, what can be done about each, what can be asked.

use super::belief::Belief;
use super::model::Model;
use super::situation::{Answered, Situation, Standing};

/// The planners' view of a model in a situation.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    /// Those with an act come first, in the order of the entry; the last is something else.
    pub items: Vec<Item>,
    /// How many items have an act.
    pub acts: usize,
    pub asks: Vec<Ask>,
    pub escalate: f64,
}

/// A cause, or something else.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Its place in the model; none for something else.
    pub cause: Option<usize>,
    pub p: f64,
    pub act: Option<Act>,
    /// What is to pay once an answer has confirmed it: its fix, or the escalation where nobody here can fix it.
    pub once_found: f64,
    pub can_be_fixed: bool,
}

/// Look whether it is this cause, and if so fix it; afterwards it is solved or out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Act {
    /// `C_o`: the check. Where that cannot be made, the fix.
    pub cost: f64,
    /// `C_r`: the fix, to pay if it is the one. 0 where the fix has been paid.
    pub then: f64,
    /// The fix is tried without a check.
    pub blind: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Ask {
    /// Its place in the model.
    pub question: usize,
    pub cost: f64,
    pub replies: Vec<Reply>,
}

#[derive(Debug, Clone)]
pub(super) struct Reply {
    /// The item that it confirms.
    pub found: Option<usize>,
    /// The probability of this answer under each item.
    pub given: Vec<f64>,
}

impl Problem {
    /// All causes that are not out, whatever their probability.
    pub(super) fn new(model: &Model, situation: &Situation, belief: &Belief) -> Self {
        let open = |cause: &usize| !situation.causes[*cause].is_out();
        let all: Vec<Item> = (0..model.causes.len())
            .filter(open)
            .map(|cause| item(model, situation, belief, cause))
            .collect();
        let (mut items, rest): (Vec<Item>, Vec<Item>) =
            all.into_iter().partition(|item| item.act.is_some());
        let acts = items.len();
        items.extend(rest);
        let escalate = model.escalate_minutes;
        items.push(Item {
            cause: None,
            p: belief.other,
            act: None,
            once_found: escalate,
            can_be_fixed: false,
        });
        let asks = (0..model.questions.len())
            .filter(|question| situation.questions[*question] == Answered::Open)
            .map(|question| ask(model, question, &items))
            .collect();
        Self {
            items,
            acts,
            asks,
            escalate,
        }
    }

    /// Without the causes that cannot be the one: they cost the search and add nothing.
    pub(super) fn possible(&self) -> Self {
        let stays: Vec<bool> = self
            .items
            .iter()
            .map(|item| item.p > 0.0 || item.cause.is_none())
            .collect();
        let place =
            |item: usize| stays[item].then(|| stays[..item].iter().filter(|stays| **stays).count());
        let reply = |reply: &Reply| Reply {
            // An answer that confirms a cause which cannot be the one is never given.
            found: reply.found.and_then(place),
            given: kept(&reply.given, &stays),
        };
        Self {
            items: kept(&self.items, &stays),
            acts: stays[..self.acts].iter().filter(|stays| **stays).count(),
            asks: self
                .asks
                .iter()
                .map(|ask| Ask {
                    replies: ask.replies.iter().map(reply).collect(),
                    question: ask.question,
                    cost: ask.cost,
                })
                .collect(),
            escalate: self.escalate,
        }
    }

    /// How many states a search has to look at: causes out, answers given.
    pub(super) fn states(&self) -> f64 {
        let answers = self
            .asks
            .iter()
            .map(|ask| count(ask.replies.len() + 1))
            .product::<f64>();
        2f64.powi(i32::try_from(self.acts).unwrap_or(i32::MAX)) * answers
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a question has at most nine answers"
)]
fn count(many: usize) -> f64 {
    many as f64
}

fn kept<T: Clone>(list: &[T], stays: &[bool]) -> Vec<T> {
    list.iter()
        .zip(stays)
        .filter(|(_, stays)| **stays)
        .map(|(item, _)| item.clone())
        .collect()
}

fn item(model: &Model, situation: &Situation, belief: &Belief, at: usize) -> Item {
    let cause = &model.causes[at];
    let standing = situation.causes[at];
    let fix = cause.fix_minutes();
    let check = cause
        .check_minutes
        .filter(|_| matches!(standing, Standing::Open | Standing::Found));
    let can_be_fixed = standing != Standing::HandedOff;
    let act = match check {
        Some(cost) => Some(Act {
            cost,
            then: fix,
            blind: false,
        }),
        None => (can_be_fixed && cause.may_be_tried()).then_some(Act {
            cost: fix,
            then: 0.0,
            blind: true,
        }),
    };
    let once_found = if can_be_fixed {
        fix
    } else {
        model.escalate_minutes
    };
    Item {
        cause: Some(at),
        p: belief.causes[at],
        act,
        once_found,
        can_be_fixed,
    }
}

fn ask(model: &Model, at: usize, items: &[Item]) -> Ask {
    let question = &model.questions[at];
    let replies = question
        .answers
        .iter()
        .map(|answer| Reply {
            found: answer
                .found
                .and_then(|found| items.iter().position(|item| item.cause == Some(found))),
            given: items
                .iter()
                .map(|item| {
                    item.cause
                        .map_or(answer.given_other, |cause| answer.given[cause])
                })
                .collect(),
        })
        .collect();
    Ask {
        question: at,
        cost: question.minutes,
        replies,
    }
}
