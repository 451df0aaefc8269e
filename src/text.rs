//! Text from outside made safe to draw, and measured as a terminal measures it.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Text that is safe to draw and to keep, and how many characters were taken out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    pub text: String,
    pub removed: usize,
}

/// Makes CR and CRLF a LF and drops terminal sequences, control, bidi and zero-width characters.
/// LF and tab stay: they carry the structure of what was pasted.
#[must_use]
pub fn clean(raw: &str) -> Cleaned {
    let mut text = String::with_capacity(raw.len());
    let mut removed = 0;
    let mut rest = raw.chars();
    while let Some(c) = rest.next() {
        match c {
            '\r' => {
                if rest.as_str().starts_with('\n') {
                    rest.next();
                }
                text.push('\n');
            }
            '\u{2028}' | '\u{2029}' | '\u{85}' => text.push('\n'),
            '\n' | '\t' => text.push(c),
            '\u{1b}' => {
                let length = sequence_length(rest.as_str());
                removed += 1 + rest.as_str()[..length].chars().count();
                rest = rest.as_str()[length..].chars();
            }
            c if is_unsafe(c) => removed += 1,
            c => text.push(c),
        }
    }
    Cleaned { text, removed }
}

/// Whether a terminal may obey this character, or draw something else than it says.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// How many bytes after an ESC belong to its sequence (ECMA-48: CSI, or a string ended by BEL or ST).
/// A string that never ends takes nothing with it.
fn sequence_length(after_escape: &str) -> usize {
    const LONGEST: usize = 4096;
    let bytes = after_escape.as_bytes();
    let end =
        match bytes.first() {
            Some(b'[') => bytes[1..]
                .iter()
                .take(LONGEST)
                .position(|b| !(0x20..=0x3f).contains(b))
                .map(|at| {
                    if (0x40..=0x7e).contains(&bytes[at + 1]) {
                        at + 2
                    } else {
                        at + 1
                    }
                }),
            Some(b']' | b'P' | b'X' | b'^' | b'_') => bytes
                .iter()
                .take(LONGEST)
                .enumerate()
                .find_map(|(at, b)| match b {
                    0x07 => Some(at + 1),
                    0x1b if bytes.get(at + 1) == Some(&b'\\') => Some(at + 2),
                    _ => None,
                }),
            Some(0x30..=0x7e) => Some(1),
            _ => Some(0),
        };
    end.unwrap_or(0)
}

/// One line: line breaks and tabs become blanks, runs of blanks one.
#[must_use]
pub fn one_line(text: &str) -> String {
    clean(text)
        .text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Columns that the text takes on a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text, cut at a grapheme so that it fits, with `…` where something was cut.
#[must_use]
pub fn truncate(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut cut = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += width(grapheme);
        if used >= columns {
            break;
        }
        cut.push_str(grapheme);
    }
    if columns > 0 {
        cut.push('…');
    }
    Cow::Owned(cut)
}

/// Lines of at most `columns`, broken at blanks, and inside a word where it is longer than a line.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    // A hyphen belongs to a command's words: Get-MgUser is not to be read in two.
    let options = textwrap::Options::new(columns.max(1))
        .break_words(true)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options)
        .into_iter()
        .map(Cow::into_owned)
        .collect()
}

/// At most `bytes` of the text, cut where a character begins.
#[must_use]
pub fn head(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// At most `bytes` of the end of the text, cut where a character begins.
#[must_use]
pub fn tail(text: &str, bytes: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(bytes))..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NASTY: &[char] = &[
        '\u{1b}',
        '\r',
        '\n',
        '\t',
        '\u{9b}',
        '\u{202e}',
        '\u{200b}',
        '\u{7f}',
        '[',
        ']',
        'm',
        '\u{7}',
        '\\',
        '\u{301}',
        '漢',
        '\u{e0041}',
    ];

    #[test]
    fn a_colour_sequence_goes_as_a_whole() {
        assert_eq!(clean("\u{1b}[31;1mERROR\u{1b}[0m: x").text, "ERROR: x");
    }

    #[test]
    fn a_title_sequence_goes_with_its_string() {
        assert_eq!(clean("a\u{1b}]0;evil\u{7}b").text, "ab");
        assert_eq!(clean("a\u{1b}]0;evil\u{1b}\\b").text, "ab");
    }

    #[test]
    fn an_unended_title_sequence_does_not_swallow_the_error() {
        assert_eq!(clean("\u{1b}]0;AADSTS50011").text, "]0;AADSTS50011");
    }

    #[test]
    fn right_to_left_overrides_and_zero_width_characters_go() {
        let cleaned = clean("AADSTS\u{200b}50\u{202e}011");
        assert_eq!(
            cleaned,
            Cleaned {
                text: "AADSTS50011".into(),
                removed: 2
            }
        );
    }

    #[test]
    fn carriage_returns_become_line_breaks() {
        assert_eq!(clean("a\rb\r\nc").text, "a\nb\nc");
    }

    #[test]
    fn a_wide_character_is_never_cut_in_half() {
        assert_eq!(truncate("漢字漢字", 5), "漢字…");
        assert_eq!(truncate("漢字", 4), "漢字");
        assert_eq!(truncate("ab", 0), "");
    }

    #[test]
    fn a_word_longer_than_the_line_is_broken() {
        assert_eq!(wrap("ab cdefgh", 4), ["ab", "cdef", "gh"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn cleaned_text_holds_nothing_that_a_terminal_obeys(
            raw in prop::collection::vec(prop_oneof![any::<char>(), prop::sample::select(NASTY)], 0..200)
        ) {
            let raw: String = raw.into_iter().collect();
            let cleaned = clean(&raw).text;
            prop_assert!(cleaned.chars().all(|c| matches!(c, '\n' | '\t') || !is_unsafe(c)));
            prop_assert_eq!(&clean(&cleaned).text, &cleaned);
        }

        #[test]
        fn wrapped_and_cut_lines_fit(
            raw in prop::collection::vec(prop_oneof![any::<char>(), prop::sample::select(NASTY)], 0..80),
            columns in 2usize..40
        ) {
            let raw: String = raw.into_iter().collect();
            let line = one_line(&raw);
            prop_assert!(width(&truncate(&line, columns)) <= columns);
            for row in wrap(&line, columns) {
                prop_assert!(width(&row) <= columns, "{:?} is wider than {}", row, columns);
            }
        }
    }
}
