//! Tables with a header: CSV of the portal, exports of queries, pasted grids.

use super::facts::Collector;
use super::{grid, label};
use crate::catalog::FactType;

/// Columns that hold the number of an error.
const CODE_COLUMNS: &[&str] = &[
    "signinerrorcode",
    "errorcode",
    "resulttype",
    "errornumber",
    "statuserrorcode",
    "fehlercode",
    "anmeldefehlercode",
];

/// Lines at the head of a text that may be the header.
const HEADER_WITHIN: usize = 40;

/// Which cells of the rows mean something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    delimiter: char,
    pub code: Option<usize>,
    facts: Vec<(usize, FactType)>,
    columns: usize,
}

impl Header {
    /// The header that this line is, if it is one.
    pub fn of(line: &str) -> Option<Self> {
        [',', ';', '\t', '|'].into_iter().find_map(|delimiter| {
            let cells = cells(line, delimiter);
            if cells.len() < 2
                || cells
                    .iter()
                    .any(|cell| cell.len() > 60 || cell.contains([':', '=', '{']))
            {
                return None;
            }
            let key = |cell: &String| {
                cell.chars()
                    .filter(|c| c.is_alphanumeric())
                    .collect::<String>()
                    .to_lowercase()
            };
            let code = cells
                .iter()
                .position(|cell| CODE_COLUMNS.contains(&key(cell).as_str()));
            let mut facts = Vec::new();
            for (at, cell) in cells.iter().enumerate() {
                facts.extend(
                    label::meanings(cell)
                        .iter()
                        .filter(|meaning| meaning.weight > 2)
                        .map(|meaning| (at, meaning.fact_type)),
                );
                if matches!(key(cell).as_str(), "user" | "username") {
                    facts.push((at, FactType::UserUpn));
                }
            }
            let named = facts
                .iter()
                .map(|(at, _)| *at)
                .collect::<std::collections::BTreeSet<_>>()
                .len()
                + usize::from(code.is_some());
            (named >= 2 || code.is_some()).then_some(Self {
                delimiter,
                code,
                facts,
                columns: cells.len(),
            })
        })
    }

    /// The number in this row's column of errors.
    pub fn code<'a>(&self, line: &'a str) -> Option<&'a str> {
        let bytes = line.as_bytes();
        let (mut column, mut is_quoted, mut start) = (0, false, 0);
        let wanted = self.code?;
        for at in memchr::memchr2_iter(b'"', self.delimiter as u8, bytes)
            .chain(std::iter::once(bytes.len()))
        {
            if bytes.get(at) == Some(&b'"') {
                is_quoted = !is_quoted;
            } else if !is_quoted || at == bytes.len() {
                if column == wanted {
                    let cell = line[start..at].trim_matches(['"', ' ', '\r', '\n']);
                    return Some(cell).filter(|cell| {
                        (5..=8).contains(&cell.len())
                            && cell.bytes().all(|byte| byte.is_ascii_digit())
                    });
                }
                column += 1;
                start = at + 1;
            }
        }
        None
    }
}

/// A number of an error in a row, and the row's line.
pub struct Row {
    pub code: String,
    pub line: usize,
}

/// Reads the table of a text: the numbers of its column of errors; the facts of its rows go to `facts`.
pub fn read(text: &str, facts: &mut Collector) -> Vec<Row> {
    let tabbed = grid::with_tabs(text);
    let text = tabbed.as_deref().unwrap_or(text);
    let head: usize = text
        .split_inclusive('\n')
        .take(HEADER_WITHIN)
        .map(str::len)
        .sum();
    let mut start = 0;
    let header = text[..head]
        .split_inclusive('\n')
        .enumerate()
        .find_map(|(at, line)| {
            start += line.len();
            Header::of(line.trim_end()).map(|header| (at + 1, header))
        });
    let Some((header_line, header)) = header else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    let mut fallback = None;
    let mut line = header_line + 1;
    for record in records(&text[start..]) {
        let code = header.code(record);
        if let Some(code) = code {
            rows.push(Row {
                code: code.to_owned(),
                line,
            });
        }
        if code.is_some() && rows.len() <= 8 {
            tell(&header, record, line, 5 - u8::from(rows.len() > 1), facts);
        } else if fallback.is_none() && record.contains(header.delimiter) {
            fallback = Some((record, line));
        }
        line += record.matches('\n').count().max(1);
    }
    if let Some((record, line)) = fallback.filter(|_| rows.is_empty()) {
        tell(&header, record, line, 4, facts);
    }
    rows
}

fn tell(header: &Header, record: &str, line: usize, weight: u8, facts: &mut Collector) {
    let cells = cells(record.trim_end(), header.delimiter);
    if cells.len() * 2 < header.columns {
        return;
    }
    for &(at, fact_type) in &header.facts {
        if let Some(cell) = cells.get(at) {
            facts.offer_on(line, fact_type, cell, weight);
        }
    }
}

/// Lines, where a quoted cell may hold line breaks; a quote that never ends takes no more than 64 lines.
fn records(text: &str) -> impl Iterator<Item = &str> {
    const LONGEST: usize = 64;
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut quotes = 0;
        let mut end = 0;
        for line in rest.split_inclusive('\n').take(LONGEST) {
            quotes += line.matches('"').count();
            end += line.len();
            if quotes % 2 == 0 {
                break;
            }
        }
        if quotes % 2 == 1 {
            end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        }
        let record = &rest[..end];
        rest = &rest[end..];
        Some(record)
    })
}

/// The cells of a record, without their quotes.
fn cells(record: &str, delimiter: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    for c in record.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            c if c == delimiter && !is_quoted => cells.push(String::new()),
            c => cells.last_mut().expect("there is always one").push(c),
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::lined::Lined;

    fn facts_of(text: &str) -> Vec<crate::evidence::Fact> {
        let lined = Lined::new(text.to_owned());
        let mut facts = Collector::new(&lined);
        read(text, &mut facts);
        facts.finish(0)
    }

    const TEXT: &str = "Date (UTC),Username,\"Application ID \",Sign-in error code,Failure reason\n\
        2025-03-04T05:00:00Z,ada@contoso.example,x,0,Other.\n\
        2025-03-04T05:06:07Z,bob@contoso.example,x,50105,\"Not assigned,\nsee the docs\"\n\
        2025-03-04T05:06:08Z,eva@contoso.example,x,53003,Blocked\n";

    #[test]
    fn the_column_of_errors_is_read_and_success_is_none() {
        let lined = Lined::new(TEXT.into());
        let rows = read(TEXT, &mut Collector::new(&lined));
        let rows: Vec<_> = rows
            .iter()
            .map(|row| (row.code.as_str(), row.line))
            .collect();
        assert_eq!(rows, [("50105", 3), ("53003", 5)]);
    }

    #[test]
    fn a_table_of_a_shell_is_one() {
        let text = "ResultType   UserPrincipalName\n----------   -----------------\n50126        ada@contoso.example\n";
        assert_eq!(facts_of(text)[0].value, "ada@contoso.example");
        assert_eq!(crate::evidence::identify(text).codes[0].line, 3);
    }

    #[test]
    fn the_facts_are_those_of_rows_that_failed() {
        let facts = facts_of(TEXT);
        assert_eq!(facts[0].value, "2025-03-04T05:06:07Z");
        assert!(facts.iter().any(|fact| fact.value == "bob@contoso.example"));
        assert!(!facts.iter().any(|fact| fact.value == "ada@contoso.example"));
    }

    #[test]
    fn prose_with_commas_is_no_table() {
        assert_eq!(Header::of("Hello Ada, the server, it is down"), None);
        assert_eq!(
            Header::of("{\"correlationId\":\"x\",\"errorCode\":1}"),
            None
        );
    }
}
