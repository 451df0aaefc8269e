//! Why this comes next: one sentence with the numbers.

use crate::catalog::Entry;
use crate::diagnosis::{Model, Next, Plan};
use crate::report::minutes;

/// The sentence.
#[must_use]
pub fn why(entry: &Entry, plan: &Plan) -> String {
    let model = Model::from(entry);
    let why = plan.why(&model);
    let mut said = match (plan.next, why.p) {
        (Next::Check(_), Some(p)) => {
            format!("{} %, and takes {}", percent(p), minutes(why.minutes))
        }
        (Next::Fix(_), Some(p)) => {
            format!(
                "{} %, and cannot be checked: its fix takes {}",
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
