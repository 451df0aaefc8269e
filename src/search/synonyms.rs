//! Everyday words and the catalog's words for one thing: `assets/synonyms.tsv`.
//!
//! A line is a *concept*. Its first column holds spellings that mean the same wherever they stand; the
//! second one holds what people type for it and the catalog does not say in that sense.

use super::words::{stem, words};
use fnv::FnvHashMap;

const SYNONYMS: &str = include_str!("../../assets/synonyms.tsv");

/// A word or phrase of a concept.
#[derive(Debug, Clone)]
struct Phrase {
    stems: Vec<String>,
    concept: u32,
    number: u32,
    is_typed_only: bool,
}

/// A phrase of a concept found in a text: which words of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) concept: u32,
    /// The spelling, among all of all concepts.
    pub(super) phrase: u32,
    pub(super) at: usize,
    pub(super) length: usize,
    pub(super) is_typed_only: bool,
}

#[derive(Debug)]
pub(super) struct Synonyms {
    by_first: FnvHashMap<String, Vec<Phrase>>,
    concepts: u32,
    phrases: u32,
    words: Vec<String>,
}

impl Synonyms {
    pub(super) fn embedded() -> Self {
        Self::parse(SYNONYMS)
    }

    fn parse(text: &str) -> Self {
        let mut synonyms = Self {
            by_first: FnvHashMap::default(),
            concepts: 0,
            phrases: 0,
            words: Vec::new(),
        };
        for line in text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let mut columns = line.split('\t');
            for is_typed_only in [false, true] {
                for phrase in columns.next().unwrap_or_default().split(',') {
                    synonyms.add(phrase, is_typed_only);
                }
            }
            synonyms.concepts += 1;
        }
        synonyms
    }

    fn add(&mut self, phrase: &str, is_typed_only: bool) {
        let parts: Vec<String> = words(phrase)
            .into_iter()
            .filter(|word| !word.joined)
            .map(|word| word.text)
            .collect();
        let stems: Vec<String> = parts.iter().map(|part| stem(part).to_owned()).collect();
        self.words.extend(parts);
        if let Some(first) = stems.first() {
            let phrases = self.by_first.entry(first.clone()).or_default();
            if phrases
                .iter()
                .all(|phrase| phrase.concept != self.concepts || phrase.stems != stems)
            {
                phrases.push(Phrase {
                    concept: self.concepts,
                    number: self.phrases,
                    is_typed_only,
                    stems,
                });
                self.phrases += 1;
            }
        }
    }

    pub(super) const fn concepts(&self) -> u32 {
        self.concepts
    }

    pub(super) const fn phrases(&self) -> u32 {
        self.phrases
    }

    /// Every word that stands in a phrase.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// The concepts in a row of stems. The catalog's text is read without what is only typed.
    pub(super) fn find<'s>(
        &'s self,
        stems: &'s [&'s str],
        is_typed: bool,
    ) -> impl Iterator<Item = Found> + 's {
        (0..stems.len()).flat_map(move |at| {
            let phrases = self.by_first.get(stems[at]).map_or(&[][..], Vec::as_slice);
            phrases
                .iter()
                .filter(move |phrase| {
                    (is_typed || !phrase.is_typed_only) && begins(&stems[at..], &phrase.stems)
                })
                .map(move |phrase| Found {
                    concept: phrase.concept,
                    phrase: phrase.number,
                    at,
                    length: phrase.stems.len(),
                    is_typed_only: phrase.is_typed_only,
                })
        })
    }
}

fn begins(stems: &[&str], phrase: &[String]) -> bool {
    stems.len() >= phrase.len() && stems.iter().zip(phrase).all(|(one, other)| *one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        words(text)
            .into_iter()
            .filter(|word| !word.joined)
            .map(|word| stem(&word.text).to_owned())
            .collect()
    }

    fn concepts(text: &str, is_typed: bool) -> Vec<u32> {
        let stems = stems(text);
        let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
        Synonyms::parse("mfa, multi-factor\tphone\nreply url, redirect uri")
            .find(&stems, is_typed)
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
    fn every_line_of_the_list_has_at_least_two_spellings_and_no_phrase_twice() {
        for line in SYNONYMS
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let phrases: Vec<_> = line.split(['\t', ',']).map(stems).collect();
            assert!(phrases.len() > 1, "{line}");
            assert!(phrases.iter().all(|phrase| !phrase.is_empty()), "{line}");
        }
    }
}
