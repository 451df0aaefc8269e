//! What a session keeps of a text: facts, codes, signals and an excerpt, never the text itself.

use super::event::{Fact, Pasted, Signal};
use super::state::State;
use crate::catalog::Entry;
use crate::evidence::{self, Findings, SignalHit};
use crate::text;

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

/// So many signs are named by their words, each no wider than this.
const NAMED: usize = 2;
const WIDEST: usize = 32;

/// What a text gave to a session that is under way, in one line; `changed` are the odds that moved.
#[must_use]
pub fn told(
    new: &Pasted,
    raw: &str,
    known: &State,
    entry: &Entry,
    changed: Option<&str>,
) -> String {
    let is_new = |signal: &Signal| !known.signals.contains(signal);
    let words: Vec<String> = hits(entry, raw)
        .into_iter()
        .filter(|hit| is_new(&signal(hit)))
        .map(|hit| text::truncate(&text::one_line(&hit.words), WIDEST).into_owned())
        .collect();
    let mut said = Vec::new();
    if !words.is_empty() {
        let more = match words.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let named = words[..words.len().min(NAMED)].join("\", \"");
        said.push(format!("\"{named}\"{more} found"));
    }
    let facts = new.facts.iter();
    match facts
        .filter(|fact| !known.values.facts().contains(fact))
        .count()
    {
        0 => {}
        1 => said.push("1 new fact".into()),
        count => said.push(format!("{count} new facts")),
    }
    match (said.is_empty(), changed) {
        (true, _) => "nothing new for this error in that text".into(),
        (false, Some(changed)) => format!("{}: {changed}", said.join(", ")),
        (false, None) => format!("{}; the odds stay", said.join(", ")),
    }
}

/// The signals of an entry that stand in a text.
#[must_use]
pub fn signals(entry: &Entry, raw: &str) -> Vec<Signal> {
    hits(entry, raw).iter().map(signal).collect()
}

fn hits(entry: &Entry, raw: &str) -> Vec<SignalHit> {
    if raw.trim().is_empty() {
        // Nothing was pasted: the patterns need not be compiled.
        return Vec::new();
    }
    evidence::signals(raw, entry)
}

fn signal(hit: &SignalHit) -> Signal {
    Signal {
        cause: hit.cause.clone(),
        when: hit.when.clone(),
        then: hit.then,
    }
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
