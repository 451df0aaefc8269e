//! How well `evidence` finds the right error in pastes that were written before its rules.
//!
//! `cargo test --test evaluate -- --nocapture` prints a table. Half of the pastes, by a hash of their ids, is held out:
//! its misses are listed only where `UNSNAG_HELD_OUT` is set.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss)]

use std::collections::BTreeMap;
use std::env;
use unsnag::evidence::{self, Findings};

#[derive(serde::Deserialize)]
struct Paste {
    id: String,
    text: String,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    facts: BTreeMap<String, String>,
}

impl Paste {
    fn is_held_out(&self) -> bool {
        unsnag::catalog::hash(&self.id).ends_with(['0', '1', '2', '3', '4', '5', '6', '7'])
    }

    /// Whether the catalog of this build can know the code at all.
    fn is_fair(&self) -> bool {
        let target = self.codes[0].split('|').find_map(unsnag::embedded::find);
        if self.id.starts_with("sig-") {
            target.is_some_and(|target| target.header().is_some())
        } else {
            self.id.ends_with("unknown") || target.is_some()
        }
    }
}

fn read(json_lines: &str) -> Vec<Paste> {
    json_lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Whether a code is the wanted one; `a|b` where the catalog may call it by either.
fn is(found: &str, wanted: &str) -> bool {
    wanted.split('|').any(|wanted| {
        let target = unsnag::embedded::find(wanted);
        found.eq_ignore_ascii_case(target.map_or(wanted, |target| target.code()))
    })
}

/// Where the right code stands among those that were found, from 1; 0 where it is not.
fn place(findings: &Findings, code: &str) -> usize {
    findings
        .codes
        .iter()
        .position(|found| is(&found.code, code))
        .map_or(0, |at| at + 1)
}

#[derive(Default)]
struct Score {
    pastes: usize,
    skipped: usize,
    first: usize,
    in_five: usize,
    reciprocal: f64,
    order: usize,
    facts: usize,
    facts_right: usize,
    misses: Vec<String>,
}

impl Score {
    fn add(&mut self, paste: &Paste) {
        if !paste.is_fair() {
            self.skipped += 1;
            return;
        }
        let findings = evidence::identify(&paste.text);
        let place = place(&findings, &paste.codes[0]);
        let found: Vec<&str> = findings
            .codes
            .iter()
            .map(|found| found.code.as_str())
            .collect();
        self.pastes += 1;
        self.first += usize::from(place == 1);
        self.in_five += usize::from((1..=5).contains(&place));
        self.reciprocal += if place == 0 { 0.0 } else { 1.0 / place as f64 };
        self.order += usize::from(
            found
                .iter()
                .take(paste.codes.len())
                .zip(&paste.codes)
                .filter(|(found, wanted)| is(found, wanted))
                .count()
                == paste.codes.len(),
        );
        if place != 1 {
            self.misses.push(format!(
                "{}: {} is at {place} of {found:?}",
                paste.id, paste.codes[0]
            ));
        }
        for (fact_type, value) in &paste.facts {
            let first = findings
                .facts
                .iter()
                .find(|fact| fact.fact_type.as_str() == fact_type);
            let is_right = first.is_some_and(|fact| fact.value == *value);
            self.facts += 1;
            self.facts_right += usize::from(is_right);
            if !is_right {
                self.misses.push(format!(
                    "{}: {fact_type} is {:?}, not {value:?}",
                    paste.id,
                    first.map(|fact| &fact.value)
                ));
            }
        }
    }

    fn row(&self, name: &str) -> String {
        format!(
            "{name:<9} {:>4} pastes ({} skipped)  first {:>5.1} %  in five {:>5.1} %  MRR {:.3}  whole order {:>5.1} %  facts {}/{}",
            self.pastes,
            self.skipped,
            100.0 * self.first as f64 / self.pastes as f64,
            100.0 * self.in_five as f64 / self.pastes as f64,
            self.reciprocal / self.pastes as f64,
            100.0 * self.order as f64 / self.pastes as f64,
            self.facts_right,
            self.facts
        )
    }
}

#[test]
fn the_right_error_comes_first_in_pastes_of_every_shape() {
    let (mut known, mut held_out) = (Score::default(), Score::default());
    let later = read(include_str!("evaluation/pastes-second.jsonl"));
    let cases = read(include_str!("evaluation/pastes-third.jsonl"));
    for paste in read(include_str!("evaluation/pastes.jsonl"))
        .into_iter()
        .chain(later)
        .chain(cases)
    {
        if paste.is_held_out() {
            held_out.add(&paste);
        } else {
            known.add(&paste);
        }
    }
    println!("{}", known.row("own half"));
    for miss in &known.misses {
        println!("    {miss}");
    }
    if env::var_os("UNSNAG_HELD_OUT").is_some() {
        println!("{}", held_out.row("held out"));
        for miss in &held_out.misses {
            println!("    {miss}");
        }
    }
    let (first, pastes) = (known.first + held_out.first, known.pastes + held_out.pastes);
    assert!(first * 100 >= pastes * 95, "{first} of {pastes} are right");
}

#[test]
fn nothing_is_found_where_there_is_nothing() {
    let mut false_finds = Vec::new();
    let later = read(include_str!("evaluation/nothing-second.jsonl"));
    for paste in read(include_str!("evaluation/nothing.jsonl"))
        .into_iter()
        .chain(later)
    {
        let findings = evidence::identify(&paste.text);
        false_finds.extend(
            findings
                .codes
                .iter()
                .map(|found| format!("{}: {} by {}", paste.id, found.code, found.via.as_str())),
        );
    }
    println!(
        "nothing: {} false finds {false_finds:#?}",
        false_finds.len()
    );
    assert!(false_finds.is_empty(), "{false_finds:#?}");
}
