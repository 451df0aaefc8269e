//! What a search answers.

use super::terms::Term;
use crate::embedded::Target;

/// What a query found.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// The best first.
    pub hits: Vec<Hit>,
    /// What to tell about the query: a wrong filter value, a code that does not exist, a code that looks like another.
    pub said: Vec<String>,
    /// What [`super::Index::marks`] wants to know, for the hits that are drawn.
    pub asked: Asked,
}

/// One code that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub target: Target,
    pub score: f64,
}

/// What a query asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub(super) terms: Vec<Term>,
    /// Codes that a number named, in whatever notation.
    pub(super) numbered: Vec<&'static str>,
}

/// The characters that made a hit match, as positions of chars.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// In [`Target::code`].
    pub code: Vec<usize>,
    /// In [`Target::title`].
    pub title: Vec<usize>,
}
