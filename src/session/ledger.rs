//! The outcomes of this machine, and those that were imported: `outcomes.jsonl`, one a line, only ever added to.

use super::journal::{make_private_folder, private};
use super::outcome::{Outcome, Outcomes, Tally};
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const FILE: &str = "outcomes.jsonl";
/// A file larger than this was not written by this program.
const LARGEST: u64 = 16 << 20;

/// The outcomes that are kept in a folder; lines that are none are left out, as a torn last one is.
///
/// # Errors
/// Where the file is there and cannot be read, or is too large.
pub fn read(folder: &Path) -> Result<Outcomes> {
    let path = path(folder);
    let file = match File::open(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Outcomes::default());
        }
        file => file.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let bytes = bounded(file, &path.display().to_string())?;
    let mut outcomes = Outcomes::default();
    for outcome in bytes.split(|byte| *byte == b'\n').filter_map(parse) {
        outcomes.add(outcome);
    }
    Ok(outcomes)
}

/// How often which cause of a code it was here; nothing where that cannot be read.
#[must_use]
pub fn tally(folder: &Path, code: &str) -> Tally {
    read(folder)
        .map(|outcomes| outcomes.tally(code))
        .unwrap_or_default()
}

/// Keeps an outcome, unless it is known.
///
/// # Errors
/// Where the file cannot be read or written.
pub fn learn(folder: &Path, outcome: Outcome) -> Result<()> {
    let known = read(folder)?;
    let cause_of = |outcome: &Outcome| outcome.cause.clone();
    if known.get(&outcome.session).and_then(cause_of) == outcome.cause {
        return Ok(());
    }
    append(folder, &[outcome])
}

/// Adds the outcomes of another file to those that are kept, and says how many were new.
///
/// # Errors
/// Where a line is no outcome: then none is added. And where something cannot be read or written.
pub fn import(folder: &Path, from: impl Read, name: &str) -> Result<usize> {
    let bytes = bounded(from, name)?;
    let mut known = read(folder)?;
    let mut new = Vec::new();
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let Some(outcome) = parse(line) else {
            bail!(
                "line {} of {name} is no outcome as `unsnag outcomes export` writes it: nothing was imported",
                at + 1
            );
        };
        if known.add(outcome.clone()) {
            new.push(outcome);
        }
    }
    append(folder, &new)?;
    Ok(new.len())
}

/// Forgets all outcomes. The sessions stay.
///
/// # Errors
/// Where the file cannot be deleted.
pub fn reset(folder: &Path) -> Result<()> {
    let path = path(folder);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot delete {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Writes outcomes as lines.
///
/// # Errors
/// Where the writer fails.
pub fn write<'o>(outcomes: impl Iterator<Item = &'o Outcome>, out: &mut impl Write) -> Result<()> {
    for outcome in outcomes {
        serde_json::to_writer(&mut *out, outcome)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn append(folder: &Path, outcomes: &[Outcome]) -> Result<()> {
    if outcomes.is_empty() {
        return Ok(());
    }
    make_private_folder(folder)?;
    let path = path(folder);
    let file = private().create(true).read(true).append(true).open(&path);
    let mut file = file.with_context(|| format!("cannot write {}", path.display()))?;
    let mut lines = Vec::new();
    if !ends_with_a_line(&mut file)? {
        lines.push(b'\n');
    }
    write(outcomes.iter(), &mut lines)?;
    // One write: two windows that add at once do not tear each other's lines.
    file.write_all(&lines)
        .and_then(|()| file.sync_data())
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Whether the file is empty or its last line is whole.
fn ends_with_a_line(file: &mut File) -> Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

fn parse(line: &[u8]) -> Option<Outcome> {
    serde_json::from_slice(line).ok().filter(Outcome::is_clean)
}

fn bounded(from: impl Read, name: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {name}"))?;
    if bytes.len() as u64 > LARGEST {
        bail!(
            "{name} is larger than {} MiB: it holds no outcomes of unsnag",
            LARGEST >> 20
        );
    }
    Ok(bytes)
}

fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::SessionId;

    fn outcome(session: &str, cause: Option<&str>) -> Outcome {
        Outcome {
            session: SessionId::parse(session).unwrap(),
            at: "2026-11-22T10:00:00Z".parse().unwrap(),
            code: "AADSTS50011".into(),
            cause: cause.map(Into::into),
        }
    }

    fn bytes(folder: &Path) -> Vec<u8> {
        fs::read(path(folder)).unwrap()
    }

    #[test]
    fn importing_twice_changes_no_byte() {
        let folder = tempfile::tempdir().unwrap();
        learn(folder.path(), outcome("a", Some("typo"))).unwrap();
        let mut exported = Vec::new();
        write(
            [outcome("b", Some("typo")), outcome("c", Some("scheme"))].iter(),
            &mut exported,
        )
        .unwrap();
        assert_eq!(import(folder.path(), &exported[..], "x").unwrap(), 2);
        let once = bytes(folder.path());
        assert_eq!(import(folder.path(), &exported[..], "x").unwrap(), 0);
        assert_eq!(bytes(folder.path()), once);
        assert_eq!(tally(folder.path(), "AADSTS50011").of("typo"), 2);
    }

    #[test]
    fn what_is_known_is_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        learn(folder.path(), outcome("a", Some("typo"))).unwrap();
        let once = bytes(folder.path());
        learn(folder.path(), outcome("a", Some("typo"))).unwrap();
        learn(folder.path(), outcome("b", None)).unwrap();
        assert_eq!(bytes(folder.path()), once);
    }

    #[test]
    fn a_file_cut_at_any_byte_keeps_its_whole_lines_and_takes_new_ones() {
        let folder = tempfile::tempdir().unwrap();
        for session in ["a", "b", "c"] {
            learn(folder.path(), outcome(session, Some("typo"))).unwrap();
        }
        let whole = bytes(folder.path());
        for length in 0..=whole.len() {
            fs::write(path(folder.path()), &whole[..length]).unwrap();
            // A last line that lacks nothing but its end counts too.
            let lines = whole[..length].split(|byte| *byte == b'\n');
            let kept = lines.filter(|line| parse(line).is_some()).count();
            assert_eq!(read(folder.path()).unwrap().len(), kept, "cut at {length}");
            learn(folder.path(), outcome("d", Some("scheme"))).unwrap();
            assert_eq!(
                read(folder.path()).unwrap().len(),
                kept + 1,
                "cut at {length}"
            );
        }
    }

    #[test]
    fn a_line_that_is_no_outcome_is_named_and_nothing_is_imported() {
        let folder = tempfile::tempdir().unwrap();
        let mut lines = Vec::new();
        write([outcome("b", Some("typo"))].iter(), &mut lines).unwrap();
        lines.extend(b"{\"session\":\"../x\"}\n");
        let refused = import(folder.path(), &lines[..], "x.jsonl")
            .unwrap_err()
            .to_string();
        assert!(
            refused.starts_with("line 2 of x.jsonl is no outcome"),
            "{refused}"
        );
        assert!(read(folder.path()).unwrap().is_empty());
    }

    #[test]
    fn reset_forgets_and_is_no_error_where_nothing_is_known() {
        let folder = tempfile::tempdir().unwrap();
        reset(folder.path()).unwrap();
        learn(folder.path(), outcome("a", Some("typo"))).unwrap();
        reset(folder.path()).unwrap();
        assert!(read(folder.path()).unwrap().is_empty());
    }
}
