//! A query → ranked entries and known codes, with the characters to highlight.
//!
//! The words of the catalog are a vocabulary; what is typed is matched against the vocabulary, and the
//! words that match lead to documents through postings.

mod codes;
mod distance;
mod document;
mod highlight;
mod named;
mod often;
mod plain;
mod postings;
mod query;
mod rank;
mod results;
mod shown;
mod synonyms;
mod terms;
mod vocabulary;
mod ways;
mod words;

pub use document::Document;
pub use results::{Excerpt, Hit, Results};

use crate::embedded::{ENTRIES, KNOWN, Target};
use codes::{Codes, Meant};
use often::OftenMet;
use plain::PlainWords;
use postings::Postings;
use query::{Filters, Query};
use rank::Ranked;
use synonyms::Synonyms;

use vocabulary::Vocabulary;
use ways::Lexicon;

/// So many documents are looked at closer, or as many as are wanted.
const LOOKED_AT: usize = 48;

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

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Index of {} documents", self.documents.len())
    }
}

impl Index {
    /// The index of the catalog that this binary carries. Parses every entry: make it at the first key.
    #[must_use]
    pub fn embedded() -> Self {
        Self::of(
            ENTRIES
                .iter()
                .map(Document::entry)
                .chain(KNOWN.iter().map(Document::known)),
        )
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
            prior: documents
                .iter()
                .map(|document| prior(&document.target, &often))
                .collect(),
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
        if query.text.is_empty() {
            return Results {
                hits: self.all(&query.filters, limit),
                said: query.said,
            };
        }
        let meant = self.codes.read(&query.text);
        let text = if meant.is_empty() {
            &query.text
        } else {
            meant.rest.trim()
        };
        let mut terms = self.lexicon().terms(text, query.is_open);
        let mut scores = rank::scores(&terms, &self.postings, self.documents.len());
        let mut said = query.said;
        self.add_codes(&meant, &mut scores, &mut said);
        let best = self.closer(
            self.top(&scores, &query.filters, limit.max(LOOKED_AT)),
            &terms,
            limit,
        );
        if !meant.is_empty() {
            let named = self.lexicon().terms(&query.text, query.is_open);
            terms.extend(
                named
                    .into_iter()
                    .filter(|term| term.typed.bytes().any(|b| b.is_ascii_digit())),
            );
        }
        Results {
            hits: self.hits(&best, &terms, &meant),
            said,
        }
    }

    /// Every document in catalog order.
    fn all(&self, filters: &Filters, limit: usize) -> Vec<Hit> {
        let every = (0..)
            .zip(&self.documents)
            .filter(|(_, document)| filters.admit(&document.target));
        let ranked: Vec<Ranked> = every
            .take(limit)
            .map(|(document, _)| Ranked {
                score: 0.0,
                document,
            })
            .collect();
        self.hits(&ranked, &[], &Meant::default())
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
        let found = (0..)
            .zip(scores)
            .zip(&self.prior)
            .filter(|((_, score), _)| **score > 0.0);
        let admitted = found.filter(|((document, _), _)| {
            filters.is_empty() || filters.admit(&self.target(*document))
        });
        rank::top(
            admitted.map(|((document, score), prior)| Ranked {
                score: score * prior,
                document,
            }),
            limit,
        )
    }

    fn target(&self, document: u32) -> Target {
        self.documents[document as usize].target
    }
}

/// Entries before known codes, what people meet often before what they hardly ever see.
fn prior(target: &Target, often: &OftenMet) -> f32 {
    let entry = if target.header().is_some() { 1.05 } else { 1.0 };
    let met = if often.has(target.code()) { 1.1 } else { 1.0 };
    let named = if target.name().is_empty() { 1.0 } else { 1.02 };
    entry * met * named
}

/// The embedded index, made once for all tests.
#[cfg(test)]
fn index() -> &'static Index {
    static INDEX: std::sync::OnceLock<Index> = std::sync::OnceLock::new();
    INDEX.get_or_init(Index::embedded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Category;
    use proptest::prelude::*;

    fn first(query: &str) -> &'static str {
        index()
            .search(query, 1)
            .hits
            .first()
            .map_or("nothing", |hit| hit.target.code())
    }

    #[test]
    fn a_misspelt_name_leads_to_its_code_in_one_word_or_several() {
        for (query, code) in [
            ("InvalidUserNameOrPasword", "AADSTS50126"),
            ("invalid usernameor pasword", "AADSTS50126"),
            ("UserDisbled", "AADSTS50057"),
            ("fresh tokn needed", "AADSTS50173"),
            ("bulkaadj token unauthorized", "AADSTS240001"),
        ] {
            assert_eq!(first(query), code, "{query}");
        }
    }

    #[test]
    fn the_order_of_words_does_not_matter() {
        let codes = |query: &str| {
            index()
                .search(query, 10)
                .hits
                .iter()
                .map(|hit| hit.target.code())
                .collect::<Vec<_>>()
        };
        assert_eq!(codes("password expired "), codes("expired password "));
    }

    #[test]
    fn everyday_words_meet_the_words_of_the_catalog() {
        let hits = index().search("mfa ", 40).hits;
        let codes: Vec<&str> = hits.iter().map(|hit| hit.target.code()).collect();
        for code in ["AADSTS50074", "AADSTS50076", "AADSTS50079"] {
            assert!(codes.contains(&code), "{codes:?}");
        }
        let hit = &index().search("2fa required", 1).hits[0];
        assert!(!hit.title.is_empty() || !hit.also.is_empty(), "{hit:?}");
    }

    #[test]
    fn filters_hold_and_a_wrong_one_is_said() {
        let hits = index().search("category:gateway timeout", 50).hits;
        assert!(
            !hits.is_empty()
                && hits
                    .iter()
                    .all(|hit| hit.target.category() == Category::Gateway)
        );
        assert_eq!(
            index().search("severity:urgent token", 1).said,
            ["severity: `urgent` is none of low, medium, high, critical"]
        );
        assert!(
            index()
                .search("severity:low token", 50)
                .hits
                .iter()
                .all(|hit| hit.target.header().is_some())
        );
    }

    #[test]
    fn nothing_typed_shows_the_catalog_in_its_order() {
        let codes: Vec<_> = index()
            .search("", 3)
            .hits
            .iter()
            .map(|hit| hit.target.code())
            .collect();
        let catalog: Vec<_> = ENTRIES
            .iter()
            .map(|header| header.code)
            .chain(KNOWN.iter().map(|known| known.code))
            .take(3)
            .collect();
        assert_eq!(codes, catalog);
    }

    #[test]
    fn an_index_can_be_made_on_another_thread() {
        const fn is_shared<T: Send + Sync>() {}
        is_shared::<Index>();
    }

    const NASTY: &[&str] = &[
        "AADSTS",
        "50011",
        " ",
        ":",
        "severity:",
        "0x",
        "-",
        "漢",
        "e\u{301}",
        "\u{200b}",
        "İ",
        "ß",
        "ﬁ",
        "'",
        "_",
        "token",
        "expired",
        "GatewayUn",
        "\u{1b}[",
        "reply url",
    ];

    fn query() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            any::<char>().prop_map(String::from),
            prop::sample::select(NASTY).prop_map(String::from),
            "[a-zA-Z0-9]{1,9}"
        ];
        prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

        #[test]
        fn any_query_is_answered_with_positions_inside_the_shown_text(query in query(), limit in 0_usize..60) {
            let results = index().search(&query, limit);
            prop_assert!(results.hits.len() <= limit);
            prop_assert!(results.hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
            for hit in &results.hits {
                let shown = [(hit.target.code(), &hit.code), (hit.target.title(), &hit.title)];
                let also = hit.also.iter().map(|excerpt| (excerpt.text.as_str(), &excerpt.positions));
                for (text, positions) in shown.into_iter().chain(also) {
                    prop_assert!(positions.windows(2).all(|pair| pair[0] < pair[1]));
                    prop_assert!(positions.last().is_none_or(|&last| last < text.chars().count()), "{:?} in {:?}", positions, text);
                }
            }
        }

        #[test]
        fn a_word_that_matches_nothing_never_empties_the_list(query in "[a-z]{3,9}( [a-z]{3,9}){0,3}") {
            let before = index().search(&query, 5).hits.len();
            let after = index().search(&format!("qqzzxxjjqq {query}"), 5).hits.len();
            prop_assert!(after >= before.min(1), "{} hits became {}", before, after);
        }
    }
}
