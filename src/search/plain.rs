//! Words that say little in a query: `assets/plain-words.tsv`, how much and which.

use super::words::{stem, words};
use fnv::FnvHashMap;

const PLAIN: &str = include_str!("../../assets/plain-words.tsv");

#[derive(Debug)]
pub(super) struct PlainWords(FnvHashMap<String, f32>);

impl PlainWords {
    pub(super) fn embedded() -> Self {
        let rows = PLAIN
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'));
        let weights = rows.flat_map(|(weight, plain)| {
            let weight = weight.parse().expect("a test parses every weight");
            words(plain)
                .into_iter()
                .map(move |word| (stem(&word.text).to_owned(), weight))
        });
        Self(weights.collect())
    }

    /// How much the word counts: 1 for all that are not in the list.
    pub(super) fn weight(&self, word: &str) -> f32 {
        self.0.get(stem(word)).copied().unwrap_or(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_word_counts_less_in_all_its_forms() {
        let plain = PlainWords::embedded();
        assert!(plain.weight("the") < 0.1);
        assert!(plain.weight("failing") < 1.0 && plain.weight("fails") < 1.0);
        assert!((plain.weight("gateway") - 1.0).abs() < f32::EPSILON);
        assert!(plain.0.values().all(|weight| (0.0..1.0).contains(weight)));
    }
}
