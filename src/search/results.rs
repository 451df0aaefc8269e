//! What a search answers.

use crate::embedded::Target;

/// What a query found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// The best first.
    pub hits: Vec<Hit>,
    /// What to tell about the query: a wrong filter value, a code that does not exist, a code that looks like another.
    pub said: Vec<String>,
}

/// One code that was found. Positions count chars of the text that is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub target: Target,
    pub score: f64,
    /// In [`Target::code`].
    pub code: Vec<usize>,
    /// In [`Target::title`].
    pub title: Vec<usize>,
    /// Other fields that matched.
    pub also: Vec<Excerpt>,
}

/// A part of a field that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Which field, as it is said to a person.
    pub field: &'static str,
    pub text: String,
    pub positions: Vec<usize>,
}
