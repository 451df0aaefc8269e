//! What the search looks things up in: the words of all texts, and where each of them leads.
//!
//! Made at build time for the catalog, and kept as bytes. Uses nothing of the crate but `catalog`, so that
//! `build.rs` can take it in.
//!
//! *Keys* are numbers: first the stems of words, then the concepts of the synonyms and their spellings, then
//! the first letters of words, for a query of one letter.

mod document;
mod make;
mod often;
mod plain;
mod strings;
mod synonyms;
mod words;

pub use document::Text;
pub use strings::{Strings, number};
pub use synonyms::Phrases;
pub use words::{Word, letters, stem, words};

use serde::{Deserialize, Serialize};

/// So many places of a document are told apart; the rest share the last one.
pub const PLACES: usize = 32;

/// That a key stands in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    pub document: u32,
    /// What it says there, of 255: the weight of the best field, and a little for others.
    pub weight: u8,
    /// The places where it stands, a bit each: those passages that say what the document is about.
    pub places: u32,
}

/// The numbers of the places of which a posting has a bit each.
pub fn places(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        place
    })
}

/// What the tables hold of a document by itself.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// What it is worth before anything is typed.
    pub prior: f32,
    /// How much the words of each place say together.
    pub masses: Vec<f32>,
    /// The documents that are mistaken for it.
    pub lookalikes: Vec<u32>,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tables {
    /// All words, sorted, and the key of the stem of each.
    pub words: Strings,
    pub stem_of: Vec<u32>,
    /// Sorted.
    pub stems: Strings,
    /// How much each stem says at all: less for plain words.
    pub says: Vec<f32>,
    pub phrases: Phrases,
    /// Where the postings of each key begin; one more than keys.
    pub starts: Vec<u32>,
    pub postings: Vec<Posting>,
    pub documents: Vec<About>,
    /// Codes, names and aliases in the form that [`crate::catalog::code::key`] gives them, sorted, each with its documents.
    pub names: Strings,
    pub named: Vec<Vec<u32>>,
}

const LETTERS: u32 = 36;

impl Tables {
    pub fn concept(&self, concept: u32) -> u32 {
        number(self.stems.len()) + concept
    }

    /// The key of one spelling of a concept.
    pub fn phrase(&self, phrase: u32) -> u32 {
        self.concept(self.phrases.concepts) + phrase
    }

    /// The key of a first letter, where there is one.
    pub fn letter(&self, letter: char) -> Option<u32> {
        letter
            .to_digit(LETTERS)
            .filter(|_| letter.is_ascii_digit() || letter.is_ascii_lowercase())
            .map(|number| self.phrase(strings::number(self.phrases.len())) + number)
    }

    fn keys(&self) -> usize {
        self.stems.len() + self.phrases.concepts as usize + self.phrases.len() + LETTERS as usize
    }

    pub fn of(&self, key: u32) -> &[Posting] {
        self.of_range(&(key..key + 1))
    }

    /// The postings of keys that are neighbours.
    pub fn of_range(&self, keys: &std::ops::Range<u32>) -> &[Posting] {
        &self.postings
            [self.starts[keys.start as usize] as usize..self.starts[keys.end as usize] as usize]
    }

    /// In how many documents each key says something: one counts less where it says less.
    pub fn reach(&self) -> Vec<f32> {
        (0..number(self.keys()))
            .map(|key| {
                let all = self.of(key).iter();
                all.map(|posting| f32::from(posting.weight) / 255.0).sum()
            })
            .collect()
    }
}

/// How much the rarity of a key counts that reaches so many of all documents. Words that nearly all hold still
/// count a little, and one that stands in a single document no more than one that stands in a dozen.
#[expect(clippy::cast_precision_loss, reason = "counts of documents")]
pub fn rarity(reach: f32, documents: usize) -> f32 {
    let all = documents as f32 + 1.0;
    ((all / (reach + 1.0)).ln() / all.ln()).clamp(0.08, 0.6)
}
