//! `catalog check`: every entry of the catalog passes, and every rule refuses its bad entry.
//!
//! A bad entry is a `.json` file or a folder in `bad_entries/`; beside it, the `.txt` of the same
//! name has one line for every fault: words that `catalog check` says of it.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::{TestEnv, UNSNAG};
use std::fs;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn is_warning(line: &str) -> bool {
    line.contains(": warning: ")
}

/// The faults and warnings that are reported, and how the check ended.
fn check(inside: &Path, name: &str) -> (Option<i32>, Vec<String>) {
    let env = TestEnv::new();
    let mut command = env.command(UNSNAG);
    command.args(["catalog", "check", name]).current_dir(inside);
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let count = lines.pop().unwrap_or_default();
    let faults = lines.iter().filter(|line| !is_warning(line)).count();
    let faults = format!(" files, {faults} faults");
    assert!(count.ends_with(&faults), "{text}");
    (output.status.code(), lines)
}

#[test]
fn every_bad_entry_is_refused_with_the_right_words() {
    let bad = folder("tests/bad_entries");
    let mut names: Vec<String> = fs::read_dir(&bad)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_none_or(|extension| extension != "txt")
        })
        .collect();
    names.sort();
    assert!(names.len() > 50, "{names:?}");
    for name in names {
        let words = bad.join(&name).with_extension("txt");
        let words = fs::read_to_string(words).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (status, mut faults) = check(&bad, &name);
        faults.retain(|fault| !is_warning(fault));
        assert_eq!(status, Some(1), "{name}: {faults:#?}");
        for expected in words.lines() {
            let said = faults.iter().any(|fault| fault.contains(expected));
            assert!(said, "{name}: nothing says {expected:?}: {faults:#?}");
        }
        let count = words.lines().count();
        assert_eq!(
            faults.len(),
            count,
            "{name}: one fault for each line: {faults:#?}"
        );
    }
}

#[test]
fn a_fault_in_the_shape_tells_line_and_column_and_one_against_a_rule_the_json_path() {
    let bad = folder("tests/bad_entries");
    let position = |fault: &str| -> Option<(usize, usize)> {
        let mut parts = fault.strip_prefix("wrong-type.json:")?.split(':');
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    let (_, faults) = check(&bad, "wrong-type.json");
    let (line, column) = position(&faults[0]).unwrap();
    let text = fs::read_to_string(bad.join("wrong-type.json")).unwrap();
    let before: String = text
        .lines()
        .nth(line - 1)
        .unwrap()
        .chars()
        .take(column)
        .collect();
    assert!(before.ends_with("\"long\""), "{before}");
    let (_, faults) = check(&bad, "several-rule-faults.json");
    assert!(
        faults.iter().all(|fault| fault.contains(".json: $.")),
        "{faults:#?}"
    );
}

#[test]
fn the_faults_of_several_files_are_all_reported() {
    let all = check(&folder("tests"), "bad_entries");
    assert_eq!(all.0, Some(1));
    for name in [
        "no-json",
        "wrong-type",
        "empty-sources",
        "duplicate-code/two",
    ] {
        let part = format!("bad_entries/{name}.json");
        assert!(
            all.1.iter().any(|fault| fault.starts_with(&part)),
            "{name}: {:#?}",
            all.1
        );
    }
}

#[test]
fn every_entry_of_the_catalog_passes() {
    let (status, faults) = check(&folder("assets"), "catalog");
    assert_eq!((status, faults), (Some(0), Vec::new()));
    let listed = TestEnv::new().run(&["catalog", "list", "--json"]).json(0);
    for entry in listed.as_array().unwrap() {
        let text = |field: &str| entry[field].as_str().unwrap();
        let file = format!("{}/{}.json", text("family"), text("code"));
        assert!(folder("assets/catalog").join(&file).is_file(), "{file}");
    }
}
