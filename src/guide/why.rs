//! Why this comes next: one sentence with the numbers.

use crate::catalog::Entry;
use crate::diagnosis::{Model, Next, Plan};
use crate::report::minutes;

/// The sentence.
#[must_use]
pub fn why(entry: &Entry, plan: &Plan) -> String {
    let model = Model::from(entry);
    let why = plan.why(&model);
    let here = plan
        .next
        .cause()
        .and_then(|cause| here(plan, cause))
        .map(|here| format!(" ({here})"))
        .unwrap_or_default();
    let mut said = match (plan.next, why.p) {
        (Next::Check(_), Some(p)) => {
            format!("{} %{here}, and takes {}", percent(p), minutes(why.minutes))
        }
        (Next::Fix(_), Some(p)) => {
            format!(
                "{} %{here}, and cannot be checked: its fix takes {}",
                percent(p),
                minutes(why.minutes)
            )
        }
        (Next::Ask(_), _) => format!(
            "takes {}, and splits several causes at once",
            minutes(why.minutes)
        ),
        _ => format!(
            "what is left is expected to take longer than to ask somebody else ({})",
            minutes(why.minutes)
        ),
    };
    if let Some((question, more)) = why.question.filter(|(_, more)| *more >= 0.05) {
        let ask = &entry.questions[question].ask;
        let more = minutes(more);
        said = format!("{said}; asking \"{ask}\" first would cost {more} more than it saves");
    } else if let Some((next, more)) = why.instead.filter(|(_, more)| *more >= 0.05) {
        let (name, more) = (name(entry, next), minutes(more));
        said = format!("{said}; {name} first would cost {more} more");
    }
    if !plan.exact {
        said.push_str(" (a good plan, not proved the best)");
    }
    said
}

fn name(entry: &Entry, next: Next) -> String {
    match next {
        Next::Check(cause) | Next::Fix(cause) => format!("\"{}\"", entry.causes[cause].title),
        Next::Ask(question) => format!("asking \"{}\"", entry.questions[question].ask),
        Next::Escalate => "handing it on".into(),
    }
}

/// A probability in whole per cent.
#[must_use]
pub fn percent(p: f64) -> String {
    format!("{:.0}", p * 100.0)
}

/// How often it was this cause here, where that was learned: "3 of 4 here".
#[must_use]
pub fn here(plan: &Plan, cause: usize) -> Option<String> {
    let all = plan.outcomes.total();
    (all > 0).then(|| format!("{} of {all} here", plan.outcomes.causes[cause]))
}
