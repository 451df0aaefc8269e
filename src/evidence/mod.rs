//! From a text in any shape to the codes, facts and signals in it. Pure: no file, no clock.

mod aadsts;
mod announced;
mod codes;
mod context;
mod decode;
mod facts;
mod fold;
mod index;
mod label;
mod lined;
mod number;
mod opaque;
mod place;
mod rank;
mod secrets;
mod signature;
mod signals;
pub mod stream;
mod table;
mod utf16;
mod value;

pub use signals::{SignalHit, signals};
pub use stream::{Summary, stream};

use crate::catalog::FactType;
use crate::embedded::Target;
use crate::text;
use codes::Candidate;
use facts::Collector;
use index::Index;
use lined::Lined;
use serde::Serialize;

/// More of a text than this is not read at once; files go through [`stream()`].
const LONGEST: usize = 4 << 20;

/// What a session may keep of a text.
const EXCERPT: usize = 4096;

/// What a text holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Most important first, each once.
    pub codes: Vec<Found>,
    /// Surest first, each type and value once.
    pub facts: Vec<Fact>,
    /// How many secrets were taken out of the text.
    pub secrets: usize,
}

/// An error that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Nothing where the code has the form of one and is not known.
    pub target: Option<Target>,
    pub code: String,
    pub via: Via,
    /// From 1.
    pub line: usize,
}

/// How an error was recognised, the plainest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Via {
    /// Its code or its symbolic name.
    Code,
    /// A bare number in a field that says that it holds codes.
    NumberField,
    /// A 32-bit number in any notation.
    Hresult,
    /// The words of its message.
    Signature,
}

impl Via {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::NumberField => "number-field",
            Self::Hresult => "hresult",
            Self::Signature => "signature",
        }
    }
}

/// A value that fits its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    #[serde(rename = "type")]
    pub fact_type: FactType,
    pub value: String,
    /// From 1.
    pub line: usize,
}

/// Everything that a text holds. The text may be raw.
#[must_use]
pub fn identify(raw: &str) -> Findings {
    scan(raw).findings
}

/// What a text holds, with every place that names an error.
struct Scan {
    findings: Findings,
    /// How telling each of the codes is, and the lines that name it.
    places: Vec<rank::Places>,
}

fn scan(raw: &str) -> Scan {
    let Readable { plain, decoded, secrets } = Readable::of(raw);
    let flat = fold::flatten(&decoded);
    let index = Index::get();
    let codes = codes::find(&flat.text, index);
    let mut facts = Collector::new(&decoded);
    let mut candidates = codes.candidates;
    for row in table::read(&plain.text, &mut facts) {
        if let Some(target) = index.find(&crate::catalog::code::aadsts(&row.code)) {
            candidates.push(Candidate::known(target, Via::NumberField, flat.start(row.line)));
        }
    }
    candidates.sort_by_key(|candidate| candidate.at);
    facts.read();
    for (fact_type, value, at) in codes.facts {
        facts.offer(fact_type, &value, flat.line(at), 4);
    }
    let (codes, places) = rank::rank(&flat, &decoded, candidates);
    if let Some(first) = codes.first() {
        facts.offer(FactType::ErrorCode, &first.code, first.line, 4);
    }
    Scan { findings: Findings { codes, facts: facts.finish(), secrets }, places }
}

/// A text that may be read: cleaned and without secrets, as it came and decoded.
struct Readable {
    plain: Lined,
    decoded: Lined,
    secrets: usize,
}

impl Readable {
    /// Secrets go before the decoding, for an encoded value ends where its carrier says, and after it, for a decoded one
    /// is recognised by its shape.
    fn of(raw: &str) -> Self {
        let cleaned = Lined::new(text::clean(text::head(raw, LONGEST)).text);
        let (plain, before) = secrets::remove(&cleaned);
        let (decoded, after) = secrets::remove(&decode::decode(&plain));
        Self { plain, decoded, secrets: before + after }
    }
}

/// The text with `[secret removed]` in the place of every secret, and how many there were.
#[must_use]
pub fn without_secrets(text: &str) -> (String, usize) {
    let (lined, removed) = secrets::remove(&Lined::new(text.to_owned()));
    (lined.text, removed)
}

/// What a session may keep of a pasted text: cleaned, without secrets, at most 4 KiB, around the error in it.
#[must_use]
pub fn excerpt(raw: &str) -> String {
    let cleaned = text::clean(text::head(raw, LONGEST)).text;
    let (open, _) = without_secrets(&cleaned);
    if open.len() <= EXCERPT {
        return open;
    }
    let line = identify(raw).codes.first().map_or(1, |found| found.line);
    let at = Lined::new(open.clone()).start(line);
    let from = open.floor_char_boundary(at.saturating_sub(EXCERPT / 4));
    let from = open[from..at].find('\n').map_or(from, |line| from + line + 1);
    text::head(&open[from..], EXCERPT).to_owned()
}
