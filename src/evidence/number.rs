//! Numbers: those behind a field that holds codes, and 32-bit codes in any notation.

use super::context;
use crate::catalog::code;

#[derive(Debug, PartialEq, Eq)]
pub enum Number<'a> {
    /// Five to eight digits.
    Decimal(&'a str),
    /// An error code of 32 bits, as the catalog prints it.
    Hresult(String),
}

/// A list of codes in one field may hold this many.
const LONGEST_LIST: usize = 16;

/// The numbers in the field whose name ends here: `": [70002, 50012]`, ` : 0x801c0021`, `=50011`.
pub fn behind_field(flat: &str, end: usize) -> Vec<(usize, Number<'_>)> {
    let mut at = end;
    let mut found = Vec::new();
    if flat[at..].starts_with(['s', 'S']) {
        at += 1;
    }
    for _ in 0..LONGEST_LIST {
        at += gap(&flat[at..]);
        let rest = &flat[at..];
        let length = rest
            .bytes()
            .take(24)
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
            .count();
        let word = &rest[..length];
        let goes_on = flat[at + length..].starts_with('.')
            && flat[at + length + 1..].starts_with(|c: char| c.is_ascii_digit());
        let Some(number) = number(word).filter(|_| !goes_on) else {
            break;
        };
        found.push((at, number));
        at += length;
        let behind = flat[at..].trim_start_matches(['"', '\'', ' ']);
        if !behind.starts_with(',') {
            break;
        }
    }
    found
}

/// Bytes of punctuation and little words between a field's name and its value.
fn gap(rest: &str) -> usize {
    let value = rest.trim_start_matches(|c: char| " \"'`:=[(,|#*>@\t".contains(c));
    let skipped = rest.len() - value.len();
    let word = ["is ", "was "]
        .iter()
        .find(|word| value.starts_with(**word))
        .map_or(0, |word| word.len());
    if skipped > 12 { 0 } else { skipped + word }
}

fn number(word: &str) -> Option<Number<'_>> {
    let is_decimal =
        (5..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_facility = word.len() == 8 && code::hex(word).is_some();
    if is_decimal && !is_facility {
        return Some(Number::Decimal(word));
    }
    let bits = match word.parse::<i64>() {
        Ok(_) if word.len() < 9 && !is_facility => None,
        Ok(number) if word.len() > 8 => code::hresult_of(number),
        _ => code::hex(word).filter(|bits| bits & 0x8000_0000 != 0),
    };
    bits.map(|bits| Number::Hresult(code::hresult(bits)))
}

/// Whether the digits of a known 32-bit code are one here; if so, whether another code follows behind a slash.
pub fn hresult(flat: &str, start: usize, literal: &str) -> Option<bool> {
    let end = start + literal.len();
    let before = &flat[..start];
    let is_signed = literal.starts_with('-');
    let is_decimal = is_signed || literal.len() > 8;
    let counts = if is_decimal {
        context::is_whole_number(flat, start, end)
            && (is_signed || context::speaks_of_an_error(flat, start))
    } else if let Some(rest) = prefix(before) {
        !rest.ends_with(|c: char| c.is_ascii_alphanumeric())
            && !flat[end..].starts_with(|c: char| c.is_ascii_alphanumeric())
    } else {
        bare(flat, start, end, literal)
    };
    let behind = flat[end..].trim_start_matches(' ');
    let is_outer = behind.starts_with("/0x") || behind.starts_with("/ 0x");
    counts.then_some(is_outer)
}

/// What stands before `0x`, or before the sign bits of a 64-bit number.
fn prefix(before: &str) -> Option<&str> {
    let before = ["ffffffff", "FFFFFFFF"]
        .iter()
        .find_map(|bits| before.strip_suffix(bits))
        .unwrap_or(before);
    before
        .strip_suffix("0x")
        .or_else(|| before.strip_suffix("0X"))
        .or_else(|| before.strip_suffix("&H"))
}

/// Hexadecimal digits with nothing before them: no part of a GUID, a hash or a number.
fn bare(flat: &str, start: usize, end: usize, literal: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let is_alone = !flat[..start].ends_with(is_part) && !flat[end..].starts_with(is_part);
    let has_letter = literal.bytes().any(|byte| byte.is_ascii_alphabetic());
    is_alone && (has_letter || context::speaks_of_an_error(flat, start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_in_a_code_field_is_read_whole() {
        let text = "error_codes\":[70002, 50012],\"x\":50011";
        let codes: Vec<_> = behind_field(text, 10)
            .into_iter()
            .map(|(_, number)| number)
            .collect();
        assert_eq!(codes, [Number::Decimal("70002"), Number::Decimal("50012")]);
    }

    #[test]
    fn codes_of_32_bits_stand_in_code_fields_in_any_notation() {
        for text in [
            "code : 0x801C03F2",
            "code: -2145647630",
            "code=2149319666",
            "code: 801c03f2",
            "code 0xffffffff801c03f2",
        ] {
            assert_eq!(
                behind_field(text, 4).first().map(|found| &found.1),
                Some(&Number::Hresult("0x801c03f2".into())),
                "{text}"
            );
        }
        assert!(behind_field("code: 80.18", 4).is_empty());
        assert!(behind_field("code: 404", 4).is_empty());
    }

    #[test]
    fn a_bare_number_is_a_code_only_by_itself() {
        assert_eq!(hresult("stops with 801c000e", 11, "801c000e"), Some(false));
        assert_eq!(
            hresult("Error code: 80180014.", 12, "80180014"),
            Some(false)
        );
        assert_eq!(hresult("order 80180014.", 6, "80180014"), None);
        assert_eq!(
            hresult("801c000e-0000-4000-8000-000000000000", 0, "801c000e"),
            None
        );
        assert_eq!(hresult("commit 801c000e2a77", 7, "801c000e"), None);
        assert_eq!(
            hresult("FAIL [0x801c0021/0x80072ee7]", 8, "801c0021"),
            Some(true)
        );
    }
}
