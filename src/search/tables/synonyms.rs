//! Everyday words and the catalog's words for one thing: `assets/synonyms.tsv`.
//!
//! A line is a *concept*. Its first column holds spellings that mean the same wherever they stand; the
//! second one holds what people type for it and the catalog does not say in that sense.

use super::words::{stem, words};
use serde::{Deserialize, Serialize};

const SYNONYMS: &str = include_str!("../../../assets/synonyms.tsv");

/// A spelling of a concept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    pub words: Vec<String>,
    concept: u32,
    is_typed_only: bool,
}

/// Every spelling of every concept, once.
pub fn spellings() -> Vec<Spelling> {
    parse(SYNONYMS)
}

fn parse(text: &str) -> Vec<Spelling> {
    let mut spellings: Vec<Spelling> = Vec::new();
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    for (concept, line) in (0..).zip(lines) {
        let first = spellings.len();
        for (is_typed_only, column) in [false, true].into_iter().zip(line.split('\t')) {
            for phrase in column.split(',') {
                let spelling = Spelling {
                    words: parts(phrase),
                    concept,
                    is_typed_only,
                };
                let is_new = spellings[first..]
                    .iter()
                    .all(|other| stems(&other.words) != stems(&spelling.words));
                if is_new && !spelling.words.is_empty() {
                    spellings.push(spelling);
                }
            }
        }
    }
    spellings
}

fn parts(phrase: &str) -> Vec<String> {
    words(phrase)
        .into_iter()
        .filter(|word| !word.joined)
        .map(|word| word.text)
        .collect()
}

fn stems(words: &[String]) -> Vec<&str> {
    words.iter().map(|word| stem(word)).collect()
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Phrase {
    stems: Vec<u32>,
    concept: u32,
    is_typed_only: bool,
}

/// The spellings as keys of stems, sorted.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrases {
    all: Vec<Phrase>,
    /// Where those begin whose first stem has this key; one more than keys.
    starts: Vec<u32>,
    pub concepts: u32,
}

/// A spelling found in a row of stems: which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub concept: u32,
    /// The number of the spelling.
    pub phrase: u32,
    pub at: usize,
    pub length: usize,
    pub is_typed_only: bool,
}

impl Phrases {
    pub fn new(spellings: &[Spelling], key: impl Fn(&str) -> u32) -> Self {
        let mut all: Vec<Phrase> = spellings
            .iter()
            .map(|spelling| Phrase {
                stems: spelling.words.iter().map(|word| key(stem(word))).collect(),
                concept: spelling.concept,
                is_typed_only: spelling.is_typed_only,
            })
            .collect();
        all.sort_by(|one, other| one.stems.cmp(&other.stems));
        let concepts = all.iter().map(|phrase| phrase.concept + 1).max();
        let keys = all.last().map_or(0, |last| last.stems[0] + 1);
        let before = |key: u32| all.partition_point(|phrase| phrase.stems[0] < key);
        Self {
            starts: (0..=keys).map(|key| super::number(before(key))).collect(),
            concepts: concepts.unwrap_or(0),
            all,
        }
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The concepts in a row of stems. The catalog's text is read without what is only typed.
    pub fn find<'s>(&'s self, row: &'s [u32], is_typed: bool) -> impl Iterator<Item = Found> + 's {
        (0..row.len()).flat_map(move |at| {
            let key = row[at] as usize;
            let starts = self.starts.get(key).zip(self.starts.get(key + 1));
            let (start, end) = starts.map_or((0, 0), |(&start, &end)| (start, end));
            (start as usize..end as usize)
                .filter(move |&number| row[at..].starts_with(&self.all[number].stems))
                .filter(move |&number| is_typed || !self.all[number].is_typed_only)
                .map(move |number| Found {
                    concept: self.all[number].concept,
                    phrase: super::number(number),
                    at,
                    length: self.all[number].stems.len(),
                    is_typed_only: self.all[number].is_typed_only,
                })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concepts(text: &str, is_typed: bool) -> Vec<u32> {
        let spellings = parse("mfa, multi-factor\tphone\nreply url, redirect uri");
        let known = |stem: &str| {
            let all = [
                "mfa", "multi", "factor", "phon", "reply", "rep", "url", "redirect", "uri",
            ];
            (0..)
                .zip(all)
                .find(|(_, one)| *one == stem)
                .map_or(99, |(key, _)| key)
        };
        let row: Vec<u32> = parts(text).iter().map(|word| known(stem(word))).collect();
        Phrases::new(&spellings, known)
            .find(&row, is_typed)
            .map(|found| found.concept)
            .collect()
    }

    #[test]
    fn a_phrase_is_found_in_any_of_its_spellings() {
        assert_eq!(
            concepts("the redirect URIs and multi-factor", false),
            [1, 0]
        );
        assert!(concepts("redirect to a uri", false).is_empty());
    }

    #[test]
    fn what_is_only_typed_is_not_read_from_the_catalog() {
        assert_eq!(concepts("phone", true), [0]);
        assert!(concepts("phone", false).is_empty());
    }

    #[test]
    fn every_line_of_the_list_has_at_least_two_spellings() {
        for line in SYNONYMS
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let phrases: Vec<_> = line.split(['\t', ',']).map(parts).collect();
            assert!(phrases.len() > 1, "{line}");
            assert!(phrases.iter().all(|phrase| !phrase.is_empty()), "{line}");
        }
    }
}
