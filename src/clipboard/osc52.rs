//! The sequence by which a terminal is asked to copy.

use ratatui::crossterm::{Command, clipboard::CopyToClipboard};

/// Terminals drop a sequence that is too long, and do not say so. hterm's limit is 100,000 bytes of
/// base64, which is 73 KiB of text.
const LIMIT: usize = 64 * 1024;

/// Whether a text of `length` bytes may be sent.
pub(super) fn fits(length: usize) -> bool {
    length <= LIMIT
}

pub(super) fn sequence(text: &str) -> String {
    let mut sequence = String::new();
    CopyToClipboard::to_clipboard_from(text)
        .write_ansi(&mut sequence)
        .expect("a String takes all that is written to it");
    sequence
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_sequence_is_for_the_clipboard_and_in_base64() {
        assert_eq!(sequence("az login"), "\x1b]52;c;YXogbG9naW4=\x1b\\");
        assert_eq!(sequence("é…"), "\x1b]52;c;w6nigKY=\x1b\\");
    }

    #[test]
    fn the_longest_text_stays_under_the_limits_of_terminals() {
        assert!(fits(LIMIT) && !fits(LIMIT + 1));
        assert!(sequence(&"x".repeat(LIMIT)).len() < 100_000);
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::default()
        })]
        #[test]
        fn no_text_ends_the_sequence_early(text in prop::collection::vec(any::<char>(), 0..200)) {
            let text: String = text.into_iter().chain("\x1b\\\x07\u{9c}".chars()).collect();
            let sequence = sequence(&text);
            let payload = sequence.strip_prefix("\x1b]52;c;").unwrap();
            let payload = payload.strip_suffix("\x1b\\").unwrap();
            let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
            prop_assert!(payload.bytes().all(is_safe));
            prop_assert_eq!(payload.len(), text.len().div_ceil(3) * 4);
        }
    }
}
