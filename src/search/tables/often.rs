//! The codes that people meet most, and what they say then: `assets/often-met.tsv`.

use super::document::{Field, Text};
use crate::catalog::code::key;
use fnv::FnvHashMap;

const OFTEN_MET: &str = include_str!("../../../assets/often-met.tsv");

pub struct OftenMet(FnvHashMap<String, &'static str>);

impl OftenMet {
    pub fn embedded() -> Self {
        let rows = OFTEN_MET.lines().filter(|line| !line.starts_with('#'));
        Self(
            rows.filter_map(|line| line.split_once('\t'))
                .map(|(code, words)| (key(code), words))
                .collect(),
        )
    }

    pub fn has(&self, code: &str) -> bool {
        self.0.contains_key(&key(code))
    }

    /// Gives a code the words that people say for it; an entry has tags besides.
    pub fn describe(&self, text: &mut Text) {
        let tags = self.0.get(&key(&text.code)).copied();
        for tag in tags.iter().flat_map(|words| words.split(", ")) {
            text.add(Field::Tag, tag);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Category, Family, Known};
    use crate::embedded::find;

    #[test]
    fn every_row_has_a_code_and_words_and_stands_once() {
        let rows: Vec<&str> = OFTEN_MET
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert_eq!(OftenMet::embedded().0.len(), rows.len());
        assert!(rows.iter().all(|row| {
            row.split_once('\t')
                .is_some_and(|(code, words)| !code.is_empty() && !words.trim().is_empty())
        }));
        let known = rows
            .iter()
            .filter_map(|row| row.split('\t').next())
            .filter(|code| find(code).is_some())
            .count();
        assert!(known * 10 > rows.len() * 8, "{known} of {}", rows.len());
    }

    #[test]
    fn a_known_code_is_found_by_what_people_say() {
        static KNOWN: Known = Known {
            code: "AADSTS50057",
            name: "",
            category: Category::Authentication,
            line: "",
            family: Family::Entra,
        };
        let mut text = Text::known(&KNOWN);
        OftenMet::embedded().describe(&mut text);
        assert!(
            text.passages
                .iter()
                .any(|passage| passage.field == Field::Tag && passage.text == "account disabled")
        );
    }
}
