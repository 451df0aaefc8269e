//! The words of the catalog by their letters: which of them a misspelt word can be.

use super::distance::distance;
use super::tables::Strings;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use std::ops::Range;

/// So many words are given to the fuzzy matcher, the shortest first.
const MOST_COMPARED: usize = 32;

pub(super) struct Vocabulary {
    /// The words by length, and where each length begins in them.
    by_length: Vec<u32>,
    lengths: Vec<usize>,
    /// The letters of each word, one bit each, in the order of `by_length`.
    letters: Vec<u32>,
    matcher: SkimMatcherV2,
}

impl Vocabulary {
    /// Takes words that are sorted and not repeated; the same are given with every question.
    pub(super) fn new(words: &Strings) -> Self {
        let lengths: Vec<usize> = words.iter().map(|word| word.chars().count()).collect();
        let longest = lengths.iter().max().copied().unwrap_or(0);
        let mut starts = vec![0; longest + 2];
        for &length in &lengths {
            starts[length + 1] += 1;
        }
        for length in 0..=longest {
            starts[length + 1] += starts[length];
        }
        let mut next = starts.clone();
        let mut by_length = vec![0; lengths.len()];
        for (word, &length) in (0..).zip(&lengths) {
            by_length[next[length]] = word;
            next[length] += 1;
        }
        Self {
            letters: by_length
                .iter()
                .map(|&word| bits(words.get(word)))
                .collect(),
            by_length,
            lengths: starts,
            matcher: SkimMatcherV2::default().ignore_case(),
        }
    }

    /// The words at most so many slips away, with how many.
    pub(super) fn near(&self, words: &Strings, typed: &str, most: usize) -> Vec<(u32, usize)> {
        let chars: Vec<char> = typed.chars().collect();
        let lengths = self.lengths_between(chars.len().saturating_sub(most), chars.len() + most);
        let mut found = Vec::new();
        let mut look = |at: usize| {
            let id = self.by_length[at];
            let word = words.get(id);
            let slips = if typed.is_ascii() && word.is_ascii() {
                distance(typed.as_bytes(), word.as_bytes(), most)
            } else {
                distance(&chars, &word.chars().collect::<Vec<char>>(), most)
            };
            found.extend(slips.map(|slips| (id, slips)));
        };
        let (first, letters) = (lengths.start, &self.letters[lengths]);
        match most {
            0 | 1 => alike::<1>(bits(typed), letters, |at| look(first + at)),
            2 => alike::<2>(bits(typed), letters, |at| look(first + at)),
            _ => alike::<3>(bits(typed), letters, |at| look(first + at)),
        }
        found
    }

    fn lengths_between(&self, least: usize, most: usize) -> Range<usize> {
        let end = self.lengths.len() - 1;
        self.lengths[least.min(end)]..self.lengths[(most + 1).min(end)]
    }

    /// The words that hold the typed letters in order, beginning with the first, with the fuzzy matcher's score.
    pub(super) fn subsequence(&self, words: &Strings, typed: &str) -> Vec<(u32, f32)> {
        let Some(first) = typed.chars().next() else {
            return Vec::new();
        };
        let length = typed.chars().count();
        let mut found: Vec<u32> = words
            .beginning(first.encode_utf8(&mut [0; 4]))
            .filter(|&id| holds(words.get(id), typed))
            .filter(|&id| words.get(id).chars().count() <= 3 * length)
            .collect();
        if found.len() > MOST_COMPARED {
            found.sort_by_key(|&id| (words.get(id).len(), id));
            found.truncate(MOST_COMPARED);
        }
        let score = |id| self.matcher.fuzzy_match(words.get(id), typed);
        found
            .into_iter()
            .filter_map(|id| score(id).map(|score| (id, relative(score, length))))
            .collect()
    }

    /// Which letters of a word the fuzzy matcher takes for the typed ones.
    pub(super) fn matched_letters(&self, word: &str, typed: &str) -> Vec<usize> {
        self.matcher
            .fuzzy_indices(word, typed)
            .map(|(_, letters)| letters)
            .unwrap_or_default()
    }
}

/// A score of the fuzzy matcher against what a run of so many letters gets: about 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn relative(score: i64, length: usize) -> f32 {
    (score as f32 / (length as f32 * 22.0)).clamp(0.0, 1.0)
}

fn holds(word: &str, typed: &str) -> bool {
    let mut letters = word.chars();
    typed
        .chars()
        .all(|wanted| letters.any(|letter| letter == wanted))
}

/// Gives the places of the words that have at most so many letters more and so many less than the typed ones.
/// Nearly all of a vocabulary is asked this, and so it goes by eights, without a branch for each.
fn alike<const MOST: usize>(typed: u32, words: &[u32], mut found: impl FnMut(usize)) {
    let at_most = |bits: u32| (0..MOST).fold(bits, |bits, _| bits & bits.wrapping_sub(1));
    let apart = |word: u32| at_most(typed & !word) | at_most(word & !typed);
    for (chunk, words) in words.chunks(8).enumerate() {
        if words
            .iter()
            .fold(false, |any, &word| any | (apart(word) == 0))
        {
            let alike = words
                .iter()
                .enumerate()
                .filter(|(_, word)| apart(**word) == 0);
            alike.for_each(|(at, _)| found(8 * chunk + at));
        }
    }
}

/// One bit for each letter; all other characters share the rest.
fn bits(word: &str) -> u32 {
    word.chars().fold(0, |bits, c| {
        let bit = match c {
            'a'..='z' => u32::from(c) - u32::from('a'),
            _ => 26 + u32::from(c) % 6,
        };
        bits | 1 << bit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Strings {
        [
            "expire",
            "expired",
            "expires",
            "gateway",
            "gatewayunreachable",
            "token",
            "unreachable",
        ]
        .into_iter()
        .collect()
    }

    fn near(typed: &str, most: usize) -> Vec<String> {
        let found = Vocabulary::new(&words()).near(&words(), typed, most);
        found
            .into_iter()
            .map(|(id, _)| words().get(id).to_owned())
            .collect()
    }

    #[test]
    fn a_misspelt_word_is_found_by_its_distance() {
        assert_eq!(near("gatway", 1), ["gateway"]);
        assert_eq!(near("expried", 1), ["expired"]);
        assert!(near("highway", 2).is_empty());
    }

    #[test]
    fn letters_in_order_find_a_word_that_begins_with_the_first() {
        let vocabulary = Vocabulary::new(&words());
        let found = vocabulary.subsequence(&words(), "gtwunreach");
        assert_eq!(found.len(), 1);
        assert_eq!(words().get(found[0].0), "gatewayunreachable");
        assert!(vocabulary.subsequence(&words(), "nreach").is_empty());
    }

    #[test]
    fn an_empty_vocabulary_finds_nothing() {
        let words = Strings::default();
        let vocabulary = Vocabulary::new(&words);
        assert!(vocabulary.near(&words, "abcde", 2).is_empty());
        assert!(vocabulary.subsequence(&words, "abc").is_empty());
    }
}
