//! The catalog that this binary carries: a header for each entry, its text, the procedures and the known codes.

use crate::catalog::{Category, Depth, Entry, Family, Known, Procedure, Product, Severity, code};
use std::sync::OnceLock;

/// What the list needs to know of an entry without parsing it.
#[derive(Debug, Clone, Copy)]
pub struct Header {
    pub family: Family,
    pub code: &'static str,
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub title: &'static str,
    pub products: &'static [Product],
    pub category: Category,
    pub severity: Severity,
    pub depth: Depth,
    pub causes: usize,
    pub steps: usize,
    pub signatures: &'static [Signature],
    /// Identity of the entry's text, see [`crate::catalog::hash`].
    pub hash: &'static str,
    /// The entry's file, minified.
    pub json: &'static str,
}

/// A pattern that knows the message of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Signature {
    pub pattern: &'static str,
    /// Wherever it matches, one of these stands, in lower case and with single blanks.
    pub literals: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

impl Header {
    /// Parses the entry, with the shared procedures put in.
    #[must_use]
    pub fn entry(&self) -> Entry {
        let mut entry: Entry =
            serde_json::from_str(self.json).expect("build.rs has parsed every entry");
        entry.resolve(procedures());
        entry
    }
}

/// What a code leads to.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    Entry(&'static Header),
    Known(&'static Known),
}

impl Target {
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Entry(header) => header.code,
            Self::Known(known) => known.code,
        }
    }

    /// The title of an entry, the line or the name of a known code; empty where nothing is known.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        match self {
            Self::Entry(header) => header.title,
            Self::Known(known) if !known.line.is_empty() => known.line,
            Self::Known(known) => known.name,
        }
    }

    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Entry(header) => header.name,
            Self::Known(known) => known.name,
        }
    }

    #[must_use]
    pub const fn category(&self) -> Category {
        match self {
            Self::Entry(header) => header.category,
            Self::Known(known) => known.category,
        }
    }

    #[must_use]
    pub const fn family(&self) -> Family {
        match self {
            Self::Entry(header) => header.family,
            Self::Known(known) => known.family,
        }
    }

    /// The entry's header, where there is an entry.
    #[must_use]
    pub const fn header(&self) -> Option<&'static Header> {
        match self {
            Self::Entry(header) => Some(header),
            Self::Known(_) => None,
        }
    }
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Target {}

/// The shared procedures, parsed at the first use.
pub fn procedures() -> &'static [Procedure] {
    static PARSED: OnceLock<Vec<Procedure>> = OnceLock::new();
    PARSED.get_or_init(|| {
        PROCEDURES
            .iter()
            .map(|json| serde_json::from_str(json).expect("build.rs has parsed every procedure"))
            .collect()
    })
}

/// What exactly this code is: an entry by code, name or alias, or a known code by code or name.
#[must_use]
pub fn find(spelling: &str) -> Option<Target> {
    let key = code::key(spelling);
    if key.is_empty() {
        return None;
    }
    let is = |text: &str| code::key(text) == key;
    let entry = |is: &dyn Fn(&Header) -> bool| ENTRIES.iter().find(|header| is(header));
    let known = |is: &dyn Fn(&Known) -> bool| KNOWN.iter().find(|known| is(known));
    let called = |header: &Header| is(header.code) || header.aliases.iter().any(|alias| is(alias));
    // What the product prints as a code comes before the same word as a name: several codes have it.
    entry(&called)
        .map(Target::Entry)
        .or_else(|| known(&|known| is(known.code)).map(Target::Known))
        .or_else(|| entry(&|header| is(header.name)).map(Target::Entry))
        .or_else(|| known(&|known| is(known.name)).map(Target::Known))
}

/// What a query means when it is a code in any spelling.
#[must_use]
pub fn lookup(query: &str) -> Option<Target> {
    find(query).or_else(|| {
        code::spellings(query)
            .iter()
            .find_map(|spelling| find(spelling))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_parses_and_is_found_by_its_code_and_name() {
        for header in ENTRIES {
            let entry = header.entry();
            assert_eq!(entry.code, header.code);
            let code = |spelling| find(spelling).map(|target| target.code());
            assert_eq!(code(header.code), Some(header.code));
            // A word that is a code of its own leads to that.
            if let Some(found) = code(header.name).filter(|found| *found != header.name) {
                let named = find(found).map(|target| target.name());
                assert_eq!(named, Some(header.name), "{}", header.code);
            }
        }
    }

    #[test]
    fn a_code_is_found_in_any_spelling() {
        for query in [
            "240001",
            "aadsts240001",
            "AADST240001",
            "BulkAADJTokenUnauthorized",
        ] {
            assert_eq!(
                lookup(query).map(|target| target.code()),
                Some("AADSTS240001"),
                "{query}"
            );
        }
        assert_eq!(
            lookup("-2145647630").map(|target| target.code()),
            Some("0x801c03f2")
        );
    }

    #[test]
    fn nothing_is_no_code() {
        assert_eq!(lookup(""), None);
        assert_eq!(lookup("  "), None);
    }

    #[test]
    fn no_known_code_has_an_entry() {
        for known in KNOWN {
            assert!(
                find(known.code).is_some_and(|target| target.header().is_none()),
                "{}",
                known.code
            );
        }
    }
}
