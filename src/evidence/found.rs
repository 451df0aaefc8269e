//! What is found in a text.

use crate::catalog::FactType;
use crate::embedded::Target;
use serde::Serialize;

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
