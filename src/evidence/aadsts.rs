//! AADSTS codes: broken by a line wrap, and misread by a camera or a person.

use super::index::Index;
use crate::catalog::code;

/// The code at a literal that looks like `AADSTS`, and where it begins. `start` is the literal's first letter.
pub fn read(flat: &str, start: usize, index: &Index) -> Option<String> {
    let prefix = prefix(&flat[start..])?;
    let is_bounded = !flat[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
    let readings = prefix
        .ends
        .iter()
        .filter_map(|end| digits(&flat[start + end..], index));
    let mut sure = None;
    for digits in readings {
        let spelt = code::aadsts(&digits.text);
        if index.find(&spelt).is_some() && (is_bounded || (prefix.is_exact && !digits.is_mended)) {
            return Some(spelt);
        }
        if prefix.is_exact && !digits.is_mended {
            sure.get_or_insert(spelt);
        }
    }
    sure
}

struct Prefix {
    /// Where the digits may begin: `AADST5…` has two readings.
    ends: Vec<usize>,
    is_exact: bool,
}

fn prefix(text: &str) -> Option<Prefix> {
    let head: String = text
        .chars()
        .take(8)
        .filter(|c| *c != ' ')
        .collect::<String>()
        .to_ascii_lowercase();
    let blanks = usize::from(text.as_bytes().iter().take(6).any(|byte| *byte == b' '));
    if head.starts_with("aadsts") {
        return Some(Prefix {
            ends: vec![6 + blanks],
            is_exact: true,
        });
    }
    let near = [
        "aadsst", "addsts", "aadsys", "aad5t5", "aad5ts", "aadst5", "aadst", "aadts", "adsts",
    ];
    let ends: Vec<usize> = near
        .iter()
        .filter(|near| head.starts_with(**near))
        .map(|near| near.len() + blanks)
        .collect();
    (!ends.is_empty()).then_some(Prefix {
        ends,
        is_exact: false,
    })
}

struct Digits {
    text: String,
    /// Letters were read as digits.
    is_mended: bool,
}

/// The five to eight digits that stand here, across one blank where a line wrap broke them.
fn digits(rest: &str, index: &Index) -> Option<Digits> {
    let is_gap = [' ', '-', '_', ':', '#', '=', '`', '*'];
    let rest = rest.trim_start_matches(is_gap);
    let rest = ["error", "code"].iter().fold(rest, |rest, word| {
        rest.strip_prefix(word)
            .unwrap_or(rest)
            .trim_start_matches(is_gap)
    });
    let plain = run(rest, |c| c.is_ascii_digit());
    let known = |text: &str| index.find(&code::aadsts(text)).is_some();
    let after = &rest[plain.len()..];
    if let Some(tail) = after
        .strip_prefix(' ')
        .map(|tail| run(tail, |c| c.is_ascii_digit()))
        .filter(|tail| !tail.is_empty())
    {
        let joined = format!("{plain}{tail}");
        let ends_a_label = after[1 + tail.len()..].starts_with(':');
        if known(&joined) && (!known(plain) || ends_a_label) {
            return Some(Digits {
                text: joined,
                is_mended: false,
            });
        }
    }
    if (5..=8).contains(&plain.len()) {
        return Some(Digits {
            text: plain.to_owned(),
            is_mended: false,
        });
    }
    let mended: String = run(rest, |c| looks_like(c).is_some())
        .chars()
        .filter_map(looks_like)
        .collect();
    let is_sure = run(rest, |c| looks_like(c).is_some())
        .bytes()
        .filter(u8::is_ascii_digit)
        .count()
        >= 2;
    (plain.len() < 5 && is_sure && (5..=8).contains(&mended.len()) && known(&mended)).then_some(
        Digits {
            text: mended,
            is_mended: true,
        },
    )
}

/// The digit that a letter is mistaken for.
const fn looks_like(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        'o' | 'O' => Some('0'),
        'l' | 'I' | 'i' => Some('1'),
        'S' => Some('5'),
        'B' => Some('8'),
        _ => None,
    }
}

fn run(text: &str, is_in: impl Fn(char) -> bool) -> &str {
    let end = text
        .bytes()
        .take(32)
        .position(|byte| !is_in(char::from(byte)))
        .unwrap_or(text.len().min(32));
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<String> {
        read(text, 0, Index::get())
    }

    #[test]
    fn a_damaged_prefix_counts_where_the_rest_is_known() {
        for text in [
            "AADSTS700082:",
            "AADST5700082",
            "AADST700082",
            "aadsts-700082",
            "AADSTS7OOO82",
            "AADSTS error code 700082",
            "AADSTS 700082",
            "AAD STS700082",
        ] {
            assert_eq!(code(text).as_deref(), Some("AADSTS700082"), "{text}");
        }
        assert_eq!(code("AADST12345"), None);
        assert_eq!(code("AADSTS12345").as_deref(), Some("AADSTS12345"));
    }

    #[test]
    fn digits_broken_by_a_wrap_are_joined_only_where_that_makes_sense() {
        assert_eq!(
            code("AADSTS7000 82: The refresh").as_deref(),
            Some("AADSTS700082")
        );
        assert_eq!(
            code("AADSTS700082 15 minutes").as_deref(),
            Some("AADSTS700082")
        );
        assert_eq!(
            code("AADSTS70002 15 minutes").as_deref(),
            Some("AADSTS70002")
        );
        assert_eq!(
            code("AADSTS70002 15: Invalid client secret").as_deref(),
            Some("AADSTS7000215")
        );
    }

    #[test]
    fn too_few_or_too_many_digits_are_no_code() {
        assert_eq!(code("AADSTS123"), None);
        assert_eq!(code("AADSTS123456789"), None);
        assert_eq!(code("AADSTS"), None);
    }
}
