//! The one file that touches the disk for sessions: `<id>.jsonl`, one event a line, and `<id>.lock`.

use super::event::{Event, Record};
use super::id::SessionId;
use anyhow::{Context, Result, bail};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A journal larger than this was not written by this program.
const LARGEST: u64 = 16 << 20;

/// An open journal. Its lock is held until it is dropped.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    _lock: File,
}

/// Another window has the session open: it can be read, and not written.
#[derive(Debug)]
pub struct OpenElsewhere(SessionId);

impl std::fmt::Display for OpenElsewhere {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the session {} is open in another window: close it there first",
            self.0
        )
    }
}

impl std::error::Error for OpenElsewhere {}

/// What stands in a journal.
#[derive(Debug, Default)]
pub struct Contents {
    pub records: Vec<Record>,
    /// What was not right with the file, for the person to know.
    pub notice: Option<String>,
    /// Bytes up to the end of the last whole line.
    end: u64,
}

impl Journal {
    /// Makes the journal of a new session.
    ///
    /// # Errors
    /// Where the folder or the file cannot be made.
    pub fn create(folder: &Path, id: &SessionId) -> Result<Self> {
        make_private_folder(folder)?;
        let lock = lock(folder, id)?;
        let path = journal_path(folder, id);
        let file = private().create_new(true).append(true).open(&path);
        let file = file.with_context(|| format!("cannot write the session {}", path.display()))?;
        Ok(Self {
            file,
            path,
            _lock: lock,
        })
    }

    /// Opens the journal of an earlier session to go on with it. A torn last line is cut off.
    ///
    /// # Errors
    /// Where the file cannot be read, is no journal, or another window has it open ([`OpenElsewhere`]).
    pub fn resume(folder: &Path, id: &SessionId) -> Result<(Self, Contents)> {
        let path = journal_path(folder, id);
        if !path.exists() {
            bail!("there is no session {id}: `unsnag sessions list` shows them");
        }
        let lock = lock(folder, id)?;
        let contents = read(folder, id)?;
        let file = OpenOptions::new().append(true).open(&path);
        let mut file =
            file.with_context(|| format!("cannot write the session {}", path.display()))?;
        if file.metadata()?.len() > contents.end {
            file.set_len(contents.end)
                .with_context(|| format!("cannot mend {}", path.display()))?;
        }
        file.seek(SeekFrom::End(0))?;
        Ok((
            Self {
                file,
                path,
                _lock: lock,
            },
            contents,
        ))
    }

    /// Writes an event. It is in the file when this returns; [`Journal::sync`] puts it on the disk.
    ///
    /// # Errors
    /// Where it could not be written whole; what was written of it is taken back.
    pub fn append(&mut self, record: &Record) -> Result<()> {
        let mut line =
            serde_json::to_vec(record).context("an event could not be written as JSON")?;
        line.push(b'\n');
        let before = self.file.metadata().map(|metadata| metadata.len());
        self.file.write_all(&line).map_err(|error| {
            if let Ok(length) = before {
                self.file.set_len(length).ok();
            }
            anyhow::Error::new(error).context(format!("cannot write {}", self.path.display()))
        })
    }

    /// Waits until all events are on the disk.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn sync(&self) -> Result<()> {
        self.file
            .sync_data()
            .with_context(|| format!("cannot write {}", self.path.display()))
    }
}

/// Reads a journal without locking it. Lines that this version does not know are skipped, with a notice.
///
/// # Errors
/// Where the file cannot be read, or is too large to be a journal.
pub fn read(folder: &Path, id: &SessionId) -> Result<Contents> {
    let path = journal_path(folder, id);
    let file =
        File::open(&path).with_context(|| format!("cannot read the session {}", path.display()))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {}", path.display()))?;
    if bytes.len() as u64 > LARGEST {
        bail!(
            "{} is larger than {} MiB: it is no journal of unsnag",
            path.display(),
            LARGEST >> 20
        );
    }
    Ok(contents(&bytes))
}

/// The events in a journal's bytes, and where the last whole line ends. A line that is no event of this version is
/// skipped; it stays in the file.
fn contents(bytes: &[u8]) -> Contents {
    let mut contents = Contents::default();
    let mut skipped = Vec::new();
    let mut newer = 0;
    let mut torn = None;
    for (at, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if !line.ends_with(b"\n") {
            torn = Some(at + 1);
            break;
        }
        contents.end += line.len() as u64;
        match serde_json::from_slice::<Record>(line) {
            Ok(record) if is_clean(&record) => {
                newer += usize::from(record.event == Event::Unknown);
                contents.records.push(record);
            }
            _ => skipped.push(at + 1),
        }
    }
    contents.notice = notice(&skipped, newer, torn, contents.records.len());
    contents
}

/// What is not right with a journal; lines count from 1.
fn notice(skipped: &[usize], newer: usize, torn: Option<usize>, whole: usize) -> Option<String> {
    let mut said = Vec::new();
    if let Some(first) = skipped.first() {
        said.push(match skipped.len() {
            1 => format!("line {first} of the session is no event of this version: it is skipped"),
            count => format!(
                "{count} lines of the session, the first is {first}, are no events of this version: they are skipped"
            ),
        });
    }
    if newer > 0 {
        let events = if newer == 1 { "event" } else { "events" };
        said.push(format!(
            "{newer} {events} of a newer version of unsnag in this session: kept, and skipped here"
        ));
    }
    if let Some(line) = torn {
        said.push(format!(
            "line {line} of the session was cut off: the {whole} events before it are kept"
        ));
    }
    (!said.is_empty()).then(|| said.join("; "))
}

/// Whether nothing in an event is obeyed by a terminal. This program writes no other.
fn is_clean(record: &Record) -> bool {
    serde_json::to_string(record)
        .is_ok_and(|json| !json.contains("\\u00") && !json.chars().any(crate::text::is_unsafe))
}

/// The sessions in a folder, newest first; none where there is no folder.
#[must_use]
pub fn list(folder: &Path) -> Vec<SessionId> {
    let mut ids: Vec<SessionId> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| SessionId::parse(name.strip_suffix(".jsonl")?).ok())
        .collect();
    ids.sort();
    ids.reverse();
    ids
}

/// Deletes a session that no window has open.
///
/// # Errors
/// Where it is open, does not exist, or cannot be deleted.
pub fn delete(folder: &Path, id: &SessionId) -> Result<()> {
    let path = journal_path(folder, id);
    if !path.exists() {
        bail!("there is no session {id}: `unsnag sessions list` shows them");
    }
    let _lock = lock(folder, id)?;
    fs::remove_file(&path).with_context(|| format!("cannot delete {}", path.display()))?;
    fs::remove_file(lock_path(folder, id)).ok();
    Ok(())
}

fn journal_path(folder: &Path, id: &SessionId) -> PathBuf {
    folder.join(format!("{id}.jsonl"))
}

fn lock_path(folder: &Path, id: &SessionId) -> PathBuf {
    folder.join(format!("{id}.lock"))
}

fn lock(folder: &Path, id: &SessionId) -> Result<File> {
    let path = lock_path(folder, id);
    let file = private().create(true).append(true).open(&path);
    let file = file.with_context(|| format!("cannot lock the session {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(OpenElsewhere(id.clone())),
        Err(TryLockError::Error(error)) => Err(anyhow::Error::new(error)
            .context(format!("cannot lock the session {}", path.display()))),
    }
}

/// A file that only its owner may read, where the system knows that.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder, with those above it, that only its owner may enter.
///
/// # Errors
/// Where it cannot be made.
pub fn make_private_folder(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Event, Found, State};

    fn id() -> SessionId {
        SessionId::parse("20261122-094512-kqzt").unwrap()
    }

    fn record(cause: &str) -> Record {
        let event = Event::Checked {
            cause: cause.into(),
            found: Found::Absent,
        };
        Record {
            at: "2026-11-22T09:45:12Z".parse().unwrap(),
            event,
        }
    }

    #[test]
    fn a_journal_read_back_gives_the_same_state() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::create(folder.path(), &id()).unwrap();
        let written = [record("a"), record("b")];
        for record in &written {
            journal.append(record).unwrap();
        }
        drop(journal);
        let (_, contents) = Journal::resume(folder.path(), &id()).unwrap();
        assert_eq!(State::of(&contents.records), State::of(&written));
        assert_eq!(contents.notice, None);
    }

    #[test]
    fn a_journal_cut_at_any_byte_keeps_the_whole_events_and_takes_new_ones() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::create(folder.path(), &id()).unwrap();
        for cause in ["a", "b", "c"] {
            journal.append(&record(cause)).unwrap();
        }
        drop(journal);
        let path = journal_path(folder.path(), &id());
        let whole = fs::read(&path).unwrap();
        for length in 0..=whole.len() {
            fs::write(&path, &whole[..length]).unwrap();
            let events = whole[..length].split(|byte| *byte == b'\n').count() - 1;
            let (mut journal, contents) = Journal::resume(folder.path(), &id()).unwrap();
            assert_eq!(contents.records.len(), events, "cut at {length}");
            let at_a_line_end = length == 0 || whole[length - 1] == b'\n';
            assert_eq!(contents.notice.is_none(), at_a_line_end, "cut at {length}");
            journal.append(&record("d")).unwrap();
            drop(journal);
            assert_eq!(
                read(folder.path(), &id()).unwrap().records.len(),
                events + 1,
                "cut at {length}"
            );
        }
    }

    #[test]
    fn a_session_that_is_open_elsewhere_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let _open = Journal::create(folder.path(), &id()).unwrap();
        let refused = Journal::resume(folder.path(), &id())
            .unwrap_err()
            .to_string();
        assert!(refused.contains("open in another window"), "{refused}");
        assert!(delete(folder.path(), &id()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_a_session() {
        use std::os::unix::fs::PermissionsExt;
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("unsnag/sessions");
        let _open = Journal::create(&folder, &id()).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&journal_path(&folder, &id())), 0o600);
        assert_eq!(mode(&lock_path(&folder, &id())), 0o600);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let base = tempfile::NamedTempFile::new().unwrap();
        let refused = Journal::create(&base.path().join("sessions"), &id()).unwrap_err();
        assert!(
            format!("{refused:#}").contains("cannot make the folder"),
            "{refused:#}"
        );
    }
}
