//! Everything that can give an error away, as one automaton: codes, names, numbers and the fixed words of signatures.

use crate::catalog::{code, pattern};
use crate::embedded::{ENTRIES, Header, KNOWN, Target};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::Regex;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What a literal in the text may be.
#[derive(Debug, Clone, Copy)]
pub enum Literal {
    /// `AADSTS`, nearly so, or broken in two.
    Aadsts,
    /// The name of a field that holds a code.
    NumberField,
    /// A code or a symbolic name in one word.
    Word(Target),
    /// The beginning of a family of codes of which not all are public.
    Family,
    /// A known code that is a phrase.
    Phrase(Target),
    /// The number of another product's code, of which the first word must stand near it.
    Vendor(Target),
    /// A 32-bit code as hexadecimal digits or a decimal number.
    Number(Target),
    /// The fixed words of a signature: its index.
    Signature(usize),
}

pub struct Signature {
    pub header: &'static Header,
    pattern: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Signature {
    pub fn regex(&self) -> Option<&Regex> {
        self.compiled
            .get_or_init(|| pattern::compile(self.pattern).ok())
            .as_ref()
    }
}

pub struct Index {
    codes: HashMap<String, Target>,
    literals: Vec<(String, Literal)>,
    pub automaton: AhoCorasick,
    pub signatures: Vec<Signature>,
}

const AADSTS: &[&str] = &[
    "aadst", "aadts", "adsts", "aadsst", "addsts", "aadsys", "a adsts", "aa dsts", "aad sts",
    "aads ts", "aadst s", "aad5t",
];

/// Fields that hold the number of a code, in the languages of the portals.
const NUMBER_FIELDS: &[&str] = &[
    "errorcode",
    "error_code",
    "error code",
    "error-code",
    "resulttype",
    "error?code=",
    "errornumber",
    "hresult",
    "fehlercode",
    "code d'erreur",
    "c\u{f3}digo de error",
    "codice errore",
    "c\u{f3}digo de erro",
    "foutcode",
    "felkod",
];

const FAMILIES: &[&str] = &[
    "dm_gwpipeline_",
    "dmts_",
    "modelrefresh_",
    "modelrefreshfailed_",
    "pfe_m_",
];

impl Index {
    pub fn get() -> &'static Self {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(Self::build)
    }

    /// The automaton that only tells where a candidate is, as fast as a table can.
    pub fn candidates() -> &'static AhoCorasick {
        static CANDIDATES: OnceLock<AhoCorasick> = OnceLock::new();
        CANDIDATES.get_or_init(|| automaton(&Self::get().literals, AhoCorasickKind::DFA))
    }

    /// The entry or known code that is spelt exactly so.
    pub fn find(&self, spelling: &str) -> Option<Target> {
        self.codes.get(&code::key(spelling)).copied()
    }

    pub fn literal(&self, pattern: aho_corasick::PatternID) -> (&str, Literal) {
        let (text, literal) = &self.literals[pattern.as_usize()];
        (text, *literal)
    }

    fn build() -> Self {
        let mut codes = HashMap::new();
        let mut literals: Vec<(String, Literal)> = Vec::new();
        for header in ENTRIES {
            let target = Target::Entry(header);
            for spelling in std::iter::once(&header.code).chain(header.aliases) {
                add(spelling, target, &mut codes, &mut literals);
            }
            add_name(header.name, target, &mut codes, &mut literals);
        }
        for known in KNOWN {
            add(known.code, Target::Known(known), &mut codes, &mut literals);
        }
        for known in KNOWN {
            add_name(known.name, Target::Known(known), &mut codes, &mut literals);
        }
        let signatures = signatures(&mut literals);
        literals.extend(
            AADSTS
                .iter()
                .map(|text| ((*text).to_owned(), Literal::Aadsts)),
        );
        literals.extend(
            NUMBER_FIELDS
                .iter()
                .map(|text| ((*text).to_owned(), Literal::NumberField)),
        );
        literals.extend(
            FAMILIES
                .iter()
                .map(|text| ((*text).to_owned(), Literal::Family)),
        );
        let automaton = automaton(&literals, AhoCorasickKind::ContiguousNFA);
        Self {
            codes,
            literals,
            automaton,
            signatures,
        }
    }
}

fn automaton(literals: &[(String, Literal)], kind: AhoCorasickKind) -> AhoCorasick {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(kind))
        .build(literals.iter().map(|(text, _)| text))
        .expect("a few thousand short literals are within the automaton's limits")
}

type Literals = Vec<(String, Literal)>;

fn add(
    spelling: &str,
    target: Target,
    codes: &mut HashMap<String, Target>,
    literals: &mut Literals,
) {
    let key = code::key(spelling);
    if codes.contains_key(&key) {
        return;
    }
    codes.insert(key.clone(), target);
    for value in hresults(spelling) {
        literals.push((format!("{value:08x}"), Literal::Number(target)));
        if value & 0x8000_0000 != 0 {
            literals.push((value.to_string(), Literal::Number(target)));
            literals.push((value.cast_signed().to_string(), Literal::Number(target)));
        }
    }
    if key.starts_with("aadsts")
        || key.starts_with("0x")
        || key.bytes().all(|byte| byte.is_ascii_digit())
    {
        return;
    }
    if !spelling.contains(char::is_whitespace) {
        literals.push((spelling.to_lowercase(), Literal::Word(target)));
    } else if let Some(number) = vendor_number(spelling) {
        literals.push((number, Literal::Vendor(target)));
    } else {
        literals.extend(
            phrases(spelling)
                .into_iter()
                .map(|phrase| (phrase, Literal::Phrase(target))),
        );
    }
}

fn add_name(
    name: &str,
    target: Target,
    codes: &mut HashMap<String, Target>,
    literals: &mut Literals,
) {
    let key = code::key(name);
    if name.len() < 8 || name.contains(char::is_whitespace) || codes.contains_key(&key) {
        return;
    }
    codes.insert(key.clone(), target);
    literals.push((key, Literal::Word(target)));
}

/// The 32-bit codes that a spelling holds: `0x801c03f2`, `XMLA error -1052311437 (0xC1470073)`.
fn hresults(spelling: &str) -> Vec<u32> {
    let mut found: Vec<u32> = spelling
        .split([' ', '(', ')', ':', '/'])
        .filter_map(
            |word| match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
                Some(digits) if digits.len() == 8 => u32::from_str_radix(digits, 16).ok(),
                None if word.len() >= 10 => word.parse().ok().and_then(code::hresult_of),
                _ => None,
            },
        )
        .collect();
    found.dedup();
    found
}

/// `10709` of `HDBODBC -10709 (Kerberos)`.
fn vendor_number(spelling: &str) -> Option<String> {
    let is_number = |word: &&str| {
        (4..10).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut words = spelling
        .split_whitespace()
        .skip(1)
        .map(|word| word.trim_start_matches('-'));
    words
        .find(is_number)
        .filter(|_| hresults(spelling).is_empty())
        .map(str::to_owned)
}

/// How a known phrase of at least five words is written in a message; nothing for shorter ones.
fn phrases(spelling: &str) -> Vec<String> {
    let phrase = spelling
        .split(['(', ':'])
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    if phrase.split_whitespace().count() < 5 {
        return Vec::new();
    }
    let contracted = phrase
        .replace("did not", "didn't")
        .replace("cannot", "can't")
        .replace("does not", "doesn't");
    if contracted == phrase {
        vec![phrase]
    } else {
        vec![phrase, contracted]
    }
}

fn signatures(literals: &mut Literals) -> Vec<Signature> {
    let mut all = Vec::new();
    for header in ENTRIES {
        for signature in header.signatures {
            literals.extend(
                signature
                    .literals
                    .iter()
                    .map(|literal| ((*literal).to_owned(), Literal::Signature(all.len()))),
            );
            all.push(Signature {
                header,
                pattern: signature.pattern,
                compiled: OnceLock::new(),
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_by_code_and_name_in_any_case() {
        let index = Index::get();
        assert_eq!(
            index.find("aadsts700082").map(|target| target.code()),
            Some("AADSTS700082")
        );
        for known in KNOWN {
            assert!(index.find(known.code).is_some(), "{}", known.code);
        }
    }

    #[test]
    fn numbers_are_read_out_of_the_names_of_errors() {
        assert_eq!(
            hresults("XMLA error -1052311437 (0xC1470073)"),
            [0xc147_0073]
        );
        assert_eq!(
            vendor_number("HDBODBC -10709 (Kerberos)").as_deref(),
            Some("10709")
        );
        assert_eq!(vendor_number("Circular dependency detected"), None);
    }

    #[test]
    fn a_phrase_is_known_as_people_write_it() {
        let phrases = phrases("Key did not match any rows in the table");
        assert_eq!(
            phrases,
            [
                "key did not match any rows in the table",
                "key didn't match any rows in the table"
            ]
        );
    }
}
