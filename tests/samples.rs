//! Every entry is known from texts as people have them: `samples/<CODE>.with-code.txt`, and `.without-code.txt`.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::fs;
use std::path::Path;
use unsnag::embedded::{ENTRIES, Header};
use unsnag::evidence;
use unsnag::search::Index;

/// What the source said stands inside these, and comes first.
const WRAPPERS: &[&str] = &["DM_GWPipeline_Gateway_MashupDataAccessError"];

fn sample(header: &Header, kind: &str) -> String {
    let name = format!("tests/samples/{}.{kind}.txt", header.code);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The error prints no code: the catalog calls it by lower-case words.
fn has_no_code(header: &Header) -> bool {
    !header.code.starts_with("0x") && !header.code.contains(|c: char| c.is_ascii_uppercase())
}

/// What is wrong with what was found in a sample.
fn wrong(header: &Header, kind: &str) -> Option<String> {
    let found = evidence::identify(&sample(header, kind)).codes;
    let codes: Vec<&str> = found.iter().map(|found| found.code.as_str()).collect();
    let is_right = if WRAPPERS.contains(&header.code) {
        codes.contains(&header.code)
    } else {
        codes.first() == Some(&header.code)
    };
    (!is_right).then(|| format!("{} {kind}: {codes:?}", header.code))
}

#[test]
fn every_entry_is_found_first_in_a_text_with_its_code() {
    let wrong: Vec<String> = ENTRIES
        .iter()
        .filter(|header| !has_no_code(header))
        .filter_map(|header| wrong(header, "with-code"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_entry_is_found_first_in_a_text_without_its_code() {
    let wrong: Vec<String> = ENTRIES
        .iter()
        .filter_map(|header| wrong(header, "without-code"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_pasted_line_leads_the_search_to_what_it_is_read_as() {
    let index = Index::embedded();
    let mut lines = 0;
    for header in ENTRIES {
        for kind in ["with-code", "without-code"] {
            if kind == "with-code" && has_no_code(header) {
                continue;
            }
            let text = sample(header, kind);
            let line = text.trim();
            let is_pasted = line.len() >= 60 && line.len() <= 2000 && !line.contains('\n');
            let found = evidence::identify(line).codes;
            let Some(wanted) = found.iter().find_map(|found| found.target) else {
                continue;
            };
            if is_pasted {
                lines += 1;
                let first = index.search(line, 1).hits[0].target.code();
                assert_eq!(first, wanted.code(), "{} {kind}", header.code);
            }
        }
    }
    assert!(lines > 50, "{lines} samples are one line");
}

#[test]
fn a_text_without_the_code_names_neither_code_nor_name() {
    for header in ENTRIES.iter().filter(|header| !has_no_code(header)) {
        let text = sample(header, "without-code").to_lowercase();
        let code = header.code.to_lowercase();
        let number = code.trim_start_matches("aadsts").trim_start_matches("0x");
        for word in [number, &header.name.to_lowercase()] {
            assert!(
                word.is_empty() || !text.contains(word),
                "{}: {word}",
                header.code
            );
        }
    }
}
