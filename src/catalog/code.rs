//! How an error code is spelt: every spelling that people use leads to the canonical one.

/// The form in which two spellings of one code are equal.
#[must_use]
pub fn key(code: &str) -> String {
    code.trim().to_lowercase()
}

/// `AADSTS` and its digits.
#[must_use]
pub fn aadsts(digits: &str) -> String {
    format!("AADSTS{digits}")
}

/// A 32-bit HRESULT as this catalog prints it.
#[must_use]
pub fn hresult(value: u32) -> String {
    format!("0x{value:08x}")
}

/// The codes that a spelling can mean, the likeliest first; empty where it looks like no code.
///
/// `50011`, `aadsts 50011`, `AADST50011`, `AADSTS5O011`, `error code: 53003`, `801c03f2`,
/// `-2145647630`, `2149319666`, `0xffffffff801c03f2`.
#[must_use]
pub fn spellings(query: &str) -> Vec<String> {
    let query = without_label(query.trim());
    if query.is_empty() || query.len() > 120 {
        return Vec::new();
    }
    let digits = aadsts_digits(query);
    if !digits.is_empty() {
        return digits.iter().map(|digits| aadsts(digits)).collect();
    }
    if let Some(value) = hex(query) {
        return vec![hresult(value)];
    }
    if let Ok(number) = query.replace(['\u{2212}', '\u{2013}'], "-").parse::<i64>() {
        return numbers(number);
    }
    if query.contains(|c: char| c.is_whitespace() || c.is_control()) {
        Vec::new()
    } else {
        vec![query.to_owned()]
    }
}

/// What a decimal number can mean: an AADSTS code, a small Windows error, an HRESULT.
fn numbers(number: i64) -> Vec<String> {
    match number {
        1_000..=99_999_999 => vec![aadsts(&number.to_string()), number.to_string()],
        _ => hresult_of(number).map(hresult).into_iter().collect(),
    }
}

/// The 32 bits of a signed or unsigned decimal HRESULT. Success codes are none.
#[must_use]
pub fn hresult_of(number: i64) -> Option<u32> {
    let bits = i32::try_from(number)
        .map(i32::cast_unsigned)
        .or_else(|_| u32::try_from(number))
        .ok()?;
    (bits & 0x8000_0000 != 0).then_some(bits)
}

/// The digits behind a prefix that is AADSTS or nearly so, with letters that look like digits mended.
/// `AADST5…` can be AADSTS with a 5 for its S, or with its S left out: both readings.
fn aadsts_digits(query: &str) -> Vec<String> {
    let compact: String = query
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '_' | ':' | '#'))
        .collect();
    let lower = compact.to_ascii_lowercase();
    [
        "aadsts", "aadst", "aadst5", "aadts", "adsts", "aadsst", "addsts", "aadsys",
    ]
    .iter()
    .filter_map(|prefix| lower.strip_prefix(prefix))
    .map(|rest| rest.replace('o', "0").replace(['l', 'i'], "1"))
    .filter(|digits| (5..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()))
    .collect()
}

/// A hexadecimal HRESULT: with or without `0x`, and with the sign bits of a 64-bit number.
#[must_use]
pub fn hex(query: &str) -> Option<u32> {
    let (digits, prefixed) = match query
        .strip_prefix("0x")
        .or_else(|| query.strip_prefix("0X"))
    {
        Some(digits) => (digits, true),
        None => (query, false),
    };
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u64::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        8 if prefixed
            || (value >= 0x8000_0000 && !digits.bytes().all(|b| b.is_ascii_digit())
                || is_known_facility(digits)) =>
        {
            u32::try_from(value).ok()
        }
        16 if value >> 32 == 0xffff_ffff => u32::try_from(value & 0xffff_ffff).ok(),
        1..=7 if prefixed => u32::try_from(value).ok(),
        _ => None,
    }
}

/// `80180014` has no letter, and is yet a hexadecimal code and no decimal one.
fn is_known_facility(digits: &str) -> bool {
    ["8018", "8007", "8009", "8019", "8028", "8029", "8004"]
        .iter()
        .any(|facility| digits.starts_with(facility))
}

/// What stands behind a label such as `error code:`.
fn without_label(query: &str) -> &str {
    let lower = query.to_ascii_lowercase();
    ["error code", "errorcode", "code", "error", "hresult"]
        .iter()
        .find_map(|label| {
            let rest = query
                .get(label.len()..)
                .filter(|_| lower.starts_with(label))?;
            let value = rest.trim_start_matches([' ', ':', '=', '#']);
            (value.len() < rest.len()).then_some(value)
        })
        .unwrap_or(query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aadsts_code_is_known_in_every_spelling() {
        for spelling in [
            "50011",
            "aadsts50011",
            "AADSTS 50011",
            "AADST50011",
            "AADSTS5O011",
            "aadsts-5O011",
            "AADSTS-50011",
            "AADST550011",
            "error code: 50011",
            "Error Code 50011",
            "  AADSTS50011 ",
        ] {
            assert!(
                spellings(spelling).contains(&"AADSTS50011".into()),
                "{spelling}"
            );
        }
    }

    #[test]
    fn an_hresult_is_known_in_hex_and_decimal() {
        for spelling in [
            "0x801C03F2",
            "801c03f2",
            "-2145647630",
            "2149319666",
            "0xffffffff801c03f2",
            "HRESULT: 0x801c03f2",
        ] {
            assert_eq!(spellings(spelling), ["0x801c03f2"], "{spelling}");
        }
        assert_eq!(spellings("80180014"), ["0x80180014"]);
        assert_eq!(spellings("-2147467259"), ["0x80004005"]);
        assert_eq!(spellings("2147500037"), ["0x80004005"]);
    }

    #[test]
    fn a_small_number_may_be_a_windows_error_too() {
        assert_eq!(spellings("12007"), ["AADSTS12007", "12007"]);
    }

    #[test]
    fn words_are_no_code() {
        assert!(spellings("token expired").is_empty());
        assert!(spellings("").is_empty());
        assert!(spellings("404").is_empty());
    }
}
