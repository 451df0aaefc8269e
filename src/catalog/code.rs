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

/// What a decimal number can mean: an AADSTS code, a small Windows error, an HRESULT (its minus may be lost).
fn numbers(number: i64) -> Vec<String> {
    match number {
        // Eight digits can be an HRESULT without its 0x: 80004005.
        80_000_000..=89_999_999 => {
            let value = u32::from_str_radix(&number.to_string(), 16);
            let hex = value.map(hresult).into_iter();
            hex.chain([aadsts(&number.to_string())]).collect()
        }
        1_000..=99_999_999 => vec![aadsts(&number.to_string()), number.to_string()],
        _ => hresult_of(number)
            .or_else(|| hresult_of(-number).filter(|_| number > 99_999_999))
            .map(hresult)
            .into_iter()
            .collect(),
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

/// The digits behind a prefix that is AADSTS or at most two slips away, with letters that look like digits
/// mended. `AADST5…` can be AADSTS with a 5 for its S, or with its S left out: both readings.
fn aadsts_digits(query: &str) -> Vec<String> {
    let compact: String = query
        .chars()
        .filter(|c| {
            !matches!(
                c,
                ' ' | '-' | '_' | ':' | '#' | '=' | '.' | '\u{2010}'..='\u{2014}'
            )
        })
        .flat_map(char::to_lowercase)
        .collect();
    let mut found: Vec<(usize, String)> = (4..=8)
        .filter_map(|at| compact.split_at_checked(at))
        .filter_map(|(prefix, rest)| {
            let digits: String = rest.chars().map(digit_like).collect();
            let is_number =
                (5..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            let real = rest.bytes().filter(u8::is_ascii_digit).count();
            let apart = slips(prefix, "aadsts");
            (is_number && real >= 2 && apart <= 2 && prefix.starts_with('a'))
                .then_some((apart, digits))
        })
        .collect();
    found.sort_by_key(|&(apart, _)| apart);
    found.into_iter().map(|(_, digits)| digits).collect()
}

/// The digit that a letter is taken for.
fn digit_like(c: char) -> char {
    match c {
        'o' => '0',
        'l' | 'i' => '1',
        c => c,
    }
}

/// Letters left out, put in, changed, or two neighbours swapped between two short words.
fn slips(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = table[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                let swapped =
                    i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                let best = changed.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if swapped {
                    best.min(table[i - 2][j - 2] + 1)
                } else {
                    best
                }
            };
        }
    }
    table[one.len()][other.len()]
}

/// A hexadecimal HRESULT: with or without `0x`, and with the sign bits of a 64-bit number.
#[must_use]
pub fn hex(query: &str) -> Option<u32> {
    let lower = query.to_ascii_lowercase();
    let digits = ["0x", "ox", "x"]
        .iter()
        .find_map(|prefix| lower.strip_prefix(prefix));
    let prefixed = digits.is_some();
    let mended: String = digits.map_or_else(
        || lower.clone(),
        |digits| digits.chars().map(digit_like).collect(),
    );
    let digits = mended
        .strip_suffix('h')
        .filter(|rest| rest.len() == 8)
        .unwrap_or(&mended);
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
            "AADTSS50011",
            "ADSTS50011",
            "AASDTS50011",
            "aadsts.50011",
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
            "0x8O1C03F2",
            "x801c03f2",
            "801c03f2h",
            "801c03f2",
            "2145647630",
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
        assert!(spellings("addresses 50011").is_empty());
    }
}
