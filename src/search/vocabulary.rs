//! All words of the catalog, sorted, and the ways in which a typed word can mean one of them.

use super::distance::{self, distance};
use super::words::stem;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use std::ops::Range;

/// So many words are given to the fuzzy matcher, the shortest first.
const MOST_COMPARED: usize = 32;

pub(super) struct Vocabulary {
    text: String,
    /// Where each word ends in `text`.
    ends: Vec<u32>,
    /// The letters of each word, one bit each, in the order of the words.
    letters: Vec<u64>,
    /// The words by length, and where each length begins in them.
    by_length: Vec<u32>,
    lengths: Vec<usize>,
    /// The letters again, in the order of `by_length`.
    letters_by_length: Vec<u64>,
    /// The words by stem: two are neighbours there if they have the same one.
    by_stem: Vec<u32>,
    matcher: SkimMatcherV2,
}

impl Vocabulary {
    /// Takes words that are sorted and not repeated.
    pub(super) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for word in words {
            text.push_str(word);
            ends.push(u32::try_from(text.len()).expect("a catalog has less than 4 GiB"));
        }
        let mut vocabulary = Self {
            text,
            ends,
            letters: Vec::new(),
            by_length: Vec::new(),
            lengths: Vec::new(),
            letters_by_length: Vec::new(),
            by_stem: Vec::new(),
            matcher: SkimMatcherV2::default().ignore_case(),
        };
        vocabulary.arrange();
        vocabulary
    }

    fn arrange(&mut self) {
        let ids = 0..u32::try_from(self.ends.len()).expect("fewer words than bytes");
        self.letters = ids.clone().map(|id| bits(self.word(id))).collect();
        let mut by_length: Vec<u32> = ids.clone().collect();
        by_length.sort_by_key(|&id| self.length(id));
        let longest = by_length.last().map_or(0, |&id| self.length(id));
        self.lengths = (0..=longest + 1)
            .map(|length| by_length.partition_point(|&id| self.length(id) < length))
            .collect();
        self.letters_by_length = by_length
            .iter()
            .map(|&id| self.letters[id as usize])
            .collect();
        self.by_length = by_length;
        let mut by_stem: Vec<u32> = ids.collect();
        let stems: Vec<&str> = by_stem.iter().map(|&id| stem(self.word(id))).collect();
        by_stem.sort_by_key(|&id| (stems[id as usize], id));
        self.by_stem = by_stem;
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn word(&self, id: u32) -> &str {
        let start = if id == 0 {
            0
        } else {
            self.ends[id as usize - 1]
        };
        &self.text[start as usize..self.ends[id as usize] as usize]
    }

    fn length(&self, id: u32) -> usize {
        self.word(id).chars().count()
    }

    pub(super) fn exact(&self, word: &str) -> Option<u32> {
        let at = self.lower_bound(|other| other < word);
        (at < self.len() && self.word(index(at)) == word).then(|| index(at))
    }

    /// The words that begin so.
    pub(super) fn prefix(&self, start: &str) -> Range<u32> {
        let from = self.lower_bound(|word| word < start);
        let to = self.lower_bound(|word| word < start || word.starts_with(start));
        index(from)..index(to)
    }

    fn lower_bound(&self, is_before: impl Fn(&str) -> bool) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            if is_before(self.word(index(middle))) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    /// The words with this stem.
    pub(super) fn forms(&self, wanted: &str) -> &[u32] {
        let from = self
            .by_stem
            .partition_point(|&id| stem(self.word(id)) < wanted);
        let rest = &self.by_stem[from..];
        &rest[..rest.partition_point(|&id| stem(self.word(id)) == wanted)]
    }

    /// The words at most so many slips away, with how many.
    pub(super) fn near(&self, typed: &str, most: usize) -> Vec<(u32, usize)> {
        let chars: Vec<char> = typed.chars().collect();
        let letters = bits(typed);
        let lengths = self.lengths_between(chars.len().saturating_sub(most), chars.len() + most);
        let apart = u32::try_from(most).expect("few slips");
        let mut word = Vec::with_capacity(distance::LONGEST);
        let candidates = self.letters_by_length[lengths.clone()]
            .iter()
            .zip(&self.by_length[lengths]);
        candidates
            .filter(|&(other, _)| {
                (letters & !other).count_ones() <= apart && (other & !letters).count_ones() <= apart
            })
            .filter_map(|(_, &id)| {
                word.clear();
                word.extend(self.word(id).chars());
                distance(&chars, &word, most).map(|found| (id, found))
            })
            .collect()
    }

    fn lengths_between(&self, least: usize, most: usize) -> Range<usize> {
        let end = self.lengths.len() - 1;
        self.lengths[least.min(end)]..self.lengths[(most + 1).min(end)]
    }

    /// The words that hold the typed letters in order, beginning with the first, with the fuzzy matcher's score.
    pub(super) fn subsequence(&self, typed: &str) -> Vec<(u32, f32)> {
        let Some(first) = typed.chars().next() else {
            return Vec::new();
        };
        let (letters, length) = (bits(typed), typed.chars().count());
        let mut found: Vec<u32> = self
            .prefix(first.encode_utf8(&mut [0; 4]))
            .filter(|&id| letters & !self.letters[id as usize] == 0 && holds(self.word(id), typed))
            .filter(|&id| self.length(id) <= 3 * length)
            .collect();
        if found.len() > MOST_COMPARED {
            found.sort_by_key(|&id| (self.word(id).len(), id));
            found.truncate(MOST_COMPARED);
        }
        found
            .into_iter()
            .filter_map(|id| {
                self.matcher
                    .fuzzy_match(self.word(id), typed)
                    .map(|score| (id, relative(score, length)))
            })
            .collect()
    }

    /// Which letters of a word the fuzzy matcher takes for the typed ones.
    pub(super) fn matched_letters(&self, id: u32, typed: &str) -> Vec<usize> {
        self.matcher
            .fuzzy_indices(self.word(id), typed)
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

fn index(at: usize) -> u32 {
    u32::try_from(at).expect("fewer words than bytes")
}

/// One bit for each letter and digit; all others share the rest.
fn bits(word: &str) -> u64 {
    word.chars().fold(0, |bits, c| {
        let bit = match c {
            'a'..='z' => u32::from(c) - u32::from('a'),
            '0'..='9' => 26 + u32::from(c) - u32::from('0'),
            _ => 36 + u32::from(c) % 28,
        };
        bits | 1 << bit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        Vocabulary::new(
            [
                "expire",
                "expired",
                "expires",
                "gateway",
                "gatewayunreachable",
                "token",
                "unreachable",
            ]
            .into_iter(),
        )
    }

    fn spelt(vocabulary: &Vocabulary, ids: impl IntoIterator<Item = u32>) -> Vec<String> {
        ids.into_iter()
            .map(|id| vocabulary.word(id).to_owned())
            .collect()
    }

    #[test]
    fn a_word_is_found_as_itself_by_its_beginning_and_by_its_stem() {
        let words = vocabulary();
        assert_eq!(spelt(&words, words.exact("token")), ["token"]);
        assert_eq!(words.exact("tok"), None);
        assert_eq!(
            spelt(&words, words.prefix("gat")),
            ["gateway", "gatewayunreachable"]
        );
        assert_eq!(
            spelt(&words, words.forms("expir").iter().copied()),
            ["expire", "expired", "expires"]
        );
        assert!(words.forms("zzz").is_empty());
    }

    #[test]
    fn a_misspelt_word_is_found_by_its_distance() {
        let words = vocabulary();
        assert_eq!(
            spelt(
                &words,
                words.near("gatway", 1).into_iter().map(|(id, _)| id)
            ),
            ["gateway"]
        );
        assert_eq!(
            spelt(
                &words,
                words.near("expried", 1).into_iter().map(|(id, _)| id)
            ),
            ["expired"]
        );
        assert!(words.near("highway", 2).is_empty());
    }

    #[test]
    fn letters_in_order_find_a_word_that_begins_with_the_first() {
        let words = vocabulary();
        assert_eq!(
            spelt(
                &words,
                words
                    .subsequence("gtwunreach")
                    .into_iter()
                    .map(|(id, _)| id)
            ),
            ["gatewayunreachable"]
        );
        assert!(words.subsequence("nreach").is_empty());
    }

    #[test]
    fn an_empty_vocabulary_finds_nothing() {
        let words = Vocabulary::new(std::iter::empty());
        assert_eq!(words.exact("a"), None);
        assert!(
            words.near("abcde", 2).is_empty()
                && words.subsequence("abc").is_empty()
                && words.prefix("").is_empty()
        );
    }
}
