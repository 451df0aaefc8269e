//! The words of a query → terms: what each can mean in the catalog, and how much that counts.

use super::ways::{How, Lexicon, Way, as_whole, way};
use super::words::{Word, stem, words};
use fnv::FnvHashSet;

/// More words than this of one query are not looked at.
pub(super) const MOST_WORDS: usize = 40;

/// Something that the query asks for.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) typed: String,
    /// How much it counts among the terms: rare words count more.
    pub(super) mass: f32,
    /// The best first.
    pub(super) ways: Vec<Way>,
}

const AS_ONE: f32 = 0.95;
const SYNONYM: f32 = 0.88;
const SYNONYM_PHRASE: f32 = 0.92;
const TYPED_SYNONYM: f32 = 0.72;
const TYPED_SYNONYM_PHRASE: f32 = 0.82;
/// A second word for the same thing.
const SAID_AGAIN: f32 = 0.6;
/// What a word of a phrase is worth by itself.
const IN_PHRASE: f32 = 0.9;
/// What a phrase counts at least, shared by its words.
const PHRASE_MASS: f32 = 0.3;
const UNMATCHED: f32 = 0.6;
/// Words joined to no more letters than this are no name.
const SHORT_NAME: usize = 11;
/// What the words of a name count beside the name.
const IN_NAME: f32 = 0.5;

/// A word of the query while its ways are being collected.
struct Single {
    typed: String,
    /// Of the word as it should have been typed.
    stem: String,
    ways: Vec<Way>,
    /// How much it says at all, and how much it counts at least.
    weight: f32,
    least: f32,
    /// Where it stands in the query, in chars.
    start: usize,
    end: usize,
}

impl Lexicon<'_> {
    /// The terms of a text. `is_open`: its last word may be going on.
    pub(super) fn terms(&self, text: &str, is_open: bool) -> Vec<Term> {
        let mut typed = words(text);
        typed.truncate(MOST_WORDS);
        let last = typed.iter().rposition(|word| !word.joined);
        let mut singles: Vec<Single> = Vec::new();
        for (at, word) in typed.iter().enumerate().filter(|(_, word)| !word.joined) {
            self.single(word, is_open && Some(at) == last, &mut singles);
        }
        let names = self.joined(&typed, &mut singles);
        self.concepts(&mut singles);
        let beside = if names.is_empty() { 1.0 } else { IN_NAME };
        let finish = |single: Single| {
            let mut term = self.term(single.typed, single.ways, single.weight);
            term.mass = term.mass.max(single.least) * beside;
            term
        };
        singles.into_iter().map(finish).chain(names).collect()
    }

    /// One word, with the stem that it has when its slips are mended.
    fn single(&self, word: &Word, is_open: bool, into: &mut Vec<Single>) {
        let weight = self.plain.weight(&word.text);
        let (start, end) = (word.start, word.end);
        let mut ways = self.sure(&word.text, is_open, weight < 0.2);
        let mut mended = stem(&word.text).to_owned();
        let is_sure = ways.iter().any(|way| way.how == How::Whole);
        if !is_sure && weight >= 0.2 {
            if let Some((one, other)) = self.glued(&word.text) {
                into.extend([one, other].map(|part| {
                    Single {
                        typed: part.to_owned(),
                        stem: stem(part).to_owned(),
                        ways: self
                            .sure(part, false, false)
                            .into_iter()
                            .chain(ways.iter().map(as_whole))
                            .collect(),
                        weight: self.plain.weight(part),
                        least: 0.0,
                        start,
                        end,
                    }
                }));
                return;
            }
            if let Some(better) = self.slips(&word.text, &mut ways) {
                better.clone_into(&mut mended);
            }
            if ways.is_empty() {
                self.letters(&word.text, &mut ways);
            }
        }
        into.push(Single {
            typed: word.text.clone(),
            stem: mended,
            ways,
            weight,
            least: 0.0,
            start,
            end,
        });
    }

    /// Words that are written as one, in the query or in the catalog: a further way for each of them
    /// (`sign-in`, `time out`), or a name (`InvalidUserNameOrPasword`, `bulkaadj token unauthorized`).
    fn joined(&self, typed: &[Word], singles: &mut [Single]) -> Vec<Term> {
        let mut names = Vec::new();
        for word in typed.iter().filter(|word| word.joined) {
            if !self.as_one(&word.text, singles, (word.start, word.end))
                && word.text.len() > SHORT_NAME
            {
                names.extend(self.name(&word.text));
            }
        }
        let gaps: Vec<(usize, String)> = (1..singles.len())
            .filter(|&at| singles[at - 1].end < singles[at].start)
            .map(|at| {
                (
                    at,
                    format!("{}{}", singles[at - 1].typed, singles[at].typed),
                )
            })
            .collect();
        for (at, pair) in gaps.iter().filter(|(_, pair)| pair.len() > 4) {
            let range = (singles[at - 1].start, singles[*at].end);
            self.as_one(pair, singles, range);
        }
        if !gaps.is_empty() && singles.len() <= 8 {
            let whole: String = singles.iter().map(|single| single.typed.as_str()).collect();
            names.extend(self.name(&whole));
        }
        names
    }

    /// Gives the words in a range of the query the joined word as a further way, where it is one of the catalog's.
    fn as_one(&self, joined: &str, singles: &mut [Single], (start, end): (usize, usize)) -> bool {
        let Some(key) = self
            .vocabulary
            .exact(joined)
            .filter(|&key| self.frequency(key) > 0)
        else {
            return false;
        };
        for single in singles
            .iter_mut()
            .filter(|single| start <= single.start && single.end <= end)
        {
            single.ways.push(way(key, AS_ONE, How::Whole));
        }
        true
    }

    /// A long name that is misspelt or not yet finished.
    fn name(&self, word: &str) -> Option<Term> {
        let mut ways: Vec<Way> = self
            .vocabulary
            .exact(word)
            .map(|key| way(key, 1.0, How::Whole))
            .into_iter()
            .collect();
        if word.len() > SHORT_NAME {
            self.begins(word, word.len(), &mut ways);
            self.slips(word, &mut ways);
        }
        ways.retain(|way| !self.postings.of_range(&way.keys).is_empty());
        (!ways.is_empty()).then(|| self.term(word.to_owned(), ways, 1.0))
    }

    /// Gives words and phrases the other words for the same thing as a further way.
    fn concepts(&self, singles: &mut [Single]) {
        let stems: Vec<String> = singles.iter().map(|single| single.stem.clone()).collect();
        let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
        let mut in_phrase = vec![false; stems.len()];
        let mut said = FnvHashSet::default();
        for found in self.synonyms.find(&stems, true) {
            let quality = match (found.length, found.is_typed_only) {
                (1, false) => SYNONYM,
                (1, true) => TYPED_SYNONYM,
                (_, false) => SYNONYM_PHRASE,
                (_, true) => TYPED_SYNONYM_PHRASE,
            } * if said.insert(found.concept) {
                1.0
            } else {
                SAID_AGAIN
            };
            let mut further = vec![way(
                self.postings.concept(found.concept),
                quality,
                How::Whole,
            )];
            if found.length > 1 {
                further.push(way(self.postings.phrase(found.phrase), 1.0, How::Whole));
            }
            #[expect(clippy::cast_precision_loss, reason = "a few words")]
            let least = if found.length > 1 {
                PHRASE_MASS / found.length as f32
            } else {
                0.0
            };
            for at in found.at..found.at + found.length {
                singles[at].ways.extend_from_slice(&further);
                singles[at].least = singles[at].least.max(least);
                in_phrase[at] |= found.length > 1 && !found.is_typed_only;
            }
        }
        for (single, _) in singles
            .iter_mut()
            .zip(in_phrase)
            .filter(|(_, inside)| *inside)
        {
            let words = self.vocabulary.len();
            single
                .ways
                .iter_mut()
                .filter(|way| (way.keys.start as usize) < words)
                .for_each(|way| way.quality *= IN_PHRASE);
        }
    }

    /// A term with its mass: how rare are the documents that its best ways lead to.
    #[expect(clippy::cast_precision_loss, reason = "counts of documents")]
    fn term(&self, typed: String, mut ways: Vec<Way>, weight: f32) -> Term {
        ways.sort_by(|one, other| other.quality.total_cmp(&one.quality));
        let Some(best) = ways.first().map(|way| way.quality) else {
            return Term {
                typed,
                mass: UNMATCHED * weight,
                ways,
            };
        };
        let words = self.vocabulary.len();
        let (mut by_word, mut by_concept) = (0, 0);
        for way in ways.iter().take_while(|way| way.quality > best - 0.15) {
            let found = way.gathered.map_or_else(
                || self.postings.of_range(&way.keys).len(),
                |key| self.frequency(key),
            );
            if (way.keys.start as usize) < words {
                by_word += found;
            } else {
                by_concept = found.max(by_concept);
            }
        }
        let all = self.documents as f32 + 1.0;
        let rarity = |found: usize| (all / (found as f32 + 1.0)).ln() / all.ln();
        let rarity = if by_word == 0 {
            rarity(by_concept)
        } else {
            f32::midpoint(rarity(by_word), rarity(by_word.max(by_concept)))
        };
        Term {
            typed,
            mass: weight * rarity.clamp(0.08, 0.6),
            ways,
        }
    }
}
