//! The name of a session: when it began, and four letters. Nothing else is accepted as one.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// `20261122-094512-kqzt`; `[a-z0-9-]` alone, so that it is always a file's name and no path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct SessionId(String);

const LONGEST: usize = 40;

impl SessionId {
    /// A new name; `letter` gives random letters, so that two windows do not meet.
    #[must_use]
    pub fn new(now: Timestamp, letter: impl FnMut() -> char) -> Self {
        let time = now
            .to_zoned(TimeZone::UTC)
            .strftime("%Y%m%d-%H%M%S")
            .to_string();
        let letters: String = std::iter::repeat_with(letter).take(4).collect();
        Self(format!("{time}-{letters}"))
    }

    /// Reads a name that somebody typed.
    ///
    /// # Errors
    /// One line where it cannot be the name of a session.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fits = (1..=LONGEST).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-');
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            let shown = crate::text::one_line(crate::text::head(text, 60));
            Err(format!(
                "`{shown}` is no session: `unsnag sessions list` shows them (like 20261122-094512-kqzt)"
            ))
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<SessionId> for String {
    fn from(id: SessionId) -> Self {
        id.0
    }
}

impl TryFrom<String> for SessionId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl std::fmt::Display for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_time_and_letters() {
        let now: Timestamp = "2026-11-22T09:45:12Z".parse().unwrap();
        assert_eq!(SessionId::new(now, || 'k').as_str(), "20261122-094512-kkkk");
    }

    #[test]
    fn a_path_an_option_and_an_empty_word_are_no_names() {
        for hostile in [
            "../x",
            "a/b",
            "A",
            "-x",
            "",
            "a.jsonl",
            "a\0",
            "\u{202e}x",
            &"a".repeat(41),
        ] {
            assert!(SessionId::parse(hostile).is_err(), "{hostile:?}");
        }
        assert!(SessionId::parse("20261122-094512-kqzt").is_ok());
    }
}
