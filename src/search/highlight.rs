//! Which characters of a passage made it match.

use super::distance::shared;
use super::postings::Token;
use super::terms::{How, Term, Way};
use super::vocabulary::Vocabulary;
use super::words::letters;
use std::collections::BTreeSet;

/// The terms in the order in which a key is looked up in them.
pub(super) struct Lookup<'t> {
    /// First key, last key, term, way.
    ranges: Vec<(u32, u32, &'t Term, &'t Way)>,
    widest: u32,
}

impl<'t> Lookup<'t> {
    pub(super) fn new(terms: &'t [Term]) -> Self {
        let mut ranges: Vec<_> = terms
            .iter()
            .flat_map(|term| term.ways.iter().map(move |way| (way.keys.start, way.keys.end, term, way)))
            .collect();
        ranges.sort_by_key(|&(start, end, ..)| (start, end));
        let widest = ranges.iter().map(|(start, end, ..)| end - start).max().unwrap_or(0);
        Self { ranges, widest }
    }

    /// The terms that mean this key.
    fn meaning(&self, key: u32) -> impl Iterator<Item = (&'t Term, &'t Way)> + '_ {
        let from = self.ranges.partition_point(|&(start, ..)| start + self.widest <= key);
        let candidates = self.ranges[from..].iter().take_while(move |&&(start, ..)| start <= key);
        candidates.filter(move |&&(_, end, ..)| key < end).map(|&(.., term, way)| (term, way))
    }

    /// The positions of the characters of `text` that matched; its tokens are at hand.
    pub(super) fn positions(&self, text: &str, tokens: &[Token], vocabulary: &Vocabulary) -> Vec<usize> {
        let mut positions = BTreeSet::new();
        for token in tokens {
            for (term, way) in self.meaning(token.key) {
                mark(text, *token, (term, way), vocabulary, &mut positions);
            }
        }
        positions.into_iter().collect()
    }
}

fn mark(text: &str, token: Token, (term, way): (&Term, &Way), vocabulary: &Vocabulary, into: &mut BTreeSet<usize>) {
    let (start, end) = (usize::from(token.start), usize::from(token.end));
    let is_word = (token.key as usize) < vocabulary.len();
    match way.how {
        How::Begins => into.extend(letters(text, start, end).take(term.typed.chars().count())),
        How::Slips if is_word => {
            let word: Vec<char> = vocabulary.word(token.key).chars().collect();
            let typed: Vec<char> = term.typed.chars().collect();
            pick(text, (start, end), &shared(&word, &typed), into);
        }
        How::Letters if is_word => pick(text, (start, end), &vocabulary.matched_letters(token.key, &term.typed), into),
        _ => into.extend(start..end),
    }
}

fn pick(text: &str, (start, end): (usize, usize), wanted: &[usize], into: &mut BTreeSet<usize>) {
    let places: Vec<usize> = letters(text, start, end).collect();
    into.extend(wanted.iter().filter_map(|&letter| places.get(letter)));
}
