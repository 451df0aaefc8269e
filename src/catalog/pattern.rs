//! Regular expressions of the catalog: compiled within bounds, and the literals they cannot do without.

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

/// A compiled expression may take this many bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// Letters that a signature needs in a row of fixed text, so that candidates can be found fast.
pub const SIGNATURE_LETTERS: usize = 8;

/// Compiles an expression of the catalog.
///
/// # Errors
/// The last line of what is wrong with it, which is the one that says it.
pub fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .size_limit(SIZE_LIMIT)
        .nest_limit(50)
        .build()
        .map_err(|error| {
            let text = error.to_string();
            text.lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned()
        })
}

/// Literals, in lower case, of which every match of the expression holds at least one; none where
/// there is no such set with at least [`SIGNATURE_LETTERS`] letters in each.
#[must_use]
pub fn required_literals(pattern: &str) -> Option<Vec<String>> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let literals = of(&hir)?;
    literals
        .iter()
        .all(|literal| letters(literal) >= SIGNATURE_LETTERS)
        .then_some(literals)
}

fn letters(literal: &str) -> usize {
    literal.chars().filter(|c| c.is_alphabetic()).count()
}

/// The best set of literals of an expression: the one whose shortest has the most letters.
fn of(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub),
        HirKind::Alternation(branches) => {
            let sets: Option<Vec<_>> = branches.iter().map(of).collect();
            Some(sets?.into_iter().flatten().collect())
        }
        HirKind::Concat(items) => concatenated(items),
        _ => fixed(hir).map(|literal| vec![literal]),
    }
}

fn concatenated(items: &[Hir]) -> Option<Vec<String>> {
    let mut best: Option<Vec<String>> = None;
    let mut run = String::new();
    for item in items {
        if let Some(literal) = fixed(item) {
            run.push_str(&literal);
            continue;
        }
        best = better(best, Some(vec![std::mem::take(&mut run)]));
        best = better(best, of(item));
    }
    better(best, Some(vec![run]))
}

fn better(one: Option<Vec<String>>, other: Option<Vec<String>>) -> Option<Vec<String>> {
    let worth = |set: &Option<Vec<String>>| {
        set.as_ref().map_or(0, |set| {
            set.iter()
                .map(|literal| letters(literal))
                .min()
                .unwrap_or(0)
        })
    };
    if worth(&other) > worth(&one) {
        other
    } else {
        one
    }
}

/// The text that this part always is, with its case folded; nothing for look-arounds, which take no text.
fn fixed(hir: &Hir) -> Option<String> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(String::new()),
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok().map(str::to_lowercase),
        HirKind::Class(Class::Unicode(class)) => {
            let mut folded: Vec<String> = class
                .iter()
                .flat_map(|range| range.start()..=range.end())
                .take(5)
                .map(|c| c.to_lowercase().to_string())
                .collect();
            folded.sort();
            folded.dedup();
            match folded.as_slice() {
                [one] => Some(one.clone()),
                // The long s and the Kelvin sign fold to s and k.
                [ascii, other]
                    if ascii.is_ascii() && matches!(other.as_str(), "\u{17f}" | "\u{212a}") =>
                {
                    Some(ascii.clone())
                }
                _ => None,
            }
        }
        HirKind::Concat(items) => items.iter().map(fixed).collect(),
        HirKind::Capture(capture) => fixed(&capture.sub),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_fixed_text_is_found_in_any_case() {
        assert_eq!(
            required_literals(r"(?i)user is(?: not|n't) authorized to register devices"),
            Some(vec![" authorized to register devices".into()])
        );
        assert_eq!(
            required_literals("BulkAADJTokenUnauthorized"),
            Some(vec!["bulkaadjtokenunauthorized".into()])
        );
    }

    #[test]
    fn every_branch_needs_its_own_literal() {
        assert_eq!(
            required_literals("(?:redirect address|reply location)"),
            Some(vec!["redirect address".into(), "reply location".into()])
        );
        assert_eq!(required_literals("redirect address|x+"), None);
    }

    #[test]
    fn short_or_optional_text_is_not_enough() {
        assert_eq!(required_literals(r"\d+ failed \w+"), None);
        assert_eq!(required_literals(r"(?:authorization)?\d"), None);
    }

    #[test]
    fn an_expression_that_is_wrong_or_too_large_is_refused_in_one_line() {
        assert_eq!(compile("(").unwrap_err(), "unclosed group");
        assert!(!compile(r"\w{1000}{100}").unwrap_err().contains('\n'));
    }
}
