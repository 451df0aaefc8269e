//! Files and pipes: opened, and their beginning kept while they stream by.

use crate::evidence;
use crate::tui::app::paste::LARGEST;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A file to read, or standard input for `-`.
///
/// # Errors
/// Where it cannot be opened, or is a folder.
pub fn open(path: &Path) -> Result<Box<dyn Read>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin()));
    }
    if path.is_dir() {
        bail!("{} is a folder: give a file", path.display());
    }
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Box::new(file))
}

/// The beginning of a file as text, as much as the paste box takes.
///
/// # Errors
/// Where it cannot be read.
pub fn beginning(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let read = open(path)?.take(LARGEST as u64).read_to_end(&mut bytes);
    read.with_context(|| format!("cannot read {}", path.display()))?;
    Ok(evidence::text_of(&bytes))
}

/// Reads on and keeps what came first, as much as the paste box takes.
pub struct Keeping<R> {
    reader: R,
    kept: Vec<u8>,
}

impl<R: Read> Keeping<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            kept: Vec::new(),
        }
    }

    /// What came first.
    pub fn kept(self) -> Vec<u8> {
        self.kept
    }
}

impl<R: Read> Read for Keeping<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        let room = LARGEST.saturating_sub(self.kept.len()).min(count);
        self.kept.extend_from_slice(&buffer[..room]);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_pipe_is_read_to_its_end_and_its_beginning_kept() {
        let long = vec![b'x'; 3 * LARGEST];
        let mut keeping = Keeping::new(long.as_slice());
        assert_eq!(
            io::copy(&mut keeping, &mut io::sink()).unwrap(),
            3 * LARGEST as u64
        );
        assert_eq!(keeping.kept().len(), LARGEST);
    }
}
