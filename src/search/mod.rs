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
mod shown;
mod synonyms;
mod terms;
mod vocabulary;
mod words;

pub use document::{Document, Field};

use crate::embedded::{ENTRIES, KNOWN, Target};
use codes::{Codes, Meant};
use often::OftenMet;
use plain::PlainWords;
use postings::Postings;
use query::{Filters, Query};
use rank::Ranked;
use synonyms::Synonyms;
use terms::Lexicon;
use vocabulary::Vocabulary;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Category, Family, Known};
    use proptest::prelude::*;

    fn index() -> &'static Index {
        static INDEX: std::sync::OnceLock<Index> = std::sync::OnceLock::new();
        INDEX.get_or_init(Index::embedded)
    }

    fn first(query: &str) -> &'static str {
        index()
            .search(query, 1)
            .hits
            .first()
            .map_or("nothing", |hit| hit.target.code())
    }

    fn marked(text: &str, positions: &[usize]) -> String {
        text.chars()
            .enumerate()
            .filter(|(at, _)| positions.contains(at))
            .map(|(_, c)| c)
            .collect()
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
            let hit = &index().search(query, 1).hits[0];
            assert_eq!(
                marked(hit.target.code(), &hit.code).len(),
                hit.code.len(),
                "{query}"
            );
            assert_eq!(
                (hit.target.code(), hit.code.is_empty()),
                ("0x801c03f2", false),
                "{query}"
            );
        }
    }

    #[test]
    fn a_code_that_does_not_exist_is_said_not_to_be_known_with_its_neighbours() {
        let results = index().search("AADSTS700086", 5);
        assert!(
            results.said[0].starts_with("AADSTS700086 is not known; near: AADSTS700082, "),
            "{:?}",
            results.said
        );
        assert_eq!(results.hits[0].target.code(), "AADSTS700082");
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
        assert!(
            hits.iter()
                .filter(|hit| hit.target.title().contains("ultifactor"))
                .count()
                > 5
        );
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
