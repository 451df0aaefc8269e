//! A query → ranked entries and known codes, with the characters to highlight.
//!
//! The words of the catalog are a vocabulary; what is typed is matched against the vocabulary, and the
//! words that match lead to documents through postings.

mod codes;
mod distance;
mod marks;
mod named;
mod query;
mod rank;
mod results;
mod tables;
mod terms;
mod vocabulary;
mod ways;

pub use results::{Asked, Hit, Marks, Results};

use crate::catalog::{Entry, Known};
use crate::embedded::{ENTRIES, Header, KNOWN, Target};
use crate::evidence;
use codes::{Codes, Meant};
use query::{Filters, Query};
use rank::Ranked;
use tables::{Tables, Text};
use terms::Term;
use vocabulary::Vocabulary;
use ways::Lexicon;

/// Nobody types so many bytes; a line this long was pasted.
const A_PASTE: usize = 60;

/// The tables that `build.rs` has made of the embedded catalog.
static TABLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/search.bin"));

/// One code and the text that it is found by.
#[derive(Debug, Clone)]
pub struct Document {
    target: Target,
    text: Text,
}

impl Document {
    /// An entry whose text is at hand.
    #[must_use]
    pub fn with(header: &'static Header, entry: Entry) -> Self {
        Self {
            target: Target::Entry(header),
            text: Text::entry(header.family, entry),
        }
    }

    /// A code without an entry.
    #[must_use]
    pub fn known(known: &'static Known) -> Self {
        Self {
            target: Target::Known(known),
            text: Text::known(known),
        }
    }
}

/// All documents, ready to be searched.
pub struct Index {
    targets: Vec<Target>,
    tables: Tables,
    vocabulary: Vocabulary,
    /// In how many documents each key says something.
    reach: Vec<f32>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Index of {} documents", self.targets.len())
    }
}

impl Index {
    /// The index of the catalog that this binary carries, from what was made of it at build time.
    #[must_use]
    pub fn embedded() -> Self {
        let entries = ENTRIES.iter().map(Target::Entry);
        let targets = entries.chain(KNOWN.iter().map(Target::Known)).collect();
        let tables = postcard::from_bytes(TABLES).expect("build.rs has written the tables");
        Self::new(targets, tables)
    }

    /// The index of these documents; their order is the catalog order.
    #[must_use]
    pub fn of(documents: impl Iterator<Item = Document>) -> Self {
        let (targets, texts): (Vec<_>, Vec<_>) = documents
            .map(|document| (document.target, document.text))
            .unzip();
        Self::new(targets, Tables::new(texts.into_iter()))
    }

    fn new(targets: Vec<Target>, tables: Tables) -> Self {
        Self {
            targets,
            vocabulary: Vocabulary::new(&tables.words),
            reach: tables.reach(),
            tables,
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
                asked: Asked::default(),
            };
        }
        let meant = self.meant(&query.text);
        let text = if meant.is_empty() {
            &query.text
        } else {
            meant.rest.trim()
        };
        let mut terms = self.lexicon().terms(text, query.is_open);
        let mut scores = rank::scores(&terms, &self.tables);
        let mut said = query.said;
        self.add_codes(&meant, &mut scores, &mut said);
        let best = self.best(&scores, &terms, &query.filters, limit);
        if !meant.is_empty() {
            terms.extend(self.lexicon().numbers(&query.text));
        }
        Results {
            hits: self.hits(&best),
            said,
            asked: Asked {
                terms,
                numbered: self.numbered(&meant),
            },
        }
    }

    /// What a query says in codes. A pasted line is read as evidence is, by structure and
    /// signatures: its codes stand in quotes and fields, and the innermost comes first.
    fn meant(&self, text: &str) -> Meant {
        let mut meant = self.codes().read(text);
        if text.len() < A_PASTE {
            return meant;
        }
        let found = evidence::identify(text).codes;
        let targets = found.iter().filter_map(|found| found.target);
        let found: Vec<u32> = targets
            .filter_map(|target| self.codes().document(target.code()))
            .collect();
        meant.documents.retain(|named| !found.contains(named));
        meant.ranked = found.len();
        meant.documents.splice(..0, found);
        meant
    }

    /// Every document in catalog order.
    fn all(&self, filters: &Filters, limit: usize) -> Vec<Hit> {
        let every = self.targets.iter().filter(|target| filters.admit(target));
        every
            .take(limit)
            .map(|&target| Hit { target, score: 0.0 })
            .collect()
    }

    fn hits(&self, ranked: &[Ranked]) -> Vec<Hit> {
        ranked
            .iter()
            .map(|ranked| Hit {
                target: self.target(ranked.document),
                score: f64::from(ranked.score),
            })
            .collect()
    }

    fn numbered(&self, meant: &Meant) -> Vec<&'static str> {
        let documents = meant.documents.iter().filter(|_| meant.by_number);
        documents
            .map(|&document| self.target(document).code())
            .collect()
    }

    const fn lexicon(&self) -> Lexicon<'_> {
        Lexicon {
            tables: &self.tables,
            vocabulary: &self.vocabulary,
            reach: self.reach.as_slice(),
        }
    }

    const fn codes(&self) -> Codes<'_> {
        Codes(&self.tables)
    }

    /// The best of the documents with a score, after a closer look at them.
    fn best(&self, scores: &[f32], terms: &[Term], filters: &Filters, limit: usize) -> Vec<Ranked> {
        let found = (0..)
            .zip(scores)
            .filter(|(_, score)| **score > 0.0)
            .filter(|(document, _)| filters.is_empty() || filters.admit(&self.target(*document)))
            .map(|(document, score)| Ranked {
                score: score * self.prior(document),
                document,
            });
        let found = rank::top(found, limit.max(rank::LOOKED_AT));
        let mut best = rank::closer(found, terms, &self.tables);
        best.truncate(limit);
        best
    }

    fn target(&self, document: u32) -> Target {
        self.targets[document as usize]
    }

    fn prior(&self, document: u32) -> f32 {
        self.tables.documents[document as usize].prior
    }
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
    use crate::catalog::{Category, Family};
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
    fn an_abbreviation_leads_to_all_that_it_is_about() {
        let hits = index().search("mfa ", 40).hits;
        let codes: Vec<&str> = hits.iter().map(|hit| hit.target.code()).collect();
        for code in ["AADSTS50074", "AADSTS50076", "AADSTS50079"] {
            assert!(codes.contains(&code), "{codes:?}");
        }
    }

    #[test]
    fn everyday_words_meet_the_words_of_the_catalog() {
        static KNOWN: Known = Known {
            code: "AADSTS50076",
            name: "",
            category: Category::Authentication,
            line: "The policy asks for multifactor authentication",
            family: Family::Entra,
        };
        let index = Index::of(std::iter::once(Document::known(&KNOWN)));
        let results = index.search("2fa", 5);
        let marks = index.marks(&results.asked, &results.hits[0].target);
        let marked: String = marks
            .title
            .iter()
            .filter_map(|&at| KNOWN.line.chars().nth(at))
            .collect();
        assert_eq!(marked, "multifactor");
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
                let marks = index().marks(&results.asked, &hit.target);
                for (text, positions) in [(hit.target.code(), marks.code), (hit.target.title(), marks.title)] {
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
