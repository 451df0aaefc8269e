//! Words that say little in a query: `assets/plain-words.tsv`, how much and which.

use super::words::words;

const PLAIN: &str = include_str!("../../../assets/plain-words.tsv");

/// Each word of the list, with how much it counts; all others count 1.
pub fn plain_words() -> Vec<(String, f32)> {
    let rows = PLAIN
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'));
    rows.flat_map(|(weight, plain)| {
        let weight = weight.parse().expect("a test parses every weight");
        words(plain)
            .into_iter()
            .map(move |word| (word.text, weight))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_counts_less_than_others() {
        let plain = plain_words();
        assert!(plain.iter().all(|(_, weight)| (0.0..1.0).contains(weight)));
        assert!(plain.contains(&("the".to_owned(), 0.04)));
    }
}
