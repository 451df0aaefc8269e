//! What is remembered between runs besides sessions: `preferences.json`.

use super::journal::make_private_folder;
use crate::catalog::Shell;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::Path;

/// What the person chose once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shell: Option<Shell>,
}

const FILE: &str = "preferences.json";

/// What was remembered; nothing where the file is missing or says something else.
#[must_use]
pub fn read(folder: &Path) -> Preferences {
    let text = fs::read_to_string(folder.join(FILE)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Remembers. The file is replaced as a whole.
///
/// # Errors
/// Where it cannot be written.
pub fn write(folder: &Path, preferences: &Preferences) -> Result<()> {
    make_private_folder(folder)?;
    let path = folder.join(FILE);
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| format!("cannot write {}", path.display()))?;
    serde_json::to_writer_pretty(&mut file, preferences)?;
    file.write_all(b"\n")?;
    file.persist(&path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_remembered_and_a_broken_file_is_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()), Preferences::default());
        let chosen = Preferences {
            shell: Some(Shell::Az),
        };
        write(folder.path(), &chosen).unwrap();
        assert_eq!(read(folder.path()), chosen);
        fs::write(folder.path().join(FILE), "{").unwrap();
        assert_eq!(read(folder.path()), Preferences::default());
    }
}
