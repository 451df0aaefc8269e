//! Text from files and pipes: UTF-8, or UTF-16 where a BOM or NUL pattern says so.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// This much of a text is read.
const LARGEST: u64 = 64 << 20;

/// The text of a file, or of standard input for `-`.
///
/// # Errors
/// Where it cannot be read, or is a folder.
pub fn read(path: &Path) -> Result<String> {
    if path.as_os_str() == "-" {
        return standard_input();
    }
    if path.is_dir() {
        bail!("{} is a folder: give a file", path.display());
    }
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    bounded(file).with_context(|| format!("cannot read {}", path.display()))
}

/// The text on standard input.
///
/// # Errors
/// Where it cannot be read.
pub fn standard_input() -> Result<String> {
    bounded(io::stdin()).context("cannot read standard input")
}

fn bounded(reader: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    reader.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(decoded(&bytes))
}

/// Bytes as text. What is no valid text becomes U+FFFD.
fn decoded(bytes: &[u8]) -> String {
    let pairs = |from_pair: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units = bytes
            .chunks_exact(2)
            .map(|pair| from_pair([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => pairs(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => pairs(u16::from_be_bytes, rest),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => {
            pairs(u16::from_le_bytes, bytes)
        }
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => {
            pairs(u16::from_be_bytes, bytes)
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_read_with_and_without_a_mark_in_both_orders() {
        let units: Vec<u16> = "AADSTS50011".encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for (mark, bytes) in [
            (&[0xff, 0xfe][..], &little),
            (&[0xfe, 0xff][..], &big),
            (&[][..], &little),
            (&[][..], &big),
        ] {
            assert_eq!(decoded(&[mark, bytes.as_slice()].concat()), "AADSTS50011");
        }
    }

    #[test]
    fn bytes_that_are_no_text_do_no_harm() {
        assert_eq!(
            decoded(b"AADSTS50011 \xff\xfe"),
            "AADSTS50011 \u{fffd}\u{fffd}"
        );
        assert_eq!(decoded(b""), "");
    }
}
