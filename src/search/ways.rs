//! One typed word → the words of the catalog that it can mean.

use super::tables::{Tables, number, stem};
use super::vocabulary::Vocabulary;
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
    pub(super) quality: f32,
    pub(super) how: How,
}

/// What the words of a query are looked up in.
#[derive(Clone, Copy)]
pub(super) struct Lexicon<'i> {
    pub(super) tables: &'i Tables,
    pub(super) vocabulary: &'i Vocabulary,
    /// In how many documents each key says something.
    pub(super) reach: &'i [f32],
}

const BEGINS: f32 = 0.8;
/// A beginning of so few letters is looked up as one range of stems where it has many words.
const SHORT_BEGINNING: usize = 3;
const MANY: usize = 40;
/// So many words that are one slip away or more are taken.
const MOST_NEAR: usize = 24;

impl Lexicon<'_> {
    /// The key of a word in any of its forms, where the catalog or the synonyms have one.
    pub(super) fn key(&self, word: &str) -> Option<u32> {
        self.tables.stems.find(stem(word))
    }

    pub(super) fn says(&self, key: Option<u32>) -> f32 {
        key.map_or(1.0, |key| self.tables.says[key as usize])
    }

    pub(super) fn frequency(&self, key: u32) -> usize {
        self.tables.of(key).len()
    }

    /// The words that begin so.
    pub(super) fn begins(&self, word: &str, ways: &mut Vec<Way>) {
        let length = word.chars().count();
        let letter = word.chars().next().filter(|_| length == 1);
        if let Some(key) = letter.and_then(|letter| self.tables.letter(letter)) {
            ways.push(way(key, BEGINS * 0.9, How::Begins));
            return;
        }
        let found = self.tables.words.beginning(word);
        if length <= SHORT_BEGINNING && found.len() > MANY {
            // A stem has three letters at least, if its word has: none is missed.
            ways.push(Way {
                keys: self.tables.stems.beginning(word),
                quality: BEGINS * 0.9,
                how: How::Begins,
            });
            return;
        }
        for other in found {
            let text = self.tables.words.get(other);
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let quality = BEGINS * (0.75 + 0.25 * word.len() as f32 / text.len() as f32);
            let key = self.tables.stem_of[other as usize];
            if ways.last().is_none_or(|last| last.keys.start != key) {
                ways.push(way(key, quality, How::Begins));
            }
        }
    }

    /// Words at a small distance; the key of the likeliest one.
    pub(super) fn slips(&self, word: &str, ways: &mut Vec<Way>) -> Option<u32> {
        let most = match word.chars().count() {
            0..=3 => return None,
            4..=7 => 1,
            8..=15 => 2,
            _ => 3,
        };
        let first = word.chars().next();
        let goes_on = if ways.is_empty() { 1.0 } else { 0.9 };
        let near = self.vocabulary.near(&self.tables.words, word, most);
        let mut found: Vec<(u32, f32)> = near
            .into_iter()
            .filter(|&(_, slips)| slips > 0)
            .map(|(other, slips)| {
                let base = [1.0, 0.84, 0.62, 0.5][slips.min(3)];
                let same = self.tables.words.get(other).chars().next() == first;
                let quality = if same { base } else { base - 0.14 } * goes_on;
                (self.tables.stem_of[other as usize], quality)
            })
            .collect();
        found.sort_by(|one, other| {
            other
                .1
                .total_cmp(&one.1)
                .then_with(|| self.frequency(other.0).cmp(&self.frequency(one.0)))
        });
        found.truncate(MOST_NEAR);
        let nearest = found.first().map(|&(key, _)| key);
        ways.extend(
            found
                .into_iter()
                .map(|(key, quality)| way(key, quality, How::Slips)),
        );
        nearest
    }

    /// Words that hold the letters in order.
    pub(super) fn letters(&self, word: &str, ways: &mut Vec<Way>) {
        if word.chars().count() > 2 {
            let found = self.vocabulary.subsequence(&self.tables.words, word);
            ways.extend(found.into_iter().map(|(other, score)| {
                let key = self.tables.stem_of[other as usize];
                way(key, 0.25 + 0.3 * score, How::Letters)
            }));
        }
    }

    /// Two words written as one.
    pub(super) fn glued<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        if word.len() < 7 || word.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let is_word = |part: &str| {
            let found = self.tables.words.find(part);
            found.is_some_and(|word| self.frequency(self.tables.stem_of[word as usize]) > 1)
        };
        (3..word.len() - 2)
            .filter(|&at| word.is_char_boundary(at))
            .map(|at| word.split_at(at))
            .find(|(one, other)| is_word(one) && is_word(other))
    }

    /// Whether a key is a stem: the others are concepts, spellings and letters.
    pub(super) fn is_stem(&self, key: u32) -> bool {
        key < number(self.tables.stems.len())
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
        quality,
        how,
    }
}
