//! How good the search is, on queries written by hand: `cargo test --test evaluate_search -- --nocapture`.
//!
//! A query belongs to the tuned half or to the half set aside, by the hash of its id. Each half set aside was
//! run once while it was unseen: symptoms 74.0 % first and 96.1 % in the first five of 77, misspellings 98.3 %
//! first of 59, symptoms-second 82.5 % and 97.5 % of 40. Its misses were then read, and rules were written
//! after that: what is printed here for it today guards against falling back and is no blind figure.
//! The catalog had eight entries then. With twenty, more texts compete: 81.3 % and 74.4 % of the symptoms and
//! 98.2 % and 94.9 % of the misspellings are first, and the floors below are set to that.
//! The queries, the synonyms and the words of `often-met.tsv` have one author.
#![allow(clippy::unwrap_used)]

use serde::Deserialize;
use std::fmt::Write as _;
use std::path::Path;
use unsnag::catalog::hash;
use unsnag::embedded::{Target, find};
use unsnag::search::Index;

#[derive(Deserialize)]
struct Case {
    id: String,
    query: String,
    code: String,
    /// Other codes that mean the same.
    #[serde(default)]
    or: Vec<String>,
}

impl Case {
    fn is_set_aside(&self) -> bool {
        u64::from_str_radix(&hash(&self.id), 16).unwrap() % 2 == 1
    }

    /// Whether this is the right one, also where an entry has taken the place of a known code.
    fn is(&self, target: Target) -> bool {
        let codes = std::iter::once(&self.code).chain(&self.or);
        codes
            .filter_map(|code| find(code))
            .any(|right| right == target)
    }

    /// Whether the catalog says anything that the code could be found by: an entry, or a known code with a line.
    fn can_be_found(&self) -> bool {
        match find(&self.code) {
            Some(Target::Entry(_)) => true,
            Some(Target::Known(known)) => !known.line.is_empty(),
            None => false,
        }
    }
}

fn cases(set: &str) -> Vec<Case> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/evaluation")
        .join(set);
    let text = std::fs::read_to_string(&file).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Shares of queries with the right code first, and among the first five.
struct Score {
    first: f64,
    five: f64,
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn run(index: &Index, name: &str, cases: &[Case]) -> Score {
    let (mut first, mut five, mut reciprocal, mut misses) = (0, 0, 0.0, String::new());
    for case in cases {
        let hits = index.search(&case.query, 20).hits;
        let place = hits.iter().position(|hit| case.is(hit.target));
        first += usize::from(place == Some(0));
        five += usize::from(place.is_some_and(|place| place < 5));
        reciprocal += place.map_or(0.0, |place| 1.0 / (place as f64 + 1.0));
        if place != Some(0) {
            let place = place.map_or_else(|| "-".to_owned(), |place| (place + 1).to_string());
            let instead = hits.first().map_or("nothing", |hit| hit.target.code());
            writeln!(
                misses,
                "    {} {place:>2}  {:?} wants {}, got {instead}",
                case.id, case.query, case.code
            )
            .unwrap();
        }
    }
    let all = cases.len().max(1) as f64;
    let score = Score {
        first: first as f64 / all,
        five: five as f64 / all,
    };
    println!(
        "{name:<28} {:>3} queries  first {:>5.1} %  first five {:>5.1} %  mean reciprocal rank {:.3}\n{misses}",
        cases.len(),
        score.first * 100.0,
        score.five * 100.0,
        reciprocal / all
    );
    score
}

/// The half of a set: (all cases, whether to take those set aside) → those that can be found.
fn half(set: &str, set_aside: bool) -> Vec<Case> {
    cases(set)
        .into_iter()
        .filter(|case| case.is_set_aside() == set_aside && case.can_be_found())
        .collect()
}

/// Both halves of a set, the tuned one first.
fn both(index: &Index, set: &str) -> [Score; 2] {
    let name = set.trim_end_matches(".jsonl");
    [false, true].map(|set_aside| {
        let cases = half(set, set_aside);
        run(
            index,
            &format!("{name}, {}", if set_aside { "set aside" } else { "tuned" }),
            &cases,
        )
    })
}

#[test]
fn symptoms_in_everyday_words_lead_to_their_code() {
    let index = Index::embedded();
    let [tuned, set_aside] = both(&index, "symptoms.jsonl");
    assert!(tuned.first >= 0.80 && tuned.five >= 0.93);
    assert!(set_aside.first >= 0.7 && set_aside.five >= 0.9);
}

#[test]
fn symptoms_written_later_lead_to_their_code() {
    let [tuned, set_aside] = both(&Index::embedded(), "symptoms-second.jsonl");
    assert!(tuned.first >= 0.75 && tuned.five >= 0.93);
    assert!(set_aside.first >= 0.7 && set_aside.five >= 0.9);
}

#[test]
fn symptoms_of_a_third_set_lead_to_their_code() {
    let [tuned, set_aside] = both(&Index::embedded(), "symptoms-third.jsonl");
    assert!(tuned.first >= 0.5);
    assert!(set_aside.first >= 0.5);
}

#[test]
fn misspelt_words_and_codes_lead_to_their_code() {
    let [tuned, set_aside] = both(&Index::embedded(), "misspellings.jsonl");
    assert!(tuned.first >= 0.97);
    assert!(set_aside.first >= 0.94);
}
