//! A query → ranked entries with the characters to highlight.

use crate::catalog::code;
use crate::embedded::{self, ENTRIES, KNOWN, Target};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Index")
    }
}

pub struct Index {
    matcher: SkimMatcherV2,
}

#[derive(Debug, Default)]
pub struct Results {
    pub hits: Vec<Hit>,
    pub said: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Hit {
    pub target: Target,
    pub score: f64,
    pub code: Vec<usize>,
    pub title: Vec<usize>,
    pub also: Vec<Excerpt>,
}

#[derive(Debug, Clone)]
pub struct Excerpt {
    pub field: &'static str,
    pub text: String,
    pub positions: Vec<usize>,
}

impl Index {
    #[must_use]
    pub fn embedded() -> Self {
        Self {
            matcher: SkimMatcherV2::default().ignore_case(),
        }
    }

    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Results {
        let exact = embedded::lookup(query).map(|target| target.code());
        let words: Vec<&str> = query.split_whitespace().collect();
        let targets = ENTRIES
            .iter()
            .map(Target::Entry)
            .chain(KNOWN.iter().map(Target::Known));
        let mut hits: Vec<Hit> = targets
            .filter_map(|target| self.hit(target, &words, exact))
            .collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits.truncate(limit);
        Results {
            hits,
            said: Vec::new(),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "scores are small")]
    fn hit(&self, target: Target, words: &[&str], exact: Option<&str>) -> Option<Hit> {
        let mut hit = Hit {
            target,
            score: 0.0,
            code: Vec::new(),
            title: Vec::new(),
            also: Vec::new(),
        };
        if exact.is_some_and(|exact| code::key(exact) == code::key(target.code())) {
            hit.score += 10_000.0;
            hit.code = (0..target.code().chars().count()).collect();
        }
        for word in words {
            if let Some((score, at)) = self.matcher.fuzzy_indices(target.code(), word) {
                hit.score += score as f64;
                hit.code.extend(at);
            } else if let Some((score, at)) = self.matcher.fuzzy_indices(target.title(), word) {
                hit.score += score as f64;
                hit.title.extend(at);
            } else if hit.score < 10_000.0 {
                return None;
            }
        }
        if target.header().is_some() {
            hit.score += 20.0;
        }
        Some(hit)
    }
}
