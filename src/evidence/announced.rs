//! The value behind a word that announces a secret, plain or still encoded.

use super::secrets::{Kind, REMOVED};

/// Where the value begins and ends, and whether it is a secret; nothing where no value is meant.
pub fn behind(text: &str, word: usize, end: usize, kind: Kind) -> Option<(usize, usize, bool)> {
    if kind == Kind::Scheme {
        return scheme(text, end);
    }
    let first = Padding::read(text, end);
    let start = match separator(&text[first.end..]) {
        Some(length) => first.end + length,
        None if is_option(text, word, end) => end,
        None => return None,
    };
    let padding = Padding::read(text, start);
    let value = &text[padding.end..];
    let length = match padding.quote {
        Some(quote) => quote.end(value),
        None if kind == Kind::Header => header(value)?,
        None => unquoted(value),
    };
    let value = &value[..length];
    let counts = match kind {
        Kind::Long => is_opaque(value),
        _ => !is_placeholder(value),
    };
    Some((padding.end, padding.end + length, counts))
}

/// `--password x`, `-SecureString "x"`.
fn is_option(text: &str, word: usize, end: usize) -> bool {
    let line = &text[text.floor_char_boundary(word.saturating_sub(40))..word];
    let name = line
        .rsplit(|c: char| c.is_whitespace())
        .next()
        .unwrap_or_default();
    text[end..].starts_with([' ', '\t'])
        && (name.starts_with('-') || text[word..end].eq_ignore_ascii_case("securestring"))
}

/// `:` or `=`, plain or percent-encoded any number of times.
fn separator(text: &str) -> Option<usize> {
    if text.starts_with("=>") {
        return Some(2);
    }
    if text.starts_with([':', '=']) {
        return Some(1);
    }
    let rest = text.strip_prefix('%')?;
    let layers = rest.trim_start_matches("25");
    let is_one = layers
        .get(..2)
        .is_some_and(|code| code.eq_ignore_ascii_case("3a") || code.eq_ignore_ascii_case("3d"));
    is_one.then(|| 1 + rest.len() - layers.len() + 2)
}

/// How a value is quoted: by which sign, behind how many backslashes.
#[derive(Debug, Clone, Copy)]
struct Quote {
    sign: &'static str,
    slashes: usize,
}

const QUOTES: &[&str] = &["\"", "'", "`", "%22", "%27", "&quot;", "&#34;", "&#39;"];

impl Quote {
    /// Where the quoted value ends: at the same sign behind no more backslashes, else with the line.
    fn end(self, value: &str) -> usize {
        value
            .match_indices(self.sign)
            .map(|(at, _)| (at, at - value[..at].trim_end_matches('\\').len()))
            .find(|&(_, slashes)| slashes <= self.slashes)
            .map_or_else(
                || value.find('\n').unwrap_or(value.len()),
                |(at, slashes)| at - slashes,
            )
    }
}

/// Blanks and quotes between a word and its value.
struct Padding {
    end: usize,
    quote: Option<Quote>,
}

impl Padding {
    fn read(text: &str, start: usize) -> Self {
        let mut padding = Self {
            end: start,
            quote: None,
        };
        for _ in 0..12 {
            let rest = &text[padding.end..];
            let slashes = rest.len() - rest.trim_start_matches('\\').len();
            let unslashed = &rest[slashes..];
            if let Some(sign) = QUOTES.iter().find(|sign| unslashed.starts_with(**sign)) {
                padding.quote = Some(Quote { sign, slashes });
                padding.end += slashes + sign.len();
            } else if let Some(blank) = [" ", "\t", "%20", "\u{a0}", "+"]
                .iter()
                .find(|blank| unslashed.starts_with(**blank) && slashes == 0)
            {
                padding.end += blank.len();
            } else {
                break;
            }
        }
        padding
    }
}

const STOPS: &[&str] = &[
    "%26", "%22", "%0a", "%0d", "%0A", "%0D", "&quot;", "&amp;", "\\r", "\\n", "\\\"",
];

/// Up to a `;` where one comes soon, as in a connection string; else one word.
fn unquoted(value: &str) -> usize {
    let soon = &value.as_bytes()[..value.len().min(128)];
    let stop = soon.iter().position(|byte| b"\n\"'<;&".contains(byte));
    if let Some(end) = stop.filter(|&end| soon[end] == b';') {
        return end;
    }
    let end = value
        .find(|c: char| c.is_whitespace() || "&;>`|\"'<".contains(c))
        .unwrap_or(value.len());
    STOPS
        .iter()
        .filter_map(|stop| value[..end].find(stop))
        .min()
        .unwrap_or(end)
}

/// The rest of a header's line.
fn header(value: &str) -> Option<usize> {
    let first = value[..value.floor_char_boundary(64)]
        .split_whitespace()
        .next()?;
    let is_scheme = [
        "bearer",
        "basic",
        "negotiate",
        "ntlm",
        "digest",
        "pop",
        "sharedkey",
        "sharedaccesssignature",
        "embedtoken",
    ]
    .iter()
    .any(|scheme| first.eq_ignore_ascii_case(scheme));
    if !is_scheme && !first.contains('=') && first.len() < 16 {
        return None;
    }
    let end = value
        .find(['\n', '"', '\'', '\\', '<'])
        .unwrap_or(value.len());
    Some(value[..end].trim_end().len())
}

/// `Bearer …`
fn scheme(text: &str, end: usize) -> Option<(usize, usize, bool)> {
    let padding = Padding::read(text, end);
    let value = &text[padding.end..];
    let length = value
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte))
        .count();
    let token = &value[..length];
    let is_token =
        length >= 40 || (length >= 16 && token.bytes().any(|byte| byte.is_ascii_digit()));
    (padding.end > end).then_some((padding.end, padding.end + length, is_token))
}

/// Long, of mixed letters and digits, and no id.
fn is_opaque(value: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.as_bytes().iter().any(is);
    value.len() >= 20
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && !value.contains(char::is_whitespace)
        && !value.starts_with("AADSTS")
        && !value.contains("://")
}

fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let is_word = [
        "null",
        "none",
        "true",
        "false",
        "undefined",
        "expired",
        "invalid",
        "password",
    ]
    .iter()
    .any(|word| value.eq_ignore_ascii_case(word));
    let is_code = value
        .strip_prefix("AADSTS")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    matches!(value, "" | "{" | "[")
        || is_word
        || is_code
        || value.starts_with(&REMOVED[..7])
        || value.bytes().all(|byte| b"*.<>xX".contains(&byte))
}
