//! One typed word → the words of the catalog that it can mean.

use super::plain::PlainWords;
use super::postings::Postings;
use super::synonyms::Synonyms;
use super::vocabulary::Vocabulary;
use super::words::stem;
use std::ops::Range;

/// How a typed word is the word found: which of its letters are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Whole,
    Begins,
    Slips,
    Letters,
}

/// One thing that a typed word can mean: keys that are neighbours.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) keys: Range<u32>,
    /// The key whose postings stand for all of them, where there is one.
    pub(super) gathered: Option<u32>,
    pub(super) quality: f32,
    pub(super) how: How,
}

/// What the words of a query are looked up in.
#[derive(Clone, Copy)]
pub(super) struct Lexicon<'i> {
    pub(super) vocabulary: &'i Vocabulary,
    pub(super) postings: &'i Postings,
    pub(super) synonyms: &'i Synonyms,
    pub(super) plain: &'i PlainWords,
    pub(super) documents: usize,
}

const FORM: f32 = 0.92;
const BEGINS: f32 = 0.8;

impl Lexicon<'_> {
    /// The word itself, its forms, and the words that begin with it.
    pub(super) fn sure(&self, word: &str, is_open: bool, is_plain: bool) -> Vec<Way> {
        let mut ways = Vec::new();
        let exact = self
            .vocabulary
            .exact(word)
            .filter(|&key| !self.postings.of(key).is_empty());
        ways.extend(exact.map(|key| way(key, 1.0, How::Whole)));
        let length = word.chars().count();
        if length > 2 {
            let forms = self
                .vocabulary
                .forms(stem(word))
                .iter()
                .filter(|&&key| Some(key) != exact);
            ways.extend(forms.map(|&key| way(key, FORM, How::Whole)));
        }
        if !is_plain && (is_open || (exact.is_none() && length > 2)) {
            self.begins(word, length, &mut ways);
        }
        ways
    }

    pub(super) fn begins(&self, word: &str, length: usize, ways: &mut Vec<Way>) {
        let keys = self.vocabulary.prefix(word);
        if keys.is_empty() {
            return;
        }
        let gathered = word
            .chars()
            .next()
            .filter(|_| length == 1)
            .and_then(|letter| self.postings.letter(letter));
        if gathered.is_some() || keys.len() > 400 {
            ways.push(Way {
                keys,
                gathered,
                quality: BEGINS * 0.9,
                how: How::Begins,
            });
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let quality = |key: u32| {
            BEGINS * (0.75 + 0.25 * word.len() as f32 / self.vocabulary.word(key).len() as f32)
        };
        ways.extend(
            keys.filter(|&key| self.vocabulary.word(key) != word)
                .map(|key| way(key, quality(key), How::Begins)),
        );
    }

    /// Words at a small distance; the stem of the likeliest one.
    pub(super) fn slips(&self, word: &str, ways: &mut Vec<Way>) -> Option<&str> {
        let most = match word.chars().count() {
            0..=3 => return None,
            4..=7 => 1,
            8..=15 => 2,
            _ => 3,
        };
        let near = self.vocabulary.near(word, most);
        let first = word.chars().next();
        let goes_on = if ways.is_empty() { 1.0 } else { 0.9 };
        let found = near
            .into_iter()
            .filter(|&(_, slips)| slips > 0)
            .map(|(key, slips)| {
                let base = [1.0, 0.84, 0.62, 0.5][slips.min(3)];
                let same = self.vocabulary.word(key).chars().next() == first;
                (key, if same { base } else { base - 0.14 } * goes_on)
            });
        let mut found: Vec<(u32, f32)> = found.collect();
        found.sort_by(|one, other| {
            other
                .1
                .total_cmp(&one.1)
                .then_with(|| self.frequency(other.0).cmp(&self.frequency(one.0)))
        });
        found.truncate(24);
        let &(best, quality) = found.first()?;
        ways.extend(
            found
                .iter()
                .map(|&(key, quality)| way(key, quality, How::Slips)),
        );
        let mended = stem(self.vocabulary.word(best));
        let forms = self
            .vocabulary
            .forms(mended)
            .iter()
            .filter(|key| found.iter().all(|(other, _)| other != *key));
        ways.extend(forms.map(|&key| way(key, quality * FORM, How::Slips)));
        Some(mended)
    }

    pub(super) fn frequency(&self, key: u32) -> usize {
        self.postings.of(key).len()
    }

    pub(super) fn letters(&self, word: &str, ways: &mut Vec<Way>) {
        if word.chars().count() > 2 {
            let found = self.vocabulary.subsequence(word).into_iter();
            ways.extend(found.map(|(key, score)| way(key, 0.25 + 0.3 * score, How::Letters)));
        }
    }

    /// Two words written as one.
    pub(super) fn glued<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        if word.len() < 7 || word.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let is_word = |part: &str| {
            self.vocabulary
                .exact(part)
                .is_some_and(|key| self.frequency(key) > 1)
        };
        (3..word.len() - 2)
            .filter(|&at| word.is_char_boundary(at))
            .map(|at| word.split_at(at))
            .find(|(one, other)| is_word(one) && is_word(other))
    }
}

/// The way of a longer word, for one of its parts: all of what it leads to is shown.
pub(super) fn as_whole(way: &Way) -> Way {
    Way {
        how: How::Whole,
        ..way.clone()
    }
}

pub(super) fn way(key: u32, quality: f32, how: How) -> Way {
    Way {
        keys: key..key + 1,
        gathered: None,
        quality,
        how,
    }
}
