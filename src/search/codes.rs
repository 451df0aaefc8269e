//! The codes of the catalog in any spelling, and the codes one slip away from one that does not exist.

use super::tables::Tables;
use super::terms::MOST_WORDS;
use crate::catalog::code::{self, key};

/// What a query says in codes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Meant {
    /// Documents in the order in which the query names them.
    pub(super) documents: Vec<u32>,
    /// So many of them stand in front in an order that their words do not change.
    pub(super) ranked: usize,
    /// Codes that do not exist, and how each was spelt.
    pub(super) unknown: Vec<(String, String)>,
    /// Whether a number says it, in whatever notation, and no name.
    pub(super) by_number: bool,
    /// The query without them.
    pub(super) rest: String,
}

impl Meant {
    pub(super) const fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.unknown.is_empty()
    }
}

/// The codes of these tables.
#[derive(Clone, Copy)]
pub(super) struct Codes<'t>(pub(super) &'t Tables);

impl<'t> Codes<'t> {
    /// The codes in a query: the whole of it, its words, and two neighbours (`aadsts 50011`).
    pub(super) fn read(self, query: &str) -> Meant {
        let mut meant = Meant::default();
        if let Some(documents) = self.exact(query) {
            meant.documents.extend(documents);
            meant.by_number = has_digits(query);
            return meant;
        }
        let words: Vec<&str> = query.split_whitespace().take(MOST_WORDS).collect();
        let mut at = 0;
        while at < words.len() {
            let length = [2, 1]
                .into_iter()
                .find(|&length| self.take(&words, at, length, &mut meant));
            if length.is_none() {
                meant.rest.push_str(words[at]);
                meant.rest.push(' ');
            }
            at += length.unwrap_or(1);
        }
        meant
    }

    /// Whether so many words from here are a code; then it is kept.
    fn take(self, words: &[&str], at: usize, length: usize, meant: &mut Meant) -> bool {
        let Some(words) = words.get(at..at + length) else {
            return false;
        };
        let may_be = words
            .iter()
            .any(|word| has_digits(word) || (length == 1 && has_humps(word)));
        if !may_be || (length == 2 && !is_label(words[0])) {
            return false;
        }
        let joined = words.join(" ");
        let spelling = joined.trim_matches(|c: char| {
            matches!(
                c,
                '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '"' | '\'' | '[' | ']' | '{' | '}'
            )
        });
        let bare = !has_digits(spelling) && (length == 2 || !has_humps(spelling));
        if bare {
            return false;
        }
        let spellings = code::spellings(spelling);
        let found = self
            .exact(spelling)
            .or_else(|| spellings.iter().find_map(|code| self.exact(code)));
        if let Some(documents) = found {
            meant.documents.extend(
                documents
                    .iter()
                    .filter(|document| !meant.documents.contains(document))
                    .copied()
                    .collect::<Vec<_>>(),
            );
            meant.by_number |= has_digits(spelling);
            return true;
        }
        let unknown = spellings
            .into_iter()
            .next()
            .filter(|code| looks_sure(code, spelling));
        let is_unknown = unknown.is_some();
        meant
            .unknown
            .extend(unknown.map(|code| (code, key(spelling))));
        is_unknown
    }

    /// The document that has this code.
    pub(super) fn document(self, code: &str) -> Option<u32> {
        self.exact(code)?.first().copied()
    }

    fn exact(self, spelling: &str) -> Option<&'t Vec<u32>> {
        self.named(&key(spelling))
    }

    /// The documents of a name in the form that [`key`] gives it.
    fn named(self, name: &str) -> Option<&'t Vec<u32>> {
        let name = self.0.names.find(name)?;
        Some(&self.0.named[name as usize])
    }

    /// The documents whose code is one slip away: a digit more, less, other, or two swapped.
    pub(super) fn neighbours(self, code: &str) -> Vec<u32> {
        let lower = key(code);
        let digits_from = if lower.starts_with("0x") {
            2
        } else {
            lower.find(|c: char| c.is_ascii_digit()).unwrap_or(0)
        };
        let alphabet = if lower.starts_with("0x") {
            "0123456789abcdef"
        } else {
            "0123456789"
        };
        let mut found = Vec::new();
        let mut near = String::with_capacity(lower.len() + 1);
        for parts in slips(&lower, digits_from, alphabet) {
            near.clear();
            near.extend(parts);
            if near != lower {
                found.extend(self.named(&near).into_iter().flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn has_digits(spelling: &str) -> bool {
    spelling.bytes().any(|b| b.is_ascii_digit())
}

/// `UserDisabled`, and no plain word that happens to be a name too.
fn has_humps(word: &str) -> bool {
    word.chars()
        .zip(word.chars().skip(1))
        .any(|(one, next)| (one.is_lowercase() && next.is_uppercase()) || one == '_' || one == '.')
}

/// A word that stands before a number to say that it is a code, or the letters of the code themselves.
fn is_label(word: &str) -> bool {
    let word = word
        .trim_end_matches([':', '=', '#', '-'])
        .to_ascii_lowercase();
    matches!(word.as_str(), "code" | "error" | "errorcode" | "hresult")
        || (word.starts_with("aad") && word.len() < 8)
        || word == "adsts"
}

/// Whether this can only be a code: five digits at least, or all of an HRESULT.
fn looks_sure(code: &str, spelling: &str) -> bool {
    let digits = spelling.bytes().filter(u8::is_ascii_digit).count();
    (code.starts_with("AADSTS") && digits >= 5) || (code.starts_with("0x") && code.len() == 10)
}

/// Every text that is one slip away in what stands from `from` on, in parts; some more than once.
fn slips<'t>(
    text: &'t str,
    from: usize,
    alphabet: &'static str,
) -> impl Iterator<Item = [&'t str; 4]> {
    let spots = move || {
        (from..text.len()).filter(|&at| text.is_char_boundary(at) && text.is_char_boundary(at + 1))
    };
    let digits = move || (0..alphabet.len()).map(move |at| &alphabet[at..=at]);
    let left_out = spots().map(move |at| [&text[..at], "", "", &text[at + 1..]]);
    let swapped = spots()
        .filter(move |&at| at + 2 <= text.len() && text.is_char_boundary(at + 2))
        .map(move |at| {
            let (one, other) = (&text[at..=at], &text[at + 1..at + 2]);
            [&text[..at], other, one, &text[at + 2..]]
        });
    let changed = spots()
        .flat_map(move |at| digits().map(move |digit| [&text[..at], digit, "", &text[at + 1..]]));
    let put_in = spots()
        .chain([text.len()])
        .flat_map(move |at| digits().map(move |digit| [&text[..at], digit, "", &text[at..]]));
    left_out.chain(swapped).chain(changed).chain(put_in)
}

#[cfg(test)]
mod tests {
    use super::super::index;
    use super::*;

    fn codes() -> Codes<'static> {
        index().codes()
    }

    fn names(numbers: &[u32]) -> Vec<&'static str> {
        numbers
            .iter()
            .map(|&number| index().target(number).code())
            .collect()
    }

    #[test]
    fn a_code_is_read_in_every_spelling_and_the_words_around_it_stay() {
        let codes = codes();
        for (query, code, rest) in [
            ("50076", "AADSTS50076", ""),
            (
                "sign-in fails with aadsts 50076 today",
                "AADSTS50076",
                "sign-in fails with today",
            ),
            ("error code: 50076", "AADSTS50076", "error"),
            ("AADST5O076, again", "AADSTS50076", "again"),
            ("(0x801C03F2)", "0x801c03f2", ""),
            ("UserDisabled since monday", "AADSTS50057", "since monday"),
        ] {
            let meant = codes.read(query);
            assert_eq!(names(&meant.documents)[0], code, "{query}");
            assert_eq!(
                meant.rest.trim().trim_end_matches(" code:"),
                rest,
                "{query}"
            );
        }
    }

    #[test]
    fn a_plain_word_is_no_code_though_a_name_is_spelt_so() {
        let codes = codes();
        assert!(codes.read("token unauthorized").documents.is_empty());
        assert!(codes.read("after 90 days on port 1433").unknown.is_empty());
    }

    #[test]
    fn a_code_that_does_not_exist_has_neighbours() {
        let codes = codes();
        let meant = codes.read("AADSTS50999");
        assert_eq!(
            meant.unknown,
            [("AADSTS50999".to_owned(), "aadsts50999".to_owned())]
        );
        assert!(names(&codes.neighbours("AADSTS500576")).contains(&"AADSTS50057"));
        assert!(names(&codes.neighbours("AADSTS50067")).contains(&"AADSTS50076"));
    }

    #[test]
    fn slips_of_any_text_are_texts() {
        assert!(slips("0x漢1", 2, "01").all(|slip| !slip.concat().is_empty()));
        assert_eq!(slips("", 0, "1").next().unwrap().concat(), "1");
    }
}
