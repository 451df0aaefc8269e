//! Values: where one ends, and the one way in which each is written.

use super::fold::ENCODED_BLANK;
use crate::catalog::FactType;
use jiff::Timestamp;
use jiff::fmt::strtime;

/// The value of this type that begins a text, as a fact holds it; nothing where none does.
pub fn read(fact_type: FactType, rest: &str) -> Option<String> {
    let opened = rest.trim_start_matches([' ', '\t', '(', '[', '\\', ENCODED_BLANK]);
    let quote = opened
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`'));
    let raw = match quote {
        Some(quote) => opened[1..=head(&opened[1..])]
            .split(quote)
            .next()
            .unwrap_or_default(),
        None => unquoted(fact_type, opened),
    };
    normal(fact_type, raw)
}

/// Bytes that a value may be long.
fn head(text: &str) -> usize {
    text.floor_char_boundary(2000)
}

fn unquoted(fact_type: FactType, text: &str) -> &str {
    let stops = match fact_type {
        FactType::Server => "\n\t\"';&<>|{}[] ",
        FactType::Database => "\n\t\"';&<>|{},[]",
        FactType::Scope => "\n\t\"'&<>|;,{}[]",
        FactType::RedirectUri => "\n\t \"'&<>|`",
        FactType::Timestamp => "\n\t\"'<>|&;{}[]",
        _ => "\n\t \"'&<>|;,{}[]`",
    };
    let text = &text[..head(text)];
    let end = text.find(|c| stops.contains(c)).unwrap_or(text.len());
    let value = &text[..end];
    let words = match fact_type {
        FactType::Timestamp => 8,
        FactType::Database | FactType::Scope => 4,
        _ => 1,
    };
    let end = value
        .match_indices([' ', '\t'])
        .nth(words - 1)
        .map_or(value.len(), |(at, _)| at);
    let cut = if words > 1 {
        value
            .find("  ")
            .unwrap_or(value.len())
            .min(if words == 8 { value.len() } else { end })
    } else {
        end
    };
    match fact_type {
        FactType::Scope => scopes(&value[..cut]),
        _ => &value[..cut],
    }
}

/// Words of a sentence that goes on behind a list of scopes: `The scope openid is not valid`.
const SENTENCE: &[&str] = &[
    "is", "are", "was", "were", "not", "isn't", "does", "doesn't", "for", "that", "the", "and",
    "in", "on", "of", "to", "which", "must", "should", "could", "cannot", "has", "with",
];

/// The scopes at the beginning of a text, up to where the sentence goes on, or where a word
/// announces one (`InvalidScope: XXXX: The provided value …`).
fn scopes(text: &str) -> &str {
    let is_sentence = |word: &str| {
        let word = word.trim_end_matches([',', '.']);
        SENTENCE
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word))
    };
    let mut end = 0;
    for word in text.split_inclusive([' ', '\t']) {
        if word.trim_end().ends_with(':') || is_sentence(word.trim_end()) {
            break;
        }
        end += word.len();
    }
    &text[..end]
}

/// A raw value in the form that fits its type.
pub fn normal(fact_type: FactType, raw: &str) -> Option<String> {
    let raw = raw.replace(ENCODED_BLANK, " ");
    let trimmed = raw
        .trim()
        .trim_end_matches(['.', ',', ')', ';', ':', ']', '\\'])
        .trim_end();
    let value = match fact_type {
        FactType::Timestamp => return timestamp(trimmed),
        FactType::RedirectUri
        | FactType::Issuer
        | FactType::Subject
        | FactType::Thumbprint
        | FactType::UserUpn => trimmed.to_owned(),
        _ if is_guid(trimmed) => trimmed.to_ascii_lowercase(),
        FactType::DeviceName => trimmed.split('.').next().unwrap_or_default().to_owned(),
        FactType::Server => trimmed.trim_start_matches("tcp:").to_owned(),
        FactType::IpAddress => trimmed.trim_start_matches("::ffff:").to_owned(),
        _ => trimmed.to_owned(),
    };
    let is_filler = value.contains("secret removed")
        || [
            "null", "none", "unknown", "n/a", "not", "is", "the", "yes", "no", "true", "false",
        ]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word));
    let is_real = match fact_type {
        FactType::TenantId => {
            is_guid(&value) || !matches!(value.as_str(), "common" | "organizations" | "consumers")
        }
        FactType::IpAddress => value.parse::<std::net::IpAddr>().is_ok(),
        FactType::Resource => is_guid(&value) || value.contains("://"),
        FactType::RedirectUri => value.contains("://") || value.starts_with("urn:"),
        FactType::Subject => value.contains(':') || value.contains('/') || is_guid(&value),
        _ => true,
    };
    (!is_filler && is_real && fact_type.fits(&value)).then_some(value)
}

pub fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| {
            if matches!(at, 8 | 13 | 18 | 23) {
                byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        })
}

/// The GUID whose first dash stands here, through a line wrap, and where it begins.
pub fn guid(text: &str, dash: usize) -> Option<(usize, String)> {
    let bytes = text.as_bytes();
    let start = dash.checked_sub(8)?;
    let is_bounded =
        start == 0 || !(bytes[start - 1].is_ascii_alphanumeric() || bytes[start - 1] == b'-');
    if !is_bounded || !bytes[start..dash].iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut guid = String::with_capacity(36);
    let mut at = start;
    while guid.len() < 36 {
        let byte = *bytes.get(at)?;
        let is_dash = matches!(guid.len(), 8 | 13 | 18 | 23);
        if (is_dash && byte == b'-') || (!is_dash && byte.is_ascii_hexdigit()) {
            guid.push(char::from(byte.to_ascii_lowercase()));
            at += 1;
        } else if byte == b'\n' {
            at += bytes[at..]
                .iter()
                .take(12)
                .take_while(|byte| b"\n \t>|".contains(byte))
                .count();
        } else {
            return None;
        }
    }
    let is_ended = !bytes
        .get(at)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    is_ended.then_some((start, guid))
}

/// A moment in UTC: ISO with a blank or a `T`, `UTC` or an offset; the forms of HTTP and of browsers.
fn timestamp(raw: &str) -> Option<String> {
    iso(raw)
        .or_else(|| spelt_out(raw))
        .or_else(|| american(raw))
        .filter(|value| FactType::Timestamp.fits(value))
}

fn iso(raw: &str) -> Option<String> {
    let (date, rest) = (raw.get(..10)?, raw.get(11..)?);
    let is_date = date.bytes().enumerate().all(|(at, byte)| {
        if matches!(at, 4 | 7) {
            byte == b'-'
        } else {
            byte.is_ascii_digit()
        }
    });
    if !is_date || !raw[10..].starts_with(['T', ' ', 't']) {
        return None;
    }
    let clock = rest.get(..8).filter(|clock| {
        clock.bytes().enumerate().all(|(at, byte)| {
            if matches!(at, 2 | 5) {
                byte == b':'
            } else {
                byte.is_ascii_digit()
            }
        })
    })?;
    let digits = rest[8..].strip_prefix(['.', ',']).map_or("", |fraction| {
        &fraction[..fraction.bytes().take_while(u8::is_ascii_digit).count()]
    });
    let zone = rest[8..]
        .trim_start_matches(|c: char| c == '.' || c == ',' || c.is_ascii_digit())
        .trim_start();
    let fraction = if digits.is_empty() {
        String::new()
    } else {
        format!(".{}", &digits[..digits.len().min(7)])
    };
    if zone.starts_with(['+', '-'])
        && !zone[1..].starts_with("00:00")
        && zone.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
    {
        let zone = zone.get(..6).filter(|zone| zone.as_bytes()[3] == b':')?;
        let moment: Timestamp = format!("{date}T{clock}{fraction}{zone}").parse().ok()?;
        return Some(moment.to_string());
    }
    let _: Timestamp = format!("{date}T{clock}Z").parse().ok()?;
    Some(format!("{date}T{clock}{fraction}Z"))
}

/// Whether a moment says in which zone it is; a log may be in local time.
pub fn has_zone(moment: &str) -> bool {
    let zone = moment
        .get(19..)
        .unwrap_or_default()
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    zone.starts_with(['Z', '+']) || zone.starts_with(" UTC") || zone.starts_with(" +")
}

/// `Tue, 04 Mar 2025 05:06:07 GMT`, `Mon Apr 07 2025 08:30:00 GMT+0200`.
fn spelt_out(raw: &str) -> Option<String> {
    let raw = raw.split(" (").next()?.trim();
    let parse = |format: &str, text: &str| strtime::parse(format, text).ok()?.to_timestamp().ok();
    let moment = parse("%a %b %d %Y %H:%M:%S GMT%z", raw)
        .or_else(|| parse("%a, %d %b %Y %H:%M:%S GMT%z", &format!("{raw}+0000")))?;
    Some(moment.to_string())
}

/// `3/9/2023 5:21:11 PM`: months first, as the products write it.
fn american(raw: &str) -> Option<String> {
    let mut parts = raw.split([' ', ',']).filter(|part| !part.is_empty());
    let mut date = parts.next()?.split('/');
    let (month, day, year): (u32, u32, u32) = (
        date.next()?.parse().ok()?,
        date.next()?.parse().ok()?,
        date.next()?.parse().ok()?,
    );
    let mut clock = parts.next()?.split(':');
    let (hour, minute): (u32, u32) = (clock.next()?.parse().ok()?, clock.next()?.parse().ok()?);
    let second: u32 = clock.next()?.split('.').next()?.parse().ok()?;
    let hour = match parts.next() {
        Some(half) if half.eq_ignore_ascii_case("pm") => hour % 12 + 12,
        Some(half) if half.eq_ignore_ascii_case("am") => hour % 12,
        _ => hour,
    };
    let moment: Timestamp =
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
            .parse()
            .ok()?;
    Some(moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_one_spelling() {
        for (raw, is) in [
            ("2025-03-04 05:06:07Z", "2025-03-04T05:06:07Z"),
            ("2025-03-04 05:06:07.000 UTC", "2025-03-04T05:06:07.000Z"),
            (
                "2025-03-04T05:06:07.1234567Z",
                "2025-03-04T05:06:07.1234567Z",
            ),
            ("2025-03-04T06:06:07+01:00", "2025-03-04T05:06:07Z"),
            ("Tue, 04 Mar 2025 05:06:07 GMT", "2025-03-04T05:06:07Z"),
            (
                "Mon Apr 07 2025 08:30:00 GMT+0200 (Central European Summer Time)",
                "2025-04-07T06:30:00Z",
            ),
            ("3/9/2023 5:21:11 PM", "2023-03-09T17:21:11Z"),
        ] {
            assert_eq!(timestamp(raw).as_deref(), Some(is), "{raw}");
        }
        assert_eq!(timestamp("2025-13-44 05:06:07Z"), None);
    }

    #[test]
    fn a_guid_is_read_through_a_line_wrap_and_in_lower_case() {
        let text = "id 3F0C1D2E-aaaa-4a4a-9b9b-00\n  0000000001.";
        assert_eq!(
            guid(text, 11),
            Some((3, "3f0c1d2e-aaaa-4a4a-9b9b-000000000001".into()))
        );
        assert_eq!(guid("x3f0c1d2e-aaaa-4a4a-9b9b-000000000001", 9), None);
    }

    #[test]
    fn every_value_fits_its_type() {
        assert_eq!(
            read(FactType::Scope, "openid\u{a0}profile&state=1").as_deref(),
            Some("openid profile")
        );
        assert_eq!(
            read(FactType::Server, " 'sql01.contoso.example,1433' ").as_deref(),
            Some("sql01.contoso.example,1433")
        );
        assert_eq!(
            read(FactType::Scope, " https://a.example/x openid is not valid.").as_deref(),
            Some("https://a.example/x openid")
        );
        assert_eq!(read(FactType::Scope, ": XXXX: The provided value"), None);
        assert_eq!(
            read(FactType::Scope, " is missing from the credential"),
            None
        );
        assert_eq!(read(FactType::DeviceName, "\"-rf\""), None);
        assert_eq!(read(FactType::IpAddress, " 999.1.1.1"), None);
    }
}
