//! What evidence changed, in numbers.

use super::percent;
use crate::catalog::Entry;
use crate::diagnosis::Belief;

/// So many causes are named at most.
const NAMED: usize = 2;

/// The causes whose odds moved most: `"The device limit", 12 % → 87 %`. None where nothing moved.
#[must_use]
pub fn changed(entry: &Entry, before: &Belief, after: &Belief) -> Option<String> {
    let mut moved: Vec<(f64, String)> = entry
        .causes
        .iter()
        .zip(before.causes.iter().zip(&after.causes))
        .filter(|(_, (before, after))| percent(**before) != percent(**after))
        .map(|(cause, (before, after))| {
            let (from, to) = (percent(*before), percent(*after));
            (
                after - before,
                format!("\"{}\", {from} % → {to} %", cause.title),
            )
        })
        .collect();
    // What became likelier comes first: it is what the text speaks for.
    moved.sort_by(|a, b| {
        let falls = |moved: &(f64, String)| moved.0 < 0.0;
        falls(a)
            .cmp(&falls(b))
            .then(b.0.abs().total_cmp(&a.0.abs()))
    });
    let said: Vec<String> = moved
        .into_iter()
        .take(NAMED)
        .map(|(_, said)| said)
        .collect();
    (!said.is_empty()).then(|| said.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;

    fn belief(causes: &[f64]) -> Belief {
        Belief {
            causes: causes.to_vec(),
            other: 0.0,
        }
    }

    #[test]
    fn what_became_likelier_is_named_first_with_its_numbers() {
        let mut entry = embedded::find("AADSTS240001")
            .and_then(|target| target.header().map(embedded::Header::entry))
            .unwrap();
        entry.causes.truncate(3);
        let titles: Vec<&str> = entry
            .causes
            .iter()
            .map(|cause| cause.title.as_str())
            .collect();
        let said = changed(
            &entry,
            &belief(&[0.6, 0.12, 0.28]),
            &belief(&[0.05, 0.87, 0.08]),
        );
        let wanted = format!(
            "\"{}\", 12 % → 87 %; \"{}\", 60 % → 5 %",
            titles[1], titles[0]
        );
        assert_eq!(said.unwrap(), wanted);
        assert_eq!(
            changed(&entry, &belief(&[0.6, 0.1, 0.3]), &belief(&[0.6, 0.1, 0.3])),
            None
        );
    }
}
