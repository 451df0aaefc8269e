//! Which characters of a passage made it match.

use super::distance::shared;
use super::postings::Token;
use super::terms::Term;
use super::vocabulary::Vocabulary;
use super::ways::{How, Way};
use super::words::letters;

/// A way of a term, by the keys that it leads to.
struct Meaning<'t> {
    start: u32,
    end: u32,
    term: usize,
    way: &'t Way,
}

/// The terms in the order in which a key is looked up in them.
pub(super) struct Lookup<'t> {
    ranges: Vec<Meaning<'t>>,
    widest: u32,
    terms: &'t [Term],
}

impl<'t> Lookup<'t> {
    pub(super) fn new(terms: &'t [Term]) -> Self {
        let ways = terms
            .iter()
            .enumerate()
            .flat_map(|(term, all)| all.ways.iter().map(move |way| (term, way)));
        let mut ranges: Vec<_> = ways
            .map(|(term, way)| Meaning {
                start: way.keys.start,
                end: way.keys.end,
                term,
                way,
            })
            .collect();
        ranges.sort_by_key(|meaning| (meaning.start, meaning.end));
        let widest = ranges
            .iter()
            .map(|meaning| meaning.end - meaning.start)
            .max()
            .unwrap_or(0);
        Self {
            ranges,
            widest,
            terms,
        }
    }

    /// What this key means.
    fn meaning(&self, key: u32) -> impl Iterator<Item = &Meaning<'t>> {
        let from = self
            .ranges
            .partition_point(|meaning| meaning.start + self.widest <= key);
        let candidates = self.ranges[from..]
            .iter()
            .take_while(move |meaning| meaning.start <= key);
        candidates.filter(move |meaning| key < meaning.end)
    }

    /// How much of what is asked for these tokens hold: 1 where they hold all of it, in these words.
    pub(super) fn share(&self, tokens: &[Token]) -> f32 {
        let mut best = vec![0.0_f32; self.terms.len()];
        for meaning in tokens.iter().flat_map(|token| self.meaning(token.key)) {
            best[meaning.term] = best[meaning.term].max(meaning.way.quality);
        }
        let mass: f32 = self.terms.iter().map(|term| term.mass).sum();
        let held: f32 = best
            .iter()
            .zip(self.terms)
            .map(|(quality, term)| quality * term.mass)
            .sum();
        if mass > 0.0 { held / mass } else { 0.0 }
    }

    /// The positions of the characters of `text` that matched; its tokens are at hand. Of a phrase all is
    /// shown, but not where the same term has found a word in it.
    pub(super) fn positions(
        &self,
        text: &str,
        tokens: &[Token],
        vocabulary: &Vocabulary,
    ) -> Vec<usize> {
        let mut positions = Vec::new();
        let mut words: Vec<(usize, Token)> = Vec::new();
        let is_word = |token: &&Token| (token.key as usize) < vocabulary.len();
        for token in tokens.iter().filter(is_word) {
            for meaning in self.meaning(token.key) {
                mark(
                    text,
                    *token,
                    (&self.terms[meaning.term], meaning.way),
                    vocabulary,
                    &mut positions,
                );
                words.push((meaning.term, *token));
            }
        }
        for token in tokens.iter().filter(|token| !is_word(token)) {
            let inside = |word: &Token| token.start <= word.start && word.end <= token.end;
            for meaning in self.meaning(token.key) {
                if !words
                    .iter()
                    .any(|(term, word)| *term == meaning.term && inside(word))
                {
                    positions.extend(usize::from(token.start)..usize::from(token.end));
                }
            }
        }
        positions.sort_unstable();
        positions.dedup();
        positions
    }
}

fn mark(
    text: &str,
    token: Token,
    (term, way): (&Term, &Way),
    vocabulary: &Vocabulary,
    into: &mut Vec<usize>,
) {
    let (start, end) = (usize::from(token.start), usize::from(token.end));
    match way.how {
        How::Begins => into.extend(letters(text, start, end).take(term.typed.chars().count())),
        How::Slips => {
            let word: Vec<char> = vocabulary.word(token.key).chars().collect();
            let typed: Vec<char> = term.typed.chars().collect();
            pick(text, (start, end), &shared(&word, &typed), into);
        }
        How::Letters => pick(
            text,
            (start, end),
            &vocabulary.matched_letters(token.key, &term.typed),
            into,
        ),
        How::Whole => into.extend(start..end),
    }
}

fn pick(text: &str, (start, end): (usize, usize), wanted: &[usize], into: &mut Vec<usize>) {
    let places: Vec<usize> = letters(text, start, end).collect();
    into.extend(wanted.iter().filter_map(|&letter| places.get(letter)));
}
