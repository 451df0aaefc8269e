//! The words of a query → terms: what each can mean in the catalog, and how much that counts.

use super::plain::PlainWords;
use super::postings::Postings;
use super::synonyms::Synonyms;
use super::vocabulary::Vocabulary;
use super::words::{Word, stem, words};
use std::ops::Range;

/// More words than this of one query are not looked at.
const MOST_WORDS: usize = 40;

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

/// Something that the query asks for.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) typed: String,
    /// How much it counts among the terms: rare words count more.
    pub(super) mass: f32,
    /// The best first.
    pub(super) ways: Vec<Way>,
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
const SYNONYM: f32 = 0.88;
const TYPED_SYNONYM: f32 = 0.72;
/// What a word counts beside the phrase or the name that it is part of.
const IN_PHRASE: f32 = 0.45;
const UNMATCHED: f32 = 0.6;

impl Lexicon<'_> {
    /// The terms of a text. `is_open`: its last word may be going on.
    pub(super) fn terms(&self, text: &str, is_open: bool) -> Vec<Term> {
        let mut typed = words(text);
        typed.truncate(MOST_WORDS);
        let last = typed.iter().rposition(|word| !word.joined);
        let mut singles: Vec<(Term, String)> = Vec::new();
        let mut joined: Vec<Term> = Vec::new();
        for (at, word) in typed.iter().enumerate() {
            if word.joined {
                joined.extend(self.name(&word.text, Some(at) == typed.len().checked_sub(1)));
            } else {
                self.single(word, is_open && Some(at) == last, &mut singles);
            }
        }
        joined.extend(self.neighbours_as_one(&typed));
        let has_name = joined.iter().any(|term| term.ways[0].quality > 0.7);
        let concepts = self.concepts(&mut singles);
        let mut terms: Vec<Term> = singles.into_iter().map(|(term, _)| term).chain(concepts).collect();
        if has_name {
            terms.iter_mut().for_each(|term| term.mass *= IN_PHRASE);
        }
        terms.extend(joined);
        terms
    }

    /// One word, with the stem that it has when its slips are mended.
    fn single(&self, word: &Word, is_open: bool, into: &mut Vec<(Term, String)>) {
        let plain = self.plain.weight(&word.text);
        let mut ways = self.sure(&word.text, is_open, plain < 0.2);
        let mut mended = stem(&word.text).to_owned();
        let is_sure = ways.iter().any(|way| way.how == How::Whole);
        if !is_sure && plain >= 0.2 {
            if let Some((one, other)) = self.glued(&word.text).filter(|_| ways.is_empty()) {
                for part in [one, other] {
                    let ways = self.sure(part, false, false);
                    into.push((self.term(part, ways, self.plain.weight(part)), stem(part).to_owned()));
                }
                return;
            }
            if let Some(better) = self.slips(&word.text, &mut ways) {
                better.clone_into(&mut mended);
            }
            if ways.is_empty() {
                self.letters(&word.text, &mut ways);
            }
        }
        into.push((self.term(&word.text, ways, plain), mended));
    }

    /// The word itself, its forms, and the words that begin with it.
    fn sure(&self, word: &str, is_open: bool, is_plain: bool) -> Vec<Way> {
        let mut ways = Vec::new();
        let exact = self.vocabulary.exact(word).filter(|&key| !self.postings.of(key).is_empty());
        ways.extend(exact.map(|key| way(key, 1.0, How::Whole)));
        let length = word.chars().count();
        if length > 2 {
            let forms = self.vocabulary.forms(stem(word)).iter().filter(|&&key| Some(key) != exact);
            ways.extend(forms.map(|&key| way(key, FORM, How::Whole)));
        }
        if !is_plain && (is_open || (exact.is_none() && length > 2)) {
            self.begins(word, length, &mut ways);
        }
        ways
    }

    fn begins(&self, word: &str, length: usize, ways: &mut Vec<Way>) {
        let keys = self.vocabulary.prefix(word);
        if keys.is_empty() {
            return;
        }
        let gathered = word.chars().next().filter(|_| length == 1).and_then(|letter| self.postings.letter(letter));
        if gathered.is_some() || keys.len() > 400 {
            ways.push(Way { keys, gathered, quality: BEGINS * 0.9, how: How::Begins });
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let quality = |key: u32| BEGINS * (0.75 + 0.25 * word.len() as f32 / self.vocabulary.word(key).len() as f32);
        ways.extend(keys.filter(|&key| self.vocabulary.word(key) != word).map(|key| way(key, quality(key), How::Begins)));
    }

    /// Words at a small distance; the stem of the likeliest one.
    fn slips(&self, word: &str, ways: &mut Vec<Way>) -> Option<&str> {
        let most = match word.chars().count() {
            0..=3 => return None,
            4..=7 => 1,
            8..=15 => 2,
            _ => 3,
        };
        let near = self.vocabulary.near(word, most);
        let first = word.chars().next();
        let goes_on = if ways.is_empty() { 1.0 } else { 0.9 };
        let found = near.into_iter().filter(|&(_, slips)| slips > 0).map(|(key, slips)| {
            let base = [1.0, 0.84, 0.62, 0.5][slips.min(3)];
            let same = self.vocabulary.word(key).chars().next() == first;
            (key, if same { base } else { base - 0.14 } * goes_on)
        });
        let mut found: Vec<(u32, f32)> = found.collect();
        found.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| self.frequency(other.0).cmp(&self.frequency(one.0))));
        found.truncate(24);
        let &(best, quality) = found.first()?;
        ways.extend(found.iter().map(|&(key, quality)| way(key, quality, How::Slips)));
        let mended = stem(self.vocabulary.word(best));
        let forms = self.vocabulary.forms(mended).iter().filter(|key| found.iter().all(|(other, _)| other != *key));
        ways.extend(forms.map(|&key| way(key, quality * FORM, How::Slips)));
        Some(mended)
    }

    fn frequency(&self, key: u32) -> usize {
        self.postings.of(key).len()
    }

    fn letters(&self, word: &str, ways: &mut Vec<Way>) {
        if word.chars().count() > 2 {
            let found = self.vocabulary.subsequence(word).into_iter();
            ways.extend(found.map(|(key, score)| way(key, 0.25 + 0.3 * score, How::Letters)));
        }
    }

    /// Two words written as one.
    fn glued<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        if word.len() < 7 || word.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let is_word = |part: &str| self.vocabulary.exact(part).is_some_and(|key| self.frequency(key) > 1);
        (3..word.len() - 2)
            .filter(|&at| word.is_char_boundary(at))
            .map(|at| word.split_at(at))
            .find(|(one, other)| is_word(one) && is_word(other))
    }

    /// A name of several words written as one: `invaliduserNameOrPasword`.
    fn name(&self, word: &str, is_open: bool) -> Option<Term> {
        let mut ways: Vec<Way> = self.vocabulary.exact(word).map(|key| way(key, 1.0, How::Whole)).into_iter().collect();
        if ways.is_empty() && word.len() > 5 {
            if is_open || word.len() > 9 {
                self.begins(word, word.len(), &mut ways);
            }
            self.slips(word, &mut ways);
        }
        ways.retain(|way| !self.postings.of_range(&way.keys).is_empty());
        (!ways.is_empty()).then(|| self.term(word, ways, 1.0))
    }

    /// Words typed apart that the catalog writes as one: `time out`, `bulkaadj token unauthorized`.
    fn neighbours_as_one(&self, typed: &[Word]) -> Vec<Term> {
        let parts: Vec<&Word> = typed.iter().filter(|word| !word.joined).collect();
        let mut terms: Vec<Term> = Vec::new();
        for pair in parts.windows(2).filter(|pair| pair[0].end < pair[1].start) {
            let joined = format!("{}{}", pair[0].text, pair[1].text);
            let exact = self.vocabulary.exact(&joined).filter(|&key| joined.len() > 4 && self.frequency(key) > 0);
            terms.extend(exact.map(|key| {
                let mut term = self.term(&joined, vec![way(key, 0.9, How::Whole)], 1.0);
                term.mass *= IN_PHRASE;
                term
            }));
        }
        let spaced = parts.windows(2).any(|pair| pair[0].end < pair[1].start);
        if (2..=8).contains(&parts.len()) && spaced {
            let whole: String = parts.iter().map(|word| word.text.as_str()).collect();
            terms.extend(Some(whole).filter(|whole| whole.len() > 7 && terms.iter().all(|term| term.typed != *whole)).and_then(|whole| self.name(&whole, true)));
        }
        terms
    }

    /// Puts the synonyms of single words beside them, and makes terms of the phrases.
    fn concepts(&self, singles: &mut [(Term, String)]) -> Vec<Term> {
        let stems: Vec<String> = singles.iter().map(|(_, stem)| stem.clone()).collect();
        let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
        let mut phrases: Vec<Term> = Vec::new();
        let mut in_phrase = vec![false; stems.len()];
        for found in self.synonyms.find(&stems, true) {
            let key = self.postings.concept(found.concept);
            let quality = if found.is_typed_only { TYPED_SYNONYM } else { SYNONYM };
            if found.length == 1 {
                let term = &mut singles[found.at].0;
                term.ways.push(way(key, quality, How::Whole));
                let weight = self.plain.weight(&term.typed);
                *term = self.term(&term.typed, std::mem::take(&mut term.ways), weight);
            } else {
                let typed = stems[found.at..found.at + found.length].join(" ");
                let quality = if found.is_typed_only { 0.85 } else { 1.0 };
                phrases.push(self.term(&typed, vec![way(key, quality, How::Whole)], 1.0));
                in_phrase[found.at..found.at + found.length].fill(true);
            }
        }
        for ((term, _), _) in singles.iter_mut().zip(in_phrase).filter(|(_, inside)| *inside) {
            term.mass *= IN_PHRASE;
        }
        phrases
    }

    /// A term with its mass: how rare are the documents that its best ways lead to.
    #[expect(clippy::cast_precision_loss, reason = "counts of documents")]
    fn term(&self, typed: &str, mut ways: Vec<Way>, weight: f32) -> Term {
        ways.sort_by(|one, other| other.quality.total_cmp(&one.quality));
        let Some(best) = ways.first().map(|way| way.quality) else {
            return Term { typed: typed.to_owned(), mass: UNMATCHED * weight, ways };
        };
        let near_best = ways.iter().take_while(|way| way.quality > best - 0.15);
        let found: usize = near_best.map(|way| way.gathered.map_or_else(|| self.postings.of_range(&way.keys).len(), |key| self.frequency(key))).sum();
        let all = self.documents as f32 + 1.0;
        let rarity = (all / (found as f32 + 1.0)).ln() / all.ln();
        Term { typed: typed.to_owned(), mass: weight * rarity.clamp(0.08, 1.0), ways }
    }
}

fn way(key: u32, quality: f32, how: How) -> Way {
    Way { keys: key..key + 1, gathered: None, quality, how }
}
