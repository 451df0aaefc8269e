//! Signals: what a text says for or against the causes of an entry.

use super::{Readable, fold};
use crate::catalog::{Entry, Evidence, pattern};

/// A signal of an entry that a text gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalHit {
    /// The id of the cause.
    pub cause: String,
    /// Its pattern, which names it within the cause.
    pub when: String,
    pub then: Evidence,
    /// From 1.
    pub line: usize,
    /// What matched, without secrets.
    pub words: String,
}

/// The signals of an entry that stand in a text, each once; looked for as it was pasted, decoded, and in one line.
#[must_use]
pub fn signals(raw: &str, entry: &Entry) -> Vec<SignalHit> {
    let Readable { plain, decoded, .. } = Readable::of(raw);
    let flat = fold::flatten(&decoded);
    let mut hits = Vec::new();
    for cause in &entry.causes {
        for signal in &cause.signals {
            let Ok(regex) = pattern::compile(&signal.when) else {
                continue;
            };
            let place = [&decoded, &flat, &plain].into_iter().find_map(|text| {
                let found = regex.find(&text.text)?;
                Some((text.line(found.start()), found.as_str().to_owned()))
            });
            if let Some((line, words)) = place {
                hits.push(SignalHit {
                    cause: cause.id.clone(),
                    when: signal.when.clone(),
                    then: signal.then,
                    line,
                    words,
                });
            }
        }
    }
    hits
}
