//! What an entry is, how a code is spelt, and the rules that entries obey.
//!
//! Uses nothing of the crate but `text`, so that `build.rs` can take it in.

pub mod code;
pub mod command;
pub mod entry;
pub mod fact;
pub mod known;
pub mod menu;
pub mod parse;
pub mod pattern;
pub mod prose;
pub mod reading;
pub mod rules;
pub mod words;

pub use entry::{
    Answer, Cause, Check, Command, Entry, Minutes, Procedure, Question, SOMETHING_ELSE, Step,
};
pub use fact::FactType;
pub use known::Known;
pub use words::{Category, Depth, Evidence, Family, Likelihood, Product, Risk, Severity, Shell};

/// One thing that is wrong with a catalog file, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub file: String,
    /// Line and column, both from 1.
    pub line: Option<(usize, usize)>,
    /// JSON path, `$.causes[0].check`.
    pub path: String,
    pub says: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.line {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}: {}", self.path, self.says)
    }
}

/// The identity of an entry's file: FNV-1a over its minified text, in hexadecimal.
#[must_use]
pub fn hash(minified: &str) -> String {
    use std::hash::Hasher;
    let mut hasher = fnv::FnvHasher::default();
    hasher.write(minified.as_bytes());
    format!("{:016x}", hasher.finish())
}
