//! Which documents a word leads to, how much it says there, and where in their text it stands.
//!
//! *Keys* are numbers: first the words of the vocabulary, then the concepts of the synonyms and their
//! phrases, then the first letters of words, for a query of one letter.

use super::document::{Document, Field, Passage};
use super::plain::PlainWords;
use super::synonyms::Synonyms;
use super::vocabulary::Vocabulary;
use super::words::{stem, words};
use fnv::FnvHashMap;

/// What a further field adds to the best one.
const FURTHER_FIELD: f32 = 0.015;
/// What each further word takes from the others.
const CROWD: f32 = 0.02;
/// What a title says behind its first `;`, `:` or `(`.
const LATER: f32 = 0.95;

/// A word of a passage: its key and its place, in chars.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) key: u32,
    pub(super) start: u16,
    pub(super) end: u16,
}

/// That a key stands in a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    pub(super) document: u32,
    /// What it says there: the weight of the best field, and a little for others.
    pub(super) weight: f32,
    /// The passage of the document where it says that.
    pub(super) passage: u16,
}

pub(super) struct Postings {
    /// Where the postings of each key begin; one more than keys.
    starts: Vec<u32>,
    all: Vec<Posting>,
    tokens: Vec<Token>,
    /// Where the tokens of each passage begin, by `first_passage[document] + passage`.
    passages: Vec<u32>,
    first_passage: Vec<u32>,
    words: u32,
    concepts: u32,
    phrases: u32,
}

const LETTERS: u32 = 36;

impl Postings {
    pub(super) fn new(
        documents: &[Document],
        synonyms: &Synonyms,
        plain: &PlainWords,
    ) -> (Vocabulary, Self) {
        let mut building = Building::default();
        for document in documents {
            building.read(document);
        }
        for word in synonyms.words() {
            building.intern(word);
        }
        let mut sorted: Vec<(&str, u32)> = building
            .ids
            .iter()
            .map(|(word, &id)| (word.as_str(), id))
            .collect();
        sorted.sort_unstable();
        let vocabulary = Vocabulary::new(sorted.iter().map(|&(word, _)| word));
        let mut keys = vec![0; sorted.len()];
        for (key, &(_, id)) in (0..).zip(&sorted) {
            keys[id as usize] = key;
        }
        for token in &mut building.tokens {
            token.key = keys[token.key as usize];
        }
        let postings = building.finish(documents, &vocabulary, synonyms, plain);
        (vocabulary, postings)
    }

    pub(super) fn concept(&self, concept: u32) -> u32 {
        self.words + concept
    }

    /// The key of one spelling of a concept.
    pub(super) fn phrase(&self, phrase: u32) -> u32 {
        self.words + self.concepts + phrase
    }

    /// The key of a first letter, where there is one.
    pub(super) fn letter(&self, letter: char) -> Option<u32> {
        letter_number(letter).map(|number| self.words + self.concepts + self.phrases + number)
    }

    pub(super) fn of(&self, key: u32) -> &[Posting] {
        &self.all[self.starts[key as usize] as usize..self.starts[key as usize + 1] as usize]
    }

    /// The postings of keys that are neighbours.
    pub(super) fn of_range(&self, keys: &std::ops::Range<u32>) -> &[Posting] {
        &self.all
            [self.starts[keys.start as usize] as usize..self.starts[keys.end as usize] as usize]
    }

    pub(super) fn at(&self, key: u32, document: u32) -> Option<&Posting> {
        let postings = self.of(key);
        postings
            .binary_search_by_key(&document, |posting| posting.document)
            .ok()
            .map(|at| &postings[at])
    }

    pub(super) fn tokens(&self, document: u32, passage: u16) -> &[Token] {
        let at = self.first_passage[document as usize] as usize + usize::from(passage);
        &self.tokens[self.passages[at] as usize..self.passages[at + 1] as usize]
    }
}

fn letter_number(letter: char) -> Option<u32> {
    letter
        .to_digit(LETTERS)
        .filter(|_| letter.is_ascii_digit() || letter.is_ascii_lowercase())
}

/// The text as tokens, with the order of words in which they came.
#[derive(Default)]
struct Building {
    ids: FnvHashMap<String, u32>,
    tokens: Vec<Token>,
    passages: Vec<u32>,
    first_passage: Vec<u32>,
    is_joined: Vec<bool>,
}

impl Building {
    fn read(&mut self, document: &Document) {
        self.first_passage.push(index(self.passages.len()));
        for passage in &document.passages {
            self.passages.push(index(self.tokens.len()));
            for word in words(&passage.text) {
                let (Ok(start), Ok(end)) = (u16::try_from(word.start), u16::try_from(word.end))
                else {
                    break;
                };
                let key = self.intern(&word.text);
                self.tokens.push(Token { key, start, end });
                self.is_joined.push(word.joined);
            }
        }
    }

    fn intern(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = index(self.ids.len());
        self.ids.insert(word.to_owned(), id);
        id
    }

    /// Finds the concepts in the tokens, and turns all around: from key to documents.
    fn finish(
        self,
        documents: &[Document],
        vocabulary: &Vocabulary,
        synonyms: &Synonyms,
        plain: &PlainWords,
    ) -> Postings {
        let stems: Vec<&str> = (0..index(vocabulary.len()))
            .map(|key| stem(vocabulary.word(key)))
            .collect();
        let words = index(vocabulary.len());
        let mut all = Postings {
            starts: Vec::new(),
            all: Vec::new(),
            tokens: Vec::with_capacity(self.tokens.len() * 5 / 4),
            passages: Vec::with_capacity(self.passages.len() + 1),
            first_passage: self.first_passage,
            words,
            concepts: synonyms.concepts(),
            phrases: synonyms.phrases(),
        };
        let ends = self
            .passages
            .iter()
            .skip(1)
            .copied()
            .chain([index(self.tokens.len())]);
        for (&start, end) in self.passages.iter().zip(ends) {
            all.passages.push(index(all.tokens.len()));
            let range = start as usize..end as usize;
            let row: Vec<Token> = range
                .clone()
                .filter(|&at| !self.is_joined[at])
                .map(|at| self.tokens[at])
                .collect();
            let row_stems: Vec<&str> = row.iter().map(|token| stems[token.key as usize]).collect();
            all.tokens.extend_from_slice(&self.tokens[range]);
            for found in synonyms.find(&row_stems, false) {
                let (start, end) = (row[found.at].start, row[found.at + found.length - 1].end);
                let phrase = Some(all.phrase(found.phrase)).filter(|_| found.length > 1);
                all.tokens.extend(
                    phrase
                        .into_iter()
                        .chain([all.concept(found.concept)])
                        .map(|key| Token { key, start, end }),
                );
            }
        }
        all.passages.push(index(all.tokens.len()));
        let counts: Vec<f32> = (0..words)
            .map(|key| plain.weight(vocabulary.word(key)))
            .collect();
        all.invert(documents, vocabulary, &counts);
        all
    }
}

impl Postings {
    fn invert(&mut self, documents: &[Document], vocabulary: &Vocabulary, counts: &[f32]) {
        let keys = (self.words + self.concepts + self.phrases + LETTERS) as usize;
        let mut found: Vec<(u32, Posting)> = Vec::with_capacity(self.tokens.len());
        let mut here: FnvHashMap<u32, Best> = FnvHashMap::default();
        for (number, document) in (0..).zip(documents) {
            for (at, passage) in (0_u16..).zip(&document.passages) {
                let tokens = self.tokens(number, at);
                let weights = Weights::of(passage, tokens, counts);
                for token in tokens {
                    let weight = weights.at(*token);
                    here.entry(token.key)
                        .or_default()
                        .take(passage.field, weight, at);
                    if passage.field.is_short() && token.key < self.words {
                        let letter = vocabulary
                            .word(token.key)
                            .chars()
                            .next()
                            .and_then(|letter| self.letter(letter));
                        if let Some(letter) = letter {
                            here.entry(letter)
                                .or_default()
                                .take(passage.field, weight, at);
                        }
                    }
                }
            }
            found.extend(here.drain().map(|(key, best)| (key, best.posting(number))));
        }
        let mut starts = vec![0_u32; keys + 1];
        for (key, _) in &found {
            starts[*key as usize + 1] += 1;
        }
        for key in 0..keys {
            starts[key + 1] += starts[key];
        }
        let mut next = starts.clone();
        let mut postings = vec![
            Posting {
                document: 0,
                weight: 0.0,
                passage: 0
            };
            found.len()
        ];
        for (key, posting) in found {
            let place = &mut next[key as usize];
            postings[*place as usize] = posting;
            *place += 1;
        }
        (self.starts, self.all) = (starts, postings);
    }
}

/// The best place of a word in a document so far.
#[derive(Default)]
struct Best {
    weight: f32,
    passage: u16,
    fields: u16,
}

impl Best {
    fn take(&mut self, field: Field, weight: f32, passage: u16) {
        self.fields |= 1 << field as u16;
        if weight > self.weight {
            (self.weight, self.passage) = (weight, passage);
        }
    }

    fn posting(&self, document: u32) -> Posting {
        let further = f32::from(u16::try_from(self.fields.count_ones() - 1).expect("few fields"));
        Posting {
            document,
            weight: self.weight * (1.0 + FURTHER_FIELD * further),
            passage: self.passage,
        }
    }
}

/// What a word is worth in a passage: more where it is one of few, and most in what is said first.
struct Weights {
    first: f32,
    rest: f32,
    /// Where the rest begins, in chars.
    from: usize,
}

impl Weights {
    /// `counts`: how much each word of the vocabulary says.
    fn of(passage: &Passage, tokens: &[Token], counts: &[f32]) -> Self {
        let weight = passage.field.weight();
        if !passage.field.is_short() {
            return Self {
                first: weight,
                rest: weight,
                from: usize::MAX,
            };
        }
        let cut = passage
            .text
            .chars()
            .position(|c| matches!(c, ';' | ':' | '('));
        let from = cut
            .filter(|_| passage.field == Field::Title)
            .unwrap_or(usize::MAX);
        let count = |token: &Token| counts.get(token.key as usize).copied().unwrap_or(0.0);
        let words: f32 = tokens
            .iter()
            .filter(|token| usize::from(token.start) < from)
            .map(count)
            .sum();
        let all: f32 = tokens.iter().map(count).sum();
        Self {
            first: weight / (1.0 + CROWD * words),
            rest: weight * LATER / (1.0 + CROWD * all),
            from,
        }
    }

    fn at(&self, token: Token) -> f32 {
        if usize::from(token.start) < self.from {
            self.first
        } else {
            self.rest
        }
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).expect("a catalog has less than 4 GiB")
}
