//! What a session keeps of a text: facts, codes, signals and an excerpt, never the text itself.

use super::event::{Fact, Pasted, Signal};
use super::state::State;
use crate::catalog::Entry;
use crate::evidence::{self, Findings};

impl Pasted {
    /// Facts, codes and excerpt of a text in which this was found.
    #[must_use]
    pub fn of(findings: &Findings, raw: &str) -> Self {
        let fact = |fact: &evidence::Fact| Fact {
            fact_type: fact.fact_type,
            value: fact.value.clone(),
        };
        Self {
            facts: findings.facts.iter().map(fact).collect(),
            codes: findings
                .codes
                .iter()
                .map(|found| found.code.clone())
                .collect(),
            signals: Vec::new(),
            excerpt: evidence::excerpt(raw),
        }
    }

    /// All that a text says of an entry.
    #[must_use]
    pub fn about(entry: &Entry, raw: &str) -> Self {
        Self {
            signals: signals(entry, raw),
            ..Self::of(&evidence::identify(raw), raw)
        }
    }
}

/// What a text gave to a session that is under way, in one line; `changed` are the odds that moved.
#[must_use]
pub fn told(new: &Pasted, known: &State, changed: Option<&str>) -> String {
    let facts = new
        .facts
        .iter()
        .filter(|fact| !known.values.facts().contains(fact))
        .count();
    let signs = new
        .signals
        .iter()
        .filter(|signal| !known.signals.contains(signal))
        .count();
    let count = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let said: Vec<String> = [
        count(signs, "sign found", "signs found"),
        count(facts, "new fact", "new facts"),
    ]
    .into_iter()
    .flatten()
    .collect();
    match (said.is_empty(), changed) {
        (true, _) => "nothing new for this error in that text".into(),
        (false, Some(changed)) => format!("{}: {changed}", said.join(", ")),
        (false, None) => format!("{}; the odds stay", said.join(", ")),
    }
}

/// The signals of an entry that stand in a text.
#[must_use]
pub fn signals(entry: &Entry, raw: &str) -> Vec<Signal> {
    if raw.trim().is_empty() {
        // Nothing was pasted: the patterns need not be compiled.
        return Vec::new();
    }
    let hits = evidence::signals(raw, entry).into_iter();
    hits.map(|hit| Signal {
        cause: hit.cause,
        when: hit.when,
        then: hit.then,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded::{self, Header};

    #[test]
    fn no_secret_and_no_whole_text_is_kept() {
        let raw = format!(
            "AADSTS50011: x client_secret=Zq8~S3cr3tV4lu3abcdefghijklmnop {}",
            "word ".repeat(5000)
        );
        let entry = embedded::find("AADSTS50011")
            .and_then(|target| target.header().map(Header::entry))
            .unwrap();
        let pasted = Pasted::about(&entry, &raw);
        let kept = serde_json::to_string(&pasted).unwrap();
        assert!(!kept.contains("S3cr3tV4lu3"), "{kept}");
        assert!(pasted.excerpt.len() <= 4096);
        assert_eq!(pasted.codes, ["AADSTS50011"]);
    }
}
