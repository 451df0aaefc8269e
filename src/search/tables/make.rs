//! Texts → tables.

use super::document::{Field, Passage, Text};
use super::often::OftenMet;
use super::plain::plain_words;
use super::synonyms::{Phrases, spellings};
use super::words::{stem, words};
use super::{About, PLACES, Posting, Tables, number, places, rarity};
use crate::catalog::code;
use fnv::FnvHashMap;
use std::collections::BTreeMap;

/// What a further field adds to the best one.
const FURTHER_FIELD: f32 = 0.015;
/// What a title says behind its first `;`, `:` or `(`.
const LATER: f32 = 0.95;

impl Tables {
    /// The order of the texts is the catalog order.
    pub fn new(texts: impl Iterator<Item = Text>) -> Self {
        let often = OftenMet::embedded();
        let mut reading = Reading::default();
        let mut names: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut lookalikes = Vec::new();
        let mut tables = Self::default();
        for (document, mut text) in (0..).zip(texts) {
            often.describe(&mut text);
            reading.read(&text);
            for name in text.names() {
                let documents = names.entry(code::key(name)).or_default();
                if !documents.contains(&document) {
                    documents.push(document);
                }
            }
            tables.documents.push(About {
                prior: prior(&text, &often),
                ..About::default()
            });
            lookalikes.push(text.lookalikes);
        }
        tables.set_vocabulary(&mut reading);
        tables.set_postings(&reading);
        tables.set_masses(&reading);
        tables.names = names.keys().map(String::as_str).collect();
        tables.named = names.into_values().collect();
        tables.set_lookalikes(&lookalikes);
        tables
    }

    /// Words, stems and phrases; the numbers of words in the reading become keys of stems.
    fn set_vocabulary(&mut self, reading: &mut Reading) {
        let (spellings, plain) = (spellings(), plain_words());
        let further = spellings.iter().flat_map(|spelling| &spelling.words);
        for word in further.chain(plain.iter().map(|(word, _)| word)) {
            reading.number(word);
        }
        let mut sorted: Vec<(&str, u32)> = reading
            .numbers
            .iter()
            .map(|(word, &number)| (word.as_str(), number))
            .collect();
        sorted.sort_unstable();
        let mut stems: Vec<&str> = sorted.iter().map(|(word, _)| stem(word)).collect();
        stems.sort_unstable();
        stems.dedup();
        self.stems = stems.into_iter().collect();
        self.words = sorted.iter().map(|&(word, _)| word).collect();
        let key = |stem: &str| self.stems.find(stem).expect("every stem is kept");
        let mut keys = vec![0; sorted.len()];
        for &(word, number) in &sorted {
            keys[number as usize] = key(stem(word));
        }
        self.stem_of = sorted
            .iter()
            .map(|&(_, number)| keys[number as usize])
            .collect();
        self.says = vec![1.0; self.stems.len()];
        for (word, weight) in &plain {
            self.says[key(stem(word)) as usize] = *weight;
        }
        self.phrases = Phrases::new(&spellings, key);
        for token in &mut reading.tokens {
            token.key = keys[token.key as usize];
        }
    }

    fn set_postings(&mut self, reading: &Reading) {
        let mut found: Vec<(u32, Posting)> = Vec::new();
        let mut here: FnvHashMap<u32, Best> = FnvHashMap::default();
        for (document, passages) in (0..).zip(&reading.documents) {
            for passage in passages {
                let tokens = &reading.tokens[passage.tokens.clone()];
                for (key, is_late) in self.keys_in(passage.field, tokens) {
                    here.entry(key).or_default().take(passage, is_late);
                }
            }
            found.extend(
                here.drain()
                    .map(|(key, best)| (key, best.posting(document))),
            );
        }
        found.sort_unstable_by_key(|(key, posting)| (*key, posting.document));
        self.starts = vec![0; self.keys() + 1];
        for (key, _) in &found {
            self.starts[*key as usize + 1] += 1;
        }
        for key in 0..self.keys() {
            self.starts[key + 1] += self.starts[key];
        }
        self.postings = found.into_iter().map(|(_, posting)| posting).collect();
    }

    /// The keys of a passage, and whether each stands late in it: stems, concepts, spellings, first letters.
    fn keys_in(&self, field: Field, tokens: &[Token]) -> Vec<(u32, bool)> {
        let mut keys: Vec<(u32, bool)> = tokens
            .iter()
            .map(|token| (token.key, token.is_late))
            .collect();
        if field.is_short() {
            let first = |key: u32| self.stems.get(key).chars().next();
            let letters = tokens.iter().filter_map(|token| {
                let letter = first(token.key).and_then(|letter| self.letter(letter))?;
                Some((letter, token.is_late))
            });
            keys.extend(letters);
        }
        let row: Vec<&Token> = tokens.iter().filter(|token| !token.is_joined).collect();
        let stems: Vec<u32> = row.iter().map(|token| token.key).collect();
        for found in self.phrases.find(&stems, false) {
            let is_late = row[found.at].is_late;
            keys.push((self.concept(found.concept), is_late));
            if found.length > 1 {
                keys.push((self.phrase(found.phrase), is_late));
            }
        }
        keys
    }

    /// What the words of each place say together, each counted once.
    fn set_masses(&mut self, reading: &Reading) {
        let reach = self.reach();
        let all = reading.documents.len();
        for (about, passages) in self.documents.iter_mut().zip(&reading.documents) {
            for passage in passages.iter().filter(|passage| passage.whole != 0) {
                let mut counted = Vec::new();
                for token in &reading.tokens[passage.tokens.clone()] {
                    if token.is_joined || counted.contains(&token.key) {
                        continue;
                    }
                    counted.push(token.key);
                    let key = token.key as usize;
                    let mass = self.says[key] * rarity(reach[key], all);
                    for place in places(passage.places(token.is_late)) {
                        if about.masses.len() <= place {
                            about.masses.resize(place + 1, 0.0);
                        }
                        about.masses[place] += mass;
                    }
                }
            }
        }
    }

    /// Who is mistaken for whom, both ways.
    fn set_lookalikes(&mut self, lookalikes: &[Vec<String>]) {
        for (document, codes) in (0..).zip(lookalikes) {
            for code in codes {
                let others = self.names.find(&code::key(code));
                for &other in others.map_or(&[][..], |name| &self.named[name as usize]) {
                    for (one, other) in [(document, other), (other, document)] {
                        let all = &mut self.documents[one as usize].lookalikes;
                        if one != other && !all.contains(&other) {
                            all.push(other);
                        }
                    }
                }
            }
        }
    }
}

/// Entries before known codes; of these, what people meet often before what they hardly ever see, and those with
/// a name before the others.
fn prior(text: &Text, often: &OftenMet) -> f32 {
    if text.has_entry {
        return 1.16;
    }
    let mut fields = text.passages.iter().map(|passage| passage.field);
    let named = if fields.any(|field| field == Field::Name) {
        1.02
    } else {
        1.0
    };
    named * if often.has(&text.code) { 1.1 } else { 1.0 }
}

/// A word of a text: its number, and later the key of its stem.
struct Token {
    key: u32,
    is_joined: bool,
    /// Whether it stands behind the first `;`, `:` or `(` of a title: what is said first says most.
    is_late: bool,
}

/// A passage that was read.
struct Read {
    field: Field,
    tokens: std::ops::Range<usize>,
    /// The place of the whole passage and the place of its beginning, a bit each; 0 where it has no place.
    whole: u32,
    beginning: u32,
}

impl Read {
    const fn places(&self, is_late: bool) -> u32 {
        if is_late {
            self.whole
        } else {
            self.whole | self.beginning
        }
    }
}

/// All texts as tokens.
#[derive(Default)]
struct Reading {
    numbers: FnvHashMap<String, u32>,
    tokens: Vec<Token>,
    documents: Vec<Vec<Read>>,
}

impl Reading {
    fn read(&mut self, text: &Text) {
        let mut next = 0;
        let mut place = || {
            next += 1;
            1 << (next - 1_usize).min(PLACES - 1)
        };
        let mut passages = Vec::with_capacity(text.passages.len());
        for passage in &text.passages {
            let cut = cut(passage);
            let whole = if passage.field.is_head() { place() } else { 0 };
            let beginning = if cut.is_some() { place() } else { 0 };
            let start = self.tokens.len();
            self.add(passage, cut.unwrap_or(usize::MAX));
            passages.push(Read {
                field: passage.field,
                tokens: start..self.tokens.len(),
                whole,
                beginning,
            });
        }
        self.documents.push(passages);
    }

    fn add(&mut self, passage: &Passage, cut: usize) {
        for word in words(&passage.text) {
            let token = Token {
                key: self.number(&word.text),
                is_joined: word.joined,
                is_late: word.start > cut,
            };
            self.tokens.push(token);
        }
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(&known) = self.numbers.get(word) {
            return known;
        }
        let new = number(self.numbers.len());
        self.numbers.insert(word.to_owned(), new);
        new
    }
}

/// Where the beginning of a title ends, in chars.
fn cut(passage: &Passage) -> Option<usize> {
    let mut chars = passage.text.chars();
    chars
        .position(|c| matches!(c, ';' | ':' | '('))
        .filter(|_| passage.field == Field::Title)
}

/// The best place of a key in a document so far.
#[derive(Default)]
struct Best {
    weight: f32,
    places: u32,
    fields: u16,
}

impl Best {
    fn take(&mut self, passage: &Read, is_late: bool) {
        self.fields |= 1 << passage.field as u16;
        self.places |= passage.places(is_late);
        self.weight = self
            .weight
            .max(passage.field.weight() * if is_late { LATER } else { 1.0 });
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 255"
    )]
    fn posting(&self, document: u32) -> Posting {
        let further = f32::from(u16::try_from(self.fields.count_ones() - 1).expect("few fields"));
        let weight = self.weight * (1.0 + FURTHER_FIELD * further);
        Posting {
            document,
            weight: (weight.min(1.0) * 255.0).round() as u8,
            places: self.places,
        }
    }
}
