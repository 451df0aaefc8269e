//! A query → ranked entries and known codes, with the characters to highlight.
//!
//! The words of the catalog are a vocabulary; what is typed is matched against the vocabulary, and the
//! words that match lead to documents through postings.

mod codes;
mod distance;
mod document;
mod highlight;
mod often;
mod plain;
mod postings;
mod query;
mod rank;
mod synonyms;
mod terms;
mod vocabulary;
mod words;

pub use document::{Document, Field};

use crate::embedded::{ENTRIES, KNOWN, Target};
use codes::{Codes, Meant};
use highlight::Lookup;
use often::OftenMet;
use plain::PlainWords;
use postings::Postings;
use query::{Filters, Query};
use rank::Ranked;
use synonyms::Synonyms;
use terms::{Lexicon, Term};
use vocabulary::Vocabulary;

/// Above every score that words can get.
const EXACT: f32 = 10.0;
const LOOKALIKE: f32 = 5.0;
const NEIGHBOUR: f32 = 3.0;
const NEAREST: f32 = 1.5;
/// So many neighbours and nearest entries are named.
const MOST_NAMED: usize = 3;
/// So many other fields are shown with a hit.
const MOST_EXCERPTS: usize = 2;

/// So many documents are looked at closer, or as many as are wanted.
const LOOKED_AT: usize = 32;
/// What words are worth beside that for standing together.
const TOGETHER: f32 = 0.4;
/// So many ways of a term are looked up in a document.
const MOST_WAYS: usize = 12;

/// Where in a document terms are matched, and how well.
struct Place {
    passage: u16,
    worth: f32,
}

type Places = Vec<Place>;

/// All documents, ready to be searched.
pub struct Index {
    documents: Vec<Document>,
    /// What a document is worth before anything is typed.
    prior: Vec<f32>,
    codes: Codes,
    vocabulary: Vocabulary,
    postings: Postings,
    synonyms: Synonyms,
    plain: PlainWords,
}

/// What a query found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// The best first.
    pub hits: Vec<Hit>,
    /// What to tell about the query: a wrong filter value, a code that does not exist, a code that looks like another.
    pub said: Vec<String>,
}

/// One code that was found. Positions count chars of the text that is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub target: Target,
    pub score: f64,
    /// In [`Target::code`].
    pub code: Vec<usize>,
    /// In [`Target::title`].
    pub title: Vec<usize>,
    /// Other fields that matched.
    pub also: Vec<Excerpt>,
}

/// A part of a field that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    pub field: Field,
    pub text: String,
    pub positions: Vec<usize>,
}

impl Index {
    /// The index of the catalog that this binary carries. Parses every entry: make it at the first key.
    #[must_use]
    pub fn embedded() -> Self {
        Self::of(ENTRIES.iter().map(Document::entry).chain(KNOWN.iter().map(Document::known)))
    }

    /// The index of these documents; their order is the catalog order.
    #[must_use]
    pub fn of(documents: impl Iterator<Item = Document>) -> Self {
        let often = OftenMet::embedded();
        let documents: Vec<Document> = documents.map(|document| often.describe(document)).collect();
        let synonyms = Synonyms::embedded();
        let plain = PlainWords::embedded();
        let (vocabulary, postings) = Postings::new(&documents, &synonyms, &plain);
        Self {
            prior: documents.iter().map(|document| prior(&document.target, &often)).collect(),
            codes: Codes::new(&documents),
            plain,
            documents,
            vocabulary,
            postings,
            synonyms,
        }
    }

    /// The best `limit` documents for what was typed; all in catalog order where nothing was.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Results {
        let query = Query::parse(query);
        let mut said = query.said;
        if query.text.is_empty() {
            let every = (0..).zip(&self.documents).filter(|(_, document)| query.filters.admit(&document.target));
            let hits = every.take(limit).map(|(number, _)| self.hit(Ranked { score: 0.0, document: number }, &[], &Lookup::new(&[]))).collect();
            return Results { hits, said };
        }
        let meant = self.codes.read(&query.text);
        let is_code = !(meant.documents.is_empty() && meant.unknown.is_empty());
        let text = if is_code { meant.rest.trim() } else { &query.text };
        let mut terms = self.lexicon().terms(text, query.is_open);
        let mut scores = rank::scores(&terms, &self.postings, self.documents.len());
        if is_code {
            self.add_codes(&meant, &mut scores, &mut said);
            terms.extend(self.lexicon().terms(&query.text, query.is_open));
        }
        let best = self.top(&scores, &query.filters, limit.max(LOOKED_AT));
        let lookup = Lookup::new(&terms);
        let best = self.closer(best, &lookup, limit);
        let hits = best.into_iter().map(|ranked| self.hit(ranked, &self.places(ranked.document, &terms), &lookup)).collect();
        Results { hits, said }
    }

    fn lexicon(&self) -> Lexicon<'_> {
        Lexicon {
            vocabulary: &self.vocabulary,
            postings: &self.postings,
            synonyms: &self.synonyms,
            plain: &self.plain,
            documents: self.documents.len(),
        }
    }

    fn top(&self, scores: &[f32], filters: &Filters, limit: usize) -> Vec<Ranked> {
        let scored = (0..).zip(scores).zip(&self.prior).filter(|((_, score), _)| **score > 0.0);
        let admitted = scored.filter(|((document, _), _)| filters.is_empty() || filters.admit(&self.target(*document)));
        rank::top(admitted.map(|((document, score), prior)| Ranked { score: score * prior, document }), limit)
    }

    fn target(&self, document: u32) -> Target {
        self.documents[document as usize].target
    }

    /// Raises the documents that the query names by their codes, and what belongs to them.
    fn add_codes(&self, meant: &Meant, scores: &mut [f32], said: &mut Vec<String>) {
        for (at, &document) in (0_u8..=99).zip(&meant.documents) {
            scores[document as usize] += EXACT - f32::from(at) / 100.0;
            let others = self.codes.lookalikes(document);
            if !others.is_empty() {
                said.push(format!("{}, not {}", self.target(document).code(), self.names(others)));
            }
            self.raise(others, LOOKALIKE, scores);
        }
        for code in &meant.unknown {
            let mut near = self.codes.neighbours(code);
            near.sort_by(|one, other| self.prior[*other as usize].total_cmp(&self.prior[*one as usize]).then(one.cmp(other)));
            let ending = if near.is_empty() { String::new() } else { format!("; near: {}", self.names(&near[..near.len().min(MOST_NAMED)])) };
            said.push(format!("{code} is not known{ending}"));
            self.raise(&near, NEIGHBOUR, scores);
        }
        if let ([document], true) = (&meant.documents[..], meant.rest.is_empty()) {
            self.add_nearest(*document, scores, said);
        }
    }

    fn raise(&self, documents: &[u32], by: f32, scores: &mut [f32]) {
        for (at, &document) in (0_u8..=99).zip(documents) {
            if scores[document as usize] < by {
                scores[document as usize] += (by - f32::from(at) / 100.0) / self.prior[document as usize];
            }
        }
    }

    /// Says that a known code has no entry, and names the entries that are nearest to it.
    fn add_nearest(&self, document: u32, scores: &mut [f32], said: &mut Vec<String>) {
        let target = self.target(document);
        let Target::Known(known) = target else { return };
        let terms = self.lexicon().terms(&format!("{} {}", known.name, known.line), false);
        let near = rank::scores(&terms, &self.postings, self.documents.len());
        let entries = (0..).zip(&near).filter(|(number, score)| **score > 0.0 && self.target(*number).header().is_some());
        let near: Vec<u32> =
            rank::top(entries.map(|(document, &score)| Ranked { score, document }), MOST_NAMED).iter().map(|ranked| ranked.document).collect();
        let name = if known.name.is_empty() { String::new() } else { format!(" ({})", known.name) };
        let ending = if near.is_empty() { String::new() } else { format!("; nearest: {}", self.names(&near)) };
        said.push(format!("{}{name} is known, without an entry{ending}", known.code));
        self.raise(&near, NEAREST, scores);
    }

    fn names(&self, documents: &[u32]) -> String {
        documents.iter().map(|&document| self.target(document).code()).collect::<Vec<_>>().join(", ")
    }

    /// Looks closer at the best: words that stand in one short passage say more than the same words strewn.
    fn closer(&self, mut ranked: Vec<Ranked>, lookup: &Lookup, limit: usize) -> Vec<Ranked> {
        for one in &mut ranked {
            let passages = (0..).zip(&self.documents[one.document as usize].passages).filter(|(_, passage)| passage.field.is_short());
            let shares = passages.map(|(at, _)| lookup.share(self.postings.tokens(one.document, at)));
            one.score += TOGETHER * shares.fold(0.0, f32::max) * self.prior[one.document as usize];
        }
        ranked.sort_by(|one, other| other.cmp(one));
        ranked.truncate(limit);
        ranked
    }

    /// The passages of a document where the terms are matched best, those with the most first.
    fn places(&self, document: u32, terms: &[Term]) -> Places {
        let mut places = Places::new();
        for term in terms {
            let ways = term.ways.iter().filter(|way| way.keys.len() == 1).take(MOST_WAYS);
            let found = ways.filter_map(|way| {
                let posting = self.postings.at(way.keys.start, document)?;
                Some((posting.passage, term.mass * way.quality * posting.weight))
            });
            let Some((passage, worth)) = found.max_by(|one, other| one.1.total_cmp(&other.1)) else { continue };
            match places.iter_mut().find(|place| place.passage == passage) {
                Some(place) => place.worth += worth,
                None => places.push(Place { passage, worth }),
            }
        }
        places.sort_by(|one, other| other.worth.total_cmp(&one.worth).then(one.passage.cmp(&other.passage)));
        places
    }

    fn hit(&self, ranked: Ranked, places: &[Place], lookup: &Lookup) -> Hit {
        let document = &self.documents[ranked.document as usize];
        let mut hit = Hit { target: document.target, score: f64::from(ranked.score), code: Vec::new(), title: Vec::new(), also: Vec::new() };
        for (at, passage) in (0..).zip(&document.passages) {
            match passage.field {
                Field::Code => hit.code = self.positions(ranked.document, at, lookup),
                Field::Title => hit.title = self.positions(ranked.document, at, lookup),
                _ => break,
            }
        }
        let others = places.iter().map(|place| (place.passage, &document.passages[usize::from(place.passage)]));
        let shown = others.filter(|(_, passage)| !matches!(passage.field, Field::Code | Field::Title | Field::Message));
        hit.also = shown
            .take(MOST_EXCERPTS)
            .map(|(at, passage)| Excerpt {
                field: passage.field,
                text: passage.text.to_string(),
                positions: self.positions(ranked.document, at, lookup),
            })
            .collect();
        hit
    }

    fn positions(&self, document: u32, passage: u16, lookup: &Lookup) -> Vec<usize> {
        let text = &self.documents[document as usize].passages[usize::from(passage)].text;
        lookup.positions(text, self.postings.tokens(document, passage), &self.vocabulary)
    }
}

/// Entries before known codes, what people meet often before what they hardly ever see.
fn prior(target: &Target, often: &OftenMet) -> f32 {
    let entry = if target.header().is_some() { 1.05 } else { 1.0 };
    let met = if often.has(target.code()) { 1.1 } else { 1.0 };
    let named = if target.name().is_empty() { 1.0 } else { 1.02 };
    entry * met * named
}

#[cfg(test)]
mod debugging {
    use super::*;

    #[test]
    fn dbg_explain() {
        let index = Index::embedded();
        let Ok(all) = std::env::var("Q") else { return };
        for one in all.split(';') {
            let mut parts = one.split('|');
            let query = parts.next().unwrap();
            let codes: Vec<&str> = parts.collect();
            println!("== {query}");
            let terms = index.lexicon().terms(query, true);
            for code in codes {
                let doc = index.documents.iter().position(|d| d.target.code() == code).unwrap() as u32;
                println!("  {code} prior {}", index.prior[doc as usize]);
                let sum: f32 = terms.iter().map(|t| t.mass).sum();
                for term in &terms {
                    let mut best = (0.0, String::new());
                    for way in &term.ways {
                        for key in way.keys.clone() {
                            if let Some(p) = index.postings.at(key, doc) {
                                let v = way.quality * (0.05 + 0.95 * p.weight);
                                if v > best.0 {
                                    let w = if (key as usize) < index.vocabulary.len() { index.vocabulary.word(key) } else { "<concept>" };
                                    best = (v, format!("{w} q{:.2} w{:.2} {:?} {:?}", way.quality, p.weight, index.documents[doc as usize].passages[p.passage as usize].field, index.documents[doc as usize].passages[p.passage as usize].text));
                                }
                            }
                        }
                    }
                    println!("    {:<16} mass {:.2} share {:.3} value {:.3}  {}", term.typed, term.mass, term.mass / sum, best.0 * term.mass / sum, best.1);
                }
            }
        }
    }
}
