//! How good the search is, on queries written by hand: `cargo test --test evaluate_search -- --nocapture`.
//!
//! A query belongs to the tuned half or to the half set aside, by the hash of its id. Each half set aside was
//! run once while it was unseen: symptoms 74.0 % first and 96.1 % in the first five of 77, misspellings 98.3 %
//! first of 59, symptoms-second 82.5 % and 97.5 % of 40; so was the third set as a whole, with 118 entries:
//! 79.7 % and 97.5 % of 79. The misses were then read, and rules and words were written after that: what is
//! printed here today guards against falling back and is no blind figure.
//! The floors hold with 20 entries and with 158, where more texts compete and more is said in everyday words.
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

/// Both halves reach these shares, in percent: (right code first, right code among the first five).
fn reach(set: &str, tuned: (f64, f64), set_aside: (f64, f64)) {
    let scores = both(&Index::embedded(), set);
    for (score, (first, five)) in scores.into_iter().zip([tuned, set_aside]) {
        assert!(score.first * 100.0 >= first, "{set}: first");
        assert!(score.five * 100.0 >= five, "{set}: first five");
    }
}

#[test]
fn symptoms_in_everyday_words_lead_to_their_code() {
    reach("symptoms.jsonl", (81.0, 96.0), (78.0, 96.0));
}

#[test]
fn symptoms_written_later_lead_to_their_code() {
    reach("symptoms-second.jsonl", (77.0, 97.0), (77.0, 97.0));
}

#[test]
fn symptoms_of_a_third_set_lead_to_their_code() {
    reach("symptoms-third.jsonl", (80.0, 97.0), (71.0, 87.0));
}

#[test]
fn symptoms_that_somebody_else_wrote_lead_to_their_code() {
    reach("symptoms-fourth.jsonl", (80.0, 95.0), (79.0, 95.0));
    reach("symptoms-fifth.jsonl", (87.0, 90.0), (87.0, 90.0));
}

#[test]
fn misspelt_words_and_codes_that_somebody_else_wrote_lead_to_their_code() {
    reach("misspellings-second.jsonl", (95.0, 97.0), (95.0, 97.0));
}

#[test]
fn misspelt_words_and_codes_lead_to_their_code() {
    reach("misspellings.jsonl", (98.0, 100.0), (96.0, 100.0));
}
