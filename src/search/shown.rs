//! Ranked documents → hits: a closer look at the best, their highlights, and the other fields that matched.

use super::codes::Meant;
use super::document::Field;
use super::highlight::Lookup;
use super::rank::Ranked;
use super::terms::Term;
use super::{Excerpt, Hit, Index};

/// So many other fields are shown with a hit.
const MOST_EXCERPTS: usize = 2;
/// A field that says less than this beside the best one is not shown.
const WORTH_SHOWING: f32 = 0.15;
/// A term that counts less than this beside the first one is not highlighted.
const TELLING: f32 = 0.1;
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

impl Index {
    /// Looks closer at the best: words that stand in one short passage say more than the same words strewn.
    pub(super) fn closer(
        &self,
        mut ranked: Vec<Ranked>,
        terms: &[Term],
        limit: usize,
    ) -> Vec<Ranked> {
        let lookup = Lookup::new(terms);
        for one in &mut ranked {
            let passages = (0..)
                .zip(&self.documents[one.document as usize].passages)
                .filter(|(_, passage)| passage.field.is_short() || passage.field == Field::Message);
            let shares =
                passages.map(|(at, _)| lookup.share(self.postings.tokens(one.document, at)));
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
            let ways = term
                .ways
                .iter()
                .filter(|way| way.keys.len() == 1)
                .take(MOST_WAYS);
            let found = ways.filter_map(|way| {
                let posting = self.postings.at(way.keys.start, document)?;
                Some((posting.passage, term.mass * way.quality * posting.weight))
            });
            let Some((passage, worth)) = found.max_by(|one, other| one.1.total_cmp(&other.1))
            else {
                continue;
            };
            match places.iter_mut().find(|place| place.passage == passage) {
                Some(place) => place.worth += worth,
                None => places.push(Place { passage, worth }),
            }
        }
        places.sort_by(|one, other| {
            other
                .worth
                .total_cmp(&one.worth)
                .then(one.passage.cmp(&other.passage))
        });
        places
    }

    /// The ranked documents as they are shown. A code that was spelt in other characters is shown as a whole.
    pub(super) fn hits(&self, ranked: &[Ranked], terms: &[Term], meant: &Meant) -> Vec<Hit> {
        let most = terms.iter().map(|term| term.mass).fold(0.0, f32::max);
        let telling: Vec<Term> = terms
            .iter()
            .filter(|term| term.mass >= TELLING * most)
            .cloned()
            .collect();
        let lookup = Lookup::new(&telling);
        let mut hits: Vec<Hit> = ranked
            .iter()
            .map(|ranked| self.hit(*ranked, &self.places(ranked.document, &telling), &lookup))
            .collect();
        for (hit, ranked) in hits.iter_mut().zip(ranked) {
            if meant.documents.contains(&ranked.document) && hit.code.is_empty() && meant.by_number
            {
                hit.code = (0..hit.target.code().chars().count()).collect();
            }
        }
        hits
    }

    fn hit(&self, ranked: Ranked, places: &[Place], lookup: &Lookup) -> Hit {
        let document = &self.documents[ranked.document as usize];
        let mut hit = Hit {
            target: document.target,
            score: f64::from(ranked.score),
            code: Vec::new(),
            title: Vec::new(),
            also: Vec::new(),
        };
        for (at, passage) in (0..).zip(&document.passages) {
            match passage.field {
                Field::Code => hit.code = self.positions(ranked.document, at, lookup),
                Field::Title => hit.title = self.positions(ranked.document, at, lookup),
                _ => break,
            }
        }
        let most = places.first().map_or(0.0, |place| place.worth);
        let others = places
            .iter()
            .filter(|place| place.worth >= WORTH_SHOWING * most);
        let others = others.map(|place| {
            (
                place.passage,
                &document.passages[usize::from(place.passage)],
            )
        });
        let shown = others.filter(|(_, passage)| {
            !matches!(
                passage.field,
                Field::Code | Field::Title | Field::Message | Field::Signal | Field::About
            )
        });
        hit.also = shown
            .take(MOST_EXCERPTS)
            .map(|(at, passage)| Excerpt {
                field: passage.field.label(),
                text: passage.text.to_string(),
                positions: self.positions(ranked.document, at, lookup),
            })
            .collect();
        hit
    }

    fn positions(&self, document: u32, passage: u16, lookup: &Lookup) -> Vec<usize> {
        let text = &self.documents[document as usize].passages[usize::from(passage)].text;
        lookup.positions(
            text,
            self.postings.tokens(document, passage),
            &self.vocabulary,
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Category, Family, Known};
    use crate::search::{Document, Index};

    fn marked(text: &str, positions: &[usize]) -> String {
        text.chars()
            .enumerate()
            .filter(|(at, _)| positions.contains(at))
            .map(|(_, c)| c)
            .collect()
    }

    #[test]
    fn the_letters_that_were_typed_are_those_that_are_shown() {
        static KNOWN: Known = Known {
            code: "AADSTS50057",
            name: "UserDisabled",
            category: Category::Authentication,
            line: "漢字 user account is disabled, cafe\u{301} too",
            family: Family::Entra,
        };
        let index = Index::of(std::iter::once(Document::known(&KNOWN)));
        let title = |query: &str| marked(KNOWN.line, &index.search(query, 1).hits[0].title);
        assert_eq!(title("disab"), "disab");
        assert_eq!(title("disbled"), "disbled");
        assert_eq!(title("dsbld"), "dsbld");
        assert_eq!(title("caf\u{e9}"), "cafe\u{301}");
        assert_eq!(
            marked(KNOWN.code, &index.search("50057", 1).hits[0].code),
            "50057"
        );
    }
}
