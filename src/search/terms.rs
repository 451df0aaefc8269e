//! The words of a query → terms: what each can mean in the catalog, and how much that counts.

use super::tables::{Word, rarity, words};
use super::ways::{How, Lexicon, Way, as_whole, way};

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
const SYNONYM: f32 = 0.8;
const SYNONYM_PHRASE: f32 = 0.85;
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
const SHORT_NAME: usize = 9;
/// Words that join to so many letters can be a misspelt name though each of them is known.
const LONG_NAME: usize = 16;
/// What the words of a name count beside the name.
const IN_NAME: f32 = 0.5;
/// Words that say less than this are left out where others say more.
const PLAIN: f32 = 0.1;
/// Words that say less than this are not mended.
const MENDED: f32 = 0.2;
/// No key: a word that the catalog does not know.
pub(super) const NO_KEY: u32 = u32::MAX;

/// A word of the query while its ways are being collected.
struct Single {
    typed: String,
    /// Of the word as it should have been typed.
    key: u32,
    is_misspelt: bool,
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
        let mut singles: Vec<Single> = Vec::with_capacity(typed.len());
        for (at, word) in typed.iter().enumerate().filter(|(_, word)| !word.joined) {
            self.single(word, is_open && Some(at) == last, &mut singles);
        }
        let names = self.joined(&typed, &mut singles);
        self.concepts(&mut singles);
        let counts = |single: &Single| single.weight >= PLAIN || single.least > 0.0;
        if singles.iter().any(counts) {
            singles.retain(counts);
        }
        let beside = if names.is_empty() { 1.0 } else { IN_NAME };
        let finish = |single: Single| {
            let mut term = self.term(single.typed, single.ways, single.weight);
            term.mass = term.mass.max(single.least) * beside;
            term
        };
        singles.into_iter().map(finish).chain(names).collect()
    }

    /// The numbers in a text that the catalog knows, to show where they stand.
    pub(super) fn numbers(&self, text: &str) -> Vec<Term> {
        let numbers = words(text)
            .into_iter()
            .filter(|word| word.text.bytes().any(|b| b.is_ascii_digit()));
        numbers
            .filter_map(|word| {
                let key = self.key(&word.text)?;
                Some(self.term(word.text, vec![way(key, 1.0, How::Whole)], 1.0))
            })
            .collect()
    }

    /// One word, with the key that it has when its slips are mended; two where two are written as one.
    fn single(&self, word: &Word, is_open: bool, into: &mut Vec<Single>) {
        let key = self.key(&word.text);
        let mut single = Single {
            typed: word.text.clone(),
            key: key.unwrap_or(NO_KEY),
            is_misspelt: key.is_none(),
            ways: key
                .map(|key| way(key, 1.0, How::Whole))
                .into_iter()
                .collect(),
            weight: self.says(key),
            least: 0.0,
            start: word.start,
            end: word.end,
        };
        let is_long = word.text.chars().nth(2).is_some();
        if single.weight >= MENDED && (is_open || (key.is_none() && is_long)) {
            self.begins(&word.text, &mut single.ways);
        }
        if key.is_none() {
            if let Some((one, other)) = self.glued(&word.text) {
                into.extend([one, other].map(|part| self.part(part, &single)));
                return;
            }
            if let Some(better) = self.slips(&word.text, &mut single.ways) {
                single.key = better;
            }
            if single.ways.is_empty() {
                self.letters(&word.text, &mut single.ways);
            }
        }
        into.push(single);
    }

    /// One of the two words that are written as one.
    fn part(&self, part: &str, whole: &Single) -> Single {
        let key = self.key(part);
        let own = key.map(|key| way(key, 1.0, How::Whole));
        Single {
            typed: part.to_owned(),
            key: key.unwrap_or(NO_KEY),
            is_misspelt: key.is_none(),
            ways: own
                .into_iter()
                .chain(whole.ways.iter().map(as_whole))
                .collect(),
            weight: self.says(key),
            ..*whole
        }
    }

    /// Words that are written as one, in the query or in the catalog: a further way for each of them
    /// (`sign-in`, `time out`), or a name (`InvalidUserNameOrPasword`, `bulkaadj token unauthorized`).
    fn joined(&self, typed: &[Word], singles: &mut [Single]) -> Vec<Term> {
        let mut names = Vec::new();
        for word in typed.iter().filter(|word| word.joined) {
            if !self.as_one(&word.text, singles, (word.start, word.end))
                && word.text.len() > SHORT_NAME
            {
                names.extend(self.name(&word.text, true));
            }
        }
        let mut pair = String::new();
        let mut has_gaps = false;
        for at in 1..singles.len() {
            let (one, other) = (&singles[at - 1], &singles[at]);
            if one.end < other.start {
                has_gaps = true;
                pair.clear();
                pair.extend([one.typed.as_str(), other.typed.as_str()]);
                if pair.len() > 4 {
                    let range = (one.start, other.end);
                    self.as_one(&pair, singles, range);
                }
            }
        }
        if has_gaps && singles.len() <= 8 {
            let whole: String = singles.iter().map(|single| single.typed.as_str()).collect();
            let is_misspelt =
                whole.len() >= LONG_NAME || singles.iter().any(|single| single.is_misspelt);
            names.extend(self.name(&whole, is_misspelt));
        }
        names
    }

    /// Gives the words in a range of the query the joined word as a further way, where it is one of the catalog's.
    fn as_one(&self, joined: &str, singles: &mut [Single], (start, end): (usize, usize)) -> bool {
        let word = self.tables.words.find(joined);
        let key = word.map(|word| self.tables.stem_of[word as usize]);
        let Some(key) = key.filter(|&key| self.frequency(key) > 0) else {
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

    /// A long name that is not yet finished, or misspelt.
    fn name(&self, word: &str, is_misspelt: bool) -> Option<Term> {
        let exact = self.tables.words.find(word);
        let mut ways: Vec<Way> = exact
            .map(|word| way(self.tables.stem_of[word as usize], 1.0, How::Whole))
            .into_iter()
            .collect();
        if word.len() > SHORT_NAME {
            self.begins(word, &mut ways);
            if is_misspelt {
                self.slips(word, &mut ways);
            }
        }
        ways.retain(|way| !self.tables.of_range(&way.keys).is_empty());
        (!ways.is_empty()).then(|| self.term(word.to_owned(), ways, 1.0))
    }

    /// Gives words and phrases the other words for the same thing as a further way.
    fn concepts(&self, singles: &mut [Single]) {
        let row: Vec<u32> = singles.iter().map(|single| single.key).collect();
        let mut in_phrase = vec![false; row.len()];
        let mut said: Vec<u32> = Vec::new();
        for found in self.tables.phrases.find(&row, true) {
            let quality = match (found.length, found.is_typed_only) {
                (1, false) => SYNONYM,
                (1, true) => TYPED_SYNONYM,
                (_, false) => SYNONYM_PHRASE,
                (_, true) => TYPED_SYNONYM_PHRASE,
            };
            let again = if said.contains(&found.concept) {
                SAID_AGAIN
            } else {
                1.0
            };
            said.push(found.concept);
            let concept = way(
                self.tables.concept(found.concept),
                quality * again,
                How::Whole,
            );
            let phrase = way(self.tables.phrase(found.phrase), 1.0, How::Whole);
            #[expect(clippy::cast_precision_loss, reason = "a few words")]
            let least = PHRASE_MASS / found.length as f32;
            for at in found.at..found.at + found.length {
                singles[at].ways.push(concept.clone());
                if found.length > 1 {
                    singles[at].ways.push(phrase.clone());
                    singles[at].least = singles[at].least.max(least);
                    in_phrase[at] |= !found.is_typed_only;
                }
            }
        }
        for (single, _) in singles
            .iter_mut()
            .zip(in_phrase)
            .filter(|(_, inside)| *inside)
        {
            single
                .ways
                .iter_mut()
                .filter(|way| self.is_stem(way.keys.start))
                .for_each(|way| way.quality *= IN_PHRASE);
        }
    }

    /// A term with its mass: how rare are the documents that its best ways lead to.
    fn term(&self, typed: String, mut ways: Vec<Way>, weight: f32) -> Term {
        ways.sort_by(|one, other| other.quality.total_cmp(&one.quality));
        ways.retain(|way| !self.tables.of_range(&way.keys).is_empty());
        let Some(best) = ways.first().map(|way| way.quality) else {
            return Term {
                typed,
                mass: UNMATCHED * weight,
                ways,
            };
        };
        let (mut by_word, mut by_concept) = (0.0, 0.0_f32);
        for way in ways.iter().take_while(|way| way.quality > best - 0.15) {
            let keys = way.keys.start as usize..way.keys.end as usize;
            let reach: f32 = self.reach[keys].iter().sum();
            if self.is_stem(way.keys.start) {
                by_word += reach;
            } else {
                by_concept = by_concept.max(reach);
            }
        }
        let documents = self.tables.documents.len();
        let rarity = if by_word == 0.0 {
            rarity(by_concept, documents)
        } else {
            f32::midpoint(
                rarity(by_word, documents),
                rarity(by_word.max(by_concept), documents),
            )
        };
        Term {
            typed,
            mass: weight * rarity,
            ways,
        }
    }
}
