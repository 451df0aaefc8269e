//! Undoes what carriers do to a message: JSON in strings, percent and plus encoding, HTML entities, doubled
//! CSV quotes and privacy tags, over and over until nothing changes.

use super::fold::{self, ENCODED_BLANK};
use super::lined::{Lined, Rewrite};
use crate::text;

/// Rounds of decoding; each undoes any number of levels of one kind, so mixtures deeper than this are an attack.
const ROUNDS: usize = 8;

/// The text in plain typography with every encoding undone.
pub fn decode(cleaned: &Lined) -> Lined {
    let mut current = fold::fold(cleaned);
    for _ in 0..ROUNDS {
        match round(&current) {
            Some(next) => current = next,
            None => break,
        }
    }
    current
}

/// One round; nothing where it would change nothing.
fn round(from: &Lined) -> Option<Lined> {
    let bytes = from.text.as_bytes();
    let mut rewrite = Rewrite::new(from);
    let mut plus = Plus::default();
    let mut changed = false;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|&byte| SPECIAL[byte as usize]) {
        let start = at + found;
        let step = match bytes[start] {
            b'\\' => backslash(from, start, &mut rewrite),
            b'%' => percent(from, start, &mut rewrite),
            b'&' => entity(from, start, &mut rewrite),
            b'<' => tag(from, start, &mut rewrite),
            b'"' => doubled(bytes, start, &mut rewrite),
            _ => plus.undo(bytes, start, &mut rewrite),
        };
        changed |= step.is_some();
        at = step.unwrap_or(start + 1).max(start + 1).max(rewrite.read());
    }
    changed.then(|| rewrite.finish())
}

static SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut at = 0;
    while at < 6 {
        special[b"\\%&<\"+"[at] as usize] = true;
        at += 1;
    }
    special
};

fn put(rewrite: &mut Rewrite, start: usize, end: usize, with: &str) -> usize {
    rewrite.keep(start);
    rewrite.replace(end, with);
    end
}

/// A decoded character as it may stand in the text: nothing that a terminal obeys.
fn safe(c: char) -> String {
    match c {
        '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => "\n".into(),
        ' ' | '\u{a0}' => ENCODED_BLANK.into(),
        c if text::is_unsafe(c) && c != '\t' => String::new(),
        c => c.into(),
    }
}

/// A run of backslashes and the character behind it: any number of levels of JSON at once.
fn backslash(from: &Lined, start: usize, rewrite: &mut Rewrite) -> Option<usize> {
    let bytes = from.text.as_bytes();
    let run = bytes[start..]
        .iter()
        .take_while(|&&byte| byte == b'\\')
        .count();
    let end = start + run;
    match bytes.get(end) {
        Some(b'"' | b'\'' | b'/') => Some(put(rewrite, start, end, "")),
        Some(b'u') if is_unicode(&bytes[end + 1..]) => unicode(from, start, end, rewrite),
        Some(b'r' | b'n') if !is_path(from, start) => {
            let rest = &from.text[end + 1..];
            let second = rest.len() - rest.trim_start_matches('\\').len();
            let is_pair =
                bytes[end] == b'r' && second > 0 && rest.as_bytes().get(second) == Some(&b'n');
            Some(put(
                rewrite,
                start,
                if is_pair { end + second + 2 } else { end + 1 },
                "\n",
            ))
        }
        Some(b't') if !is_path(from, start) => Some(put(rewrite, start, end + 1, "\t")),
        _ if run > 1 => Some(put(rewrite, start, end, "\\")),
        _ => None,
    }
}

/// `C:\new\table`: a backslash behind a drive, or behind another one of the same word.
fn is_path(from: &Lined, start: usize) -> bool {
    let before = &from.text.as_bytes()[start.saturating_sub(80)..start];
    let drive = |word: &[u8]| matches!(word, [.., letter, b':'] if letter.is_ascii_alphabetic() && word.len() == 2);
    let word = before
        .iter()
        .rposition(|byte| byte.is_ascii_whitespace() || b"\"'<>(,;=".contains(byte));
    let word = &before[word.map_or(0, |at| at + 1)..];
    drive(word)
        || word
            .windows(3)
            .next()
            .is_some_and(|first| first[0].is_ascii_alphabetic() && &first[1..] == b":\\")
}

fn is_unicode(rest: &[u8]) -> bool {
    rest.len() >= 4 && rest[..4].iter().all(u8::is_ascii_hexdigit)
}

fn unicode(from: &Lined, start: usize, end: usize, rewrite: &mut Rewrite) -> Option<usize> {
    let unit = |at: usize| {
        let digits = from.text.get(at..at + 4)?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let first = unit(end + 1)?;
    let low_at = end + 5;
    let rest = from.text.get(low_at..).unwrap_or_default();
    let slashes = rest.len() - rest.trim_start_matches('\\').len();
    let low = (0xd800..0xdc00)
        .contains(&first)
        .then(|| unit(low_at + slashes + 1))
        .flatten();
    let units: Vec<u16> = std::iter::once(first).chain(low).collect();
    let c = char::decode_utf16(units)
        .next()?
        .unwrap_or(char::REPLACEMENT_CHARACTER);
    let to = if low.is_some() {
        low_at + slashes + 5
    } else {
        low_at
    };
    Some(put(rewrite, start, to, &safe(c)))
}

/// A run of percent escapes, each through any number of `25`; only what is valid UTF-8.
fn percent(from: &Lined, start: usize, rewrite: &mut Rewrite) -> Option<usize> {
    let bytes = from.text.as_bytes();
    let mut decoded = Vec::new();
    let mut end = start;
    while let Some((byte, next)) = escape(bytes, end) {
        decoded.push(byte);
        end = next;
    }
    if decoded.is_empty() {
        return None;
    }
    let Ok(text) = String::from_utf8(decoded) else {
        rewrite.keep(end);
        return None;
    };
    let text: String = text.replace("\r\n", "\n").chars().map(safe).collect();
    Some(put(rewrite, start, end, &text))
}

fn escape(bytes: &[u8], start: usize) -> Option<(u8, usize)> {
    let hex = |at: usize| {
        bytes
            .get(at)
            .and_then(|&byte| char::from(byte).to_digit(16))
    };
    if bytes.get(start) != Some(&b'%') {
        return None;
    }
    let mut at = start + 1;
    while bytes.get(at..at + 2) == Some(b"25") && hex(at + 2).is_some() && hex(at + 3).is_some() {
        at += 2;
    }
    let byte = hex(at)? * 16 + hex(at + 1)?;
    Some((u8::try_from(byte).ok()?, at + 2))
}

/// `&quot;`, `&amp;quot;`, `&#39;`, `&#x27;`.
fn entity(from: &Lined, start: usize, rewrite: &mut Rewrite) -> Option<usize> {
    let mut at = start + 1;
    while from
        .text
        .get(at..)
        .is_some_and(|rest| rest.starts_with("amp;"))
    {
        at += 4;
    }
    let rest = from.text.get(at..)?;
    let name_end = rest.bytes().take(9).position(|byte| byte == b';');
    let c = match name_end.map(|end| &rest[..end]) {
        Some("quot") => '"',
        Some("apos") => '\'',
        Some("lt") => '<',
        Some("gt") => '>',
        Some("nbsp") => ' ',
        Some(number) if number.starts_with('#') => {
            let digits = &number[1..];
            let hexadecimal = digits
                .strip_prefix(['x', 'X'])
                .map(|digits| u32::from_str_radix(digits, 16));
            char::from_u32(hexadecimal.unwrap_or_else(|| digits.parse()).ok()?)?
        }
        _ if at > start + 1 => return Some(put(rewrite, start, at, "&")),
        _ => return None,
    };
    Some(put(
        rewrite,
        start,
        at + name_end? + 1,
        &if c == ' ' { " ".into() } else { safe(c) },
    ))
}

const TAGS: &[&str] = &["pi", "pii", "ccon", "euii", "oii"];

/// `<pi>`, `</ccon>` and `<br/>`.
fn tag(from: &Lined, start: usize, rewrite: &mut Rewrite) -> Option<usize> {
    let inner = &from.text.as_bytes()[start + 1..];
    let end = inner.iter().take(8).position(|&byte| byte == b'>')?;
    let name = std::str::from_utf8(&inner[..end])
        .ok()?
        .trim_matches('/')
        .trim();
    if TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag)) {
        return Some(put(rewrite, start, start + end + 2, ""));
    }
    name.eq_ignore_ascii_case("br")
        .then(|| put(rewrite, start, start + end + 2, "\n"))
}

/// `""` beside a word or a bracket is one quote of a CSV field; an empty string of JSON stays.
fn doubled(bytes: &[u8], start: usize, rewrite: &mut Rewrite) -> Option<usize> {
    let run = bytes[start..]
        .iter()
        .take_while(|&&byte| byte == b'"')
        .count();
    if run >= 4 {
        return Some(put(rewrite, start, start + run, &"\"".repeat(run / 2)));
    }
    if run < 2 {
        return None;
    }
    let is_inside = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b".)_%/".contains(byte))
    };
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    (is_inside(before) || is_inside(bytes.get(start + 2)))
        .then(|| put(rewrite, start, start + 2, "\""))
}

/// `+` for a blank, in what stands behind a `=` or a percent escape without a blank between.
#[derive(Default)]
struct Plus {
    last: Option<usize>,
}

impl Plus {
    fn undo(&mut self, bytes: &[u8], start: usize, rewrite: &mut Rewrite) -> Option<usize> {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`<>".contains(byte);
        let is_zone = start > 0
            && bytes[start - 1].is_ascii_digit()
            && matches!(bytes.get(start + 1..start + 4), Some([a, b, b':']) if a.is_ascii_digit() && b.is_ascii_digit());
        if is_zone {
            return None;
        }
        let goes_on = self
            .last
            .is_some_and(|last| !bytes[last..start].iter().any(ends));
        let back = &bytes[start.saturating_sub(64)..start];
        let word = back.iter().rposition(ends).map_or(0, |at| at + 1);
        if !goes_on && !back[word..].iter().any(|byte| b"=%".contains(byte)) {
            return None;
        }
        self.last = Some(start);
        Some(put(
            rewrite,
            start,
            start + 1,
            ENCODED_BLANK.encode_utf8(&mut [0; 4]),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        decode(&Lined::new(text.to_owned()))
            .text
            .replace(ENCODED_BLANK, " ")
    }

    #[test]
    fn json_in_strings_is_undone_at_any_depth() {
        let mut text = r#"{"error":"AADSTS50011: x"}"#.to_owned();
        for _ in 0..6 {
            text = serde_json::to_string(&text).unwrap();
        }
        assert!(decoded(&text).contains(r#""error":"AADSTS50011: x""#));
    }

    #[test]
    fn percent_and_plus_are_undone_through_any_number_of_layers() {
        assert_eq!(
            decoded("?d=AADSTS65004%3a+User%20declined%0d%0aTrace"),
            "?d=AADSTS65004: User declined\nTrace"
        );
        assert_eq!(decoded("?d=x%25252525253ay%252Bz"), "?d=x:y z");
    }

    #[test]
    fn entities_quotes_and_tags_are_undone() {
        assert_eq!(
            decoded("&amp;quot;code&amp;quot;: &#39;x&#x27;"),
            "\"code\": 'x'"
        );
        assert_eq!(
            decoded(r#""{""errorCode"":500121,""a"":""""}""#),
            "\"{\"errorCode\":500121,\"a\":\"\"}\""
        );
        assert_eq!(
            decoded("DM_GW<pii>Pipe</pii><ccon>line</ccon>"),
            "DM_GWPipeline"
        );
    }

    #[test]
    fn a_path_keeps_its_backslashes() {
        assert_eq!(
            decoded(r"'C:\new\tables\sales.csv'"),
            r"'C:\new\tables\sales.csv'"
        );
    }

    #[test]
    fn a_time_zone_and_a_sum_keep_their_plus() {
        assert_eq!(
            decoded("t=2025-03-04T05:06:07+01:00 a + b"),
            "t=2025-03-04T05:06:07+01:00 a + b"
        );
    }

    #[test]
    fn what_is_no_encoding_stays() {
        for text in [
            "100% sure",
            "LIKE '%ab%'",
            "a & b; c",
            "x < y > z",
            "\\",
            "%",
            "&",
            "\"\"",
        ] {
            assert_eq!(decoded(text), text);
        }
    }

    #[test]
    fn nothing_that_a_terminal_obeys_comes_out_of_an_escape() {
        assert_eq!(decoded(r"a\u001b[31m%1b[0m&#27;\u202eb"), "a[31m[0mb");
    }
}
