//! Bytes of a file as UTF-8, also where it was written as UTF-16.

use std::io::{self, Read};

/// Bytes that are looked at to tell the encoding.
const SAMPLE: usize = 512;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Little,
    Big,
}

/// Bytes as text: UTF-8, or UTF-16 where a BOM or NUL pattern says so. What is no valid text becomes U+FFFD.
#[must_use]
pub fn text_of(bytes: &[u8]) -> String {
    let mut text = Vec::with_capacity(bytes.len());
    let mut decoder = Decoder::new(bytes);
    // Reading from memory does not fail.
    while matches!(decoder.fill(&mut text, bytes.len() + 1), Ok(false)) {}
    String::from_utf8_lossy(&text).into_owned()
}

/// Reads blocks of UTF-8.
pub struct Decoder<R> {
    reader: R,
    encoding: Option<Encoding>,
    /// Bytes of UTF-16 that are not decoded yet: half a unit, or half a pair.
    rest: Vec<u8>,
}

impl<R: Read> Decoder<R> {
    pub const fn new(reader: R) -> Self {
        Self {
            reader,
            encoding: None,
            rest: Vec::new(),
        }
    }

    /// Adds about `more` bytes to the block; whether that was the end.
    pub fn fill(&mut self, block: &mut Vec<u8>, more: usize) -> io::Result<bool> {
        let start = block.len();
        if matches!(self.encoding, None | Some(Encoding::Utf8)) {
            self.reader.by_ref().take(more as u64).read_to_end(block)?;
        }
        if self.encoding.is_none() {
            let (encoding, mark) = encoding(&block[start..]);
            self.encoding = Some(encoding);
            block.drain(start..start + mark);
            if encoding != Encoding::Utf8 {
                self.rest = block.split_off(start);
                let is_last = self.rest.len() + mark < more;
                self.decode(block, is_last);
                return Ok(is_last);
            }
            return Ok(block.len() - start + mark < more);
        }
        if self.encoding == Some(Encoding::Utf8) {
            return Ok(block.len() - start < more);
        }
        let read = self
            .reader
            .by_ref()
            .take(more as u64)
            .read_to_end(&mut self.rest)?;
        self.decode(block, read < more);
        Ok(read < more)
    }

    fn decode(&mut self, block: &mut Vec<u8>, is_last: bool) {
        let units: Vec<u16> = self
            .rest
            .chunks_exact(2)
            .map(|pair| {
                if self.encoding == Some(Encoding::Big) {
                    u16::from_be_bytes([pair[0], pair[1]])
                } else {
                    u16::from_le_bytes([pair[0], pair[1]])
                }
            })
            .collect();
        let is_torn = units
            .last()
            .is_some_and(|unit| (0xd800..0xdc00).contains(unit))
            && !is_last;
        let whole = units.len() - usize::from(is_torn);
        for c in char::decode_utf16(units[..whole].iter().copied()) {
            let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
            block.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        self.rest.drain(..2 * whole);
    }
}

/// The encoding that the first bytes show, and the length of their mark.
fn encoding(bytes: &[u8]) -> (Encoding, usize) {
    match bytes {
        [0xff, 0xfe, ..] => (Encoding::Little, 2),
        [0xfe, 0xff, ..] => (Encoding::Big, 2),
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        _ => {
            let sample = &bytes[..bytes.len().min(SAMPLE)];
            let nuls = |odd: usize| {
                sample
                    .iter()
                    .skip(odd)
                    .step_by(2)
                    .filter(|byte| **byte == 0)
                    .count()
            };
            let enough = sample.len() / 5 + 1;
            match (nuls(0), nuls(1)) {
                (even, odd) if odd >= enough && even * 4 < odd => (Encoding::Little, 0),
                (even, odd) if even >= enough && odd * 4 < even => (Encoding::Big, 0),
                _ => (Encoding::Utf8, 0),
            }
        }
    }
}
