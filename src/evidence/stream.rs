//! Files and pipes of any size: read in blocks, looked at closely only where a literal of the index stands.

use super::index::Index;
use super::rank::Class;
use super::table::Header;
use super::{Fact, Findings, Found, Scan, Via, scan, utf16};
use crate::catalog::code;
use std::collections::HashMap;
use std::io::{self, Read};

/// What is read at a time. A line that is longer is looked at in parts.
const BLOCK: usize = 1 << 20;

/// Lines behind a candidate that may belong to it, and how many bytes they may take.
const LINES: usize = 16;
const REGION: usize = 16 << 10;

/// Different codes that are counted; a file of made-up ones may hold any number.
const CODES: usize = 10_000;

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The facts are those of the first place of the most important codes.
    pub findings: Findings,
    /// How many lines name each of the codes of `findings`, in the same order.
    pub counts: Vec<usize>,
}

/// Reads everything, in bounded memory.
///
/// # Errors
/// What the reader says.
pub fn stream(reader: impl Read) -> io::Result<Summary> {
    let mut reader = utf16::Decoder::new(reader);
    let mut tally = Tally::default();
    let mut block = Vec::with_capacity(2 * BLOCK);
    let mut is_first = true;
    loop {
        let is_last = reader.fill(&mut block, BLOCK)?;
        if is_first && is_last {
            return Ok(whole(&String::from_utf8_lossy(&block)));
        }
        let end = if is_last {
            block.len()
        } else {
            memchr::memrchr(b'\n', &block).map_or(block.len(), |at| at + 1)
        };
        if is_first {
            tally.header = header(&block[..end]);
            is_first = false;
        }
        tally.block(&block[..end]);
        block.drain(..end);
        if is_last {
            return Ok(tally.finish());
        }
    }
}

/// A text that fits into one block is read as a whole.
fn whole(text: &str) -> Summary {
    let Scan { findings, places } = scan(text);
    let counts = places.iter().map(|places| places.lines.len()).collect();
    Summary { findings, counts }
}

fn header(block: &[u8]) -> Option<Header> {
    block
        .split(|byte| *byte == b'\n')
        .take(40)
        .filter(|line| line.len() < 4096)
        .find_map(|line| Header::of(&String::from_utf8_lossy(line)))
        .filter(|header| header.code.is_some())
}

/// What is known of a code so far.
struct Known {
    found: Found,
    class: Class,
    lines: usize,
    facts: Vec<Fact>,
}

#[derive(Default)]
struct Tally {
    codes: HashMap<String, Known>,
    header: Option<Header>,
    /// Line breaks before the block.
    lines: usize,
    secrets: usize,
}

impl Tally {
    fn block(&mut self, block: &[u8]) {
        let candidates = Index::candidates();
        let mut counted = 0;
        let mut line = self.lines;
        let mut at = 0;
        while let Some(hit) = candidates.find(&block[at..]) {
            let hit = at + hit.start();
            let (start, end) = region(block, at, hit);
            line += memchr::memchr_iter(b'\n', &block[counted..start]).count();
            counted = start;
            self.region(&block[start..end], line);
            at = end;
        }
        if let Some(header) = self.header.clone() {
            self.rows(&header, block);
        }
        self.lines = line + memchr::memchr_iter(b'\n', &block[counted..]).count();
    }

    /// One place, read as a text of its own.
    fn region(&mut self, region: &[u8], lines_before: usize) {
        let Scan { findings, places } = scan(&String::from_utf8_lossy(region));
        self.secrets += findings.secrets;
        for (mut found, places) in findings.codes.into_iter().zip(places) {
            found.line += lines_before;
            self.count(
                found,
                places.class,
                places.lines.len(),
                &findings.facts,
                lines_before,
            );
        }
    }

    /// The column of errors of a table, row by row.
    fn rows(&mut self, header: &Header, block: &[u8]) {
        let mut start = 0;
        for (at, end) in memchr::memchr_iter(b'\n', block)
            .chain(std::iter::once(block.len()))
            .enumerate()
        {
            let row = std::str::from_utf8(&block[start..end]).unwrap_or_default();
            start = (end + 1).min(block.len());
            let Some(target) = header
                .code(row)
                .and_then(|digits| Index::get().find(&code::aadsts(digits)))
            else {
                continue;
            };
            let line = self.lines + at + 1;
            let found = Found {
                target: Some(target),
                code: target.code().to_owned(),
                via: Via::NumberField,
                line,
            };
            self.count(found, Class::SignIn, 1, &[], 0);
        }
    }

    fn count(
        &mut self,
        found: Found,
        class: Class,
        lines: usize,
        facts: &[Fact],
        lines_before: usize,
    ) {
        let key = found.code.to_lowercase();
        if self.codes.len() >= CODES && !self.codes.contains_key(&key) {
            return;
        }
        let known = self.codes.entry(key).or_insert_with(|| {
            let facts = facts
                .iter()
                .take(24)
                .map(|fact| Fact {
                    line: fact.line + lines_before,
                    ..fact.clone()
                })
                .collect();
            Known {
                found,
                class,
                lines: 0,
                facts,
            }
        });
        known.class = known.class.min(class);
        known.lines += lines;
    }

    /// The most telling first; of equals the most frequent.
    fn finish(self) -> Summary {
        let mut all: Vec<Known> = self.codes.into_values().collect();
        all.sort_by_key(|known| {
            (
                known.class,
                std::cmp::Reverse(known.lines),
                known.found.line,
            )
        });
        let mut facts: Vec<Fact> = Vec::new();
        for fact in all.iter().take(50).flat_map(|known| &known.facts) {
            if !facts
                .iter()
                .any(|other| other.fact_type == fact.fact_type && other.value == fact.value)
            {
                facts.push(fact.clone());
            }
        }
        let counts = all.iter().map(|known| known.lines).collect();
        let codes = all.into_iter().map(|known| known.found).collect();
        Summary {
            findings: Findings {
                codes,
                facts,
                secrets: self.secrets,
            },
            counts,
        }
    }
}

/// The line of a candidate and those behind it that go on with it, not before `from`.
fn region(block: &[u8], from: usize, hit: usize) -> (usize, usize) {
    let first = hit.saturating_sub(REGION).max(from);
    let start = memchr::memrchr(b'\n', &block[first..hit]).map_or(first, |at| first + at + 1);
    let last = block.len().min(hit + REGION);
    let mut end = start;
    for at in 0..LINES {
        let line_end = memchr::memchr(b'\n', &block[end.max(hit)..last])
            .map_or(last, |line| end.max(hit) + line + 1);
        if at > 0 && !goes_on(&block[end..line_end]) {
            break;
        }
        end = line_end;
        if end >= last {
            break;
        }
    }
    (start, end.max(hit + 1))
}

/// Whether a line belongs to the one before it: it is indented, closes a bracket, or holds an id of the error.
fn goes_on(line: &[u8]) -> bool {
    let is_inner = line.first().is_some_and(|byte| b" \t}])\"".contains(byte));
    is_inner
        || [
            "Trace",
            "Correlation",
            "Timestamp",
            "RootActivityId",
            "Activity ID",
            "Request I",
            "GatewayPipeline",
        ]
        .iter()
        .any(|word| line.starts_with(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    fn log(lines: usize) -> String {
        let mut log = String::new();
        for at in 0..lines {
            match at % 1000 {
                7 => writeln!(log, "2025-03-04 05:06:07 ERROR AADSTS700082: The refresh token has expired\nTrace ID: 3f0c1d2e-0000-4a4a-9b9b-000000000001").unwrap(),
                8 => writeln!(log, r#"{{"error_codes":[240001],"x":1}}"#).unwrap(),
                _ => writeln!(log, "2025-03-04 05:06:07 INFO request {at} took 50011 ms on port 53003, nothing to see here").unwrap(),
            }
        }
        log
    }

    #[test]
    fn every_code_of_a_long_log_is_counted_with_its_first_line() {
        let summary = stream(log(40_000).as_bytes()).unwrap();
        let codes: Vec<_> = summary
            .findings
            .codes
            .iter()
            .map(|found| (found.code.as_str(), found.line))
            .collect();
        assert_eq!(codes, [("AADSTS700082", 8), ("AADSTS240001", 10)]);
        assert_eq!(summary.counts, [40, 40]);
        assert!(
            summary
                .findings
                .facts
                .iter()
                .any(|fact| fact.value == "3f0c1d2e-0000-4a4a-9b9b-000000000001" && fact.line == 9)
        );
    }

    #[test]
    fn a_long_table_is_counted_by_its_column() {
        let mut table = String::from("Date (UTC),Username,Sign-in error code,Failure reason\n");
        for at in 0..40_000 {
            let code = if at % 100 == 0 { 700_082 } else { 0 };
            writeln!(
                table,
                "2025-03-04T05:06:07Z,ada@contoso.example,{code},\"Some, reason\""
            )
            .unwrap();
        }
        let summary = stream(table.as_bytes()).unwrap();
        assert_eq!(summary.findings.codes[0].code, "AADSTS700082");
        assert_eq!(summary.counts, [400]);
    }

    #[test]
    fn a_file_of_one_endless_line_is_read_to_its_end() {
        let mut text = "x ".repeat(3 << 20);
        text.push_str("AADSTS700082");
        assert_eq!(stream(text.as_bytes()).unwrap().counts, [1]);
    }

    #[test]
    fn a_file_in_utf_16_is_read() {
        let text = "Trace\r\nAADSTS700082: expired ü\r\n";
        for (bom, big) in [(true, false), (true, true), (false, false)] {
            let units = bom.then_some(0xfeff).into_iter().chain(text.encode_utf16());
            let bytes: Vec<u8> = units
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect();
            assert_eq!(
                stream(bytes.as_slice()).unwrap().findings.codes[0].line,
                2,
                "{bom} {big}"
            );
        }
    }
}
