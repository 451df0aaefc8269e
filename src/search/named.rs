//! Codes that a query names: they come first, with what is mistaken for them, and it is said what they are.

use super::Index;
use super::codes::Meant;
use super::query::Filters;
use super::rank;
use crate::catalog::code::key;
use crate::embedded::Target;

/// Above every score that words can get.
const EXACT: f32 = 10.0;
/// Above that for the first hundred, one step behind the other: more than a closer look adds.
const RANKED: f32 = 300.0;
const STEP: f32 = 2.0;
const LOOKALIKE: f32 = 5.0;
const NEIGHBOUR: f32 = 3.0;
const NEAREST: f32 = 1.5;
/// An entry that is named as the nearest has at least this score for the words of the known code.
const NEAR_ENOUGH: f32 = 0.4;
/// So many lookalikes, neighbours and nearest entries are named.
const MOST_NAMED: usize = 3;

impl Index {
    /// Raises the documents that the query names by their codes, and what belongs to them.
    pub(super) fn add_codes(&self, meant: &Meant, scores: &mut [f32], said: &mut Vec<String>) {
        for (at, &document) in (0_u8..=99).zip(&meant.documents) {
            let is_ranked = usize::from(at) < meant.ranked;
            let at = f32::from(at);
            if is_ranked {
                scores[document as usize] = (RANKED - STEP * at) / self.prior(document);
            } else {
                scores[document as usize] += EXACT - at / 100.0;
            }
            if is_ranked && at > 0.0 {
                continue;
            }
            let others = &self.tables.documents[document as usize].lookalikes;
            if !others.is_empty() {
                said.push(format!(
                    "{}, not {}",
                    self.target(document).code(),
                    self.names(others)
                ));
            }
            self.raise(others, LOOKALIKE, scores);
        }
        for (code, spelling) in &meant.unknown {
            let near = self.near(code, spelling);
            let ending = if near.is_empty() {
                String::new()
            } else {
                format!("; near: {}", self.names(&near))
            };
            said.push(format!("{code} is not known{ending}"));
            self.raise(&near, NEIGHBOUR, scores);
        }
        if let ([document], true) = (&meant.documents[..], meant.rest.is_empty()) {
            self.add_nearest(*document, scores, said);
        }
    }

    /// The documents whose code is one slip away, those met most first; then those whose code only begins so.
    fn near(&self, code: &str, spelling: &str) -> Vec<u32> {
        let mut near = self.codes().neighbours(code);
        if key(code) != spelling {
            near.extend(self.codes().neighbours(spelling));
        }
        near.sort_unstable();
        near.dedup();
        near.sort_by(|one, other| {
            self.prior(*other)
                .total_cmp(&self.prior(*one))
                .then(one.cmp(other))
        });
        let longer = self.tables.stems.beginning(&key(code));
        for posting in self.tables.of_range(&longer) {
            if !near.contains(&posting.document) {
                near.push(posting.document);
            }
        }
        near
    }

    fn raise(&self, documents: &[u32], by: f32, scores: &mut [f32]) {
        for (at, &document) in (0_u8..=99).zip(documents) {
            if scores[document as usize] < by {
                scores[document as usize] += (by - f32::from(at) / 100.0) / self.prior(document);
            }
        }
    }

    /// Says that a known code has no entry, and names the entries that are nearest to it.
    fn add_nearest(&self, document: u32, scores: &mut [f32], said: &mut Vec<String>) {
        let target = self.target(document);
        let Target::Known(known) = target else { return };
        let terms = self
            .lexicon()
            .terms(&format!("{} {}", known.name, known.line), false);
        let mut near = rank::scores(&terms, &self.tables);
        (0..)
            .zip(&mut near)
            .filter(|(number, _)| self.target(*number).header().is_none())
            .for_each(|(_, score)| *score = 0.0);
        let best = self.best(&near, &terms, &Filters::default(), MOST_NAMED);
        let near: Vec<u32> = best
            .iter()
            .filter(|ranked| ranked.score >= NEAR_ENOUGH)
            .map(|ranked| ranked.document)
            .collect();
        let name = if known.name.is_empty() {
            String::new()
        } else {
            format!(" ({})", known.name)
        };
        let ending = if near.is_empty() {
            String::new()
        } else {
            format!("; nearest: {}", self.names(&near))
        };
        said.push(format!(
            "{}{name} is known, without an entry{ending}",
            known.code
        ));
        self.raise(&near, NEAREST, scores);
    }

    fn names(&self, documents: &[u32]) -> String {
        documents
            .iter()
            .take(MOST_NAMED)
            .map(|&document| self.target(document).code())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::index;
    use crate::embedded::KNOWN;

    fn first(query: &str) -> &'static str {
        index()
            .search(query, 1)
            .hits
            .first()
            .map_or("nothing", |hit| hit.target.code())
    }

    #[test]
    fn a_code_comes_first_in_any_spelling_and_names_what_it_is_mistaken_for() {
        for query in [
            "700082",
            "aadsts 700082",
            "AADST700082",
            "AADSTS7OOO82",
            "error code: 700082",
            "why AADSTS700082 again?",
        ] {
            assert_eq!(first(query), "AADSTS700082", "{query}");
        }
        let said = index().search("700082", 5).said;
        assert!(said[0].starts_with("AADSTS700082, not AADSTS"), "{said:?}");
        for query in [
            "0x801C03F2",
            "801c03f2",
            "-2145647630",
            "2149319666",
            "ffffffff801c03f2",
        ] {
            let results = index().search(query, 1);
            let hit = &results.hits[0];
            let shown = index().marks(&results.asked, &hit.target).code;
            assert_eq!(
                shown.last().copied(),
                hit.target.code().len().checked_sub(1),
                "{query}"
            );
            assert_eq!(
                (hit.target.code(), shown.is_empty()),
                ("0x801c03f2", false),
                "{query}"
            );
        }
    }

    #[test]
    fn a_code_that_does_not_exist_is_said_not_to_be_known_with_its_neighbours() {
        let results = index().search("AADSTS700086", 5);
        assert!(
            results.said[0].starts_with("AADSTS700086 is not known; near: ")
                && results.said[0].contains("AADSTS700082"),
            "{:?}",
            results.said
        );
        let first = results.hits[0].target.code();
        assert!(
            results.said[0].contains(first),
            "{first}: {:?}",
            results.said
        );
        assert!(
            index().search("AADSTS7000", 5).said.is_empty(),
            "it may be going on"
        );
    }

    #[test]
    fn a_known_code_is_said_to_exist() {
        let known = KNOWN
            .iter()
            .find(|known| known.code.starts_with("AADSTS") && !known.name.is_empty())
            .unwrap();
        let results = index().search(known.code, 5);
        assert_eq!(results.hits[0].target.code(), known.code);
        let wanted = format!("{} ({}) is known, without an entry", known.code, known.name);
        assert!(
            results.said.iter().any(|said| said.starts_with(&wanted)),
            "{:?}",
            results.said
        );
    }
}
