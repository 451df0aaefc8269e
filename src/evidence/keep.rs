//! What of a text may be shown, copied and stored: nothing secret, and little.

use super::lined::Lined;
use super::{LONGEST, decode, identify, secrets};
use crate::text;

/// What a session may keep of a text.
const EXCERPT: usize = 4096;

/// The text with `[secret removed]` in the place of every secret, and how many there were. Where one shows only when the
/// text is decoded, what comes back is the decoded text.
#[must_use]
pub fn without_secrets(text: &str) -> (String, usize) {
    let (open, removed) = open(text.to_owned());
    (open.text, removed)
}

fn open(text: String) -> (Lined, usize) {
    let (plain, before) = secrets::remove(&Lined::new(text));
    let (decoded, after) = secrets::remove(&decode::decode(&plain));
    if after == 0 {
        (plain, before)
    } else {
        (decoded, before + after)
    }
}

/// What a session may keep of a pasted text: cleaned, without secrets, at most 4 KiB, around the error in it.
#[must_use]
pub fn excerpt(raw: &str) -> String {
    let (open, _) = open(text::clean(text::head(raw, LONGEST)).text);
    let text = open.text.as_str();
    if text.len() <= EXCERPT {
        return open.text;
    }
    let line = identify(raw).codes.first().map_or(1, |found| found.line);
    let at = open.start(line);
    let from = text.floor_char_boundary(at.saturating_sub(EXCERPT / 4));
    let from = text[from..at]
        .find('\n')
        .map_or(from, |line| from + line + 1);
    text::head(&text[from..], EXCERPT).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_around_the_error() {
        let text = format!(
            "{}\nAADSTS700082: here\nclient_secret=hunter2\n{}",
            "noise\n".repeat(5000),
            "more\n".repeat(5000)
        );
        let kept = excerpt(&text);
        assert!(
            kept.len() <= EXCERPT && kept.contains("AADSTS700082") && !kept.contains("hunter2")
        );
    }

    #[test]
    fn a_secret_that_only_decoding_shows_is_kept_nowhere() {
        let text = "next=%2Fcb%3Ftok%65n%3Dx%26pass%77ord%3Dhunter2x%26a%3D1";
        assert!(
            !excerpt(text).contains("hunter2x") && !without_secrets(text).0.contains("hunter2x"),
            "{}",
            excerpt(text)
        );
    }
}
