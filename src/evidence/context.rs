//! What stands around a word or a number decides whether it is a code.

use regex::Regex;
use std::cell::OnceCell;
use std::sync::OnceLock;

/// Whether the text speaks of a product whose codes are everyday words (`NotFound`); looked up at the first need.
pub struct Product<'a> {
    text: &'a str,
    named: OnceCell<bool>,
}

impl<'a> Product<'a> {
    pub const fn of(text: &'a str) -> Self {
        Self {
            text,
            named: OnceCell::new(),
        }
    }

    pub fn is_named(&self) -> bool {
        static NAMES: OnceLock<Regex> = OnceLock::new();
        let names = NAMES.get_or_init(|| {
            Regex::new(
                r"(?i)power ?bi|pbi\.error|\bfabric\b|analysis\.windows\.net|semantic model|\bdataset|dataflow|data ?gateway|\bmashup\b|DataSource\.|Data source error|Processing error|moreDetails|detailedMessage|resubmit with a new|embed token|\bgateway.{0,40}refresh|refresh.{0,40}\bgateway",
            )
            .expect("a fixed expression")
        });
        *self.named.get_or_init(|| names.is_match(self.text))
    }
}

/// Bytes beside a phrase that is all of a text: quotes, blanks, a bullet.
const MOST_MARKS: usize = 64;

fn before(text: &str, at: usize, bytes: usize) -> &str {
    &text[text.floor_char_boundary(at.saturating_sub(bytes))..at]
}

pub fn is_whole_word(text: &str, start: usize, end: usize) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    !text[..start].ends_with(is_part) && !text[end..].starts_with(is_part)
}

/// Whether nothing but marks stands beside a place: somebody pasted just these words.
pub fn is_all(text: &str, start: usize, end: usize) -> bool {
    let is_bare = |text: &str| !text.contains(char::is_alphanumeric);
    text.len() - (end - start) < MOST_MARKS && is_bare(&text[..start]) && is_bare(&text[end..])
}

pub fn is_whole_number(text: &str, start: usize, end: usize) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let rest = &text[end..];
    let goes_on = rest.starts_with(['.', '-', ':'])
        && rest[1..].starts_with(|c: char| c.is_ascii_alphanumeric());
    !text[..start].ends_with(is_part) && !rest.starts_with(is_part) && !goes_on
}

/// Whether a word is so particular that it is a code wherever it stands.
pub fn is_telling(word: &str) -> bool {
    let underscores = word.bytes().filter(|byte| *byte == b'_').count();
    let has_capital = word.bytes().any(|byte| byte.is_ascii_uppercase());
    let humps = word
        .as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .count()
        + 1;
    let is_shouted = word.len() >= 8 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_dotted = word.contains('.') && has_capital;
    is_dotted
        || is_shouted
        || (underscores > 0 && has_capital)
        || underscores > 1
        || humps >= 4
        || (humps >= 2 && word.len() >= 20)
        || (!has_capital
            && underscores == 0
            && word.bytes().filter(|byte| *byte == b'-').count() > 1)
}

/// Whether a word is particular enough where its product is named: `GatewayNotReachable`.
pub fn is_compound_name(word: &str) -> bool {
    word.as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .count()
        >= 2
}

/// Whether an everyday word stands where a code stands: `"errorCode": "NotFound"`, `[NotFound] …`.
pub fn is_in_code_field(text: &str, start: usize, product: &Product) -> bool {
    let before = before(text, start, 40);
    let trimmed = before.trim_end_matches(['"', '\'', ' ', '=', ':', '(']);
    let is_field =
        trimmed.len() < before.len() && before[trimmed.len()..].contains([':', '=', '(']);
    let ends = |name: &str| {
        trimmed.len() >= name.len()
            && trimmed.as_bytes()[trimmed.len() - name.len()..]
                .eq_ignore_ascii_case(name.as_bytes())
    };
    if is_field
        && ["errorcode", "error_code", "error-code"]
            .iter()
            .any(|name| ends(name))
    {
        return true;
    }
    let is_bracketed =
        before.ends_with('[') && text[start..].bytes().take(80).any(|byte| byte == b']');
    let is_named = is_field
        && ["code", "message", "reason", "error"]
            .iter()
            .any(|name| ends(name));
    (is_bracketed
        && text[start..]
            .find(']')
            .is_some_and(|end| is_compound(&text[start..start + end])))
        || (is_named && product.is_named())
}

fn is_compound(word: &str) -> bool {
    word.as_bytes()
        .windows(2)
        .any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
}

/// Whether the first word of another product's code, or what it says in brackets, stands near its number:
/// `SQL Server 18456 (login failed)`.
pub fn names_vendor(text: &str, start: usize, code: &str) -> bool {
    let vendor = code.split_whitespace().next().unwrap_or_default();
    let says = code.split(['(', ')']).nth(1).unwrap_or(vendor);
    let from = text.floor_char_boundary(start.saturating_sub(400));
    let to = text.ceil_char_boundary((start + 200).min(text.len()));
    let near = text[from..to].to_ascii_lowercase();
    [vendor, says].iter().any(|words| {
        near.match_indices(&words.to_ascii_lowercase())
            .any(|(at, words)| is_whole_word(&near, at, at + words.len()))
    })
}

/// Whether words before a number say that it is the number of an error.
pub fn speaks_of_an_error(text: &str, start: usize) -> bool {
    let before = before(text, start, 48).to_ascii_lowercase();
    [
        "error", "code", "hresult", "hr =", "hr=", "status", "exit", "fehler", "erreur",
    ]
    .iter()
    .any(|word| before.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particular_words_tell_and_everyday_ones_do_not() {
        for word in [
            "DM_GWPipeline_UnknownError",
            "ModelRefresh_X",
            "Formula.Firewall",
            "BulkAADJTokenUnauthorized",
            "OOBEIDPS",
            "key-matched-no-rows",
        ] {
            assert!(is_telling(word), "{word}");
        }
        for word in [
            "NotFound",
            "TooManyRequests",
            "TokenExpired",
            "invalid_client",
            "BadRequest",
            "Forbidden",
        ] {
            assert!(!is_telling(word), "{word}");
        }
    }

    #[test]
    fn an_everyday_word_counts_in_an_error_field() {
        let counts =
            |text: &str| is_in_code_field(text, text.find("NotFound").unwrap(), &Product::of(text));
        assert!(counts(r#"{"errorCode":"NotFound"}"#));
        assert!(counts("Server ErrorCode : NotFound"));
        assert!(counts("[NotFound] nothing here"));
        assert!(counts(r#"{"error":{"code":"NotFound","pbi.error":{}}}"#));
        assert!(!counts(r#"{"reason":"NotFound","code":404}"#));
        assert!(!counts("the page was NotFound today"));
    }
}
