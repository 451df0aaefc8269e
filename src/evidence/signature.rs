//! Signatures: compiled where one of their literals stands, and matched around it only.

use super::index::Index;
use crate::catalog::FactType;
use crate::embedded::Header;
use std::collections::BTreeMap;

/// Bytes before and behind a literal that a match may take.
const REACH: usize = 1200;

/// Places in one text at which one signature is tried.
const TRIES: usize = 8;

/// Collects the places at which signatures are to be tried.
pub struct Windows<'a> {
    flat: &'a str,
    index: &'a Index,
    /// By signature: windows that do not overlap.
    tried: BTreeMap<usize, Vec<(usize, usize)>>,
}

impl<'a> Windows<'a> {
    pub const fn new(flat: &'a str, index: &'a Index) -> Self {
        Self {
            flat,
            index,
            tried: BTreeMap::new(),
        }
    }

    /// A literal of this signature stands here.
    pub fn hit(&mut self, signature: usize, at: usize) {
        let windows = self.tried.entry(signature).or_default();
        let is_covered = windows.last().is_some_and(|(_, end)| at + REACH / 2 < *end);
        if is_covered || windows.len() >= TRIES {
            return;
        }
        let start = self.flat.floor_char_boundary(at.saturating_sub(REACH));
        let end = self
            .flat
            .ceil_char_boundary((at + REACH).min(self.flat.len()));
        windows.push((start, end));
    }

    /// The entries whose signatures match, and where.
    pub fn matched(&self) -> impl Iterator<Item = (&'static Header, usize)> {
        self.tried.iter().filter_map(|(&signature, windows)| {
            let signature = &self.index.signatures[signature];
            let regex = signature.regex()?;
            let at = windows.iter().find_map(|&(start, end)| {
                Some(start + regex.find(&self.flat[start..end])?.start())
            })?;
            Some((signature.header, at))
        })
    }

    /// What the named groups of the matching signatures hold, and where.
    pub fn facts(&self) -> Vec<(FactType, String, usize)> {
        let mut facts = Vec::new();
        for (&signature, windows) in &self.tried {
            let Some(regex) = self.index.signatures[signature].regex() else {
                continue;
            };
            let names: Vec<(&str, FactType)> = regex
                .capture_names()
                .flatten()
                .filter_map(|name| Some((name, name.parse().ok()?)))
                .collect();
            for &(start, end) in windows.iter().filter(|_| !names.is_empty()) {
                let Some(captures) = regex.captures(&self.flat[start..end]) else {
                    continue;
                };
                facts.extend(names.iter().filter_map(|&(name, fact_type)| {
                    let group = captures.name(name)?;
                    Some((fact_type, group.as_str().to_owned(), start + group.start()))
                }));
            }
        }
        facts
    }
}
