//! The plan and its model as `unsnag plan CODE --json` prints them, so that anyone can check the arithmetic.

use super::model::Model;
use super::plan::{Next, Plan};
use super::situation::Situation;
use super::{Belief, problem::Problem};
use serde::{Serialize, Serializer};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Export {
    pub code: String,
    pub expected_minutes: f64,
    pub minutes_to_cause: f64,
    pub read_in_order_minutes: f64,
    pub read_in_order_minutes_to_cause: f64,
    pub greedy_minutes: f64,
    pub exact: bool,
    pub next: Action,
    pub order: Vec<Action>,
    pub model: Numbers,
    /// How earlier sessions ended, where the odds were learned from any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcomes: Option<Learned>,
}

/// How often which cause it was, by its id.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Learned {
    pub total: u32,
    #[serde(serialize_with = "as_map")]
    pub causes: Vec<(String, u32)>,
    pub other: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Action {
    /// `check`, `question`, `fix` or `escalate`.
    pub kind: &'static str,
    /// Of the cause or question; none for escalation.
    pub id: Option<String>,
    pub minutes: f64,
}

/// What the plan was made from: the causes that are not out, and the questions that are open.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Numbers {
    pub causes: Vec<Cause>,
    pub other_p: f64,
    pub questions: Vec<Question>,
    pub escalate_minutes: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    pub id: String,
    pub p: f64,
    /// None where it cannot be checked.
    pub check_minutes: Option<f64>,
    pub fix_minutes: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    pub id: String,
    pub minutes: f64,
    pub answers: Vec<Answer>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    pub text: String,
    /// The cause that it confirms.
    pub found: Option<String>,
    /// By cause, and `other`: the probability of this answer.
    #[serde(serialize_with = "as_map")]
    pub given: Vec<(String, f64)>,
}

/// Keeps the order of the entry.
fn as_map<S: Serializer>(
    pairs: &[(String, impl Serialize)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(id, p)| (id, p)))
}

impl Export {
    #[must_use]
    pub fn new(code: &str, model: &Model, situation: &Situation) -> Self {
        let plan = Plan::of(model, situation);
        Self {
            code: code.to_owned(),
            expected_minutes: plan.expected_minutes,
            minutes_to_cause: plan.minutes_to_cause,
            read_in_order_minutes: plan.read_in_order_minutes,
            read_in_order_minutes_to_cause: plan.read_in_order_minutes_to_cause,
            greedy_minutes: plan.greedy_minutes,
            exact: plan.exact,
            next: action(model, plan.next),
            order: plan.order.iter().map(|next| action(model, *next)).collect(),
            model: numbers(model, situation, &plan.belief),
            outcomes: (plan.outcomes.total() > 0).then(|| Learned {
                total: plan.outcomes.total(),
                causes: model
                    .causes
                    .iter()
                    .map(|cause| cause.id.clone())
                    .zip(plan.outcomes.causes)
                    .collect(),
                other: plan.outcomes.other,
            }),
        }
    }
}

fn action(model: &Model, next: Next) -> Action {
    let (kind, id) = match next {
        Next::Check(cause) => ("check", Some(&model.causes[cause].id)),
        Next::Ask(question) => ("question", Some(&model.questions[question].id)),
        Next::Fix(cause) => ("fix", Some(&model.causes[cause].id)),
        Next::Escalate => ("escalate", None),
    };
    Action {
        kind,
        id: id.cloned(),
        minutes: next.minutes(model),
    }
}

fn numbers(model: &Model, situation: &Situation, belief: &Belief) -> Numbers {
    let problem = Problem::new(model, situation, belief);
    let mut open: Vec<usize> = problem.items.iter().filter_map(|item| item.cause).collect();
    open.sort_unstable();
    let checked = |cause: usize| {
        let item = problem.items.iter().find(|item| item.cause == Some(cause));
        item.and_then(|item| item.act)
            .filter(|act| !act.blind)
            .map(|act| act.cost)
    };
    Numbers {
        causes: open
            .iter()
            .map(|&cause| Cause {
                id: model.causes[cause].id.clone(),
                p: belief.causes[cause],
                check_minutes: checked(cause),
                fix_minutes: model.causes[cause].fix_minutes(),
            })
            .collect(),
        other_p: belief.other,
        questions: problem
            .asks
            .iter()
            .map(|ask| question(model, ask.question, &open))
            .collect(),
        escalate_minutes: model.escalate_minutes,
    }
}

fn question(model: &Model, at: usize, open: &[usize]) -> Question {
    let id = |cause: usize| model.causes[cause].id.clone();
    let question = &model.questions[at];
    Question {
        id: question.id.clone(),
        minutes: question.minutes,
        answers: question
            .answers
            .iter()
            .map(|answer| Answer {
                text: answer.text.clone(),
                found: answer.found.map(id),
                given: open
                    .iter()
                    .map(|&cause| (id(cause), answer.given[cause]))
                    .chain([("other".to_owned(), answer.given_other)])
                    .collect(),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::properties::{causes, question as ask};

    #[test]
    fn the_json_is_that_of_the_command() {
        let mut model = causes(&[(0.5, 1.0, 5.0), (0.25, 2.0, 5.0)], 8.0);
        model
            .questions
            .push(ask(90.0, &[Some(1), None], &[vec![1.0; 2], vec![1.0; 2]]));
        let export = Export::new("X1", &model, &Situation::new(&model));
        let wanted = concat!(
            r#"{"code":"X1","expected_minutes":7.5,"minutes_to_cause":1.0,"read_in_order_minutes":7.75,"#,
            r#""read_in_order_minutes_to_cause":2.0,"greedy_minutes":7.5,"exact":true,"#,
            r#""next":{"kind":"check","id":"cause-0","minutes":1.0},"#,
            r#""order":[{"kind":"check","id":"cause-0","minutes":1.0},{"kind":"escalate","id":null,"minutes":8.0}],"#,
            r#""model":{"causes":[{"id":"cause-0","p":0.5,"check_minutes":1.0,"fix_minutes":5.0},"#,
            r#"{"id":"cause-1","p":0.25,"check_minutes":2.0,"fix_minutes":5.0}],"other_p":0.25,"#,
            r#""questions":[{"id":"question","minutes":90.0,"answers":["#,
            r#"{"text":"answer 0","found":"cause-1","given":{"cause-0":0.0,"cause-1":1.0,"other":0.0}},"#,
            r#"{"text":"answer 1","found":null,"given":{"cause-0":1.0,"cause-1":0.0,"other":1.0}}]}],"#,
            r#""escalate_minutes":8.0}}"#,
        );
        assert_eq!(serde_json::to_string(&export).unwrap(), wanted);
    }
}
