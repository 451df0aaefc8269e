//! Which characters of a hit made it match. Made for the hits that are drawn, and not for all that are found.

use super::distance::shared;
use super::tables::{Word, letters, words};
use super::terms::{NO_KEY, Term};
use super::ways::{How, Lexicon};
use super::{Asked, Index, Marks};
use crate::embedded::Target;

/// A term that counts less than this beside the first one is not shown.
const TELLING: f32 = 0.1;

impl Index {
    /// Which characters of this hit were asked for. A code that was spelt in other characters is shown as a whole.
    #[must_use]
    pub fn marks(&self, asked: &Asked, target: &Target) -> Marks {
        let most = asked.terms.iter().map(|term| term.mass).fold(0.0, f32::max);
        let telling = asked
            .terms
            .iter()
            .filter(|term| term.mass >= TELLING * most);
        let telling: Vec<&Term> = telling.collect();
        let mut code = self.lexicon().positions(target.code(), &telling);
        if code.is_empty() && asked.numbered.contains(&target.code()) {
            code = (0..target.code().chars().count()).collect();
        }
        Marks {
            code,
            title: self.lexicon().positions(target.title(), &telling),
        }
    }
}

impl Lexicon<'_> {
    /// The positions of the chars of `text` that matched. Of a phrase all is shown, but not where the same term
    /// has found a word in it.
    fn positions(&self, text: &str, terms: &[&Term]) -> Vec<usize> {
        let mut positions = Vec::new();
        if terms.is_empty() {
            return positions;
        }
        let words: Vec<(Word, u32)> = words(text)
            .into_iter()
            .map(|word| {
                let key = self.key(&word.text).unwrap_or(NO_KEY);
                (word, key)
            })
            .collect();
        let mut shown: Vec<(usize, &Word)> = Vec::new();
        for (word, key) in &words {
            for (number, term) in terms.iter().enumerate() {
                if let Some(how) = how(term, *key).or_else(|| beginning(term, word)) {
                    self.mark(text, word, (term, how), &mut positions);
                    shown.push((number, word));
                }
            }
        }
        let row: Vec<&(Word, u32)> = words.iter().filter(|(word, _)| !word.joined).collect();
        let keys: Vec<u32> = row.iter().map(|(_, key)| *key).collect();
        for found in self.tables.phrases.find(&keys, false) {
            let last = &row[found.at + found.length - 1].0;
            let (start, end) = (row[found.at].0.start, last.end);
            let meant = [
                self.tables.concept(found.concept),
                self.tables.phrase(found.phrase),
            ];
            for (number, term) in terms.iter().enumerate() {
                let is_meant = meant.iter().any(|&key| how(term, key).is_some());
                let is_shown = |(other, word): &(usize, &Word)| {
                    *other == number && start <= word.start && word.end <= end
                };
                if is_meant && !shown.iter().any(is_shown) {
                    positions.extend(start..end);
                }
            }
        }
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    /// Adds the letters of a word of the text that a term has found.
    fn mark(&self, text: &str, word: &Word, (term, how): (&Term, How), into: &mut Vec<usize>) {
        let places = || letters(text, word.start, word.end);
        let mut pick = |wanted: &[usize]| {
            let chosen = places().enumerate().filter(|(at, _)| wanted.contains(at));
            into.extend(chosen.map(|(_, place)| place));
        };
        match how {
            How::Whole => into.extend(word.start..word.end),
            How::Begins => {
                let letters = word.text.chars().zip(term.typed.chars());
                let same = letters.take_while(|(one, other)| one == other).count();
                into.extend(places().take(same));
            }
            How::Slips => {
                let [there, typed]: [Vec<char>; 2] =
                    [&word.text, &term.typed].map(|text| text.chars().collect());
                pick(&shared(&there, &typed));
            }
            How::Letters => pick(&self.vocabulary.matched_letters(&word.text, &term.typed)),
        }
    }
}

/// How a term means this key, by its best way to it.
fn how(term: &Term, key: u32) -> Option<How> {
    let mut ways = term.ways.iter();
    ways.find(|way| way.keys.contains(&key)).map(|way| way.how)
}

/// A word that begins as was typed, where the term asks for beginnings and one key stands for many.
fn beginning(term: &Term, word: &Word) -> Option<How> {
    let asks = || term.ways.iter().any(|way| way.how == How::Begins);
    (word.text.starts_with(&term.typed) && asks()).then_some(How::Begins)
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Category, Family, Known};
    use crate::search::{Document, Index};

    fn marked(text: &str, positions: &[usize]) -> String {
        text.chars()
            .enumerate()
            .filter(|(at, _)| positions.contains(at))
            .map(|(_, c)| c)
            .collect()
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
        let marks = |query: &str| {
            let results = index.search(query, 1);
            index.marks(&results.asked, &results.hits[0].target)
        };
        let title = |query: &str| marked(KNOWN.line, &marks(query).title);
        assert_eq!(title("disab"), "disab");
        assert_eq!(title("disbled"), "disbled");
        assert_eq!(title("dsbld"), "dsbld");
        assert_eq!(title("caf\u{e9}"), "cafe\u{301}");
        assert_eq!(marked(KNOWN.code, &marks("50057").code), "50057");
        assert_eq!(title("d"), "d");
    }
}
